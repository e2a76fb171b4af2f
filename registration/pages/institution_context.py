"""The context of an institution's page, for holders of its link and its focal point: places, deadline, people, forms."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agenda import versions
from agenda.outputs import country_name, has_public_pages
from agenda.programme import Programme
from registration import models
from registration.audit import Actor
from registration.forms import HONORIFICS, DeclineForm, LinkForm, NameForm, blank_rows, replacement
from registration.invitations import Verb, allowed, allowed_to_institution
from registration.letters import deadline_words, event_facts
from registration.links import page
from registration.models import (
    ENDED,
    DelegationRole,
    InvitedOrganisation,
    Participant,
    RegistrationSettings,
    Reply,
    Standing,
    State,
)

RANKS = tuple(DelegationRole.values)
OFFERED: tuple[Verb, ...] = ("confirm", "replace", "withdraw", "reopen")


@dataclass(frozen=True)
class Visit:
    """A visit of an institution's page: the actor, the institution, and the moment. `action` is its path, `csrf_token` that of a cookie page."""

    invited: InvitedOrganisation
    actor: Actor
    action: str
    moment: datetime
    csrf_token: str = ""


@dataclass
class Filled:
    """The state of the page after a refused request: its forms as sent, and the sentence that refuses it."""

    rows: list[NameForm] = field(default_factory=list)
    link: LinkForm | None = None
    decline: DeclineForm | None = None
    replacement: tuple[int, NameForm] | None = None
    refused: list[tuple[str, Any]] = field(default_factory=list)
    """Title and form of each that has errors."""
    sentence: str = ""


@dataclass(frozen=True)
class Card:
    """A person of the institution, as the page shows them; `may` are the verbs that its reader may use."""

    person: Participant
    state: str
    role: str
    email: str
    instead_of: str
    followed_by: str
    before: str
    """Who is next for the free place that the reader might give to this person."""
    may: frozenset[Verb]
    form: NameForm | None

    @property
    def is_refused(self) -> bool:
        """Whether the form in the card came back with errors."""
        return self.form is not None and self.form.is_bound


def shown(visit: Visit, said: str = "", filled: Filled | None = None, status: int = 0) -> HttpResponse:
    """The page; what was refused comes back in it with 422, or with the `status` given."""
    filled = filled or Filled()
    stands = models.standing(visit.invited)
    cards = cards_of(visit, stands, filled)
    coming = [card for card in cards if card.person.state not in ENDED]
    programme = versions.latest(visit.invited.event.slug)
    context = {
        **_of_event(visit.invited, programme),
        **_of_institution(visit, stands, programme),
        **_of_forms(visit, stands, filled),
        "coming": coming,
        "people_first": people_first([card.person.full_name for card in coming]),
        "room": room_words(stands, sum(card.person.state != State.CONFIRMED for card in coming)),
        "gone": [card for card in cards if card.person.state in ENDED],
        "said": said,
        "action": visit.action,
        "csrf_token": visit.csrf_token,
    }
    refused = 422 if filled.refused or filled.sentence else 200
    return page("participants/institution.html", context, status or refused)


def room_words(stands: Standing, hoping: int) -> str:
    """Before anybody is named: how many can have a place, when so many who are named already hope for one."""
    left = stands.free - hoping
    if not stands.free:
        return _("All places are taken: who is named now may have to wait.")
    if left <= 0:
        words = ngettext(
            "%(free)s place is free, and people named already await it: who is named now may have to wait.",
            "%(free)s places are free, and people named already await them: who is named now may have to wait.",
            stands.free,
        )
        return words % {"free": stands.free}
    words = ngettext(
        "%(left)s place is free: whoever is named beyond it may have to wait.",
        "%(left)s places are free: whoever is named beyond them may have to wait.",
        left,
    )
    return words % {"left": left}


def people_first(names: list[str]) -> str:
    """That these people stand named, who are withdrawn before their institution declines; '' for nobody."""
    sentence = ngettext(
        "%(count)s person is named: withdraw them first, then decline. %(names)s.",
        "%(count)s people are named: withdraw them first, then decline. %(names)s.",
        len(names),
    )
    return sentence % {"count": len(names), "names": "; ".join(names)} if names else ""


def reply_words(reply: str) -> str:
    """Where the invitation stands, as its institution reads it: that it was only listed before is the staff's word."""
    return str(Reply(Reply.INVITED if reply == Reply.LISTED else reply).label)


def asked_first(visit: Visit, verb: str, title: str, consequences: list[str], **kept: Any) -> HttpResponse:
    """The page that asks before something is done that is not easily taken back; `kept` are sent along."""
    context = {
        **_of_event(visit.invited, versions.latest(visit.invited.event.slug)),
        "institution": str(visit.invited.organisation),
        "question": title,
        "consequences": consequences,
        "verb": verb,
        "kept": kept,
        "action": visit.action,
        "csrf_token": visit.csrf_token,
    }
    return page("participants/institution_sure.html", context, 422)


def may(verb: Verb, person: Participant, actor: Actor) -> bool:
    """Whether the page offers the verb: what a decider alone may do is not offered to who only proposes."""
    return allowed(verb, person.state) and not why_not(verb, person, actor)


