"""Erasing one person at one event: what is theirs goes, what is counted stays."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import connection, transaction
from django.db.models import Q

from agenda import files, versions
from agenda.models import Event
from registration import invitations, locks
from registration.audit import Actor, record
from registration.links import address_of
from registration.models import (
    ENDED,
    AuditEntry,
    CalendarAnswer,
    Consent,
    Delegation,
    GivenAnswer,
    InvitedOrganisation,
    JoiningDetail,
    ListConsent,
    Participant,
    SlideDeck,
    SpeakerProfile,
    StoredFile,
)
from registration.privacy import accounts, erased_letters
from registration.privacy.programme import forget_in_programme
from registration.privacy.traces import ERASED_NAME, PersonTraces, reword, traces_of, write

NAMES_OF_PLACES = ("person", "session", "entry")
"""Details of audit entries that tell a speaker of the programme."""
ERASE = "erase"
"""The verb of the one entry that erasing leaves."""
EMPTIED = (
    "honorific", "given", "family", "own_script", "position", "unit", "phone", "languages", "interpretation",
    "accessibility", "diet", "over_quota_reason", "decline_reason", "programme_person_id", "consent_wording",
)  # fmt: skip
"""Texts of a participant's row that go; sex, country, organisation, place, roles, state and moments stay."""


def erase(participant: Participant, actor: Actor, moment: datetime) -> None:
    """Erase all personal data of the person at their event, at `moment` (aware). Once more, it changes nothing.

    Before the meeting has ended, who takes part or may is withdrawn: the place is free, the waiting list moves on. What
    takes entries out of their calendar, and a last letter, keep the address until they are sent. One transaction; files
    go after it. In the programme the name is withheld where its bearer is known: not for anybody who wrote it into the
    open form, and then asks that it be erased.
    """
    with transaction.atomic():
        overwrite_what_is_freed()
        _lock_event(participant.event_id)
        locked = locks.lock(participant, with_waiting=True)
        if locked.erased is not None:
            return
        known = actor.can_confirm or bool(known_among([locked]))
        if locked.state not in ENDED and not has_ended(locked.event, moment):
            locked = invitations.withdraw(locked, actor, moment)
        traces, named = traces_of([locked]), erased_letters.moments_named([locked.pk])
        erased_letters.farewell(locked, moment)
        forget_in_programme(locked.event, [locked], traces if known else PersonTraces.none(), moment)
        _free_focal_points(locked, traces)
        forget_rows(locked.event, [locked], traces, moment)
        erased_letters.forget_letters(locked)
        erased_letters.reword_letters(locked.event_id, traces, named)
        erased_letters.forget_replies(erased_letters.replies_of(locked.event_id, [locked.pk], traces))
        accounts.forget_log([locked.pk], traces)
        accounts.forget_accounts(traces)
        record(locked, ERASE, actor, moment)
        forget_answers()


def forget_rows(event: Event, people: Sequence[Participant], traces: PersonTraces, moment: datetime) -> None:
    """Empty the rows of these people, of one event, and delete what hangs on them; their names leave its notes."""
    keys = [one.pk for one in people]
    erased_letters.forget_entries(event.pk, keys, traces)
    _forget_handed_in(keys)
    Consent.objects.filter(participant__in=keys).delete()
    JoiningDetail.objects.filter(participant__in=keys).delete()
    Delegation.objects.filter(head__in=keys).update(head=None)
    for one in people:
        _empty(one, moment)
    reword(JoiningDetail.objects.filter(event=event), ("note",), traces.reworded)
    reword(
        InvitedOrganisation.objects.filter(event=event),
        ("note", "decline_reason", "focal_name"),
        traces.reworded,
    )
    reword(Participant.objects.filter(event=event), ("over_quota_reason", "decline_reason"), traces.reworded)
    _forget_copies(event, traces)
    _forget_where_they_stood(keys)


def has_ended(event: Event, moment: datetime) -> bool:
    """Whether all sessions of the published meeting are over at `moment` (aware)."""
    programme = versions.latest(event.slug)
    ends = [one.end for one in programme.sessions] if programme else []
    return bool(ends) and max(ends) <= moment


