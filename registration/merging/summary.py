"""Sentences on two organisations that become one, before it is done and after."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from agenda.programme import clocks
from registration.matching import same_name
from registration.models import ENDED, InvitedOrganisation, Organisation, Participant, Reply, State


def has_link(invited: InvitedOrganisation) -> bool:
    """Whether its link was sent and was not ended since, as taking an invitation back does."""
    return bool(invited.invited_at) and invited.reply != Reply.WITHDRAWN


def remarks(
    kept: InvitedOrganisation,
    gone: InvitedOrganisation,
    values: dict[str, Any],
    stays: InvitedOrganisation,
    differing: Sequence[str],
) -> tuple[str, ...]:
    """Remarks on values that are not simply joined when two invitations of one event become one.

    `kept` is of the organisation that stays, `stays` the row that does; `differing` are fields of the letter that the
    row that goes has otherwise.
    """
    goes = gone if stays is kept else kept
    words = {"event": kept.event, "one": kept.places, "other": gone.places, "places": values["places"]}
    words |= {"reply": Reply(values["reply"]).label, "name": stays.organisation}
    found = [_("%(event)s: both are invited and become one invitation. It is: %(reply)s.") % words]
    if kept.places != gone.places:
        found.append(
            _(
                "%(event)s: they have %(one)s and %(other)s places. The larger number, %(places)s, stays; correct it where you meant the sum."
            )
            % words
        )
    if has_link(stays) and not has_link(goes):
        found.append(
            _("%(event)s: only %(name)s was invited. Its link and its letter stay, and open as before.")
            % words
        )
    found += [f"{kept.event}: {line}" for line in _differences(goes, values, differing)]
    if has_link(goes):
        told = _(
            "%(event)s: both were sent a link. That of %(name)s still opens, the other does not. Remind the focal point to send it again."
        )
        found.append(told % words)
    return (*found, *_too_many(kept, gone, words))


def twice(kept: Organisation, gone: Organisation) -> tuple[str, ...]:
    """People of the same name at one event, one in each organisation: likely one person, who stays twice."""
    people = Participant.objects.filter(organisation__in=[kept, gone], erased__isnull=True)
    names: defaultdict[tuple[int, str], dict[int, str]] = defaultdict(dict)
    events = {}
    for one in people.exclude(state__in=ENDED).select_related("event").order_by("event", "pk"):
        events[one.event_id] = one.event
        names[one.event_id, same_name(one.name)][one.organisation_id] = one.name
    sentence = _("%(event)s: %(name)s is in both, and is likely one person twice. Look after the merge.")
    return tuple(
        sentence % {"event": events[event], "name": found[kept.pk]}
        for (event, _name), found in names.items()
        if len(found) > 1
    )


def _differences(goes: InvitedOrganisation, values: dict[str, Any], differing: Sequence[str]) -> list[str]:
    """A sentence for what stays and what does not, field by field; name and address are one."""
    zone = goes.event.timezone

    def focal(name: str, address: str) -> str:
        return f"{name} <{address}>" if address else name

    def clock(moment: Any) -> str:
        return f"{clocks.wall_of(moment, zone)[0]:%Y-%m-%d %H:%M} ({zone})"

    found = []
    if {"focal_name", "focal_email"} & set(differing):
        new = focal(values["focal_name"], values["focal_email"])
        found.append((_("focal point"), new, focal(goes.focal_name, goes.focal_email)))
    if "cc" in differing:
        lost = [one for one in goes.cc if one not in values["cc"]]
        found.append((_("cc"), "; ".join(values["cc"]) or "–", "; ".join(lost)))
    if "deadline" in differing:
        found.append((_("deadline"), clock(values["deadline"]), clock(goes.deadline)))
    for name, label in (("invitation_letter", _("letter of invitation")), ("language", _("language"))):
        if name in differing:
            found.append((label, str(values[name]), str(getattr(goes, name))))
    sentence = _("%(what)s: %(new)s stays, %(old)s does not.")
    return [sentence % {"what": what, "new": new, "old": old} for what, new, old in found]


def _too_many(kept: InvitedOrganisation, gone: InvitedOrganisation, words: dict[str, Any]) -> list[str]:
    """Where more are confirmed than there are places after it."""
    confirmed = Participant.objects.filter(invited__in=[kept, gone], state=State.CONFIRMED).count()
    if confirmed <= words["places"]:
        return []
    sentence = _(
        "%(event)s: %(number)s are confirmed for %(places)s places. All stay; who is beyond the places is marked so, with the merge as reason."
    )
    return [sentence % {**words, "number": confirmed}]
