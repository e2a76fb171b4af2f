"""The registration form of an event, and a participant's own page behind a private link."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from agenda import asking, publishing
from agenda.models import Event
from agenda.outputs.countries import country_name
from agenda.programme import clocks
from registration import feed_views, invitations, tokens
from registration.answers import Refused, not_found, notice, page, private, see_other
from registration.audit import LINK_HOLDER, WEB_FORM
from registration.forms import HONORIFICS, ParticularsForm, RegistrationForm, said_by
from registration.identity import same_email
from registration.messages import event_facts
from registration.models import Participant, RegistrationDesk
from registration.register import suggestions
from registration.states import Policy, State
from registration.throttle import too_often
from registration.wording import PURPOSE, RETENTION


@private("GET", "HEAD", "POST")
def register(request: HttpRequest, event: str) -> HttpResponse:
    """The open form. Without registration by the web the page says why (200), and a form sent there is refused (403)."""
    row, context = _event(event)
    _check_asked(request, event)
    desk = RegistrationDesk.objects.of(row)
    moment = timezone.now()
    if reason := _why_closed(desk, moment):
        return notice(*reason, 403 if request.method == "POST" else 200, {**context, "contact": desk.contact})
    if request.method != "POST":
        return page(
            "participants/register.html",
            _form_context(context, desk, RegistrationForm(language=row.language)),
        )
    _limit(moment, event=row.slug, sender=request.META.get("REMOTE_ADDR") or "")
    form = RegistrationForm(request.POST, language=row.language)
    if not form.is_valid():
        return page("participants/register.html", _form_context(context, desk, form), 422)
    email: str = form.cleaned_data["email"]
    _limit(moment, email=f"{row.slug}:{same_email(email)}")
    try:
        invitations.register(row, form.particulars, email, WEB_FORM, moment)
    except invitations.VerbRefused as refusal:  # the desk closed while the form was on its way
        raise Refused(403, _("Registration has closed"), str(refusal)) from None
    return see_other(f"/{row.slug}/register/sent/")


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
    participant = tokens.load(token, "my")
    if participant is None or participant.state == State.WITHDRAWN:
        raise not_found()
    if request.method != "POST":
        form = ParticularsForm(initial=said_by(participant), language=participant.language)
        said = request.GET.get("said", "")
        return _my_page(participant, token, form, corrected="corrected" in request.GET, said=said)
    moment = timezone.now()
    _limit(moment, link=str(participant.pk))
    action = request.POST.get("action", "")
    if action == "withdraw":
        return _withdraw(participant, moment, token, sure=request.POST.get("sure") == "yes")
    if action == "correct":
        return _correct(request, participant, token, moment)
    if action in feed_views.ACTIONS:
        return feed_views.act(participant, action, request.POST.get("minutes", ""), moment)
    raise Refused(
        422, _("That cannot be done here"), _("Please go back, and use one of the buttons of the page.")
    )


def _withdraw(participant: Participant, moment: datetime, token: str, *, sure: bool) -> HttpResponse:
    """Withdraw; without `sure` only ask."""
    if not sure and invitations.allowed("withdraw", participant.state):
        _row, context = _event(participant.event.slug)
        asked = {**context, "page": "my", "action": tokens.path("my", token)}
        return page("participants/withdraw.html", asked, 422)
    try:
        invitations.withdraw(participant, LINK_HOLDER, moment)
    except invitations.VerbRefused as refusal:
        raise Refused(422, _("That cannot be done here"), str(refusal)) from None
    return see_other(f"/{participant.event.slug}/register/withdrawn/")


def _correct(request: HttpRequest, participant: Participant, token: str, moment: datetime) -> HttpResponse:
    form = ParticularsForm(request.POST, initial=said_by(participant), language=participant.language)
    if form.is_valid():
        try:
            invitations.correct(participant, form.particulars, LINK_HOLDER, moment)
            return see_other(f"{tokens.path('my', token)}?corrected=1")
        except invitations.AlreadyRegistered as refusal:
            form.add_error("name", str(refusal))
        except invitations.VerbRefused as refusal:
            form.add_error(None, str(refusal))
    return _my_page(participant, token, form, status=422)


def _my_page(
    participant: Participant,
    token: str,
    form: ParticularsForm,
    *,
    corrected: bool = False,
    said: str = "",
    status: int = 200,
) -> HttpResponse:
    _row, context = _event(participant.event.slug)
    desk = RegistrationDesk.objects.of(participant.event)
    more = {
        "page": "my",
        "participant": participant,
        "state": State(participant.state).label,
        "country": country_name(participant.country, participant.language),
        "may_correct": invitations.allowed("correct", participant.state),
        "may_withdraw": invitations.allowed("withdraw", participant.state),
        "corrected": corrected,
        "action": tokens.path("my", token),
        **feed_views.context_of(participant, timezone.now(), said),
    }
    return page("participants/my.html", {**_form_context(context, desk, form), **more}, status)


def _event(slug: str) -> tuple[Event, Mapping[str, Any]]:
    """The published event and what its private pages say of it. Raises Refused."""
    programme = publishing.latest(slug)
    if programme is None or programme.event.visibility == "private":
        raise not_found()
    event = programme.event
    facts = event_facts(programme, event.language)
    context = {
        **facts,
        "language": event.language,
        "timezone": event.timezone,
        "event_url": f"/{slug}/",
        "agenda_path": f"/{slug}/agenda/",
    }
    return Event.objects.get(slug=slug), context


def _check_asked(request: HttpRequest, slug: str) -> None:
    """`tz` and `lang` may be ones of the event's pages, for links carry them on. Raises Refused."""
    programme = publishing.latest(slug) if request.META.get("QUERY_STRING") else None
    try:
        if programme is not None:
            asking.check(programme, request.GET.getlist("tz"), request.GET.getlist("lang"))
    except asking.Refusal as refusal:
        raise Refused(400, refusal.title, " ".join([refusal.message, *refusal.advice])) from None


def _form_context(
    context: Mapping[str, Any], desk: RegistrationDesk, form: ParticularsForm
) -> Mapping[str, Any]:
    return {
        **context,
        "page": "register",
        "form": form,
        "honorifics": HONORIFICS,
        "organisations": suggestions(),
        "purpose": desk.purpose or PURPOSE,
        "retention": desk.retention or RETENTION,
        "contact": desk.contact or desk.reply_to,
        "closes": clocks.moment_words(desk.closes, context["timezone"]) if desk.closes else "",
    }


def _why_closed(desk: RegistrationDesk, moment: datetime) -> tuple[str, str] | None:
    """Title and text of the page that stands for the form, or None when the form is open."""
    if desk.policy == Policy.INVITATION:
        text = _(
            "Places at this event are given by invitation. Please ask the focal point of your institution."
        )
        return _("Registration is by invitation"), text
    if desk.closed_at(moment):
        return _("Registration has closed"), _("This event takes no more registrations by this form.")
    return None


def _limit(moment: datetime, **subjects: str) -> None:
    """Raises Refused."""
    if seconds := too_often(moment, **subjects):
        raise Refused(
            429,
            _("Too many attempts"),
            _("This form was sent very often within an hour. Please try again later."),
            {"Retry-After": str(seconds)},
        )
