"""The canaries of someone erased: their name and address in every field and place there is, and afterwards in none.

The programme's part is the world of `tests/agenda/test_redacting.py`, whose canaries are these.
"""

from __future__ import annotations

import email
import email.policy
import logging
from collections.abc import Callable, Iterator
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any
from urllib.parse import unquote
from zipfile import ZipFile

import pytest
from django.contrib.auth.models import User
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client

from agenda.models import Event
from agenda.versions import publishing
from registration import invitations, privacy
from registration.audit import LINK_HOLDER
from registration.models import (
    AuditEntry,
    InvitedOrganisation,
    JoiningDetail,
    Message,
    Organisation,
    Participant,
    RegistrationSettings,
)
from registration.tasks import tick
from tests.agenda.versions import test_redacting as programme_tests
from tests.agenda.versions.test_redacting import SLUG, answers, found_in, readable, tables_with_canaries
from tests.registration.privacy.forgotten import BEFORE, HOUR, STAFF, Committed, World

pytestmark = pytest.mark.django_db
programme = programme_tests.event


@pytest.fixture(autouse=True)
def quiet(settings: Any, tmp_path: Path) -> None:
    """As the others of registration, but with the cache that processes share, and letters that go into a folder."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
    settings.EMAIL_BACKEND = "registration.letters.eml_backend.EmailBackend"
    settings.EMAIL_FILE_PATH = str(tmp_path / "mail")
    settings.OUTBOX_ONLY = False
    settings.MEDIA_ROOT = tmp_path / "var" / "media"
    cache.clear()


@pytest.fixture
def committed(django_capture_on_commit_callbacks: Any) -> Committed:
    """Calls something, and what waits for its commit."""

    def run(work: Callable[[], Any]) -> Any:
        with django_capture_on_commit_callbacks(execute=True):
            return work()

    return run


@pytest.fixture
def world(programme: Event, client: Client, admin_user: User, committed: Committed) -> World:
    return World(programme, client, admin_user, committed)


def mail_of(folder: str) -> Iterator[str]:
    """The letters in the folder as people read them, with their headers and attached calendars."""
    for path in Path(folder).glob("*.eml"):
        mail = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
        parts = [part for part in mail.walk() if not part.is_multipart()]
        bodies = [part.get_payload(decode=True).decode().replace("\r\n ", "") for part in parts]
        yield "\n".join([*(f"{name}: {value}" for name, value in mail.items()), *bodies])


def files_under(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def staff_pages(world: World) -> list[str]:
    """The secretariat's pages where she stood, lists, histories and exports."""
    event, admin = world.event.pk, "/admin/registration"
    return [
        f"{admin}/participant/", f"{admin}/participant/{world.person.pk}/change/",
        f"{admin}/participant/{world.person.pk}/history/", f"{admin}/participant/export/", f"{admin}/message/",
        *(f"{admin}/message/{key}/change/" for key in Message.objects.values_list("pk", flat=True)),
        f"{admin}/auditentry/?all=", f"{admin}/mailedreply/", f"{admin}/joiningdetail/", "/admin/",
        *(f"/admin/agenda/event/{event}/{name}/" for name in
          ("invitations", "figures", "forgetting", "history", "versions", "board", "preview")),
        f"/admin/agenda/event/{event}/forgetting/{world.person.pk}/",
        f"/admin/agenda/event/{event}/invitations/board.xlsx", f"/admin/agenda/event/{event}/sheet/agenda.xlsx",
    ]  # fmt: skip


def told_staff(world: World, client: Client) -> list[tuple[str, int, list[str]]]:
    """Of each of their pages the address, the status and the canaries, where it does not come clean."""
    seen = [(page, client.get(page)) for page in staff_pages(world)]
    told = [(page, answer.status_code, found_in(words_of(answer))) for page, answer in seen]
    return [one for one in told if one[1:] != (200, [])]


def words_of(response: Any) -> str:
    body = b"".join(response.streaming_content) if response.streaming else response.content
    if body.startswith(b"PK"):
        with ZipFile(BytesIO(body)) as book:
            return " ".join(book.read(name).decode("utf-8", "replace") for name in book.namelist())
    return unquote(body.decode())


def test_the_canaries_sing(world: World, settings: Any, admin_client: Client) -> None:
    """So that silence afterwards says something."""
    assert len(told_staff(world, admin_client)) > 10
    held = tables_with_canaries()
    assert held >= {
        "account_emailaddress", "agenda_event", "agenda_publication", "agenda_step", "auth_user", "django_admin_log",
        "django_session", "django_tasks_database_dbtaskresult", "registration_auditentry", "registration_givenanswer",
        "registration_invitedorganisation", "registration_joiningdetail", "registration_mailedreply",
        "registration_message", "registration_participant", "registration_speakerprofile", "registration_storedfile",
        "shared_cache", "registration_calendarentry",
    }  # fmt: skip
    assert len(files_under(settings.MEDIA_ROOT.parent)) == 3
    assert [one for one in mail_of(settings.EMAIL_FILE_PATH) if found_in(one)]


