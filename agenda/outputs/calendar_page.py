"""The page that explains how to have the programme in one's own calendar, with the code and a text to send on."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from agenda.outputs import calendar_links, page, plain_text_invite
from agenda.outputs.listing import Listing
from agenda.outputs.viewer import Viewer
from agenda.programme import Programme


class Program(NamedTuple):
    """A calendar program, and how to subscribe in it: three lines."""

    name: str
    lines: tuple[str, str, str]


def render(programme: Programme, viewer: Viewer, slug: str = "") -> bytes:
    """The page. That of a draft only says that it will be here."""

    def context(listing: Listing) -> dict[str, Any]:
        if not calendar_links.is_offered(programme, viewer):
            return {"ways": []}
        text = plain_text_invite.text(programme, viewer)
        return {
            "ways": calendar_links.live_ways(programme, viewer),
            "code": calendar_links.code(programme, viewer),
            "programs": programs(),
            "chat": text,
            "chat_rows": text.count("\n") + 2,
        }

    return page._render("calendar", "calendar/", programme, viewer, context)


def programs() -> list[Program]:
    """The programs that most people have. Call with the viewer's language active."""
    return [
        Program(
            "Outlook",
            (
                _("Open the calendar, choose “Add calendar”, then “Subscribe from web”."),
                _("Paste the address."),
                _("Give it a name and choose “Import”. Outlook looks for changes a few times a day."),
            ),
        ),
        Program(
            "Google Calendar",
            (
                _("On a computer, press + beside “Other calendars” and choose “From URL”."),
                _("Paste the address."),
                _("Choose “Add calendar”. Google looks for changes about once a day."),
            ),
        ),
        Program(
            "Apple (iPhone, iPad, Mac)",
            (
                _("Press “Subscribe”, or point the camera at the code."),
                _("Confirm with “Subscribe”."),
                _("On a Mac, set “Auto-refresh” to “Every hour”."),
            ),
        ),
        Program(
            "Thunderbird",
            (
                _("Choose “New”, “Calendar”, then “On the Network”."),
                _("Paste the address as the location; no user name is needed."),
                _("Choose “Find Calendars”, then “Subscribe”."),
            ),
        ),
        Program(
            "Android",
            (
                _("Subscribe in Google Calendar on a computer, with the account of your phone."),
                _("In the phone’s calendar open “Settings” and the name of this calendar."),
                _("Turn “Sync” on. Hours are then those of the place where you are."),
            ),
        ),
    ]
