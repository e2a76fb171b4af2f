"""The versions of an event: listed, any two compared, one brought back as the draft and published again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import icalendar
import pytest
from django.test import Client
from i18nfield.strings import LazyI18nString

from agenda.drafts import freezing, steps
from agenda.models import Event, EventRole, Publication, Session
from agenda.programme.changes import without_stamps
from agenda.versions import publishing
from tests.agenda.admin.conftest import MOMENT

pytestmark = pytest.mark.django_db


@pytest.fixture
def address(event: Event) -> str:
    return f"/admin/agenda/event/{event.pk}/versions/"


def rename(words: str, identifier: str = "session-2") -> None:
    Session.objects.filter(identifier=identifier).update(title=LazyI18nString({"en": words}))


@pytest.fixture
def three(event: Event, publish: Any) -> Event:
    """Version 1; version 2 with another title; version 3 later by an hour, without "wrap-up", with "extra"; a new title in the draft."""
    publish(note="First\nof all")
    rename("Second title")
    publish()
    row = Session.objects.get(identifier="session-2")
    row.start, row.minutes = row.start.replace(hour=16), 30
    row.save()
    row.segments.all().delete()
    Session.objects.filter(identifier="wrap-up").delete()
    Session.objects.create(
        event=event, identifier="extra", slug="extra", title="Extra", day=row.day, start=row.start, minutes=10, rank=9
    )  # fmt: skip
    publish(label="final")
    rename("Draft title")
    return event


def entries(slug: str, client: Client) -> dict[str, tuple[int, str]]:
    """SEQUENCE and STATUS of each entry of the public calendar."""
    calendar = icalendar.Calendar.from_ical(client.get(f"/{slug}/agenda.ics").content)
    found = [(str(one["UID"]), (int(one["SEQUENCE"]), str(one["STATUS"]))) for one in calendar.walk("VEVENT")]
    assert len(found) == len(dict(found)), "an entry stands there twice"
    return {uid.partition("@")[0]: values for uid, values in found}


def test_the_list(three: Event, address: str, staff: Any) -> None:
    page = staff.get(address).content.decode()
    assert page.count('href="/gms-labour-migration-2020/v/') == 3
    assert "First<br>of all" in page
    assert "1 September 2020, 10:00 am Manila time" in page
    assert "compare/?from=2&amp;to=3" in page
    assert "compare/?from=0" not in page
    assert f"{address}1/bring-back/" in page
    assert 'aria-current="page">Versions' in page


def test_no_page_holds_inline_style_or_script(three: Event, address: str, staff: Any, inline_of: Any) -> None:
    for path in ("", "compare/", "compare/?from=1&to=3", "compare/?from=x", "1/bring-back/"):
        assert (path, inline_of(staff.get(address + path).content.decode())) == (path, [])


def test_before_the_first_version(event: Event, address: str, staff: Any) -> None:
    assert "Nothing is published yet." in staff.get(address).content.decode()
    assert staff.get(f"{address}compare/").status_code == 200
    assert staff.get(f"{address}1/bring-back/").status_code == 404


@pytest.mark.parametrize(("former", "latter", "heading", "sentence"), [
    ("1", "2", "From version 1 to version 2", "is now called “Second title”"),
    ("2", "1", "From version 2 to version 1", "“Second title” is now called"),
    ("1", "draft", "From version 1 to the draft", "is now called “Draft title”"),
    ("draft", "3", "From the draft to version 3", "“Draft title” is now called “Second title”"),
    ("2", "2", "From version 2 to version 2", "They say the same."),
])  # fmt: skip
def test_any_two_compared(
    three: Event, address: str, staff: Any, former: str, latter: str, heading: str, sentence: str
) -> None:
    page = staff.get(f"{address}compare/?from={former}&to={latter}").content.decode()
    assert heading in page
    assert sentence in page


@pytest.mark.parametrize("asked", ["from=9&to=1", "from=draft", "from=x&to=1"])
def test_what_does_not_exist_is_not_compared(three: Event, address: str, staff: Any, asked: str) -> None:
    assert staff.get(f"{address}compare/?{asked}").status_code == 422


def test_brought_back_and_published_again(three: Event, address: str, staff: Any, client: Client) -> None:
    page = f"{address}1/bring-back/"
    shown = staff.get(page).content.decode()
    assert "“Draft title” is now called" in shown
    assert "“Extra” is no longer in the programme." in shown
    before = entries(three.slug, client)
    assert before["wrap-up"] == (1, "CANCELLED")
    seen = shown.partition('name="seen" value="')[2].partition('"')[0]
    answer = staff.post(page, {"seen": seen})
    assert (answer.status_code, answer["Location"]) == (302, f"/admin/agenda/event/{three.pk}/publish/")
    first = publishing.version(three.slug, 1)
    assert first
    assert freezing.draft_of(three) == without_stamps(first)
    kept = three.steps.get()
    assert (kept.action, kept.actor_name) == ("Version 1 brought back as the draft", "organiser@example.org")
    outcome = publishing.publish(three.slug, MOMENT + timedelta(days=1))
    assert (outcome.programme.version, outcome.programme.label) == (4, "final")
    after = entries(three.slug, client)
    moved = {one: (before[one], after[one]) for one in after if before.get(one) != after[one]}
    assert moved == {
        "session-2": ((1, "CONFIRMED"), (2, "CONFIRMED")),
        "wrap-up": ((1, "CANCELLED"), (2, "CONFIRMED")),
        "extra": ((0, "CONFIRMED"), (1, "CANCELLED")),
    }
    assert client.get(f"/{three.slug}/sessions/wrap-up/").status_code == 200
    assert client.get(f"/{three.slug}/sessions/extra/").status_code == 410


def test_it_can_be_undone(three: Event, address: str, staff: Any, form_of: Any) -> None:
    before = freezing.draft_of(three)
    page = f"{address}2/bring-back/"
    assert staff.post(page, form_of(staff.get(page))).status_code == 302
    steps.undo(three, None, MOMENT)
    assert freezing.draft_of(three) == before


def test_an_edit_in_between_is_shown_instead(three: Event, address: str, staff: Any, form_of: Any) -> None:
    page = f"{address}1/bring-back/"
    values = form_of(staff.get(page))
    rename("Someone else’s")
    answer = staff.post(page, values)
    assert answer.status_code == 409
    assert "The draft was changed since this was shown." in answer.content.decode()
    assert "“Someone else’s” is now called" in answer.content.decode()
    assert not three.steps.exists()


def test_a_draft_as_the_version_has_nothing_to_bring_back(
    event: Event, address: str, staff: Any, publish: Any
) -> None:
    publish()
    page = staff.get(f"{address}1/bring-back/").content.decode()
    assert "Nothing: the draft is as in version 1." in page
    assert 'type="submit" class="default"' not in page


def test_who_only_reads_brings_nothing_back(three: Event, address: str, staff: Any) -> None:
    EventRole.objects.update(role="viewer")
    assert "bring-back" not in staff.get(address).content.decode()
    assert staff.get(f"{address}compare/?from=1&to=2").status_code == 200
    assert staff.get(f"{address}1/bring-back/").status_code == 403
    assert staff.post(f"{address}1/bring-back/").status_code == 403


def test_the_list_asks_the_database_alike_for_one_version_and_for_three(
    event: Event, address: str, publish: Any, queries: Callable[[str], int]
) -> None:
    publish()
    few = queries(address)
    publish(label="final")
    publish(note="again")
    assert Publication.objects.count() == 3
    assert queries(address) == few <= 10
