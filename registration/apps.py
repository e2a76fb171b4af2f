"""The registration app, as Django knows it."""

import logging

from django.apps import AppConfig

from registration.log_scrubbing import HideTokens

LOGGERS_OF_ADDRESSES = ("django.request", "django.security.csrf", "django.server", "granian.access")


class RegistrationConfig(AppConfig):
    """Registers the app, and keeps tokens out of the loggers that write addresses."""

    name = "registration"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Put the filter on each logger once."""
        for name in LOGGERS_OF_ADDRESSES:
            logger = logging.getLogger(name)
            if not any(isinstance(one, HideTokens) for one in logger.filters):
                logger.addFilter(HideTokens())
