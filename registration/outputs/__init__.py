"""Files about participants: values in, bytes out; neither database nor request."""
