"""From a request's query to a viewer, and from rendered bytes to a response; error pages."""
