"""The verbs: every state with every verb, both policies, identity, audit, letters, rivals."""

import pytest

from registration import invitations
from registration.audit import WEB_FORM, Actor
from registration.forms import RegistrationForm
from registration.invitations import TRANSITIONS, AlreadyRegistered, VerbRefused
from registration.models import AuditEntry, Message, Organisation, Participant
from registration.states import State
from tests.registration import factories
from tests.registration.factories import MOMENT

CLERK = Actor("clerk")
pytestmark = pytest.mark.django_db


def particulars(**fields):
    form = RegistrationForm(factories.said(**fields))
    assert form.is_valid(), form.errors
    return form.particulars


def register(event, email="huong@molisa.example", **fields):
    return invitations.register(event, particulars(**fields), email, WEB_FORM, MOMENT)


def do(verb: str, person):
    if verb == "correct":
        return invitations.correct(person, particulars(position="Minister"), CLERK, MOMENT)
    return getattr(invitations, verb)(person, CLERK, MOMENT)


@pytest.mark.parametrize("verb", ["confirm", "refuse", "correct", "withdraw"])
@pytest.mark.parametrize("state", State.values)
def test_every_state_with_every_verb(verb: str, state: str) -> None:
    person = factories.participant(factories.event(), state=state)
    expected = TRANSITIONS[verb].get(State(state))
    if expected is None:
        with pytest.raises(VerbRefused, match=str(State(state).label)):
            do(verb, person)
        assert (AuditEntry.objects.count(), Message.objects.count()) == (0, 0)
        assert Participant.objects.get().state == state
        return
    done = do(verb, person)
    entry = AuditEntry.objects.exclude(verb="mail_entry").get()
    assert (done.state, Participant.objects.get().state) == (expected, expected)
    assert (entry.verb, entry.actor, entry.moment, entry.participant) == (verb, "clerk", MOMENT, person)


@pytest.mark.parametrize("state", State.values)
def test_registering_again_in_every_state(state: str) -> None:
    event = factories.event()
    factories.participant(event, state=state)
    person = register(event, position="Someone else")
    if state == State.WITHDRAWN:
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
    assert (person.state, person.generation) == (State.WITHDRAWN, 1)
    again = register(event)
    assert (again.pk, again.generation, again.state) == (person.pk, 1, State.NOMINATED)
    assert list(Message.objects.values_list("kind", "generation")) == [
        ("registration_received", 0), ("registration_withdrawn", 1), ("registration_received", 1),
    ]  # fmt: skip


def test_correcting_to_the_same_writes_nothing() -> None:
    person = register(factories.event())
    invitations.correct(person, particulars(), CLERK, MOMENT)
    assert list(AuditEntry.objects.values_list("verb", flat=True)) == ["register"]


def test_correcting_names_the_fields_only() -> None:
    person = register(factories.event())
    invitations.correct(person, particulars(position="Minister", country="TH"), CLERK, MOMENT)
    assert AuditEntry.objects.filter(verb="correct").get().details == {"fields": ["position", "country"]}


def test_correcting_to_the_name_of_another() -> None:
    event = factories.event()
    register(event)
    other = register(event, name="Trần Văn Bình")
    with pytest.raises(AlreadyRegistered):
        invitations.correct(other, particulars(), CLERK, MOMENT)
    assert Participant.objects.get(pk=other.pk).name == "Trần Văn Bình"


def test_consent_keeps_its_wording_and_moment() -> None:
    person = register(factories.event())
    later = MOMENT.replace(year=2027)
    invitations.correct(person, particulars(position="Minister"), CLERK, later)
    assert Participant.objects.get().consent_moment == MOMENT
    invitations.correct(person, particulars(consent_list="none"), CLERK, later)
    row = Participant.objects.get()
    assert (row.consent_list, row.consent_moment, row.consent_wording) == ("none", later, "2026-11")


@pytest.mark.django_db(transaction=True)
def test_rivals_make_one_row(at_once) -> None:
    """Four threads send the same person at once: one row, four letters, no error."""
    event = factories.event()
    said = particulars()
    at_once(4, lambda _number: invitations.register(event, said, "huong@molisa.example", WEB_FORM, MOMENT))
    kinds = sorted(Message.objects.values_list("kind", flat=True))
    assert Participant.objects.count() == 1
    assert kinds == ["registration_known"] * 3 + ["registration_received"]
