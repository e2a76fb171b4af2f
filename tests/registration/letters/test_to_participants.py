"""The letters: what stands in them, and what must not."""

import re
from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes, policy

import pytest

from agenda.versions import publishing
from registration.calendars import change_notices
from registration.calendars.itip import Entry
from registration.letters import outbox, to_participants
from registration.letters.delivery import mail_of
from registration.links import tokens
from registration.models import Message, RegistrationSettings
from tests.registration import factories
from tests.registration.factories import MOMENT

pytestmark = pytest.mark.django_db
WITH_LINK = ["registration_received", "registration_confirmed", "registration_known"]
WITHOUT_LINK = ["registration_refused", "registration_withdrawn"]


@pytest.fixture
def person(settings):
    settings.BASE_URL = "https://dialogue.example.org"
    return factories.participant(factories.event(), name="O'Neil <b>&")


@pytest.mark.parametrize("kind", WITH_LINK + WITHOUT_LINK)
def test_every_letter(kind: str, person) -> None:
    message = getattr(to_participants, kind)(person, MOMENT)
    assert "The dialogue-2026" in message.subject
    assert "\n" not in message.subject
    assert message.text.startswith("Dear Ms. O'Neil <b>&,\n")
    assert "O&#x27;Neil &lt;b&gt;&amp;" in message.html
    assert "2:00–3:30 pm Manila time\n" in message.text
    assert "1:00–2:30 pm Bangkok time\n" in message.text
    assert "https://dialogue.example.org/dialogue-2026/agenda/" in message.text
    assert not re.search(r"src=|url\(|<link|@import", message.html)
    assert "\n\n\n" not in message.text
    assert (message.state, message.to, message.due) == ("queued", ["huong@molisa.example"], MOMENT)


@pytest.mark.parametrize("kind", WITH_LINK)
def test_the_link_enters_at_sending(kind: str, person) -> None:
    message = getattr(to_participants, kind)(person, MOMENT)
    token = tokens.make("my", person.pk, 0)
    for stored in (message.text, message.html):
        assert "https://dialogue.example.org/my/•••/" in stored
        assert token not in stored
    mail = message_from_bytes(mail_of(message, MOMENT).message().as_bytes(), policy=policy.default)
    for part in ("plain", "html"):
        sent = mail.get_body((part,)).get_content()
        assert f"https://dialogue.example.org/my/{token}/" in sent
        assert "•••" not in sent


@pytest.mark.parametrize("kind", WITHOUT_LINK)
def test_letters_without_a_link(kind: str, person) -> None:
    message = getattr(to_participants, kind)(person, MOMENT)
    assert "/my/" not in message.text + message.html + mail_of(message, MOMENT).body


def test_headers(person, settings) -> None:
    settings.DEFAULT_FROM_EMAIL = "Secretariat <office@dialogue.example.org>"
    factories.desk(person.event, reply_to="desk@adb.example", contact="Ms. Cruz, +63 2 1234")
    message = to_participants.registration_received(person, MOMENT)
    mail = message_from_bytes(mail_of(message, MOMENT).message().as_bytes(), policy=policy.default)
    assert {
        name: mail[name] for name in ("From", "To", "Reply-To", "Date", "Auto-Submitted", "Message-ID")
    } == {
        "From": "Secretariat <office@dialogue.example.org>",
        "To": "huong@molisa.example",
        "Reply-To": "desk@adb.example",
        "Date": "Mon, 02 Nov 2026 03:04:05 +0000",
        "Auto-Submitted": "auto-generated",
        "Message-ID": f"<{message.message_id}@dialogue.example.org>",
    }
    assert "Questions: Ms. Cruz, +63 2 1234\n" in message.text
    assert mail.get_content_type() == "multipart/alternative"


def test_the_participants_only_hours_are_not_told() -> None:
    event = factories.event(published=False)
    event.sessions.update(audience="participants")
    factories.publishing.publish(event.slug, MOMENT)
    assert (
        "Manila time" not in to_participants.registration_received(factories.participant(event), MOMENT).text
    )


