"""The forms of a session's page: hours that exist, segments that move with their session."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any, ClassVar

from django import forms
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agenda.admin.desk import NamedForm, RankedForm, RankedFormSet, checked_minutes, hours
from agenda.models import Session
from agenda.programme import clocks

ON_THE_HOST_S_CLOCK: dict[Any, dict[str, Any]] = {
    models.DateField: {"widget": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})},
    models.TimeField: {"widget": forms.TimeInput(format="%H:%M", attrs={"type": "time"})},
}
"""The browser's own inputs. The stock ones offer "now" and "today", which are the server's."""


class SessionForm(NamedForm):
    """A session's own fields."""

    named_by: ClassVar[str] = "title"
    kind: ClassVar[str] = "session"
    doubled: str = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "start" in self.fields:
            self.fields["start"].help_text = gettext_lazy(
                "On the host's clock. Segments move with their session, except those whose hours you change too."
            )

    def clean_minutes(self) -> int | None:
        """A length."""
        return checked_minutes(self.cleaned_data.get("minutes"))

    def clean(self) -> dict[str, Any]:
        """Refuse an hour that does not exist; note one that comes twice."""
        found = super().clean()
        day, start, zone = found.get("day"), found.get("start"), self.event.timezone
        if day is None or start is None:
            return found
        wall = datetime.combine(day, start)
        if fault := hours.fault_of(wall, zone):
            self.add_error("start", fault)
        elif hours.is_doubled(wall, zone):
            self.doubled = hours.doubled_words(wall, zone, found.get("fold", self.instance.fold))
        return found


class SegmentForm(RankedForm):
    """A segment. `before` is where its session began until now, None for a new one."""

    def __init__(self, *args: Any, session: Session, before: datetime | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.session = session
        begins = session.day is not None and session.start is not None and clocks.is_supported(session.day)
        self.begins = datetime.combine(session.day, session.start) if begins else None
        self.moved = self.begins - before if self.begins and before else timedelta()
        self.days = self.begins.date() - before.date() if self.begins and before else timedelta()

    @property
    def follows(self) -> bool:
        """Whether the segment goes where its session goes: it has hours, and nobody changed them in this save."""
        kept = not {"day", "start", "fold"} & set(self.changed_data)
        return bool(self.moved) and kept and self.initial.get("start") is not None

    def has_changed(self) -> bool:
        """Also when only its session moved."""
        return super().has_changed() or self.follows

    def clean_minutes(self) -> int | None:
        """A length, or none."""
        return checked_minutes(self.cleaned_data.get("minutes"))

    def clean(self) -> dict[str, Any]:
        """Hours are whole or absent, and exist."""
        super().clean()
        found = self.cleaned_data
        start, minutes = found.get("start"), found.get("minutes")
        if self.errors.keys() & {"day", "start", "minutes"}:
            return found
        if start is None:
            found["day"] = None
            if minutes is not None:
                self.add_error("start", _("Give the start too, or leave the minutes empty."))
        elif minutes is None:
            self.add_error("minutes", _("Give the length in minutes, or leave the start empty."))
        elif self.begins is not None:
            self._place(found.get("day"), start)
        return found

    def _place(self, day: date | None, start: time) -> None:
        """Put the segment on its day, moved along where it follows."""
        if day is not None and not clocks.is_supported(day):
            self.add_error("day", hours.fault_of(datetime.combine(day, start), "UTC"))
            return
        if day is None:
            day = hours.day_of_segment(self.session, start)
        elif self.follows:
            wall = datetime.combine(day, start) + self.moved
            day, start = wall.date(), wall.time()
        elif self.instance.pk and "day" not in self.changed_data:
            day += self.days
        self.cleaned_data["day"], self.cleaned_data["start"] = day, start
        if fault := hours.fault_of(datetime.combine(day, start), self.session.event.timezone):
            self.add_error("start", fault)


class SegmentFormSet(RankedFormSet):
    """The segments of a session, which know where it began before this save."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.before: datetime | None = None
        if self.is_bound and self.instance.pk:
            row = Session.objects.filter(pk=self.instance.pk).values_list("day", "start").first()
            self.before = datetime.combine(*row) if row else None

    def get_form_kwargs(self, index: int | None) -> dict[str, Any]:
        """The session as it will be, and where it began."""
        return {**super().get_form_kwargs(index), "session": self.instance, "before": self.before}
