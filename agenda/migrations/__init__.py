"""Migrations of the agenda."""
