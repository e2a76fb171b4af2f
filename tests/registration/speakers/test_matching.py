"""Who of the participants is who in the programme: found by name, linked once, and noted in the draft."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User

from agenda.drafts import steps
from agenda.models import Appearance, Event, Person, Session
from agenda.versions import publishing
from registration.audit import Actor
from registration.invitations import VerbRefused
from registration.models import AuditEntry, Organisation, OrganisationName, Participant, SpeakerProfile
from registration.speakers import matching
from tests.registration import factories
from tests.registration.factories import MOMENT

pytestmark = pytest.mark.django_db
CLERK = Actor("clerk", capacity="staff")
HOUR = timedelta(hours=1)
QUERIES = 15


@pytest.fixture
def event() -> Event:
    return factories.event()


def person(event: Event, identifier: str = "huong", **fields: Any) -> Person:
    defaults = {"honorific": "Ms.", "name": "Nguyễn Thị Hương", "country": "VN"}
    return Person.objects.create(
        event=event, identifier=identifier, slug=identifier, **{**defaults, **fields}
    )


def appears(someone: Person, role: str = "panellist", state: str = "tbc", **fields: Any) -> Appearance:
    session = Session.objects.get(event=someone.event)
    return Appearance.objects.create(session=session, person=someone, role=role, state=state, **fields)


def likely(event: Event) -> dict[str, list[tuple[str, bool]]]:
    return {
        row.person.id: [(str(one.participant), one.exact) for one in row.likely]
        for row in matching.links(event)
    }


def linked(event: Event) -> dict[str, str]:
    return {row.person.id: str(row.linked) for row in matching.links(event) if row.linked}


def test_a_row_says_who_and_what_they_do(event: Event) -> None:
    someone = person(event, position="Director", organisation="Ministry of Labour")
    appears(someone, "facilitator"), appears(someone, "panellist", "confirmed")
    expected = factories.participant(event, state="confirmed")
    (row,) = matching.links(event)
    assert (row.person.full_name, row.affiliation, row.country) == (
        "Ms. Nguyễn Thị Hương",
        "Director, Ministry of Labour",
        "Viet Nam",
    )
    assert row.parts == (matching.ProgrammePart("s1", "Opening", "Facilitator, Panellist", is_open=True),)
    assert (row.linked, row.likely) == (None, (matching.Likely(expected, exact=True),))
    assert (row.handed_in, row.confirmed, row.can_be_noted) == (matching.HandedIn(), None, False)


@pytest.mark.parametrize(
    ("printed", "registered"),
    [
        (("Ms.", "Nguyễn Thị Hương"), ("", "NGUYEN THI HUONG")),
        (("", "Dr. Ana Cruz"), ("Ms.", "Ana Cruz")),
        (("H.E. Dr.", "Ana Cruz"), ("", "Hon. Ana Cruz")),
        (("U", "Than Aung"), ("", "U Than Aung")),
        (("", "U Than Aung"), ("U", "Than Aung")),
    ],
)
def test_a_name_is_the_same_title_aside(event: Event, printed: Any, registered: Any) -> None:
    person(event, honorific=printed[0], name=printed[1])
    found = factories.participant(event, honorific=registered[0], name=registered[1])
    assert likely(event) == {"huong": [(str(found), True)]}


@pytest.mark.parametrize("name", ["Hương Nguyễn Thị", "Nguyễn Hương", "Aung Than"])
def test_another_name_is_another_person(event: Event, name: str) -> None:
    person(event), factories.participant(event, name=name)
    assert likely(event) == {"huong": []}


@pytest.mark.parametrize("state", ["declined", "withdrawn", "replaced", "refused"])
def test_who_ended_is_not_likely(event: Event, state: str) -> None:
    person(event), factories.participant(event, state=state)
    factories.participant(factories.event("other"))
    assert likely(event) == {"huong": []}


@pytest.mark.parametrize(
    ("printed", "exact"),
    [
        ({"country": "VN"}, True),
        ({"country": "LA"}, False),
        ({"country": ""}, True),
        ({"country": "", "organisation": "MOLISA"}, True),
        ({"country": "LA", "organisation": "Ministry of labour"}, True),
        ({"country": "", "organisation": "Bộ Lao động"}, True),
        ({"country": "", "organisation": "Ministry of Health"}, False),
    ],
)
def test_a_match_is_exact_when_organisation_or_country_says_the_same(
    event: Event, printed: dict[str, str], exact: bool
) -> None:
    ministry = factories.organisation(acronym="MOLISA")
    OrganisationName.objects.create(organisation=ministry, language="vi", name="Bộ Lao động")
    person(event, **printed), factories.participant(event, organisation=ministry)
    assert likely(event) == {"huong": [("Ms. Nguyễn Thị Hương", exact)]}


def test_of_two_of_a_name_the_organisation_decides(event: Event) -> None:
    person(event, organisation="Ministry of Health")
    factories.participant(event)
    assert likely(event) == {"huong": [("Ms. Nguyễn Thị Hương", True)]}  # by the country
    health = factories.participant(
        event, email="h@x.example", organisation=factories.organisation("Ministry of Health")
    )
    (row,) = matching.links(event)
    assert row.likely == (matching.Likely(health, exact=True),)
    Organisation.objects.filter(name="Ministry of Health").update(name="Health")
    assert likely(event) == {"huong": [("Ms. Nguyễn Thị Hương", False)] * 2}


def test_who_may_be_two_people_of_the_programme_is_no_exact_match(event: Event) -> None:
    person(event), person(event, "other"), factories.participant(event)
    assert likely(event) == {name: [("Ms. Nguyễn Thị Hương", False)] for name in ("huong", "other")}


def test_people_of_the_draft_come_first_and_then_those_published_before(event: Event) -> None:
    appears(person(event))
    publishing.publish(event.slug, MOMENT + HOUR)
    Appearance.objects.all().delete(), Person.objects.all().delete()
    person(event, "new", name="New")
    rows = matching.links(event)
    assert [(row.person.id, [part.is_open for part in row.parts]) for row in rows] == [
        ("new", []),
        ("huong", [False]),
    ]
    assert [matching.is_in_programme(event, name) for name in ("new", "huong", "x", "")] == [
        True,
        True,
        False,
        False,
    ]


def test_linked_once(event: Event) -> None:
    person(event), person(event, "other", name="Other")
    first = factories.participant(event)
    second = factories.participant(event, email="second@x.example")
    matching.link(event, "huong", first.pk, CLERK, MOMENT)
    assert linked(event) == {"huong": "Ms. Nguyễn Thị Hương"}
    with pytest.raises(VerbRefused, match=r"Ms. Nguyễn Thị Hương is this person of the programme already."):
        matching.link(event, "huong", second.pk, CLERK, MOMENT)
    with pytest.raises(
        VerbRefused, match=r"is linked to another person of the programme. Take that link off first."
    ):
        matching.link(event, "other", first.pk, CLERK, MOMENT)
    elsewhere = factories.participant(factories.event("elsewhere"))
    for name, key in (("huong", elsewhere.pk), ("nobody", second.pk), ("", second.pk), ("huong", 0)):
        with pytest.raises(VerbRefused, match=r"This person is no longer here. Nothing was changed."):
            matching.link(event, name, key, CLERK, MOMENT)
    matching.link(event, "huong", first.pk, CLERK, MOMENT)
    entries = AuditEntry.objects.values_list("participant", "verb", "actor", "details")
    assert list(entries) == [(first.pk, "link to speaker", "clerk", {"person": "huong", "role": "speaker"})]
    assert list(
        Participant.objects.exclude(programme_person_id="").values_list("pk", "programme_person_id")
    ) == [(first.pk, "huong")]


def test_who_was_linked_to_somebody_taken_out_since_is_free(event: Event) -> None:
    person(event)
    someone = factories.participant(event, programme_person_id="gone")
    assert likely(event) == {"huong": [("Ms. Nguyễn Thị Hương", True)]}
    assert matching.link(event, "huong", someone.pk, CLERK, MOMENT).programme_person_id == "huong"


def test_unlinked_with_what_they_handed_in_kept(event: Event) -> None:
    person(event)
    someone = factories.participant(event, programme_person_id="huong")
    SpeakerProfile.objects.create(participant=someone, biography="Born", confirmed=MOMENT)
    assert matching.linked_to(event, "huong") == someone
    assert matching.unlink(event, "huong", CLERK, MOMENT).programme_person_id == ""
    assert (linked(event), SpeakerProfile.objects.get().biography) == ({}, "Born")
    with pytest.raises(VerbRefused, match=r"Nobody is linked to this person of the programme."):
        matching.unlink(event, "huong", CLERK, MOMENT)
    with pytest.raises(VerbRefused, match="Nobody is linked"):
        matching.unlink(event, "", CLERK, MOMENT)


def test_all_exact_matches_are_linked_at_once(event: Event) -> None:
    person(event), person(event, "ana", name="Ana"), person(event, "bo", name="Bo", country="LA")
    for number, name in enumerate(["Nguyễn Thị Hương", "Ana", "Bo"]):
        factories.participant(event, name=name, email=f"{number}@x.example")
    made, refused = matching.link_exact(event, CLERK, MOMENT)
    assert ([str(one) for one in made], refused) == (["Ms. Nguyễn Thị Hương", "Ms. Ana"], [])
    assert linked(event) == {"huong": "Ms. Nguyễn Thị Hương", "ana": "Ms. Ana"}
    assert likely(event)["bo"] == [("Ms. Bo", False)]
    assert matching.link_exact(event, CLERK, MOMENT) == ([], [])


def test_noted_in_the_draft_as_one_step_that_can_be_undone(event: Event) -> None:
    someone, other = person(event), person(event, "other", name="Other")
    appears(someone), appears(someone, "moderator"), appears(other)
    user = User.objects.create_user("editor@x.example", first_name="Ed")
    linked_one = factories.participant(event, programme_person_id="huong")
    with pytest.raises(VerbRefused, match=r"The speaker has not confirmed. Nothing was changed."):
        matching.note_in_draft(event, "huong", user, MOMENT)
    SpeakerProfile.objects.create(participant=linked_one, confirmed=MOMENT)
    assert [row.can_be_noted for row in matching.links(event)] == [True, False]
    assert matching.note_in_draft(event, "huong", user, MOMENT) == 2
    states = Appearance.objects.order_by("pk").values_list("state", flat=True)
    assert list(states) == ["confirmed", "confirmed", "tbc"]
    assert [row.can_be_noted for row in matching.links(event)] == [False, False]
    (step,) = event.steps.all()
    assert (step.action, step.actor) == ("Ms. Nguyễn Thị Hương comes: confirmed by the speaker", user)
    assert matching.note_in_draft(event, "huong", user, MOMENT) == 0
    assert event.steps.count() == 1
    steps.undo(event, user, MOMENT)
    assert set(Appearance.objects.values_list("state", flat=True)) == {"tbc"}


def test_queries_do_not_grow(event: Event, django_assert_num_queries: Any) -> None:
    def add(number: int) -> None:
        name = f"person-{number}"
        appears(person(event, name, name=f"Linked {number}"))
        person(event, f"free-{number}", name=f"Free {number}")
        one = factories.participant(event, programme_person_id=name, email=f"{number}@x.example")
        SpeakerProfile.objects.create(participant=one)
        ministry = factories.organisation(f"Ministry {number}")
        factories.participant(
            event, name=f"Free {number}", email=f"{number}@y.example", organisation=ministry
        )

    add(1)
    matching.links(event)
    with django_assert_num_queries(QUERIES):
        assert len(matching.links(event)) == 2
    add(2), add(3)
    with django_assert_num_queries(QUERIES):
        assert len(matching.links(event)) == 6
