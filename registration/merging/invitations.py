"""Two invitations of one event that become one: the link that was sent, the further reply, and all people."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import Any, NamedTuple

from django.db import models
from django.db.models import Max
from django.utils.translation import gettext as _

from registration.invitations import promote_waiting
from registration.merging.summary import has_link, remarks
from registration.models import (
    ENDED,
    Delivery,
    InvitedOrganisation,
    Message,
    Participant,
    Reply,
    RolePlaces,
    State,
    standing,
)

FURTHER = (Reply.LISTED, Reply.INVITED, Reply.WITHDRAWN, Reply.DECLINED, Reply.ACCEPTED)
"""Replies, the further the later. Where people stand named, an ended one is none."""
_FILLED = ("deadline", "invitation_letter", "delegation", "rank")
_LETTER = ("focal_name", "focal_email", "cc", "deadline", "invitation_letter", "language")
"""What the focal point was written to with, and when they are to answer."""


class Joined(NamedTuple):
    """Which row stays, the values that it gets, the fields of the letter that the other had otherwise, and what people
    should know, a sentence each."""

    stays: InvitedOrganisation
    goes: InvitedOrganisation
    values: dict[str, Any]
    roles: dict[str, int]
    differing: tuple[str, ...]
    remarks: tuple[str, ...]


def joined(kept: InvitedOrganisation, gone: InvitedOrganisation) -> Joined:
    """The result of `join` for two invitations of one event: that of the organisation that stays, and the other. Writes nothing.

    The row stays whose link was sent, since links name the row; of two, the one that was opened, else `kept`.
    """
    stays, goes = (gone, kept) if _alive(gone) > _alive(kept) else (kept, gone)
    stands = Participant.objects.filter(invited__in=[kept, gone]).exclude(state__in=ENDED).exists()
    further = max(stays, goes, key=lambda one: _further(one.reply, stands))
    values: dict[str, Any] = {
        name: getattr(further, name) for name in ("reply", "decline_reason", "answered")
    }
    values |= _written(stays, goes)
    values["places"] = max(kept.places, gone.places)
    values["note"] = "\n".join(dict.fromkeys(note for note in (kept.note, gone.note) if note))
    for name, choose in (("invited_at", min), ("opened", min), ("last_contact", max), ("created", min)):
        values[name] = choose(
            (one for one in (getattr(kept, name), getattr(gone, name)) if one), default=None
        )
    differing = tuple(name for name in _LETTER if _lost(getattr(goes, name), values[name]))
    told = remarks(kept, gone, values, stays, differing)
    return Joined(stays, goes, values, _roles(kept, gone, values["places"]), differing, told)


def join(kept: InvitedOrganisation, gone: InvitedOrganisation, moment: datetime) -> Joined:
    """Make one invitation of two, as `joined` says, under locks that the caller holds.

    Who was confirmed beyond the places that there are now has the merge as reason; who waits goes behind those who
    wait. Where the event fills free places by itself, it does.
    """
    found = joined(kept, gone)
    stays, goes = found.stays, found.goes
    for name, value in found.values.items():
        setattr(stays, name, value)
    stays.save()
    for role, number in found.roles.items():
        RolePlaces.objects.update_or_create(invited=stays, role=role, defaults={"places": number})
    stays.role_places.exclude(role__in=found.roles).delete()
    goes.role_places.all().delete()
    _move_people(stays, goes)
    unsent = Message.objects.filter(invited=goes, purpose="institution").exclude(state=Delivery.SENT)
    unsent.update(link_version=stays.link_version)  # their link is that of the invitation that stays
    organisation = kept.organisation
    move_rows(stays, goes)
    goes.delete()
    stays.organisation = organisation
    stays.save(update_fields=["organisation"])
    promote_waiting(stays, moment)
    return found


def _alive(one: InvitedOrganisation) -> tuple[bool, bool]:
    """Whether it has a link that opens, and that was used."""
    return has_link(one), bool(one.opened)


def _written(stays: InvitedOrganisation, goes: InvitedOrganisation) -> dict[str, Any]:
    """The fields that letters use: as the one that stays has them, filled in from the other. Name and address are of one person."""
    focal = stays if stays.focal_email or not goes.focal_email else goes
    found: dict[str, Any] = {name: getattr(focal, name) for name in ("focal_name", "focal_email")}
    found |= {name: getattr(stays, name) or getattr(goes, name) for name in _FILLED}
    found["language"] = stays.language
    # Who was never written to gets no copies because of somebody else's list.
    alone = has_link(stays) and not has_link(goes)
    found["cc"] = list(stays.cc) if alone else list(dict.fromkeys([*stays.cc, *goes.cc]))
    return found


def _lost(old: Any, new: Any) -> bool:
    """Whether the joined invitation has something else than what one of the two had."""
    if isinstance(old, list):
        return not set(old) <= set(new)
    return bool(old) and old != new


def relations_to(model: type[models.Model]) -> list[Any]:
    """The relations of other rows to rows of `model`, also hidden ones and those of models to come."""
    return [
        relation
        for relation in model._meta.get_fields(include_hidden=True)
        if relation.auto_created and not relation.concrete and (relation.one_to_many or relation.one_to_one)
    ]


def move_rows(kept: models.Model, gone: models.Model) -> None:
    """Let all rows that point to `gone` point to `kept`, a row of the same model."""
    for relation in relations_to(type(gone)):
        rows = relation.related_model._base_manager.filter(**{relation.field.name: gone})
        rows.update(**{relation.field.name: kept})


def _further(reply: str, stands: bool) -> int:
    ended = reply in (Reply.DECLINED, Reply.WITHDRAWN)
    return -1 if stands and ended else FURTHER.index(Reply(reply))


def _roles(kept: InvitedOrganisation, gone: InvitedOrganisation, most: int) -> dict[str, int]:
    """The larger number of each role that both limit; a role that one of them does not limit has no limit."""
    one, other = (dict(each.role_places.values_list("role", "places")) for each in (kept, gone))
    return {role: min(most, max(one[role], other[role])) for role in one if role in other}


def _move_people(kept: InvitedOrganisation, gone: InvitedOrganisation) -> None:
    """People with their places: beyond the number that there are now, with the reason; waiting, behind the others."""
    stands = standing(kept)
    roles = Counter(stands.confirmed)
    last = kept.people.aggregate(last=Max("waiting_number"))["last"] or 0
    for one in gone.people.order_by("waiting_number", "pk"):
        if one.state == State.WAITING:
            last += 1
            one.waiting_number = last
        elif one.state == State.CONFIRMED:
            limit = stands.roles.get(one.delegation_role)
            full = sum(roles.values()) >= stands.places
            if full or (limit is not None and roles[one.delegation_role] >= limit):
                one.over_quota_reason = one.over_quota_reason or _(
                    "two entries of the organisation were merged"
                )
            roles[one.delegation_role] += 1
        one.invited = kept
        one.save(update_fields=["invited", "waiting_number", "over_quota_reason"])
