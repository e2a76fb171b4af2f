"""The viewer: the few things, besides the programme, that an output may depend on."""

from __future__ import annotations

import msgspec

from agenda.programme import Audience, Programme


class Viewer(msgspec.Struct, frozen=True, kw_only=True):
    """Everything an output may know of its reader.

    `timezone` is an IANA name; `base_url` has no trailing slash; `pinned` is true under `/v/<n>/`, where links
    stay within that version.
    """

    timezone: str
    language: str
    base_url: str
    audience: Audience = "public"
    pinned: bool = False


class LinkViewer(Viewer, frozen=True, kw_only=True):
    """A reader at an address with a token in it, which is not the event's: no robot is to keep it.

    `base_path` is where these pages begin, with a slash on both ends: links stay inside. `registration` is the reader's
    own page, where there is one: it stands for the event's form.
    """

    base_path: str
    registration: str = ""


class DraftViewer(LinkViewer, frozen=True, kw_only=True):
    """A reader of the pages of a draft. `at` is the moment that pages take for now (`2020-09-08T14:20`, on the host's
    clock), or ''; `desk` is where remarks are made.
    """

    at: str = ""
    desk: str = ""


def has_public_pages(programme: Programme) -> bool:
    """Whether a link to the event's pages leads somewhere: a private event has none that everybody can open."""
    return programme.event.visibility != "private"


class NotInProgramme(LookupError):
    """The programme has no session or speaker of that slug."""


class NoLongerInProgramme(LookupError):
    """A session of that slug was published once and then dropped."""


def home_path(programme: Programme, viewer: Viewer) -> str:
    """Path of the event's first page, with a trailing slash: `/<event>/`, or `/<event>/v/<n>/` when pinned."""
    if isinstance(viewer, LinkViewer):
        return viewer.base_path
    path = f"/{programme.event.slug}/"
    return f"{path}v/{programme.version}/" if viewer.pinned else path


def query_of(programme: Programme, viewer: Viewer) -> str:
    """The query that links carry on: `?tz=…&lang=…`, each only where it differs from the event's own; else empty.

    In a draft, the moment taken for now too.
    """
    zone = viewer.timezone if viewer.timezone != programme.event.timezone else ""
    return query_with(zone, programme, viewer)


def query_with(zone: str, programme: Programme, viewer: Viewer) -> str:
    """The query of an address in hours of `zone` ('' names none), the reader's language and moment carried on."""
    parts = [f"tz={zone.replace('+', '%2B')}"] if zone else []
    if viewer.language != programme.event.language:
        parts.append(f"lang={viewer.language}")
    if isinstance(viewer, DraftViewer) and viewer.at:
        parts.append(f"at={viewer.at}")
    return "?" + "&".join(parts) if parts else ""


def as_public(viewer: Viewer) -> Viewer:
    """The same reader at the event's live addresses; for what leaves the house and must not name an address elsewhere."""
    return Viewer(
        timezone=viewer.timezone,
        language=viewer.language,
        base_url=viewer.base_url,
        audience=viewer.audience,
    )
