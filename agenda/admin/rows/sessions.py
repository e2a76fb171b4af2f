"""A session on one page: its fields, guiding questions, segments and who appears."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, ClassVar

from django.contrib import admin, messages
from django.db.models import F, QuerySet
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from agenda.admin.desk import (
    EventPartAdmin,
    PermittedEvents,
    PermittedInline,
    RankedForm,
    RankedFormSet,
    TextsAdmin,
    event_named,
    event_of,
    hours,
    languages_of,
    next_rank,
    published_programme,
    select,
)
from agenda.admin.rows.session_forms import ON_THE_HOST_S_CLOCK, SegmentForm, SegmentFormSet, SessionForm
from agenda.models import Appearance, Event, Person, Question, Room, Segment, Session
from agenda.programme import clocks


def fold_where_doubled(session: Session | None) -> list[str]:
    """The field that chooses between two hours, where the clocks go back on the session's day as saved."""
    asks = session is not None and hours.clocks_go_back(session.day, session.event.timezone)
    return ["fold"] if asks else []


class SessionInline(PermittedInline, TextsAdmin, admin.TabularInline[Any, Session]):
    """A list of the session."""

    form = RankedForm
    formset = RankedFormSet
    extra = 1

    def event_of_new(self, request: HttpRequest) -> Event | None:
        """The event that the new session will have."""
        return event_named(request)

    def get_formset(self, request: HttpRequest, obj: Session | None = None, **kwargs: Any) -> Any:
        """Told of the languages."""
        formset: Any = super().get_formset(request, obj, **kwargs)
        formset.form.written_in = languages_of(event_of(request, obj))
        return formset


class QuestionInline(SessionInline):
    """Guiding questions."""

    model = Question
    verbose_name_plural = _("guiding questions")
    fields = ["question", "rank"]


class SegmentInline(SessionInline):
    """Labelled parts, with hours or without."""

    model = Segment
    form = SegmentForm
    formset = SegmentFormSet
    formfield_overrides = ON_THE_HOST_S_CLOCK

    def get_fields(self, request: HttpRequest, obj: Session | None = None) -> list[Any]:
        """With the choice between two hours only where clocks go back."""
        return ["title", "start", "minutes", "day", *fold_where_doubled(obj), "rank"]


class AppearanceInline(SessionInline):
    """The people of a session, in the order of precedence."""

    model = Appearance
    verbose_name_plural = _("people, in the order of precedence")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """With the people, by segment."""
        rows: QuerySet[Any] = super().get_queryset(request)
        by_segment = F("segment__rank").asc(nulls_first=True)
        return rows.select_related("person").order_by(by_segment, "rank", "pk")

    def get_fields(self, request: HttpRequest, obj: Session | None = None) -> list[Any]:
        """Segments can be chosen once they are saved."""
        return ["person", "role", "state", *(["segment"] if obj is not None else []), "rank"]

    def get_formset(self, request: HttpRequest, obj: Session | None = None, **kwargs: Any) -> Any:
        """Only people of the event, and segments of the session."""
        formset = super().get_formset(request, obj, **kwargs)
        fields = formset.form.base_fields
        if "person" in fields:
            select(fields["person"], Person.objects.filter(event=event_of(request, obj)))
        if "segment" in fields:
            select(fields["segment"], Segment.objects.filter(session=obj))
            fields["segment"].help_text = _("Empty: the whole session.")
        return formset


@admin.register(Session)
class SessionAdmin(EventPartAdmin):
    """Lines of the agenda."""

    form = SessionForm
    inlines = [QuestionInline, SegmentInline, AppearanceInline]
    formfield_overrides = ON_THE_HOST_S_CLOCK
    list_display = ["title", "date", "clock", "room", "kind", "status", "event"]
    list_filter: ClassVar[Any] = [("event", PermittedEvents), "day", "kind", "status"]
    list_select_related: ClassVar[Any] = ["event", "room"]
    search_fields = ["identifier", "title"]
    ordering = ["event", "day", "start", "minutes", "rank", "pk"]

    def get_fieldsets(self, request: HttpRequest, obj: Session | None = None) -> Any:
        """What, when and where, address; a new session has no hours elsewhere yet, nor two to choose from."""
        when = ["day", "start", *fold_where_doubled(obj), "minutes", "room"]
        later = gettext("People can be given to segments after the first save.") if obj is None else ""
        what = ["event_name", "title", "kind", "status", "audience", "summary"]
        return [
            (None, {"fields": what, "description": later}),
            (_("When and where"), {"fields": when if obj is None else [*when, "elsewhere"]}),
            (_("Address"), {"fields": ["identifier", "slug"]}),
        ]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """The hours elsewhere are computed."""
        return [*super().get_readonly_fields(request, obj), "elsewhere"]

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """Only rooms of the event."""
        form = super().get_form(request, obj, change=change, **kwargs)
        if "room" in form.base_fields:
            select(form.base_fields["room"], Room.objects.filter(event=form.event))
        return form

    def published(self, event: Event) -> dict[str, str]:
        """Sessions of the latest version, dropped ones too: their addresses answer for ever."""
        programme = published_programme(event)
        return {one.id: one.slug for one in (*programme.dropped, *programme.sessions)} if programme else {}

    def save_model(self, request: HttpRequest, obj: Session, form: Any, change: bool) -> None:
        """A new one comes last among those of the same hour; a doubled hour is told."""
        if not change:
            obj.rank = next_rank(Session.objects.filter(event=obj.event))
        super().save_model(request, obj, form, change)
        if form.doubled and {"day", "start", "fold"} & set(form.changed_data):
            messages.warning(request, form.doubled)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """People before segments: who stood in a segment that is deleted goes with it."""
        super().save_related(request, form, sorted(formsets, key=lambda one: one.model is Segment), change)

    @admin.display(description=_("date"), ordering="day")
    def date(self, session: Session) -> str:
        """The day in words."""
        return clocks.date_words(session.day)

    @admin.display(description=_("hours"), ordering="start")
    def clock(self, session: Session) -> str:
        """Start and end on the host's clock."""
        wall, zone = datetime.combine(session.day, session.start), session.event.timezone
        if hours.fault_of(wall, zone):
            return gettext("%s does not exist") % f"{wall:%H:%M}"
        start = clocks.instant(wall, zone, session.fold)
        return clocks.hours(start, start + timedelta(minutes=session.minutes), session.day, zone)

    @admin.display(description=_("hours there"))
    def elsewhere(self, session: Session) -> SafeString:
        """Start and end for the host and in the other cities, as saved."""
        rows = format_html_join("", "<li>{}</li>", ((line,) for line in hours.session_hours(session)))
        return format_html('<ul class="hours">{}</ul>', rows)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """With event and room."""
        return super().get_queryset(request).select_related("room")
