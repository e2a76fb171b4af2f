"""Addresses of the outputs, made from `OUTPUTS`: each live, under `v/<n>/` for a version, and those of a draft."""

from __future__ import annotations

from django.urls import URLPattern, path, register_converter

from agenda.outputs import OUTPUTS, Output
from agenda.pages import draft, published, review


class VersionConverter:
    """A version's number: digits that do not begin with 0."""

    regex = "[1-9][0-9]{0,8}"

    def to_python(self, value: str) -> int:
        """The number."""
        return int(value)

    def to_url(self, value: int) -> str:
        """The digits."""
        return str(value)


register_converter(VersionConverter, "version")


def _pattern(
    output: Output, prefix: str, view: published.View = published.published, suffix: str = ""
) -> URLPattern:
    route = prefix + output.path.replace("<slug>", "<slug:slug>")
    return path(route, view, {"name": output.name}, name=f"{output.name}{suffix}")


DRAFT = "<slug:event>/draft/<str:token>/"

urlpatterns = [
    path("", published.front, name="front"),
    *(_pattern(output, "<slug:event>/") for output in OUTPUTS),
    *(_pattern(output, "<slug:event>/v/<version:number>/", suffix="-version") for output in OUTPUTS),
    *(_pattern(output, "<slug:event>/v/0/", draft.for_staff, "-draft") for output in OUTPUTS),
    *(_pattern(output, DRAFT, draft.by_link, "-by-link") for output in OUTPUTS),
    path(f"{DRAFT}review/", review.review, name="review"),
]
