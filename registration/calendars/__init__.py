"""The calendar of each participant: feed, calendar mail, replies, joining details."""

from registration.calendars.feed_file import detail_name, telephone
from registration.calendars.feeds import (
    REMINDERS,
    FeedRefused,
    calendar_of,
    detail_of,
    details_of,
    make_new_address,
    reader_of,
    set_reminder,
)
from registration.calendars.itip import hours
from registration.calendars.joining import Detail, appears, appears_in, theirs, visible
from registration.calendars.joining_notices import noted, remove, tell
from registration.calendars.mail import behind, post_of, sync_calendar, take_out
from registration.calendars.mailbox import NoMailbox, fetched
from registration.calendars.replies import LARGEST, read
from registration.calendars.rounds import settings_saved, version_published
from registration.calendars.tasks import mail_round, read_mailbox

__all__ = [
    "LARGEST",
    "REMINDERS",
    "Detail",
    "FeedRefused",
    "NoMailbox",
    "appears",
    "appears_in",
    "behind",
    "calendar_of",
    "detail_name",
    "detail_of",
    "details_of",
    "fetched",
    "hours",
    "mail_round",
    "make_new_address",
    "noted",
    "post_of",
    "read",
    "read_mailbox",
    "reader_of",
    "remove",
    "set_reminder",
    "settings_saved",
    "sync_calendar",
    "take_out",
    "telephone",
    "tell",
    "theirs",
    "version_published",
    "visible",
]
