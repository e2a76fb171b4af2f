"""An institution's page at its link, `/i/<token>/`, and what is done there; a person's invitation stands there too."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from registration import invitations, links
from registration.audit import INSTITUTION_LINK
from registration.forms import MOST_ROWS, DeclineForm, LinkForm, replacement, sent_rows
from registration.invitations import Verb, VerbRefused, passed_over
from registration.links import PageRefused, private, see_other, too_often
from registration.models import ENDED, InvitedOrganisation, Participant, Reply, State, standing
from registration.pages import invitation
from registration.pages.institution_context import Filled, Visit, asked_first, people_first, shown, why_not


@private("GET", "HEAD", "POST")
def by_link(request: HttpRequest, token: str) -> HttpResponse:
    """The page of the institution or the person whose link this is; for any other token the one 404."""
    found = links.invited_of(request, token)
    if isinstance(found, Participant):
        return invitation.person(request, token, found)
    return answer(request, Visit(found, INSTITUTION_LINK, links.path("institution", token), timezone.now()))


def answer(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Show the institution's page, or do what its form asks for. A GET changes nothing: mail scanners follow links."""
    if request.method != "POST":
        return shown(visit, said=said_words(visit, request.GET))
    action = request.POST.get("action", "")
    if action == "opened" and visit.invited.opened is not None:
        return HttpResponse(status=204)
    if seconds := _wait(visit):
        return _too_often(visit, request.POST, seconds)
    if action == "opened":
        invitations.mark_opened(visit.invited, visit.moment)
        return HttpResponse(status=204)
    act = ACTS.get(action)
    if act is None:
        raise PageRefused(
            422, _("That cannot be done here"), _("Please go back, and use one of the buttons of the page.")
        )
    invitations.mark_opened(visit.invited, visit.moment)
    try:
        with transaction.atomic():
            return act(visit, request.POST)
    except VerbRefused as refusal:
        return shown(visit, filled=Filled(sentence=str(refusal)))


def said_words(visit: Visit, said: QueryDict) -> str:
    """The message of what was done; '' for an unknown code, or one that does not fit the rows as they are now."""
    code = said.get("said", "")
    if not fits(code, visit.invited):
        return ""
    if code == "waiting":
        return waiting_words(_of_key(visit, said.get("who", "")))
    return {
        "named": _("Thank you. The names are noted, and each person was sent a letter."),
        "sent": _("A link of their own is on its way to the person."),
        "accepted": _("Thank you. It is noted that you take part."),
        "declined": _("It is noted that you do not take part. Should that change, you can say so here."),
        "replaced": _("The person is replaced. Both were told."),
        "withdrawn": _("The person is withdrawn, and was told."),
        "confirmed": _("The place is confirmed. The person was told."),
        "reopened": _("The person is proposed again, and was sent a link."),
    }.get(code, "")


def waiting_words(person: Participant | None) -> str:
    """That somebody waits now, and why: others stand before them, or no place is free; '' for who does not wait."""
    if person is None or person.state != State.WAITING:
        return ""  # anybody can write an address
    told, first = _("The person is on the waiting list, and was told."), passed_over(person)
    if first is None or (first.waiting_number or 0) > (person.waiting_number or 0):
        return told + " " + _("No place is free for them now.")
    return told + " " + _("Others wait before them: %(name)s is next.") % {"name": first.full_name}


def _wait(visit: Visit) -> int:
    """Seconds, where the page was used too often. A signed-in focal point is counted apart: who has the link, which may
    have been passed on, shuts nobody else out."""
    user = visit.actor.user
    if user is not None:
        return too_often(visit.moment, account=str(user.pk))
    return too_often(visit.moment, link=f"institution:{visit.invited.pk}")


