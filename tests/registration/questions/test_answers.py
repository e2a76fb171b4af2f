"""Answers beside the verb: made, changed and deleted, with their files; the audit trail holds keys only."""

from typing import Any

import pytest
from django.db import transaction

from agenda.files.storage import ANSWER, checked
from registration.audit import LINK_HOLDER
from registration.models import AuditEntry, FormQuestion, Participant, StoredFile
from registration.questions import answers as answers_given
from tests.registration import factories, handed_in
from tests.registration.factories import MOMENT

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    """Where the bytes are kept."""
    settings.MEDIA_ROOT = tmp_path / "media"
    return tmp_path / "private"


@pytest.fixture
def person() -> Participant:
    event = factories.event()
    for rank, (key, kind, roles) in enumerate(
        [("bio", "text", []), ("hotel", "yes-no", []), ("visa", "file", []), ("talk", "text", ["speaker"])]
    ):
        FormQuestion.objects.create(
            event=event, key=key, kind=kind, roles=roles, rank=rank, label_text={"en": key}
        )
    return factories.participant(event)


def pdf(name: str = "Visa.pdf") -> Any:
    return checked(handed_in.upload(name, handed_in.pdf()), ANSWER)


def save(person: Participant, **answers: Any) -> list[str]:
    cleaned = {f"question_{key}": value for key, value in answers.items()}
    return answers_given.save(person, {"name": "x", **cleaned}, LINK_HOLDER, MOMENT)


def kept(person: Participant) -> dict[str, Any]:
    rows = person.given_answers.select_related("question", "file")
    return {one.question.key: one.file.name if one.file else one.value for one in rows}


def bytes_in(folder) -> int:
    return sum(1 for one in folder.rglob("*") if one.is_file())


def test_made_changed_and_deleted(person, folder, django_capture_on_commit_callbacks) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        assert save(person, bio="Born in Hue", hotel=False, visa=pdf()) == ["bio", "hotel", "visa"]
    assert (kept(person), bytes_in(folder)) == ({"bio": "Born in Hue", "hotel": False, "visa": "Visa.pdf"}, 1)
    with django_capture_on_commit_callbacks(execute=True):
        assert save(person, bio="Born in Hue", hotel=True, visa=pdf("New.pdf")) == ["hotel", "visa"]
    assert (kept(person), bytes_in(folder)) == ({"bio": "Born in Hue", "hotel": True, "visa": "New.pdf"}, 1)
    with django_capture_on_commit_callbacks(execute=True):
        assert save(person, bio=None, hotel=None, visa=None) == ["bio", "hotel", "visa"]
    assert (kept(person), bytes_in(folder), StoredFile.objects.count()) == ({}, 0, 0)
    details = list(AuditEntry.objects.order_by("pk").values_list("verb", "actor", "details"))
    assert details == [
        ("answer questions", "participant, by private link", {"keys": keys})
        for keys in (["bio", "hotel", "visa"], ["hotel", "visa"], ["bio", "hotel", "visa"])
    ]


def test_the_same_again_and_what_is_not_said_leave_no_trace(person) -> None:
    save(person, bio="Born in Hue", visa=pdf())
    file = StoredFile.objects.get()
    before = Participant.objects.values().get()
    assert (save(person, bio="Born in Hue", visa=file), save(person)) == ([], [])
    assert (kept(person), AuditEntry.objects.count()) == ({"bio": "Born in Hue", "visa": "Visa.pdf"}, 1)
    assert (StoredFile.objects.get(), Participant.objects.values().get()) == (file, before)


def test_what_is_not_put_to_the_role_goes(person) -> None:
    person.role = "speaker"
    person.save()
    save(person, talk="On skills", bio="Born in Hue")
    person.role = "observer"
    person.save()
    assert (save(person, talk="On skills"), kept(person)) == (["talk"], {"bio": "Born in Hue"})


def test_taken_back_with_its_files(person, folder, django_capture_on_commit_callbacks) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        save(person, bio="Born in Hue", visa=pdf())
    before = (kept(person), bytes_in(folder), AuditEntry.objects.count(), Participant.objects.values().get())
    with django_capture_on_commit_callbacks(execute=True):
        cleaned = {"question_bio": "Of a thief", "question_visa": pdf("Thief.pdf")}
        answers_given.save_and_take_back(person, cleaned, LINK_HOLDER, MOMENT)
    assert before == (
        kept(person), bytes_in(folder), AuditEntry.objects.count(), Participant.objects.values().get(),
    )  # fmt: skip


def test_no_bytes_stay_of_what_fails(person, folder, monkeypatch) -> None:
    def fail(*_args: Any, **_fields: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr(answers_given, "record", fail)
    with pytest.raises(RuntimeError), transaction.atomic():
        save(person, visa=pdf())
    assert (kept(person), bytes_in(folder), StoredFile.objects.count()) == ({}, 0, 0)
