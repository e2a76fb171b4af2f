"""The pages of the rows: events, people and rooms, sessions, publications, roles."""
