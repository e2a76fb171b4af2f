"""Sign-in for the secretariat: nobody signs up by themselves, and letters name our own address only."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.views import password_reset as send_reset_letter
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from agenda.problems import problem


class AccountAdapter(DefaultAccountAdapter):
    """allauth's rules, with sign-up closed, and addresses made from BASE_URL instead of the request's Host."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Accounts are made by administrators."""
        return False

    def get_reset_password_from_key_url(self, key: str) -> str:
        """The link of a letter: whoever forges a Host header gets no letter that leads to him."""
        parts = urlsplit(super().get_reset_password_from_key_url(key))
        return f"{settings.BASE_URL}{parts.path}"

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """A letter that names the site as the settings do."""
        site = {"name": "Dialogue", "domain": urlsplit(settings.BASE_URL).netloc}
        super().send_mail(template_prefix, email, {**context, "current_site": site})


def password_reset(request: HttpRequest) -> HttpResponse:
    """Send a link to choose a new password, or say that no letter can leave."""
    if settings.OUTBOX_ONLY:
        return problem(
            404,
            _("No letters leave this server"),
            _("A new password needs a letter, and no mail server is set (EMAIL_URL)."),
            [_("Ask an administrator to set a new password for you.")],
            settings.LOGIN_URL,
            home_words=_("Back to signing in"),
        )
    response: HttpResponse = send_reset_letter(request)
    return response
