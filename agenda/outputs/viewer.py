"""Who looks: the four things, besides the programme, that an output may depend on."""

from __future__ import annotations

import msgspec

from agenda.programme.model import Audience, Programme


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


class NotInProgramme(LookupError):
    """The programme has no session or speaker of that slug."""


class NoLongerInProgramme(LookupError):
    """A session of that slug was published once and then dropped."""


def home_path(programme: Programme, viewer: Viewer) -> str:
    """Path of the event's first page, with a trailing slash: `/<event>/`, or `/<event>/v/<n>/` when pinned."""
    path = f"/{programme.event.slug}/"
    return f"{path}v/{programme.version}/" if viewer.pinned else path


def query_of(programme: Programme, viewer: Viewer) -> str:
    """What links carry on: `?tz=…&lang=…`, each only where it differs from the event's own; else empty."""
    parts = []
    if viewer.timezone != programme.event.timezone:
        parts.append(f"tz={viewer.timezone.replace('+', '%2B')}")
    if viewer.language != programme.event.language:
        parts.append(f"lang={viewer.language}")
    return "?" + "&".join(parts) if parts else ""
