"""What counts as an agreement: a box that was ticked, whatever a program sends in its stead."""

from __future__ import annotations

from typing import Any

from django import forms

NOT_AGREED = {"", "0", "false", "no", "none", "off"}


def agreed(value: Any) -> bool:
    """Whether what was sent is an agreement: absent, `no`, `false` and the like are none."""
    return str(value or "").strip().lower() not in NOT_AGREED


class AgreementBox(forms.CheckboxInput):
    """A tick box that sends `yes`."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, check_test=agreed)

    def format_value(self, value: Any) -> str:
        """What a ticked box sends."""
        return "yes"

    def value_from_datadict(self, data: Any, files: Any, name: str) -> bool:
        """Whether the person agreed."""
        return agreed(data.get(name))