def test_queueing_tells_a_worker_after_the_commit(person, django_capture_on_commit_callbacks) -> None:
    with django_capture_on_commit_callbacks(execute=True) as told:
        message = to_participants.registration_received(person, MOMENT)
        assert Message.objects.get().state == "queued"
    assert len(told) == 1
    message.refresh_from_db()
    assert message.state == "sent"


ONLY = "Only this entry is taken out; the meeting itself is not cancelled."
START = datetime(2026, 12, 1, 6, tzinfo=UTC)
HOUR = timedelta(hours=1)
AGENDA = "https://dialogue.example.org/dialogue-2026/agenda/"


def letter(kind: str, person, **fields) -> Message:
    """A letter of a calendar entry, with the context that `calendar_mail` gives."""
    context = {
        "participant": person,
        "event_title": "The dialogue-2026",
        "summary": "The dialogue-2026",
        "day": "1 December 2026",
        "is_session": False,
        "time_lines": [("2026-12-01", "1 December 2026", ("2:00–3:30 pm Manila time", "1:00–2:30 pm Bangkok time"))],
        "agenda_url": AGENDA,
        "contact": "",
        "link": "",
        **fields,
    }  # fmt: skip
    if kind == "calendar_cancelled":
        context |= change_notices.taken_out(person, context)
    return outbox.written(kind, person, RegistrationSettings.objects.of(person.event), MOMENT, context)


OPENING = {"summary": "Opening", "is_session": True}
PAGE = "https://dialogue.example.org/dialogue-2026/sessions/s1/"


def publish_with(person, **changed) -> None:
    if changed.get("gone"):
        person.event.sessions.all().delete()
    else:
        person.event.sessions.update(**changed)
    publishing.publish(person.event.slug, MOMENT + HOUR)


@pytest.mark.parametrize(("state", "changed", "fields", "reason", "stands"), [
    ("withdrawn", {}, {}, "your registration is withdrawn.", True),
    ("replaced", {}, {}, "you are not among the confirmed participants.", True),
    ("confirmed", {"day": date(2026, 12, 3)}, {}, "the meeting is not in the programme on that day any more.", True),
    ("confirmed", {}, OPENING, "the programme no longer has you in this session.", True),
    ("confirmed", {"status": "cancelled"}, {}, "the meeting is cancelled.", False),
    ("withdrawn", {"status": "cancelled"}, {}, "your registration is withdrawn.", False),
    ("confirmed", {}, {"programme": None}, "the programme of the meeting is not open to read at present.", False),
])  # fmt: skip
def test_what_is_taken_out_and_why(person, state, changed, fields, reason, stands) -> None:
    person.state = state
    if changed:
        publish_with(person, **changed)
    found = letter("calendar_cancelled", person, **fields)
    title = fields.get("summary", "The dialogue-2026")
    assert found.subject == f"Taken out of your calendar: {title}, 1 December 2026"
    for body in (found.text, found.html):
        assert f"the entry “{title}” on 1 December 2026 is taken out of your calendar." in body
        assert f"The reason: {reason}" in body
        assert (ONLY in body) == stands
        assert "Until now it stood there for 1 December 2026, 2:00–3:30 pm Manila time." in body
        assert AGENDA in body
        assert "Bangkok" not in body
        assert "Cancelled" not in body
    assert "\n\n\n" not in found.text


def test_a_day_or_a_session_of_it_is_cancelled(person) -> None:
    """Of two days one, then of two sessions one."""
    event = person.event
    second = event.sessions.create(
        identifier="s2",
        slug="s2",
        title="Closing",
        day=date(2026, 12, 2),
        start="09:00",
        minutes=60,
    )
    person.state = "confirmed"
    publish_with(person)
    event.sessions.filter(identifier="s1").update(status="cancelled")
    publishing.publish(event.slug, MOMENT + 2 * HOUR)
    text = letter("calendar_cancelled", person).text
    assert "The reason: the meeting is cancelled on that day." in text
    assert ONLY not in text
    second.day = date(2026, 12, 1)
    second.save()
    publishing.publish(event.slug, MOMENT + 3 * HOUR)
    text = letter("calendar_cancelled", person, **OPENING).text
    assert "The reason: the session is cancelled. " + ONLY in text


