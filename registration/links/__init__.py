"""Signed links: made, read, guessed, limited, kept out of logs."""
