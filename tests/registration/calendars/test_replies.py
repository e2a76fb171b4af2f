"""Answers from calendar programs: what counts, what changes nothing and why, and that nothing breaks the reader."""

from __future__ import annotations

from datetime import datetime, timedelta
from email.message import EmailMessage
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from icalendar import Calendar, vCalAddress

from registration import invitations
from registration.audit import Actor
from registration.calendars import replies
from registration.models import AuditEntry, CalendarEntry, MailedReply, Message, Participant
from registration.models.choices import CalendarAnswer, ReplyOutcome, State
from tests.registration import factories
from tests.registration.calendars import calendar_lives as lives
from tests.registration.calendars.calendar_lives import at, publish

CLERK = Actor("clerk")
HUONG = "huong@molisa.example"
pytestmark = pytest.mark.django_db


@pytest.fixture
def event():
    made = lives.meeting()
    publish(made, 0)
    return made


@pytest.fixture
def person(event) -> Participant:
    return invitations.confirm(factories.participant(event), CLERK, at(1))


def answer(request: str, partstat: str = "ACCEPTED", stamp: datetime | None = None, **changes: Any) -> bytes:
    """The REPLY that a calendar program makes of a REQUEST (RFC 5546 §3.2.3)."""
    calendar = Calendar.from_ical(request)
    calendar["METHOD"] = changes.get("method", "REPLY")
    (event,) = calendar.walk("VEVENT")
    attendee = vCalAddress(changes.get("attendee", event["ATTENDEE"]))
    attendee.params["PARTSTAT"] = partstat
    event["ATTENDEE"] = attendee
    del event["DTSTAMP"]
    event.add("DTSTAMP", stamp or at(2))
    for name in ("uid", "sequence"):
        if name in changes:
            event[name.upper()] = changes[name]
    written: bytes = calendar.to_ical()
    return written


def mail(ics: bytes | None, sender: str = HUONG, message_id: str = "<1@x>", kind: str = "REPLY") -> bytes:
    """The mail that carries it."""
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = sender, "desk@adb.example", "Accepted"
    if message_id:
        made["Message-ID"] = message_id
    made.set_content("Yes, I will come.")
    if ics is not None:
        made.add_alternative(ics, "text", "calendar", cte="base64", params={"method": kind})
    return made.as_bytes()


def first(participant: Participant) -> Message:
    return Message.objects.filter(participant=participant, calendar=True).order_by("pk")[0]


def state_of(participant: Participant) -> tuple[str, datetime | None]:
    row = Participant.objects.get(pk=participant.pk)
    return row.answer, row.answered


NOTHING = ("needs-action", None)


@pytest.mark.parametrize("partstat", ["ACCEPTED", "TENTATIVE", "DECLINED"])
def test_an_answer(person, partstat: str) -> None:
    row = replies.read(mail(answer(first(person).ics, partstat)), at(3))
    assert row is not None
    assert (row.outcome, row.reason, row.participant, row.event) == ("applied", "", person, person.event)
    assert (row.answer, row.sequence, row.sender, row.received) == (partstat.lower(), 0, HUONG, at(3))
    assert state_of(person) == (partstat.lower(), at(2))
    entry = AuditEntry.objects.get(verb="calendar reply")
    assert (entry.actor, entry.participant, entry.moment) == ("participant, by mail", person, at(3))
    assert entry.details == {"entry": "day:1", "from": "needs-action", "to": partstat.lower()}


def test_declining_does_not_withdraw(person) -> None:
    replies.read(mail(answer(first(person).ics, "DECLINED")), at(3))
    assert Participant.objects.get().state == State.CONFIRMED
    assert CalendarEntry.objects.filter(cancelled=False).count() == 2


def test_each_mail_is_read_once(person) -> None:
    content = mail(answer(first(person).ics))
    assert replies.read(content, at(3)) is not None
    assert replies.read(content, at(4)) is None
    assert (MailedReply.objects.count(), AuditEntry.objects.filter(verb="calendar reply").count()) == (1, 1)


def test_without_a_message_id_its_bytes_tell(person) -> None:
    content = mail(answer(first(person).ics), message_id="")
    assert replies.read(content, at(3)) is not None
    assert replies.read(content, at(4)) is None
    assert MailedReply.objects.get().message_id.startswith("sha256:")


def test_a_later_answer_counts_and_an_older_one_does_not(person) -> None:
    ics = first(person).ics
    replies.read(mail(answer(ics, "ACCEPTED", at(3)), message_id="<1@x>"), at(4))
    replies.read(mail(answer(ics, "DECLINED", at(5)), message_id="<2@x>"), at(5))
    replies.read(mail(answer(ics, "TENTATIVE", at(4)), message_id="<3@x>"), at(6))
    assert state_of(person) == ("declined", at(5))
    assert list(MailedReply.objects.order_by("pk").values_list("outcome", flat=True)) == [
        "applied", "applied", "stale",
    ]  # fmt: skip


