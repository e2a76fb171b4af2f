"""Entries by mail: a life step by step, who gets what, once; rivals, rounds that were not made, numbers of queries."""

from __future__ import annotations

import difflib
import os
import random
from datetime import time, timedelta
from email.utils import parseaddr
from pathlib import Path

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agenda.models import Event
from agenda.versions import publishing
from registration import invitations, tasks
from registration.audit import WEB_FORM, Actor
from registration.calendars import mail as calendar_mail
from registration.calendars.tasks import mail_round
from registration.forms.particulars import RegistrationForm
from registration.letters import Post
from registration.letters.delivery import mail_of
from registration.models import AuditEntry, CalendarEntry, Message, Participant, RegistrationSettings
from tests.registration import factories
from tests.registration.calendars import calendar_lives as lives
from tests.registration.calendars.calendar_lives import Receiver, at, letters, publish, told
from tests.registration.factories import MOMENT

CLERK = Actor("clerk")
GOLDEN = Path(__file__).parents[2] / "golden" / "mail-life"
SLUG = "dialogue-2026"
AGENDA = f"https://dialogue.example.org/{SLUG}/agenda/"
FOR = "For Ms. Nguyễn Thị Hương"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def addresses(settings) -> None:
    settings.BASE_URL = "https://dialogue.example.org"
    settings.DEFAULT_FROM_EMAIL = "Secretariat <office@dialogue.example.org>"


@pytest.fixture
def event() -> Event:
    return lives.meeting()


def speaker(event, **fields):
    return factories.participant(event, **{"programme_person_id": "gomez", **fields})


class Life:
    """Each step does something to the meeting or the person, and is told to people by mail."""

    def __init__(self, event: Event) -> None:
        self.event = event
        self.person = speaker(event, pk=4711)
        self.s1, self.s2 = event.sessions.order_by("identifier")

    def publish(self) -> None:
        publish(self.event, 0)

    def confirm(self) -> None:
        self.person = invitations.confirm(self.person, CLERK, at(1))

    def move(self) -> None:
        self.s2.start = time(10)
        self.s2.save()
        publish(self.event, 2)

    def rename(self) -> None:
        self.s1.title = "Opening and welcome"
        self.s1.save()
        publish(self.event, 3)

    def drop(self) -> None:
        self.s2.delete()
        publish(self.event, 4)

    def bring_back(self) -> None:
        lives.session(self.event, 2, start=time(10))
        publish(self.event, 5)

    def finish(self) -> None:
        publish(self.event, 6, label="final", note="Nothing else changed")

    def cancel(self) -> None:
        self.s1.status = "cancelled"
        self.s1.save()
        publish(self.event, 7)

    def withdraw(self) -> None:
        invitations.withdraw(self.person, CLERK, at(8))


