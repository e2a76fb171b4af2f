"""Every change of a draft is one step: who, when, what, in sentences; the last steps can be undone.

A step keeps the draft before and after it as values, so undoing gives back exactly what was there.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils.translation import gettext as _

from agenda import models
from agenda.drafts import freezing, thawing
from agenda.programme import changes, model


class CannotUndo(Exception):
    """There is nothing to undo or redo, or the draft is no longer what the step left. The words are for the organiser."""


@contextmanager
def step(
    event: models.Event, actor: Any, action: str | Callable[[], str], at: datetime
) -> Iterator[models.Event]:
    """Everything written to the draft of `event` inside is one step by `actor` (a user, or None for a command).

    Holds the lock of the event's row; yields that row. Where nothing changed, no step is kept. An `action` that is known
    only afterwards is called then.
    """
    with transaction.atomic():
        locked = models.Event.objects.select_for_update().get(pk=event.pk)
        before = freezing.draft_if_readable(locked)
        yield locked
        record(
            locked,
            before,
            freezing.draft_if_readable(locked),
            actor,
            action if isinstance(action, str) else action(),
            at,
        )


def apply(
    event: models.Event, wanted: model.Programme, actor: Any, action: str, at: datetime
) -> models.Step | None:
    """Make the draft what `wanted` says, as one step; None where it says so already."""
    with transaction.atomic():
        locked = models.Event.objects.select_for_update().get(pk=event.pk)
        return _write(locked, wanted, actor, action, at)


def record(
    event: models.Event,
    before: model.Programme | None,
    after: model.Programme | None,
    actor: Any,
    action: str,
    at: datetime,
    **fields: Any,
) -> models.Step | None:
    """Keep a step that was taken; None where both drafts are the same. Call under the lock of the event's row."""
    if before == after:
        return None
    if not fields:
        _edits(event).filter(state="undone").update(state="discarded")
    last = event.steps.aggregate(last=Max("number"))["last"] or 0
    kept = models.Step.objects.create(
        event=event,
        number=last + 1,
        at=at,
        actor=actor if getattr(actor, "pk", None) else None,
        actor_name=name_of(actor),
        action=action[:300],
        before=_packed(before),
        after=_packed(after),
        **fields,
    )
    _keep_lines(kept, before, after)
    return kept


def mark(event: models.Event, actor: Any, action: str, sentence: str, session: str, at: datetime) -> None:
    """Keep what changes nothing that is published, such as the mark that a session stays where it is."""
    last = event.steps.aggregate(last=Max("number"))["last"] or 0
    kept = models.Step.objects.create(
        event=event, number=last + 1, at=at, actor=actor, actor_name=name_of(actor), kind="mark",
        action=action[:300], before=b"", after=b"",
    )  # fmt: skip
    models.StepLine.objects.create(step=kept, rank=0, code="mark", session=session, sentence=sentence)


def last_done(event: models.Event) -> models.Step | None:
    """The step that `undo` would take back."""
    return _edits(event).filter(state="done").defer("before", "after").first()


def next_undone(event: models.Event) -> models.Step | None:
    """The step that `redo` would take again."""
    return _edits(event).filter(state="undone").order_by("number").defer("before", "after").first()


def undo(event: models.Event, actor: Any, at: datetime, number: int | None = None) -> models.Step:
    """Take back the last step; the step itself. With `number`: only if that is the last one.

    Raises CannotUndo.
    """
    with transaction.atomic():
        locked = models.Event.objects.select_for_update().get(pk=event.pk)
        last = last_done(locked)
        _check(locked, last, number, "after")
        assert last is not None  # noqa: S101 - _check has refused None
        _write(locked, _value(last.before), actor, _("Undone: %s") % last.action, at, kind="undo", of=last)
        models.Step.objects.filter(pk=last.pk).update(state="undone")
    return last


