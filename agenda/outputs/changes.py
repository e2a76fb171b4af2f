"""The changes of each version, the latest first: sentences whose hours are on the reader's clocks."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from msgspec.structs import replace

from agenda.outputs import page, zones
from agenda.outputs.listing import Listing
from agenda.outputs.viewer import DraftViewer, LinkViewer, Viewer, as_public, query_of
from agenda.programme import Change, Programme, changes, clocks


class VersionRow(NamedTuple):
    """A version with what it changed. The draft has number 0, no `url` and is not `published`."""

    number: int
    url: str
    published: SafeString
    note: str
    sentences: list[SafeString]


def render(programmes: tuple[Programme, ...], viewer: Viewer, slug: str = "") -> bytes:
    """The page of these versions, in the order of their numbers; the last may be the draft (version 0).

    Each holds what the viewer may see, and nothing else.
    """

    def context(listing: Listing) -> dict[str, Any]:
        before = (None, *programmes[:-1])
        rows = [_row(listing, *pair) for pair in zip(before, programmes, strict=True)]
        english = viewer.language.partition("-")[0] == "en"
        return {"versions": rows[::-1], "sentences_lang": "" if english else "en"}

    return page._render("changes", "changes/", programmes[-1], viewer, context)


def _row(listing: Listing, previous: Programme | None, programme: Programme) -> VersionRow:
    found = changes.changes(previous, programme, listing.viewer.timezone)
    return VersionRow(
        number=programme.version,
        url=_address(listing, programme) if programme.version else "",
        published=_published(listing, programme),
        note=programme.note,
        sentences=[_sentence(change, listing.viewer.timezone) for change in found if change.code != "note"],
    )


def _sentence(change: Change, zone: str) -> SafeString:
    """The sentence as HTML, each moment in a `<time>` of its own."""
    parts = (
        conditional_escape(part)
        if isinstance(part, str)
        else format_html('<time datetime="{}">{}</time>', clocks.rfc3339(part.instant, zone), part.words)
        for part in change.parts
    )
    return format_html_join("", "{}", ((part,) for part in parts))


def _published(listing: Listing, programme: Programme) -> SafeString:
    """`Provisional, published 1 September 2020, 10:00 am Manila time`; empty for the draft."""
    if programme.published_at is None:
        return SafeString("")
    viewer = listing.viewer
    words = clocks.moment_words(programme.published_at, viewer.timezone, language=viewer.language)
    iso = clocks.rfc3339(programme.published_at, viewer.timezone)
    return format_html(
        _("{label}, published {moment} {place} time"),
        label=_("Final") if programme.label == "final" else _("Provisional"),
        moment=format_html('<time datetime="{}">{}</time>', iso, words),
        place=zones.zone_place(listing.programme, viewer.timezone, viewer.language),
    )


def _address(listing: Listing, programme: Programme) -> str:
    """Where that version is read, in the viewer's zone and, where it has it, language.

    A participant has no pages of former versions: what changed stands on this one.
    """
    if isinstance(listing.viewer, LinkViewer) and not isinstance(listing.viewer, DraftViewer):
        return f"#version-{programme.version}"
    event, viewer = programme.event, as_public(listing.viewer)
    if viewer.language not in event.languages:
        viewer = replace(viewer, language=event.language)
    return f"/{listing.programme.event.slug}/v/{programme.version}/{query_of(programme, viewer)}"