STEPS = {
    "publish": [],
    "confirm": [
        ("REQUEST", f"{SLUG}.1", 0, "CONFIRMED"),
        ("REQUEST", f"{SLUG}.2", 0, "CONFIRMED"),
        ("REQUEST", "s1", 0, "CONFIRMED"),
    ],
    "move": [("REQUEST", f"{SLUG}.2", 1, "CONFIRMED")],
    "rename": [("REQUEST", "s1", 1, "CONFIRMED")],
    "drop": [("CANCEL", f"{SLUG}.2", 2, "CANCELLED")],
    "bring_back": [("REQUEST", f"{SLUG}.2", 3, "CONFIRMED")],
    "finish": [],
    "cancel": [("CANCEL", f"{SLUG}.1", 1, "CANCELLED"), ("CANCEL", "s1", 2, "CANCELLED")],
    "withdraw": [("CANCEL", f"{SLUG}.2", 4, "CANCELLED")],
}
"""What each step sends. SEQUENCE rises only where something is sent."""
DIFFERS = {
    "move": [
        "-SEQUENCE:0", "+SEQUENCE:1", "-DTSTAMP:20261102T040405Z", "+DTSTAMP:20261102T050405Z",
        "-DTSTART;TZID=Asia/Manila:20261202T090000", "+DTSTART;TZID=Asia/Manila:20261202T100000",
        "-DTEND;TZID=Asia/Manila:20261202T100000", "+DTEND;TZID=Asia/Manila:20261202T110000",
        f"-DESCRIPTION:{FOR}\\n9:00–10:00 am Manila time\\n8:00–9:00 am Bangkok time\\n\\n{AGENDA}",
        f"+DESCRIPTION:{FOR}\\n10:00–11:00 am Manila time\\n9:00–10:00 am Bangkok time\\n\\n{AGENDA}",
    ],
    "rename": [
        "-SEQUENCE:0", "+SEQUENCE:1", "-DTSTAMP:20261102T040405Z", "+DTSTAMP:20261102T060405Z",
        "-SUMMARY:Opening", "+SUMMARY:Opening and welcome",
    ],
    "bring_back": [
        "-SEQUENCE:1", "+SEQUENCE:3", "-DTSTAMP:20261102T050405Z", "+DTSTAMP:20261102T080405Z",
    ],
}  # fmt: skip
"""Lines of the REQUEST of a step against the REQUEST of that entry before."""


def test_a_life(event) -> None:
    """Golden files after each step (REWRITE_GOLDEN=1 writes them), and what a calendar program makes of them."""
    life, last, requests, receiver = Life(event), 0, {}, Receiver()
    for number, (step, expected) in enumerate(STEPS.items(), 1):
        getattr(life, step)()
        sent = letters(after=last)
        last = sent[-1].pk if sent else last
        assert sorted(told(sent)) == sorted(expected), step
        content = "".join(one.ics for one in sent).encode()
        golden = GOLDEN / f"{number}-{step.replace('_', '-')}.ics"
        if os.environ.get("REWRITE_GOLDEN"):
            golden.write_bytes(content)
        assert content == golden.read_bytes(), step
        for one in sent:
            receiver.take(one.ics)
            uid = told([one])[0][1]
            if one.method == "REQUEST" and uid in requests:
                assert sorted(changed_lines(requests[uid], one.ics)) == sorted(DIFFERS[step])
            if one.method == "REQUEST":
                requests[uid] = one.ics
    assert {uid: one["status"] for uid, one in receiver.entries.items()} == {
        f"{SLUG}.1.p4711@{SLUG}.dialogue": "CANCELLED",
        f"{SLUG}.2.p4711@{SLUG}.dialogue": "CANCELLED",
        f"s1.p4711@{SLUG}.dialogue": "CANCELLED",
    }


def changed_lines(before: str, after: str) -> list[str]:
    old, new = (ics.replace("\r\n ", "").splitlines() for ics in (before, after))
    told = difflib.unified_diff(old, new, n=0, lineterm="")
    return [line for line in told if line[:2] not in ("--", "++", "@@")]


def test_request_change_cancel_leave_one_cancelled_entry(event) -> None:
    """In whatever order the mail comes, once the first is there."""
    event.sessions.filter(identifier="s2").delete()
    RegistrationSettings.objects.update(speaker_entries=False)
    publish(event, 0)
    person = invitations.confirm(speaker(event), CLERK, at(1))
    event.sessions.update(start=time(15))
    publish(event, 2)
    invitations.withdraw(person, CLERK, at(3))
    first, *later = [one.ics for one in letters()]
    assert told(letters()) == [
        ("REQUEST", f"{SLUG}.1", 0, "CONFIRMED"),
        ("REQUEST", f"{SLUG}.1", 1, "CONFIRMED"),
        ("CANCEL", f"{SLUG}.1", 2, "CANCELLED"),
    ]
    for seed in range(6):
        receiver, rest = Receiver(), [*later, *later, first]
        random.Random(seed).shuffle(rest)
        for ics in [first, *rest]:
            receiver.take(ics)
        (entry,) = receiver.entries.values()
        assert (entry["status"], entry["rank"][0]) == ("CANCELLED", 2)


