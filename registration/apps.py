"""The registration app, as Django knows it."""

import logging

from django.apps import AppConfig
from django.db.models.signals import post_save

LOGGERS_OF_ADDRESSES = ("django.request", "django.security.csrf", "django.server", "granian.access")


class RegistrationConfig(AppConfig):
    """Registers the app, and keeps tokens out of the loggers that write addresses."""

    name = "registration"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Put the filter on each logger once; listen to what is published."""
        from agenda import versions  # noqa: PLC0415 - models can be imported only now
        from registration import calendars  # noqa: PLC0415 - models can be imported only now
        from registration.links import HideTokens  # noqa: PLC0415 - models can be imported only now
        from registration.models import RegistrationSettings  # noqa: PLC0415 - models can be imported only now
        from registration.reports import participants_touched  # noqa: PLC0415 - models can be imported only now

        for name in LOGGERS_OF_ADDRESSES:
            logger = logging.getLogger(name)
            if not any(isinstance(one, HideTokens) for one in logger.filters):
                logger.addFilter(HideTokens())
        versions.asked_whom_it_touches.connect(
            participants_touched, dispatch_uid="registration.participants_touched"
        )
        versions.programme_published.connect(
            calendars.version_published, dispatch_uid="registration.version_published"
        )
        post_save.connect(
            calendars.settings_saved, sender=RegistrationSettings, dispatch_uid="registration.desk_saved"
        )
