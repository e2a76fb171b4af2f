"""Letters of invitation in the admin: whom they invite, the files that are kept, and who may save one."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from agenda.admin.desk.stale_forms import StaleFormGuard
from agenda.files.storage import private_storage
from agenda.models import EventRole
from registration.admin.desk.chosen_event import ChosenEventAdmin
from registration.admin.institutions import invitation_letters
from registration.models import InvitationLetter, InvitedOrganisation, StoredFile
from tests.registration import factories

pytestmark = pytest.mark.django_db
LIST = "/admin/registration/invitationletter/"
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


@pytest.fixture
def kept() -> Callable[[], list[bytes]]:
    """`kept()`: the private files that were not there before the test, sorted."""
    folder = Path(private_storage().path("."))

    def files() -> set[Path]:
        return {one for one in folder.rglob("*") if one.is_file()}

    before = files()
    return lambda: sorted(one.read_bytes() for one in files() - before)


@pytest.fixture
def event() -> Any:
    return factories.event()


def clerk(client: Client, event: Any, role: str = "registration-clerk") -> User:
    user = User.objects.create_user(f"{role}@x.example", is_staff=True)
    EventRole.objects.create(user=user, event=event, role=role)
    client.force_login(user)
    return user


@pytest.fixture
def staff(client: Client, event: Any) -> User:
    return clerk(client, event)


def letter(**fields: Any) -> dict[str, Any]:
    return {
        "kind": "note-verbale", "reference": "NV 12/2026", "date": "2026-08-01", "signatory": "", "through": "direct",
        "through_name": "", "reply_reference": "", "reply_date": "", **fields,
    }  # fmt: skip


def upload(name: str = "Note verbale.pdf", content: bytes = PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, "application/pdf")


def errors(response: Any) -> dict[str, list[str]]:
    assert response.status_code == 200
    return {name: list(found) for name, found in response.context["adminform"].form.errors.items()}


@pytest.mark.parametrize("count", [1, 3])
def test_queries_of_the_list_do_not_grow(client, event, staff, count, django_assert_num_queries) -> None:
    for number in range(count):
        InvitationLetter.objects.create(event=event, reference=str(number))
    client.get(LIST)
    with django_assert_num_queries(7):
        assert client.get(LIST).status_code == 200


def test_a_letter_invites_institutions(client, event, staff) -> None:
    mine, other = factories.invited(event), factories.invited(event, factories.organisation("Health"))
    elsewhere = factories.invited(factories.event("elsewhere"))
    fields = letter(
        invites=[mine.pk], through="foreign-affairs", through_name="MOFA", signatory="The Minister"
    )
    assert client.post(f"{LIST}add/?event={event.pk}", fields).status_code == 302
    row = InvitationLetter.objects.get()
    assert (row.event, row.kind, row.reference, row.date, row.signatory, row.through, row.through_name, row.file) == (
        event, "note-verbale", "NV 12/2026", date(2026, 8, 1), "The Minister", "foreign-affairs", "MOFA", None,
    )  # fmt: skip
    assert list(InvitedOrganisation.objects.filter(invitation_letter=row)) == [mine]
    address = f"{LIST}{row.pk}/change/"
    assert client.post(address, letter(invites=[other.pk])).status_code == 302
    assert list(InvitedOrganisation.objects.filter(invitation_letter=row)) == [other]
    assert list(errors(client.post(address, letter(invites=[elsewhere.pk])))) == ["invites"]
    assert errors(client.post(address, letter(reply_date="2026-07-01"))) == {
        "reply_date": ["The reply is dated before the letter."]
    }


def test_two_clerks_at_one_letter(client, event, staff) -> None:
    """What another clerk did with its files, or on an institution's page, is not undone by a page opened before."""
    client.post(f"{LIST}add/?event={event.pk}", letter())
    row, invited = InvitationLetter.objects.get(), factories.invited(event)
    address = f"{LIST}{row.pk}/change/"
    seen = client.get(address).context["seen"]
    InvitedOrganisation.objects.update(invitation_letter=row)
    refused = client.post(address, letter(_seen=seen)).content
    assert b"Someone else has changed this since you opened it." in refused
    invited.refresh_from_db()
    assert invited.invitation_letter == row