def test_two_people_at_one_address(event) -> None:
    """A ministry's mailbox, read by one calendar program: what is sent to one leaves the other's entries alone."""
    RegistrationSettings.objects.update(speaker_entries=False)
    receiver, last = Receiver(), 0

    def take() -> list[tuple[str, str, int, str]]:
        nonlocal last
        sent = letters(after=last)
        last = sent[-1].pk
        for one in sent:
            receiver.take(one.ics)
        return told(sent)

    publish(event, 0)
    thida = invitations.confirm(speaker(event, name="Ma Thida"), CLERK, at(1))
    hla = invitations.confirm(speaker(event, name="Hla Hla", email="HUONG@molisa.example"), CLERK, at(1))
    take()
    uids = {one.pk: f"{SLUG}.2.p{one.pk}@{SLUG}.dialogue" for one in (thida, hla)}
    event.sessions.filter(identifier="s2").update(start=time(10))
    publish(event, 2)
    assert take() == [("REQUEST", f"{SLUG}.2", 1, "CONFIRMED")] * 2
    both = [receiver.entries[uid] for uid in uids.values()]
    assert [one["summary"] for one in both] == [
        "The dialogue-2026 (Ms. Ma Thida)",
        "The dialogue-2026 (Ms. Hla Hla)",
    ]
    invitations.withdraw(thida, CLERK, at(3))
    assert take() == [("CANCEL", f"{SLUG}.1", 1, "CANCELLED"), ("CANCEL", f"{SLUG}.2", 2, "CANCELLED")]
    assert [receiver.entries[uid]["status"] for uid in uids.values()] == ["CANCELLED", "CONFIRMED"]
    event.sessions.filter(identifier="s2").update(start=time(11))
    publish(event, 4)
    assert take() == [("REQUEST", f"{SLUG}.2", 2, "CONFIRMED")]
    stands = receiver.entries[uids[hla.pk]]
    assert (stands["status"], stands["start"].hour, stands["summary"]) == (
        "CONFIRMED",
        11,
        "The dialogue-2026",
    )
    assert receiver.entries[uids[thida.pk]]["status"] == "CANCELLED"


def test_for_whom(event) -> None:
    """The entry always says it; its heading only where others of the event read too, its CANCEL included."""
    publish(event, 0)
    elsewhere = factories.event("elsewhere")
    speaker(elsewhere, state="confirmed", name="At another event")
    speaker(event, state="waiting", name="Not confirmed")
    invitations.confirm(speaker(event), CLERK, at(1))
    alone = letters()[-1]
    second = invitations.confirm(speaker(event, name="Ma Thida"), CLERK, at(1))
    shared = letters()[-1]
    assert [str(lives.vevent(one)["SUMMARY"]) for one in (alone, shared)] == [
        "Opening",
        "Opening (Ms. Ma Thida)",
    ]
    first_lines = [lives.vevent(one)["DESCRIPTION"].splitlines()[0] for one in (alone, shared)]
    assert first_lines == [FOR, "For Ms. Ma Thida"]
    assert [one.subject for one in (alone, shared)] == ["Calendar: Opening, 1 December 2026"] * 2
    assert calendar_mail.bring_round(event.pk, at(2)) == 0
    invitations.withdraw(second, CLERK, at(3))
    assert lives.vevent(letters()[-1])["SUMMARY"] == "Opening (Ms. Ma Thida)"
    assert calendar_mail.bring_round(event.pk, at(4)) == 0


