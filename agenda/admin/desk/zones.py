"""Time zones and languages as form fields, with advice where a name is not known."""

from __future__ import annotations

from difflib import get_close_matches
from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminTextInputWidget
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from agenda.exchange.json import LANGUAGE
from agenda.programme import clocks

LIST = "zone-names"
"""The id of the page's list of zone names (`templates/admin/agenda/event/change_form.html`)."""


def offered() -> list[str]:
    """The names to choose from: those of regions, `UTC` at the end."""
    return [
        *sorted(name for name in clocks.zone_names() if "/" in name and not name.startswith("Etc/")),
        "UTC",
    ]


class ZoneField(forms.CharField):
    """An IANA name, in any letter case; a wrong one is answered with the nearest names."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs["widget"] = AdminTextInputWidget(
            attrs={"list": LIST, "autocomplete": "off", "spellcheck": "false", "class": "zone"}
        )
        super().__init__(**kwargs)

    def clean(self, value: Any) -> str:
        """The exact IANA name."""
        given = super().clean(value)
        name = {one.casefold(): one for one in clocks.zone_names()}.get(
            given.replace(" ", "_").casefold(), given
        )
        if not name or clocks.is_zone(name):
            return str(name)
        nearest = nearest_zones(given)
        advice = (
            _("Did you mean %s?") % _(" or ").join(nearest) if nearest else _("Write one like Asia/Manila.")
        )
        raise ValidationError(
            _("“%(zone)s” is not a time zone. %(advice)s"),
            params={"zone": given[:64], "advice": advice},
        )


def nearest_zones(given: str) -> list[str]:
    """Up to three zones whose name, or last part of it, is like what was given."""
    wanted = given[:64].replace(" ", "_").casefold()
    by_word: dict[str, str] = {}
    for name in offered():
        by_word.setdefault(name.rsplit("/", 1)[-1].casefold(), name)
        by_word[name.casefold()] = name
    found = get_close_matches(wanted, by_word, n=3, cutoff=0.81)
    return list(dict.fromkeys(by_word[word] for word in found))


class LanguagesField(forms.CharField):
    """Language codes separated by commas, kept as a list."""

    def prepare_value(self, value: Any) -> Any:
        """The list as it is written."""
        return ", ".join(value) if isinstance(value, list) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether other languages, or another order, are written."""
        return codes(str(self.prepare_value(initial) or "")) != codes(data or "")

    def clean(self, value: Any) -> list[str]:
        """The codes, each once, in the order written."""
        found = codes(super().clean(value))
        if wrong := [code for code in found if not LANGUAGE.fullmatch(code) or len(code) > 35]:
            raise ValidationError(
                _(
                    "“%(code)s” is not a language code. Write codes such as en, fr or pt-BR, separated by commas."
                ),
                params={"code": wrong[0][:40]},
            )
        return found


def codes(written: str) -> list[str]:
    """The parts between commas and spaces, each once."""
    return list(dict.fromkeys(written.replace(",", " ").replace(";", " ").split()))
