"""Lists of invitations: read, planned, shown, applied."""
