"""The page that publishes, and the list of versions."""

from __future__ import annotations

import re
from datetime import date, time
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client

from agenda import publishing
from agenda.models import Event, Publication, Session

pytestmark = pytest.mark.django_db


@pytest.fixture
def address(event: Event) -> str:
    return f"/admin/agenda/event/{event.pk}/publish/"


def shorten(identifier: str = "session-1", minutes: int = 65) -> None:
    Session.objects.filter(identifier=identifier).update(minutes=minutes)


def test_first_version_then_the_next(address: str, event: Event, staff: Any, save: Any) -> None:
    page = staff.get(address).content.decode()
    assert "First version: 7 sessions." in page
    response = save(address, note="Sent to\r\nthe delegations")
    assert (response.status_code, response["Location"]) == (302, f"/admin/agenda/event/{event.pk}/change/")
    page = staff.get(response["Location"]).content.decode()
    assert (
        'Version 1 (provisional) is published. <a href="/gms-labour-migration-2020/">See the page</a>' in page
    )
    latest = publishing.latest(event.slug)
    assert latest
    assert (latest.version, latest.label, latest.note) == (1, "provisional", "Sent to\nthe delegations")
    shorten()
    page = staff.get(address).content.decode()
    assert re.search(r"What changes since version 1 \(provisional, [^)]* [ap]m Manila time\)", page)
    assert "now ends at 3:20 pm (was 3:15 pm) Manila time." in page
    assert save(address, label="final").status_code == 302
    latest = publishing.latest(event.slug)
    assert latest
    assert (latest.version, latest.label, latest.note) == (2, "final", "")
    assert '<option value="final" selected>' in staff.get(address).content.decode()


def test_nothing_changed_publishes_nothing(address: str, staff: Any, save: Any, publish: Any) -> None:
    publish(note="First")
    assert "Nothing. Only another label or a note" in staff.get(address).content.decode()
    page = staff.get(save(address)["Location"]).content.decode()
    assert "Nothing has changed: version 1 stays." in page
    assert Publication.objects.count() == 1


def test_conflicts_come_first_and_block(address: str, event: Event, staff: Any, form_of: Any) -> None:
    values = form_of(staff.get(address))
    shorten("session-2", 10)
    page = staff.get(address).content.decode()
    assert "lies outside" in page
    assert page.index("To correct before publishing") < page.index("What is published")
    assert 'value="Publish"' not in page
    seen = page.partition('name="seen" value="')[2].partition('"')[0]
    refused = staff.post(address, {**values, "seen": seen})
    assert refused.status_code == 409
    assert not Publication.objects.exists()


def test_conflicts_block_also_who_saw_them(address: str, event: Event, staff: Any) -> None:
    from agenda.admin.publish import outlook

    shorten("session-2", 10)
    refused = staff.post(address, {"label": "final", "note": "", "seen": outlook(event).seen})
    assert refused.status_code == 422
    assert "lies outside" in refused.content.decode()
    Event.objects.update(timezone="Europe/Zurich")
    Session.objects.filter(identifier="opening").update(day=date(2020, 3, 29), start=time(2, 30))
    event.refresh_from_db()
    assert "does not exist" in staff.get(address).content.decode()
    refused = staff.post(address, {"label": "final", "note": "", "seen": outlook(event).seen})
    assert refused.status_code == 422
    assert not Publication.objects.exists()


def test_a_version_in_between_is_shown_instead(address: str, staff: Any, form_of: Any, publish: Any) -> None:
    values = form_of(staff.get(address))
    publish()
    response = staff.post(address, {**values, "label": "final"})
    assert response.status_code == 409
    page = response.content.decode()
    assert "Version 1 was published after this list was made." in page
    assert '<option value="final" selected>' in page
    assert Publication.objects.count() == 1
    seen = page.partition('name="seen" value="')[2].partition('"')[0]
    assert staff.post(address, {**values, "label": "final", "seen": seen}).status_code == 302
    assert Publication.objects.count() == 2


def test_an_edit_in_between_is_shown_instead(address: str, staff: Any, form_of: Any) -> None:
    values = form_of(staff.get(address))
    shorten()
    response = staff.post(address, values)
    assert response.status_code == 409
    assert "The draft was changed after this list was made." in response.content.decode()
    assert not Publication.objects.exists()


def test_a_wrong_label_is_refused(address: str, staff: Any, form_of: Any) -> None:
    response = staff.post(address, {**form_of(staff.get(address)), "label": "secret"})
    assert response.status_code == 422
    assert not Publication.objects.exists()


def test_who_may_publish(address: str, client: Client) -> None:
    reader = User.objects.create_user("reader", "reader@example.org", "a long password", is_staff=True)
    reader.user_permissions.set(Permission.objects.filter(codename="view_event"))
    client.force_login(reader)
    assert client.get(address).status_code == 403
    assert client.post(address, {"label": "final"}).status_code == 403
    assert not Publication.objects.exists()


def test_an_unknown_event_is_not_found(staff: Any, db: None) -> None:
    assert staff.get("/admin/agenda/event/999/publish/").status_code == 404


def test_versions_are_read_only(event: Event, staff: Any, publish: Any, organiser: User) -> None:
    publish(note="Note")
    page = staff.get("/admin/agenda/publication/").content.decode()
    assert "1 September 2020, 10:00 am Manila time" in page
    assert '<a href="/gms-labour-migration-2020/v/1/">Version 1</a>' in page
    row = Publication.objects.get()
    organiser.is_superuser = True
    organiser.save()
    assert staff.get("/admin/agenda/publication/add/").status_code == 403
    for verb, answer in (("delete", 403), ("change", 403)):
        assert (
            staff.post(f"/admin/agenda/publication/{row.pk}/{verb}/", {"post": "yes"}).status_code == answer
        )
    page = staff.get(f"/admin/agenda/publication/{row.pk}/change/").content.decode()
    assert "<input" not in page.partition('id="content-main"')[2].replace('<input type="hidden"', "")
    row.refresh_from_db()
    assert row.note == "Note"


def test_the_list_asks_the_database_alike_for_one_row_and_for_three(
    event: Event, staff: Any, publish: Any, django_assert_num_queries: Any
) -> None:
    publish()
    staff.get("/admin/agenda/publication/")
    with django_assert_num_queries(9):
        staff.get("/admin/agenda/publication/")
    publish(label="final")
    publish(note="again")
    with django_assert_num_queries(9):
        staff.get("/admin/agenda/publication/")
