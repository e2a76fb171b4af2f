"""The web form's verb: policies, identity, coming back, institutions with places, rivals."""

import pytest

from registration import invitations
from registration.audit import WEB_FORM
from registration.invitations import VerbRefused
from registration.models import AuditEntry, Consent, Message, Organisation, Participant
from registration.models.choices import State
from tests.registration import factories
from tests.registration.factories import MOMENT
from tests.registration.invitations.acting import CLERK, LATER, acts, letters, particulars, states

pytestmark = pytest.mark.django_db


def register(event, email="huong@molisa.example", **fields):
    return invitations.register(event, particulars(**fields), email, WEB_FORM, MOMENT)


@pytest.mark.parametrize("state", State.values)
def test_registering_again_in_every_state(state: str) -> None:
    event = factories.event()
    factories.participant(event, state=state)
    person = register(event, position="Someone else")
    if state in (State.WITHDRAWN, State.DECLINED, State.REPLACED):
        assert (person.state, person.position) == (State.NOMINATED, "Someone else")
        assert Message.objects.get().kind == "registration_received"
    else:
        assert (person.state, person.position) == (state, "Director")
        assert Message.objects.get().kind == "registration_known"
    assert Participant.objects.count() == AuditEntry.objects.count() == 1


@pytest.mark.parametrize(
    ("policy", "state", "letters"),
    [
        ("approval", "nominated", ["registration_received"]),
        ("open", "confirmed", ["registration_confirmed", "calendar_request"]),
    ],
)
def test_policies(policy: str, state: str, letters: list[str]) -> None:
    event = factories.event()
    factories.desk(event, policy=policy)
    assert register(event).state == state
    assert list(Message.objects.values_list("kind", flat=True)) == letters


def test_without_a_desk_the_secretariat_approves() -> None:
    assert register(factories.event()).state == "nominated"


@pytest.mark.parametrize("fields", [{"policy": "invitation"}, {"closes": MOMENT}])
def test_a_closed_desk(fields) -> None:
    event = factories.event()
    factories.desk(event, **fields)
    with pytest.raises(VerbRefused):
        register(event)
    assert Participant.objects.count() == Organisation.objects.count() == Message.objects.count() == 0


def test_identity_is_address_and_name() -> None:
    event, other = factories.event(), factories.event("another")
    register(event)
    register(event, "HUONG@Molisa.example", name="NGUYEN THI HUONG")
    register(event, name="Trần Văn Bình")
    register(other)
    names = Participant.objects.filter(event=event).order_by("name").values_list("name", flat=True)
    assert list(names) == ["Nguyễn Thị Hương", "Trần Văn Bình"]
    assert Participant.objects.filter(event=other).count() == 1


def test_someone_known_leaves_no_new_organisation() -> None:
    event = factories.event()
    register(event)
    register(event, organisation="Another Ministry")
    assert [str(one) for one in Organisation.objects.all()] == ["Ministry of Labour"]


def test_withdrawing_revokes_and_registering_again_gives_a_new_generation() -> None:
    event = factories.event()
    person = invitations.withdraw(register(event), CLERK, MOMENT)
    assert (person.state, person.link_version) == (State.WITHDRAWN, 1)
    again = register(event)
    assert (again.pk, again.link_version, again.state) == (person.pk, 1, State.NOMINATED)
    assert list(Message.objects.values_list("kind", "link_version")) == [
        ("registration_received", 0), ("registration_withdrawn", 1), ("registration_received", 1),
    ]  # fmt: skip


@pytest.mark.django_db(transaction=True)
def test_rivals_make_one_row(at_once) -> None:
    """Four threads send the same person at once: one row, four letters, no error."""
    event = factories.event()
    said = particulars()
    at_once(4, lambda _number: invitations.register(event, said, "huong@molisa.example", WEB_FORM, MOMENT))
    kinds = sorted(Message.objects.values_list("kind", flat=True))
    assert Participant.objects.count() == 1
    assert kinds == ["registration_known"] * 3 + ["registration_received"]


def test_a_registration_takes_a_place_of_the_institution() -> None:
    """Under the policy `open`: while one is free; then the waiting list."""
    event = factories.event()
    factories.desk(event, policy="open")
    invited = factories.invited(event, places=1)
    first, second = register(event), register(event, name="Bo")
    assert (first.invited, second.invited) == (invited, invited)
    assert states() == [("Nguyễn Thị Hương", "confirmed", None), ("Bo", "waiting", 1)]
    assert (letters(first), letters(second)) == (
        ["registration_confirmed", "calendar_request"], ["registration_waiting"],
    )  # fmt: skip
    assert acts(second) == [("register", "web form", {"to": "waiting"})]


@pytest.mark.parametrize("reply", ["declined", "withdrawn"])
def test_an_institution_that_takes_no_part_gives_no_place(reply: str) -> None:
    event = factories.event()
    factories.desk(event, policy="open")
    factories.invited(event, reply=reply)
    assert (register(event).state, letters()) == ("nominated", ["registration_received"])


def test_coming_back_says_everything_anew() -> None:
    """From another institution, with its places; the text on consents is that of today."""
    event = factories.event()
    desk = factories.desk(event, policy="open")
    full = factories.invited(event, factories.organisation("Ministry of Health"), places=0)
    person = register(event)
    invitations.withdraw(person, CLERK, LATER)
    Participant.objects.update(state="declined", decline_reason="Ill")
    desk.consent_wording = "2027-01"
    desk.save()
    said = particulars(organisation="Ministry of Health")
    back = invitations.register(event, said, person.email, WEB_FORM, LATER)
    assert (back.pk, back.invited, back.state, back.decline_reason) == (person.pk, full, "waiting", "")
    assert (back.consent_wording, back.consent_moment) == ("2027-01", LATER)
    assert acts()[-1] == ("register", "web form", {"from": "declined", "to": "waiting"})
    found = Consent.objects.order_by("pk").values_list("about", "choice", "wording", "moment")
    assert list(found) == [
        ("list", "participants", "2026-11", MOMENT), ("photos", "yes", "2026-11", MOMENT),
        ("list", "participants", "2027-01", LATER), ("photos", "yes", "2027-01", LATER),
    ]  # fmt: skip


def test_who_was_named_by_an_institution_stays_its() -> None:
    """Anybody who knows name and address can fill in the open form for somebody else."""
    event = factories.event()
    ours = factories.invited(event)
    person = factories.participant(
        event, organisation=ours.organisation, invited=ours, state="declined", endorsed=True
    )
    back = invitations.register(
        event, particulars(organisation="Fake Organisation"), person.email, WEB_FORM, LATER
    )
    assert (back.invited, back.organisation, back.endorsed) == (ours, ours.organisation, False)
    assert (back.state, Organisation.objects.count()) == ("nominated", 1)


def test_refused_registrations_leave_nothing() -> None:
    event = factories.event()
    factories.desk(event, policy="invitation")
    with pytest.raises(VerbRefused) as refused:
        register(event)
    assert str(refused.value) == "Registration for this event is by invitation."
    assert Organisation.objects.count() == 0
