"""The web forms of participants, focal points, and speakers."""