def test_a_fast_clock_does_not_outdo_later_answers(person) -> None:
    ics = first(person).ics
    replies.read(mail(answer(ics, "ACCEPTED", at(9999)), message_id="<1@x>"), at(3))
    replies.read(mail(answer(ics, "DECLINED", at(4)), message_id="<2@x>"), at(4))
    assert state_of(person) == ("declined", at(4))


def test_addresses_are_compared_as_people_s_are(person) -> None:
    content = answer(first(person).ics, attendee="MAILTO:Huong@MOLISA.example")
    assert replies.read(mail(content, "=?utf-8?q?H=C6=B0=C6=A1ng?= <HUONG@molisa.example>"), at(3))
    assert state_of(person)[0] == CalendarAnswer.ACCEPTED


@pytest.mark.parametrize(
    ("sender", "attendee"),
    [
        ("mallory@x.example", f"mailto:{HUONG}"),
        ("mallory@x.example", "mailto:mallory@x.example"),
        (HUONG, "mailto:mallory@x.example"),
        (f'"{HUONG}" <mallory@x.example>', f"mailto:{HUONG}"),
        (f"=?utf-8?q?=3C{HUONG.replace('@', '=40')}=3E?= <mallory@x.example>", f"mailto:{HUONG}"),
        (f"{HUONG}, mallory@x.example", f"mailto:{HUONG}"),
        (f"mallory@x.example, {HUONG}", f"mailto:{HUONG}"),
        ("", f"mailto:{HUONG}"),
        (HUONG, HUONG.replace("@", "")),
        ("undisclosed-recipients:;", f"mailto:{HUONG}"),
    ],
)
def test_forged(person, sender: str, attendee: str) -> None:
    content = mail(answer(first(person).ics, attendee=attendee), "someone@x.example")
    content = content.replace(b"From: someone@x.example", f"From: {sender}".encode())
    row = replies.read(content, at(3))
    assert row is not None
    assert (row.outcome, row.participant, row.event) == ("forged", None, person.event)
    assert row.reason
    assert (state_of(person), AuditEntry.objects.filter(verb="calendar reply").count()) == (NOTHING, 0)


def test_two_senders_are_nobody(person) -> None:
    content = b"From: mallory@x.example\r\n" + mail(answer(first(person).ics))
    row = replies.read(content, at(3))
    assert row is not None
    assert row.outcome == "forged"


def test_the_entry_of_somebody_else(event, person) -> None:
    """Anna was sent the day, not the session of the speaker."""
    invitations.confirm(
        factories.participant(event, name="Anna", email="anna@x.example", programme_person_id="gomez"),
        CLERK,
        at(1),
    )
    of_session = Message.objects.filter(ics__contains="UID:s1.p").get()
    row = replies.read(mail(answer(of_session.ics, attendee=f"mailto:{HUONG}")), at(3))
    assert row is not None
    assert (row.outcome, state_of(person)) == ("forged", NOTHING)


def test_the_entry_has_changed_since(event, person) -> None:
    ics = first(person).ics
    event.sessions.filter(identifier="s1").update(minutes=30)
    publish(event, 2)
    row = replies.read(mail(answer(ics)), at(3))
    assert row is not None
    assert (row.outcome, row.participant, state_of(person)) == ("stale", person, NOTHING)


def test_the_entry_has_been_cancelled(person) -> None:
    ics = first(person).ics
    invitations.withdraw(person, CLERK, at(2))
    row = replies.read(mail(answer(ics)), at(3))
    assert row is not None
    assert (row.outcome, state_of(person)) == ("stale", NOTHING)


@pytest.mark.parametrize("changes", [{"uid": "other@elsewhere.example"}, {"sequence": 7}])
def test_unknown(person, changes) -> None:
    row = replies.read(mail(answer(first(person).ics, **changes)), at(3))
    assert row is not None
    assert (row.outcome, state_of(person)) == ("unknown", NOTHING)


def test_the_entry_says_who_answers_from_a_shared_address(event, person) -> None:
    other = invitations.confirm(factories.participant(event, name="Trần Văn Bình"), CLERK, at(1))
    row = replies.read(mail(answer(first(other).ics, "DECLINED")), at(3))
    assert row is not None
    assert (row.outcome, row.participant) == ("applied", other)
    assert (state_of(person), state_of(other)) == (NOTHING, ("declined", at(2)))
    assert replies.read(mail(answer(first(person).ics), message_id="<2@x>"), at(4))
    assert (state_of(person)[0], state_of(other)[0]) == ("accepted", "declined")


