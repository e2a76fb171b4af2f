"""Two invitations of one event that become one: the larger number of places, the further reply, and all people."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import Any, NamedTuple

from django.db import models
from django.db.models import Max
from django.utils.translation import gettext as _

from registration import places
from registration.invitations.line import settled_line
from registration.models import InvitedOrganisation, Message, Participant, RolePlaces
from registration.states import ENDED, Delivery, Reply, State

FURTHER = (Reply.LISTED, Reply.INVITED, Reply.WITHDRAWN, Reply.DECLINED, Reply.ACCEPTED)
"""Replies, the further the later. Where people stand named, an ended one is none."""
_FILLED = ("focal_name", "focal_email", "deadline", "instrument", "delegation", "rank")


class Joined(NamedTuple):
    """The values that an invitation gets from another, and what people should know of it, a sentence each."""

    values: dict[str, Any]
    roles: dict[str, int]
    remarks: tuple[str, ...]


def joined(kept: InvitedOrganisation, gone: InvitedOrganisation) -> Joined:
    """What `join` makes of two invitations of one event. Writes nothing."""
    stands = Participant.objects.filter(invited__in=[kept, gone]).exclude(state__in=ENDED).exists()
    further = gone if _further(gone.reply, stands) > _further(kept.reply, stands) else kept
    values: dict[str, Any] = {
        name: getattr(further, name) for name in ("reply", "decline_reason", "answered")
    }
    values |= {name: getattr(kept, name) or getattr(gone, name) for name in _FILLED}
    values["places"] = max(kept.places, gone.places)
    values["cc"] = list(dict.fromkeys([*kept.cc, *gone.cc]))
    values["note"] = "\n".join(dict.fromkeys(note for note in (kept.note, gone.note) if note))
    for name, choose in (("invited_at", min), ("opened", min), ("last_contact", max), ("created", min)):
        values[name] = choose(
            (one for one in (getattr(kept, name), getattr(gone, name)) if one), default=None
        )
    return Joined(values, _roles(kept, gone, values["places"]), _remarks(kept, gone, values))


def join(kept: InvitedOrganisation, gone: InvitedOrganisation, moment: datetime) -> tuple[str, ...]:
    """Make one invitation of two, under locks that the caller holds; the sentences of `joined`.

    Who was confirmed beyond the places that there are now has the merge as reason; who waits goes behind those who
    wait. Where the event fills free places by itself, it does.
    """
    found = joined(kept, gone)
    for name, value in found.values.items():
        setattr(kept, name, value)
    kept.save()
    for role, number in found.roles.items():
        RolePlaces.objects.update_or_create(invited=kept, role=role, defaults={"places": number})
    kept.role_places.exclude(role__in=found.roles).delete()
    gone.role_places.all().delete()
    _move_people(kept, gone)
    unsent = Message.objects.filter(invited=gone, purpose="institution").exclude(state=Delivery.SENT)
    unsent.update(generation=kept.generation)  # their link is that of the invitation that stays
    move_rows(kept, gone)
    gone.delete()
    settled_line(kept, moment)
    return found.remarks


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


def _remarks(kept: InvitedOrganisation, gone: InvitedOrganisation, values: dict[str, Any]) -> tuple[str, ...]:
    """What is not simply put together."""
    words = {
        "event": kept.event,
        "one": kept.places,
        "other": gone.places,
        "places": values["places"],
        "reply": Reply(values["reply"]).label,
    }
    found = [
        _("%(event)s: both are invited and become one invitation. It is: %(reply)s.") % words,
    ]
    if kept.places != gone.places:
        found.append(
            _(
                "%(event)s: they have %(one)s and %(other)s places. The larger number, %(places)s, stays; correct it where you meant the sum."
            )
            % words
        )
    if gone.invited_at:
        found.append(
            _("%(event)s: the link that was sent to the other no longer opens. Send the invitation again.")
            % words
        )
    return tuple(found)


def _move_people(kept: InvitedOrganisation, gone: InvitedOrganisation) -> None:
    """People with their places: beyond the number that there are now, with the reason; waiting, behind the others."""
    stands = places.standing(kept)
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
                one.over_quota = one.over_quota or _("two entries of the organisation were merged")
            roles[one.delegation_role] += 1
        one.invited = kept
        one.save(update_fields=["invited", "waiting_number", "over_quota"])
