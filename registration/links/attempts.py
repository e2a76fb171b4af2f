"""Guessed private links: a token that opens nothing has one answer, and a sender of many of them is told to wait.

A valid token is looked at first and always opens its page: a ministry of three hundred people is one IP address, and a
guest of its network must not shut them out. The signature of a forged one fails before the database is asked.
"""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from registration.links import tokens
from registration.links.private_pages import PageRefused, not_found
from registration.links.rate_limits import too_often
from registration.models import InvitedOrganisation, Participant

_ALL = "all"
_told_to_wait: dict[str, int] = {}
"""Senders, and all together, with the second (Unix time) until which this process counts no more of theirs."""


def participant_of(request: HttpRequest, token: str, purpose: tokens.Purpose) -> Participant:
    """The participant the token stands for. Raises PageRefused."""
    participant = tokens.load(token, purpose)
    if participant is None:
        raise nothing_here(request)
    return participant


def invited_of(request: HttpRequest, token: str) -> InvitedOrganisation | Participant:
    """The institution or the person whose invitation stands at `/i/<token>/`. Raises PageRefused."""
    found = tokens.load_institution(token) or tokens.load(token, "person")
    if found is None:
        raise nothing_here(request)
    return found


def nothing_here(request: HttpRequest, otherwise: PageRefused | None = None) -> PageRefused:
    """The answer to a token that opens nothing, whatever the reason: 404 (`otherwise` in its own words), and 429
    once the sender, or all senders together, tried too often (RFC 6585 §4). Each call counts one attempt.
    """
    seconds = _wait(request.META.get("REMOTE_ADDR") or "", timezone.now())
    if not seconds:
        return otherwise or not_found()
    return PageRefused(
        429,
        _("Too many attempts"),
        _("There is nothing at this address, and too many such addresses were asked for. A valid private link works "
          "all the time; please use the newest letter we sent you."),
        {"Retry-After": str(seconds)},
    )  # fmt: skip


def _wait(sender: str, moment: datetime) -> int:
    """Seconds the sender has to wait, 0 for none. Who waits already is not counted: a flood writes nothing."""
    now = int(moment.timestamp())
    until = max(_told_to_wait.get(one, 0) for one in (sender, _ALL))
    if until > now:
        return until - now
    waits = {sender: too_often(moment, guess=sender), _ALL: too_often(moment, guesses=_ALL)}
    for one, passed in list(_told_to_wait.items()):
        if passed <= now:
            _told_to_wait.pop(one, None)
    _told_to_wait.update({one: now + seconds for one, seconds in waits.items() if seconds})
    return max(waits.values())
