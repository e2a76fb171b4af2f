"""Two people with the same page open: who saves second is told, and nothing is overwritten.

Each page of an object carries a digest of what it was made from. When it comes back, the rows are read again, the
object's own locked; where they are no longer those that were shown, the form is refused whatever it holds.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.utils import flatten_fieldsets, unquote
from django.db import models, router, transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

FIELD = "_seen"
"""The hidden field's name (`templates/admin/change_form.html`)."""

CHANGED_SINCE = _(
    "Someone else has changed this since you opened it. Your changes are not saved; open it again in another tab, "
    "and compare."
)


class RefusedForm(forms.BaseForm):
    """A form that is refused, whatever it holds."""

    def full_clean(self) -> None:
        """Refuse."""
        super().full_clean()
        if self.is_bound:
            self.add_error(None, str(CHANGED_SINCE))


class StaleFormGuard(admin.ModelAdmin[Any]):
    """Pages that are saved only over what they have shown.

    A request that does not say what it saw, such as a script's, is not compared.
    """

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        """The stock page with the digest. It is taken before the form is made, so that it never claims too much."""
        if object_id is None:
            return super().changeform_view(request, object_id, form_url, extra_context)
        if request.method != "POST":
            row = self.get_object(request, unquote(object_id))
            context = {**(extra_context or {}), "seen": self.digest(request, row) if row else ""}
            return super().changeform_view(request, object_id, form_url, context)
        with transaction.atomic(
            using=router.db_for_write(self.model)
        ):  # nobody saves between the look and the save
            seen = request.POST.get(FIELD, "")
            outdated = bool(seen) and seen != self._digest_under_lock(request, object_id)
            request.outdated = outdated  # type: ignore[attr-defined]
            context = {**(extra_context or {}), "seen": seen}
            return super().changeform_view(request, object_id, form_url, context)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """The stock form class, or one that refuses."""
        form: Any = super().get_form(request, obj, change=change, **kwargs)
        return type(form)(form.__name__, (RefusedForm, form), {}) if _is_outdated(request) else form

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """With the one message in place of the call to correct something."""
        if _is_outdated(request):
            context |= {"outdated": CHANGED_SINCE, "errors": None}
        return super().render_change_form(request, context, *args, **kwargs)

    def digest(self, request: HttpRequest, row: Any) -> str:
        """Of the object's fields on the page, and of its rows in the page's lists, as the database has them now."""
        shown = set(flatten_fieldsets(self.get_fieldsets(request, row)))
        own = [field for field in self.opts.concrete_fields if field.primary_key or field.name in shown]
        parts = [_values(self.model, {"pk": row.pk}, own)]
        for inline in self.get_inline_instances(request, row):
            key = forms.models._get_foreign_key(self.model, inline.model, inline.fk_name).name
            parts.append(_values(inline.model, {key: row.pk}, inline.model._meta.concrete_fields))
        return hashlib.sha256(json.dumps(parts, default=str).encode()).hexdigest()

    def _digest_under_lock(self, request: HttpRequest, object_id: str) -> str | None:
        row = self.get_object(request, unquote(object_id))
        locked = self.model._base_manager.select_for_update().filter(pk=row.pk).first() if row else None
        return self.digest(request, locked) if locked else None


def _is_outdated(request: HttpRequest) -> bool:
    return getattr(request, "outdated", False)


def _values(model: type[models.Model], which: dict[str, Any], fields: Any) -> list[list[Any]]:
    """As stored: a text in all its languages, a row of another list by its key."""
    rows = model._base_manager.filter(**which).order_by("pk")
    return [[field.get_prep_value(field.value_from_object(row)) for field in fields] for row in rows]
