"""The secretariat's admin: signed in through allauth, with a second factor where the server demands one."""

from __future__ import annotations

from typing import Any

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.contrib.admin import AdminSite
from django.contrib.auth.models import AbstractUser
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agenda.models import administrators_of


class SecretariatAdmin(AdminSite):
    """The stock admin behind allauth's sign-in."""

    site_header = gettext_lazy("Dialogue secretariat")
    site_title = gettext_lazy("Dialogue")
    index_title = gettext_lazy("Secretariat")

    def has_permission(self, request: HttpRequest) -> bool:
        """Active staff; with `REQUIRE_STAFF_MFA` only those who have set up a second factor."""
        return super().has_permission(request) and not lacks_second_factor(request)

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        """The stock page; a person without a role is told which administrator to ask."""
        if not self.get_app_list(request):
            messages.info(request, whom_to_ask())
        return super().index(request, extra_context)

    def app_index(
        self, request: HttpRequest, app_label: str, extra_context: dict[str, Any] | None = None
    ) -> TemplateResponse:
        """The stock page, refused as any other to those who have nothing in it."""
        if not self.get_app_list(request, app_label):
            raise PermissionDenied
        return super().app_index(request, app_label, extra_context)

    def login(self, request: HttpRequest, extra_context: dict[str, object] | None = None) -> HttpResponse:
        """Lead to allauth's sign-in, or to setting up the second factor."""
        user = request.user
        wanted = request.GET.get("next") or reverse("admin:index")
        if user.is_authenticated and isinstance(user, AbstractUser) and user.is_staff and user.is_active:
            if lacks_second_factor(request):
                messages.warning(
                    request, _("The secretariat's pages need a second factor. Set one up first.")
                )
                return redirect("mfa_activate_totp")
            return redirect("admin:index")
        if user.is_authenticated:
            return HttpResponse(_("This account has no access to the secretariat's pages."), status=403)
        return redirect_to_login(wanted, settings.LOGIN_URL)

    def logout(  # type: ignore[override]
        self, request: HttpRequest, extra_context: dict[str, object] | None = None
    ) -> HttpResponse:
        """allauth's sign-out."""
        return redirect("account_logout")


def whom_to_ask() -> str:
    """The administrators who can give a role to an account without one."""
    names = [user.email for user in administrators_of(None).order_by("email")[:3] if user.email]
    if not names:
        return _("You have no role at any event. Ask whoever set up this server to give you one.")
    return _("You have no role at any event. Ask an administrator to give you one: %s.") % ", ".join(names)


def lacks_second_factor(request: HttpRequest) -> bool:
    """Whether the server demands a second factor that this user has not set up."""
    return bool(
        settings.REQUIRE_STAFF_MFA and request.user.is_authenticated and not is_mfa_enabled(request.user)
    )
