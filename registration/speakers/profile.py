"""The profile of a speaker: that they come, their biography, a photo, slides.

Every verb leaves an audit entry that names what was handed in, and none of its words. Earlier versions of slides stay
until they are removed.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import cast

from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.utils.translation import gettext as _

from agenda import files
from agenda.files import Checked
from registration.audit import Actor, record
from registration.models import ENDED, Participant, SlideDeck, SpeakerProfile, StoredFile

CONFIRM, TAKE_BACK, HAND_IN, REMOVE = "confirm speaking", "take back speaking", "hand in", "remove"
"""Verbs of the audit entries."""
MOST_VERSIONS = 10
"""Versions of the slides of a session that are kept."""


class ProfileRefused(Exception):
    """The act is refused. The message says why, and what to do."""


def confirm(participant: Participant, actor: Actor, moment: datetime) -> None:
    """The speaker says that they come; saying it again changes nothing. Raises ProfileRefused."""
    with transaction.atomic():
        profile = _profile(_locked(participant))
        if profile.confirmed is None:
            profile.confirmed = moment
            profile.save(update_fields=["confirmed"])
            _recorded(profile.participant, CONFIRM, actor, moment)


def take_back(participant: Participant, actor: Actor, moment: datetime) -> None:
    """The speaker no longer says that they come. Raises ProfileRefused."""
    with transaction.atomic():
        profile = _profile(_locked(participant))
        if profile.confirmed is not None:
            profile.confirmed = None
            profile.save(update_fields=["confirmed"])
            _recorded(profile.participant, TAKE_BACK, actor, moment)


def describe(participant: Participant, biography: str, actor: Actor, moment: datetime) -> None:
    """Keep the biography (CommonMark, checked by the form); an empty one removes it. Raises ProfileRefused."""
    with transaction.atomic():
        profile = _profile(_locked(participant))
        if profile.biography != biography:
            profile.biography = biography
            profile.save(update_fields=["biography"])
            _recorded(
                profile.participant, HAND_IN if biography else REMOVE, actor, moment, fields=["biography"]
            )


def give_photo(participant: Participant, given: Checked, actor: Actor, moment: datetime) -> None:
    """Keep the photo in place of the one before. Raises ProfileRefused."""
    with _storing(participant, given, moment) as (locked, stored):
        profile = _profile(locked)
        before, profile.photo = profile.photo, stored
        profile.save(update_fields=["photo"])
        _forget(before)
        _recorded(locked, HAND_IN, actor, moment, fields=["photo"])


def remove_photo(participant: Participant, actor: Actor, moment: datetime) -> None:
    """Remove the photo. Raises ProfileRefused."""
    with transaction.atomic():
        profile = _profile(_locked(participant))
        if profile.photo is not None:
            before, profile.photo = profile.photo, None
            profile.save(update_fields=["photo"])
            _forget(before)
            _recorded(profile.participant, REMOVE, actor, moment, fields=["photo"])


def give_slides(
    participant: Participant, session: str, given: Checked, actor: Actor, moment: datetime
) -> None:
    """Keep slides for a session (its identifier) as their latest version. Raises ProfileRefused."""
    with _storing(participant, given, moment) as (locked, stored):
        if SlideDeck.objects.filter(participant=locked, session=session).count() >= MOST_VERSIONS:
            sentence = _("At most %(most)d versions are kept for a session. Please remove one first.")
            raise ProfileRefused(sentence % {"most": MOST_VERSIONS})
        SlideDeck.objects.create(participant=locked, session=session, file=stored, created=moment)
        _recorded(locked, HAND_IN, actor, moment, fields=["slides"], session=session)


def remove_slides(participant: Participant, key: int, actor: Actor, moment: datetime) -> None:
    """Remove a version of slides (the key of its file). Raises ProfileRefused."""
    with transaction.atomic():
        locked = _locked(participant)
        deck = SlideDeck.objects.filter(participant=locked, file=key).select_related("file").first()
        if deck is None:
            raise ProfileRefused(_("These slides are removed already."))
        session = deck.session
        deck.delete()
        _forget(deck.file)
        _recorded(locked, REMOVE, actor, moment, fields=["slides"], session=session)


def file_of(people: QuerySet[Participant], key: int) -> StoredFile | None:
    """The photo or slides of this key that one of `people` handed in."""
    photos = SpeakerProfile.objects.filter(participant__in=people).values("photo")
    decks = SlideDeck.objects.filter(participant__in=people).values("file")
    return StoredFile.objects.filter(Q(pk__in=photos) | Q(pk__in=decks), pk=key).first()


def answer(found: StoredFile) -> HttpResponse | None:
    """The bytes, a photo to be shown and slides to be saved, for who may have them; None when they are gone."""
    try:
        response = files.answer(found.file, found.name, found.media_type, inline=True)
    except FileNotFoundError:
        return None
    return cast("HttpResponse", response)  # it streams: to Django's types a sister of HttpResponse


def _locked(participant: Participant) -> Participant:
    """The row as it is now, locked. Raises ProfileRefused for someone who takes part no more, or is nobody there any more."""
    rows = Participant.objects.select_related("event").select_for_update(of=("self",), no_key=True)
    locked = rows.get(pk=participant.pk)
    if locked.state in ENDED or locked.erased or not locked.programme_person_id:
        raise ProfileRefused(
            _("You are no longer among the speakers of this meeting. Please ask the secretariat.")
        )
    return locked


def _profile(participant: Participant) -> SpeakerProfile:
    profile, _is_new = SpeakerProfile.objects.get_or_create(participant=participant)
    profile.participant = participant
    return profile


def _recorded(participant: Participant, verb: str, actor: Actor, moment: datetime, **details: object) -> None:
    participant.changed = moment
    participant.save(update_fields=["changed"])
    record(participant, verb, actor, moment, **details)


@contextmanager
def _storing(
    participant: Participant, given: Checked, moment: datetime
) -> Iterator[tuple[Participant, StoredFile]]:
    """The participant, locked, and the row of the new file; its bytes go again where what follows fails."""
    stored: StoredFile | None = None
    try:
        with transaction.atomic():
            locked = _locked(participant)
            stored = StoredFile.objects.create(
                event_id=locked.event_id,
                file=given.content,
                name=given.name,
                media_type=given.media_type,
                size=given.size,
                digest=given.digest,
                created=moment,
            )
            yield locked, stored
    except BaseException:
        if stored is not None:
            stored.file.storage.delete(str(stored.file.name))
        raise


def _forget(stored: StoredFile | None) -> None:
    """Delete the row now, and the bytes once the transaction holds."""
    if stored is not None:
        files.forget(stored.file)
        stored.delete()
