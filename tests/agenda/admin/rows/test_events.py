"""The event's page and the list of events."""

from __future__ import annotations

from datetime import date, time
from typing import Any

import pytest
from django.test import Client
from i18nfield.strings import LazyI18nString

from agenda.drafts import freezing
from agenda.models import City, Event, Organiser, Section, Session

pytestmark = pytest.mark.django_db
ADD = "/admin/agenda/event/add/"
LIST = "/admin/agenda/event/"


def change(event: Event) -> str:
    return f"{LIST}{event.pk}/change/"


def test_an_event_is_added_with_its_parts(save: Any) -> None:
    fields = {
        "title": "Dialogue sur la migration",
        "language": "fr",
        "timezone": "asia/ho chi minh",
        "organisers-0-name": "OIM",
        "cities-0-name": "Hanoï",
        "cities-0-timezone": "Asia/Ho_Chi_Minh",
        "sections-0-heading": "Contexte",
        "sections-0-body": "Un *texte*.",
    }
    assert save(ADD, **fields).status_code == 302
    event = Event.objects.get()
    assert (event.slug, event.language, event.languages) == ("dialogue-sur-la-migration", "fr", ["fr"])
    assert event.timezone == "Asia/Ho_Chi_Minh"
    assert event.title.data == {"fr": "Dialogue sur la migration"}
    assert Section.objects.get().body.data == {"fr": "Un *texte*."}
    assert (City.objects.get().rank, Organiser.objects.get().rank) == (0, 0)


def test_a_wrong_zone_is_answered_with_the_nearest(event: Event, save: Any, refusals: Any) -> None:
    event.sessions.all().delete()
    found = refusals(save(change(event), timezone="Manilla"))
    assert found == ["“Manilla” is not a time zone. Did you mean Asia/Manila?"]
    found = refusals(save(change(event), **{"cities-0-timezone": "../etc/passwd"}))
    assert found == ["“../etc/passwd” is not a time zone. Write one like Asia/Manila."]


def test_the_zone_of_an_event_with_sessions_is_changed_on_its_own_page(event: Event, staff: Client) -> None:
    """Another zone moves every session: the page for it shows how before it acts."""
    page = staff.get(change(event))
    assert 'name="timezone"' not in page.content.decode()
    assert f'href="/admin/agenda/event/{event.pk}/rezone/"' in page.content.decode()
    event.sessions.all().delete()
    assert 'name="timezone"' in staff.get(change(event)).content.decode()


@pytest.mark.parametrize("slug", ["admin", "v", "static"])
def test_addresses_of_the_site_are_refused(event: Event, save: Any, refusals: Any, slug: str) -> None:
    assert refusals(save(change(event), slug=slug)) == [f"“{slug}” is an address of the site itself."]


def test_wrong_languages_are_refused(event: Event, save: Any, refusals: Any) -> None:
    (found,) = refusals(save(change(event), languages="en, ../x"))
    assert found.startswith("“../x” is not a language code.")
    assert save(change(event), languages="fr").status_code == 302
    event.refresh_from_db()
    assert event.languages == ["en", "fr"]


def test_the_slug_is_fixed_once_published(
    event: Event, staff: Any, save: Any, publish: Any, form_of: Any
) -> None:
    assert "slug" in form_of(staff.get(change(event)))
    publish()
    values = form_of(staff.get(change(event)))
    assert "slug" not in values
    staff.post(change(event), {**values, "slug": "another"})
    event.refresh_from_db()
    assert event.slug == "gms-labour-migration-2020"


def test_rank_orders_the_sections_and_a_new_one_comes_last(event: Event, save: Any) -> None:
    headings = [str(one) for one in event.sections.all()]
    count = len(headings)
    edits = {"sections-0-rank": "90", f"sections-{count}-heading": "Annex"}
    assert save(change(event), **edits).status_code == 302
    assert [str(one) for one in event.sections.all()] == [*headings[1:], headings[0], "Annex"]


def test_the_list_says_what_is_not_published(event: Event, staff: Any, publish: Any) -> None:
    def row() -> str:
        return staff.get(LIST).content.decode().split("<tbody>")[1]

    assert "8 September 2020" in row()
    assert "not published" in row()
    assert "View" not in row()
    publish()
    assert "as published" in row()
    assert "1 (provisional)" in row()
    assert '<a href="/gms-labour-migration-2020/">View</a>' in row()
    session = event.sessions.get(identifier="session-2")
    session.minutes, session.title = 50, LazyI18nString({"en": "Renamed"})
    session.save()
    assert "2 changes not published" in row()
    Event.objects.update(timezone="Europe/Zurich")
    Session.objects.filter(pk=session.pk).update(day=date(2021, 3, 28), start=time(2, 30))
    assert "hours to correct" in row()


def test_the_list_asks_the_database_alike_for_one_row_and_for_three(
    event: Event, staff: Any, publish: Any, django_assert_num_queries: Any
) -> None:
    publish()
    staff.get(LIST)
    with django_assert_num_queries(QUERIES):
        staff.get(LIST)
    for slug in ("second", "third"):
        other = Event.objects.create(slug=slug, title=LazyI18nString({"en": slug}), timezone="UTC")
        title = LazyI18nString({"en": "One"})
        Session.objects.create(
            event=other,
            identifier="one",
            slug="one",
            title=title,
            day=date(2021, 3, 1),
            start=time(9),
            minutes=5,
        )
    with django_assert_num_queries(QUERIES):
        staff.get(LIST)


QUERIES = 15


def test_a_published_event_is_not_deleted(event: Event, staff: Any, publish: Any) -> None:
    publish()
    assert "deletelink" not in staff.get(change(event)).content.decode()
    assert staff.post(f"{LIST}{event.pk}/delete/", {"post": "yes"}).status_code == 403
    bulk = {"action": "delete_selected", "_selected_action": [str(event.pk)], "post": "yes"}
    staff.post(LIST, bulk)
    assert Event.objects.exists()


def test_the_draft_is_what_the_page_says(event: Event, save: Any) -> None:
    assert save(change(event), subtitle="Second dialogue", visibility="unlisted").status_code == 302
    frozen = freezing.draft_of(Event.objects.get()).event
    assert (dict(frozen.subtitle), frozen.visibility) == ({"en": "Second dialogue"}, "unlisted")
