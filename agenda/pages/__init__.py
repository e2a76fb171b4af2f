"""The addresses of a programme: published, as a draft, and for review."""
