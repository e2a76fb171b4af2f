"""Who acted, and the entry that each act leaves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User

from registration.models import AuditEntry, Participant


@dataclass(frozen=True)
class Actor:
    """Who does something: a signed-in member of staff, or in words someone else."""

    name: str
    user: User | None = None

    @classmethod
    def staff(cls, user: User) -> Actor:
        """The signed-in member of staff, under their sign-in name."""
        return cls(user.get_username()[:200], user)


WEB_FORM = Actor("web form")
LINK_HOLDER = Actor("participant, by private link")


def record(participant: Participant, verb: str, actor: Actor, moment: datetime, **details: Any) -> AuditEntry:
    """Write the entry. `details` are names of fields, states and numbers: no token, no address, no text of a person."""
    return AuditEntry.objects.create(
        event_id=participant.event_id,
        participant=participant,
        moment=moment,
        actor=actor.name,
        user=actor.user,
        verb=verb,
        details=details,
    )