def test_the_uid_is_what_was_sent(event) -> None:
    """Whatever the rule is that makes new ones."""
    publish(event, 0)
    person = invitations.confirm(speaker(event), CLERK, at(1))
    CalendarEntry.objects.filter(key="day:2").update(uid="as-sent@before", organiser="")
    event.sessions.filter(identifier="s2").update(start=time(11))
    publish(event, 2)
    invitations.withdraw(person, CLERK, at(3))
    changed, *_others = letters(person)[3:]
    cancelled = [one for one in letters(person)[4:] if lives.vevent(one)["UID"] == "as-sent@before"]
    assert (lives.vevent(changed)["UID"], len(cancelled)) == ("as-sent@before", 1)
    assert CalendarEntry.objects.get(key="day:2").uid == "as-sent@before"


def test_the_organiser_of_an_entry_stays(event) -> None:
    """The desk answers elsewhere now: what was sent is kept right from the address it came from, or is two meetings."""
    publish(event, 0)
    person = invitations.confirm(speaker(event), CLERK, at(1))
    RegistrationSettings.objects.update(reply_to="new@adb.example")
    event.sessions.filter(identifier="s2").update(start=time(11))
    lives.session(event, 3)
    last = letters()[-1].pk
    publish(event, 2)
    moved, new = letters(after=last)
    invitations.withdraw(person, CLERK, at(3))
    last = letters()[-1].pk
    person.refresh_from_db()
    person.state = "nominated"
    person.save()
    invitations.confirm(person, CLERK, at(4))
    assert [told([one])[0][1:3] for one in (moved, new)] == [(f"{SLUG}.2", 1), (f"{SLUG}.3", 0)]
    assert organisers([moved, new]) == ["desk@adb.example", "new@adb.example"]
    again = {told([one])[0][1]: organisers([one]) for one in letters(after=last)}
    cancelled = [one for one in letters() if one.method == "CANCEL"]
    assert {told([one])[0][1]: organisers([one]) for one in cancelled} == again == {
        f"{SLUG}.1": ["desk@adb.example"],
        f"{SLUG}.2": ["desk@adb.example"],
        f"{SLUG}.3": ["new@adb.example"],
        "s1": ["desk@adb.example"],
    }  # fmt: skip
    assert moved.reply_to == "new@adb.example"


def organisers(sent: list[Message]) -> list[str]:
    """Of each letter its ORGANIZER, which must be its From."""
    found = []
    for one in sent:
        mail = mail_of(one, MOMENT)
        (_name, sender), organiser = parseaddr(mail.from_email), lives.vevent(one)["ORGANIZER"]
        assert organiser == f"mailto:{sender}"
        found.append(sender)
    return found


def test_an_answer_stands_while_the_hours_do(event) -> None:
    """Asked again after each change of hours, and for an entry that had been taken out (RFC 5546 §3.2.2)."""
    RegistrationSettings.objects.update(speaker_entries=False)
    publish(event, 0)
    person = invitations.confirm(speaker(event), CLERK, at(1))
    s2 = event.sessions.filter(identifier="s2")

    def partstat(step: int, **fields) -> str:
        s2.update(**fields)
        assert publish(event, step) == 1
        return str(lives.vevent(letters()[-1])["ATTENDEE"].params["PARTSTAT"])

    def answers(answer: str, step: int) -> None:
        Participant.objects.filter(pk=person.pk).update(answer=answer, answered=at(step))

    assert partstat(2, status="tentative") == "NEEDS-ACTION"
    answers("tentative", 3)
    assert partstat(4, status="confirmed") == "TENTATIVE"
    assert partstat(5, status="tentative") == "TENTATIVE"
    assert partstat(6, start=time(11)) == "NEEDS-ACTION"
    assert partstat(7, status="confirmed") == "NEEDS-ACTION"
    answers("accepted", 8)
    assert partstat(9, status="tentative") == "ACCEPTED"
    assert partstat(10, minutes=30) == "NEEDS-ACTION"
    answers("declined", 11)
    s2.update(status="cancelled")
    assert publish(event, 12) == 1
    assert partstat(13, status="confirmed") == "NEEDS-ACTION"


