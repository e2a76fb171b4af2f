"""The public pages of an event: concept note, agenda, session, speakers. HTML that depends on the address alone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.template.loader import render_to_string
from django.utils.translation import gettext, override
from msgspec.structs import replace

from agenda.outputs import calendar_links, labels, zones
from agenda.outputs.listing import Listing
from agenda.outputs.viewer import (
    DraftViewer,
    LinkViewer,
    NoLongerInProgramme,
    NotInProgramme,
    Viewer,
    as_public,
    query_of,
    query_with,
)
from agenda.programme import (
    FrozenPerson,
    FrozenSection,
    FrozenSession,
    Programme,
    clocks,
    conflicts,
    in_language,
)

_ROMAN = ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))


def home(programme: Programme, viewer: Viewer, slug: str = "") -> bytes:
    """The concept note: time lines, numbered sections, the way to the agenda."""

    def context(listing: Listing) -> dict[str, Any]:
        return {
            "sections": numbered_sections(listing),
            "time_lines": listing.time_lines(),
            "ways": calendar_links.ways(programme, viewer),
            **names(listing),
        }

    return _render("home", "", programme, viewer, context)


def agenda(programme: Programme, viewer: Viewer, slug: str = "") -> bytes:
    """The agenda in the viewer's zone."""

    def context(listing: Listing) -> dict[str, Any]:
        return {
            "days": listing.days(programme.in_order),
            "time_lines": listing.time_lines(),
            "ways": calendar_links.ways(programme, viewer),
        }

    return _render("agenda", "agenda/", programme, viewer, context)


def session(programme: Programme, viewer: Viewer, slug: str) -> bytes:
    """One session. Raises `NotInProgramme`, and `NoLongerInProgramme` when it was published once and then dropped."""
    if slug in programme.dropped_slugs:
        raise NoLongerInProgramme(slug)
    one = programme.sessions_by_slug.get(slug)
    if one is None:
        raise NotInProgramme(slug)

    def context(listing: Listing) -> dict[str, Any]:
        (day,) = listing.days([one])
        elsewhere = calendar_links.of_session(one, programme, viewer)
        return {"day": day, "session": day.sessions[0], "calendars": elsewhere, **_neighbours(listing, one)}

    return _render("session", f"sessions/{slug}/", programme, viewer, context)


def speakers(programme: Programme, viewer: Viewer, slug: str = "") -> bytes:
    """Everyone with a part in the programme, in the order given."""

    def context(listing: Listing) -> dict[str, Any]:
        return {"people": [listing.person(person) for person in programme.people]}

    return _render("speakers", "speakers/", programme, viewer, context)


def speaker(programme: Programme, viewer: Viewer, slug: str) -> bytes:
    """One person and their sessions. Raises `NotInProgramme`."""
    person = programme.people_by_slug.get(slug)
    if person is None:
        raise NotInProgramme(slug)

    def context(listing: Listing) -> dict[str, Any]:
        held = [one for one in programme.in_order if _roles(one, person)]
        roles = {one.slug: ", ".join(_role_words(role) for role in _roles(one, person)) for one in held}
        days = [(day, [(row, roles[row.slug]) for row in day.sessions]) for day in listing.days(held)]
        return {"person": listing.person(person), "days": days}

    return _render("speaker", f"speakers/{slug}/", programme, viewer, context)


def review(programme: Programme, viewer: DraftViewer, context: Callable[[Listing], dict[str, Any]]) -> bytes:
    """The page where a co-organiser speaks of a draft; `context` draws what is said. It is no output: drafts only."""
    return _render("review", "review/", programme, viewer, context)


def numbered_sections(listing: Listing) -> list[dict[str, Any]]:
    """The sections I, II, … of the concept note; the agenda is the last, and has no body of its own."""
    sections = own_sections(listing.programme, listing.viewer.language)
    found = [
        {"number": roman(number), "heading": listing.marked(one.heading), "body": listing.body(one.body)}
        for number, one in enumerate(sections, 1)
    ]
    return [*found, {"number": roman(len(found) + 1), "heading": "", "body": ""}]


def own_sections(programme: Programme, language: str) -> list[FrozenSection]:
    """The sections of the concept note without a last one that is but the agenda's heading."""
    sections, event = list(programme.event.sections), programme.event
    if sections and not sections[-1].body:
        heading, _language = in_language(sections[-1].heading, language, event.language)
        return sections[:-1] if heading.casefold() == "agenda" else sections
    return sections


def roman(number: int) -> str:
    """`1` as `I`, `4` as `IV`."""
    letters = ""
    for value, letter in _ROMAN:
        while number >= value:
            letters, number = letters + letter, number - value
    return letters


def _render(name: str, path: str, programme: Programme, viewer: Viewer, context: Any) -> bytes:
    """The page's bytes. The one place where a language is activated."""
    with override(viewer.language):
        listing = Listing(programme, viewer)
        shared = _shared(listing, name, path)
        return render_to_string(f"agenda/{name}.html", shared | context(listing)).encode()


