"""The forms of the preview page: what to look at, what to say of it, and who gets a link."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agenda.admin.desk import hours
from agenda.drafts import reviews
from agenda.models import Event
from agenda.outputs import OUTPUTS, labels, zone_place
from agenda.programme import Programme, in_language

_OUTPUT_WORDS = {
    "home": gettext_lazy("Overview"),
    "agenda": gettext_lazy("Agenda"),
    "speakers": gettext_lazy("Speakers"),
    "changes": gettext_lazy("Changes"),
    "agenda-ics": gettext_lazy("Calendar (.ics)"),
    "event-ics": gettext_lazy("Calendar of days (.ics)"),
    "calendar": gettext_lazy("How to subscribe"),
    "programme-pdf": gettext_lazy("Programme (PDF)"),
    "agenda-json": gettext_lazy("Agenda for machines (JSON)"),
    "agenda-xlsx": gettext_lazy("Agenda sheet (.xlsx)"),
}


def outputs() -> list[tuple[str, str, str]]:
    """Name, words and path of each output of the whole event."""
    return [
        (one.name, str(_OUTPUT_WORDS.get(one.name, one.path)), one.path)
        for one in OUTPUTS
        if "<slug>" not in one.path
    ]


class LookForm(forms.Form):
    """Which output, in which city, as on which moment of the host's clock."""

    output = forms.ChoiceField(label=gettext_lazy("What"))
    tz = forms.ChoiceField(label=gettext_lazy("In the hours of"), required=False)
    lang = forms.ChoiceField(label=gettext_lazy("In the language"), required=False)
    day = forms.DateField(
        label=gettext_lazy("As on"),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    time = forms.TimeField(
        label=gettext_lazy("at"),
        required=False,
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
    )

    def __init__(self, *args: Any, event: Event, draft: Programme, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.event = event
        frozen = draft.event
        own = _("%s, the event’s own") % zone_place(draft, frozen.timezone, frozen.language)
        cities = [(city.slug, in_language(city.name, frozen.language, "en")[0]) for city in frozen.cities]
        self._choose("output", [(name, label) for name, label, _path in outputs()])
        self._choose("tz", [("", own), *cities])
        self._choose("lang", [(code, labels.language_name(code)) for code in frozen.languages])
        if len(frozen.languages) == 1:
            del self.fields["lang"]

    def _choose(self, name: str, choices: list[tuple[str, Any]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
        field.choices = choices

    def clean(self) -> dict[str, Any]:
        """A day and a time, or neither; and an hour that the host's clock shows."""
        found = super().clean() or {}
        day, time = found.get("day"), found.get("time")
        if (day is None) != (time is None) and not self.errors:
            self.add_error(
                "time" if time is None else "day", _("Give both the day and the time, or neither.")
            )
        if day and time and (fault := hours.fault_of(datetime.combine(day, time), self.event.timezone)):
            self.add_error("time", fault)
        return found

    @property
    def address(self) -> str:
        """Where that is to be seen."""
        found = self.cleaned_data
        asked = {key: found[key] for key in ("tz", "lang") if found.get(key)}
        if asked.get("lang") == self.event.language:
            del asked["lang"]
        if found["day"]:
            asked["at"] = datetime.combine(found["day"], found["time"]).isoformat(timespec="minutes")
        (path,) = (path for name, _label, path in outputs() if name == found["output"])
        query = urlencode(asked, safe=":/")
        return f"/{self.event.slug}/v/0/{path}{'?' if query else ''}{query}"


class RemarkForm(forms.Form):
    """The remark of a member of staff on a place."""

    text = forms.CharField(
        label=gettext_lazy("Comment"),
        max_length=reviews.LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ReviewLinkForm(forms.Form):
    """The reader of a review link, and how long it is valid."""

    name = forms.CharField(
        label=gettext_lazy("Reader"),
        max_length=200,
        help_text=gettext_lazy("Their comments carry this name, such as “Somchai R., Ministry of Labour”."),
    )
    days = forms.IntegerField(
        label=gettext_lazy("Valid for days"),
        min_value=1,
        max_value=reviews.MOST_DAYS,
        initial=reviews.USUAL_DAYS,
    )
