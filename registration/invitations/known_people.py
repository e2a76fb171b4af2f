"""People who are named: whether the event knows them already, and the row that they get."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import reduce
from operator import or_

from django.db.models import Q

from registration.invitations.particulars import Named
from registration.matching import same_email, same_name
from registration.models import InvitedOrganisation, ListConsent, MeetingRole, Participant

Identity = tuple[str, str]
"""By what a person is known at an event: address and name, in the forms that are compared."""


def identity(named: Named) -> Identity:
    """Of somebody who is named. Raises ValueError for an address whose domain cannot be written in ASCII."""
    return same_email(named.email), same_name(named.name)[:200]


def by_identity(people: Iterable[Participant]) -> Mapping[Identity, Participant]:
    """The rows by who they are."""
    return {(one.email_normalised, one.name_normalised): one for one in people}


def known(event: int, names: Iterable[Named]) -> list[int]:
    """Keys of the people among the names that the event has already, not yet locked."""
    asked = [Q(email_normalised=email, name_normalised=name) for email, name in map(identity, names)]
    if not asked:
        return []
    rows = Participant.objects.filter(reduce(or_, asked), event=event)
    return list(rows.order_by("pk").values_list("pk", flat=True))


def new_person(invited: InvitedOrganisation, named: Named, moment: datetime) -> Participant:
    """A row for somebody of the institution, not yet saved: they are asked for nothing yet, and have agreed to nothing."""
    return Participant(
        event=invited.event,
        invited=invited,
        honorific=named.honorific,
        name=named.name,
        position=named.position,
        organisation=invited.organisation,
        country=named.country or invited.organisation.country,
        email=named.email,
        role=MeetingRole.PARTICIPANT,
        consent_list=ListConsent.NONE,
        consent_photos=False,
        language=invited.language,
        created=moment,
        changed=moment,
    )


def stands_in_chain(old: Participant, new: Participant) -> bool:
    """Whether the chain cannot say that `new` replaces `old`: each replaces and is replaced once, and closes no ring."""
    one: Participant | None = old
    while one is not None:
        if one.pk == new.pk:
            return True
        one = one.replaces
    return new.replaces_id is not None or Participant.objects.filter(replaces=old).exists()
