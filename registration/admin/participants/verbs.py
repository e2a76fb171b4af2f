"""The actions of a participant's page, and the message after each."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from registration import invitations
from registration.admin.desk import ConfirmAction, ConfirmForm, ConfirmText, outcome, passed_over
from registration.audit import Actor
from registration.forms import HONORIFICS, NameForm
from registration.invitations import VerbRefused
from registration.models import Participant

_TOLD = _("A letter tells the person at once.")
_NOT_UNDONE = _("A letter tells the person at once. It cannot be called back.")
_TAKEN_OUT = _("Calendar entries that were sent are taken out again.")

ACTS: dict[str, ConfirmText] = {
    "confirm": ConfirmText(
        _("Confirm"), _("Confirm this person?"), _("Yes, confirm"), (_TOLD,), asks=("over_quota_reason",)
    ),
    "accept": ConfirmText(
        _("Note that they accept"),
        _("Note that this person accepts?"),
        _("Yes, they accept"),
        (_("They have the place where one is free."), _TOLD),
    ),
    "decline": ConfirmText(
        _("Note that they decline"),
        _("Note that this person declines?"),
        _("Yes, they decline"),
        (_("The person’s private link ends."), _TOLD),
        ("reason",),
        first=True,
    ),
    "refuse": ConfirmText(
        _("Refuse"),
        _("Refuse this registration?"),
        _("Yes, refuse"),
        (
            _("The person is not accepted, and can no longer correct the registration."),
            _TAKEN_OUT,
            _NOT_UNDONE,
        ),
        first=True,
    ),
    "withdraw": ConfirmText(
        _("Withdraw"),
        _("Withdraw this registration?"),
        _("Yes, withdraw"),
        (_("The place is given back, and the person’s private link ends."), _TAKEN_OUT, _NOT_UNDONE),
        first=True,
    ),
    "reopen": ConfirmText(
        _("Open again"),
        _("Open this registration again?"),
        _("Yes, open again"),
        (_("The person awaits confirmation again, and gets a link that works."),),
        first=True,
    ),
}


def crumbs_of(person: Participant) -> list[tuple[str, str]]:
    """The list, and the person's page."""
    return [
        (reverse("admin:registration_participant_changelist"), gettext("Participants")),
        (reverse("admin:registration_participant_change", args=[person.pk]), person.full_name),
    ]


def facts_of(person: Participant) -> str:
    """Name, organisation, event and state."""
    return f"{person.full_name}, {person.organisation} · {person.event} · {person.get_state_display()}"


def deed_of(person: Participant, verb: str) -> ConfirmAction:
    """The verb on the person. Raises KeyError for a word that is none."""
    run: Callable[[Actor, datetime, dict[str, Any]], Participant] = {
        "confirm": lambda actor, at, said: invitations.confirm(
            person, actor, at, over_quota_reason=said["over_quota_reason"]
        ),
        "accept": lambda actor, at, _said: invitations.accept(
            person, invitations.particulars_of(person), actor, at
        ),
        "decline": lambda actor, at, said: invitations.decline(person, actor, at, reason=said["reason"]),
        "refuse": lambda actor, at, _said: invitations.refuse(person, actor, at),
        "withdraw": lambda actor, at, _said: invitations.withdraw(person, actor, at),
        "reopen": lambda actor, at, _said: invitations.reopen(person, actor, at),
    }[verb]

    def said_after(actor: Actor, moment: datetime, said: dict[str, Any]) -> str:
        return outcome(verb, run(actor, moment, said))

    act, may = ACTS[verb], invitations.allowed(verb, person.state)  # type: ignore[arg-type]
    if verb == "confirm" and (said := passed_over(person)):
        act = act._replace(first=True, points=(said, *act.points))
    return ConfirmAction(act, facts_of(person), said_after, crumbs_of(person), may)


def buttons(person: Participant) -> dict[str, Any]:
    """For the template: the verbs that the person's state allows, and what they may be told along."""
    verbs = [verb for verb in ACTS if invitations.allowed(verb, person.state)]  # type: ignore[arg-type]
    if person.erased is not None:
        verbs = []
    asks = {name for verb in verbs for name in ACTS[verb].asks} - (
        {"over_quota_reason"} if person.invited_id is None else set()
    )
    return {
        "verbs": [(verb, ACTS[verb].label) for verb in verbs],
        "act": ConfirmForm(moment=timezone.now(), asks=sorted(asks)),
        "may_replace": may_replace(person),
        "may_correct": person.erased is None and invitations.allowed("correct", person.state),
    }


def may_replace(person: Participant) -> bool:
    """Whether somebody else can be put in the person's place."""
    return (
        person.erased is None
        and person.invited_id is not None
        and invitations.allowed("replace", person.state)
    )


def replace_page(page: admin.ModelAdmin[Any], request: HttpRequest, person: Participant) -> HttpResponse:
    """Somebody else in the person's place; both are told, and the chain stays."""
    moment = timezone.now()
    sent = request.POST if request.method == "POST" else None
    name_form = NameForm(sent, initial={"delegation_role": person.delegation_role})
    act = ConfirmForm(sent, moment=moment)
    if sent is not None and name_form.is_valid() & act.is_valid():
        try:
            new = invitations.replace(person, name_form.named, act.actor(request), moment)
            page.message_user(request, outcome("replace", new), messages.SUCCESS)
            return HttpResponseRedirect(crumbs_of(new)[-1][0])
        except VerbRefused as refusal:
            name_form.add_error(None, str(refusal))
    context = {
        **page.admin_site.each_context(request),
        "title": gettext("Put somebody else in this place"),
        "facts": facts_of(person),
        "points": [
            gettext("%(name)s is told, and their private link ends.") % {"name": person.full_name},
            gettext("The new person is told; a confirmed place stays confirmed."),
        ],
        "forms": [name_form, act],
        "buttons": [("replace", gettext("Replace"))],
        "honorifics": HONORIFICS,
        "crumbs": crumbs_of(person),
        "back": crumbs_of(person)[-1][0],
    }
    return TemplateResponse(request, "admin/registration/desk/person_form.html", context)
