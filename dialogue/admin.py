"""Accounts of the secretariat, made by administrators of every event; and the tables that only superusers see.

An account signs in by its e-mail address, which is its username too. What it may do are its roles (`agenda.roles`);
groups and permissions of Django's own are shown nowhere, for they open nothing.
"""

from __future__ import annotations

from typing import Any

from allauth.account import admin as stock_addresses
from allauth.account.models import EmailAddress
from allauth.mfa import admin as stock_factors
from allauth.mfa.models import Authenticator
from django import forms
from django.contrib import admin
from django.contrib.auth import admin as stock_accounts
from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm
from django.contrib.auth.models import Group, User
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_tasks_db import admin as stock_tasks
from django_tasks_db.models import DBTaskResult

from agenda.admin.desk import PermittedAdmin
from agenda.admin.rows import RoleInline

LONGEST = 150
"""Characters of an address: it is the username too."""


class AddressForm(forms.ModelForm[User]):
    """A form with an account's e-mail address, which nobody else has in any letter case."""

    def clean_email(self) -> str:
        """The address in small letters."""
        email = str(self.cleaned_data["email"]).strip().lower()
        rivals = User.objects.exclude(pk=self.instance.pk)
        taken = rivals.filter(Q(email__iexact=email) | Q(username__iexact=email)).exists()
        if taken or EmailAddress.objects.exclude(user=self.instance.pk).filter(email__iexact=email).exists():
            raise ValidationError(gettext("There is an account with this address already."))
        return email


def _email_field() -> forms.EmailField:
    return forms.EmailField(
        label=_("E-mail address"), max_length=LONGEST, help_text=_("To sign in with, and for letters.")
    )


class NewAccountForm(AddressForm, AdminUserCreationForm):  # type: ignore[type-arg]
    """A new account, with a first password or none."""

    email = _email_field()

    class Meta:
        """Without the username, which is the address."""

        model = User
        fields = ("email", "first_name", "last_name")


class AccountForm(AddressForm, UserChangeForm):  # type: ignore[type-arg]
    """An account."""

    email = _email_field()

    class Meta:
        """Without the username, which is the address."""

        model = User
        fields = ("email", "first_name", "last_name", "is_active", "password")


admin.site.unregister([User, Group])


@admin.register(User)
class AccountAdmin(PermittedAdmin, stock_accounts.UserAdmin):  # type: ignore[type-arg]
    """Staff accounts. Who is no superuser neither sees superusers nor makes one."""

    event_path = ""
    form = AccountForm
    add_form = NewAccountForm
    inlines = [RoleInline]
    list_display = ["email", "first_name", "last_name", "is_active", "last_login"]
    list_filter = ["is_active", "event_roles__role"]
    search_fields = ["email", "first_name", "last_name"]
    ordering = ["email", "pk"]
    filter_horizontal = ()
    add_fieldsets: Any = [
        (None, {"fields": ["email", "first_name", "last_name", "usable_password", "password1", "password2"]})
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        """Without superusers, except for a superuser."""
        rows = super().get_queryset(request)
        return rows if request.user.is_superuser else rows.filter(is_superuser=False)

    def get_fieldsets(self, request: HttpRequest, obj: User | None = None) -> Any:
        """Superusers are made by superusers."""
        if obj is None:
            return self.add_fieldsets
        access = ["is_active", *(["is_superuser"] if request.user.is_superuser else []), "last_login"]
        return [
            (None, {"fields": ["email", "first_name", "last_name", "password"]}),
            (_("Access"), {"fields": access}),
        ]

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> list[str]:
        """Nobody writes when the account signed in."""
        return ["last_login"]

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        """The username is the address, and whoever has an account here is staff.

        Another address is the only one: allauth would let in by the one before.
        """
        obj.username, obj.is_staff = obj.email, True
        super().save_model(request, obj, form, change)
        if "email" in form.changed_data:
            EmailAddress.objects.filter(user=obj).exclude(email__iexact=obj.email).delete()


def _for_superusers(model: Any, stock: type[admin.ModelAdmin[Any]]) -> None:
    """Register a library's page anew: no role opens it."""
    admin.site.unregister(model)
    page = type(f"Superusers{stock.__name__}", (stock, PermittedAdmin), {"event_path": ""})
    admin.site.register(model, page)


_for_superusers(EmailAddress, stock_addresses.EmailAddressAdmin)
_for_superusers(Authenticator, stock_factors.AuthenticatorAdmin)
_for_superusers(DBTaskResult, stock_tasks.DBTaskResultAdmin)
