"""Arrangements of the secretariat for a participant, besides their particulars: role in the delegation, copies, consents heard."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from registration import locks, models
from registration.audit import Actor, record
from registration.invitations.capacities import check
from registration.invitations.particulars import keep_consents
from registration.invitations.transitions import VerbRefused, after
from registration.invitations.waiting_list import promote_waiting
from registration.models import DelegationRole, Participant, RegistrationSettings, State


def arrange(
    participant: Participant, actor: Actor, moment: datetime, *, delegation_role: str, cc: Sequence[str]
) -> Participant:
    """Set the role in the delegation and who gets copies of letters. By staff.

    Raises VerbRefused, also where somebody with a place would take one more than the role has.
    """
    with transaction.atomic():
        locked = locks.lock(participant, with_waiting=True)
        after("correct", locked)
        if actor.capacity != "staff":
            raise VerbRefused(_("Only the secretariat can change this."))
        wanted = {"delegation_role": delegation_role, "cc": list(cc)}
        changed = [name for name, value in wanted.items() if getattr(locked, name) != value]
        if not changed:
            return locked
        if "delegation_role" in changed:
            _check_room(locked, delegation_role)
        for name in changed:
            setattr(locked, name, wanted[name])
        locked.changed = moment
        locked.save(update_fields=[*changed, "changed"])
        record(locked, "correct", actor, moment, fields=changed)
        if "delegation_role" in changed:
            promote_waiting(locked.invited, moment)  # room in the old role, or for them in the new one
        return Participant.objects.select_related("event", "organisation", "invited").get(pk=locked.pk)


def note_consents(
    participant: Participant,
    actor: Actor,
    moment: datetime,
    *,
    consent_list: str = "",
    consent_photos: bool | None = None,
) -> Participant:
    """Write down what a person said of the list of participants and of photographs; '' and None: of that, nothing.

    It is kept as `agree` keeps it. By staff. Raises VerbRefused.
    """
    if actor.capacity != "staff":
        raise VerbRefused(_("Only the secretariat can change this."))
    if not consent_list and consent_photos is None:
        raise VerbRefused(_("Choose what the person said, of the list or of photographs."))
    return agree(participant, consent_list, consent_photos, actor, moment)


def _check_room(participant: Participant, role: str) -> None:
    """Somebody confirmed within the places moves only to a role that has one left; the institution is locked."""
    if participant.invited is None or participant.state != State.CONFIRMED or participant.over_quota_reason:
        return
    stands = models.standing(participant.invited)
    limit = stands.roles.get(role)
    if limit is not None and stands.confirmed.get(role, 0) >= limit:
        sentence = _("%(organisation)s has no free place as %(role)s. %(name)s keeps the role they have.")
        words = {
            "organisation": participant.invited,
            "role": DelegationRole(role).label,
            "name": participant.full_name,
        }
        raise VerbRefused(sentence % words)


def agree(
    participant: Participant, consent_list: str, consent_photos: bool | None, actor: Actor, moment: datetime
) -> Participant:
    """Keep what the person says of the list of participants (a `ListConsent`) and of photographs; '' and None: of that,
    nothing was said.

    It counts at once, and depends on nothing else in the registration. Each word is kept with the event's wording as it
    stands now, also where the same was said before. Raises VerbRefused.
    """
    with transaction.atomic():
        locked = locks.lock(participant)
        after("agree", locked)
        check("agree", actor, locked)
        words = {"consent_list": consent_list or None, "consent_photos": consent_photos}
        said = [name for name, value in words.items() if value is not None]
        if not said:
            return locked
        for name in said:
            setattr(locked, name, words[name])
        locked.consent_wording = RegistrationSettings.objects.of(locked.event).consent_wording
        locked.consent_moment = locked.changed = moment
        locked.save(update_fields=[*said, "consent_wording", "consent_moment", "changed"])
        keep_consents(locked, said)
        record(locked, "agree", actor, moment, fields=said)
        return locked
