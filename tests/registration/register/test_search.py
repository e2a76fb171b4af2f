"""The register of organisations."""

from __future__ import annotations

from typing import Any

import pytest

from registration.models import Organisation, OrganisationName
from registration.register.search import Finder, find, near, organisation_named, searched, suggestions
from tests.registration import factories

pytestmark = pytest.mark.django_db


def test_found_by_name_acronym_or_both() -> None:
    molisa = factories.organisation("Ministry of Labour", acronym="MOLISA")
    written = [
        "ministry of  LABOUR",
        "molisa",
        "Ministry of Labour (MOLISA)",
        "Ministry of Labour (anything)",
    ]
    assert [organisation_named(name, "VN") for name in written] == [molisa] * 4


def test_another_country_is_another_organisation() -> None:
    factories.organisation("Ministry of Labour")
    made = organisation_named("Ministry of Labour", "KH")
    assert (made.country, made.listed, Organisation.objects.count()) == ("KH", False, 2)


def test_one_of_no_country_is_found_from_any() -> None:
    iom = factories.organisation("International Organization for Migration", "", acronym="IOM")
    assert organisation_named("IOM", "TH") == iom


def test_a_new_one_keeps_its_acronym() -> None:
    made = organisation_named("Vietnam Chamber of Commerce (VCCI)", "VN")
    assert (made.name, made.acronym) == ("Vietnam Chamber of Commerce", "VCCI")


def test_only_checked_ones_are_suggested() -> None:
    factories.organisation("Ministry of Labour", acronym="MOLISA", listed=True)
    factories.organisation("Private Person’s Shop")
    assert suggestions() == ["Ministry of Labour (MOLISA)"]


def test_of_events_that_the_public_cannot_see_nothing_is_suggested(django_assert_num_queries) -> None:
    """Known from the private event only, by an invitation or by people; known from both; known from nowhere yet."""
    public = factories.event()
    hidden = [factories.event("private", visibility="private"), factories.event("draft", published=False)]
    for number, event in enumerate(hidden):
        for name in ("Invited", "Present", "Both"):
            factories.organisation(f"{name} {number}", listed=True)
        invited, present, both = Organisation.objects.order_by("pk")[number * 3 : number * 3 + 3]
        factories.invited(event, invited)
        factories.invited(event, both)
        factories.participant(event, organisation=present)
        factories.participant(public, organisation=both, name=f"Person {number}a")
    other = factories.organisation("Publicly invited", listed=True)
    factories.invited(public, other)
    factories.invited(hidden[0], other)
    factories.organisation("Checked", listed=True)
    with django_assert_num_queries(1):
        assert suggestions() == ["Both 0", "Both 1", "Checked", "Publicly invited"]


def test_found_by_another_of_its_names() -> None:
    """Its own name comes before another one's other name, that before an acronym."""
    molisa = factories.organisation("Ministry of Labour", acronym="MOLISA")
    moha = factories.organisation("Ministry of Home Affairs", acronym="BNV")
    OrganisationName.objects.create(organisation=moha, language="vi", name="Bộ Nội vụ")
    OrganisationName.objects.create(organisation=moha, name="Ministry of Labour")
    OrganisationName.objects.create(organisation=moha, name="MOLISA")
    written = ["bo noi vu", "MINISTRY OF LABOUR", "molisa", "Bộ Nội vụ (MOHA)"]
    assert [organisation_named(name, "VN") for name in written] == [moha, molisa, moha, moha]
    assert Organisation.objects.count() == 2


NAMES = ["IOM", "Labour Office", "labour  OFFICE", "LO", "Labour Office (LO)", "Ufficio", "", "–", "Nobody"]


@pytest.fixture
def several() -> list[Organisation]:
    """Rows that are found by one word in several ways."""
    rows = [
        factories.organisation("International Organization for Migration", "", acronym="IOM"),
        factories.organisation("Labour Office", "VN"),
        factories.organisation("Labour Office", "", acronym="LO", listed=True),
        factories.organisation("Lower Office", "VN", acronym="LO"),
        factories.organisation("Local Office", "VN", acronym="LO", listed=True),
        factories.organisation("Ufficio", "KH"),
    ]
    OrganisationName.objects.create(organisation=rows[0], name="Labour Office")
    OrganisationName.objects.create(organisation=rows[3], name="IOM")
    return rows


@pytest.mark.parametrize("country", ["VN", "KH", ""])
def test_many_are_found_as_one_is(several: list[Organisation], country: str) -> None:
    found = Finder()
    assert [found(name, country) for name in NAMES if "(" not in name] == [
        find(name, country) for name in NAMES if "(" not in name
    ]


@pytest.mark.parametrize("copies", [1, 3])
def test_the_register_is_read_once(
    django_assert_num_queries: Any, several: list[Organisation], copies: int
) -> None:
    with django_assert_num_queries(2):
        found = Finder()
        answers = [found(name, "VN") for name in NAMES * copies]
    assert (
        answers
        == [several[3], several[1], several[1], several[4], several[1], None, None, None, None] * copies
    )


@pytest.mark.parametrize(("asked", "names"), [
    ("molisa", ["Bộ Lao động", "Molisa Training Centre", "Ministry of Labour"]),
    ("Min. of Labour Viet Nam", ["Ministry of Labour"]),
    ("labour ministry vietnam", ["Ministry of Labour"]),
    ("bo lao", ["Bộ Lao động"]),
    ("ministry of labour", ["Ministry of Labour", "Institute of the Ministry of Labour"]),
    ("100%", []),
])  # fmt: skip
def test_searched_by_words_in_any_order(asked: str, names: list[str]) -> None:
    """The nearest first: acronym, name, beginning, the rest."""
    factories.organisation("Molisa Training Centre", "KH")
    factories.organisation("Institute of the Ministry of Labour", "KH")
    labour = factories.organisation("Ministry of Labour", acronym="Minlab")
    OrganisationName.objects.create(organisation=labour, name="Molisa of old")
    factories.organisation("Bộ Lao động", acronym="M.O.L.I.S.A.")
    rows = Organisation.objects.all()
    assert [one.name for one in searched(rows, asked)] == names
    assert sorted(one.name for one in searched(rows, asked, ranked=False)) == sorted(names)


def test_nothing_asked_is_the_whole_register() -> None:
    factories.organisation("B"), factories.organisation("A", "KH")
    assert [one.name for one in searched(Organisation.objects.order_by("-name"), " ")] == ["B", "A"]


def test_near_what_is_asked() -> None:
    """Among the rows that are given, in the order of their names; none is near to nonsense."""
    labour = factories.organisation("Ministry of Labour")
    factories.organisation("Ministry of Labour", "KH")
    rows = Organisation.objects.filter(country="VN")
    assert list(near(rows, "Minstry of Laboor")) == [labour]
    assert list(near(rows, "zzzz")) == []


@pytest.mark.parametrize(("written", "country", "part_of", "found"), [
    ("Ministry of Labour of Vietnam", "VN", "", True), ("Labour Ministry (MOL)", "VN", "", True),
    ("Ministry of Labour of Vietnam", "KH", "", False), ("Ministry of Labour of Laos", "VN", "", False),
    ("Vietnam", "VN", "", False), ("Labour Ministry", "VN", "government", True), ("Labour Ministry", "VN", "Party", False),
])  # fmt: skip
def test_alike_but_for_the_country(written: str, country: str, part_of: str, found: bool) -> None:
    one = factories.organisation("Ministry of Labour", parent=factories.organisation("Government"))
    assert Finder().alike(written, country, part_of) == (one if found else None)
