"""Letters to the focal points of invited institutions; they are composed as those to participants are (`messages`)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.translation import override

from registration import links, models
from registration.letters.deadlines import deadline_words
from registration.letters.outbox import Post, drawn, event_facts, queue, send
from registration.models import (
    Delivery,
    InvitedOrganisation,
    Message,
    Participant,
    Reply,
    State,
)


def invitation(invited: InvitedOrganisation, moment: datetime) -> Message:
    """The institution is invited: how many places, until when to answer, and the link at which it names people."""
    return queue(_written("invitation", invited, moment, linked=True))


REMINDERS = ("invitation_reminder", "names_reminder")
"""Drafts of these are sent, written anew or discarded; an institution has one at a time."""


def invitation_reminder(invited: InvitedOrganisation, moment: datetime) -> Message:
    """A draft that asks once more for an answer; it takes the place of a reminder that lies there already."""
    _clear_reminders(invited)
    return _composed("invitation_reminder", invited, moment, linked=True)


def names_reminder(invited: InvitedOrganisation, moment: datetime) -> Message:
    """A draft that says how many are named, and asks for the others; it takes the place of one that lies there."""
    _clear_reminders(invited)
    return _composed("names_reminder", invited, moment, linked=True)


def reminder_kind(invited: InvitedOrganisation) -> str:
    """Which reminder the institution is to get: for names, once it takes part or somebody of it is known."""
    is_known = invited.reply == Reply.ACCEPTED or models.named(invited) > 0
    return "names_reminder" if is_known else "invitation_reminder"


def words_now(message: Message, invited: InvitedOrganisation) -> str:
    """The text that a letter to the institution would have if it were written now."""
    return _written(message.kind, invited, message.created, linked=True).text


def shown_before(invited: InvitedOrganisation, moment: datetime) -> Message:
    """The invitation as it will be sent, not saved: to be looked at before."""
    return _written("invitation", invited, moment, linked=True)


def invitation_declined(invited: InvitedOrganisation, moment: datetime) -> Message:
    """We have noted that the institution does not take part; the link goes on working, should it change its mind."""
    return queue(_written("invitation_declined", invited, moment, linked=True))


def invitation_withdrawn(invited: InvitedOrganisation, moment: datetime) -> Message:
    """The invitation is taken back; the link no longer works."""
    return queue(_written("invitation_withdrawn", invited, moment, linked=False))


def names_proposed(
    invited: InvitedOrganisation, people: Sequence[Participant], moment: datetime
) -> Message | None:
    """The focal point is told who was named through the institution's link; None where no focal point is known."""
    if not invited.focal_email:
        return None
    names = [one.full_name for one in people]
    return queue(_written("names_proposed", invited, moment, linked=True, names=names))


def names_changed(
    invited: InvitedOrganisation | None,
    moment: datetime,
    *,
    named: Sequence[Participant] = (),
    gone: Sequence[Participant] = (),
    post: Post | None = None,
) -> Message | None:
    """The focal point is told which people the secretariat has named, and who no longer comes.

    None where no focal point is known, or the institution was not written to before.
    """
    if invited is None or not invited.focal_email or invited.reply not in (Reply.INVITED, Reply.ACCEPTED):
        return None
    names = {"named": [one.full_name for one in named], "gone": [one.full_name for one in gone]}
    return send(_written("names_changed", invited, moment, linked=True, post=post, **names), post)


def _clear_reminders(invited: InvitedOrganisation) -> None:
    Message.objects.filter(invited=invited, kind__in=REMINDERS, state=Delivery.DRAFT).delete()


def person_answered(
    invited: InvitedOrganisation,
    person: Participant,
    invited_as: str,
    moment: datetime,
    post: Post | None = None,
) -> Message | None:
    """The focal point is told that somebody accepted or declined, and the name they were invited under (`invited_as`, with
    title) where they accept under another name. None where no focal point is known, or the invitation is taken back.
    """
    if not invited.focal_email or invited.reply == Reply.WITHDRAWN:
        return None
    words = {
        "who": person.full_name,
        "invited_as": invited_as,
        "declined": person.state == State.DECLINED,
        "state": State(person.state).label,
    }
    return send(_written("person_answered", invited, moment, linked=True, post=post, **words), post)


def link_renewed(invited: InvitedOrganisation, moment: datetime) -> Message:
    """The institution has a new link; the old one no longer works."""
    return queue(_written("link_renewed", invited, moment, linked=True))


def _composed(
    kind: str, invited: InvitedOrganisation, moment: datetime, *, linked: bool, **more: Any
) -> Message:
    """A draft of the letter in the institution's language, saved."""
    message = _written(kind, invited, moment, linked=linked, **more)
    message.save(force_insert=True)
    return message


def _written(
    kind: str,
    invited: InvitedOrganisation,
    moment: datetime,
    *,
    linked: bool,
    post: Post | None = None,
    **more: Any,
) -> Message:
    """A draft of the letter in the institution's language, not yet saved."""
    post = post or Post(invited.event)
    if kind == "names_reminder":
        more = {**more, "named_number": models.named(invited)}
    return Message(
        event=invited.event,
        invited=invited,
        kind=kind,
        to=[invited.focal_email],
        cc=invited.cc,
        reply_to=post.settings.reply_to,
        purpose="institution" if linked else "",
        link_version=invited.link_version,
        **drawn(kind, invited.language, {**_context(invited, post, linked=linked), **more}),
        created=moment,
        due=moment,
    )


def _context(invited: InvitedOrganisation, post: Post, *, linked: bool) -> dict[str, Any]:
    """The context of the templates. The deadline stands on the institution's own clock."""
    programme = post.programme
    facts: dict[str, Any] = {"event_title": str(invited.event)}
    if programme is not None:
        facts = dict(event_facts(programme, invited.language))
    with override(invited.language):
        deadline = deadline_words(invited, programme)[0]
    return {
        **facts,
        "addressee": invited.focal_name or str(invited.organisation),
        "language": invited.language,
        "organisation": invited.organisation,
        "invitation_letter": invited.invitation_letter,
        "places": invited.places,
        "deadline": deadline,
        "decline_reason": invited.decline_reason,
        "contact": post.settings.contact or post.settings.reply_to,
        "link": f"{settings.BASE_URL}{links.path('institution', links.SHOWN)}" if linked else "",
        "link_words": "institution",
    }
