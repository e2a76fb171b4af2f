"""The site's own app, and the admin as an app."""

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig
from django.db.models.signals import pre_migrate


class DialogueConfig(AppConfig):
    """Registers the app: management commands and the templates of sign-in."""

    name = "dialogue"

    def ready(self) -> None:
        """Keep a copy of the database before a migration that cannot be undone."""
        from dialogue.database_copy import copy_before_no_return  # noqa: PLC0415 - it needs the apps

        pre_migrate.connect(copy_before_no_return, sender=self, dispatch_uid="dialogue.database_copy")


class SecretariatAdminConfig(AdminConfig):
    """Makes `SecretariatAdmin` the default admin site."""

    default_site = "dialogue.admin_site.SecretariatAdmin"
