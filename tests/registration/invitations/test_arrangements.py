"""What the secretariat arranges beside particulars: role and copies, written down, within the places of a role."""

from __future__ import annotations

from datetime import date

import pytest

from registration import invitations
from registration.audit import FOCAL_POINT, Actor
from registration.invitations import VerbRefused
from registration.models import AuditEntry, Consent, Participant, RolePlaces
from tests.registration import factories
from tests.registration.factories import MOMENT

pytestmark = pytest.mark.django_db
CLERK = Actor("clerk", capacity="staff")


def arrange(person, role: str = "head", cc: tuple[str, ...] = (), actor: Actor = CLERK) -> Participant:
    return invitations.arrange(person, actor, MOMENT, delegation_role=role, cc=cc)


def test_what_changes_is_written_down() -> None:
    person = factories.participant(factories.event())
    done = arrange(person, cc=("a@x.example",))
    assert (done.delegation_role, done.cc, done.changed) == ("head", ["a@x.example"], MOMENT)
    entry = AuditEntry.objects.get()
    assert (entry.verb, entry.details) == ("correct", {"fields": ["delegation_role", "cc"]})
    arrange(person, cc=("a@x.example",))
    assert AuditEntry.objects.count() == 1


@pytest.mark.parametrize(("state", "over", "moves"), [
    ("confirmed", "", False), ("confirmed", "The Minister asked", True), ("nominated", "", True),
])  # fmt: skip
def test_a_role_has_its_places(state: str, over: str, moves: bool) -> None:
    event = factories.event()
    place = factories.invited(event)
    RolePlaces.objects.create(invited=place, role="head", places=1)
    factories.participant(event, name="An", invited=place, state="confirmed", delegation_role="head")
    person = factories.participant(event, name="Binh", invited=place, state=state, over_quota_reason=over)
    if moves:
        assert arrange(person).delegation_role == "head"
        return
    sentence = (
        "Ministry of Labour has no free place as head of delegation. Ms. Binh keeps the role they have."
    )
    with pytest.raises(VerbRefused, match=sentence):
        arrange(person)
    assert Participant.objects.get(pk=person.pk).delegation_role == "member"
    assert arrange(person, "adviser").delegation_role == "adviser"


def test_only_staff_and_only_while_they_may_take_part() -> None:
    person = factories.participant(factories.event())
    with pytest.raises(VerbRefused, match="Only the secretariat can change this"):
        arrange(person, actor=FOCAL_POINT)
    Participant.objects.update(state="withdrawn")
    with pytest.raises(VerbRefused, match="not possible, since the registration is withdrawn"):
        arrange(person)
    assert AuditEntry.objects.count() == 0


def test_consents_heard_are_kept_with_their_wording() -> None:
    event = factories.event()
    factories.desk(event, consent_wording="2026-11-b")
    person = factories.participant(event)
    by_phone = Actor("clerk", capacity="staff", channel="phone", said=date(2026, 11, 1))
    done = invitations.note_consents(person, by_phone, MOMENT, consent_list="none", consent_photos=True)
    assert (done.consent_list, done.consent_photos, done.consent_wording) == ("none", True, "2026-11-b")
    kept = Consent.objects.order_by("about").values_list("about", "choice", "wording", "moment")
    assert list(kept) == [("list", "none", "2026-11-b", MOMENT), ("photos", "yes", "2026-11-b", MOMENT)]
    entry = AuditEntry.objects.get()
    assert (entry.verb, entry.details) == (
        "agree",
        {"fields": ["consent_list", "consent_photos"], "by": "phone", "on": "2026-11-01"},
    )


def test_consents_are_noted_by_staff_and_say_something() -> None:
    person = factories.participant(factories.event())
    with pytest.raises(VerbRefused, match="Choose what the person said"):
        invitations.note_consents(person, CLERK, MOMENT)
    with pytest.raises(VerbRefused, match="Only the secretariat can change this"):
        invitations.note_consents(person, FOCAL_POINT, MOMENT, consent_list="public")
    assert (Consent.objects.count(), AuditEntry.objects.count()) == (0, 0)
