"""Draft rows, versions, and what the desk keeps beside them."""

from agenda.models.collaboration import Clearance, EventRole, Remark, ReviewLink, Step, StepLine
from agenda.models.fields import IDENTIFIER, SLUG, choices, only, strings_of, validate_zone, words
from agenda.models.programme_rows import (
    Appearance,
    City,
    Event,
    Organiser,
    Part,
    Person,
    Question,
    Room,
    Section,
    Segment,
    Session,
)
from agenda.models.publications import Publication, PublicationQuerySet
from agenda.models.redactions import Redaction
from agenda.models.roles import administrators_of

__all__ = [
    "IDENTIFIER",
    "SLUG",
    "Appearance",
    "City",
    "Clearance",
    "Event",
    "EventRole",
    "Organiser",
    "Part",
    "Person",
    "Publication",
    "PublicationQuerySet",
    "Question",
    "Redaction",
    "Remark",
    "ReviewLink",
    "Room",
    "Section",
    "Segment",
    "Session",
    "Step",
    "StepLine",
    "administrators_of",
    "choices",
    "only",
    "roles",
    "strings_of",
    "validate_zone",
    "words",
]
