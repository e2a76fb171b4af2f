"""The meeting as a text to paste into a chat (WhatsApp, LINE, Teams): what, when in every city, where to read more."""

from __future__ import annotations

from django.utils.translation import gettext as _

from agenda.outputs import ical, labels
from agenda.outputs.viewer import Viewer
from agenda.programme import Programme, clocks


def text(programme: Programme, viewer: Viewer) -> str:
    """Plain text, for every chat has other marks for bold. Call with the viewer's language active."""
    event, language = programme.event, viewer.language
    days = [
        "\n".join(
            [
                clocks.date_words(day.day, language, weekday=True),
                *(clocks.words(line, language, event.language) for line in day.lines),
            ]
        )
        for day in clocks.time_lines(programme, language=language)
    ]
    page = ical.address(f"/{event.slug}/agenda/", programme, viewer)
    blocks = [
        " ".join(ical.title(event.title, programme, viewer).split()),
        *days,
        labels.setting(event.setting),
        _("Programme: %(address)s") % {"address": page},
    ]
    return "\n\n".join(block for block in blocks if block)
