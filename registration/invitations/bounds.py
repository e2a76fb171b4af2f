"""Limits of naming by an institution's link: a link can be forwarded, and each name is a letter."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from registration.audit import INSTITUTION_LINK, Actor
from registration.invitations.transitions import VerbRefused
from registration.models import ENDED, AuditEntry, InvitedOrganisation, Participant, State

DAY = timedelta(days=1)


def most_standing(invited: InvitedOrganisation) -> int:
    """The most people named by the link at a time."""
    return invited.places + 5


def most_letters(invited: InvitedOrganisation) -> int:
    """The most letters that the link may cause within a day, to people it names."""
    return 3 * invited.places + 10


def check_bounds(
    invited: InvitedOrganisation, actor: Actor, moment: datetime, *, letters: int, more: int
) -> None:
    """Raise VerbRefused where the link would name too many: `letters` are those to go out now, `more` the people who
    stand after it and did not before. Counted in the database; the institution's row is locked. Nobody else is bound.
    """
    if actor.capacity != "institution link" or not letters:
        return
    if more and _standing(invited) + more > most_standing(invited):
        sentence = _(
            "By this link at most %(count)s people can stand named at a time. Please ask the secretariat."
        )
        raise VerbRefused(sentence % {"count": most_standing(invited)})
    if _letters(invited, moment) + letters > most_letters(invited):
        sentence = _(
            "By this link at most %(count)s people can be written to within a day. Please ask the secretariat."
        )
        raise VerbRefused(sentence % {"count": most_letters(invited)})


def _standing(invited: InvitedOrganisation) -> int:
    """The people that nobody with authority named."""
    return Participant.objects.filter(invited=invited, endorsed=False).exclude(state__in=ENDED).count()


def _letters(invited: InvitedOrganisation, moment: datetime) -> int:
    """Each time that the link named somebody within the day was a letter; of who was replaced the entry does not count."""
    entries = AuditEntry.objects.filter(
        participant__invited=invited,
        actor=INSTITUTION_LINK.name,
        verb__in=("nominate", "invite", "replace"),
        moment__gt=moment - DAY,
    )
    return entries.exclude(details__to=State.REPLACED.value).count()
