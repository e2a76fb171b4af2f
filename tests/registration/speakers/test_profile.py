"""What speakers say and hand in: kept, replaced, removed with its bytes; the audit trail holds no word of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from agenda.files.storage import PHOTO, SLIDES, Checked, checked
from registration.audit import LINK_HOLDER
from registration.models import AuditEntry, Participant, SlideDeck, SpeakerProfile, StoredFile
from registration.speakers import profile as speaker_desk
from registration.speakers.profile import ProfileRefused
from tests.registration import factories, handed_in
from tests.registration.factories import MOMENT

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> Path:
    """Where the bytes are kept."""
    settings.MEDIA_ROOT = tmp_path / "media"
    return tmp_path / "private"


@pytest.fixture
def speaker() -> Participant:
    return factories.participant(factories.event(), programme_person_id="huong")


def photo(name: str = "me.jpg") -> Checked:
    return checked(handed_in.upload(name, handed_in.picture()), PHOTO)


def slides(name: str = "talk.pdf") -> Checked:
    return checked(handed_in.upload(name, handed_in.pdf()), SLIDES)


def bytes_in(folder: Path) -> int:
    return sum(1 for one in folder.rglob("*") if one.is_file())


def entries() -> list[tuple[str, str, dict[str, Any]]]:
    return list(AuditEntry.objects.order_by("pk").values_list("verb", "actor", "details"))


def test_confirmed_once_and_taken_back(speaker: Participant) -> None:
    later = MOMENT.replace(year=2027)
    for moment in (MOMENT, later):
        speaker_desk.confirm(speaker, LINK_HOLDER, moment)
    assert SpeakerProfile.objects.get().confirmed == MOMENT
    for _again in range(2):
        speaker_desk.take_back(speaker, LINK_HOLDER, later)
    assert SpeakerProfile.objects.get().confirmed is None
    actor = "participant, by private link"
    assert entries() == [("confirm speaking", actor, {}), ("take back speaking", actor, {})]
    speaker.refresh_from_db()
    assert speaker.changed == later


def test_a_biography_leaves_no_word_in_the_audit_trail(speaker: Participant) -> None:
    for text in ("Born in Hue", "Born in Hue", "Born in Huế", "", ""):
        speaker_desk.describe(speaker, text, LINK_HOLDER, MOMENT)
    assert SpeakerProfile.objects.get().biography == ""
    fields = {"fields": ["biography"]}
    assert [(verb, details) for verb, _actor, details in entries()] == [
        ("hand in", fields),
        ("hand in", fields),
        ("remove", fields),
    ]


def test_a_photo_takes_the_place_of_the_one_before(
    speaker: Participant, folder: Path, django_capture_on_commit_callbacks: Any
) -> None:
    for name in ("me.jpg", "better.jpg"):
        with django_capture_on_commit_callbacks(execute=True):
            speaker_desk.give_photo(speaker, photo(name), LINK_HOLDER, MOMENT)
        profile = SpeakerProfile.objects.select_related("photo").get()
        assert profile.photo is not None
        assert (profile.photo.name, StoredFile.objects.count(), bytes_in(folder)) == (name, 1, 1)
    for _again in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            speaker_desk.remove_photo(speaker, LINK_HOLDER, MOMENT)
    assert (SpeakerProfile.objects.get().photo, StoredFile.objects.count(), bytes_in(folder)) == (None, 0, 0)
    fields = {"fields": ["photo"]}
    assert [(verb, details) for verb, _actor, details in entries()] == [
        ("hand in", fields),
        ("hand in", fields),
        ("remove", fields),
    ]


def test_versions_of_slides_stay_until_they_are_removed(
    speaker: Participant, folder: Path, django_capture_on_commit_callbacks: Any
) -> None:
    for number, session in enumerate(["s1", "s1", "s2"]):
        moment = MOMENT.replace(minute=number)
        speaker_desk.give_slides(speaker, session, slides(f"{number}.pdf"), LINK_HOLDER, moment)
    decks = SlideDeck.objects.select_related("file")
    assert [(one.session, one.file.name) for one in decks] == [
        ("s1", "1.pdf"),
        ("s1", "0.pdf"),
        ("s2", "2.pdf"),
    ]
    key = decks[1].file.pk
    with django_capture_on_commit_callbacks(execute=True):
        speaker_desk.remove_slides(speaker, key, LINK_HOLDER, MOMENT)
    assert [(one.session, one.file.name) for one in decks.all()] == [("s1", "1.pdf"), ("s2", "2.pdf")]
    assert (StoredFile.objects.count(), bytes_in(folder)) == (2, 2)
    with pytest.raises(ProfileRefused, match=r"These slides are removed already."):
        speaker_desk.remove_slides(speaker, key, LINK_HOLDER, MOMENT)
    assert [(verb, details["session"]) for verb, _actor, details in entries()] == [
        ("hand in", "s1"),
        ("hand in", "s1"),
        ("hand in", "s2"),
        ("remove", "s1"),
    ]


def test_too_many_versions_are_refused_and_leave_no_bytes(
    speaker: Participant, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(speaker_desk, "MOST_VERSIONS", 1)
    speaker_desk.give_slides(speaker, "s1", slides(), LINK_HOLDER, MOMENT)
    with pytest.raises(
        ProfileRefused, match=r"At most 1 versions are kept for a session. Please remove one first."
    ):
        speaker_desk.give_slides(speaker, "s1", slides(), LINK_HOLDER, MOMENT)
    assert (StoredFile.objects.count(), bytes_in(folder), len(entries())) == (1, 1, 1)
    speaker_desk.give_slides(speaker, "s2", slides(), LINK_HOLDER, MOMENT)


@pytest.mark.parametrize(
    "fields", [{"state": "withdrawn"}, {"state": "refused"}, {"programme_person_id": ""}, {"erased": MOMENT}]
)
def test_who_is_no_speaker_any_more_hands_nothing_in(
    speaker: Participant, folder: Path, fields: dict[str, Any]
) -> None:
    Participant.objects.filter(pk=speaker.pk).update(**fields)
    acts = [
        lambda: speaker_desk.confirm(speaker, LINK_HOLDER, MOMENT),
        lambda: speaker_desk.take_back(speaker, LINK_HOLDER, MOMENT),
        lambda: speaker_desk.describe(speaker, "Born", LINK_HOLDER, MOMENT),
        lambda: speaker_desk.give_photo(speaker, photo(), LINK_HOLDER, MOMENT),
        lambda: speaker_desk.remove_photo(speaker, LINK_HOLDER, MOMENT),
        lambda: speaker_desk.give_slides(speaker, "s1", slides(), LINK_HOLDER, MOMENT),
        lambda: speaker_desk.remove_slides(speaker, 1, LINK_HOLDER, MOMENT),
    ]
    for act in acts:
        with pytest.raises(ProfileRefused, match=r"You are no longer among the speakers of this meeting."):
            act()
    assert (entries(), bytes_in(folder), StoredFile.objects.count()) == ([], 0, 0)


def test_a_file_belongs_to_who_handed_it_in(speaker: Participant) -> None:
    speaker_desk.give_photo(speaker, photo(), LINK_HOLDER, MOMENT)
    speaker_desk.give_slides(speaker, "s1", slides(), LINK_HOLDER, MOMENT)
    other = factories.participant(speaker.event, email="other@x.example")
    mine, theirs = (Participant.objects.filter(pk=one.pk) for one in (speaker, other))
    found = [speaker_desk.file_of(mine, one.pk) for one in StoredFile.objects.order_by("pk")]
    assert [one.name for one in found if one] == ["me.jpg", "talk.pdf"]
    assert [speaker_desk.file_of(theirs, one.pk) for one in found if one] == [None, None]


def test_a_photo_is_shown_slides_are_saved_and_what_is_gone_is_nothing(speaker: Participant) -> None:
    speaker_desk.give_photo(speaker, photo(), LINK_HOLDER, MOMENT)
    speaker_desk.give_slides(speaker, "s1", slides(), LINK_HOLDER, MOMENT)
    said = []
    for one in StoredFile.objects.order_by("pk"):
        answer = speaker_desk.answer(one)
        assert answer is not None
        said.append((answer["Content-Type"], answer["Content-Disposition"], answer["Cache-Control"]))
        for close in answer._resource_closers:  # without the end of a request, which closes the database
            close()
        one.file.storage.delete(str(one.file.name))
        assert speaker_desk.answer(StoredFile.objects.get(pk=one.pk)) is None
    assert said == [
        ("image/jpeg", 'inline; filename="me.jpg"', "private, no-store"),
        ("application/pdf", 'attachment; filename="talk.pdf"', "private, no-store"),
    ]
