"""Addresses of the published outputs, made from `OUTPUTS`: each live, and under `v/<n>/` for a version."""

from __future__ import annotations

from django.urls import URLPattern, path, register_converter

from agenda import views
from agenda.outputs import OUTPUTS, Output


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


def _pattern(output: Output, prefix: str) -> URLPattern:
    route = prefix + output.path.replace("<slug>", "<slug:slug>")
    return path(
        route,
        views.published,
        {"name": output.name},
        name=f"{output.name}{'-version' if 'v/' in prefix else ''}",
    )


urlpatterns = [
    path("", views.front, name="front"),
    *(_pattern(output, "<slug:event>/") for output in OUTPUTS),
    *(_pattern(output, "<slug:event>/v/<version:number>/") for output in OUTPUTS),
]
