"""The frozen programme and its arithmetic. No Django, no I/O: values in, values out."""
