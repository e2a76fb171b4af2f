"""What belongs to an address."""

import pytest

from registration.links import by_address
from tests.registration import factories
from tests.registration.factories import MOMENT

pytestmark = pytest.mark.django_db


def test_an_address_is_compared_as_identity_compares() -> None:
    assert by_address.address_of(" Focal@MOLISA.example ") == "focal@molisa.example"
    assert by_address.address_of("x@bücher.example") == "x@xn--bcher-kva.example"
    assert by_address.address_of(f"x@{'a' * 70}.example") == ""


@pytest.mark.parametrize("written", ["Focal@BÜCHER.example".lower(), "FOCAL@xn--bcher-kva.example"])
def test_an_institution_is_found_however_its_domain_is_written(written: str) -> None:
    invited = factories.invited(factories.event(), focal_email=written)
    assert by_address.institutions_of("focal@xn--bcher-kva.example") == [invited]
    assert by_address.institutions_of("ocal@xn--bcher-kva.example") == []


def test_who_is_known() -> None:
    event = factories.event()
    factories.invited(event, focal_email="focal@molisa.example", cc=["copy@molisa.example"])
    factories.participant(event, email="erased@molisa.example", erased=MOMENT)
    factories.participant(event, email="huong@molisa.example", state="withdrawn")
    known = {
        address: by_address.is_known(address)
        for address in (
            "",
            "focal@molisa.example",
            "copy@molisa.example",
            "erased@molisa.example",
            "huong@molisa.example",
        )
    }
    assert known == {
        "": False,
        "focal@molisa.example": True,
        "copy@molisa.example": False,
        "erased@molisa.example": False,
        "huong@molisa.example": True,
    }
