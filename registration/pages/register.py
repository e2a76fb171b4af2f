"""The registration form of an event, and a participant's own page at a private link."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from agenda import versions, web
from agenda.models import Event
from agenda.outputs import country_name, has_public_pages
from registration import invitations, links, models, questions
from registration.audit import LINK_HOLDER, WEB_FORM
from registration.forms import ConsentForm, CorrectionForm, RegistrationForm, consent_form
from registration.links import PageRefused, not_found, notice, page, private, see_other
from registration.matching import same_email
from registration.models import ENDED, AuditEntry, Participant, Policy, RegistrationSettings, State
from registration.pages import calendar
from registration.pages.invitation import decline, decline_form, invitation_path
from registration.pages.own import (
    correction_form,
    form_context,
    limit,
    no_such_button,
    open_form,
    said_of,
    their_event,
)


@private("GET", "HEAD", "POST")
def register(request: HttpRequest, event: str) -> HttpResponse:
    """The open form. Without registration by the web the page says why (200), and a form sent there is refused (403)."""
    row, context = _event(event)
    _check_asked(request, event)
    desk = RegistrationSettings.objects.of(row)
    moment = timezone.now()
    if reason := _why_closed(desk, moment):
        return notice(*reason, 403 if request.method == "POST" else 200, {**context, "contact": desk.contact})
    if request.method != "POST":
        return page("participants/register.html", form_context(context, desk, open_form(row)))
    limit(moment, event=row.slug, sender=request.META.get("REMOTE_ADDR") or "")
    form = open_form(row, request)
    if not form.is_valid():
        return page("participants/register.html", form_context(context, desk, form), 422)
    email: str = form.cleaned_data["email"]
    limit(moment, email=f"{row.slug}:{same_email(email)}")
    try:
        _take_in(row, form, moment)
    except invitations.VerbRefused as refusal:  # the desk closed while the form was on its way
        raise PageRefused(403, _("Registration has closed"), str(refusal)) from None
    return see_other(f"/{row.slug}/register/sent/")


def _take_in(event: Event, form: RegistrationForm, moment: datetime) -> None:
    """Register the person that a valid form names. What somebody known answered before stays: the form is open to everybody.

    Raises VerbRefused.
    """
    with transaction.atomic():
        person = invitations.register(event, form.particulars, form.cleaned_data["email"], WEB_FORM, moment)
        if form.asked is None or not form.asked.questions:
            return
        if person.changed == moment:  # the verb took them in, or back
            questions.save(person, form.cleaned_data, WEB_FORM, moment)
        else:
            questions.save_and_take_back(person, form.cleaned_data, WEB_FORM, moment)


@private("GET", "HEAD")
def sent(request: HttpRequest, event: str) -> HttpResponse:
    """Where the form leads, whoever sent it."""
    _row, context = _event(event)
    text = _(
        "Thank you. We have sent a letter to the e-mail address you gave, with a private link to see, correct or "
        "withdraw your registration. If it has not come after some minutes, please look among unwanted mail."
    )
    return notice(_("Please look at your e-mail"), text, 200, context)


@private("GET", "HEAD")
def withdrawn(request: HttpRequest, event: str) -> HttpResponse:
    """Where withdrawing leads."""
    _row, context = _event(event)
    text = _("Your registration is withdrawn, and your private link no longer works. You may register again.")
    return notice(_("Registration withdrawn"), text, 200, context)


@private("GET", "HEAD", "POST")
def my(request: HttpRequest, token: str) -> HttpResponse:
    """A participant's own page: see; correct or withdraw by POST. A GET changes nothing: mail scanners follow links."""
    participant = links.participant_of(request, token, "my")
    if participant.state == State.WITHDRAWN:
        raise links.nothing_here(request)
    if request.method != "POST":
        return _my_page(participant, token, said=_said(request, participant))
    moment = timezone.now()
    limit(moment, link=str(participant.pk))
    action = request.POST.get("action", "")
    if action == "withdraw":
        return _withdraw(participant, moment, token, sure=request.POST.get("sure") == "yes")
    if action == "decline":
        return decline(request, participant, _asking(participant, token), moment)
    if action == "correct":
        return _correct(request, participant, token, moment)
    if action == "consents":
        return _agree(request, participant, token, moment)
    if action in calendar.ACTIONS:
        return calendar.act(participant, action, request.POST.get("minutes", ""), moment)
    raise no_such_button()


def _asking(participant: Participant, token: str) -> Mapping[str, Any]:
    """The context of a page that asks before something ends."""
    return {**their_event(participant, token), "page": "my", "action": links.path("my", token)}


def _withdraw(participant: Participant, moment: datetime, token: str, *, sure: bool) -> HttpResponse:
    """Withdraw; without `sure` only ask."""
    if not sure and invitations.allowed("withdraw", participant.state):
        return page("participants/withdraw.html", _asking(participant, token), 422)
    try:
        invitations.withdraw(participant, LINK_HOLDER, moment)
    except invitations.VerbRefused as refusal:
        raise PageRefused(422, _("That cannot be done here"), str(refusal)) from None
    if _has_no_pages(participant.event.slug):  # its address after withdrawing is a page for nobody
        return page("participants/ended.html", {})
    return see_other(f"/{participant.event.slug}/register/withdrawn/")


