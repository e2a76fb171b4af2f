"""Public holidays of the countries that an event's cities lie in, from the `holidays` package.

Dates of lunar calendars are the package's estimates where a government has not announced them; the name then says
"(estimated)". Holidays of a part of a country, of banks or of schools are none.
"""

from __future__ import annotations

import warnings
from datetime import date
from functools import cache, lru_cache

import pytz

from agenda.programme.zone_links import canonical

_BY_NAME = {
    "Africa/Asmera": "ER", "Africa/Timbuktu": "ML", "America/Coral_Harbour": "CA", "Antarctica/South_Pole": "AQ",
    "Atlantic/Jan_Mayen": "NO", "Iceland": "IS", "Pacific/Ponape": "FM", "Pacific/Truk": "FM", "Pacific/Yap": "FM",
    "CET": "", "EET": "", "EST": "", "HST": "", "MET": "", "MST": "", "WET": "",
}  # fmt: skip
"""Old names that the database links to another country with the same clocks, or that are no place."""


def country_of_zone(zone: str) -> str:
    """The country (ISO 3166-1 alpha-2) whose zone this is, by `zone.tab`; '' for none, such as UTC or CET."""
    countries = _countries()
    if zone in countries:
        return countries[zone]
    return _BY_NAME[zone] if zone in _BY_NAME else countries.get(canonical(zone), "")


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


@lru_cache(maxsize=512)
def _holidays(country: str, year: int) -> dict[date, str]:
    # Imported late: of all who read this room, few ask for a holiday, and the package is large.
    import holidays  # noqa: PLC0415 - see above

    with warnings.catch_warnings():
        # It warns of years for which it knows a part only; what it knows is still of use.
        warnings.simplefilter("ignore", UserWarning)
        try:
            # Where there are no names in en_US there is one language only, and that is English.
            found = holidays.country_holidays(country, years=year, language="en_US")
        except NotImplementedError:
            return {}
        return {day: " ".join(name.split()) for day, name in found.items()}
