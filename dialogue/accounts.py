"""Sign-in: the secretariat by password, participants and focal points with a code by mail. Nobody signs up by
themselves, and letters name our own address only.
"""

from __future__ import annotations

import logging
import sys
from smtplib import SMTPException
from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.forms import AddEmailForm, RequestLoginCodeForm, ResetPasswordForm
from allauth.account.views import password_reset as send_reset_letter
from allauth.core import context, ratelimit
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import AbstractBaseUser, User
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from agenda.web import problem
from registration import links

CODE_LETTER = "account/email/login_code"
LONGEST_NAME = 150
"""Characters of a user name: an address that is longer cannot be signed in with."""

log = logging.getLogger(__name__)


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
        said = {**context, "current_site": site}
        if template_prefix != CODE_LETTER:
            super().send_mail(template_prefix, email, said)
        elif settings.OUTBOX_ONLY:
            _say_in_the_terminal(email, context["code"])
        else:
            try:
                super().send_mail(template_prefix, email, said)
            except (OSError, SMTPException):  # the answer stays that to an unknown address
                log.exception("A letter with a code to sign in could not be sent")

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Staff to the desk, everybody else to what is theirs."""
        if isinstance(request.user, User) and request.user.is_staff:
            return str(super().get_login_redirect_url(request))
        return "/my/"

    def set_password(self, user: AbstractBaseUser, password: str) -> None:
        """Refuse a password for a person who signs in with a code: mailboxes pass on to others. Raises PermissionDenied."""
        if not _may_have_password(user):
            raise PermissionDenied(_("You sign in with a code sent to your address; no password is needed."))
        super().set_password(user, password)


class CodeForm(RequestLoginCodeForm):
    """Asks for a code to sign in. The answer says nothing of whether the address is known."""

    def clean_email(self) -> str:
        """The address as it is compared; the account it signs in is kept for the view, None for nobody's."""
        if settings.OUTBOX_ONLY and not settings.DEMO:
            raise ValidationError(_("No letters leave this server. Please ask the secretariat."))
        address = links.address_of(self.cleaned_data["email"])
        if not address:
            raise ValidationError(_("Enter a valid email address."))
        if not ratelimit.consume(context.request, action="request_login_code", key=address):
            raise ValidationError(
                _(
                    "Too many codes were asked for. Use the newest letter with a code, or try again in an hour."
                )
            )
        self._user = account_of(address)
        return address


class ResetForm(ResetPasswordForm):
    """Asks for a link to choose a new password, which accounts that sign in with a code do not have."""

    users: list[Any]

    def clean_email(self) -> str:
        """The address as written; nobody's, where its account has no password."""
        email: str = super().clean_email()
        self.users = [user for user in self.users if _may_have_password(user)]
        return email


class NoMoreAddresses(AddEmailForm):
    """Refuses every further address: who could write one in here could read what belongs to somebody else."""

    def clean_email(self) -> str:
        """Raises ValidationError."""
        raise ValidationError(_("The address of an account is changed by an administrator."))


def account_of(address: str) -> User | None:
    """The account that a code sent to this compared address signs in; made where something belongs to the address.

    None for staff, who have a password and a second factor, for an account that is closed, and for an unknown address.
    """
    known = list(User.objects.filter(Q(email__iexact=address) | Q(username__iexact=address)).order_by("pk"))
    if any(user.is_staff or user.is_superuser or not user.is_active for user in known):
        return None
    own = [user for user in known if links.address_of(user.email) == address]
    if known:
        return own[0] if own else None
    if len(address) > LONGEST_NAME or not links.is_known(address):
        return None
    values = {"email": address, "password": make_password(None)}
    return User.objects.get_or_create(username=address, defaults=values)[0]


def _may_have_password(user: Any) -> bool:
    return bool(user.is_staff or user.has_usable_password())


def _say_in_the_terminal(address: str, code: str) -> None:
    """Where no letters leave, a trial of the site needs the code all the same. It is kept nowhere."""
    if settings.DEMO:
        sys.stderr.write(f"The code to sign in as {address}: {code}\n")


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
