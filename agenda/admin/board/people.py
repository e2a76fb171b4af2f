"""The people of a session, a line each, in its form on the board."""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from agenda.models import choices
from agenda.programme import model, role_words

NOBODY = "—"


class LongSelect(forms.Select):
    """A choice of hundreds, drawn without a template for each option."""

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None
    ) -> SafeString:
        """`<select>` with its options; as Django's, without groups."""
        chosen = "" if value is None else str(value)
        rows = ((key, " selected" if str(key) == chosen else "", label) for key, label in self.choices)
        options = format_html_join("", '<option value="{}"{}>{}</option>', rows)
        return format_html(
            "<select{}>{}</select>", flatatt(self.build_attrs({"name": name, **self.attrs}, attrs)), options
        )


class BoardPersonForm(forms.Form):
    """A person in a role."""

    order = forms.IntegerField(
        label=_("Order"),
        required=False,
        min_value=0,
        widget=forms.NumberInput(attrs={"class": "rank"}),
    )
    person = forms.ChoiceField(label=_("Person"), required=False, widget=LongSelect())
    role = forms.ChoiceField(label=_("Role"), choices=lambda: choices(model.ROLES), initial="speaker")
    state = forms.ChoiceField(
        label=_("State"),
        choices=[("confirmed", _("confirmed")), ("tbc", _("to be confirmed"))],
        initial="confirmed",
    )

    def __init__(self, *args: Any, people: list[tuple[str, str]], **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        person = self.fields["person"]
        assert isinstance(person, forms.ChoiceField)  # noqa: S101 - as declared above
        person.choices = people
        self.names = {key: name for key, name in people if key}

    @property
    def name(self) -> str:
        """Whose line it is, as shown; '' for an empty one."""
        return self.names.get(str(self["person"].value() or ""), "")


class PeopleLines(forms.BaseFormSet[Any]):
    """The lines together: nobody stands twice in a role."""

    def clean(self) -> None:
        """Mark the second of two lines that say the same."""
        said: set[tuple[str, str]] = set()
        for line in self.forms:
            found = getattr(line, "cleaned_data", {})
            given = (found.get("person", ""), found.get("role", ""))
            if not all(given) or found.get("DELETE"):
                continue
            if given in said:
                words = gettext("%(name)s stands twice as %(role)s. Take one out.")
                line.add_error("person", words % {"name": line.names[given[0]], "role": role_words(given[1])})
            said.add(given)


People = forms.formset_factory(BoardPersonForm, formset=PeopleLines, can_delete=True)
"""The people of a session, in the order of precedence, and empty lines."""


def people_forms(posted: Any, session: model.FrozenSession, draft: model.Programme) -> Any:
    """The lines of the session's own people, as sent or as they are."""
    listed = sorted(((one.id, one.full_name) for one in draft.people), key=lambda one: one[1].casefold())
    rows = [
        {"order": place, "person": one.person, "role": one.role, "state": one.state}
        for place, one in enumerate(session.people, start=1)
    ]
    kwargs = {"people": [("", NOBODY), *listed]}
    lines: Any = People(posted, initial=rows, prefix="people", form_kwargs=kwargs)
    lines.extra = 2 if rows else 3  # two speakers need one save
    return lines


def people_given(lines: Any) -> tuple[model.FrozenAppearance, ...]:
    """The people of valid lines, in the order of their numbers; those without a number last."""
    given = [
        (found["order"] if found.get("order") is not None else float("inf"), place, found)
        for place, found in enumerate(line.cleaned_data for line in lines)
        if found.get("person") and not found.get("DELETE")
    ]
    return tuple(
        model.FrozenAppearance(person=found["person"], role=found["role"], state=found["state"])
        for _order, _place, found in sorted(given, key=lambda one: one[:2])
    )
