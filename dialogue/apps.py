"""The site's own app, and the admin as an app."""

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig


class DialogueConfig(AppConfig):
    """Registers the app: management commands and the templates of sign-in."""

    name = "dialogue"


class SecretariatAdminConfig(AdminConfig):
    """Makes `SecretariatAdmin` the default admin site."""

    default_site = "dialogue.admin_site.SecretariatAdmin"
