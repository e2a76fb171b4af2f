"""The board's forms: a session's fields in its row, a new session, and the tools that move several."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from msgspec.structs import replace

from agenda.admin.desk import LONGEST, TextsField, hours
from agenda.models import strings_of
from agenda.outputs import labels
from agenda.programme import clocks, free_names, model, placed

LONGEST_TITLE = 300
"""Characters: as many as a name has. A longer one that stays as it is stays."""


def day_input() -> forms.DateInput:
    """The browser's own calendar."""
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


def time_input() -> forms.TimeInput:
    """The browser's own clock."""
    return forms.TimeInput(format="%H:%M", attrs={"type": "time"})


def kind_choices() -> list[tuple[str, str]]:
    """Kinds of sessions, in words."""
    return [(one, labels.kind(one)) for one in model.KINDS]


def wall_of(session: model.FrozenSession, zone: str) -> datetime:
    """The host's clock at the start: as kept, where no clock shows it."""
    kept = session.wall_start and datetime.fromisoformat(session.wall_start)
    if kept and not clocks.instants_of(kept, zone):
        return kept
    return clocks.wall_of(session.start, zone)[0]


def minutes_of(session: model.FrozenSession) -> int:
    """The length."""
    return int((session.end - session.start).total_seconds() // 60)


class TitleField(TextsField):
    """A title: not as long as a text may be."""

    def _checked(self, string: str) -> str:
        if len(string) > LONGEST_TITLE:
            words = gettext("Write at most %(longest)d characters; these are %(count)d.")
            raise ValidationError(words % {"longest": LONGEST_TITLE, "count": len(string)})
        return super()._checked(string)


class BoardSessionForm(forms.Form):
    """The fields of a session on the board, without its people. `moment` is the instant of its start, once valid.

    Where the hour comes twice on the host's clock, it asks which of the two.
    """

    title = TitleField(label=_("Title"))
    day = forms.DateField(label=_("Date"), widget=day_input())
    start = forms.TimeField(label=_("Start"), widget=time_input())
    minutes = forms.IntegerField(
        label=_("Minutes"),
        min_value=1,
        max_value=LONGEST,
        error_messages={
            "min_value": _("Write a length from 1 minute on."),
            "max_value": _("Write a length of at most two weeks."),
        },
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=kind_choices)
    room = forms.ChoiceField(label=_("Room"), required=False)

    moment: datetime

    def __init__(
        self, *args: Any, draft: model.Programme, before: model.FrozenSession | None = None, **kwargs: Any
    ) -> None:
        kwargs["initial"] = {**(_as_shown(before, draft) if before else {}), **(kwargs.get("initial") or {})}
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        self.draft, self.before = draft, before
        title = self.fields["title"]
        assert isinstance(title, TextsField)  # noqa: S101 - as declared above
        title.show(draft.event.languages, dict(before.title) if before else {})
        rooms = [(one.id, _line(one.name, draft)) for one in draft.rooms]
        room = self.fields["room"]
        assert isinstance(room, forms.ChoiceField)  # noqa: S101 - as declared above
        room.choices = [("", gettext("none")), *rooms]
        wall = self._wall_asked()
        if wall and hours.is_doubled(wall, draft.event.timezone):
            self._ask_which(wall)

    def _wall_asked(self) -> datetime | None:
        """The hour of the host's clock that stands in the form; None for none, or what is no hour."""
        if not self.is_bound:
            return wall_of(self.before, self.draft.event.timezone) if self.before else None
        try:
            day, start = (self.fields[name].clean(self[name].data) for name in ("day", "start"))
        except ValidationError:
            return None
        return datetime.combine(day, start)

    def _ask_which(self, wall: datetime) -> None:
        zone = self.draft.event.timezone
        found = clocks.instants_of(wall, zone)
        offsets = [clocks.rfc3339(one, zone)[-6:] for one in found]
        said = gettext("%(hour)s comes twice on that day: choose which.") % {"hour": f"{wall:%H:%M}"}
        self.fields["fold"] = forms.ChoiceField(
            label=gettext("Which %s") % f"{wall:%H:%M}",
            choices=[
                ("0", gettext("the first (UTC%s)") % offsets[0]),
                ("1", gettext("the second (UTC%s)") % offsets[1]),
            ],
            initial="1" if self.before and self.before.start == found[1] else "0",
            error_messages={"required": said},
        )
        self.order_fields(["title", "day", "start", "fold"])

    def clean(self) -> dict[str, Any]:
        """The hour exists on the host's clock."""
        found = super().clean() or {}
        day, start, zone = found.get("day"), found.get("start"), self.draft.event.timezone
        if day is None or start is None:
            return found
        wall = datetime.combine(day, start)
        if fault := hours.fault_of(wall, zone):
            self.add_error("start", fault)
        else:
            self.moment = clocks.instant(wall, zone, int(found.get("fold") or 0))
        return found

    @property
    def text(self) -> model.Text:
        """The title."""
        return model.text_of(strings_of(self.cleaned_data["title"], self.draft.event.language))

    def as_new(self, published: dict[str, str]) -> model.FrozenSession:
        """A session of what was given; `published` is slug by id of what versions have."""
        found = self.cleaned_data
        identifier, slug = free_names(self.draft, self.text, published)
        blank = model.FrozenSession(
            id=identifier, slug=slug, title=self.text, kind=found["kind"], room=found["room"],
            start=self.moment, end=self.moment,
        )  # fmt: skip
        return placed(blank, self.moment, found["minutes"], self.draft.event.timezone)


class EditForm(BoardSessionForm):
    """All that can be changed in a row."""

    status = forms.ChoiceField(
        label=_("Status"), choices=lambda: [(one, labels.status(one)) for one in model.STATUSES]
    )

    @property
    def hours_changed(self) -> bool:
        """Whether start or length is another."""
        before = self.before
        return before is None or (
            self.moment != before.start or self.cleaned_data["minutes"] != minutes_of(before)
        )

    def details(self, people: tuple[model.FrozenAppearance, ...]) -> model.FrozenSession:
        """The session with all that was given but its hours."""
        assert self.before is not None  # noqa: S101 - a row that is edited exists
        found = self.cleaned_data
        return replace(
            self.before, title=self.text, kind=found["kind"], status=found["status"], room=found["room"],
            people=people,
        )  # fmt: skip


class ShiftForm(forms.Form):
    """By how much."""

    minutes = forms.IntegerField(label=_("Minutes"), min_value=1, max_value=24 * 60, initial=15)
    direction = forms.ChoiceField(
        label=_("Direction"), choices=[("later", _("later")), ("earlier", _("earlier"))]
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)

    @property
    def by(self) -> int:
        """Minutes, negative for earlier."""
        minutes: int = self.cleaned_data["minutes"]
        return minutes if self.cleaned_data["direction"] == "later" else -minutes


class OtherForm(forms.Form):
    """Another session."""

    other = forms.ChoiceField(label=_("Session"))

    def __init__(self, *args: Any, others: list[tuple[str, str]], **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        other = self.fields["other"]
        assert isinstance(other, forms.ChoiceField)  # noqa: S101 - as declared above
        other.choices = others


class StretchForm(OtherForm):
    """Up to which session, and between which hours of the host's clock."""

    start = forms.TimeField(label=_("From"), widget=time_input())
    end = forms.TimeField(label=_("To"), widget=time_input())
    keep = forms.BooleanField(label=_("Breaks and meals keep their length"), required=False, initial=True)

    def __init__(self, *args: Any, day: date, zone: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["other"].label = gettext("Up to and with")
        self.day, self.zone = day, zone

    def clean(self) -> dict[str, Any]:
        """Both hours exist on the host's clock that day; the second comes after the first."""
        found = super().clean() or {}
        for name in ("start", "end"):
            wall = datetime.combine(self.day, found[name]) if found.get(name) is not None else None
            if wall is not None and (fault := hours.fault_of(wall, self.zone)):
                self.add_error(name, fault)
        if not self.errors and found["start"] >= found["end"]:
            self.add_error("end", ValidationError(gettext("Write an hour after the first one.")))
        return found

    def instant(self, name: str) -> datetime:
        """The instant (UTC) of one of the two."""
        wall: time = self.cleaned_data[name]
        return clocks.instant(datetime.combine(self.day, wall), self.zone, 0)


def _as_shown(session: model.FrozenSession, draft: model.Programme) -> dict[str, Any]:
    wall = wall_of(session, draft.event.timezone)
    return {
        "title": dict(session.title), "day": wall.date(), "start": wall.time(), "minutes": minutes_of(session),
        "kind": session.kind, "room": session.room, "status": session.status,
    }  # fmt: skip


def _line(text: model.Text, draft: model.Programme) -> str:
    return " ".join(model.in_language(text, draft.event.language, "en")[0].split())
