"""Until when an institution is asked to answer, in words: on its own clock first, and on that of the event."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from agenda.outputs import offset_words, zone_place
from agenda.programme import Programme, clocks
from registration.models import InvitedOrganisation


def deadline_words(invited: InvitedOrganisation, programme: Programme | None = None) -> tuple[str, str]:
    """Until when to answer on the institution's own clock, and on that of the event where it shows another hour.

    A clock is called by the event's city that has it, as `programme` names it; else by its IANA name.
    """
    if invited.deadline is None:
        return "", ""
    own, there = (
        _moment_in(invited.deadline, zone, programme, invited.language)
        for zone in (invited.timezone, invited.event.timezone)
    )
    same = (
        clocks.local(invited.deadline, invited.timezone).utcoffset()
        == clocks.local(invited.deadline, invited.event.timezone).utcoffset()
    )
    return own, "" if same else there


def _moment_in(moment: datetime, zone: str, programme: Programme | None, language: str) -> str:
    """An instant on clocks of the zone, which is named: `8 September 2020, 2:15 pm (Ha Noi time, UTC+7)`."""
    words = {"moment": clocks.moment_words(moment, zone), "offset": offset_words(moment, zone)}
    place = zone_place(programme, zone, language) if programme else zone.rsplit("/", 1)[-1].replace("_", " ")
    if place == "UTC":
        return _("%(moment)s (UTC)") % words
    return _("%(moment)s (%(place)s time, %(offset)s)") % {**words, "place": place}
