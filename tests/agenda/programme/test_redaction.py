"""A programme without someone: only words change, and the same in every version."""

from __future__ import annotations

from hypothesis import given
from msgspec.structs import replace

from agenda.programme.model import FrozenPerson, Programme, from_stored, to_stored
from agenda.programme.redaction import Traces, name_beside, slugs_of, without
from tests import builders as b
from tests.agenda.programme.strategies import programmes

OLSEN = b.person("olsen", "Anna Olsen", honorific="Ms.", organisation="ILO", slug="anna-olsen", country="NO")


def traces(*versions: Programme, person: str = "olsen") -> Traces:
    found = Traces(person)
    for one in versions:
        found.look(one.people, slugs_of(one))
    return found


def test_every_form_of_the_person_in_every_version() -> None:
    """Called otherwise in one version, with another slug; both names leave both versions."""
    talk = b.session("anna-olsen-speaks", people=[b.appearance("olsen")], title="Ms. Anna Olsen speaks")
    first = b.programme(talk, people=[OLSEN], note="Anna Olsen-Lie to follow")
    second = replace(first, people=(replace(OLSEN, name="Anna Olsen-Lie", slug="lie-2"),), version=2)
    what = traces(first, second).withheld("withheld-1")
    left = b.programme(
        b.session(
            "anna-olsen-speaks", slug="name-withheld-speaks", title="Name withheld speaks",
            people=[b.appearance("withheld-1")],
        ),
        people=[FrozenPerson(id="withheld-1", slug="withheld-1", name="Name withheld")],
        note="Name withheld to follow",
    )  # fmt: skip
    assert without(first, what) == left
    assert without(second, what) == replace(left, version=2)
    assert without(left, what) == left


def test_texts_of_every_part() -> None:
    words = "Anna Olsen"
    whole = b.programme(
        b.session("a", summary=words, questions=[words], segments=[b.segment(words, people=[b.appearance("olsen")])]),
        people=[OLSEN, b.person("aide", "Office of Anna Olsen", position=words), b.person("namesake", words)],
        rooms=[b.room("hall", words)],
        dropped=[b.dropped("gone", title=words, slug="anna-olsen")],
        subtitle=words, sections=[b.section(words, {"en": words, "fr": f"Mme {words}"})],
        organisers=[b.organiser(words, words)],
    )  # fmt: skip
    new = "Name withheld"
    what = traces(whole).withheld("w-1")
    what = what._replace(slugs={"anna-olsen": "name-withheld"})
    assert without(whole, what) == b.programme(
        b.session("a", summary=new, questions=[new], segments=[b.segment(new, people=[b.appearance("w-1")])]),
        people=[
            FrozenPerson(id="w-1", slug="w-1", name=new),
            b.person("aide", f"Office of {new}", position=new),
            b.person("namesake", words),
        ],
        rooms=[b.room("hall", new)],
        dropped=[b.dropped("gone", title=new, slug="name-withheld")],
        subtitle=new, sections=[b.section(new, {"en": new, "fr": "Mme Name withheld"})],
        organisers=[b.organiser(new, new)],
    )  # fmt: skip


def test_a_free_neutral_name_and_free_slugs() -> None:
    taken = b.programme(
        b.session("x", slug="anna-olsen"), b.session("y", slug="name-withheld"),
        people=[OLSEN, b.person("withheld-1"), b.person("z", slug="withheld-2")],
    )  # fmt: skip
    found = traces(taken)
    assert found.free_name() == "withheld-3"
    assert found.withheld("withheld-3").slugs == {"anna-olsen": "name-withheld-2"}


def test_an_office_not_yet_named_takes_no_words_along() -> None:
    office = b.person("office", "Representative, MOLISA")
    whole = b.programme(b.session(summary="Representative, MOLISA, to speak"), people=[office])
    left = without(whole, traces(whole, person="office").withheld("withheld-1"))
    assert left.sessions == whole.sessions
    assert left.people == (FrozenPerson(id="withheld-1", slug="withheld-1", name="Name withheld"),)


def test_the_name_of_another() -> None:
    assert name_beside("Anna Olsen", lambda _name: "Name withheld") == "Anna Olsen"
    assert (
        name_beside("Office of Anna Olsen", lambda _name: "Office of Name withheld")
        == "Office of Name withheld"
    )


@given(programmes())
def test_hours_stamps_and_order_stay(whole: Programme) -> None:
    person = whole.people[0].id if whole.people else "nobody"
    left = without(whole, traces(whole, person=person).withheld("withheld-999"))
    assert from_stored(to_stored(left)) == left
    assert hours(left) == hours(whole)
    assert [one.id for one in left.people] == [
        "withheld-999" if one.id == person else one.id for one in whole.people
    ]


def hours(programme: Programme) -> list[object]:
    return [
        *((one.id, one.start, one.end, one.sequence, one.changed, one.room) for one in programme.sessions),
        *((one.id, one.start, one.end, one.sequence, one.changed) for one in programme.dropped),
        programme.days, programme.version, programme.published_at, programme.event.timezone,
    ]  # fmt: skip
