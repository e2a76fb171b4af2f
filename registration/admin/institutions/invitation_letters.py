"""Letters of invitation in the admin: which paper went where, its way, the reply, and their files."""

from __future__ import annotations

import hashlib
from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import Http404, HttpRequest, HttpResponseNotAllowed
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from agenda.admin.desk import PermittedEvents, StaleFormGuard
from agenda.files import DOCUMENT, Checked, answer, checked, forget
from agenda.models import Event
from registration.admin.desk import ChosenEventAdmin, DayField
from registration.admin.institutions.delegations import links_to, lock_institutions
from registration.fields import LineField
from registration.models import InvitationLetter, InvitedOrganisation, StoredFile

FILES = ("file", "reply_file")


class InstrumentForm(ModelForm[InvitationLetter]):
    """A note or letter, the reply to it, their files, and which institutions it invites."""

    event: ClassVar[Event]

    date = DayField(label=_("Date"), required=False)
    reply_date = DayField(label=_("Date of the reply"), required=False)
    signatory = LineField(label=_("Signed by"), max_length=200, required=False)
    through_name = LineField(label=_("Name of the ministry or mission"), max_length=200, required=False)
    file_new = forms.FileField(label=_("File"), required=False)
    file_gone = forms.BooleanField(label=_("Remove the file"), required=False)
    reply_file_new = forms.FileField(label=_("File of the reply"), required=False)
    reply_file_gone = forms.BooleanField(label=_("Remove the file of the reply"), required=False)
    invites = forms.ModelMultipleChoiceField(
        label=_("Invites"),
        queryset=InvitedOrganisation.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("One that another letter invited is then invited by this one."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance._state.adding:
            self.instance.event = self.event
        for name in FILES:
            if f"{name}_new" in self.fields:
                self.fields[f"{name}_new"].help_text = DOCUMENT.accepted
                self.fields[f"{name}_new"].widget.attrs["accept"] = DOCUMENT.accept
        if "invites" in self.fields:
            rows = InvitedOrganisation.objects.filter(event=self.event).select_related("organisation")
            field: Any = self.fields["invites"]
            field.queryset = rows.order_by("organisation__country", "organisation__name", "pk")
            if not self.instance._state.adding:
                self.initial["invites"] = [one.pk for one in rows.filter(invitation_letter=self.instance)]

    def clean_file_new(self) -> Checked | None:
        """Looked at before it is kept."""
        upload = self.cleaned_data["file_new"]
        return checked(upload, DOCUMENT) if upload else None

    def clean_reply_file_new(self) -> Checked | None:
        """Looked at before it is kept."""
        upload = self.cleaned_data["reply_file_new"]
        return checked(upload, DOCUMENT) if upload else None

    def clean(self) -> dict[str, Any]:
        """A letter that goes through another office says which; no reply before the letter."""
        super().clean()
        found = self.cleaned_data
        if found.get("date") and found.get("reply_date") and found["reply_date"] < found["date"]:
            self.add_error("reply_date", gettext("The reply is dated before the letter."))
        return found


@admin.register(InvitationLetter)
class InstrumentAdmin(StaleFormGuard, ChosenEventAdmin[InvitationLetter]):
    """Notes and letters by date. Their files are answered to those who may see the row, and to nobody else."""

    form = InstrumentForm
    lists_moments = False
    list_display = ["kind", "reference", "date", "signatory", "through", "reply_reference", "event"]
    list_display_links = ["kind", "reference"]
    list_filter = [("event", PermittedEvents), "kind", "through"]
    list_select_related = ["event"]
    search_fields = ["reference", "reply_reference", "signatory", "through_name"]
    fields = [
        "event_name", "kind", "reference", "date", "signatory", "through", "through_name", "kept_file", "file_new",
        "file_gone", "reply_reference", "reply_date", "kept_reply_file", "reply_file_new", "reply_file_gone", "invites",
    ]  # fmt: skip
    readonly_fields = ["event_name", "kept_file", "kept_reply_file", "institutions"]

    class Media:
        """Room for names."""

        css: ClassVar[Any] = {"all": ["css/pages/invited.css"]}

    def get_fields(self, request: HttpRequest, obj: InvitationLetter | None = None) -> Any:
        """The fields: a kept file can be removed; a person who only reads gets links."""
        left_out = {
            part
            for name in FILES
            if getattr(obj, f"{name}_id", None) is None
            for part in (f"kept_{name}", f"{name}_gone")
        }
        found = [name for name in super().get_fields(request, obj) if name not in left_out]
        if obj is None or self.has_change_permission(request, obj):
            return found
        forms_only = {"invites": "institutions"}
        return [forms_only.get(name, name) for name in found if not name.endswith(("_new", "_gone"))]

    @admin.display(description=_("invites"))
    def institutions(self, invitation_letter: InvitationLetter) -> str:
        """With links."""
        return links_to(invitation_letter.invited.select_related("organisation"))

    @admin.display(description=_("kept file"))
    def kept_file(self, invitation_letter: InvitationLetter) -> str:
        """A link that saves it."""
        return _download(invitation_letter, "file")

    @admin.display(description=_("kept file of the reply"))
    def kept_reply_file(self, invitation_letter: InvitationLetter) -> str:
        """A link that saves it."""
        return _download(invitation_letter, "reply_file")

    def digest(self, request: HttpRequest, row: InvitationLetter) -> str:
        """With what the page shows beside the row's own fields: its files, and the institutions it invites."""
        theirs = list(row.invited.order_by("pk").values_list("pk", flat=True))
        parts = [super().digest(request, row), row.file_id, row.reply_file_id, *theirs]
        return hashlib.sha256(repr(parts).encode()).hexdigest()

    def _digest_under_lock(self, request: HttpRequest, object_id: str) -> str | None:
        """The institutions are locked before the row, as verbs do."""
        if row := self.get_object(request, unquote(object_id)):
            lock_institutions(row.event_id)
        return super()._digest_under_lock(request, object_id)

    def save_model(self, request: HttpRequest, obj: InvitationLetter, form: Any, change: bool) -> None:
        """With new files kept, and those that they replace forgotten; the institutions follow."""
        lock_institutions(obj.event_id)
        gone = [_kept(obj, name, form.cleaned_data) for name in FILES]
        super().save_model(request, obj, form, change)
        for one in gone:
            _forgotten(one)
        theirs = InvitedOrganisation.objects.filter(event=obj.event_id)
        chosen = [one.pk for one in form.cleaned_data["invites"]]
        theirs.filter(invitation_letter=obj).exclude(pk__in=chosen).update(invitation_letter=None)
        theirs.filter(pk__in=chosen).update(invitation_letter=obj)

    def delete_model(self, request: HttpRequest, obj: InvitationLetter) -> None:
        """With its files."""
        with transaction.atomic():
            files = [obj.file, obj.reply_file]
            obj.delete()
            for one in files:
                _forgotten(one)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[InvitationLetter]) -> None:
        """One by one."""
        for one in queryset:
            self.delete_model(request, one)

    def get_urls(self) -> list[URLPattern]:
        """With the addresses of the files."""
        view = self.admin_site.admin_view(self.download)
        return [
            path("<int:pk>/<str:which>/save/", view, name="registration_invitationletter_file"),
            *super().get_urls(),
        ]

    def download(self, request: HttpRequest, pk: int, which: str) -> HttpResponseBase:
        """The file, for those who may see the letter at its event. Nothing says whether one they may not see is there."""
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET", "HEAD"])
        if not self.has_view_permission(request):
            raise PermissionDenied
        invitation_letter = get_object_or_404(InvitationLetter.objects.select_related(*FILES), pk=pk)
        if not request.user.has_perm("registration.view_invitationletter", invitation_letter):
            raise PermissionDenied
        stored = getattr(invitation_letter, which) if which in FILES else None
        if stored is None:
            raise Http404
        try:
            return answer(stored.file, stored.name, stored.media_type)
        except FileNotFoundError:
            raise Http404 from None


def _kept(invitation_letter: InvitationLetter, name: str, said: dict[str, Any]) -> StoredFile | None:
    """Put the new file into the row, or none; the one that was there and is to be forgotten."""
    before: StoredFile | None = getattr(invitation_letter, name)
    new: Checked | None = said.get(f"{name}_new")
    if new is None and not said.get(f"{name}_gone"):
        return None
    stored = None
    if new is not None:
        stored = StoredFile.objects.create(
            event_id=invitation_letter.event_id, file=new.content, name=new.name, media_type=new.media_type, size=new.size,
            digest=new.digest, created=timezone.now(),
        )  # fmt: skip
    setattr(invitation_letter, name, stored)
    return before


def _forgotten(stored: StoredFile | None) -> None:
    if stored is not None:
        forget(stored.file)
        stored.delete()


def _download(invitation_letter: InvitationLetter, which: str) -> str:
    stored: StoredFile = getattr(invitation_letter, which)
    address = reverse("admin:registration_invitationletter_file", args=[invitation_letter.pk, which])
    return format_html('<a href="{}">{}</a> ({})', address, stored.name, _size(stored.size))


def _size(octets: int) -> str:
    kilobytes = -(-octets // 1024)
    return f"{kilobytes / 1024:.1f} MB" if kilobytes >= 1024 else f"{kilobytes} kB"
