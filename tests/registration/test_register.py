"""The register of organisations."""

import pytest

from registration.models import Organisation
from registration.register import organisation_named, suggestions
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
