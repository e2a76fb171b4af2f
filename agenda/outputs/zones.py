"""The zone chooser: the event's cities first, then every zone by country; works without JavaScript."""

from __future__ import annotations

import unicodedata
from datetime import datetime, timedelta
from functools import cache, lru_cache
from typing import NamedTuple

import pytz
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from agenda.outputs.countries import country_name
from agenda.outputs.viewer import Viewer, query_with
from agenda.programme import Programme, canonical, clocks, in_language

_SELECTED = mark_safe(" selected")


class CityLink(NamedTuple):
    """A city of the event, and the query of the page in its hours."""

    name: str
    lang: str
    zone: str
    current: bool
    query: str


def event_zone_name(programme: Programme, zone: str) -> str:
    """The name by which the event or one of its cities has the zone: `Asia/Yangon` for `Asia/Rangoon`; else as given."""
    event = programme.event
    known = (event.timezone, *(city.timezone for city in event.cities))
    if zone in known:
        return zone
    return next((one for one in known if canonical(one) == canonical(zone)), zone)


def zone_place(programme: Programme, zone: str, language: str) -> str:
    """The name of a zone: its first city of the event, else the last part of its IANA name."""
    event, zone = programme.event, event_zone_name(programme, zone)
    for city in event.cities:
        if city.timezone == zone:
            return in_language(city.name, language, event.language)[0]
    return zone.rsplit("/", 1)[-1].replace("_", " ")


def offset_words(moment: datetime, zone: str) -> str:
    """The offset of a zone from UTC at an instant: `UTC+8`, `UTC+6:30`, `UTC−4`, `UTC`."""
    minutes = (clocks.local(moment, zone).utcoffset() or timedelta(0)) // timedelta(minutes=1)
    if not minutes:
        return "UTC"
    whole, rest = divmod(abs(minutes), 60)
    return f"UTC{'+' if minutes > 0 else '−'}{whole}" + (f":{rest:02}" if rest else "")


def zone_sentence(programme: Programme, viewer: Viewer) -> str:
    """`All hours are Manila time (UTC+8).`, with each offset the zone has during the event."""
    starts = (session.start for session in programme.in_order)
    offsets = dict.fromkeys(offset_words(start, viewer.timezone) for start in starts)
    place = zone_place(programme, viewer.timezone, viewer.language)
    if not offsets or place == "UTC":
        return _("All hours are %(place)s time.") % {"place": place}
    words = _(" and ").join(offsets)
    return _("All hours are %(place)s time (%(offset)s).") % {"place": place, "offset": words}


def city_links(programme: Programme, viewer: Viewer) -> list[CityLink]:
    """The cities in the order of the event, each with whether its clock is the one shown."""
    event = programme.event
    shown = event_zone_name(programme, viewer.timezone)
    links = []
    for city in event.cities:
        name, lang = in_language(city.name, viewer.language, event.language)
        current = city.timezone == shown
        own_lang = lang if lang != viewer.language else ""
        query = query_with(city.timezone, programme, viewer)
        links.append(CityLink(name, own_lang, city.timezone, current, query))
    return links


def options(programme: Programme, viewer: Viewer) -> SafeString:
    """The `<optgroup>`s of the chooser. Every option has a value, so that `tz=` is never sent empty."""
    links = city_links(programme, viewer)
    cities = [(link.zone, link.name) for link in links]
    if programme.event.timezone not in dict(cities):
        zone = programme.event.timezone
        cities.insert(0, (zone, zone_place(programme, zone, viewer.language)))
    return _options(tuple(cities), event_zone_name(programme, viewer.timezone), viewer.language)


@lru_cache(maxsize=256)
def _options(cities: tuple[tuple[str, str], ...], zone: str, language: str) -> SafeString:
    near = _group(_("Cities of this event"), cities, zone)
    listed = {name for name, _place in cities}
    chosen_far = zone not in listed
    rest = _rest(language, zone if chosen_far else "")
    known = chosen_far and zone not in _zones_of_countries()
    other = _group(_("Other"), ((zone, zone),) if known else (("UTC", "UTC"),), zone)
    return format_html("{}{}{}", near, other, rest)


@lru_cache(maxsize=64)
def _rest(language: str, zone: str) -> SafeString:
    """Zones by country, the countries in the order of their names."""
    names = sorted(((country_name(code, language), code) for code in pytz.country_timezones), key=_sort_key)
    groups = []
    for name, code in names:
        zones = [one for one in pytz.country_timezones[code] if clocks.is_zone(one)]
        groups.append((_group(name, [(one, _short(one)) for one in zones], zone),))
    return format_html_join("", "{}", groups)


@cache
def _zones_of_countries() -> frozenset[str]:
    return frozenset(zone for code in pytz.country_timezones for zone in pytz.country_timezones[code])


def _sort_key(pair: tuple[str, str]) -> str:
    """Å and Ö among a and o, as readers look for them."""
    return unicodedata.normalize("NFKD", pair[0]).encode("ascii", "ignore").decode().casefold() or pair[0]


def _short(zone: str) -> str:
    return zone.split("/", 1)[-1].replace("_", " ").replace("/", ", ")


def _group(label: str, zones: tuple[tuple[str, str], ...] | list[tuple[str, str]], chosen: str) -> SafeString:
    """One `<optgroup>`; the first option of the chosen zone is selected."""
    first = next((index for index, (zone, _name) in enumerate(zones) if zone == chosen), -1)
    rows = ((zone, _SELECTED if index == first else "", name) for index, (zone, name) in enumerate(zones))
    body = format_html_join("", '<option value="{}"{}>{}', rows)
    return format_html('<optgroup label="{}">{}</optgroup>', label, body)
