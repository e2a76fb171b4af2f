"""The personal calendar at its address, and what /my/ shows and does: feed_views.py, feeds.py, joining_desk.py."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import lxml.html
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from icalendar import Calendar

from agenda.models import Appearance, Event, Person, Session
from agenda.versions import publishing
from registration import invitations
from registration.audit import Actor
from registration.calendars import feeds, joining_notices
from registration.links import tokens
from registration.models import AuditEntry, JoiningDetail, Message, Participant
from registration.models.choices import State
from tests.layout import tight
from tests.registration import factories
from tests.registration.factories import MOMENT

pytestmark = pytest.mark.django_db
CLERK = Actor("clerk")
LINK = "https://join.example/room/1"


@pytest.fixture
def event() -> Event:
    """Published: "Opening" for everyone, with Ann as speaker, and "Closed", for participants."""
    made = factories.event(published=False)
    Session.objects.create(
        event=made, identifier="s2", slug="s2", title="Closed", day=date(2026, 12, 1), start=time(16), minutes=30,
        audience="participants",
    )  # fmt: skip
    ann = Person.objects.create(event=made, identifier="ann", slug="ann", name="Ann")
    Appearance.objects.create(session=made.sessions.get(identifier="s1"), person=ann, role="moderator")
    publishing.publish(made.slug, MOMENT)
    return made


@pytest.fixture
def person(event: Event) -> Participant:
    """Nominated."""
    return factories.participant(event)


@pytest.fixture
def confirmed(person: Participant) -> Participant:
    """Confirmed two hours after publication."""
    return invitations.confirm(person, CLERK, MOMENT + timedelta(hours=2))


def detail(event: Event, **fields: Any) -> JoiningDetail:
    changed = fields.pop("changed", MOMENT)
    made = JoiningDetail.objects.create(event=event, **{"kind": "link", "value": LINK, **fields})
    JoiningDetail.objects.filter(pk=made.pk).update(changed=changed)
    return made


def address(participant: Participant) -> str:
    return tokens.path("feed", tokens.make("feed", participant.pk, participant.feed_version))


def own_page(participant: Participant) -> str:
    return tokens.path("my", tokens.make("my", participant.pk, participant.link_version))


def read(client: Client, path: str) -> dict[str, Any]:
    response = client.get(path)
    assert response.status_code == 200
    found = Calendar.from_ical(response.content).walk("VEVENT")
    return {str(one["UID"]).partition("@")[0]: one for one in found}


def short(entries: dict[str, Any]) -> dict[str, tuple[int, str]]:
    return {name: (int(one["SEQUENCE"]), str(one["STATUS"])) for name, one in entries.items()}


def test_the_answer(client, confirmed) -> None:
    response = client.get(address(confirmed))
    assert {name: response.headers.get(name) for name in (
        "Content-Type", "Cache-Control", "Referrer-Policy", "X-Robots-Tag", "Set-Cookie", "Vary",
        "X-Content-Type-Options",
    )} == {
        "Content-Type": "text/calendar; charset=utf-8",
        "Cache-Control": "private, no-cache",
        "Referrer-Policy": "no-referrer",
        "X-Robots-Tag": "noindex",
        "Set-Cookie": None,
        "Vary": None,
        "X-Content-Type-Options": "nosniff",
    }  # fmt: skip
    assert "Content-Security-Policy" in response.headers
    head = client.head(address(confirmed))
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["Content-Length"] == str(len(response.content))


def test_not_modified(client, confirmed) -> None:
    etag = client.get(address(confirmed)).headers["ETag"]
    for known in (etag, etag.removeprefix("W/"), f'"x", {etag}', "*"):
        response = client.get(address(confirmed), headers={"If-None-Match": known})
        assert (response.status_code, response.content) == (304, b"")
        assert response.headers["ETag"] == etag
        assert response.headers["Cache-Control"] == "private, no-cache"
        assert response.headers["Referrer-Policy"] == "no-referrer"
    assert client.get(address(confirmed), headers={"If-None-Match": 'W/"x"'}).status_code == 200
    detail(confirmed.event)
    changed = client.get(address(confirmed), headers={"If-None-Match": etag})
    assert (changed.status_code, changed.headers["ETag"] != etag) == (200, True)


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "options"])
def test_other_methods(client, confirmed, method: str) -> None:
    response = getattr(client, method)(address(confirmed))
    assert (response.status_code, response.headers["Allow"]) == (405, "GET, HEAD")
    assert response.headers["Referrer-Policy"] == "no-referrer"


def test_a_get_changes_nothing(client, confirmed) -> None:
    detail(confirmed.event)
    with CaptureQueriesContext(connection) as asked:
        client.get(address(confirmed))
        client.head(address(confirmed))
        client.get(own_page(confirmed))
    assert [one["sql"] for one in asked if not one["sql"].startswith("SELECT")] == []


def test_addresses_that_are_none(client, confirmed) -> None:
    """Forged, of another purpose, of another person, renewed: one answer, which names nobody."""
    good = tokens.make("feed", confirmed.pk, 0)
    page = tokens.make("my", confirmed.pk, 0)
    payload, signature = good.split(".")
    forged = [
        page, payload, f"feed-{confirmed.pk + 1}-0.{signature}", f"feed-{confirmed.pk}-1.{signature}", good[:-1],
        good.swapcase(), f"{payload}.{page.split('.')[1]}", "x" * 9000, "ü", ".", f"{good}.ics",
    ]  # fmt: skip
    answers = {client.get(f"/cal/{one}.ics").content for one in forged}
    assert len(answers) == 1
    assert {client.get(f"/cal/{one}.ics").status_code for one in forged} == {404}
    response = client.get(f"/cal/{forged[0]}.ics")
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert confirmed.name not in response.content.decode()
    assert client.get(f"/my/{good}/").status_code == 404
    for path in (f"/cal/{good}", f"/cal/{good}/", f"/cal/{good}.ics/"):
        assert client.get(path).status_code == 404


def test_no_cookie_is_read(client, confirmed) -> None:
    plain = client.get(address(confirmed), headers={"Accept-Language": "fr", "Host": "other.example"})
    assert plain.content == Client(headers={"Cookie": "sessionid=x"}).get(address(confirmed)).content


def test_a_nominated_person_has_the_public_programme(client, person) -> None:
    detail(person.event)
    found = read(client, address(person))
    assert short(found) == {"s1": (0, "CONFIRMED")}
    assert found["s1"]["DTSTAMP"].dt == MOMENT
    assert "join.example" not in str(found)


def test_a_confirmed_person_has_the_participants_programme_and_how_to_join(client, confirmed) -> None:
    detail(confirmed.event)
    found = read(client, address(confirmed))
    assert short(found) == {"s1": (0, "CONFIRMED"), "s2": (0, "CONFIRMED")}
    assert found["s1"]["URL"] == found["s2"]["URL"] == LINK
    assert {one["DTSTAMP"].dt for one in found.values()} == {MOMENT + timedelta(hours=2)}


def test_stamps_are_the_public_ones_where_nothing_else_moved(client, event) -> None:
    at_once = factories.participant(event, state="confirmed")
    assert {one["DTSTAMP"].dt for one in read(client, address(at_once)).values()} == {MOMENT}


def test_stamps_move_with_the_details_and_sequence_stays(client, event) -> None:
    person = factories.participant(event, state="confirmed")
    hour = timedelta(hours=1)
    row = detail(event, changed=MOMENT + hour, session="s1")

    def stamp() -> datetime:
        found = read(client, address(person))
        assert {one["SEQUENCE"] for one in found.values()} == {0}
        assert {one["LAST-MODIFIED"].dt for one in found.values()} == {found["s1"]["DTSTAMP"].dt}
        return found["s1"]["DTSTAMP"].dt  # type: ignore[no-any-return]

    assert stamp() == MOMENT + hour
    row.value = "https://join.example/other"
    before = timezone.now().replace(microsecond=0)
    row.save()
    assert stamp() >= before
    JoiningDetail.objects.update(changed=MOMENT + hour, visible_from=MOMENT + 2 * hour)
    assert stamp() == MOMENT + 2 * hour
    joining_notices.remove([row], CLERK, MOMENT + 3 * hour)
    assert stamp() == MOMENT + 3 * hour
    feeds.set_reminder(person, 10, CLERK, MOMENT + 4 * hour)
    assert stamp() == MOMENT + 4 * hour


def test_details_show_from_their_moment(event) -> None:
    person = factories.participant(event, state="confirmed")
    detail(event, visible_from=MOMENT + timedelta(days=1))
    assert LINK.encode() not in feeds.calendar_of(person, MOMENT + timedelta(hours=23))
    assert LINK.encode() in feeds.calendar_of(person, MOMENT + timedelta(days=1))


def test_speakers_and_one_person(client, event) -> None:
    organisation = factories.organisation("ILO")
    ann = factories.participant(
        event,
        name="Ann",
        email="a@x.example",
        state="confirmed",
        programme_person_id="ann",
        organisation=organisation,
    )
    says_so = factories.participant(
        event, name="Bo", email="b@x.example", state="confirmed", role="speaker", organisation=organisation
    )
    detail(event, audience="speakers", value="https://join.example/stage")
    detail(event, audience="person", participant=says_so, value="https://join.example/bo")
    assert read(client, address(ann))["s1"]["URL"] == "https://join.example/stage"
    assert read(client, address(ann))["s1"]["DESCRIPTION"].partition("Your part: ")[2].startswith("Moderator")
    assert read(client, address(says_so))["s1"]["URL"] == "https://join.example/bo"
    assert b"stage" not in client.get(address(says_so)).content
    assert b"/bo" not in client.get(address(ann)).content


def test_a_life_of_states(client, event, confirmed) -> None:
    """SEQUENCE never falls: withdrawn is one higher than what was shown, coming back higher again."""
    row = detail(event)
    feed, day = address(confirmed), timedelta(days=1)
    assert short(read(client, feed)) == {"s1": (0, "CONFIRMED"), "s2": (0, "CONFIRMED")}
    feeds.set_reminder(confirmed, 10, CLERK, MOMENT)

    gone = invitations.withdraw(confirmed, CLERK, MOMENT + day)
    cancelled = read(client, feed)
    assert short(cancelled) == {"s1": (1, "CANCELLED"), "s2": (1, "CANCELLED")}
    assert {one["DTSTAMP"].dt for one in cancelled.values()} == {MOMENT + day}
    assert b"join.example" not in client.get(feed).content
    assert b"VALARM" not in client.get(feed).content

    Session.objects.create(
        event=event,
        identifier="s3",
        slug="s3",
        title="Added",
        day=date(2026, 12, 1),
        start=time(9),
        minutes=5,
    )
    Session.objects.filter(identifier="s1").update(start=time(15), title="Moved since")
    publishing.publish(event.slug, MOMENT + 2 * day)
    row.value = "https://join.example/new"
    row.save()
    assert read(client, feed) == cancelled, "what comes later reaches nobody who went"

    particulars = invitations.particulars_of(gone)
    again = invitations.register(event, particulars, gone.email, CLERK, MOMENT + 3 * day)
    assert again.pk == gone.pk
    found = read(client, feed)
    assert short(found) == {"s3": (2, "CONFIRMED"), "s1": (3, "CONFIRMED")}
    assert found["s1"]["DTSTAMP"].dt == MOMENT + 3 * day
    invitations.confirm(again, CLERK, MOMENT + 4 * day)
    assert short(read(client, feed)) == {
        "s3": (2, "CONFIRMED"),
        "s1": (3, "CONFIRMED"),
        "s2": (2, "CONFIRMED"),
    }
    invitations.refuse(again, CLERK, MOMENT + 5 * day)
    assert short(read(client, feed)) == {
        "s3": (3, "CANCELLED"),
        "s1": (4, "CANCELLED"),
        "s2": (3, "CANCELLED"),
    }


def test_a_refused_nomination_shows_the_public_entries_cancelled(client, person) -> None:
    invitations.refuse(person, CLERK, MOMENT + timedelta(hours=1))
    assert short(read(client, address(person))) == {"s1": (1, "CANCELLED")}
    invitations.confirm(person, CLERK, MOMENT + timedelta(hours=2))
    assert short(read(client, address(person))) == {"s1": (2, "CONFIRMED"), "s2": (2, "CONFIRMED")}


@pytest.mark.parametrize("state", [State.REPLACED, State.DECLINED])
def test_after_replacement_the_old_address_shows_cancelled_entries(client, event, confirmed, state) -> None:
    """The verb comes with issue 3; it leaves an audit entry as the others do."""
    moment = MOMENT + timedelta(days=1)
    Participant.objects.filter(pk=confirmed.pk).update(state=state, changed=moment)
    assert short(read(client, address(confirmed))) == {"s1": (1, "CANCELLED")}, "no audit entry: the least"
    AuditEntry.objects.create(
        event=event, participant=confirmed, moment=moment, actor="clerk", verb="replace",
        details={"from": "confirmed", "to": str(state)},
    )  # fmt: skip
    detail(event)
    new = factories.participant(event, name="Bo", email="bo@x.example", state="confirmed")
    assert short(read(client, address(confirmed))) == {"s1": (1, "CANCELLED"), "s2": (1, "CANCELLED")}
    assert short(read(client, address(new))) == {"s1": (0, "CONFIRMED"), "s2": (0, "CONFIRMED")}
    assert b"join.example" not in client.get(address(confirmed)).content


def test_an_event_that_turns_private_stays_in_the_calendars_of_those_confirmed(
    client, event, confirmed
) -> None:
    """The same entries with the same numbers, without addresses that open for nobody. Who goes later has them cancelled."""
    nominated = factories.participant(event, name="Bo", email="bo@x.example")
    before = read(client, address(confirmed))
    assert before["s1"]["URL"].endswith("/sessions/s1/")
    Event.objects.filter(pk=event.pk).update(visibility="private")
    publishing.publish(event.slug, MOMENT + timedelta(days=1))
    after = read(client, address(confirmed))
    assert short(after) == {"s1": (0, "CONFIRMED"), "s2": (0, "CONFIRMED")}
    assert [one["DTSTAMP"].dt for one in after.values()] == [one["DTSTAMP"].dt for one in before.values()]
    assert event.slug + "/" not in client.get(address(confirmed)).content.decode()
    assert client.get(address(nominated)).status_code == 404
    invitations.withdraw(nominated, CLERK, MOMENT + timedelta(days=2))
    assert client.get(address(nominated)).status_code == 404
    invitations.withdraw(confirmed, CLERK, MOMENT + timedelta(days=2))
    assert short(read(client, address(confirmed))) == {"s1": (1, "CANCELLED"), "s2": (1, "CANCELLED")}


def test_who_comes_to_a_private_event_has_its_joining_details(client, event, confirmed) -> None:
    detail(event)
    Event.objects.filter(pk=event.pk).update(visibility="private")
    publishing.publish(event.slug, MOMENT + timedelta(days=1))
    assert read(client, address(confirmed))["s1"]["URL"] == LINK


def test_an_event_that_was_never_published(client) -> None:
    draft = factories.event("draft", published=False)
    someone = factories.participant(draft, state="confirmed")
    assert client.get(address(someone)).status_code == 404


def test_the_language_is_that_of_the_letters_where_the_event_has_it(client, event) -> None:
    Event.objects.filter(pk=event.pk).update(languages=["en", "fr"])
    publishing.publish(event.slug, MOMENT + timedelta(days=1))
    french = factories.participant(event, language="fr")
    thai = factories.participant(event, language="th", email="t@x.example")
    assert read(client, address(french))["s1"]["URL"].endswith("?lang=fr")
    assert read(client, address(thai))["s1"]["URL"].endswith("/sessions/s1/")


def test_queries_do_not_grow(client, event, confirmed, django_assert_num_queries) -> None:
    """One each: the participant, the version, the details, the audit trail."""
    detail(event)
    client.get(address(confirmed))
    with django_assert_num_queries(4):
        client.get(address(confirmed))
    for number in range(3):
        detail(event, value=f"{LINK}/{number}", session="s1")
        Session.objects.create(
            event=event, identifier=f"x{number}", slug=f"x{number}", title="X", day=date(2026, 12, 1),
            start=time(9 + number), minutes=5,
        )  # fmt: skip
    publishing.publish(event.slug, MOMENT + timedelta(days=1))
    client.get(address(confirmed))
    with django_assert_num_queries(4):
        client.get(address(confirmed))
    invitations.withdraw(confirmed, CLERK, MOMENT + timedelta(days=2))
    client.get(address(confirmed))
    with django_assert_num_queries(3):
        client.get(address(confirmed))


def test_queries_of_the_page_do_not_grow(client, event, confirmed) -> None:
    def asked() -> int:
        client.get(own_page(confirmed))
        with CaptureQueriesContext(connection) as queries:
            client.get(own_page(confirmed))
        return len(queries)

    detail(event)
    before = asked()
    for number in range(3):
        detail(event, value=f"{LINK}/{number}", session="s1")
    assert (asked(), before < 9) == (before, True)


def section(page: str, heading: str) -> str:
    tree = lxml.html.document_fromstring(page)
    found = tree.xpath(f'//section[@aria-labelledby="{heading}"]')
    return " ".join(" ".join(found[0].itertext()).split()) if found else ""


def test_the_page_says_how_to_join(client, event, confirmed) -> None:
    detail(event, note="from 13:30")
    detail(event, kind="passcode", value="12<b>34", session="s1")
    detail(event, kind="dial-in", value="+63 2 8632, 1#", session="s2")
    detail(event, kind="interpretation", language="th", value="Channel 2", session="s1", rank=1)
    page = client.get(own_page(confirmed)).content.decode()
    assert section(page, "joining") == (
        "How to join They are for you. Please do not pass them on. "
        f"For the whole meeting Link {LINK} from 13:30 "
        "Opening 1 December 2026, 2:00–3:30 pm Manila time 1:00–2:30 pm Bangkok time Passcode 12<b>34 Interpretation channel (ไทย) Channel 2 "
        "Closed 1 December 2026, 4:00–4:30 pm Manila time 3:00–3:30 pm Bangkok time Telephone number +63 2 8632, 1#"
    )
    assert f'<a href="{LINK}" rel="noreferrer">' in page
    assert '<a href="tel:+6328632" rel="noreferrer">' in page


def test_the_page_says_when_details_appear(client, event, confirmed) -> None:
    soon = datetime(2100, 1, 1, 0, 30, tzinfo=UTC)
    row = detail(event, visible_from=soon)
    page = client.get(own_page(confirmed)).content.decode()
    assert section(page, "joining") == (
        "How to join Joining details appear here from 1 January 2100, 8:30 am Manila time. 7:30 am Bangkok time"
    )
    assert row.value not in page
    detail(event, kind="passcode", value="now")
    page = tight(client.get(own_page(confirmed)).content.decode())
    assert "More joining details appear here from" in page
    assert (row.value in page, "<dd>now</dd>" in page) == (False, True)


def test_the_moment_of_details_says_another_day_of_another_city(client, event, confirmed) -> None:
    detail(event, visible_from=datetime(2099, 12, 31, 16, 30, tzinfo=UTC))
    page = client.get(own_page(confirmed)).content.decode()
    assert section(page, "joining").endswith(
        "from 1 January 2100, 12:30 am Manila time. 31 December 2099, 11:30 pm Bangkok time"
    )


def test_a_nominated_person_s_page_has_the_calendar_and_no_details(client, event, person) -> None:
    detail(event, visible_from=datetime(2100, 1, 1, tzinfo=UTC))
    detail(event)
    page = client.get(own_page(person)).content.decode()
    assert section(page, "joining") == ""
    assert (LINK in page, section(page, "calendar") != "") == (False, True)


def test_a_refused_person_s_page_has_no_calendar(client, person) -> None:
    invitations.refuse(person, CLERK, MOMENT)
    page = client.get(own_page(person)).content.decode()
    assert (section(page, "joining"), section(page, "calendar")) == ("", "")
    for action in ("alarm", "renew feed"):
        assert client.post(own_page(person), {"action": action, "minutes": "10"}).status_code == 422
    person.refresh_from_db()
    assert (person.reminder_minutes, person.feed_version) == (None, 0)


def test_the_page_has_the_address(client, confirmed, settings) -> None:
    settings.BASE_URL = "https://dialogue.example.org"
    response = client.get(own_page(confirmed))
    tree = lxml.html.document_fromstring(response.content.decode())
    path = address(confirmed)
    links = [one.get("href") for one in tree.xpath('//section[@aria-labelledby="calendar"]//a')]
    assert links == [f"webcal://dialogue.example.org{path}", path]
    assert tree.get_element_by_id("feed-address").get("value") == f"https://dialogue.example.org{path}"
    assert response.headers["Cache-Control"] == "private, no-store"
    assert response.headers["Referrer-Policy"] == "no-referrer"


def test_choosing_a_reminder(client, confirmed) -> None:
    page = client.get(own_page(confirmed)).content.decode()
    assert re.findall(r'<option value="(\d*)"[^>]*>', page.partition('id="id_minutes"')[2].split("</select>")[0]) == [
        "", "10", "15", "30", "60",
    ]  # fmt: skip
    for given, kept, word in (("30", 30, "reminder"), ("", None, "no-reminder"), ("15", 15, "reminder")):
        response = client.post(own_page(confirmed), {"action": "alarm", "minutes": given})
        assert (response.status_code, response.headers["Location"]) == (
            303, f"{own_page(confirmed)}?said={word}#calendar",
        )  # fmt: skip
        confirmed.refresh_from_db()
        assert confirmed.reminder_minutes == kept
    page = client.get(f"{own_page(confirmed)}?said=reminder").content.decode()
    assert '<option value="15" selected>15 minutes before</option>' in page
    assert "The reminder is kept." in page
    (alarm,) = read(client, address(confirmed))["s1"].subcomponents
    assert alarm["TRIGGER"].to_ical() == b"-PT15M"
    told = AuditEntry.objects.filter(verb="set reminder").order_by("pk")
    assert [(one.actor, one.details) for one in told] == [
        ("participant, by private link", {"minutes": minutes}) for minutes in (30, None, 15)
    ]
    client.post(own_page(confirmed), {"action": "alarm", "minutes": "15"})
    assert told.count() == 3, "nothing changed"
    for wrong in ("5", "-15", "15 ", "x", "1" * 400):
        assert client.post(own_page(confirmed), {"action": "alarm", "minutes": wrong}).status_code == 422
    confirmed.refresh_from_db()
    assert confirmed.reminder_minutes == 15


def test_a_new_address_ends_the_former(client, confirmed) -> None:
    old = address(confirmed)
    response = client.post(own_page(confirmed), {"action": "renew feed"})
    assert (response.status_code, response.headers["Location"]) == (
        303, f"{own_page(confirmed)}?said=address#calendar",
    )  # fmt: skip
    confirmed.refresh_from_db()
    assert (confirmed.feed_version, confirmed.link_version) == (1, 0)
    assert client.get(old).status_code == 404
    assert client.get(address(confirmed)).status_code == 200
    page = client.get(response.headers["Location"]).content.decode()
    assert "The former one no longer works." in page
    assert (address(confirmed) in page, old in page) == (True, False)
    entry = AuditEntry.objects.get(verb="make new calendar address")
    assert (entry.participant, entry.details) == (confirmed, {})


def test_forms_from_elsewhere_are_refused(client, confirmed) -> None:
    headers = {"Sec-Fetch-Site": "cross-site"}
    assert client.post(own_page(confirmed), {"action": "renew feed"}, headers=headers).status_code == 403
    confirmed.refresh_from_db()
    assert confirmed.feed_version == 0


def test_withdrawing_ends_the_page_and_leaves_the_calendar(client, confirmed) -> None:
    page, feed = own_page(confirmed), address(confirmed)
    client.post(page, {"action": "withdraw", "sure": "yes"})
    assert client.get(page).status_code == 404
    assert set(short(read(client, feed)).values()) == {(1, "CANCELLED")}


def test_telling_those_concerned(event, confirmed, django_capture_on_commit_callbacks) -> None:
    """Letters to those who can see one of the details now, one each, without a value."""
    nominated = factories.participant(event, name="Cy", email="cy@x.example")
    ann = factories.participant(
        event, name="Ann", email="ann@x.example", state="confirmed", programme_person_id="ann"
    )
    stage = detail(event, audience="speakers", value="https://join.example/stage", session="s1")
    hers = detail(event, audience="person", participant=ann, kind="passcode", value="hers-only")
    later = detail(event, value="https://join.example/later", visible_from=MOMENT + timedelta(days=1))
    with django_capture_on_commit_callbacks(execute=True):
        assert joining_notices.tell(event, [stage, hers, later], CLERK, MOMENT) == 1
    letter = Message.objects.get(kind="joining_details")
    assert (letter.participant, letter.to, letter.purpose) == (ann, ["ann@x.example"], "my")
    assert letter.subject == "How to join: The dialogue-2026"
    assert "/my/•••/" in letter.text
    assert "/my/•••/" in letter.html
    for text in (letter.text, letter.html, letter.subject):
        assert not any(one.value in text for one in (stage, hers, later))
    entry = AuditEntry.objects.get(verb="tell joining details")
    assert entry.details == {"joining_details": sorted(one.pk for one in (stage, hers, later)), "letters": 1}
    assert joining_notices.tell(event, [later], CLERK, MOMENT + timedelta(days=1)) == 2
    assert set(Message.objects.filter(kind="joining_details").values_list("participant", flat=True)) == {
        ann.pk, confirmed.pk,
    }  # fmt: skip
    assert nominated.messages.count() == 0


def test_nobody_is_told_of_an_event_without_a_programme() -> None:
    draft = factories.event("draft", published=False)
    factories.participant(draft, state="confirmed")
    assert joining_notices.tell(draft, [detail(draft)], CLERK, MOMENT) == 0


@pytest.mark.parametrize("count", [1, 10])
def test_telling_ten_asks_the_database_as_telling_one(event, django_assert_num_queries, count: int) -> None:
    """In every language, from institutions and without; only the queue of tasks has a row for each letter."""
    made = factories.invited(event)
    for n in range(count):
        factories.participant(
            event, name=f"P{n}", email=f"p{n}@x.example", state="confirmed", language=["en", "fr"][n % 2],
            invited=made if n % 3 else None,
        )  # fmt: skip
    shown = detail(event)
    publishing.latest(event.slug)
    with django_assert_num_queries(8):  # two are a savepoint's
        assert joining_notices.tell(event, [shown], CLERK, MOMENT) == count
    letters = Message.objects.filter(kind="joining_details").order_by("pk")
    assert [one.to for one in letters] == [[f"p{n}@x.example"] for n in range(count)]
    assert {(one.state, one.announced, one.purpose) for one in letters} == {("queued", MOMENT, "my")}


@pytest.mark.parametrize("count", [1, 10])
def test_workers_are_told_of_each_letter_after_the_commit(
    event, settings, django_capture_on_commit_callbacks, count: int
) -> None:
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    for n in range(count):
        factories.participant(event, name=f"P{n}", email=f"p{n}@x.example", state="confirmed")
    with django_capture_on_commit_callbacks() as after:
        joining_notices.tell(event, [detail(event)], CLERK, MOMENT)
    assert len(after) == 1
    assert DBTaskResult.objects.count() == 0
    after[0]()
    told = sorted(one.args_kwargs["args"] for one in DBTaskResult.objects.all())
    assert told == [[pk] for pk in Message.objects.order_by("pk").values_list("pk", flat=True)]
