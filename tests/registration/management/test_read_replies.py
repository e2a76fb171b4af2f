"""`manage.py read_replies`: from files, and from a mailbox that a small IMAP server keeps."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.core.management import CommandError, call_command

from dialogue.environment import RepliesMailbox
from registration import invitations, tasks
from registration.audit import Actor
from registration.calendars import mailbox
from registration.models import MailedReply, Participant
from tests.registration import factories
from tests.registration.calendars import calendar_lives as lives
from tests.registration.calendars.calendar_lives import at, publish
from tests.registration.calendars.imap_server import ImapServer
from tests.registration.calendars.test_replies import answer, first, mail

pytestmark = pytest.mark.django_db


@pytest.fixture
def person() -> Participant:
    event = lives.meeting()
    publish(event, 0)
    return invitations.confirm(factories.participant(event), Actor("clerk"), at(1))


@pytest.fixture
def good(person) -> bytes:
    return mail(answer(first(person).ics, "TENTATIVE"))


@pytest.fixture
def server(settings):
    with ImapServer("desk@adb.example", "s3cret word") as running:
        settings.REPLIES = RepliesMailbox(
            "127.0.0.1", running.port, "desk@adb.example", "s3cret word", "Replies"
        )
        yield running


@pytest.fixture(autouse=True)
def plain(monkeypatch) -> None:
    """The server of the tests has no certificate."""
    from imap_tools import MailBoxUnencrypted

    monkeypatch.setattr(mailbox, "MailBox", MailBoxUnencrypted)


def test_files_and_folders(good, person, tmp_path, capsys) -> None:
    (tmp_path / "box").mkdir()
    (tmp_path / "box" / "1.eml").write_bytes(good)
    (tmp_path / "box" / "2.eml").write_bytes(mail(None, message_id="<2@x>"))
    (tmp_path / "box" / "notes.txt").write_text("no mail")
    (tmp_path / "again.eml").write_bytes(good)
    call_command("read_replies", "--eml", str(tmp_path / "box"), str(tmp_path / "again.eml"))
    assert capsys.readouterr().out == "applied: 1\nknown: 1\nunreadable: 1\n"
    assert Participant.objects.get().answer == "tentative"


def test_a_large_file_is_not_read_whole(person, tmp_path, capsys) -> None:
    (tmp_path / "1.eml").write_bytes(mail(None) + b"x" * 3_000_000)
    call_command("read_replies", "--eml", str(tmp_path / "1.eml"))
    assert MailedReply.objects.get().reason == "The mail is larger than 1 MB."


def test_refused_in_one_line(settings, tmp_path) -> None:
    settings.REPLIES = None
    with pytest.raises(CommandError, match=r"^REPLIES_URL is not set"):
        call_command("read_replies")
    with pytest.raises(CommandError, match=r"missing\.eml: No such file"):
        call_command("read_replies", "--eml", str(tmp_path / "missing.eml"))


def test_the_mailbox(server, good, person, capsys) -> None:
    server.mails = [good, mail(None, message_id="<2@x>"), mail(None, message_id="<3@x>") + b"x" * 1_500_000]
    call_command("read_replies")
    assert capsys.readouterr().out == "applied: 1\nunreadable: 2\n"
    assert server.seen == {1, 2, 3}
    assert server.folder == "Replies"
    assert MailedReply.objects.get(message_id="<3@x>").reason == "The mail is larger than 1 MB."
    assert server.sent < 1_000_000
    call_command("read_replies")
    assert capsys.readouterr().out == ""


def test_a_fault_in_between_leaves_the_mail_unread(server, good, monkeypatch) -> None:
    server.mails = [good]
    with monkeypatch.context() as broken:
        broken.setattr(mailbox.replies, "_judge", lambda *_args: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            call_command("read_replies")
    assert server.seen == set()
    call_command("read_replies")
    assert (server.seen, MailedReply.objects.get().outcome) == ({1}, "applied")


def test_a_wrong_password_is_told_without_it(server, settings, caplog) -> None:
    server.password = "another"
    with pytest.raises(
        CommandError, match=r"^REPLIES_URL: the mailbox at 127\.0\.0\.1 cannot be read"
    ) as refused:
        call_command("read_replies")
    assert mailbox.read_new(at(3)) == {}
    for text in (str(refused.value), caplog.text, repr(settings.REPLIES)):
        assert "s3cret" not in text
    assert "cannot be read (MailboxLoginError)" in caplog.text


def test_the_tick_looks_every_three_minutes(server, good, person) -> None:
    server.mails = [good]
    cache.clear()
    tasks.tick(at(3))
    tasks.tick(at(3))
    assert (server.logins, Participant.objects.get().answer) == (1, "tentative")
    cache.clear()
    tasks.tick(at(4))
    assert server.logins == 2
