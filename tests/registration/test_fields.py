"""What counts as an agreement."""

import pytest

from registration.fields import AgreementBox, agreed


@pytest.mark.parametrize("sent", ["yes", "on", "true", "1", " YES ", "anything", True])
def test_agreed(sent) -> None:
    assert (agreed(sent), AgreementBox().value_from_datadict({"box": sent}, {}, "box")) == (True, True)


@pytest.mark.parametrize("sent", ["", " ", "no", "No", "off", "0", "false", "none", None, False])
def test_not_agreed(sent) -> None:
    assert (agreed(sent), AgreementBox().value_from_datadict({"box": sent}, {}, "box")) == (False, False)


def test_a_ticked_box_sends_yes() -> None:
    drawn = AgreementBox().render("box", True)
    assert drawn == '<input type="checkbox" name="box" value="yes" checked>'
