"""A person's invitation at their own link, `/i/<token>/`: say who one is and accept, or decline."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from registration import invitations, links, questions
from registration.audit import LINK_HOLDER
from registration.forms import DeclineForm, ParticularsForm
from registration.links import PageRefused, page, see_other
from registration.models import ENDED, DelegationRole, Participant, RegistrationSettings, State
from registration.pages.own import form_context, limit, no_such_button, own_form, their_event


def person(request: HttpRequest, token: str, participant: Participant) -> HttpResponse:
    """The invitation of the person whose link it is. A GET changes nothing: mail scanners follow links.

    Who has answered already is led to their own page. Raises PageRefused, for who no longer takes part as for a bad token.
    """
    if participant.state in ENDED:
        raise links.nothing_here(request)
    if participant.state != State.INVITED:
        return _answered(request, participant)
    if request.method != "POST":
        return _shown(participant, token, own_form(participant))
    moment = timezone.now()
    limit(moment, link=str(participant.pk))
    action = request.POST.get("action", "")
    if action == "accept":
        return _accept(request, participant, token, moment)
    if action == "decline":
        return decline(request, participant, _around(participant, token), moment)
    raise no_such_button()


def decline(
    request: HttpRequest, participant: Participant, around: Mapping[str, Any], moment: datetime
) -> HttpResponse:
    """Decline with the reason sent; without `sure` only ask. `around` is what the page that asks says. Raises PageRefused."""
    form = decline_form(request)
    if invitations.allowed("decline", participant.state):
        if not form.is_valid() or request.POST.get("sure") != "yes":
            asked = {**around, "form": form, "decline_form": form}
            return page("participants/person_decline.html", asked, 422)
        reason: str = form.cleaned_data["reason"]
    else:
        reason = ""  # the verb says why not
    try:
        invitations.decline(participant, LINK_HOLDER, moment, reason=reason)
    except invitations.VerbRefused as refusal:
        raise PageRefused(422, _("That cannot be done here"), str(refusal)) from None
    return page("participants/person_declined.html", around)


def decline_form(request: HttpRequest | None = None) -> DeclineForm:
    """Where the reason is said."""
    return DeclineForm(request.POST if request else None, prefix="decline")


def invitation_path(participant: Participant) -> str:
    """The path of the person's invitation."""
    return links.path("person", links.make("person", participant.pk, participant.link_version))


def _answered(request: HttpRequest, participant: Participant) -> HttpResponse:
    """The way to the person's own page; a form that was sent twice goes there at once."""
    token = _own_token(participant)
    if request.method == "POST":
        return see_other(links.path("my", token))
    context = {
        **their_event(participant, token),
        "page": "invitation",
        "state": State(participant.state).label,
        "action": links.path("my", token),
    }
    return page("participants/person_answered.html", context)


def _accept(request: HttpRequest, participant: Participant, token: str, moment: datetime) -> HttpResponse:
    form = own_form(participant, request)
    if form.is_valid():
        try:
            with transaction.atomic():
                accepted = invitations.accept(participant, form.particulars, LINK_HOLDER, moment)
                if form.asked is not None and form.asked.questions:
                    questions.save(accepted, form.cleaned_data, LINK_HOLDER, moment)
            return see_other(links.path("my", _own_token(accepted)))
        except invitations.AlreadyRegistered as refusal:
            form.add_error("name", str(refusal))
        except invitations.VerbRefused as refusal:
            form.add_error(None, str(refusal))
    return _shown(participant, token, form, 422)


def _shown(participant: Participant, token: str, form: ParticularsForm, status: int = 200) -> HttpResponse:
    desk = RegistrationSettings.objects.of(participant.event)
    context = {**form_context(_around(participant, token), desk, form), "page": "invitation"}
    return page("participants/person.html", context, status)


def _around(participant: Participant, token: str) -> Mapping[str, Any]:
    """The context of the pages of an invitation: the event and the person."""
    return {
        **their_event(participant, _own_token(participant)),
        "page": "invitation",
        "participant": participant,
        "institution": str(participant.invited or ""),
        "delegation_role": DelegationRole(participant.delegation_role).label,
        "decline_form": decline_form(),
        "action": links.path("person", token),
    }


def _own_token(participant: Participant) -> str:
    return links.make("my", participant.pk, participant.link_version)
