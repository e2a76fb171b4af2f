"""The pages that the public, participants, and focal points open."""
