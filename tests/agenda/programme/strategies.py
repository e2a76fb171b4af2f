"""Hypothesis strategies for programmes and their parts.

What they draw is as `parse` gives it: slugs made of ids and names, `wall_start` of the instant, whole minutes.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy
from msgspec.structs import replace

from agenda.exchange.json import with_slugs
from agenda.exchange.json.event import RESERVED_SLUGS
from agenda.programme import clocks, model
from agenda.programme.addresses import slugs_of_cities, slugs_of_ids
from agenda.programme.commonmark import faults_in

LANGUAGES = ("en", "fr", "th", "vi", "zh-Hans", "km")
_FIRST = datetime(1973, 1, 3, tzinfo=UTC)
_MINUTES = int((datetime(2199, 12, 20, tzinfo=UTC) - _FIRST) / timedelta(minutes=1))


def zones() -> SearchStrategy[str]:
    """Names of IANA zones; those with unusual rules more often."""
    unusual = ("Australia/Lord_Howe", "Asia/Kathmandu", "Africa/Casablanca", "Pacific/Apia", "America/St_Johns",
               "Europe/Dublin", "Asia/Manila", "Antarctica/Troll", "UTC")  # fmt: skip
    return st.sampled_from(unusual) | st.sampled_from(sorted(clocks.zone_names()))


def instants() -> SearchStrategy[datetime]:
    """Whole minutes in UTC, a week and more within the supported dates; half of them between 2019 and 2031."""
    recent = st.integers(46 * 525_960, 58 * 525_960)
    return (recent | st.integers(0, _MINUTES)).map(lambda minutes: _FIRST + timedelta(minutes=minutes))


def strings(longest: int = 30, *, lines: bool = True) -> SearchStrategy[str]:
    """Strings of any script that may stand in a programme, not blank."""
    odd = "\t\n" if lines else ""
    characters = st.characters(
        codec="utf-8",
        exclude_categories=("Cc", "Cs", "Zl", "Zp"),
        include_characters=odd,
        exclude_characters="\ufffe\uffff",
    )
    latin = st.sampled_from("abc xyz ,;:\\\"'<&>*_-–é")
    return st.text(latin | characters, min_size=1, max_size=longest).filter(
        lambda string: bool(string.strip())
    )


def texts(languages: tuple[str, ...] = ("en",), *, markdown: bool = False) -> SearchStrategy[model.Text]:
    """Texts in some of the languages, at least one; `markdown` without what an import refuses."""
    one = strings().filter(lambda string: not faults_in(string)) if markdown else strings()
    return st.dictionaries(st.sampled_from(languages), one, min_size=1, max_size=3).map(model.text_of)


def slugs() -> SearchStrategy[str]:
    """Slugs that an event may have."""
    form = st.from_regex(r"[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?", fullmatch=True)
    return form.filter(lambda slug: slug not in RESERVED_SLUGS)


def ids(most: int = 3) -> SearchStrategy[list[str]]:
    """Lists of different ids."""
    one = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._-]{0,10}", fullmatch=True)
    return st.lists(one, max_size=most, unique=True)


@st.composite
def events(draw: st.DrawFn) -> model.FrozenEvent:
    """Events in one to three languages."""
    languages = tuple(draw(st.lists(st.sampled_from(LANGUAGES), min_size=1, max_size=3, unique=True)))
    language = draw(st.sampled_from(languages))
    text, markdown = texts(languages), texts(languages, markdown=True)
    cities = draw(st.lists(st.tuples(text, zones()), max_size=3))
    city_slugs = slugs_of_cities((name for name, _ in cities), language)
    return model.FrozenEvent(
        slug=draw(slugs()),
        title=draw(text),
        timezone=draw(zones()),
        subtitle=draw(st.just(()) | text),
        language=language,
        languages=languages,
        setting=draw(st.sampled_from(model.SETTINGS)),  # type: ignore[arg-type]
        visibility=draw(st.sampled_from(model.VISIBILITIES)),  # type: ignore[arg-type]
        organisers=tuple(
            model.FrozenOrganiser(name=name, acronym=acronym)
            for name, acronym in draw(
                st.lists(st.tuples(text, st.just("") | strings(5, lines=False)), max_size=2)
            )
        ),
        cities=tuple(
            model.FrozenCity(name=name, timezone=zone, slug=slug)
            for (name, zone), slug in zip(cities, city_slugs, strict=True)
        ),
        sections=tuple(
            model.FrozenSection(heading=heading, body=body)
            for heading, body in draw(st.lists(st.tuples(text, st.just(()) | markdown), max_size=2))
        ),
    )


@st.composite
def people(draw: st.DrawFn, languages: tuple[str, ...] = ("en",)) -> tuple[model.FrozenPerson, ...]:
    """People with different ids."""
    found = draw(ids())
    maybe = st.just(()) | texts(languages)
    return tuple(
        model.FrozenPerson(
            id=identifier,
            slug=slug,
            name=draw(strings(lines=False)),
            honorific=draw(st.sampled_from(("", "Ms.", "Dr.", "H.E."))),
            position=draw(maybe),
            organisation=draw(maybe),
            country=draw(st.sampled_from(("", "PH", "VN", "CI", "TR"))),
        )
        for identifier, slug in zip(found, slugs_of_ids(found), strict=True)
    )


def appearances(people: tuple[model.FrozenPerson, ...]) -> SearchStrategy[tuple[model.FrozenAppearance, ...]]:
    """Appearances of some of the people."""
    if not people:
        return st.just(())
    one = st.builds(
        model.FrozenAppearance,
        person=st.sampled_from([person.id for person in people]),
        role=st.sampled_from(model.ROLES),
        state=st.sampled_from(model.APPEARANCE_STATES),
    )
    return st.lists(one, max_size=2).map(tuple)


@st.composite
def segments(
    draw: st.DrawFn,
    session: model.FrozenSession,
    languages: tuple[str, ...],
    people: tuple[model.FrozenPerson, ...],
) -> model.FrozenSegment:
    """Segments of a session, with hours or without."""
    start, end = draw(st.just((None, None)) | st.just((session.start, session.end)))
    return model.FrozenSegment(
        title=draw(texts(languages)), start=start, end=end, people=draw(appearances(people))
    )


@st.composite
def sessions(
    draw: st.DrawFn,
    identifier: str,
    event: model.FrozenEvent,
    people: tuple[model.FrozenPerson, ...],
    rooms: tuple[model.FrozenRoom, ...],
) -> model.FrozenSession:
    """Sessions of a minute to five days, without a slug."""
    text = texts(event.languages)
    start = draw(instants())
    bare = model.FrozenSession(
        id=identifier,
        slug="",
        title=draw(text),
        start=start,
        end=start + timedelta(minutes=draw(st.integers(1, 200) | st.integers(1, 5 * 1440))),
        kind=draw(st.sampled_from(model.KINDS)),  # type: ignore[arg-type]
        status=draw(st.sampled_from(model.STATUSES)),  # type: ignore[arg-type]
        audience=draw(st.sampled_from(model.AUDIENCES)),  # type: ignore[arg-type]
        wall_start=clocks.wall_of(start, event.timezone)[0].isoformat(timespec="minutes"),
        room=draw(st.sampled_from(("", *(room.id for room in rooms)))),
        summary=draw(st.just(()) | texts(event.languages, markdown=True)),
        questions=tuple(draw(st.lists(text, max_size=2))),
        people=draw(appearances(people)),
        sequence=draw(st.none() | st.integers(0, 99)),
        changed=draw(st.none() | instants()),
    )
    return replace(bare, segments=tuple(draw(st.lists(segments(bare, event.languages, people), max_size=2))))


@st.composite
def dropped(draw: st.DrawFn, languages: tuple[str, ...]) -> tuple[model.Dropped, ...]:
    """Sessions once published and no longer there."""
    found = draw(ids(2))
    starts = [draw(instants()) for _ in found]
    return tuple(
        model.Dropped(
            id=identifier, slug=slug, title=draw(texts(languages)), start=start, end=start + timedelta(hours=1),
            sequence=draw(st.integers(0, 9)), changed=draw(instants()) + timedelta(seconds=7),
        )
        for identifier, slug, start in zip(found, slugs_of_ids(found), starts, strict=True)
    )  # fmt: skip


@st.composite
def programmes(draw: st.DrawFn) -> model.Programme:
    """Whole programmes of up to three sessions, every session with its slug; drafts and versions."""
    event = draw(events())
    who = draw(people(event.languages))
    rooms = tuple(model.FrozenRoom(id=one, name=draw(texts(event.languages))) for one in draw(ids(2)))
    programme = model.Programme(
        event=event,
        people=who,
        rooms=rooms,
        sessions=tuple(draw(sessions(one, event, who, rooms)) for one in draw(ids())),
        dropped=draw(dropped(event.languages)),
        version=draw(st.integers(0, 40)),
        published_at=draw(st.none() | instants()),
        label=draw(st.sampled_from(model.LABELS)),  # type: ignore[arg-type]
    )
    return with_slugs(programme, {})
