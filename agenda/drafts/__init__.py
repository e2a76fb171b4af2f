"""Draft rows and frozen values, both ways; every change of a draft as a step; remarks of reviewers."""

from agenda.drafts.freezing import (
    NotPublishable,
    draft_as_is,
    draft_if_readable,
    draft_of,
    freeze,
    with_parts,
)
from agenda.drafts.thawing import event_fields, write

__all__ = [
    "NotPublishable",
    "draft_as_is",
    "draft_if_readable",
    "draft_of",
    "event_fields",
    "freeze",
    "reviews",
    "steps",
    "with_parts",
    "write",
]
