"""One's own data as a file: all that is kept, and nothing of others or that opens a door."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.base import ContentFile

from registration import invitations
from registration.audit import LINK_HOLDER, Actor
from registration.models import (
    FormQuestion,
    GivenAnswer,
    JoiningDetail,
    MailedReply,
    Participant,
    SlideDeck,
    SpeakerProfile,
    StoredFile,
)
from registration.privacy import export
from tests.registration import factories
from tests.registration.factories import MOMENT

pytestmark = pytest.mark.django_db
SAID = "2026-11-02T03:04:05Z"


@pytest.fixture
def person(settings: Any, tmp_path: Any) -> Participant:
    settings.MEDIA_ROOT = tmp_path / "media"
    event = factories.event()
    made = factories.participant(event, cc=["office@molisa.example"], phone="+84 1", reminder_minutes=10)
    factories.participant(event, name="Somebody Else", email="else@x.example")
    return made


def stored(person: Participant, name: str) -> StoredFile:
    row = StoredFile(
        event=person.event, name=name, media_type="application/pdf", size=4, digest="x", created=MOMENT
    )
    row.file.save("x.pdf", ContentFile(name.encode()))
    return row


def handed_in(person: Participant) -> tuple[StoredFile, StoredFile, StoredFile]:
    why = FormQuestion.objects.create(event=person.event, key="why", label_text="Why?")
    paper = FormQuestion.objects.create(
        event=person.event, key="paper", kind="file", label_text="Passport", rank=1
    )
    files = stored(person, "pass.pdf"), stored(person, "face.pdf"), stored(person, "talk.pdf")
    GivenAnswer.objects.create(participant=person, question=why, value="Because")
    GivenAnswer.objects.create(participant=person, question=paper, file=files[0])
    SpeakerProfile.objects.create(participant=person, biography="Born.", photo=files[1], confirmed=MOMENT)
    SlideDeck.objects.create(participant=person, session="s1", file=files[2], created=MOMENT)
    return files


def test_what_the_file_says(person: Participant) -> None:
    passport, face, talk = handed_in(person)
    JoiningDetail.objects.create(
        event=person.event, value="1234", kind="passcode", audience="person", participant=person
    )
    MailedReply.objects.create(
        message_id="<1>", received=MOMENT, sender="huong@molisa.example", outcome="applied", answer="accepted",
        participant=person, event=person.event,
    )  # fmt: skip
    words = invitations.particulars_of(person)
    said = type(words)(**{**vars(words), "consent_list": "public"})
    person = invitations.correct(person, said, LINK_HOLDER, MOMENT)
    clerk = User.objects.create(username="clerk@host.example")
    person = invitations.confirm(person, Actor.staff(clerk), MOMENT)
    kept = export.kept_of(person, MOMENT + timedelta(hours=1))
    letters, entries, audit = kept.pop("letters"), kept.pop("calendar_entries"), kept.pop("audit")
    assert kept == {
        "format": "dialogue-own-data",
        "version": 1,
        "made": "2026-11-02T04:04:05Z",
        "event": {"slug": "dialogue-2026", "title": "The dialogue-2026"},
        "particulars": {
            "honorific": "Ms.", "name": "Nguyễn Thị Hương", "given": "", "family": "", "own_script": "",
            "position": "Director", "unit": "", "country": "VN", "email": "huong@molisa.example",
            "cc": ["office@molisa.example"], "phone": "+84 1", "sex": "female", "languages": "", "interpretation": "",
            "accessibility": "", "diet": "", "role": "participant", "delegation_role": "member", "language": "en",
            "programme_person_id": "", "organisation": "Ministry of Labour", "place_of": "",
        },
        "registration": {
            "state": "confirmed", "waiting_number": None, "over_quota_reason": "", "decline_reason": "", "endorsed": False,
            "created": SAID, "changed": SAID, "reminder_minutes": 10, "answer": "needs-action", "answered": None,
        },
        "consents": [{
            "about": "list", "choice": "public", "wording": "2026-11", "moment": SAID,
            "text": "Who may see your name, position, organisation and country in the list of participants?",
        }],
        "answers": [
            {"question": "why", "words": "Why?", "value": "Because", "file": ""},
            {"question": "paper", "words": "Passport", "value": None, "file": f"files/{passport.pk}-pass.pdf"},
        ],
        "speaker": {
            "confirmed": SAID, "biography": "Born.", "photo": f"files/{face.pk}-face.pdf",
            "slides": [{"session": "s1", "file": f"files/{talk.pk}-talk.pdf", "created": SAID}],
        },
        "joining_details": [
            {"session": "", "kind": "passcode", "language": "", "value": "1234", "note": "", "visible_from": None}
        ],
        "answers_by_mail": [{
            "received": SAID, "sender": "huong@molisa.example", "answer": "accepted", "outcome": "applied", "reason": "",
        }],
        "account": {"private_link": "/my/•••/", "calendar": "/cal/•••.ics"},
    }  # fmt: skip
    assert [(one["kind"], one["to"]) for one in letters] == [
        ("registration_confirmed", ["huong@molisa.example"]), ("calendar_request", ["huong@molisa.example"]),
    ]  # fmt: skip
    assert "/my/•••/" in letters[0]["text"]
    assert [(one["key"], one["sequence"], one["cancelled"]) for one in entries] == [("day:1", 0, False)]
    assert [(one["verb"], one["actor"]) for one in audit][-2:] == [
        ("confirm", "secretariat"), ("correct", "participant, by private link"),
    ]  # fmt: skip
    assert "clerk@host.example" not in str(audit)


def test_the_archive_holds_the_files(person: Participant) -> None:
    passport, face, talk = handed_in(person)
    face.file.storage.delete(face.file.name)  # gone from the disk: the rest is still theirs
    with zipfile.ZipFile(io.BytesIO(export.archive(person, MOMENT))) as made:
        assert made.namelist() == ["data.json", f"files/{passport.pk}-pass.pdf", f"files/{talk.pk}-talk.pdf"]
        assert json.loads(made.read("data.json")) == export.kept_of(person, MOMENT)
        assert made.read(f"files/{talk.pk}-talk.pdf") == b"talk.pdf"


def test_nothing_of_others_is_in_it(person: Participant) -> None:
    assert b"Somebody Else" not in export.archive(person, MOMENT)


def test_what_is_counted(person: Participant) -> None:
    handed_in(person)
    assert export.counts_of(person) == [
        ("particulars filled in", 11), ("consents", 0), ("answers to the event’s questions", 2),
        ("files", 3), ("letters", 0), ("calendar entries sent", 0), ("answers by mail", 0),
        ("ways to join for one person", 0),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("state", "opens", "shown"),
    [("confirmed", -1, True), ("confirmed", 9, False), ("refused", -1, False)],
)
def test_a_way_to_join_reads_only_where_the_own_page_shows_it(
    person: Participant, state: str, opens: int, shown: bool
) -> None:
    Participant.objects.filter(pk=person.pk).update(state=state)
    person.refresh_from_db()
    JoiningDetail.objects.create(
        event=person.event,
        audience="person",
        participant=person,
        value="https://zoom.example/j/1",
        visible_from=MOMENT + timedelta(days=opens),
    )
    (detail,) = export.kept_of(person, MOMENT)["joining_details"]
    assert ("value" in detail, detail["kind"]) == (shown, "link")
