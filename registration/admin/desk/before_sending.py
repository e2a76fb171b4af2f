"""The preview before an invitation is sent: the letter as it will be, its readers, and what is missing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agenda.models import Event, Session
from agenda.programme import clocks
from registration import letters
from registration.models import InvitedOrganisation, Message, RegistrationSettings


class Before(NamedTuple):
    """The letter to the first of the institutions (None: nobody can be written to), who gets one, warnings."""

    letter: Message | None
    to: Sequence[tuple[str, str]]
    """Institution and addresses of each."""
    warnings: Sequence[str]


def before(event: Event, institutions: Sequence[InvitedOrganisation], moment: datetime) -> Before:
    """Of institutions of the event that are to be invited at `moment` (aware)."""
    written_to = [one for one in institutions if one.focal_email]
    return Before(
        letters.shown_before(written_to[0], moment) if written_to else None,
        [(str(one.organisation), ", ".join([one.focal_email, *one.cc])) for one in written_to],
        [*_of_event(event, moment), *_of_institutions(institutions, moment)],
    )


def _of_event(event: Event, moment: datetime) -> list[str]:
    desk = RegistrationSettings.objects.of(event)
    last = Session.objects.filter(event=event).aggregate(last=Max("day"))["last"]
    found = []
    if not (desk.contact or desk.reply_to):
        found.append(
            _("The letter names nobody to ask: write a contact or a reply address on the registration desk.")
        )
    elif not desk.reply_to:
        found.append(
            _("No reply address is written on the registration desk: answers go to the address that sends.")
        )
    if last is not None and last < clocks.local_date(moment, event.timezone):
        found.append(_("The meeting is past: its last day was %s.") % clocks.date_words(last))
    return found


def _of_institutions(institutions: Sequence[InvitedOrganisation], moment: datetime) -> list[str]:
    without = [one for one in institutions if one.deadline is None]
    past = [one for one in institutions if one.deadline is not None and one.deadline <= moment]
    nobody = [one for one in institutions if not one.focal_email]
    return [
        text % {"names": "; ".join(str(one.organisation) for one in rows)}
        for rows, text in (
            (nobody, _("Nobody to write to, since no e-mail address is known: %(names)s.")),
            (
                without,
                ngettext("No deadline is set: %(names)s.", "No deadlines are set: %(names)s.", len(without)),
            ),
            (
                past,
                ngettext(
                    "The deadline has passed: %(names)s.", "The deadlines have passed: %(names)s.", len(past)
                ),
            ),
        )
        if rows
    ]