def overwrite_what_is_freed() -> None:
    """On SQLite, what is deleted or changed from now on is overwritten in the file. Elsewhere the database vacuums."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA secure_delete = ON")


def forget_answers() -> None:
    """Empty the caches now, and again once others can no longer read the old rows; cut SQLite's log."""
    versions.forget_answers()
    transaction.on_commit(_after_commit)


def _after_commit() -> None:
    versions.forget_answers()
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def known_among(people: Sequence[Participant]) -> list[Participant]:
    """The people of which staff or a signed-in focal point have said that they bear the name, or who they are in the programme."""
    entries = AuditEntry.objects.filter(participant__in=[one.pk for one in people], verb="confirm")
    confirmed = set(entries.values_list("participant", flat=True))
    return [one for one in people if one.programme_person_id or one.endorsed or one.pk in confirmed]


def _lock_event(event: int) -> None:
    """All institutions and people of the event, in the order of `places`: what names somebody may stand with any of them."""
    rows = InvitedOrganisation.objects.filter(event=event).order_by("pk")
    list(rows.select_for_update(no_key=True).values_list("pk"))
    locks.lock_people(Q(event=event))


def _forget_where_they_stood(keys: Sequence[int]) -> None:
    """Audit entries no longer say who these people were in the programme, nor in which session of it."""
    changed = []
    for entry in AuditEntry.objects.filter(participant__in=keys):
        kept = {name: value for name, value in entry.details.items() if name not in NAMES_OF_PLACES}
        if kept != entry.details:
            entry.details = kept
            changed.append(entry)
    AuditEntry.objects.bulk_update(changed, ["details"], batch_size=200)


def _free_focal_points(person: Participant, traces: PersonTraces) -> None:
    """Empty what names the person as a focal point; an address that is somebody else's too stays."""
    for invited in InvitedOrganisation.objects.filter(event=person.event_id):
        has_address = address_of(invited.focal_email) == person.email_normalised
        named = traces.reworded(invited.focal_name) != invited.focal_name
        named = named and (has_address or invited.pk == person.invited_id)
        fields: dict[str, object] = {}
        if named:
            fields["focal_name"] = ""
        shared = has_address and not traces.owns(invited.focal_email)
        if not shared and (named or (has_address and not invited.focal_name)):
            fields["focal_email"] = ""
        if invited.cc != (cc := traces.without_addresses(invited.cc)):
            fields["cc"] = cc
        write(invited, fields)


def _forget_handed_in(keys: Sequence[int]) -> None:
    """Delete answers and what speakers handed in; the files' bytes once the transaction holds."""
    answers = GivenAnswer.objects.filter(participant__in=keys)
    profiles = SpeakerProfile.objects.filter(participant__in=keys)
    decks = SlideDeck.objects.filter(participant__in=keys)
    found = Q(pk__in=list(answers.values_list("file", flat=True)))
    found |= Q(pk__in=list(profiles.values_list("photo", flat=True)))
    found |= Q(pk__in=list(decks.values_list("file", flat=True)))
    rows = list(StoredFile.objects.filter(found))
    for of_people in (answers, profiles, decks):
        of_people.delete()
    forget_files(rows)


def forget_files(rows: Sequence[StoredFile]) -> None:
    """Delete these rows, and their bytes once the transaction holds."""
    for row in rows:
        files.forget(row.file)
        row.delete()


def _empty(person: Participant, moment: datetime) -> None:
    for name in EMPTIED:
        setattr(person, name, "")
    person.name, person.email, person.cc = ERASED_NAME, f"erased-{person.pk}@erased.invalid", []
    person.consent_list, person.consent_photos = ListConsent.NONE, False
    person.answer, person.answered, person.reminder_minutes = CalendarAnswer.NEEDS_ACTION, None, None
    person.endorsed, person.language = False, person.event.language
    person.erased = person.changed = moment
    person.consent_moment = None
    person.link_version += 1
    person.feed_version += 1
    person.save()


def _forget_copies(event: Event, traces: PersonTraces) -> None:
    """Their addresses get no more copies of letters to others."""
    for one in Participant.objects.filter(event=event).exclude(cc=[]):
        if one.cc != (cc := traces.without_addresses(one.cc)):
            write(one, {"cc": cc})
