"""The toolkit of the pages around an event: permissions, recorded saves, form fields. It knows no page."""