def test_a_file_is_kept_replaced_and_removed(
    client, event, staff, kept, django_capture_on_commit_callbacks
) -> None:
    address = f"{LIST}add/?event={event.pk}"
    assert client.post(address, letter(file_new=upload())).status_code == 302
    row = InvitationLetter.objects.get()
    stored = row.file
    assert (stored.event, stored.name, stored.media_type, stored.size, stored.digest) == (
        event, "Note verbale.pdf", "application/pdf", len(PDF), hashlib.sha256(PDF).hexdigest(),
    )  # fmt: skip
    answer = client.get(f"{LIST}{row.pk}/file/save/")
    assert (b"".join(answer.streaming_content), answer["Content-Disposition"]) == (
        PDF, 'attachment; filename="Note verbale.pdf"',
    )  # fmt: skip
    assert client.get(f"{LIST}{row.pk}/reply_file/save/").status_code == 404
    assert client.get(f"{LIST}{row.pk}/reference/save/").status_code == 404
    assert client.post(f"{LIST}{row.pk}/file/save/").status_code == 405
    address, newer = f"{LIST}{row.pk}/change/", PDF + b"% newer\n"
    with django_capture_on_commit_callbacks(execute=True):
        client.post(address, letter(file_new=upload(content=newer), reply_file_new=upload("Reply.pdf")))
    assert kept() == sorted([newer, PDF])
    row.refresh_from_db()
    assert (row.file.name, row.reply_file.name, StoredFile.objects.count()) == (
        "Note verbale.pdf",
        "Reply.pdf",
        2,
    )
    with django_capture_on_commit_callbacks(execute=True):
        client.post(address, letter(file_gone="on"))
    row.refresh_from_db()
    assert (row.file, row.reply_file.name, kept()) == (None, "Reply.pdf", [PDF])
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(f"{LIST}{row.pk}/delete/", {"post": "yes"}).status_code == 302
    assert (InvitationLetter.objects.count(), StoredFile.objects.count(), kept()) == (0, 0, [])


@pytest.mark.parametrize(("name", "content"), [("letter.exe", b"MZ"), ("letter.pdf", b"MZ not a PDF")])
def test_a_file_that_is_none_of_ours_is_refused(client, event, staff, kept, name, content) -> None:
    answer = client.post(f"{LIST}add/?event={event.pk}", letter(file_new=upload(name, content)))
    (sentence,) = errors(answer)["file_new"]
    assert "Accepted: PDF, Word (.docx), JPEG or PNG, at most 10 MB." in sentence
    assert (InvitationLetter.objects.count(), kept()) == (0, [])


@pytest.mark.parametrize(("role", "where", "status"), [
    ("registration-clerk", "here", 200), ("publisher", "here", 403), ("registration-clerk", "elsewhere", 403),
])  # fmt: skip
def test_who_may_save_a_file(client, event, role, where, status) -> None:
    clerk(client, event)
    client.post(f"{LIST}add/?event={event.pk}", letter(file_new=upload()))
    address = f"{LIST}{InvitationLetter.objects.get().pk}/file/save/"
    User.objects.all().delete()
    clerk(client, event if where == "here" else factories.event("elsewhere"), role)
    answer = client.get(address)
    assert answer.status_code == status
    answer.close()


def test_who_only_reads_sees_links(client, event, staff, monkeypatch) -> None:
    invited = factories.invited(event)
    client.post(f"{LIST}add/?event={event.pk}", letter(file_new=upload(), invites=[invited.pk]))
    row = InvitationLetter.objects.get()
    granted = frozenset({"registration.view_invitationletter"})
    monkeypatch.setattr("agenda.models.roles.GRANTS", {"registration-clerk": granted})
    page = client.get(f"{LIST}{row.pk}/change/").content.decode()
    assert f'<a href="{LIST}{row.pk}/file/save/">Note verbale.pdf</a> (1 kB)' in page
    assert f'<a href="/admin/registration/invitedorganisation/{invited.pk}/change/">' in page
    assert 'type="file"' not in page


@pytest.mark.parametrize("seen", [{}, {"_seen": "of old"}])
def test_institutions_are_locked_before_the_letter(client, event, staff, monkeypatch, seen) -> None:
    row = InvitationLetter.objects.create(event=event, kind="note-verbale", reference="1")
    order: list[object] = []
    lock, row_locked = invitation_letters.lock_institutions, StaleFormGuard._digest_under_lock
    saved = ChosenEventAdmin.save_model
    monkeypatch.setattr(invitation_letters, "lock_institutions", lambda key: order.append(key) or lock(key))
    monkeypatch.setattr(
        StaleFormGuard, "_digest_under_lock", lambda *a: order.append("row") or row_locked(*a)
    )
    monkeypatch.setattr(ChosenEventAdmin, "save_model", lambda *a: order.append("row") or saved(*a))
    client.post(f"{LIST}{row.pk}/change/", letter(**seen))
    assert order == [event.pk, "row"]
