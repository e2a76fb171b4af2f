"""Audit entries in words: how it was heard and when, states, fields."""

from __future__ import annotations

from typing import Any

import pytest

from registration.admin.desk import audit_trail
from registration.models import AuditEntry


@pytest.mark.parametrize(("of", "details", "words"), [
    ({}, {"by": "phone", "on": "2026-09-03", "from": "invited", "to": "accepted"},
     "by phone, 3 September 2026 · invited, no answer yet → takes part"),
    ({"participant_id": 1}, {"from": "nominated", "to": "declined"}, "awaiting confirmation → declined"),
    ({"participant_id": 1}, {"to": "confirmed"}, "confirmed"),
    ({}, {"fields": ["note", "places"]}, "fields: note, places"),
    ({}, {"by": "fax", "to": "elsewhere"}, "fax · elsewhere"),
    ({}, {}, ""),
])  # fmt: skip
def test_what_an_entry_says(of: dict[str, Any], details: dict[str, Any], words: str) -> None:
    assert audit_trail.said_words(AuditEntry(verb="accept", details=details, **of)) == words


def test_fields_are_called_as_on_pages_and_questions_by_their_words() -> None:
    entry = AuditEntry(
        participant_id=1,
        verb="correct",
        details={
            "fields": ["focal_email", "role_places", "own_script", "somebody_else"],
            "headed": True,
            "role": "speaker",
        },
    )
    assert audit_trail.said_words(entry) == (
        "fields: e-mail of the focal point, places by role, name in its own script, somebody else · "
        "no longer head of delegation, takes part as: speaker or moderator"
    )
    entry = AuditEntry(participant_id=1, verb="answer questions", details={"keys": ["visa", "gone"]})
    assert audit_trail.said_words(entry, {"visa": "Your visa?"}) == "answers to: Your visa?; gone"