def _shared(listing: Listing, name: str, path: str) -> dict[str, Any]:
    """The context that every page of an event has: names, addresses, zone, version."""
    programme, viewer, event = listing.programme, listing.viewer, listing.programme.event
    lang_query = f"?lang={viewer.language}" if viewer.language != event.language else ""
    public = as_public(viewer)
    public_query = query_of(programme, public)
    on_paper = replace(public, timezone=zones.event_zone_name(programme, viewer.timezone))
    elsewhere = viewer if isinstance(viewer, LinkViewer) else None
    home = f"/{event.slug}/" if elsewhere else listing.home
    form = f"/{event.slug}/register/{public_query}"
    return {
        "page": name,
        "viewer": viewer,
        "event": event,
        "event_title": listing.marked(event.title),
        "event_title_plain": listing.text(event.title),
        "description": listing.text(event.subtitle) or listing.text(event.title),
        "home": listing.home,
        "query": listing.query,
        "here": f"{listing.home}{path}",
        "live": f"/{event.slug}/{path}{public_query}",
        "register": (elsewhere.registration if elsewhere else "") or form,
        "own_page": elsewhere is not None and elsewhere.registration != "",
        "canonical": f"{viewer.base_url}{home}{path}{lang_query}",
        "pdf_query": query_of(programme, on_paper) if on_paper.timezone in programme.zones else lang_query,
        "version_words": listing.version_words(),
        "draft": programme.version == 0,
        "pinned": viewer.pinned,
        "unlisted": event.visibility != "public" or programme.version == 0 or elsewhere is not None,
        **_zone(listing, full=name in {"home", "agenda"}),
        **_of_draft(listing),
    }


def _of_draft(listing: Listing) -> dict[str, Any]:
    """The additional context of pages of a draft: its faults, the address of its reviews, and the moment taken for now."""
    viewer, zone = listing.viewer, listing.programme.event.timezone
    if not isinstance(viewer, DraftViewer):
        return {}
    found = {
        "faults": [one.sentence for one in conflicts.conflicts(listing.programme) if one.grade == "error"],
        "desk": viewer.desk,
        "at_kept": viewer.at,
    }
    if viewer.at:
        moment = clocks.instant(datetime.fromisoformat(viewer.at), zone)
        place = zones.zone_place(listing.programme, zone, viewer.language)
        found["at"] = clocks.rfc3339(moment, zone)
        found["at_words"] = f"{clocks.moment_words(moment, zone, language=viewer.language)} {place}"
    return found


def _zone(listing: Listing, full: bool) -> dict[str, Any]:
    """The zone in words, and the chooser; where it is not `full` (30 kB), with the cities only."""
    programme, viewer, event = listing.programme, listing.viewer, listing.programme.event
    other_languages = [(one, labels.language_name(one)) for one in event.languages if one != viewer.language]
    return {
        "zone": viewer.timezone,
        "zone_words": zones.zone_sentence(programme, viewer),
        "zone_cities": zones.city_links(programme, viewer),
        "zone_options": zones.options(programme, viewer) if full else "",
        "event_zone": event.timezone,
        "event_zone_query": query_with("", programme, viewer),
        "event_zone_place": zones.zone_place(programme, event.timezone, viewer.language),
        "is_event_zone": zones.event_zone_name(programme, viewer.timezone) == event.timezone,
        "lang_kept": viewer.language if viewer.language != event.language else "",
        "tz_kept": viewer.timezone if viewer.timezone != event.timezone else "",
        "other_languages": other_languages,
    }


def names(listing: Listing) -> dict[str, Any]:
    """The lines under the title: subtitle, how the meeting is held, organisers with their acronyms."""
    event = listing.programme.event
    return {
        "subtitle": listing.marked(event.subtitle),
        "setting": labels.setting(event.setting),
        "organisers": [(listing.marked(one.name), one.acronym) for one in event.organisers],
    }


def _neighbours(listing: Listing, one: FrozenSession) -> dict[str, Any]:
    """The sessions before and after, as rows; None at either end."""
    order = listing.programme.in_order
    place = order.index(one)

    def row(index: int) -> Any:
        if not 0 <= index < len(order):
            return None
        day = clocks.local_date(order[index].start, listing.viewer.timezone)
        return listing.session(order[index], day)

    return {"before": row(place - 1), "after": row(place + 1)}


def _role_words(role: str) -> str:
    """The role as a word of its own, where no name follows it."""
    return gettext("Facilitator") if role == "facilitator" else labels.role(role)


def _roles(one: FrozenSession, person: FrozenPerson) -> list[str]:
    """The roles of the person in the session, each once."""
    return list(dict.fromkeys(part.role for part in one.appearances if part.person == person.id))
