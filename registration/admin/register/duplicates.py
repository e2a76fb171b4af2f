"""Organisations that are likely one: the pairs side by side, what staff say of them, and how two become one."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _

from agenda.outputs import country_name
from registration import merging, register
from registration.audit import Actor
from registration.matching import likely_pairs, one_line
from registration.models import NotSame, Organisation

MOST_SHOWN = 50
"""Pairs on a page; the others follow when these are settled."""
TOO_LARGE = 2**63
"""The first number that the database does not take as a key."""
MOST_FOUND = 20
"""Organisations that a search for the other one shows."""
PAGE = "admin:registration_organisation_duplicates"


class Side(NamedTuple):
    """One of a pair, as it is shown."""

    organisation: Organisation
    names: tuple[str, ...]
    country: str
    hanging: merging.Hanging


class Pair(NamedTuple):
    """Two that are likely one, and why."""

    first: Side
    second: Side
    reason: str


def urls(page: Any) -> list[URLPattern]:
    """The three pages."""
    wrap = page.admin_site.admin_view

    def listed(request: HttpRequest) -> HttpResponse:
        return duplicates_page(page, request)

    def merged(request: HttpRequest, pk: int, other: int) -> HttpResponse:
        return merge_page(page, request, pk, other)

    def chosen(request: HttpRequest, pk: int) -> HttpResponse:
        return choose_page(page, request, pk)

    return [
        path("<int:pk>/merge/", wrap(chosen), name="registration_organisation_merge_with"),
        path("duplicates/", wrap(listed), name="registration_organisation_duplicates"),
        path("<int:pk>/merge/<int:other>/", wrap(merged), name="registration_organisation_merge"),
    ]


def duplicates_page(page: Any, request: HttpRequest) -> HttpResponse:
    """GET shows the pairs; POST remembers that two are two."""
    if not page.has_view_permission(request):
        raise PermissionDenied
    if request.method == "POST":
        return _tell_apart(page, request)
    pairs = found_pairs()
    context = {
        **page.admin_site.each_context(request),
        "opts": page.opts,
        "title": _("Likely duplicates"),
        "pairs": _shown(pairs[:MOST_SHOWN]),
        "more": max(0, len(pairs) - MOST_SHOWN),
        "may_tell": page.has_change_permission(request),
        "may_merge": page.has_delete_permission(request),
    }
    return TemplateResponse(request, "admin/registration/register/duplicates.html", context)


def choose_page(page: Any, request: HttpRequest, pk: int) -> HttpResponse:
    """Search the register for what an organisation is one with, though they do not look alike. For who may delete."""
    if not page.has_delete_permission(request):
        raise PermissionDenied
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(["GET", "HEAD"])
    kept = get_object_or_404(_rows(), pk=pk)
    asked = one_line(request.GET.get("q", "")[:300])
    others = _rows().exclude(pk=pk).order_by("name", "pk")
    found = list(register.searched(others, asked)[:MOST_FOUND]) if asked else []
    near = [] if found or not asked else list(register.near(others, asked))
    context = {
        **page.admin_site.each_context(request),
        "opts": page.opts,
        "title": _("Merge with another organisation"),
        "kept": kept,
        "asked": asked,
        "found": [(one, country_name(one.country) if one.country else "") for one in found or near],
        "near": bool(near),
        "most": MOST_FOUND if len(found) == MOST_FOUND else 0,
    }
    return TemplateResponse(request, "admin/registration/register/merge_with.html", context)


def merge_page(page: Any, request: HttpRequest, pk: int, other: int) -> HttpResponse:
    """GET shows what moves from `other` to the one that stays; POST with `sure` does it. For who may delete."""
    if not page.has_delete_permission(request):
        raise PermissionDenied
    if max(pk, other) >= TOO_LARGE:
        raise Http404
    rows = {one.pk: one for one in _rows().filter(pk__in=[pk, other])}
    if not {pk, other} <= rows.keys():
        raise Http404
    kept, gone, fault = rows[pk], rows[other], ""
    try:
        if request.method == "POST" and "sure" in request.POST:
            return _merge(page, request, kept, gone)
        counts = merging.foreseen(kept, gone)
    except merging.MergeRefused as refused:
        counts, fault = None, str(refused)
    hangs = merging.hanging([pk, other])
    context = {
        **page.admin_site.each_context(request),
        "opts": page.opts,
        "title": _("Merge two organisations"),
        "kept": _side(kept, hangs),
        "gone": _side(gone, hangs),
        "counts": counts,
        "fault": fault,
    }
    return TemplateResponse(
        request, "admin/registration/register/merge.html", context, status=422 if fault else 200
    )


def found_pairs() -> list[tuple[int, int, str]]:
    """The keys of the likely pairs that nobody has told apart, the lower first, and the reason."""
    knowns = [(one.pk, register.known_as(one)) for one in _rows().order_by("country", "name", "pk")]
    told = set(NotSame.objects.values_list("first", "second"))
    pairs = ((min(one, other), max(one, other), reason) for one, other, reason in likely_pairs(knowns))
    # one row of two names, the one within the other, is no pair
    return [pair for pair in pairs if pair[0] != pair[1] and pair[:2] not in told]


def _rows() -> QuerySet[Organisation]:
    return Organisation.objects.select_related("parent").prefetch_related("names")


def _shown(pairs: list[tuple[int, int, str]]) -> list[Pair]:
    keys = {key for first, second, _reason in pairs for key in (first, second)}
    rows = {one.pk: one for one in _rows().filter(pk__in=keys)}
    hangs = merging.hanging(sorted(keys))
    return [
        Pair(_side(rows[first], hangs), _side(rows[second], hangs), reason)
        for first, second, reason in pairs
        if first in rows and second in rows
    ]


def _side(one: Organisation, hangs: dict[int, merging.Hanging]) -> Side:
    country = country_name(one.country) if one.country else ""
    return Side(one, tuple(other.name for other in one.names.all()), country, hangs[one.pk])


def _tell_apart(page: Any, request: HttpRequest) -> HttpResponse:
    """Remember that the two named are two."""
    if not page.has_change_permission(request):
        raise PermissionDenied
    keys = sorted(
        {
            int(key)
            for key in (request.POST.get("first", ""), request.POST.get("second", ""))
            if key.isascii() and key.isdigit() and len(key) < 19
        }
    )
    rows = list(Organisation.objects.filter(pk__in=keys).order_by("pk"))
    if len(rows) != 2:
        messages.error(request, _("One of the two is no longer in the register. Nothing was changed."))
        return redirect(PAGE)
    NotSame.objects.get_or_create(first=rows[0], second=rows[1])
    told = {"first": rows[0], "second": rows[1]}
    messages.success(request, _("%(first)s and %(second)s are two: they are no longer shown here.") % told)
    return redirect(PAGE)


def _merge(page: Any, request: HttpRequest, kept: Organisation, gone: Organisation) -> HttpResponse:
    words = str(gone)
    user: Any = request.user  # signed in: the admin lets in nobody else
    counts = merging.merge(kept, gone, Actor.staff(user), timezone.now())
    page.log_change(request, kept, f"Merged with {words} ({gone.pk}).")
    messages.success(
        request, _("%(gone)s is now part of the entry %(kept)s.") % {"gone": words, "kept": kept}
    )
    for remark in counts.remarks:
        messages.warning(request, remark)
    return redirect(PAGE)
