"""The page on which staff enter somebody who phoned or wrote, with or without an invited institution."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import datetime
from typing import Any

from django.contrib import admin, messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from agenda.models import Event
from registration import invitations
from registration.admin.desk import ConfirmForm, outcome
from registration.admin.participants.forms import EntryForm
from registration.audit import Actor
from registration.forms import HONORIFICS
from registration.invitations import Particulars, VerbRefused
from registration.models import Participant
from registration.register import suggestions

BUTTONS = {"confirm": _("Enter and confirm"), "nominate": _("Enter")}


def enter_page(page: admin.ModelAdmin[Any], request: HttpRequest, event: Event) -> HttpResponse:
    """The form; when it is sent, the person's page."""
    moment, do = timezone.now(), request.POST.get("do", "nominate")
    sent = request.POST if request.method == "POST" else None
    asked = {"institution": request.GET.get("institution", "")}
    entry = EntryForm(sent, event=event, initial=asked)
    act = ConfirmForm(sent, asks=("over_quota_reason",), moment=moment)
    if sent is not None and do in BUTTONS and entry.is_valid() & act.is_valid():
        try:
            over_quota_reason = act.cleaned_data["over_quota_reason"]
            person = entered(
                event,
                entry,
                act.actor(request),
                moment,
                confirmed=do == "confirm",
                over_quota_reason=over_quota_reason,
            )
            page.message_user(request, outcome(do, person), messages.SUCCESS)
            return HttpResponseRedirect(reverse("admin:registration_participant_change", args=[person.pk]))
        except VerbRefused as refusal:
            entry.add_error(None, str(refusal))
    listed = reverse("admin:registration_participant_changelist")
    context = {
        **page.admin_site.each_context(request),
        "opts": page.opts,
        "title": gettext("Enter somebody"),
        "facts": str(event),
        "forms": [entry, act],
        "buttons": BUTTONS.items(),
        "honorifics": HONORIFICS,
        "organisations": suggestions(),
        "crumbs": [(listed, gettext("Participants"))],
        "back": listed,
    }
    return TemplateResponse(request, "admin/registration/desk/person_form.html", context)


def entered(
    event: Event, entry: EntryForm, actor: Actor, moment: datetime, *, confirmed: bool, over_quota_reason: str
) -> Participant:
    """The person of a valid form, entered in one act: in an institution's place, or on their own. Raises VerbRefused."""
    said, invited = entry.particulars, entry.invited
    if invited is None:
        return invitations.enter(
            event,
            said,
            entry.cleaned_data["email"],
            actor,
            moment,
            confirmed=confirmed,
            over_quota_reason=over_quota_reason,
        )
    with transaction.atomic():
        person = invitations.nominate(invited, [entry.named], actor, moment, quiet=confirmed)[0]
        person = invitations.correct(person, _completed(person, said), actor, moment)
        return (
            invitations.confirm(person, actor, moment, over_quota_reason=over_quota_reason)
            if confirmed
            else person
        )


def _completed(person: Participant, said: Particulars) -> Particulars:
    """The known particulars of the person, changed as the form says; fields left empty, and consents, stay as they are."""
    kept = {"consent_list", "consent_photos"} | (set() if said.sex else {"sex"})
    new = {field.name: getattr(said, field.name) for field in fields(said) if field.name not in kept}
    return replace(
        invitations.particulars_of(person), **{name: value for name, value in new.items() if value}
    )
