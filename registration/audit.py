"""The audit trail: who acted, and the entry that each act leaves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any, Literal

from django.contrib.auth.models import User
from django.db.models import Q

from registration.models import AuditEntry, InvitedOrganisation, Participant

Capacity = Literal["staff", "focal point", "institution link", "person", "form", "system"]
"""By what right somebody acts. Who holds an institution's link may propose; its focal point, signed in, decides."""


@dataclass(frozen=True)
class Actor:
    """The person who acts: a signed-in member of staff, or another person in words.

    `channel` (a `states.Channel`) and `said` tell how and when staff heard what they write down for someone.
    """

    name: str
    user: User | None = None
    capacity: Capacity = "system"
    channel: str = ""
    said: date | None = None

    @classmethod
    def staff(cls, user: User, channel: str = "", said: date | None = None) -> Actor:
        """The signed-in member of staff, under their sign-in name; for someone who spoke by `channel` on `said`."""
        return cls(user.get_username()[:200], user, "staff", channel, said)

    @property
    def can_confirm(self) -> bool:
        """Whether they may give places: staff, and a focal point who is signed in."""
        return self.capacity in ("staff", "focal point", "system")


WEB_FORM = Actor("web form", capacity="form")
LINK_HOLDER = Actor("participant, by private link", capacity="person")
INSTITUTION_LINK = Actor("institution, by its link", capacity="institution link")
FOCAL_POINT = Actor("focal point, signed in", capacity="focal point")


def record(
    participant: Participant,
    verb: str,
    actor: Actor,
    moment: datetime,
    into: list[AuditEntry] | None = None,
    /,
    **details: Any,
) -> AuditEntry:
    """Write the entry, or put it `into` a list of those that are written together.

    `details` are names of fields, states and numbers: no token, no address, no text of a person.
    """
    _contacted(participant.invited_id, actor, moment)
    entry = _entry(participant.event_id, verb, actor, moment, details, participant=participant)
    if into is None:
        entry.save(force_insert=True)
    else:
        into.append(entry)
    return entry


def record_reply(
    invited: InvitedOrganisation, verb: str, actor: Actor, moment: datetime, **details: Any
) -> AuditEntry:
    """Write the entry of what was done with an institution's invitation; `details` as for `record`."""
    when = _contacted(invited.pk, actor, moment)
    if when is not None and (invited.last_contact is None or invited.last_contact < when):
        invited.last_contact = when
    entry = _entry(invited.event_id, verb, actor, moment, details, invited=invited)
    entry.save(force_insert=True)
    return entry


def _contacted(invited: int | None, actor: Actor, moment: datetime) -> datetime | None:
    """Note that staff heard from the institution as its last contact; the moment of it, or None.

    A day that they name counts from its noon in UTC, which is that day nearly everywhere; contact never moves back.
    """
    if invited is None or actor.capacity != "staff" or not actor.channel:
        return None
    when = min(moment, datetime.combine(actor.said, time(12), UTC)) if actor.said else moment
    earlier = Q(last_contact__isnull=True) | Q(last_contact__lt=when)
    InvitedOrganisation.objects.filter(earlier, pk=invited).update(last_contact=when)
    return when


def _entry(
    event_id: int, verb: str, actor: Actor, moment: datetime, details: dict[str, Any], **of: Any
) -> AuditEntry:
    if actor.channel:
        details["by"] = actor.channel
    if actor.said:
        details["on"] = actor.said.isoformat()
    return AuditEntry(
        event_id=event_id,
        moment=moment,
        actor=actor.name,
        user=actor.user,
        verb=verb,
        details=details,
        **of,
    )
