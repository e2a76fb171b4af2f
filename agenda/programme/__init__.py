"""The frozen programme and its arithmetic. No Django, no I/O: values in, values out."""

from agenda.programme.addresses import slugs_of_cities, slugs_of_ids, with_slugs
from agenda.programme.changes import Change, Touched, without_stamps
from agenda.programme.changes.sentences import role_words
from agenda.programme.clocks import date_words
from agenda.programme.commonmark import faults_in
from agenda.programme.conflicts import Conflict
from agenda.programme.days import days_of, sessions_of
from agenda.programme.editing import NoSuchSession, free_names, placed, session_of
from agenda.programme.model import (
    APPEARANCE_STATES,
    AUDIENCES,
    KINDS,
    LABELS,
    ROLES,
    SETTINGS,
    STATUSES,
    VISIBILITIES,
    Audience,
    DayEntry,
    Dropped,
    FrozenAppearance,
    FrozenCity,
    FrozenEvent,
    FrozenOrganiser,
    FrozenPerson,
    FrozenRoom,
    FrozenSection,
    FrozenSegment,
    FrozenSession,
    Programme,
    Text,
    digest_of,
    in_language,
    text_of,
    to_stored,
    uid_of,
    uid_of_day,
)
from agenda.programme.name_search import WITHHELD, Wording
from agenda.programme.redaction import Traces, Withheld, name_beside, neutral_person, slugs_of, without
from agenda.programme.series import next_event
from agenda.programme.slugs import ascii_slug, free_slug
from agenda.programme.stamps import stamped
from agenda.programme.timing.placing import blocks_of
from agenda.programme.visibility import visible_to
from agenda.programme.zone_links import canonical

__all__ = [
    "APPEARANCE_STATES",
    "AUDIENCES",
    "KINDS",
    "LABELS",
    "ROLES",
    "SETTINGS",
    "STATUSES",
    "VISIBILITIES",
    "WITHHELD",
    "Audience",
    "Change",
    "Conflict",
    "DayEntry",
    "Dropped",
    "FrozenAppearance",
    "FrozenCity",
    "FrozenEvent",
    "FrozenOrganiser",
    "FrozenPerson",
    "FrozenRoom",
    "FrozenSection",
    "FrozenSegment",
    "FrozenSession",
    "NoSuchSession",
    "Programme",
    "Text",
    "Touched",
    "Traces",
    "Withheld",
    "Wording",
    "ascii_slug",
    "blocks_of",
    "canonical",
    "changes",
    "clocks",
    "conflicts",
    "date_words",
    "days_of",
    "digest_of",
    "editing",
    "faults_in",
    "free_names",
    "free_slug",
    "in_language",
    "model",
    "name_beside",
    "neutral_person",
    "next_event",
    "placed",
    "rezoning",
    "role_words",
    "session_of",
    "sessions_of",
    "slugs_of",
    "slugs_of_cities",
    "slugs_of_ids",
    "stamped",
    "text_of",
    "timing",
    "to_stored",
    "uid_of",
    "uid_of_day",
    "visible_to",
    "with_slugs",
    "without",
    "without_stamps",
]
