"""Old names of zones: `Asia/Rangoon` is `Asia/Yangon`. Browsers still report many of the old ones.

From the pinned `tzdata` package, as all time zone rules (`clocks`).
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files


def canonical(name: str) -> str:
    """The name in use today of a zone of the IANA database: `Asia/Ho_Chi_Minh` for `Asia/Saigon`.

    A name that `zone.tab` gives to a place is in use, also where the database links it to a neighbour with the same clocks
    since 1970: `Asia/Phnom_Penh` is no old name of `Asia/Bangkok`. A name that is no link is returned as it is.
    """
    places, links = _places(), _links()
    while name in links and name not in places:
        name = links[name]
    return name


@cache
def _links() -> dict[str, str]:
    """Target by link, from the lines `L target link` (zic(8), "LINK LINES") of the compact source."""
    lines = (line.split() for line in _read("tzdata.zi"))
    return {words[2]: words[1] for words in lines if words and words[0] == "L"}


@cache
def _places() -> frozenset[str]:
    """The names of `zone.tab`: country code, coordinates, zone, comment, with tabs between."""
    return frozenset(line.split("\t")[2] for line in _read("zone.tab") if line and not line.startswith("#"))


def _read(name: str) -> list[str]:
    return files("tzdata").joinpath("zoneinfo", name).read_text(encoding="utf-8").splitlines()
