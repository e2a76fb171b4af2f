"""The slugs a file leaves out: made of titles, names and ids, kept once made."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from msgspec.structs import replace

from agenda.programme.model import Programme, Text, in_language
from agenda.programme.slugs import ascii_slug, free_slug


def with_slugs(programme: Programme, taken: Mapping[str, str]) -> Programme:
    """`programme` with a slug for every session that has none.

    `taken` are the slugs made before, by session id; a session keeps its own unless the file gives that to another,
    and no new slug is one of them or of `programme.dropped`. A new one is the lower-case ASCII of the title in
    `event.language`, else `session-<ordinal>` (from 1, in the order of the file); a taken one gets `-2`, `-3`.
    """
    language = programme.event.language
    used = {session.slug for session in programme.sessions if session.slug}
    slugs: dict[int, str] = {}
    missing = [index for index, session in enumerate(programme.sessions) if not session.slug]
    for index in missing:
        before = taken.get(programme.sessions[index].id, "")
        if before and before not in used:
            slugs[index] = before
            used.add(before)
    used.update(taken.values(), (one.slug for one in programme.dropped))
    for index in missing:
        if index not in slugs:
            title = in_language(programme.sessions[index].title, language, language)[0]
            slugs[index] = free_slug(ascii_slug(title) or f"session-{index + 1}", used)
            used.add(slugs[index])
    sessions = (
        replace(session, slug=slugs.get(index, session.slug))
        for index, session in enumerate(programme.sessions)
    )
    return replace(programme, sessions=tuple(sessions))


def slugs_of_ids(ids: Iterable[str]) -> tuple[str, ...]:
    """A slug for each id, in order: `A.Smith_2` is `a-smith-2`; a taken one gets `-2`, `-3`."""
    return _each_free(ascii_slug(one) for one in ids)


def slugs_of_cities(names: Iterable[Text], language: str) -> tuple[str, ...]:
    """A slug for each city, in order, of its English name, else of the one in `language`; else `city-<ordinal>`."""
    wanted = (ascii_slug(in_language(name, "en", language)[0]) for name in names)
    return _each_free(slug or f"city-{ordinal}" for ordinal, slug in enumerate(wanted, 1))


def _each_free(wanted: Iterable[str]) -> tuple[str, ...]:
    made: list[str] = []
    used: set[str] = set()
    for slug in wanted:
        made.append(free_slug(slug, used))
        used.add(made[-1])
    return tuple(made)
