"""What a person agrees to, or no longer: said on their own page, or to the secretariat, and kept with what they read."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from registration.audit import Actor, record
from registration.invitations import quotas as places
from registration.invitations.capacities import check
from registration.invitations.particulars import keep_consents
from registration.invitations.transitions import after
from registration.models import Participant, RegistrationDesk


def agree(
    participant: Participant, consent_list: str, consent_photos: bool | None, actor: Actor, moment: datetime
) -> Participant:
    """Keep what the person says of the list of participants (a `ListConsent`) and of photographs; '' and None: of that,
    nothing was said.

    It counts at once, and depends on nothing else in the registration. Each word is kept with the event's wording as it
    stands now, also where the same was said before. Raises VerbRefused.
    """
    with transaction.atomic():
        locked = places.lock(participant)
        after("agree", locked)
        check("agree", actor, locked)
        words = {"consent_list": consent_list or None, "consent_photos": consent_photos}
        said = [name for name, value in words.items() if value is not None]
        if not said:
            return locked
        for name in said:
            setattr(locked, name, words[name])
        locked.consent_wording = RegistrationDesk.objects.of(locked.event).consent_wording
        locked.consent_moment = locked.changed = moment
        locked.save(update_fields=[*said, "consent_wording", "consent_moment", "changed"])
        keep_consents(locked, said)
        record(locked, "agree", actor, moment, fields=said)
        return locked