def test_one_person_leaves_no_trace(
    world: World, settings: Any, caplog: pytest.LogCaptureFixture, admin_client: Client, committed: Committed
) -> None:
    caplog.set_level(logging.INFO)
    caplog.clear()
    committed(lambda: privacy.erase(world.person, LINK_HOLDER, BEFORE + 2 * HOUR))
    last = Message.objects.filter(participant=world.person)
    assert sorted(last.values_list("kind", "state")) == [
        *[("calendar_cancelled", "sent")] * last.filter(kind="calendar_cancelled").count(), ("erased", "sent"),
    ]  # fmt: skip
    assert last.filter(kind="calendar_cancelled").exists()
    assert [one for one in mail_of(settings.EMAIL_FILE_PATH) if "Your data are erased" in one]
    committed(lambda: tick(BEFORE + 3 * HOUR))
    assert tables_with_canaries() == set()
    assert files_under(settings.MEDIA_ROOT.parent) == []
    assert [one for one in mail_of(settings.EMAIL_FILE_PATH) if found_in(one)] == []
    told = [
        (a, r.status_code, found_in(readable(r.content, r["Content-Type"]))) for a, r in answers(world.client)
    ]
    assert [one for one in told if one[1:] != (200, [])] == []
    assert told_staff(world, admin_client) == []
    outbox = StringIO()
    call_command("outbox", stdout=outbox)
    assert found_in(outbox.getvalue()) == []
    assert found_in(caplog.text) == []
    assert tables_with_canaries() == set()


def test_what_stays_of_her(world: World, committed: Committed) -> None:
    moment = BEFORE + 2 * HOUR
    committed(lambda: privacy.erase(world.person, LINK_HOLDER, moment))
    row = Participant.objects.get(pk=world.person.pk)
    assert (row.name, row.email, row.state, row.erased) == (
        "Erased person", f"erased-{row.pk}@erased.invalid", "withdrawn", moment,
    )  # fmt: skip
    kept = (row.sex, row.country, row.organisation, row.invited, row.role, row.delegation_role)
    assert kept == ("female", "VN", world.ministry, world.invited, "speaker", "member")
    assert (row.link_version, row.feed_version) == (
        world.person.link_version + 2,
        world.person.feed_version + 1,
    )
    entries = AuditEntry.objects.filter(participant=row, moment=moment).exclude(verb="mail_entry")
    assert [(one.verb, one.actor, one.details) for one in entries] == [
        ("erase", "participant, by private link", {}),
        (
            "withdraw",
            "participant, by private link",
            {"from": "confirmed", "to": "withdrawn", "headed": True},
        ),
    ]
    assert not User.objects.filter(pk=world.account.pk).exists()
    assert world.client.get(f"/my/{world.token}/").status_code == 404


def test_others_keep_what_is_theirs(world: World, committed: Committed) -> None:
    mine = Message.objects.filter(participant=world.colleague)
    before = sorted(mine.values_list("pk", "text", "to"))
    committed(lambda: privacy.erase(world.person, STAFF, BEFORE + 2 * HOUR))
    assert sorted(mine.values_list("pk", "text", "to")) == before
    invited = InvitedOrganisation.objects.get()
    assert (invited.focal_name, invited.focal_email, invited.cc, invited.note) == (
        "", "", ["boss@molisa.example"], "Name withheld rang up.",
    )  # fmt: skip
    bo = Participant.objects.get(pk=world.colleague.pk)
    assert (bo.name, bo.state, bo.cc) == ("Bo Stays", "confirmed", [])
    assert list(JoiningDetail.objects.values_list("note", flat=True)) == ["Ask Name withheld"]
    assert Organisation.objects.filter(name="Ministry of Labour").exists()


def test_erasing_again_changes_nothing(world: World, committed: Committed) -> None:
    committed(lambda: privacy.erase(world.person, STAFF, BEFORE + 2 * HOUR))
    row, entries = Participant.objects.values().get(pk=world.person.pk), AuditEntry.objects.count()
    committed(lambda: privacy.erase(world.person, STAFF, BEFORE + 3 * HOUR))
    assert Participant.objects.values().get(pk=world.person.pk) == row
    assert AuditEntry.objects.count() == entries
    with pytest.raises(invitations.VerbRefused):
        invitations.reopen(Participant.objects.get(pk=world.person.pk), STAFF, BEFORE + 3 * HOUR)


def test_the_whole_event_leaves_no_trace(
    world: World, settings: Any, admin_client: Client, caplog: pytest.LogCaptureFixture, committed: Committed
) -> None:
    caplog.set_level(logging.INFO)
    caplog.clear()
    sent = len(list(mail_of(settings.EMAIL_FILE_PATH)))
    assert sent
    states = sorted(Participant.objects.values_list("pk", "state", "sex", "country", "role"))
    committed(lambda: call_command("forget", SLUG, "--yes", "--early", "--speakers", stdout=StringIO()))
    assert tables_with_canaries() == set()
    assert not Message.objects.exists()
    assert sorted(Participant.objects.values_list("pk", "state", "sex", "country", "role")) == states
    assert set(Participant.objects.values_list("name", flat=True)) == {"Erased person"}
    assert files_under(settings.MEDIA_ROOT.parent) == []
    assert list(mail_of(settings.EMAIL_FILE_PATH)) == []
    told = [
        (a, r.status_code, found_in(readable(r.content, r["Content-Type"]))) for a, r in answers(world.client)
    ]
    assert [one for one in told if one[1:] != (200, [])] == []
    assert told_staff(world, admin_client) == []
    assert found_in(caplog.text) == []
    desk = RegistrationSettings.objects.get()
    assert (desk.forgotten is not None, desk.mail_entries) == (True, False)
    publishing.publish(SLUG, BEFORE + 4 * HOUR, note="Once more")
    committed(lambda: tick(BEFORE + 5 * HOUR))
    assert not Message.objects.exists(), "nobody erased is written to"


def test_the_record_of_the_meeting_stays_unless_chosen(world: World, committed: Committed) -> None:
    """A retention date erases participants; the programme that was published keeps its speakers."""
    before = publishing.latest(SLUG)
    committed(lambda: call_command("forget", SLUG, "--yes", "--early", stdout=StringIO()))
    assert publishing.latest(SLUG) == before
    assert "registration_participant" not in tables_with_canaries()
    assert set(Participant.objects.values_list("name", flat=True)) == {"Erased person"}
