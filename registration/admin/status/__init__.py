"""The page of invitations, the figures, and the import of lists."""
