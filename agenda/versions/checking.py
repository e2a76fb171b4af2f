"""The conflicts of a draft: by the rules of its event, and with the drafts of other events at the same time."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.contrib.auth.models import AnonymousUser

from agenda import models
from agenda.drafts import NotPublishable, freeze, with_parts
from agenda.models import roles
from agenda.programme import clocks, conflicts, model

LONGEST = 31
"""Days of a session that are looked at."""

NOBODY = AnonymousUser()
"""Someone who sees no event's draft."""


def found(
    event: models.Event, draft: model.Programme, label: model.Label, *, reader: Any = NOBODY
) -> tuple[conflicts.Conflict, ...]:
    """The conflicts of the draft, were it published with `label`, as told to `reader` (see `rules_for`).

    The query count depends on no number of rows.
    """
    return conflicts.conflicts(draft, rules_for(event, draft, label, reader=reader))


def rules_for(
    event: models.Event, draft: model.Programme, label: model.Label, *, reader: Any = NOBODY
) -> conflicts.Rules:
    """The rules for `draft` (the one of `event`, or one that it would become).

    `reader` is the account that will read the sentences: of an event that it may not view nothing is named. None, for a
    command, reads everything; without a reader no other event is named.
    """
    keys = None if reader is None else roles.keys_for(reader, "agenda.view_event")
    named: list[model.Programme] = []
    hidden: list[model.Programme] = []
    for key, other in _others(event, draft):
        (named if keys is None or key in keys else hidden).append(other)
    return conflicts.Rules(
        longest_gap=event.longest_gap, label=label, others=tuple(named), hidden=tuple(hidden)
    )


def _others(event: models.Event, draft: model.Programme) -> list[tuple[int, model.Programme]]:
    """Keys and drafts of other events with a session on a day of this one, the day before, or the day after."""
    days = _days(draft)
    if not days:
        return []
    events = models.Event.objects.exclude(pk=event.pk).filter(
        pk__in=models.Session.objects.filter(day__in=days).order_by().values("event")
    )
    drafts = []
    for other in with_parts(events):
        try:
            drafts.append((other.pk, freeze(other, missing_hours=True)))
        except NotPublishable:  # it will be said there
            continue
    return drafts


def _days(draft: model.Programme) -> set[date]:
    """The dates of the sessions on the host's clock, and their neighbours: events may be a day apart by their zones."""
    found = set()
    for session in draft.sessions:
        first, last = (clocks.local_date(one, draft.event.timezone) for one in (session.start, session.end))
        for days in range(-1, min((last - first).days, LONGEST) + 2):
            found.add(first + timedelta(days=days))
    return found
