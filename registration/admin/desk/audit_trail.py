"""The audit entries and letters of a person or an institution, in words, as a page shows them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from types import MappingProxyType
from typing import NamedTuple

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agenda.admin.desk import moment_there
from agenda.models import Event
from agenda.programme import clocks
from registration.models import (
    AuditEntry,
    Channel,
    FormQuestion,
    InvitedOrganisation,
    MeetingRole,
    Message,
    Participant,
    Reply,
    RolePlaces,
    State,
    kind_in_words,
)

MOST = 100
"""Entries and letters that a page shows, the latest."""
VERBS = {
    "list": gettext_lazy("listed"),
    "invite": gettext_lazy("invited"),
    "remind": gettext_lazy("reminder written"),
    "renew": gettext_lazy("link renewed"),
    "accept": gettext_lazy("accepted"),
    "decline": gettext_lazy("declined"),
    "withdraw": gettext_lazy("withdrawn"),
    "reopen": gettext_lazy("opened again"),
    "correct": gettext_lazy("corrected"),
    "agree": gettext_lazy("consents noted"),
    "show link": gettext_lazy("private link looked at"),
    "nominate": gettext_lazy("named"),
    "register": gettext_lazy("registered"),
    "confirm": gettext_lazy("place given"),
    "refuse": gettext_lazy("refused"),
    "replace": gettext_lazy("replaced"),
    "link to speaker": gettext_lazy("found in the programme"),
    "mail_entry": gettext_lazy("calendar entry mailed"),
    "send": gettext_lazy("draft sent"),
    "discard": gettext_lazy("draft discarded"),
    "readdress": gettext_lazy("e-mail address corrected"),
    "answer questions": gettext_lazy("answers to questions changed"),
    "calendar reply": gettext_lazy("calendar reply"),
    "renew link": gettext_lazy("new link sent"),
}


class Trace(NamedTuple):
    """A line: when on the event's clock, what, by people or to people, and what else; `address` of its page."""

    moment: str
    what: str
    people: str
    more: str
    address: str


def entries(rows: Iterable[AuditEntry], event: Event) -> list[Trace]:
    """Audit entries in words. `event` has its cities read already; so have rows whose person is to be named: what was done
    with the people of an institution. At most two queries more.
    """
    rows = list(rows)
    asked, replaced = _labels(rows, event), _replaced(rows)
    return [
        Trace(
            moment=moment_there(one.moment, event),
            what=_what(one, replaced),
            people=one.actor,
            more=said_words(one, asked),
            address=reverse("admin:registration_auditentry_change", args=[one.pk]),
        )
        for one in rows
    ]


def of_institution(invited: InvitedOrganisation) -> QuerySet[AuditEntry]:
    """The audit entries of the institution and, without mailed calendar entries, of its people; the latest first."""
    people = Q(participant__invited=invited) & ~Q(verb="mail_entry")
    return AuditEntry.objects.filter(Q(invited=invited) | people).select_related("participant")


def _what(entry: AuditEntry, replaced: Mapping[int, str]) -> str:
    words = str(VERBS.get(entry.verb, entry.verb.replace("_", " ")))
    if name := replaced.get(entry.details.get("of") or 0):
        words = _("took the place of %s") % name
    person = entry._state.fields_cache.get("participant")
    return _("%(name)s: %(what)s") % {"name": person.full_name, "what": words} if person else words


def _labels(rows: Iterable[AuditEntry], event: Event) -> Mapping[str, str]:
    """The questions of the keys that occur, by key."""
    keys = {key for one in rows for key in one.details.get("keys") or ()}
    asked = FormQuestion.objects.filter(event=event, key__in=keys) if keys else []
    return {one.key: one.label(event.language) for one in asked}


def _replaced(rows: Iterable[AuditEntry]) -> Mapping[int, str]:
    """The names of those whose places were taken, by key."""
    keys = {one.details["of"] for one in rows if one.verb == "replace" and one.details.get("of")}
    people = Participant.objects.filter(pk__in=keys) if keys else []
    return {one.pk: one.full_name for one in people}


def letters(rows: Iterable[Message], event: Event) -> list[Trace]:
    """Letters in words. `event` has its cities read already."""
    return [
        Trace(
            moment=moment_there(one.sent or one.created, event),
            what=kind_in_words(one.kind),
            people=", ".join([*one.to, *one.cc]),
            more=str(one.get_state_display()),
            address=reverse("admin:registration_message_change", args=[one.pk]),
        )
        for one in rows
    ]


def said_words(entry: AuditEntry, asked: Mapping[str, str] = MappingProxyType({})) -> str:
    """The channel by which staff heard it (“by phone, 3 September 2026”), the state before and after where it moved, and what changed.

    `asked`: questions by their keys.
    """
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
    parts = [heard, " → ".join(moves), _fields(details), _answers(details, asked), _besides(details)]
    return " · ".join(part for part in parts if part)


def _fields(details: dict[str, object]) -> str:
    names = details.get("fields")
    if not isinstance(names, list) or not names:
        return ""
    return _("fields: %s") % ", ".join(_field_words(str(name)) for name in names)


def _field_words(name: str) -> str:
    """The label of the field on pages."""
    if name == "role_places":
        return str(RolePlaces._meta.verbose_name_plural)
    for model in (InvitedOrganisation, Participant):
        try:
            return str(getattr(model._meta.get_field(name), "verbose_name", name))
        except FieldDoesNotExist:
            continue
    return name.replace("_", " ")


def _answers(details: dict[str, object], asked: Mapping[str, str]) -> str:
    keys = details.get("keys")
    if not isinstance(keys, list) or not keys:
        return ""
    return _("answers to: %s") % "; ".join(asked.get(str(key), str(key)) for key in keys)


def _besides(details: dict[str, object]) -> str:
    """The further changes of an act, besides the one that it is named after."""
    words = [_("no longer head of delegation")] if details.get("headed") else []
    if details.get("role") in MeetingRole.values:
        words.append(_("takes part as: %s") % MeetingRole(str(details["role"])).label)
    return ", ".join(words)
