"""The pages of participants: list, form, verbs, export."""
