"""The forms of an institution's page: the people it names, and why it does not come."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from registration.fields import AddressField, LineField, refuse_nameless
from registration.invitations import Named
from registration.matching import same_email, same_name
from registration.models import DelegationRole

FEWEST_ROWS, MOST_ROWS = 1, 20
"""Rows to name people in: at least, and at most at a time."""
MOST_WORDS = 12
"""Words of the longest name."""
TEXTS = ("honorific", "name", "position", "email")
NO_NAME = re.compile(r"[@$€£¥]|https?\b(?!://)|\bat\s+\S+\.\w", re.IGNORECASE)
ROW = re.compile(r"people-(0|[1-9][0-9]{0,3})-(?:honorific|name|position|email)")


def refuse_no_name(value: str) -> None:
    """Raise a ValidationError for what is an address or a sentence: names go out in letters to people unknown to us."""
    if NO_NAME.search(value) or len(value.split()) > MOST_WORDS:
        raise ValidationError(_("Write the name only."), code="no name")


class LinkForm(forms.Form):
    """Somebody who is to have a link of their own."""

    name = LineField(label=_("Full name"), max_length=200, validators=[refuse_nameless, refuse_no_name])
    email = AddressField(label=_("E-mail address"), max_length=254)
    delegation_role = forms.ChoiceField(
        label=_("In the delegation"), choices=DelegationRole.choices, initial=DelegationRole.MEMBER
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.use_required_attribute = False  # rows may stay empty
        for field in self.fields.values():
            field.error_messages["required"] = gettext("Please fill this in.")
        self.fields["email"].widget.attrs["inputmode"] = "email"
        for name in ("name", "email"):
            self.fields[name].widget.attrs["autocomplete"] = "off"  # it is somebody else's, not the reader's

    @property
    def named(self) -> Named:
        """The person of a valid form."""
        return Named(**self.cleaned_data)


class NameForm(LinkForm):
    """Somebody who is named, with what the institution knows of them."""

    honorific = LineField(
        label=_("Title"),
        max_length=50,
        required=False,
        help_text=_("Mr., Ms., Dr., H.E. …"),
        validators=[refuse_no_name],
    )
    position = LineField(label=_("Position"), max_length=200, required=False)
    field_order = ["honorific", "name", "position", "email", "delegation_role"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["honorific"].widget.attrs["list"] = "honorifics"


class DeclineForm(forms.Form):
    """Why an institution does not take part."""

    reason = LineField(
        label=_("Reason"),
        max_length=300,
        required=False,
        help_text=_("For the secretariat. You need not give one."),
    )


def blank_rows(free: int) -> list[NameForm]:
    """Empty rows for as many people as places are free, within `FEWEST_ROWS` and `MOST_ROWS`."""
    return [NameForm(prefix=_prefix(number)) for number in range(min(MOST_ROWS, max(FEWEST_ROWS, free)))]


def sent_rows(post: Mapping[str, Any], free: int) -> tuple[list[NameForm], list[NameForm]]:
    """The rows as they were sent, those left empty still blank; and the filled ones, each validated.

    The same person twice is refused in the second row. None is left out: there may be more filled than `MOST_ROWS`.
    """
    rows = [_sent_row(post, number) for number in _numbers(post)]
    filled = [row for row in rows if row.is_bound]
    last = max((number for number, row in enumerate(rows) if row.is_bound), default=-1)
    known: set[tuple[str, str]] = set()
    for row in filled:
        if not row.is_valid():
            continue
        who = same_email(row.cleaned_data["email"]), same_name(row.cleaned_data["name"])
        if who in known:
            row.add_error("name", gettext("This person stands in a row above already."))
        known.add(who)
    return rows[: max(last + 1, len(blank_rows(free)))], filled


def replacement(person_pk: int, post: Mapping[str, Any] | None = None) -> NameForm:
    """The form that puts somebody else into a person's place."""
    return NameForm(post, prefix=f"replace-{person_pk}")


def _numbers(post: Mapping[str, Any]) -> list[int]:
    """Of the rows we offer, and of those filled beyond them."""
    sent = {int(found[1]) for key in post if (found := ROW.fullmatch(key)) and str(post[key]).strip()}
    return sorted({*range(MOST_ROWS), *sent})


def _sent_row(post: Mapping[str, Any], number: int) -> NameForm:
    prefix = _prefix(number)
    is_filled = any(str(post.get(f"{prefix}-{name}", "")).strip() for name in TEXTS)
    return NameForm(post, prefix=prefix) if is_filled else NameForm(prefix=prefix)


def _prefix(number: int) -> str:
    return f"people-{number}"
