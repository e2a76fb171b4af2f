"""The toolkit of the pages around an event: permissions, recorded saves, form fields. It knows no page."""

from agenda.admin.desk.asked_event import FILTER, event_named, event_of
from agenda.admin.desk.event_rows import (
    EventFirstAdmin,
    EventPartAdmin,
    NamedForm,
    ProtectedDelete,
    next_rank,
    published_programme,
    select,
)
from agenda.admin.desk.hours import moment_there, place_of
from agenda.admin.desk.lengths import LONGEST, checked_minutes
from agenda.admin.desk.pages import PAGES, DeskPage, added_pages, context_of, urls
from agenda.admin.desk.permissions import PermittedAdmin, PermittedEvents, PermittedInline, rows_where
from agenda.admin.desk.ranks import RankedForm, RankedFormSet, ask_for_rank
from agenda.admin.desk.recorded import RecordedAdmin
from agenda.admin.desk.stale_forms import StaleFormGuard
from agenda.admin.desk.translated import TextsAdmin, TextsField, TextsForm, language_name, languages_of, tidy
from agenda.admin.desk.word_diff import differences

__all__ = [
    "FILTER",
    "LONGEST",
    "PAGES",
    "DeskPage",
    "EventFirstAdmin",
    "EventPartAdmin",
    "NamedForm",
    "PermittedAdmin",
    "PermittedEvents",
    "PermittedInline",
    "ProtectedDelete",
    "RankedForm",
    "RankedFormSet",
    "RecordedAdmin",
    "StaleFormGuard",
    "TextsAdmin",
    "TextsField",
    "TextsForm",
    "added_pages",
    "ask_for_rank",
    "checked_minutes",
    "context_of",
    "differences",
    "event_named",
    "event_of",
    "hours",
    "language_name",
    "languages_of",
    "moment_there",
    "next_rank",
    "place_of",
    "published_programme",
    "rows_where",
    "select",
    "tidy",
    "urls",
    "zones",
]
