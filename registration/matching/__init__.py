"""When two addresses, names, or organisations are the same or alike. Pure."""
