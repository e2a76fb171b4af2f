"""Public holidays of the countries that an event's cities lie in, from the `holidays` package.

Dates of lunar calendars are the package's estimates where a government has not announced them; it says so itself.
"""

from __future__ import annotations

from datetime import date
from functools import cache

import pytz

from agenda.programme.zone_links import canonical


def country_of_zone(zone: str) -> str:
    """The country (ISO 3166-1 alpha-2) whose zone this is, by `zone.tab`; '' for none, such as UTC."""
    countries = _countries()
    return countries.get(zone) or countries.get(canonical(zone), "")


def holiday_on(country: str, day: date) -> str:
    """The name, in English, of a country's public holiday on `day`; '' for none, or a country that is not known."""
    return _holidays(country, day.year).get(day, "")


@cache
def _countries() -> dict[str, str]:
    found: dict[str, str] = {}
    for country, zones in sorted(pytz.country_timezones.items()):
        for zone in zones:
            found.setdefault(zone, country)
    return found


@cache
def _holidays(country: str, year: int) -> dict[date, str]:
    # Imported late: of all who read this room, few ask for a holiday, and the package is large.
    import holidays  # noqa: PLC0415 - see above

    languages = holidays.list_localized_countries(include_aliases=False).get(country, [])
    english = next(
        (one for one in ("en_US", "en", *languages) if one in languages and one.startswith("en")), None
    )
    try:
        found = holidays.country_holidays(country, years=year, language=english)
    except NotImplementedError:
        return {}
    return dict(found.items())
