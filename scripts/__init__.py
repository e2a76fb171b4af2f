"""Programs that `make` runs. Nothing here is imported by the app."""