def redo(event: models.Event, actor: Any, at: datetime, number: int | None = None) -> models.Step:
    """Take again the step undone last; the step itself. With `number`: only if that is the one. Raises CannotUndo."""
    with transaction.atomic():
        locked = models.Event.objects.select_for_update().get(pk=event.pk)
        following = next_undone(locked)
        _check(locked, following, number, "before")
        assert following is not None  # noqa: S101 - _check has refused None
        _write(
            locked, _value(following.after), actor, _("Done again: %s") % following.action, at,
            kind="redo", of=following,
        )  # fmt: skip
        models.Step.objects.filter(pk=following.pk).update(state="done")
    return following


def drafts_of(kept: models.Step) -> tuple[model.Programme | None, model.Programme | None]:
    """The draft before and after a step; None where it could not be frozen, or for a mark."""
    return (
        _value(kept.before) if kept.before else None,
        _value(kept.after) if kept.after else None,
    )


def stored(event: models.Event) -> Iterator[model.Programme]:
    """Every draft that a step of the event keeps, one after the other."""
    for key in list(event.steps.values_list("pk", flat=True)):
        yield from (one for one in drafts_of(event.steps.only("before", "after").get(pk=key)) if one)


def rewrite(event: models.Event, changed: Callable[[model.Programme], model.Programme]) -> int:
    """Put what `changed` makes of each kept draft in its place; how many steps are now others.

    For erasure on request only. Call under the lock of the event's row, and change the draft's rows alike: undoing
    compares them.
    """
    count = 0
    for key in list(event.steps.values_list("pk", flat=True)):
        kept = event.steps.only("before", "after").get(pk=key)
        before, after = drafts_of(kept)
        new = (changed(before) if before else None, changed(after) if after else None)
        if new != (before, after):
            event.steps.filter(pk=key).update(before=_packed(new[0]), after=_packed(new[1]))
            count += 1
    return count


def name_of(actor: Any) -> str:
    """The name of an account in the history; no account is the command line."""
    if actor is None or not getattr(actor, "pk", None):
        return str(_("command line"))
    return str(actor.get_full_name() or actor.email or actor.get_username())[:200]


def _edits(event: models.Event) -> QuerySet[models.Step]:
    """The stack of what can be undone and redone, the latest first."""
    return event.steps.filter(kind="edit").exclude(state="discarded").order_by("-number")


def _check(event: models.Event, kept: models.Step | None, number: int | None, side: str) -> None:
    """Raises CannotUndo unless the draft is as the step left it (`after`) or found it (`before`)."""
    if kept is None:
        raise CannotUndo(
            _("There is nothing to undo.") if side == "after" else _("There is nothing to redo.")
        )
    if number is not None and kept.number != number:
        raise CannotUndo(_("Someone has changed the draft since. Look at it again."))
    stored = getattr(kept, side)
    other = kept.before if side == "after" else kept.after
    if not stored or not other:
        raise CannotUndo(_("This step cannot be undone: the draft could not be read as a whole at the time."))
    draft = freezing.draft_if_readable(event)
    if draft is None or _plain(draft) != _plain(_value(stored)):
        raise CannotUndo(_("The draft has been changed in another way since. Look at its history."))


def _write(
    event: models.Event, wanted: model.Programme, actor: Any, action: str, at: datetime, **fields: Any
) -> models.Step | None:
    before = freezing.draft_if_readable(event)
    if before is not None and _plain(before) == _plain(wanted):
        return None
    thawing.write(event, wanted, before)
    return record(event, before, freezing.draft_if_readable(event), actor, action, at, **fields)


def _keep_lines(kept: models.Step, before: model.Programme | None, after: model.Programme | None) -> None:
    """The sentences of what changed, as they are understood today."""
    found = changes.changes(before, after) if before and after else ()
    models.StepLine.objects.bulk_create(
        models.StepLine(step=kept, rank=rank, code=one.code, session=one.session, sentence=one.sentence)
        for rank, one in enumerate(found)
    )


def _plain(programme: model.Programme) -> model.Programme:
    return changes.without_stamps(programme)


def _packed(programme: model.Programme | None) -> bytes:
    return zlib.compress(model.to_stored(programme)) if programme else b""


def _value(packed: bytes | memoryview) -> model.Programme:
    return model.from_stored(zlib.decompress(bytes(packed)))
