"""The content of the board: the draft's days, a row a session, with its conflicts."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any, NamedTuple

from django.contrib.admin import ModelAdmin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import get_language
from msgspec.structs import replace

from agenda import drafts, versions
from agenda.admin.board import digests
from agenda.drafts import reviews
from agenda.models import Event, Publication, Session
from agenda.outputs import Listing, SessionRow, Viewer
from agenda.programme import Conflict, clocks, model, session_of


class Said(NamedTuple):
    """The reviewers' words on a session: how many comments are open, and whether it is cleared, or was before a change."""

    place: int
    comments: int
    cleared: bool
    stale: bool


class BoardRow(NamedTuple):
    """A session on the board; `key` is that of its row, for its own page; `said` is None where nobody says anything."""

    id: str
    key: int
    line: SessionRow
    fixed: bool
    participants: bool
    errors: tuple[Conflict, ...]
    warnings: tuple[Conflict, ...]
    is_first: bool
    is_last: bool
    said: Said | None


class BoardDay(NamedTuple):
    """A date of the host, with its time lines; `first` is the id of its first session."""

    iso: str
    words: str
    lines: list[str]
    rows: list[BoardRow]

    @property
    def first(self) -> str:
        """Id of the first session."""
        return self.rows[0].id


class Board:
    """The draft of an event as one request sees it. Raises NotPublishable where it has dates that no clock knows."""

    def __init__(self, events: ModelAdmin[Event], request: HttpRequest, event: Event) -> None:
        self.events, self.request, self.event = events, request, event
        self.draft = drafts.draft_as_is(event)
        rows = Session.objects.filter(event=event).order_by().values_list("identifier", "pk", "fixed")
        self.keys, fixed = {}, set()
        for identifier, key, is_fixed in rows:
            self.keys[identifier] = key
            if is_fixed:
                fixed.add(identifier)
        self.fixed = frozenset(fixed)
        self.may_edit = request.user.has_perm("agenda.change_event", event)

    @cached_property
    def whole(self) -> str:
        """The values that a shown result was computed from."""
        return digests.of_draft(self.draft, self.fixed)

    @cached_property
    def hours(self) -> dict[str, str]:
        """The sessions that the buttons of a day's rows act on, by the day (ISO)."""
        days = clocks.days(self.draft.sessions, self.draft.event.timezone)
        return {day.isoformat(): digests.of_hours(held, self.fixed) for day, held in days}

    def hours_changed(self, what: str) -> bool:
        """Whether the hours of that session's day are no longer those the form was made from. Raises NoSuchSession."""
        start = session_of(self.draft, what).start
        day = clocks.local_date(start, self.draft.event.timezone).isoformat()
        return self.request.POST.get(f"hours-{day}") != self.hours[day]

    @cached_property
    def address(self) -> str:
        """Of the board."""
        return reverse("admin:agenda_event_board", args=[self.event.pk])

    @cached_property
    def listing(self) -> Listing:
        """The draft in the host's zone, in the language of the admin."""
        return listing_of(self.draft)

    @cached_property
    def label(self) -> model.Label:
        """The label that the next version has, unless someone chooses another: that of the latest."""
        labels = (
            Publication.objects.filter(event=self.event).order_by("-number").values_list("label", flat=True)
        )
        return "final" if labels.first() == "final" else "provisional"

    @cached_property
    def clashes(self) -> tuple[Conflict, ...]:
        """Of the draft."""
        return self.clashes_of(self.draft)

    def clashes_of(self, programme: model.Programme) -> tuple[Conflict, ...]:
        """Of the draft, or of what it would become."""
        return versions.found(self.event, programme, self.label, reader=self.request.user)

    def days(self) -> list[BoardDay]:
        """All days of the draft."""
        zone, listing = self.draft.event.timezone, self.listing
        lines = {iso: words for iso, _day, words in listing.time_lines()}
        marks, said = _by_session(self.clashes), self._said()
        found = []
        for day, held in clocks.days(self.draft.sessions, zone):
            last = len(held) - 1
            rows = [
                self._row(
                    one, listing.session(_slim(one), day), marks.get(one.id, ()), place == 0, place == last
                )._replace(said=said.get(one.id))
                for place, one in enumerate(held)
            ]
            iso = day.isoformat()
            found.append(BoardDay(iso, listing.day_words(day), lines.get(iso, []), rows))
        return found

    def _row(
        self, one: model.FrozenSession, line: SessionRow, marks: Any, is_first: bool, is_last: bool
    ) -> BoardRow:
        return BoardRow(
            id=one.id,
            key=self.keys.get(one.id, 0),
            line=line,
            fixed=one.id in self.fixed,
            participants=one.audience == "participants",
            errors=tuple(mark for mark in marks if mark.grade == "error"),
            warnings=tuple(mark for mark in marks if mark.grade == "warning"),
            is_first=is_first,
            is_last=is_last,
            said=None,
        )

    def _said(self) -> dict[str, Said]:
        """By session, where there is something; `place` is the number of its place on the page of the preview."""
        found = {}
        for number, one in enumerate(reviews.summary(self.event, self.draft)):
            kind, _colon, identifier = one.place.partition(":")
            if kind == "session" and (one.open or one.cleared_by or one.stale):
                found[identifier] = Said(number, len(one.open), bool(one.cleared_by), bool(one.stale))
        return found

    def title(self, session: model.FrozenSession, longest: int = 60) -> str:
        """The session's title on one line, cut where it is long; of one without its id."""
        whole = " ".join(self.listing.text(session.title).split())
        return Truncator(whole or session.id).chars(longest)

    def brief(self, session: model.FrozenSession) -> str:
        """The title as a step names it: the button that undoes it has to say more."""
        return self.title(session, 24)


def listing_of(programme: model.Programme) -> Listing:
    """The programme in the host's zone, in the language of the admin."""
    language = (get_language() or "en").partition("-")[0]
    zone = programme.event.timezone
    return Listing(programme, Viewer(timezone=zone, language=language, base_url="", audience="participants"))


def _slim(session: model.FrozenSession) -> model.FrozenSession:
    """Without the texts that the board does not show: CommonMark is dear."""
    return replace(session, summary=(), questions=())


def _by_session(
    found: tuple[Conflict, ...],
) -> Mapping[str, tuple[Conflict, ...]]:
    marks: dict[str, tuple[Conflict, ...]] = {}
    for one in found:
        for identifier in one.sessions:
            marks[identifier] = (*marks.get(identifier, ()), one)
    return marks
