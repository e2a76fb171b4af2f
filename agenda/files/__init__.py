"""What people hand in: looked at, kept apart from public files, served so that none runs."""