def test_two_looks_send_once(event) -> None:
    publish(event, 0)
    person = invitations.confirm(speaker(event), CLERK, at(1))
    sent = len(letters())
    assert calendar_mail.bring_round(event.pk, at(2)) == 0
    assert calendar_mail.sync_calendar(person, CLERK, at(2)) == 0
    assert (len(letters()), sent) == (3, 3)


def test_each_letter_has_an_audit_entry(event) -> None:
    publish(event, 0)
    invitations.withdraw(invitations.confirm(speaker(event), CLERK, at(1)), CLERK, at(2))
    found = AuditEntry.objects.filter(verb="mail_entry").order_by("pk").values_list("actor", "details")
    assert [(actor, *details.values()) for actor, details in found] == [
        ("clerk", "day:1", "REQUEST", 0), ("clerk", "day:2", "REQUEST", 0), ("clerk", "session:s1", "REQUEST", 0),
        ("clerk", "day:1", "CANCEL", 1), ("clerk", "day:2", "CANCEL", 1), ("clerk", "session:s1", "CANCEL", 1),
    ]  # fmt: skip


@pytest.mark.parametrize("verb", ["refuse", "withdraw"])
def test_whoever_loses_the_place_loses_the_entries_and_may_get_them_back(event, verb: str) -> None:
    publish(event, 0)
    person = invitations.confirm(speaker(event), CLERK, at(1))
    person = getattr(invitations, verb)(person, CLERK, at(2))
    assert not CalendarEntry.objects.filter(cancelled=False).exists()
    person.state = "nominated"
    person.save()
    last = letters()[-1].pk
    invitations.confirm(person, CLERK, at(3))
    again = letters(after=last)
    assert {one.kind for one in again} == {"calendar_request"}
    assert [sequence for _method, _uid, sequence, _status in told(again)] == [2, 2, 2]


@pytest.mark.parametrize(
    ("desk", "person", "expected"),
    [
        ({"speaker_entries": False}, "gomez", ["day:1", "day:2"]),
        ({"speaker_entries": True}, "gomez", ["day:1", "day:2", "session:s1"]),
        ({"speaker_entries": True}, "", ["day:1", "day:2"]),
        ({"speaker_entries": True}, "somebody-else", ["day:1", "day:2"]),
        ({"mail_entries": False}, "gomez", []),
    ],
)
def test_who_gets_what(desk, person: str, expected: list[str]) -> None:
    event = lives.meeting(**desk)
    publish(event, 0)
    invitations.confirm(factories.participant(event, programme_person_id=person), CLERK, at(1))
    assert sorted(CalendarEntry.objects.values_list("key", flat=True)) == expected


def test_confirmed_before_anything_is_published(event) -> None:
    person = invitations.confirm(speaker(event), CLERK, at(0))
    assert letters() == []
    assert publish(event, 1) == 3
    assert {one.participant for one in letters()} == {person}


def test_the_open_policy_confirms_at_once(event) -> None:
    RegistrationSettings.objects.update(policy="open")
    publish(event, 0)
    form = RegistrationForm(factories.said())
    assert form.is_valid()
    invitations.register(event, form.particulars, "huong@molisa.example", WEB_FORM, at(1))
    kinds = list(Message.objects.order_by("pk").values_list("kind", flat=True))
    assert kinds == ["registration_confirmed", "calendar_request", "calendar_request"]


def test_who_is_not_confirmed_is_left_alone(event) -> None:
    for state in ("nominated", "waiting", "declined", "refused"):
        speaker(event, state=state, name=state)
    assert publish(event, 0) == 0


def test_a_desk_that_stops_sending_keeps_right_what_it_sent(event) -> None:
    publish(event, 0)
    invitations.confirm(speaker(event), CLERK, at(1))
    RegistrationSettings.objects.update(mail_entries=False)
    event.sessions.filter(identifier="s2").update(start=time(11))
    lives.session(event, 3)
    assert publish(event, 2) == 1
    assert told(letters())[-1] == ("REQUEST", f"{SLUG}.2", 1, "CONFIRMED")


