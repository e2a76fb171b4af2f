"""Which person of the programme is which participant."""

from registration.speakers.matching import (
    SpeakerRow,
    is_in_programme,
    link,
    link_exact,
    links,
    note_in_draft,
    roles_in,
    unlink,
)
from registration.speakers.profile import (
    ProfileRefused,
    answer,
    confirm,
    describe,
    file_of,
    give_photo,
    give_slides,
    remove_photo,
    remove_slides,
    take_back,
)

__all__ = [
    "ProfileRefused",
    "SpeakerRow",
    "answer",
    "confirm",
    "describe",
    "file_of",
    "give_photo",
    "give_slides",
    "is_in_programme",
    "link",
    "link_exact",
    "links",
    "note_in_draft",
    "remove_photo",
    "remove_slides",
    "roles_in",
    "take_back",
    "unlink",
]
