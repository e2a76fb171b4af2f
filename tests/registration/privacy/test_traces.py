"""Texts without somebody's name and address, in whatever way they are written."""

import pytest

from registration.privacy.traces import PersonTraces, focal_points, traces_of
from tests.registration import factories

HERS = PersonTraces(
    frozenset({"Nguyễn Thị Hương", "Anne O’Neill & Daughters"}), frozenset({"Huong@Molisa.example"})
)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("", ""),
        ("Nothing here", "Nothing here"),
        ("Dear Ms. Nguyễn Thị Hương,", "Dear Name withheld,"),
        ("NGUYEN THI HUONG comes", "Name withheld comes"),
        ("mailto:huong@molisa.example?x", "mailto:address withheld?x"),
        ("not xhuong@molisa.example", "not xhuong@molisa.example"),
        ("<b>Anne O’Neill &amp; Daughters</b>", "<b>Name withheld</b>"),
    ],
)
def test_a_text_is_reworded(text: str, left: str) -> None:
    assert HERS.reworded(text) == left


def test_of_nobody_nothing_goes() -> None:
    assert PersonTraces.none().reworded("Nguyễn Thị Hương") == "Nguyễn Thị Hương"


def test_a_calendar_is_unfolded_and_folded_again() -> None:
    """RFC 5545 §3.1: a line may be cut anywhere, in a name too."""
    whole = "BEGIN:VEVENT\r\nSUMMARY:" + "x" * 60 + " Nguyễn Th\r\n ị Hương speaks\r\nEND:VEVENT\r\n"
    clean = "BEGIN:VEVENT\r\nSUMMARY:" + "x" * 60 + " Name \r\n withheld speaks\r\nEND:VEVENT\r\n"
    assert HERS.reworded_calendar(whole) == clean
    assert HERS.reworded_calendar(clean) == clean


def test_addresses_are_compared_as_they_are_sent() -> None:
    assert HERS.without_addresses(["HUONG@molisa.example", "bo@x.example"]) == ["bo@x.example"]
    assert HERS.owns("huong@MOLISA.example")
    assert not HERS.owns("not an address")


@pytest.mark.django_db
def test_every_form_of_a_name_is_known() -> None:
    event = factories.event()
    person = factories.participant(event, given="Thị Hương", family="Nguyễn", own_script="阮氏香")
    assert traces_of([person]) == PersonTraces(
        frozenset({"Nguyễn Thị Hương", "Ms. Nguyễn Thị Hương", "Thị Hương Nguyễn", "阮氏香"}),
        frozenset({"huong@molisa.example"}),
        frozenset({"Ms."}),
    )
    namesake = factories.participant(event, email="b@x.example")
    assert "Nguyễn Thị Hương" not in traces_of([person]).names
    assert "Nguyễn Thị Hương" in traces_of([person], leaving=[namesake]).names


@pytest.mark.django_db
def test_focal_points_of_an_event() -> None:
    event = factories.event()
    factories.invited(event, cc=["boss@molisa.example"])
    assert focal_points(event.pk) == PersonTraces(
        frozenset({"Trần Văn Minh"}), frozenset({"focal@molisa.example", "boss@molisa.example"})
    )
