"""What the buttons of an invited institution's page do: the verbs, somebody named, somebody sent a link."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import admin, messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from registration import invitations
from registration.admin.acting import Act, ActForm, Deed
from registration.admin.participant_acts import outcome
from registration.audit import Actor
from registration.forms import HONORIFICS
from registration.institution_forms import NameForm
from registration.invitations import VerbRefused
from registration.models import InvitedOrganisation, Participant

Verb = Callable[..., object]
_TOLD = _("The focal point is written to at once.")

ACTS: dict[str, Act] = {
    "invite": Act(
        _("Invite"),
        _("Invite this institution?"),
        _("Yes, invite"),
        (_("The focal point gets a letter at once, with the link at which they answer and name people."),),
        first=True,
    ),
    "remind": Act(_("Write a reminder (a draft)"), _("Write a reminder?"), _("Write it")),
    "accept": Act(
        _("Note that it takes part"), _("Note that this institution takes part?"), _("It takes part")
    ),
    "decline": Act(
        _("Note that it declines"),
        _("Note that this institution declines?"),
        _("Yes, it declines"),
        (_TOLD, _("The link goes on working, should it change its mind.")),
        ("reason",),
        first=True,
    ),
    "withdraw": Act(
        _("Withdraw the invitation"),
        _("Withdraw this invitation?"),
        _("Yes, withdraw"),
        (_TOLD, _("The institution’s link ends.")),
        first=True,
    ),
    "reopen": Act(
        _("Invite again"),
        _("Invite this institution again?"),
        _("Yes, invite again"),
        (_("The focal point gets the invitation at once, with a link that works."),),
        first=True,
    ),
}
_VERBS: dict[str, Verb] = {
    "invite": invitations.invite_institution,
    "remind": invitations.remind,
    "accept": invitations.accept_invitation,
    "decline": invitations.decline_invitation,
    "withdraw": invitations.withdraw_invitation,
    "reopen": invitations.reopen_invitation,
}
_DONE = {
    "invite": _("%(name)s is invited; the letter is in the outbox."),
    "remind": _("A reminder to %(name)s lies in the outbox as a draft. Look at it there, and let it go."),
    "accept": _("%(name)s takes part."),
    "decline": _("That %(name)s declines is noted."),
    "withdraw": _("The invitation of %(name)s is withdrawn."),
    "reopen": _("%(name)s is invited again."),
}


def crumbs_of(invited: InvitedOrganisation) -> list[tuple[str, str]]:
    """The list, and the institution's page."""
    return [
        (reverse("admin:registration_invitedorganisation_changelist"), _now("Invited organisations")),
        (reverse("admin:registration_invitedorganisation_change", args=[invited.pk]), str(invited)),
    ]


def facts_of(invited: InvitedOrganisation) -> str:
    """Institution, event and reply."""
    return f"{invited} · {invited.event} · {invited.get_reply_display()}"


def deed_of(invited: InvitedOrganisation, verb: str) -> Deed:
    """The verb on the institution. Raises KeyError for a word that is none."""
    act = ACTS[verb]

    def run(actor: Actor, moment: datetime, said: dict[str, Any]) -> str:
        more = {"reason": said["reason"]} if "reason" in act.asks else {}
        _VERBS[verb](invited, actor, moment, **more)
        return str(_DONE[verb]) % {"name": invited}

    may = invitations.allowed_to_institution(verb, invited.reply)  # type: ignore[arg-type]
    return Deed(act, facts_of(invited), run, crumbs_of(invited), may)


NAMING = {
    "nominate": _("Name them"),
    "confirm": _("Name and confirm"),
    "invite": _("Send a personal link"),
}
"""The buttons of the page on which somebody is named."""


def name_page(
    page: admin.ModelAdmin[Any], request: HttpRequest, invited: InvitedOrganisation
) -> HttpResponse:
    """Somebody for one of the places: named, named and confirmed in one act, or sent a link of their own."""
    moment, do = timezone.now(), request.POST.get("do", "nominate")
    sent = request.POST if request.method == "POST" else None
    whom, act = NameForm(sent), ActForm(sent, asks=("beyond",), moment=moment)
    if sent is not None and do in NAMING and whom.is_valid() & act.is_valid():
        try:
            person = _named(invited, do, whom, act, act.actor(request), moment)
            page.message_user(
                request, outcome("confirm" if do == "confirm" else do, person), messages.SUCCESS
            )
            return HttpResponseRedirect(crumbs_of(invited)[-1][0])
        except VerbRefused as refusal:
            whom.add_error(None, str(refusal))
    context = {
        **page.admin_site.each_context(request),
        "title": _now("Name somebody"),
        "facts": facts_of(invited),
        "forms": [whom, act],
        "buttons": NAMING.items(),
        "honorifics": HONORIFICS,
        "crumbs": crumbs_of(invited),
        "back": crumbs_of(invited)[-1][0],
    }
    return TemplateResponse(request, "participants/admin/whom.html", context)


def _named(
    invited: InvitedOrganisation, do: str, whom: NameForm, act: ActForm, actor: Actor, moment: datetime
) -> Participant:
    if do == "invite":
        return invitations.invite(invited, whom.named, actor, moment)
    with transaction.atomic():
        person = invitations.nominate(invited, [whom.named], actor, moment)[0]
        if do == "nominate":
            return person
        return invitations.confirm(person, actor, moment, beyond=act.cleaned_data["beyond"])
