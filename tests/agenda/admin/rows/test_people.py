"""People and rooms."""

from __future__ import annotations

from typing import Any

import pytest

from agenda.models import Event, Person, Room

pytestmark = pytest.mark.django_db
PEOPLE = "/admin/agenda/person/"
ROOMS = "/admin/agenda/room/"


def test_a_person_is_added_at_the_end(event: Event, save: Any) -> None:
    edits = {"name": "Nguyễn Thị Hà", "honorific": "Ms.", "organisation": "MOLISA", "country": "VN"}
    assert save(f"{PEOPLE}add/", **edits).status_code == 302
    person = Person.objects.get(name="Nguyễn Thị Hà")
    assert (person.event, person.identifier, person.slug, person.country) == (
        event, "nguyen-thi-ha", "nguyen-thi-ha", "VN",
    )  # fmt: skip
    assert person.organisation.data == {"en": "MOLISA"}
    assert person == event.people.last()


def test_identifier_is_fixed_and_slug_once_published(
    event: Event, staff: Any, form_of: Any, publish: Any
) -> None:
    address = f"{PEOPLE}{Person.objects.get(identifier='kikkawa-takenaka').pk}/change/"
    values = form_of(staff.get(address))
    assert "identifier" not in values
    assert "slug" in values
    publish()
    assert "slug" not in form_of(staff.get(address))


def test_a_taken_identifier_is_refused(event: Event, save: Any, refusals: Any) -> None:
    found = refusals(save(f"{PEOPLE}add/", name="Another", identifier="kikkawa-takenaka"))
    assert found[0].startswith("“kikkawa-takenaka” is taken in this event.")
    assert refusals(save(f"{PEOPLE}add/", name="Another", identifier="a b"))[0].startswith(
        "Use letters, digits"
    )


def test_a_person_who_appears_is_not_deleted(event: Event, staff: Any) -> None:
    person = Person.objects.get(identifier="kikkawa-takenaka")
    for send in (staff.get, staff.post):
        response = send(f"{PEOPLE}{person.pk}/delete/", {"post": "yes"}, follow=True)
        assert "cannot be deleted: needed in" in response.content.decode()
    assert Person.objects.filter(pk=person.pk).exists()
    bulk = {"action": "delete_selected", "_selected_action": [str(person.pk)], "post": "yes"}
    assert "Cannot delete" in staff.post(PEOPLE, bulk).content.decode()
    assert Person.objects.filter(pk=person.pk).exists()
    person.appearances.all().delete()
    assert staff.post(f"{PEOPLE}{person.pk}/delete/", {"post": "yes"})["Location"].startswith(PEOPLE)
    assert not Person.objects.filter(pk=person.pk).exists()


def test_a_room_in_use_is_not_deleted(event: Event, staff: Any, save: Any) -> None:
    room = Room.objects.get()
    page = staff.post(f"{ROOMS}{room.pk}/delete/", {"post": "yes"}, follow=True).content.decode()
    assert "Webinar cannot be deleted: needed in" in page
    assert save(f"{ROOMS}add/", name="Hall A").status_code == 302
    assert Room.objects.get(identifier="hall-a").rank == 1


def test_search_and_filter(event: Event, staff: Any) -> None:
    assert "Kikkawa" in staff.get(f"{PEOPLE}?q=kikkawa").content.decode()
    assert "0 people" in staff.get(f"{PEOPLE}?q=nobody-of-this-name").content.decode()
    assert staff.get(f"{PEOPLE}?event__id__exact={event.pk}").status_code == 200
    assert "Webinar" in staff.get(f"{ROOMS}?q=webinar").content.decode()


def test_the_event_is_a_column_where_there_are_several(event: Event, staff: Any) -> None:
    def columns(query: str = "") -> list[str]:
        return list(staff.get(PEOPLE + query).context["cl"].list_display)

    assert "event" not in columns()
    Event.objects.create(slug="second", title="Second", timezone="UTC")
    assert columns()[-1] == "event"
    assert "event" not in columns(f"?event__id__exact={event.pk}")


@pytest.mark.parametrize(("address", "model", "queries"), [(PEOPLE, Person, 8), (ROOMS, Room, 8)])
def test_the_lists_ask_the_database_alike_for_one_row_and_for_three(
    event: Event, staff: Any, django_assert_num_queries: Any, address: str, model: Any, queries: int
) -> None:
    event.sessions.all().delete()
    model.objects.exclude(pk=model.objects.first().pk).delete()
    staff.get(address)
    with django_assert_num_queries(queries):
        staff.get(address)
    for number in range(2):
        slug = {"slug": f"p{number}"} if model is Person else {}
        model.objects.create(event=event, identifier=f"p{number}", name=f"P{number}", **slug)
    with django_assert_num_queries(queries):
        staff.get(address)
