"""The event of a file: its names, languages, zone, cities and sections."""

from __future__ import annotations

from agenda.exchange import shown
from agenda.exchange.json.fields import LANGUAGE, SLUG, Context, Reader
from agenda.programme import (
    SETTINGS,
    VISIBILITIES,
    FrozenCity,
    FrozenEvent,
    FrozenOrganiser,
    FrozenSection,
    Text,
    clocks,
    slugs_of_cities,
)

RESERVED_SLUGS = frozenset(
    [
        "accounts",
        "admin",
        "api",
        "cal",
        "favicon",
        "healthz",
        "i",
        "media",
        "metrics",
        "my",
        "readyz",
        "robots",
        "static",
        "v",
    ]
)
"""What an event's slug cannot be, for the site's own addresses are there."""

SLUG_FORM = "a slug; write a-z, 0-9 and inner hyphens, 64 at most"

_EVENT = (
    "slug", "title", "subtitle", "language", "languages", "timezone", "setting", "visibility", "organisers", "cities",
    "sections",
)  # fmt: skip
_LANGUAGE_FORM = "a language code; write one like 'en' or 'pt-BR'"


def read_event(document: Reader, context: Context) -> FrozenEvent:
    """The event of the file. Leaves its languages and its zone in `context`, which all the rest needs."""
    found = document.get("event", required=True)
    reader = None if found is None else Reader.of(found, "event", _EVENT, context)
    if reader is None:
        return FrozenEvent(slug="", title=(), timezone="")
    context.language, context.languages = _languages(reader, context)
    context.timezone = _zone(reader)
    return FrozenEvent(
        slug=_slug(reader),
        title=reader.text("title", required=True),
        subtitle=reader.text("subtitle"),
        language=context.language,
        languages=context.languages,
        timezone=context.timezone,
        setting=reader.choice("setting", SETTINGS, "virtual"),
        visibility=reader.choice("visibility", VISIBILITIES, "public"),
        organisers=_organisers(reader),
        cities=_cities(reader, context.language),
        sections=_sections(reader),
    )


def _slug(reader: Reader) -> str:
    slug = reader.pattern("slug", SLUG, SLUG_FORM, required=True)
    if slug in RESERVED_SLUGS:
        reader.fault("slug", f"'{slug}' is an address of the site itself; choose another")
    return slug


def _languages(reader: Reader, context: Context) -> tuple[str, tuple[str, ...]]:
    """The event's language and languages; the second is empty when wrong."""
    language = reader.pattern("language", LANGUAGE, _LANGUAGE_FORM) or "en"
    if reader.absent("languages"):
        return language, (language,)
    languages = []
    for value, place in reader.items("languages"):
        if not isinstance(value, str) or not LANGUAGE.fullmatch(value):
            context.faults.add(place, f"{shown(value)} is not {_LANGUAGE_FORM}")
            return language, ()
        languages.append(value)
    if len(set(languages)) < len(languages):
        reader.fault("languages", "has a language twice; keep one")
    if language not in languages:
        reader.fault("languages", f"lacks event.language '{language}'; add it")
    return language, tuple(languages)


def _zone(reader: Reader) -> str:
    """The zone under `timezone`; '' when absent or wrong."""
    value = reader.get("timezone", required=True)
    if isinstance(value, str) and clocks.is_zone(value):
        return value
    if value is not None:
        reader.fault("timezone", f"{shown(value)} is not an IANA time zone; write one like 'Asia/Manila'")
    return ""


def _organisers(reader: Reader) -> tuple[FrozenOrganiser, ...]:
    return tuple(
        FrozenOrganiser(name=one.text("name", required=True), acronym=one.string("acronym", longest=50))
        for one in reader.objects("organisers", ("name", "acronym"))
    )


def _cities(reader: Reader, language: str) -> tuple[FrozenCity, ...]:
    cities: list[tuple[Text, str]] = [
        (one.text("name", required=True), _zone(one))
        for one in reader.objects("cities", ("name", "timezone"))
    ]
    slugs = slugs_of_cities((name for name, _ in cities), language)
    return tuple(
        FrozenCity(name=name, timezone=zone, slug=slug)
        for (name, zone), slug in zip(cities, slugs, strict=True)
    )


def _sections(reader: Reader) -> tuple[FrozenSection, ...]:
    return tuple(
        FrozenSection(heading=one.text("heading", required=True), body=one.text("body", markdown=True))
        for one in reader.objects("sections", ("heading", "body"))
    )
