"""The two file formats of a programme, strict both ways. No database, no request."""
