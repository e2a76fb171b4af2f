"""The order of rows, as a small number that may be left empty: then the row comes last."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from agenda.admin.desk.translated import TextsForm


def ask_for_rank(form: forms.ModelForm[Any]) -> None:
    """Make the form's `rank` a small number that may be empty, and leave it empty for a new row."""
    field = form.fields["rank"]
    field.label, field.required = _("Order"), False
    field.widget = forms.NumberInput(attrs={"min": 0, "class": "rank"})
    if form.instance.pk is None:
        form.initial["rank"] = None


class RankedForm(TextsForm):
    """A row of an ordered inline."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "rank" in self.fields:
            ask_for_rank(self)


class RankedFormSet(forms.BaseInlineFormSet[Any, Any, Any]):
    """Rows in the order of their numbers; those without one come last, in the order of the page."""

    def clean(self) -> None:
        """Give a number to the rows that have none."""
        super().clean()
        given = [form for form in self.forms if form.is_valid() and form.cleaned_data and form.has_changed()]
        numbers = [one.instance.rank for one in self.initial_forms if one.instance.rank is not None]
        numbers += [form.cleaned_data["rank"] for form in given if form.cleaned_data.get("rank") is not None]
        last = max(numbers, default=-1)
        for form in given:
            if form.cleaned_data.get("rank") is None:
                last += 1
                form.cleaned_data["rank"] = form.instance.rank = last