def _too_often(visit: Visit, post: QueryDict, seconds: int) -> HttpResponse:
    """429, with what was typed."""
    minutes = -(-seconds // 60)
    sentence = ngettext(
        "This page was used very often within an hour. Nothing was changed. Please send it again in %(count)s minute.",
        "This page was used very often within an hour. Nothing was changed. Please send it again in %(count)s minutes.",
        minutes,
    ) % {"count": minutes}
    response = shown(visit, filled=typed(visit, post, sentence), status=429)
    response.headers["Retry-After"] = str(seconds)
    return response


def typed(visit: Visit, post: QueryDict, sentence: str) -> Filled:
    """The form that was sent as it was filled in, under the sentence that refuses it."""
    filled, action = Filled(sentence=sentence), post.get("action", "")
    if action == "name":
        filled.rows = sent_rows(post, standing(visit.invited).free)[0]
    elif action == "send":
        filled.link = LinkForm(post, prefix="link")
    elif action == "decline":
        filled.decline = DeclineForm(post, prefix="decline")
    elif action == "replace" and (person := _of_key(visit, post.get("person", ""))):
        filled.replacement = (person.pk, replacement(person.pk, post))
    return filled


def _done(visit: Visit, code: str) -> HttpResponse:
    return see_other(f"{visit.action}?said={code}")


def _name(visit: Visit, post: QueryDict) -> HttpResponse:
    rows, filled = sent_rows(post, standing(visit.invited).free)
    if len(filled) > MOST_ROWS:
        sentence = _("At most %(most)s people can be named at a time, and %(count)s rows are filled. Nobody was named yet: "
                     "please empty some rows, and name those people afterwards.")  # fmt: skip
        words = {"most": MOST_ROWS, "count": len(filled)}
        return shown(visit, filled=Filled(rows=rows, sentence=sentence % words))
    refused = [(_row_title(rows.index(row)), row) for row in filled if row.errors]
    if refused:
        return shown(visit, filled=Filled(rows=rows, refused=refused))
    if not filled:
        return shown(visit, filled=Filled(sentence=_("Please write at least one name.")))
    try:
        with transaction.atomic():
            invitations.nominate(visit.invited, [row.named for row in filled], visit.actor, visit.moment)
    except VerbRefused as refusal:
        return shown(visit, filled=Filled(rows=rows, sentence=str(refusal)))
    return _done(visit, "named")


def _send(visit: Visit, post: QueryDict) -> HttpResponse:
    form = LinkForm(post, prefix="link")
    if not form.is_valid():
        return shown(visit, filled=Filled(link=form, refused=[(_("A link of their own"), form)]))
    try:
        with transaction.atomic():
            invitations.invite(visit.invited, form.named, visit.actor, visit.moment)
    except VerbRefused as refusal:
        return shown(visit, filled=Filled(link=form, sentence=str(refusal)))
    return _done(visit, "sent")


def _accept(visit: Visit, post: QueryDict) -> HttpResponse:
    invitations.accept_invitation(visit.invited, visit.actor, visit.moment)
    return _done(visit, "accepted")


def _decline(visit: Visit, post: QueryDict) -> HttpResponse:
    form = DeclineForm(post, prefix="decline")
    if not form.is_valid():
        return shown(visit, filled=Filled(decline=form, refused=[(_("Decline"), form)]))
    people = visit.invited.people.exclude(state__in=ENDED).order_by("sort_name", "pk")
    if sentence := people_first([one.full_name for one in people]):
        return shown(visit, filled=Filled(decline=form, sentence=sentence))
    reason: str = form.cleaned_data["reason"]
    if post.get("sure") != "yes":
        title = _("Decline for %(institution)s?") % {"institution": visit.invited.organisation}
        consequences = [
            _("The secretariat sees that you do not take part."),
            _("The focal point is sent a letter that says so."),
            _("Should that change, you can take part after all, on the same page."),
        ]
        return asked_first(visit, "decline", title, consequences, **{"decline-reason": reason})
    invitations.decline_invitation(visit.invited, visit.actor, visit.moment, reason=reason)
    return _done(visit, "declined")


def _replace(visit: Visit, post: QueryDict) -> HttpResponse:
    person = _person(visit, post, "replace")
    form = replacement(person.pk, post)
    if not form.is_valid():
        refused = [(_("Instead of %(name)s") % {"name": person.full_name}, form)]
        return shown(visit, filled=Filled(replacement=(person.pk, form), refused=refused))
    try:
        with transaction.atomic():
            invitations.replace(person, form.named, visit.actor, visit.moment)
    except VerbRefused as refusal:
        return shown(visit, filled=Filled(replacement=(person.pk, form), sentence=str(refusal)))
    return _done(visit, "replaced")


def _withdraw(visit: Visit, post: QueryDict) -> HttpResponse:
    person = _person(visit, post, "withdraw")
    if post.get("sure") != "yes" and invitations.allowed("withdraw", person.state):
        title = _("Withdraw %(name)s?") % {"name": person.full_name}
        consequences = [
            _("The place is given back at once."),
            _("The person is told, and their private link ends."),
        ]
        return asked_first(visit, "withdraw", title, consequences, person=person.pk)
    invitations.withdraw(person, visit.actor, visit.moment)
    return _done(visit, "withdrawn")


def _confirm(visit: Visit, post: QueryDict) -> HttpResponse:
    person = _person(visit, post, "confirm")
    confirmed = invitations.confirm(person, visit.actor, visit.moment)
    if confirmed.state == State.CONFIRMED:
        return _done(visit, "confirmed")
    return _done(visit, f"waiting&who={confirmed.pk}")


def _reopen(visit: Visit, post: QueryDict) -> HttpResponse:
    invitations.reopen(_person(visit, post, "reopen"), visit.actor, visit.moment)
    return _done(visit, "reopened")


def _person(visit: Visit, post: QueryDict, verb: Verb) -> Participant:
    """The person of this institution that the form means. Raises PageRefused, and VerbRefused where this page says no."""
    found = _of_key(visit, post.get("person", ""))
    if found is None:
        raise PageRefused(
            422, _("That cannot be done here"), _("Please go back, and use one of the buttons of the page.")
        )
    if sentence := why_not(verb, found, visit.actor):
        raise VerbRefused(sentence)
    return found


def _of_key(visit: Visit, key: str) -> Participant | None:
    """The person of this institution who has the key; None for everybody else, and for what is no key."""
    if not (key.isascii() and key.isdigit() and len(key) < 19):
        return None
    people = visit.invited.people.select_related("invited__organisation", "invited__event")
    return people.filter(pk=int(key), erased__isnull=True).first()


def _row_title(index: int) -> str:
    return _("Person %(number)s") % {"number": index + 1}


ACTS: dict[str, Callable[[Visit, Any], HttpResponse]] = {
    "name": _name,
    "send": _send,
    "accept": _accept,
    "decline": _decline,
    "replace": _replace,
    "withdraw": _withdraw,
    "confirm": _confirm,
    "reopen": _reopen,
}
"""What a form of the page may ask for."""


REPLIES = {"accepted": Reply.ACCEPTED, "declined": Reply.DECLINED}


STATES = {
    "sent": State.INVITED,
    "replaced": State.REPLACED,
    "withdrawn": State.WITHDRAWN,
    "confirmed": State.CONFIRMED,
    "waiting": State.WAITING,
    "reopened": State.NOMINATED,
}


def fits(code: str, invited: InvitedOrganisation) -> bool:
    """Whether the sentence of this code can be true. At most one query."""
    if code in REPLIES:
        return invited.reply == REPLIES[code]
    people = invited.people.all()
    if code in STATES:
        return people.filter(state=STATES[code]).exists()
    return code == "named" and people.exists()
