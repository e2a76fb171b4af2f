"""The event that a page of the admin is about: of its row, its address, or the list behind it."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs

from django.http import HttpRequest

from agenda.models import Event, roles

FILTER = "event__id__exact"
"""The lists' filter by event, in an address."""


def event_of(request: HttpRequest, obj: Any = None) -> Event | None:
    """The event of a row; for a new one that of the address, of the list it was asked from, or the only one.

    The only one: where the account may edit. Whether it may at the event found is for the page to ask.
    """
    if obj is not None:
        found: Event = obj.event
        return found
    if key_asked(request):
        return event_named(request)
    first = list(roles.events_for(request.user, "agenda.change_event")[:2])
    return first[0] if len(first) == 1 else None


def key_asked(request: HttpRequest) -> str:
    """The key of the event that the address, or the list behind it, names; '' where it names none."""
    asked = request.GET.get("event") or request.GET.get(FILTER)
    return asked or parse_qs(request.GET.get("_changelist_filters", "")).get(FILTER, [""])[0]


def event_named(request: HttpRequest) -> Event | None:
    """The event of that key, read once a request."""
    if not hasattr(request, "event_named"):
        key = key_asked(request)
        known = key.isascii() and key.isdigit()
        request.event_named = Event.objects.filter(pk=key).first() if known else None  # type: ignore[attr-defined]
    found: Event | None = getattr(request, "event_named")  # noqa: B009 - set above
    return found