def test_an_entry_of_several_at_one_address_is_for_staff(event, person) -> None:
    """As they were sent before each had a UID of its own."""
    other = invitations.confirm(factories.participant(event, name="Trần Văn Bình"), CLERK, at(1))
    uid = CalendarEntry.objects.get(participant=person, key="day:1").uid
    CalendarEntry.objects.filter(participant=other, key="day:1").update(uid=uid)
    row = replies.read(mail(answer(first(person).ics)), at(3))
    assert row is not None
    assert (row.outcome, row.event, state_of(person), state_of(other)) == ("unknown", event, NOTHING, NOTHING)
    assert "Several people share this address" in row.reason
    invitations.withdraw(other, CLERK, at(4))
    row = replies.read(mail(answer(first(person).ics), message_id="<2@x>"), at(5))
    assert row is not None
    assert (row.outcome, row.participant) == ("applied", person)


def twice(ics: bytes) -> bytes:
    start, end = ics.index(b"BEGIN:VEVENT"), ics.index(b"END:VCALENDAR")
    return ics[:end] + ics[start:end] + ics[end:]


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda ics: None, "There is no calendar in it."),
        (lambda ics: b"", "exactly one entry"),
        (lambda ics: b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT", "exactly one entry"),
        (lambda ics: b"\xff\xfe no calendar", "cannot be read"),
        (twice, "exactly one entry"),
        (lambda ics: ics + ics, "exactly one entry"),
        (lambda ics: ics.replace(b"METHOD:REPLY\r\n", b""), "METHOD"),
        (lambda ics: ics.replace(b"METHOD:REPLY", b"METHOD:COUNTER"), "COUNTER"),
        (lambda ics: ics.replace(b"PARTSTAT=ACCEPTED", b"PARTSTAT=DELEGATED"), "neither yes"),
        (lambda ics: ics.replace(b"PARTSTAT=ACCEPTED", b"PARTSTAT=NEEDS-ACTION"), "neither yes"),
        (lambda ics: ics.replace(b"SEQUENCE:0", b"SEQUENCE:-1"), "SEQUENCE"),
        (lambda ics: ics.replace(b"SEQUENCE:0", b"SEQUENCE:99999999999"), "SEQUENCE"),
        (lambda ics: ics.replace(b"ATTENDEE", b"X-ATTENDEE"), "exactly one person"),
        (lambda ics: ics.replace(b"UID:", b"X-UID:"), "UID"),
        (lambda ics: ics.replace(b"DTSTAMP:", b"X-DTSTAMP:"), "DTSTAMP"),
        (lambda ics: ics.replace(b"SEQUENCE:0", b"SEQUENCE:0\r\nRECURRENCE-ID:20261201T000000Z"), "series"),
        (lambda ics: ics + b" " * replies.LARGEST, "1 MB"),
    ],
)
def test_unreadable(person, spoil, words: str) -> None:
    row = replies.read(mail(spoil(answer(first(person).ics))), at(3))
    assert row is not None
    assert (row.outcome, row.participant, row.answer, state_of(person)) == ("unreadable", None, "", NOTHING)
    assert words in row.reason


def test_an_attached_file_alone(person) -> None:
    """As some programs send it: an application/ics and no text/calendar."""
    made = EmailMessage()
    made["From"], made["Message-ID"] = HUONG, "<1@x>"
    made.set_content("see file")
    made.add_attachment(answer(first(person).ics), "application", "ics", filename="invite.ics")
    row = replies.read(made.as_bytes(), at(3))
    assert row is not None
    assert row.outcome == "applied"


def test_control_characters_do_not_reach_the_database(person) -> None:
    content = mail(answer(first(person).ics, uid="a\x00b\x1b[1m@x")).replace(b"<1@x>", b"<1\x00@x>")
    row = replies.read(content, at(3))
    assert row is not None
    assert "\x00" not in row.uid + row.message_id + row.sender
    assert row.outcome in {ReplyOutcome.UNKNOWN, ReplyOutcome.UNREADABLE}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(data=st.data())
def test_no_bytes_break_the_reader(person, data) -> None:
    """Pieces of a good answer put out of shape: always a row and, unless it still is one, no answer."""
    good = bytearray(mail(answer(first(person).ics)).replace(b"<1@x>", b""))
    for _ in range(data.draw(st.integers(1, 8))):
        place = data.draw(st.integers(0, len(good) - 1))
        good[place : place + data.draw(st.integers(0, 9))] = data.draw(st.binary(max_size=9))
    replies.read(bytes(good), at(3))
    assert MailedReply.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_of_four_readers_one_reads(at_once) -> None:
    made = lives.meeting()
    publish(made, 0)
    content = mail(answer(first(invitations.confirm(factories.participant(made), CLERK, at(1))).ics))
    at_once(4, lambda _number: replies.read(content, at(3) + timedelta(seconds=1)))
    assert (MailedReply.objects.count(), AuditEntry.objects.filter(verb="calendar reply").count()) == (1, 1)
