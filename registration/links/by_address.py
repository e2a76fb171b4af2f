"""Rows of an e-mail address, over all events: the people it stands for, and the institutions it answers for."""

from __future__ import annotations

from django.db.models import Q

from registration.matching import same_email
from registration.models import InvitedOrganisation, Participant, Reply, with_numbers

ANSWERABLE = (Reply.INVITED, Reply.ACCEPTED, Reply.DECLINED)
"""Replies of the institutions that a focal point has a page of: invited, and not asked to stay away since."""


def address_of(written: str) -> str:
    """The form of an address that is compared; '' where it is none."""
    try:
        return same_email(written)
    except ValueError:
        return ""


def people_of(address: str) -> list[Participant]:
    """Everybody that this compared address stands for, by event and name; nobody whose data are erased."""
    if not address:
        return []
    rows = with_numbers(Participant.objects.filter(email_normalised=address, erased__isnull=True))
    return list(
        rows.select_related("event", "organisation", "invited__organisation").order_by(
            "event", "sort_name", "pk"
        )
    )


def institutions_of(address: str) -> list[InvitedOrganisation]:
    """The invited institutions whose focal point has this compared address; a copy (cc) gives no right."""
    if not address:
        return []
    wanted = Q(focal_email__iexact=address) | Q(focal_email__iexact=_in_own_letters(address))
    rows = InvitedOrganisation.objects.filter(wanted, reply__in=ANSWERABLE)
    found = rows.select_related("event", "organisation", "delegation", "invitation_letter").order_by(
        "event", "pk"
    )
    return [one for one in found if address_of(one.focal_email) == address]


def is_known(address: str) -> bool:
    """Whether anything belongs to this compared address."""
    if not address:
        return False
    people = Participant.objects.filter(email_normalised=address, erased__isnull=True)
    return people.exists() or bool(institutions_of(address))


def _in_own_letters(address: str) -> str:
    """The address with its domain as people write it (IDNA, RFC 3490 §4.2)."""
    local, at, domain = address.rpartition("@")
    try:
        return f"{local}{at}{domain.encode('ascii').decode('idna')}"
    except UnicodeError:
        return address
