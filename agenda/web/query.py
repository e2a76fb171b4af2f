"""From what an address asks (`tz`, `lang`) to a viewer, or to a refusal that says what is possible."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _

from agenda.outputs import Output, Viewer
from agenda.programme import Programme, ascii_slug, clocks, in_language

_AT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}")


class Refusal(Exception):
    """The address asks what cannot be: `title`, `message` and lines of `advice` for the reader."""

    def __init__(self, title: str, message: str, advice: list[str]) -> None:
        super().__init__(message)
        self.title, self.message, self.advice = title, message, advice


class Query(NamedTuple):
    """The part of an address's query that decides a page: every value of `tz` and of `lang`, as sent. A key of caches."""

    zones: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()


NOTHING_ASKED = Query()


def query_of(request: HttpRequest) -> Query:
    """The query of a request; other parameters are ignored."""
    if not request.META.get("QUERY_STRING"):
        return NOTHING_ASKED
    return Query(tuple(request.GET.getlist("tz")), tuple(request.GET.getlist("lang")))


def viewer_of(programme: Programme, output: Output, query: Query, *, base_url: str, pinned: bool) -> Viewer:
    """The viewer of an address. What an output ignores is checked all the same, then left out of the viewer.

    Raises Refusal.
    """
    zone = _zone(programme, query.zones, only_its_own=output.zones == "event")
    language = _language(programme, query.languages)
    own = programme.event
    return Viewer(
        timezone=own.timezone if output.zones == "ignored" else zone,
        language=language if output.uses_language else own.language,
        base_url=base_url,
        pinned=pinned,
    )


def at_of(programme: Programme, values: list[str]) -> str:
    """The moment that a draft's pages take for now: `2020-09-08T14:20` on the host's clock, or ''. Raises Refusal."""
    if not values:
        return ""
    try:
        if len(values) > 1 or not _AT.fullmatch(values[0]):
            raise ValueError(values)
        clocks.instant(datetime.fromisoformat(values[0]), programme.event.timezone)
    except ValueError:
        raise Refusal(
            _("Unknown moment"),
            _("The address asks for a moment that is not on the host's clock."),
            [
                _("Write it once, as date and time in %(zone)s: at=2020-09-08T14:20.")
                % {"zone": programme.event.timezone}
            ],
        ) from None
    return values[0]


def is_from_elsewhere(request: HttpRequest) -> bool:
    """Whether the browser says that a form came from another site (`docs/decisions/0002`).

    Sec-Fetch-Site (Fetch Metadata §2.4), else Origin (Fetch §3.2). Pages that send no referrer make an older browser
    send `Origin: null`: that says nothing.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site not in ("same-origin", "none")
    origin = request.headers.get("Origin", "null")
    return origin != "null" and urlsplit(origin).netloc not in (
        request.get_host(),
        urlsplit(settings.BASE_URL).netloc,
    )


def check(programme: Programme, query: Query) -> None:
    """Raise Refusal where `tz` or `lang` is none that a page of the event could have."""
    _zone(programme, query.zones, only_its_own=False)
    _language(programme, query.languages)


def _zone(programme: Programme, values: Sequence[str], *, only_its_own: bool) -> str:
    """An exact IANA name, else the slug of one of the event's cities in any letter case."""
    if not values:
        return programme.event.timezone
    value = values[0]
    if len(values) == 1 and clocks.is_zone(value):
        zone = value
    else:
        cities = {ascii_slug(name): city.timezone for city in programme.event.cities for _, name in city.name}
        cities |= {city.slug: city.timezone for city in programme.event.cities}
        cities.pop("", None)
        zone = cities.get(value.lower(), "") if len(values) == 1 else ""
    if not zone or (only_its_own and zone not in programme.zones):
        raise _unknown_zone(programme, only_its_own=only_its_own, several=len(values) > 1)
    return zone


def _unknown_zone(programme: Programme, *, only_its_own: bool, several: bool) -> Refusal:
    event = programme.event
    known = [event.timezone]
    for city in event.cities:
        known.append(
            f"{in_language(city.name, event.language, 'en')[0]} (tz={city.slug}, tz={city.timezone})"
        )
    if several:
        message = _("The address gives tz more than once.")
    elif only_its_own:
        message = _("The address asks for a time zone that is none of this event's.")
    else:
        message = _("The address asks for a time zone that does not exist.")
    advice = [_("The time zones of this event are: %(zones)s.") % {"zones": "; ".join(known)}]
    if not only_its_own:
        advice.append(_("Any other IANA name, such as Asia/Manila, is possible too."))
    return Refusal(_("Unknown time zone"), message, advice)


def _language(programme: Programme, values: Sequence[str]) -> str:
    event = programme.event
    if not values:
        return event.language
    if len(values) == 1 and values[0] in event.languages:
        return values[0]
    raise Refusal(
        _("Unknown language"),
        _("The address asks for a language this event does not have.")
        if len(values) == 1
        else _("The address gives lang more than once."),
        [_("The languages of this event are: %(codes)s.") % {"codes": ", ".join(event.languages)}],
    )