def why_not(verb: Verb, person: Participant, actor: Actor) -> str:
    """The sentence by which this page refuses the verb to this actor, '' where it does not; the verbs have their own."""
    if person.state == State.REFUSED and verb in ("confirm", "reopen"):
        return _("The secretariat did not accept this person. Please ask it.")
    if actor.can_confirm:
        return ""
    if verb in ("confirm", "reopen"):
        return _("This can be done by the focal point, signed in, or by the secretariat.")
    if person.state == State.CONFIRMED:
        return _("A confirmed place is changed by the focal point, signed in, or by the secretariat.")
    return ""


def cards_of(visit: Visit, stands: Standing, filled: Filled) -> list[Card]:
    """The people of the institution, by what they are in the delegation and by name. One query."""
    rows = models.with_numbers(visit.invited.people.filter(erased__isnull=True))
    people = sorted(rows, key=lambda one: (RANKS.index(one.delegation_role), one.sort_name, one.pk))
    by_key = {one.pk: one for one in people}
    followers = {one.replaces_id: one for one in people if one.replaces_id}
    first = _next(people, stands)
    return [
        _card(visit, stands, filled, one, (by_key.get(one.replaces_id or 0), followers.get(one.pk), first))
        for one in people
    ]


def _next(people: list[Participant], stands: Standing) -> Participant | None:
    """As `places.next_in_line` says it, of people already read."""
    waiting = [one for one in people if one.state == State.WAITING and stands.has_room(one.delegation_role)]
    return min(waiting, key=lambda one: one.waiting_number or 0, default=None)


def masked(email: str) -> str:
    """An address as who holds the link sees it: `h…@molisa.example`."""
    local, at, domain = email.rpartition("@")
    return f"{local[:1]}…{at}{domain}"


def _card(
    visit: Visit,
    stands: Standing,
    filled: Filled,
    person: Participant,
    beside: tuple[Participant | None, Participant | None, Participant | None],
) -> Card:
    """`beside` are the people that the person replaces, who replaces them, and who is next in line."""
    verbs = frozenset(verb for verb in OFFERED if may(verb, person, visit.actor))
    first = beside[2] if "confirm" in verbs and stands.has_room(person.delegation_role) else None
    is_first = first is not None and first.pk == person.pk
    if person.state == State.WAITING and not is_first:
        verbs -= {"confirm"}
    if visit.invited.reply == Reply.DECLINED:
        verbs -= {"reopen"}
    sent = filled.replacement
    form = replacement(person.pk) if "replace" in verbs else None
    if sent and sent[0] == person.pk:
        form = sent[1]
    return Card(
        person=person,
        state=str(State(person.state).label),
        role=str(DelegationRole(person.delegation_role).label),
        email=person.email if visit.actor.can_confirm else masked(person.email),
        instead_of=beside[0].full_name if beside[0] else "",
        followed_by=beside[1].full_name if beside[1] else "",
        before=first.full_name if first and not is_first else "",
        may=verbs,
        form=form,
    )


def _of_event(invited: InvitedOrganisation, programme: Programme | None) -> Mapping[str, Any]:
    """Title and hours of the event as its latest version says, of a private one the title only; links where it is open."""
    if programme is None:
        return {"event_title": str(invited.event), "event_url": "", "agenda_path": "", "time_lines": []}
    home = f"/{invited.event.slug}/" if has_public_pages(programme) else ""
    facts = event_facts(programme, invited.language)
    return {**facts, "event_url": home, "agenda_path": f"{home}agenda/" if home else ""}


def _of_institution(visit: Visit, stands: Standing, programme: Programme | None) -> Mapping[str, Any]:
    invited = visit.invited
    own, there = deadline_words(invited, programme)
    desk = RegistrationSettings.objects.of(invited.event)
    return {
        "invited": invited,
        "institution": str(invited.organisation),
        "country": country_name(invited.organisation.country, invited.language)
        if invited.organisation.country
        else "",
        "reply": reply_words(invited.reply),
        "declined": invited.reply == Reply.DECLINED,
        "stands": stands,
        "role_places": [
            (str(DelegationRole(role).label), count, stands.confirmed.get(role, 0))
            for role, count in stands.roles.items()
        ],
        "deadline": own,
        "deadline_there": there,
        "deadline_passed": invited.deadline is not None and invited.deadline < visit.moment,
        "contact": desk.contact or desk.reply_to,
        "decides": visit.actor.can_confirm,
        "wants_opened": invited.opened is None,
    }


def _of_forms(visit: Visit, stands: Standing, filled: Filled) -> Mapping[str, Any]:
    invited = visit.invited
    rows = filled.rows or blank_rows(stands.free)
    return {
        "may_name": invited.reply in (Reply.LISTED, Reply.INVITED, Reply.ACCEPTED),
        "may_accept": allowed_to_institution("accept", invited.reply),
        "may_decline": allowed_to_institution("decline", invited.reply),
        "rows": rows[:3],
        "more_rows": rows[3:],
        "more_open": any(row.is_bound for row in rows[3:]),
        "link_form": filled.link or LinkForm(prefix="link"),
        "decline_form": filled.decline or DeclineForm(prefix="decline"),
        "honorifics": HONORIFICS,
        "refused": filled.refused,
        "sentence": filled.sentence,
        "form": filled.refused[0][1] if filled.refused else None,  # the page's title says that it came back
    }
