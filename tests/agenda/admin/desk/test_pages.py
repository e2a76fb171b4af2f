"""The desk's pages: which of those that other apps added an event's page leads to."""

from __future__ import annotations

import re

import pytest
from django.contrib.auth.models import User
from django.test import Client

from agenda.models import Event, EventRole

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("role", "pages"),
    [
        ("registration-clerk", ["invitations", "invitations/import", "speakers", "figures", "forgetting"]),
        ("programme-editor", []),
    ],
)
def test_an_events_page_leads_to_what_the_role_may_open(
    client: Client, event: Event, role: str, pages: list[str]
) -> None:
    user = User.objects.create_user("somebody@x.example", is_staff=True)
    EventRole.objects.create(user=user, event=event, role=role)
    client.force_login(user)
    page = client.get(f"/admin/agenda/event/{event.pk}/change/").content.decode()
    links = re.findall(rf'<li><a href="/admin/agenda/event/{event.pk}/([a-z/-]+)/">', page)
    assert [one for one in links if one not in ("board", "versions", "rezone", "history")] == pages
