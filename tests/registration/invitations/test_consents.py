"""What a person agrees to, or no longer: at once, with the wording's version and the moment, whatever else is missing."""

from __future__ import annotations

from datetime import timedelta

import pytest

from registration import invitations
from registration.audit import FOCAL_POINT, LINK_HOLDER
from registration.invitations import VerbRefused
from registration.models import AuditEntry, Consent, Participant
from tests.registration import factories
from tests.registration.factories import MOMENT

pytestmark = pytest.mark.django_db
LATER = MOMENT + timedelta(days=1)


def kept() -> list[tuple[object, ...]]:
    return list(Consent.objects.order_by("pk").values_list("about", "choice", "wording", "moment"))


def test_a_consent_is_taken_back_at_once() -> None:
    event = factories.event()
    factories.desk(event, consent_wording="2026-11-b")
    person = factories.participant(
        event, consent_list="public", consent_photos=True, position="", sex="", state="confirmed"
    )
    invitations.agree(person, "none", False, LINK_HOLDER, LATER)
    row = Participant.objects.get()
    said = (row.consent_list, row.consent_photos, row.consent_wording, row.consent_moment, row.changed)
    assert said == ("none", False, "2026-11-b", LATER, LATER)
    assert (row.position, row.sex, row.state) == ("", "", "confirmed")
    assert kept() == [("list", "none", "2026-11-b", LATER), ("photos", "no", "2026-11-b", LATER)]
    entry = AuditEntry.objects.get()
    assert (entry.verb, entry.actor, entry.moment, entry.details) == (
        "agree",
        "participant, by private link",
        LATER,
        {"fields": ["consent_list", "consent_photos"]},
    )


def test_of_what_nothing_is_said_nothing_is_kept() -> None:
    person = factories.participant(factories.event(), consent_list="public")
    invitations.agree(person, "", True, LINK_HOLDER, LATER)
    row = Participant.objects.get()
    assert (row.consent_list, row.consent_photos) == ("public", True)
    assert kept() == [("photos", "yes", "2026-11", LATER)]
    assert invitations.agree(person, "", None, LINK_HOLDER, LATER) == person
    assert (len(kept()), AuditEntry.objects.count()) == (1, 1)


def test_it_is_for_the_person_or_the_secretariat_and_while_they_may_take_part() -> None:
    person = factories.participant(factories.event())
    with pytest.raises(VerbRefused, match="This is for the person to say, or for the secretariat"):
        invitations.agree(person, "public", True, FOCAL_POINT, LATER)
    Participant.objects.update(state="withdrawn")
    with pytest.raises(VerbRefused, match="not possible, since the registration is withdrawn"):
        invitations.agree(person, "none", False, LINK_HOLDER, LATER)
    assert (kept(), AuditEntry.objects.count()) == ([], 0)
