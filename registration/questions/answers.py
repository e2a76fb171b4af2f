"""Answers to an event's own questions, written together with the verb that takes in the rest of the form."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from agenda import files
from agenda.files import Checked
from registration.audit import Actor, record
from registration.models import FormQuestion, GivenAnswer, Participant, StoredFile
from registration.questions.fields import answers_of

VERB = "answer questions"
"""The verb of the audit entry; it names the questions by their keys and holds no answer."""


class _TakenBack(Exception):
    """Ends a transaction of which nothing is to stay."""


def save(participant: Participant, cleaned: Mapping[str, Any], actor: Actor, moment: datetime) -> list[str]:
    """Keep the answers in a valid form's `cleaned_data`; the keys of those that changed.

    Questions that are not in it stay as they are; what was answered to a question that is not put to the person's role,
    or not any more, goes. Called in the transaction of the verb, after it. Files that nothing holds any more are taken
    out of the storage once the transaction holds.
    """
    stored: list[StoredFile] = []
    try:
        with transaction.atomic():
            return _kept(participant, answers_of(cleaned), actor, moment, stored)
    except BaseException:
        _take_out(stored)
        raise


def save_and_take_back(
    participant: Participant, cleaned: Mapping[str, Any], actor: Actor, moment: datetime
) -> None:
    """The work of `save`, of which nothing stays: whoever sends the open form cannot tell by the time it takes whether
    somebody is registered already.
    """
    stored: list[StoredFile] = []
    try:
        with transaction.atomic():
            _kept(participant, answers_of(cleaned), actor, moment, stored)
            raise _TakenBack
    except _TakenBack:
        _take_out(stored)


def _kept(
    participant: Participant,
    answers: Mapping[str, Any],
    actor: Actor,
    moment: datetime,
    stored: list[StoredFile],
) -> list[str]:
    """The keys that changed; rows of new files are added to `stored`."""
    rows = GivenAnswer.objects.filter(participant=participant).select_related("file")
    before = {one.question_id: one for one in rows}
    changed = []
    for question in FormQuestion.objects.filter(event=participant.event_id):
        if not question.is_asked:
            continue  # what was answered before it was taken off the form stays
        is_put = question.is_put_to(participant.role)
        if is_put and question.key not in answers:
            continue
        answer = before.get(question.pk) or GivenAnswer(participant=participant, question=question)
        if _written(answer, answers[question.key] if is_put else None, moment, stored):
            changed.append(question.key)
    if changed:
        participant.changed = moment
        participant.save(update_fields=["changed"])
        record(participant, VERB, actor, moment, keys=changed)
    return changed


def _written(answer: GivenAnswer, value: Any, moment: datetime, stored: list[StoredFile]) -> bool:
    """Make, change or delete the row; whether anything is other than before."""
    old = answer.file
    if value is None:
        if answer._state.adding:
            return False
        answer.delete()
    elif isinstance(value, Checked):
        answer.value, answer.file = None, _stored(answer.participant, value, moment)
        stored.append(answer.file)
        answer.save()
    elif isinstance(value, StoredFile) or (old is None and answer.value == value):
        return False  # the file given before stays, or the same was said again
    else:
        answer.value, answer.file = value, None
        answer.save()
    if old is not None:
        _forget(old)
    return True


def _stored(participant: Participant, given: Checked, moment: datetime) -> StoredFile:
    return StoredFile.objects.create(
        event_id=participant.event_id,
        file=given.content,
        name=given.name,
        media_type=given.media_type,
        size=given.size,
        digest=given.digest,
        created=moment,
    )


def _forget(stored: StoredFile) -> None:
    """Delete the row now, and the bytes once the transaction holds."""
    files.forget(stored.file)
    stored.delete()


def _take_out(stored: list[StoredFile]) -> None:
    """The bytes of rows that are taken back."""
    for one in stored:
        one.file.storage.delete(str(one.file.name))