def test_an_event_that_turns_private_and_back_leaves_entries_as_they_are(event) -> None:
    publish(event, 0)
    invitations.confirm(speaker(event), CLERK, at(1))
    for step, visibility in ((2, "private"), (3, "public")):
        event.visibility = visibility
        event.save()
        assert publish(event, step) == 0
    assert {row.cancelled for row in CalendarEntry.objects.all()} == {False}


def test_letters_of_a_private_event_lead_to_no_page(event) -> None:
    """Who is confirmed there has entries that are kept right, and taken back with the reason; others have none."""
    event.visibility = "private"
    event.save()
    person = speaker(event)
    publish(event, 0)
    assert letters() == []
    invitations.confirm(person, CLERK, at(1))
    event.sessions.filter(identifier="s2").update(start=time(11))
    assert publish(event, 2) == 1
    invitations.withdraw(person, CLERK, at(3))
    assert told(letters()) == [
        ("REQUEST", f"{SLUG}.1", 0, "CONFIRMED"),
        ("REQUEST", f"{SLUG}.2", 0, "CONFIRMED"),
        ("REQUEST", "s1", 0, "CONFIRMED"),
        ("REQUEST", f"{SLUG}.2", 1, "CONFIRMED"),
        ("CANCEL", f"{SLUG}.1", 1, "CANCELLED"),
        ("CANCEL", f"{SLUG}.2", 2, "CANCELLED"),
        ("CANCEL", "s1", 1, "CANCELLED"),
    ]
    for one in letters():
        assert f"/{SLUG}/" not in f"{one.text}{one.html}{lives.vevent(one).to_ical().decode()}"
        assert str(lives.vevent(one).get("URL", "")) == ""
    assert "The reason: your registration is withdrawn." in letters()[-1].text


def test_a_speaker_who_no_longer_appears(event) -> None:
    publish(event, 0)
    invitations.confirm(speaker(event), CLERK, at(1))
    event.sessions.get(identifier="s1").appearances.all().delete()
    assert publish(event, 2) == 1
    assert told(letters())[-1] == ("CANCEL", "s1", 1, "CANCELLED")


def test_the_zone_of_the_event_is_part_of_the_entry(event) -> None:
    """Same instants on another clock: the entry is drawn anew."""
    publish(event, 0)
    invitations.confirm(speaker(event), CLERK, at(1))
    event.timezone = "Asia/Singapore"
    event.save()
    assert publish(event, 2) == 3


def test_what_a_letter_says(event) -> None:
    publish(event, 0)
    invitations.confirm(speaker(event), CLERK, at(1))
    first, second, third = letters()
    assert first.subject == "Calendar: The dialogue-2026, 1 December 2026"
    assert third.subject == "Calendar: Opening, 1 December 2026"
    assert "“The dialogue-2026” on 2 December 2026" in second.text
    assert "2 December 2026\n  9:00–10:00 am Manila time\n  8:00–9:00 am Bangkok time\n" in second.text
    assert "https://dialogue.example.org/dialogue-2026/agenda/" in second.text
    assert "Questions: desk@adb.example" in second.text
    assert second.reply_to == "desk@adb.example"
    event.sessions.filter(identifier="s2").update(start=time(11))
    publish(event, 2)
    assert letters()[-1].subject == "Changed: The dialogue-2026, 2 December 2026"
    event.sessions.filter(identifier="s2").delete()
    publish(event, 3)
    gone = letters()[-1]
    assert gone.subject == "Taken out of your calendar: The dialogue-2026, 2 December 2026"
    assert "11:00 am–12:00 pm Manila time" in gone.text


def test_answers_are_asked_for_where_they_are_read(event, settings) -> None:
    publish(event, 0)
    settings.REPLIES = None
    invitations.confirm(speaker(event), CLERK, at(1))
    settings.REPLIES = object()
    invitations.confirm(speaker(event, name="Another"), CLERK, at(1))
    assert ["RSVP=TRUE" in one.ics.replace("\r\n ", "") for one in letters()] == [False] * 3 + [True] * 3