def _correct(request: HttpRequest, participant: Participant, token: str, moment: datetime) -> HttpResponse:
    form = correction_form(participant, request)
    if form.is_valid():
        try:
            with transaction.atomic():
                person = invitations.correct(participant, form.particulars, LINK_HOLDER, moment)
                if form.asked is not None and form.asked.questions:
                    questions.save(person, form.cleaned_data, LINK_HOLDER, moment)
            said = "corrected=1" if person.changed == moment else "said=unchanged"
            return see_other(f"{links.path('my', token)}?{said}")
        except invitations.AlreadyRegistered as refusal:
            form.add_error("name", str(refusal))
        except invitations.VerbRefused as refusal:
            form.add_error(None, str(refusal))
    return _my_page(participant, token, form, status=422)


def _agree(request: HttpRequest, participant: Participant, token: str, moment: datetime) -> HttpResponse:
    """Keep the consents alone: what else is missing or wrong does not stand in the way."""
    form = consent_form(participant, request.POST)
    if not form.is_valid():
        return _my_page(participant, token, consents=form, status=422)
    try:
        invitations.agree(participant, **form.cleaned_data, actor=LINK_HOLDER, moment=moment)
    except invitations.VerbRefused as refusal:
        raise PageRefused(422, _("That cannot be done here"), str(refusal)) from None
    return see_other(f"{links.path('my', token)}?said=consents#consents")


def _said(request: HttpRequest, participant: Participant) -> str:
    """The message of the address, where it fits the row as it is now: anybody can write an address."""
    said = "corrected" if "corrected" in request.GET else request.GET.get("said", "")
    if said == "corrected":
        acts = AuditEntry.objects.filter(participant=participant, verb__in=("correct", questions.VERB))
        return said if acts.filter(actor=LINK_HOLDER.name).exists() else ""
    if said == "consents":
        acts = AuditEntry.objects.filter(participant=participant, verb="agree", actor=LINK_HOLDER.name)
        return said if acts.exists() else ""
    return said


def _my_page(
    participant: Participant,
    token: str,
    form: CorrectionForm | None = None,
    *,
    consents: ConsentForm | None = None,
    said: str = "",
    status: int = 200,
) -> HttpResponse:
    form = form or correction_form(participant)
    context = their_event(participant, token)
    desk = RegistrationSettings.objects.of(participant.event)
    more = {
        "page": "my",
        "said": said,
        "consent_form": consents or consent_form(participant),
        "action": links.path("my", token),
        **_of_person(participant),
        **calendar.context_of(participant, timezone.now(), said),
    }
    return page("participants/my.html", {**form_context(context, desk, form), **more}, status)


def _of_person(participant: Participant) -> Mapping[str, Any]:
    """Where the person stands, and what the page offers them. One query for who waits.

    Who was named for a place of an institution declines it, who came by themselves withdraws; who is invited answers on
    the page of the invitation.
    """
    state = State(participant.state)
    is_open = state != State.INVITED
    declines = is_open and participant.invited_id is not None and invitations.allowed("decline", state)
    return {
        "participant": participant,
        "state": state.label,
        "country": country_name(participant.country, participant.language),
        "waiting": _waiting_words(participant) if state == State.WAITING else "",
        "invitation_path": "" if is_open else invitation_path(participant),
        "may_correct": is_open and invitations.allowed("correct", state),
        "has_ended": state in ENDED,
        "may_decline": declines,
        "may_withdraw": is_open and not declines and invitations.allowed("withdraw", state),
        "decline_form": decline_form(),
    }


def _waiting_words(participant: Participant) -> str:
    """The person's position in line."""
    if participant.invited is None:
        return _("You are on the waiting list. We write to you as soon as a place is free.")
    sentence = _(
        "You are number %(number)d on the waiting list of %(institution)s. We write to you as soon as a place is free."
    )
    return sentence % {"number": models.number_of(participant), "institution": participant.invited}


def _event(slug: str) -> tuple[Event, Mapping[str, Any]]:
    """The published event and what its pages with a form say of it. A private one has none. Raises PageRefused."""
    programme = versions.latest(slug)
    if programme is None or not has_public_pages(programme):
        raise not_found()
    return Event.objects.get(slug=slug), said_of(programme, f"/{slug}/")


def _has_no_pages(slug: str) -> bool:
    programme = versions.latest(slug)
    return programme is None or not has_public_pages(programme)


def _check_asked(request: HttpRequest, slug: str) -> None:
    """`tz` and `lang` may be ones of the event's pages, for links carry them on. Raises PageRefused."""
    programme = versions.latest(slug) if request.META.get("QUERY_STRING") else None
    try:
        if programme is not None:
            web.check(programme, web.query_of(request))
    except web.Refusal as refusal:
        raise PageRefused(400, refusal.title, " ".join([refusal.message, *refusal.advice])) from None


def _why_closed(desk: RegistrationSettings, moment: datetime) -> tuple[str, str] | None:
    """Title and text of the page that stands for the form, or None when the form is open."""
    if desk.policy == Policy.INVITATION:
        text = _(
            "Places at this event are given by invitation. Please ask the focal point of your institution."
        )
        return _("Registration is by invitation"), text
    if desk.closed_at(moment):
        return _("Registration has closed"), _("This event takes no more registrations by this form.")
    return None
