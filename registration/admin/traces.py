"""What was done with someone, and written to them, in words: the audit entries and letters that a page shows."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agenda.admin.hours import moment_there
from agenda.models import Event
from agenda.programme import clocks
from registration.admin.letters import kind_in_words
from registration.models import AuditEntry, Message
from registration.states import Channel, Reply, State

MOST = 100
"""Entries and letters that a page shows, the latest."""
VERBS = {
    "list": gettext_lazy("listed"),
    "invite": gettext_lazy("invited"),
    "remind": gettext_lazy("reminder written"),
    "accept": gettext_lazy("accepted"),
    "decline": gettext_lazy("declined"),
    "withdraw": gettext_lazy("withdrawn"),
    "reopen": gettext_lazy("opened again"),
    "correct": gettext_lazy("corrected"),
    "show link": gettext_lazy("private link looked at"),
    "nominate": gettext_lazy("named"),
    "register": gettext_lazy("registered"),
    "confirm": gettext_lazy("place given"),
    "refuse": gettext_lazy("refused"),
    "replace": gettext_lazy("replaced"),
    "appear": gettext_lazy("found in the programme"),
    "mail_entry": gettext_lazy("calendar entry mailed"),
    "let go": gettext_lazy("draft sent"),
    "throw away": gettext_lazy("draft thrown away"),
}


class Trace(NamedTuple):
    """A line: when on the event's clock, what, by whom or to whom, and what else; `address` of its page."""

    moment: str
    what: str
    whom: str
    more: str
    address: str


def entries(rows: Iterable[AuditEntry], event: Event) -> list[Trace]:
    """Audit entries in words. `event` has its cities read already."""
    return [
        Trace(
            moment=moment_there(one.moment, event),
            what=str(VERBS.get(one.verb, one.verb.replace("_", " "))),
            whom=one.actor,
            more=said_words(one),
            address=reverse("admin:registration_auditentry_change", args=[one.pk]),
        )
        for one in rows
    ]


def letters(rows: Iterable[Message], event: Event) -> list[Trace]:
    """Letters in words. `event` has its cities read already."""
    return [
        Trace(
            moment=moment_there(one.sent or one.created, event),
            what=kind_in_words(one.kind),
            whom=", ".join([*one.to, *one.cc]),
            more=str(one.get_state_display()),
            address=reverse("admin:registration_message_change", args=[one.pk]),
        )
        for one in rows
    ]


def said_words(entry: AuditEntry) -> str:
    """How staff heard it (“by phone, 3 September 2026”), and the state before and after where it moved."""
    words, details = [], entry.details
    if by := details.get("by"):
        words.append(str(dict(Channel.choices).get(by, by)))
    if on := details.get("on"):
        words.append(clocks.date_words(date.fromisoformat(on)))
    heard = ", ".join(words)
    states = (
        {**dict(State.choices), **dict(Reply.choices)}
        if entry.participant_id is None
        else dict(State.choices)
    )
    moves = [str(states.get(details[name], details[name])) for name in ("from", "to") if details.get(name)]
    return " · ".join(part for part in (heard, " → ".join(moves) if moves else "", _fields(details)) if part)


def _fields(details: dict[str, object]) -> str:
    names = details.get("fields")
    return _("fields: %s") % ", ".join(map(str, names)) if isinstance(names, list) and names else ""
