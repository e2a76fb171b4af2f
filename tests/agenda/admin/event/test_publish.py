"""The page that publishes, and the list of versions."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, time
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from agenda import versions
from agenda.admin.event.publish import MOST_NAMES, outlook
from agenda.drafts import freezing, reviews, steps
from agenda.models import Event, EventRole, Publication, Session
from agenda.programme import changes
from agenda.programme.changes import Entries, Touched
from agenda.programme.conflicts import Conflict
from agenda.versions import publishing
from agenda.versions.importing import import_programme
from tests import builders as b
from tests.agenda.admin.conftest import MOMENT
from tests.layout import tight
from tests.registration import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def address(event: Event) -> str:
    return f"/admin/agenda/event/{event.pk}/publish/"


@pytest.fixture
def warned(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """`warned(*sentences)` lets the draft have these points, all in session-2, and no others; `label`: only with that one."""

    def be(*sentences: str, label: str = "", grade: Any = "warning") -> None:
        points = tuple(Conflict("code", grade, "session-2", one, ("session-2",)) for one in sentences)
        monkeypatch.setattr(
            versions, "found", lambda _e, _d, asked, reader: points if label in ("", asked) else ()
        )

    return be


def shorten(identifier: str = "session-1", minutes: int = 65) -> None:
    Session.objects.filter(identifier=identifier).update(minutes=minutes)


def test_first_version_then_the_next(address: str, event: Event, staff: Any, save: Any, form_of: Any) -> None:
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
    edits = {"label": "final", "looked": "on"}  # the longer session meets the next one in its room
    assert staff.post(address, {**form_of(staff.get(address)), **edits}).status_code == 302
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


def test_who_may_publish(address: str, event: Event, client: Client) -> None:
    reader = User.objects.create_user("reader", "reader@example.org", "a long password", is_staff=True)
    client.force_login(reader)
    assert client.get(address).status_code == 403
    role = EventRole.objects.create(user=reader, event=event, role="programme-editor")
    page = tight(client.get(address).content.decode())
    assert "Your role does not publish. No account can at the moment" in page
    assert 'value="Publish"' not in page
    publisher = User.objects.create_user(
        "p", "p@example.org", "a long password", is_staff=True, first_name="Po"
    )
    EventRole.objects.create(user=publisher, role="publisher")
    assert "These accounts can: Po." in client.get(address).content.decode()
    assert client.post(address, {"label": "final", "seen": outlook(event).seen}).status_code == 403
    assert not Publication.objects.exists()
    EventRole.objects.filter(pk=role.pk).update(role="publisher")
    assert 'value="Publish"' in client.get(address).content.decode()
    assert (
        client.post(address, {"label": "final", "seen": outlook(event).seen, "looked": "on"}).status_code
        == 302
    )


def test_warnings_ask_for_a_look(
    address: str, event: Event, staff: Any, form_of: Any, warned: Callable[..., None], inline_of: Any
) -> None:
    warned("Too early in Ha Noi.", "Nobody moderates.")
    page = staff.get(address)
    html = page.content.decode()
    assert inline_of(html) == []
    assert html.index("To look at") < html.index("Nobody moderates.") < html.index("What is published")
    assert "I have looked at these 2 points" in html
    assert f'href="/admin/agenda/event/{event.pk}/board/?edit=session-2#panel"' in html
    refused = staff.post(address, form_of(page))
    assert refused.status_code == 422
    assert "Please look at the points above, then say so here." in refused.content.decode()
    assert not Publication.objects.exists()
    assert staff.post(address, {**form_of(page), "looked": "on"}).status_code == 302


def test_other_points_ask_again(
    address: str, event: Event, staff: Any, form_of: Any, warned: Callable[..., None]
) -> None:
    warned("Nobody moderates.")
    values = {**form_of(staff.get(address)), "looked": "on", "note": "Kept"}
    warned("Nobody moderates.", "Too early in Ha Noi.")
    asked = staff.post(address, values)
    html = asked.content.decode()
    assert asked.status_code == 422
    assert "there are other points to look at" in html
    assert "Too early in Ha Noi." in html
    assert 'name="looked" id="id_looked" checked' not in html
    assert ">\nKept</textarea>" in html
    warned()
    assert staff.post(address, values).status_code == 302  # nothing left to look at


def test_another_label_has_other_points(
    address: str, event: Event, staff: Any, form_of: Any, warned: Callable[..., None]
) -> None:
    warned("Still to be confirmed.", label="final")
    values = form_of(staff.get(address))
    assert "looked" not in staff.get(address).content.decode()
    asked = staff.post(address, {**values, "label": "final"})
    html = asked.content.decode()
    assert asked.status_code == 422
    assert "With the label “final” there are other points to look at." in html
    assert "Still to be confirmed." in html
    assert '<option value="final" selected>' in html
    seen = html.partition('name="seen" value="')[2].partition('"')[0]
    again = {**values, "label": "final", "seen": seen}
    assert staff.post(address, again).status_code == 422
    assert staff.post(address, {**values, "seen": seen}).status_code == 302  # provisional asks nothing
    assert Publication.objects.get().label == "provisional"


def test_errors_are_not_published_by_who_says_they_looked(
    address: str, event: Event, staff: Any, warned: Callable[..., None]
) -> None:
    warned("The room is taken.", grade="error")
    values = {"label": "final", "seen": outlook(event, "final").seen, "looked": "on"}
    assert staff.post(address, values).status_code == 422
    assert not Publication.objects.exists()


def test_whom_it_touches(address: str, event: Event, staff: Any, publish: Any) -> None:
    publish()
    assert "People and calendars affected" not in staff.get(address).content.decode()
    shorten("closing", 4)
    factories.participant(event, state="confirmed")
    page = (
        staff.get(address)
        .content.decode()
        .partition("People and calendars affected")[2]
        .partition("</section>")[0]
    )
    people = publishing.latest(event.slug).people_by_id  # type: ignore[union-attr]
    assert f"1 person: {people['perdiguero'].full_name}" in page
    assert "1 calendar entry moves" in page
    assert "1 confirmed participant<" in page


@pytest.mark.parametrize(
    ("entries", "sentence"),
    [
        (Entries(moved=3, cancelled=1), "3 calendar entries move, 1 is cancelled"),
        (Entries(cancelled=2), "2 calendar entries are cancelled"),
        (Entries(moved=1, back=1, updated=2),
         "1 calendar entry moves, 1 comes back, 2 are sent again with another room or status"),
        (Entries(rezoned=7), "7 calendar entries are sent again in the new time zone; nobody’s moment moves"),
        (Entries(updated=1, rezoned=1),
         "1 calendar entry is sent again with another room or status, 1 is sent again in the new time zone; "
         "nobody’s moment moves"),
        (Entries(moved=1, rezoned=6), "1 calendar entry moves, 6 are sent again in the new time zone"),
    ],
)  # fmt: skip
def test_what_becomes_of_calendar_entries(
    entries: Entries, sentence: str, event: Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(changes, "touched", lambda *_programmes: Touched((), (), entries))
    assert outlook(event).touches == (sentence,)


def test_of_another_zone_and_of_a_dropped_session(event: Event, publish: Any) -> None:
    publish()
    Event.objects.update(timezone="Asia/Singapore")  # Manila's hours: every instant stays
    event.refresh_from_db()
    assert outlook(event).touches == (
        "7 calendar entries are sent again in the new time zone; nobody’s moment moves",
    )
    Event.objects.update(timezone="Asia/Manila")
    event.refresh_from_db()
    Session.objects.filter(identifier="wrap-up").delete()
    shorten("closing", 4)
    assert "1 calendar entry moves, 1 is cancelled" in outlook(event).touches


def test_a_session_brought_back_is_not_new(event: Event, publish: Any) -> None:
    publish()
    draft = freezing.draft_of(event)
    Session.objects.filter(identifier="wrap-up").delete()
    publish()
    steps.apply(event, draft, None, "Back", MOMENT)
    found = outlook(event)
    assert [one for one in found.sentences if "Wrap-up" in one] == [
        "“Wrap-up of day’s discussions” is back in the programme, 8 September 2020, 4:15–4:25 pm Manila time.",
    ]
    assert "1 calendar entry comes back" in found.touches


def test_of_an_event_that_staff_may_not_view_nothing_is_named(
    address: str, event: Event, client: Client
) -> None:
    double = freezing.draft_of(event).people_by_id["perdiguero"]
    secret = b.session(
        "secret", "2020-09-08T14:00", length=150, title="Secret talk", people=[b.appearance("p", "chair")]
    )
    person = b.person("p", double.name, country=double.country)
    import_programme(b.programme(secret, people=[person], slug="hidden-event", title="Hidden meeting"))
    account = User.objects.create_user("p", "p@example.org", "a long password", is_staff=True)
    EventRole.objects.create(user=account, event=event, role="publisher")
    client.force_login(account)
    page = client.get(address).content.decode()
    assert "at the same time in another event (" in page
    assert [one for one in ("Secret talk", "Hidden meeting", "hidden-event") if one in page] == []
    values = {"label": "final", "seen": "0::"}
    assert "Hidden meeting" not in client.post(address, values).content.decode()
    EventRole.objects.create(user=account, event=Event.objects.get(slug="hidden-event"), role="viewer")
    assert "“Secret talk” of “Hidden meeting”" in client.get(address).content.decode()


def test_of_many_people_the_number(event: Event) -> None:
    (people, *_rest) = outlook(event).touches
    names = [one.full_name for one in freezing.draft_of(event).people]
    assert len(names) > MOST_NAMES
    assert (
        people == f"{len(names)} people: {', '.join(names[:MOST_NAMES])} and {len(names) - MOST_NAMES} more"
    )


def test_what_co_organisers_cleared_and_what_not(address: str, event: Event, staff: Any) -> None:
    assert "Cleared by co-organisers" not in staff.get(address).content.decode()
    voice = reviews.Reviewer("IOM")
    draft = freezing.draft_of(event)
    digests = {one.place: one.digest for one in reviews.summary(event, draft)}
    for place in ("session:session-1", "session:session-2"):
        reviews.clear(event, place, digests[place], voice, MOMENT)
    reviews.say(event, "session:closing", "Who <closes>?", voice, MOMENT)
    shorten()
    page = tight(staff.get(address).content.decode()).partition("Cleared by co-organisers: ")[2]
    assert page.startswith(f"1 of {len(digests)}")
    assert "<td>IOM</td><td>–</td><td>–</td>" in page  # session-2 stands as it was
    assert "<td>–</td><td>IOM</td><td>–</td>" in page  # session-1 was made longer
    assert "Session 2" not in page.partition("Not cleared by anyone:")[2].partition("</p>")[0]
    assert "IOM: Who &lt;closes&gt;?" in page


def test_of_two_who_publish_one_sees_the_new_state(
    address: str, event: Event, staff: Any, form_of: Any
) -> None:
    first, second = form_of(staff.get(address)), form_of(staff.get(address))
    assert staff.post(address, {**first, "looked": "on"}).status_code == 302
    late = staff.post(address, {**second, "looked": "on", "note": "Mine"})
    assert late.status_code == 409
    assert "What changes since version 1" in late.content.decode()
    assert ">\nMine</textarea>" in late.content.decode()
    assert Publication.objects.count() == 1


def test_the_message_leads_to_the_page_and_to_what_changed(address: str, staff: Any, form_of: Any) -> None:
    values = {**form_of(staff.get(address)), "looked": "on"}
    page = staff.post(address, values, follow=True).content.decode()
    assert '<a href="/gms-labour-migration-2020/">See the page</a>' in page
    assert '<a href="/gms-labour-migration-2020/changes/">See what changed</a>' in page


def test_an_hour_that_does_not_exist_is_listed(address: str, event: Event, staff: Any) -> None:
    Event.objects.update(timezone="Europe/Zurich")
    Session.objects.filter(identifier="opening").update(day=date(2020, 3, 29), start=time(2, 30))
    page = staff.get(address).content.decode()
    assert "To correct before publishing" in page
    assert "an hour that does not exist in Europe/Zurich" in page
    Session.objects.filter(identifier="opening").update(day=date(2400, 3, 29))
    page = staff.get(address).content.decode()
    assert "Shown once what stands above is corrected." in page


def test_it_asks_the_database_alike_for_one_session_and_for_many(
    address: str, event: Event, publish: Any, queries: Callable[[str], int]
) -> None:
    publish()
    Session.objects.exclude(identifier="session-2").delete()
    few = queries(address)
    for number in range(3):
        Session.objects.create(
            event=event, identifier=f"more-{number}", slug=f"more-{number}", title="More", day=date(2020, 9, 8),
            start=time(17 + number), minutes=30,
        )  # fmt: skip
    assert queries(address) == few <= 32


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
    publish: Any, queries: Callable[[str], int]
) -> None:
    publish()
    few = queries("/admin/agenda/publication/")
    publish(label="final")
    publish(note="again")
    assert queries("/admin/agenda/publication/") == few <= 12
