"""The actions of an invited institution's page: the verbs, a person named, a person sent a link."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from django.contrib import admin, messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.middleware.csrf import get_token
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from registration import invitations
from registration.admin.desk import ConfirmAction, ConfirmForm, ConfirmText, before, outcome
from registration.admin.institutions.delegations import heads_elsewhere
from registration.admin.institutions.forms import faults_to_look_at
from registration.audit import Actor
from registration.forms import HONORIFICS, NameForm
from registration.invitations import VerbRefused
from registration.letters import reminder_kind
from registration.models import ENDED, InvitedOrganisation, Participant

Verb = Callable[..., object]
_TOLD = _("The focal point is written to at once.")

ACTS: dict[str, ConfirmText] = {
    "invite": ConfirmText(
        _("Invite"),
        _("Invite this institution?"),
        _("Yes, invite"),
        (_("The focal point gets a letter at once, with the link at which they answer and name people."),),
        first=True,
    ),
    "remind": ConfirmText(_("Chase for an answer (a draft)"), _("Write a reminder?"), _("Write it")),
    "renew": ConfirmText(
        _("Send a new link"),
        _("Send a new link, and end the old one?"),
        _("Yes, send a new link"),
        (
            _("The old link of the institution ends at once."),
            _("The focal point gets a letter with the new link at once, where an address is known."),
            _("People’s own links go on working."),
        ),
        first=True,
    ),
    "accept": ConfirmText(
        _("Note that it takes part"), _("Note that this institution takes part?"), _("It takes part")
    ),
    "decline": ConfirmText(
        _("Note that it declines"),
        _("Note that this institution declines?"),
        _("Yes, it declines"),
        (_TOLD, _("The link goes on working, should it change its mind.")),
        ("reason",),
        first=True,
    ),
    "withdraw": ConfirmText(
        _("Withdraw the invitation"),
        _("Withdraw this invitation?"),
        _("Yes, withdraw"),
        (_TOLD, _("The institution’s link ends.")),
        first=True,
    ),
    "reopen": ConfirmText(
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
    "renew": invitations.renew_link,
    "accept": invitations.accept_invitation,
    "decline": invitations.decline_invitation,
    "withdraw": invitations.withdraw_invitation,
    "reopen": invitations.reopen_invitation,
}
_DONE = {
    "invite": _("%(name)s is invited; the letter is in the outbox."),
    "remind": _("A reminder to %(name)s lies in the outbox as a draft. Look at it there, and send it."),
    "renew": _("%(name)s has a new link; the old one no longer works."),
    "accept": _("%(name)s takes part."),
    "decline": _("That %(name)s declines is noted."),
    "withdraw": _("The invitation of %(name)s is withdrawn."),
    "reopen": _("%(name)s is invited again."),
}


def label_of(verb: str, invited: InvitedOrganisation) -> str:
    """The words of the button: a reminder asks for an answer, or for names."""
    if verb == "remind" and reminder_kind(invited) == "names_reminder":
        return gettext("Ask for the missing names (a draft)")
    return str(ACTS[verb].label)


def crumbs_of(invited: InvitedOrganisation) -> list[tuple[str, str]]:
    """The list, and the institution's page."""
    return [
        (reverse("admin:registration_invitedorganisation_changelist"), gettext("Invited organisations")),
        (reverse("admin:registration_invitedorganisation_change", args=[invited.pk]), str(invited)),
    ]


def facts_of(invited: InvitedOrganisation) -> str:
    """Institution, event and reply."""
    return f"{invited} · {invited.event} · {invited.get_reply_display()}"


def deed_of(invited: InvitedOrganisation, verb: str) -> ConfirmAction:
    """The verb on the institution. Raises KeyError for a word that is none."""
    act = ACTS[verb]

    def run(actor: Actor, moment: datetime, said: dict[str, Any]) -> str:
        more = {"reason": said["reason"]} if "reason" in act.asks else {}
        _VERBS[verb](invited, actor, moment, **more)
        return str(_DONE[verb]) % {"name": invited}

    may = invitations.allowed_to_institution(verb, invited.reply)  # type: ignore[arg-type]
    sends = verb in ("invite", "reopen")
    sending = (lambda moment: before(invited.event, [invited], moment)) if sends else None
    stops = _stops(invited) if verb in ("decline", "withdraw") else ()
    return ConfirmAction(act, facts_of(invited), run, crumbs_of(invited), may, sending, stops)


def _stops(invited: InvitedOrganisation) -> Sequence[tuple[str, str]]:
    """The named people, with links: they are told one by one, before their institution leaves."""
    people = invited.people.exclude(state__in=ENDED).order_by("sort_name", "pk")
    name = "admin:registration_participant_change"
    return [(reverse(name, args=[one.pk]), f"{one.full_name} · {one.get_state_display()}") for one in people]


def ask_for_new_link(
    page: admin.ModelAdmin[Any], request: HttpRequest, invited: InvitedOrganisation, changed: Sequence[str]
) -> None:
    """Where the focal point's address is among the changed fields: whoever had the link has it still; say so."""
    if "focal_email" not in changed or not invitations.allowed_to_institution("renew", invited.reply):
        return
    asked = format_html(
        '{} <form method="post" action="{}"><input type="hidden" name="csrfmiddlewaretoken" value="{}">'
        '<button type="submit" class="button">{}</button></form>',
        gettext("The address of the focal point is another. The old link still works; send a new one?"),
        reverse("admin:registration_invitedorganisation_do", args=[invited.pk, "renew"]),
        get_token(request),
        gettext("Send a new link"),
    )
    page.message_user(request, asked, messages.WARNING)


def look_after(
    page: admin.ModelAdmin[Any],
    request: HttpRequest,
    invited: InvitedOrganisation,
    changed: Sequence[str],
    moment: datetime,
) -> None:
    """After saving: nobody of it heads the delegation that it left, and what is seldom meant is said."""
    if "delegation" in changed:
        heads_elsewhere([invited.pk], invited.delegation)
    for text in faults_to_look_at(invited, moment):
        page.message_user(request, text, messages.WARNING)


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
    name_form, act = NameForm(sent), ConfirmForm(sent, asks=("over_quota_reason",), moment=moment)
    if sent is not None and do in NAMING and name_form.is_valid() & act.is_valid():
        try:
            person = _named(invited, do, name_form, act, act.actor(request), moment)
            page.message_user(
                request, outcome("confirm" if do == "confirm" else do, person), messages.SUCCESS
            )
            return HttpResponseRedirect(crumbs_of(invited)[-1][0])
        except VerbRefused as refusal:
            name_form.add_error(None, str(refusal))
    context = {
        **page.admin_site.each_context(request),
        "title": gettext("Name somebody"),
        "facts": facts_of(invited),
        "forms": [name_form, act],
        "buttons": NAMING.items(),
        "honorifics": HONORIFICS,
        "crumbs": crumbs_of(invited),
        "back": crumbs_of(invited)[-1][0],
    }
    return TemplateResponse(request, "admin/registration/desk/person_form.html", context)


def _named(
    invited: InvitedOrganisation,
    do: str,
    name_form: NameForm,
    act: ConfirmForm,
    actor: Actor,
    moment: datetime,
) -> Participant:
    if do == "invite":
        return invitations.invite(invited, name_form.named, actor, moment)
    with transaction.atomic():
        person = invitations.nominate(invited, [name_form.named], actor, moment, quiet=do == "confirm")[0]
        if do == "nominate":
            return person
        return invitations.confirm(
            person, actor, moment, over_quota_reason=act.cleaned_data["over_quota_reason"]
        )