@pytest.mark.parametrize("kind", ["calendar_request", "calendar_update"])
def test_the_hours_of_a_session_stand_under_its_title(person, kind: str) -> None:
    found = letter(kind, person, **OPENING, page_url=PAGE)
    hours = "1 December 2026\n  2:00–3:30 pm Manila time\n  1:00–2:30 pm Bangkok time\n"
    assert f"\nOpening\n{hours}The session: {PAGE}\nA session of The dialogue-2026\n" in found.text
    assert '<h2 style="font-size:18px">Opening</h2>' in found.html
    assert f'<a href="{PAGE}"' in found.html
    assert AGENDA not in found.text + found.html
    of_day = letter(kind, person)
    assert f"\nThe dialogue-2026\n{hours}Agenda: {AGENDA}\n" in of_day.text
    assert "A session of" not in of_day.text + of_day.html


@pytest.mark.parametrize(("start", "end", "summary", "said", "not_said"), [
    (START - HOUR, START, "Talk", ["Before, it was on 1 December 2026, 1:00–2:00 pm Manila time."], ["called", "same"]),
    (START, START + HOUR, "Old", ["It was called “Old” before.", "It begins and ends at the same moment as before."],
     ["Before, it was"]),
    (START, START + HOUR, "Talk", ["It begins and ends at the same moment as before."], ["Before, it was", "called"]),
])  # fmt: skip
def test_what_it_was_before(person, start, end, summary, said, not_said) -> None:
    programme = publishing.latest("dialogue-2026")
    entry = Entry("session:s1", "s1@x", START, START + HOUR, "Asia/Manila", "Talk")
    before = change_notices.as_before(entry, start, end, summary, programme.event, "en")
    found = letter("calendar_update", person, **before)
    for body in (found.text, found.html):
        assert [one for one in said if one not in body] == []
        assert [one for one in not_said if one in body] == []


@pytest.mark.parametrize("kind", WITH_LINK + WITHOUT_LINK)
@pytest.mark.parametrize("state", ["nominated", "confirmed", "withdrawn"])
def test_letters_of_a_private_event(kind: str, state: str, settings) -> None:
    """None leads to a page that nobody can open; its hours are for those confirmed, others read its title only."""
    settings.BASE_URL = "https://dialogue.example.org"
    event = factories.event(visibility="private")
    event.sessions.update(audience="participants")
    publishing.publish(event.slug, MOMENT + timedelta(hours=1))
    message = getattr(to_participants, kind)(factories.participant(event, state=state), MOMENT)
    assert "The dialogue-2026" in message.subject
    for part in (message.text, message.html):
        assert "dialogue.example.org/dialogue-2026" not in part
        assert ("2:00–3:30 pm Manila time" in part) == (state == "confirmed")
        assert ("1 December 2026" in part) == (state == "confirmed")
        knows_of_an_end = (kind, state) == ("registration_known", "withdrawn")
        assert ("/my/•••/" in part) == (kind in WITH_LINK and not knows_of_an_end)


@pytest.mark.parametrize("state", ["refused", "replaced"])
def test_who_takes_no_part_is_sent_to_the_secretariat(state: str, person) -> None:
    person.state = state
    message = to_participants.registration_known(person, MOMENT)
    words = {"refused": "not accepted", "replaced": "replaced"}[state]
    for part in (message.text, message.html):
        assert f"Your registration is: {words}." in part
        assert "Please ask the secretariat." in part
        assert [one for one in ("private link", "/my/", "correct or withdraw") if one in part] == []
