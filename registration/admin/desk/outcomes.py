"""Messages after a verb was done for a participant."""

from __future__ import annotations

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from registration import invitations, models
from registration.models import Participant, State

_DONE = {
    "confirm": _("%(name)s is confirmed; the letter is in the outbox."),
    "accept": _("%(name)s is confirmed; the letter is in the outbox."),
    "decline": _("That %(name)s declines is noted; the letter is in the outbox."),
    "refuse": _("%(name)s is refused; the letter is in the outbox."),
    "withdraw": _("%(name)s is withdrawn; the letter is in the outbox."),
    "reopen": _("%(name)s awaits confirmation again; the letter is in the outbox."),
    "nominate": _("%(name)s is named, and awaits confirmation; the letter is in the outbox."),
    "invite": _("%(name)s gets a personal link; the letter is in the outbox."),
    "replace": _("%(name)s is named instead; the letters are in the outbox."),
}


_WAITS = _("%(name)s is on the waiting list, number %(number)s; the letter is in the outbox.")


def outcome(verb: str, person: Participant) -> str:
    """The message after the verb; for a person without a free place, their number on the waiting list."""
    sentence = _WAITS if person.state == State.WAITING else _DONE[verb]
    return str(sentence) % {"name": person.full_name, "number": models.number_of(person)}


def passed_over(*people: Participant) -> str:
    """A sentence that names who stands before these people of one institution in line for a free place, or ''."""
    first = invitations.passed_over(*people)
    if first is None:
        return ""
    sentence = gettext("Number %(number)s on the waiting list, %(name)s, is before them.")
    return sentence % {"number": models.number_of(first), "name": first.full_name}
