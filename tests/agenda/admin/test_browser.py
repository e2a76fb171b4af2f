"""The admin in a real browser: its own scripts run under the policy, and narrow pages do not scroll sideways."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from agenda.models import Event
from tests.registration import factories

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.journey]


def test_words_and_distances_of_the_publish_page(
    live_server: Any, page: Any, event: Event, organiser: User, client: Client
) -> None:
    client.force_login(organiser)
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}
    page.context.add_cookies([cookie])
    page.goto(f"{live_server.url}/admin/agenda/event/{event.pk}/publish/")
    assert page.locator("input.default").evaluate("e => getComputedStyle(e).textTransform") == "none"
    last, form = (
        page.locator(".publish section li").last.bounding_box(),
        page.locator(".publish form").bounding_box(),
    )
    assert form["y"] - last["y"] - last["height"] < 20
    page.goto(f"{live_server.url}/admin/agenda/event/{event.pk}/change/")
    assert page.locator(".object-tools a").first.evaluate("e => getComputedStyle(e).textTransform") == "none"


@pytest.mark.parametrize("width", [390, 1200])
def test_pages_under_the_policy(
    live_server: Any, page: Any, event: Event, organiser: User, client: Client, width: int
) -> None:
    """The fixture `page` fails the test on any error of the policy or of a script."""
    client.force_login(organiser)
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}
    page.context.add_cookies([cookie])
    page.set_viewport_size({"width": width, "height": 900})
    session = event.sessions.get(identifier="session-2")
    wide = []
    for path in ("", "agenda/event/", f"agenda/event/{event.pk}/change/", f"agenda/event/{event.pk}/publish/",
                 "agenda/session/", "agenda/person/", f"agenda/session/{session.pk}/change/"):  # fmt: skip
        page.goto(f"{live_server.url}/admin/{path}")
        wide += [path] if page.evaluate("document.documentElement.scrollWidth") > width else []
    assert wide == []
    rows = page.locator("#segments-group tr.form-row:not(.empty-form)")
    count = rows.count()
    page.locator("#segments-group .add-row a").click()
    assert rows.count() == count + 1
    assert page.locator(".datetimeshortcuts").count() == 0
    page.locator("#id_start").fill("15:30")
    page.locator("input[name=_save]").click()
    page.wait_for_url("**/admin/agenda/session/")
    starts = [one.start and f"{one.start:%H:%M}" for one in session.segments.all()]
    assert starts == ["15:30", "15:55", None]


def test_rows_of_tools_and_of_lists_at_their_places(
    live_server: Any, page: Any, event: Event, client: Client, django_user_model: Any
) -> None:
    """At 1280 px all columns are in sight and the tools stand above the form; at 390 px name and state are."""
    client.force_login(django_user_model.objects.create_superuser("root", "root@example.org", "x"))
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}
    page.context.add_cookies([cookie])
    ministry = "Ministry of Labour and Social Welfare, Department of Skills Development and Employment"
    factories.participant(
        event,
        name="Souphanthong Phommachanh",
        email="firstname.lastname@ministry-of-labour.example.gov",
        organisation=factories.organisation(ministry, "LA"),
    )
    page.set_viewport_size({"width": 1280, "height": 900})
    for path in ("agenda/session/", "agenda/person/", "registration/participant/"):
        page.goto(f"{live_server.url}/admin/{path}")
        page.wait_for_timeout(300)  # the sidebar slides
        cut = page.locator(".results").evaluate("e => e.scrollWidth - e.clientWidth")
        assert cut <= 0, path
    page.goto(f"{live_server.url}/admin/agenda/event/{event.pk}/change/")
    page.locator("#id_cities-0-timezone").fill("Manilla")
    page.locator("input[name=_save]").click()
    tools, note = page.locator(".object-tools").bounding_box(), page.locator(".errornote").bounding_box()
    assert tools["y"] + tools["height"] <= note["y"]
    assert page.locator("#id_title").bounding_box()["width"] > 500
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{live_server.url}/admin/registration/participant/")
    state = page.locator("td.field-standing").bounding_box()
    assert state["x"] + state["width"] <= 390
