"""Digests of the values that a form was made from: they are compared with the draft by what it acts on, and by nothing else."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

import msgspec
from msgspec.structs import replace

from agenda.drafts import steps
from agenda.models import Event
from agenda.programme import changes, model

FAR_BACK = 40
"""How many steps are looked through for what a form was opened on."""


def of_draft(draft: model.Programme, fixed: frozenset[str]) -> str:
    """Changes with anything that a result is computed from."""
    return _digest((model.to_stored(draft), sorted(fixed)))


def of_session(session: model.FrozenSession) -> str:
    """Changes with the session's own value; not with its stamps, nor with the names of its people and its room."""
    return _digest(replace(session, sequence=None, changed=None))


def of_hours(sessions: Iterable[model.FrozenSession], fixed: frozenset[str]) -> str:
    """Changes with the order and the hours of a day, and with the marks that sessions stay."""
    return _digest([(one.id, one.start, one.end, one.id in fixed) for one in sessions])


def meanwhile(
    event: Event, draft: model.Programme, session: model.FrozenSession, seen: str
) -> tuple[str, ...]:
    """The changes of a session since its digest was `seen`, old and new, in sentences; () where they are not known."""
    for kept in event.steps.order_by("-number")[:FAR_BACK]:
        for old in steps.drafts_of(kept):
            same = [one for one in old.sessions if one.id == session.id] if old else []
            if old and same and of_session(same[0]) == seen:
                found = changes.changes(old, draft)
                return tuple(one.sentence for one in found if one.session == session.id)
    return ()


def _digest(value: object) -> str:
    return hashlib.sha256(msgspec.json.encode(value)).hexdigest()