@pytest.mark.parametrize("step", ["send", "nothing"])
def test_a_round_asks_alike_for_one_and_for_many(event, step: str) -> None:
    publish(event, 0)

    def queries(count: int) -> int:
        for number in range(count):
            speaker(event, state="confirmed", name=f"Person {count} {number}")
        if step == "nothing":
            calendar_mail.bring_round(event.pk, at(1))
        with CaptureQueriesContext(connection) as seen:
            sent = calendar_mail.bring_round(event.pk, at(1))
        assert sent == (3 * count if step == "send" else 0)
        return len([one for one in seen if not one["sql"].startswith("INSERT")])

    queries(1)
    assert queries(2) == queries(20)


def test_a_round_that_was_not_made_is_made_at_the_next_tick(event, monkeypatch) -> None:
    """The worker was killed, or never told."""
    speaker(event, state="confirmed")
    publishing.publish(event.slug, at(0))
    assert calendar_mail.behind(at(1)) == [event.pk]
    assert calendar_mail.behind(at(25)) == []
    monkeypatch.setattr(Post, "leave", lambda _post: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        calendar_mail.bring_round(event.pk, at(1))
    monkeypatch.undo()
    assert (letters(), CalendarEntry.objects.count()) == ([], 0)
    tasks.tick(at(1))
    assert (len(letters()), calendar_mail.behind(at(1))) == (3, [])
    cache.clear()
    tasks.tick(at(2))
    assert len(letters()) == 3
    assert AuditEntry.objects.get(verb="calendar_round").details == {"version": 1, "letters": 3}


def test_the_trail_shows_rounds_and_letters(event, admin_client) -> None:
    speaker(event, state="confirmed")
    publish(event, 0)
    page = admin_client.get("/admin/registration/auditentry/").content.decode()
    assert page.count("mail_entry") >= 3
    assert "calendar_round" in page
    assert "Calendar entry" in admin_client.get("/admin/registration/message/").content.decode()


@pytest.mark.django_db(transaction=True)
def test_publishing_begins_the_round_and_the_desk_does_too() -> None:
    event = lives.meeting(mail_entries=False)
    speaker(event, state="confirmed")
    publishing.publish(event.slug, at(0))
    assert letters() == []
    desk = RegistrationSettings.objects.get()
    desk.mail_entries = True
    desk.save()
    assert len(letters()) == 3
    assert {one.state for one in letters()} == {"sent"}
    event.sessions.filter(identifier="s2").update(start=time(11))
    publishing.publish(event.slug, at(1))
    assert told(letters())[-1] == ("REQUEST", f"{SLUG}.2", 1, "CONFIRMED")


@pytest.mark.django_db(transaction=True)
def test_a_round_that_cannot_begin_leaves_the_version_published(monkeypatch, caplog) -> None:
    event = lives.meeting()
    monkeypatch.setattr(mail_round.__class__, "enqueue", lambda *_args: 1 / 0)
    assert publishing.publish(event.slug, at(0)).is_new
    assert "could not begin" in caplog.text


@pytest.mark.django_db(transaction=True)
def test_of_four_workers_one_sends(at_once, monkeypatch) -> None:
    event = lives.meeting()
    for number in range(3):
        speaker(event, state="confirmed", name=f"Person {number}")
    monkeypatch.setattr(mail_round.__class__, "enqueue", lambda *_args: None)
    publishing.publish(event.slug, at(0))
    at_once(4, lambda _number: calendar_mail.bring_round(event.pk, at(0) + timedelta(minutes=1)))
    assert (len(letters()), CalendarEntry.objects.count()) == (9, 9)
    assert set(CalendarEntry.objects.values_list("sequence", flat=True)) == {0}
    assert at(0) == MOMENT
