"""The agenda app, as Django knows it."""

from django.apps import AppConfig


class AgendaConfig(AppConfig):
    """Registers the app."""

    name = "agenda"
    default_auto_field = "django.db.models.BigAutoField"
