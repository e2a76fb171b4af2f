"""The draft as the public will see it: for staff under `v/0/`, for a co-organiser without an account under `draft/<token>/`.

Through the same outputs as what is published, but kept nowhere: neither in a cache of ours nor in anybody else's.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.conf import settings
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from msgspec.structs import asdict

from agenda import versions
from agenda.drafts import NotPublishable, reviews
from agenda.models import Event, ReviewLink
from agenda.outputs import DraftViewer, Output, Viewer
from agenda.pages.published import CANNOT, HTML, OUTPUT_BY_NAME, unknown_programme, why_not
from agenda.programme import Programme, visible_to
from agenda.web import at_of, made_private, method_not_allowed, not_found, problem, query_of, viewer_of

Arguments = ParamSpec("Arguments")
View = Callable[Concatenate[HttpRequest, Arguments], HttpResponse]


def private(view: View[Arguments]) -> View[Arguments]:
    """A view whose answers are kept by nobody and lead nobody here.

    Exempt from Django's check of forms, which needs a cookie: a view that takes forms has its own (`asking`).
    """

    @wraps(view)
    def answer(request: HttpRequest, /, *args: Arguments.args, **kwargs: Arguments.kwargs) -> HttpResponse:
        return made_private(view(request, *args, **kwargs))

    return csrf_exempt(answer)


@csrf_exempt
def for_staff(request: HttpRequest, name: str, event: str, slug: str = "") -> HttpResponse:
    """An output of the draft. Who is not staff of the event gets what any unknown version gives."""
    if request.method not in ("GET", "HEAD"):
        return method_not_allowed("GET", "HEAD")
    row = _seen_by_staff(request, event)
    if row is None:
        return unknown_programme()
    desk = reverse("admin:agenda_event_preview", args=[row.pk])
    return private(_drawn)(request, OUTPUT_BY_NAME[name], row, slug, f"/{row.slug}/v/0/", desk)


@private
def by_link(request: HttpRequest, name: str, event: str, token: str, slug: str = "") -> HttpResponse:
    """An output of the draft, for whoever holds a link that is valid."""
    if request.method not in ("GET", "HEAD"):
        return method_not_allowed("GET", "HEAD")
    link = reviews.link_of(token, event, timezone.now())
    if link is None:
        return no_link()
    base = base_path(link, token)
    return _drawn(request, OUTPUT_BY_NAME[name], link.event, slug, base, f"{base}review/")


def base_path(link: ReviewLink, token: str) -> str:
    """Where the draft's pages begin for who holds the link."""
    return f"/{link.event.slug}/draft/{token}/"


def no_link() -> HttpResponse:
    """The one answer for a link that is forged, expired or revoked."""
    return not_found(
        _(
            "This link does not show a draft, or no longer. Links end after some days; the secretariat can send you a new one."
        )
    )


def draft_for(
    request: HttpRequest, event: Event, output: Output, base: str, desk: str
) -> tuple[Programme, Viewer]:
    """The draft, cut to what the viewer may see, and the viewer. Raises Refusal and NotPublishable.

    Files that leave the house name the live addresses, so their viewer knows nothing of `base`.
    """
    draft = versions.draft_as_published(event, timezone.now())
    viewer = viewer_of(draft, output, query_of(request), base_url=settings.BASE_URL, pinned=False)
    at = at_of(draft, request.GET.getlist("at"))
    if output.media_type == HTML:
        viewer = DraftViewer(**asdict(viewer), base_path=base, at=at, desk=desk)
    return visible_to(draft, viewer.audience), viewer


def cannot_be_drawn(fault: NotPublishable) -> HttpResponse:
    """The page that says which hours keep a draft from being shown at all."""
    title, text = _("The draft cannot be shown"), _("Some of its hours are on no clock that we know.")
    return problem(409, title, text, fault.faults)


def _drawn(
    request: HttpRequest, output: Output, event: Event, slug: str, base: str, desk: str
) -> HttpResponse:
    try:
        draft, viewer = draft_for(request, event, output, base, desk)
        body = output.drawn((*_before(output, event), draft), viewer, slug)
    except NotPublishable as fault:
        return cannot_be_drawn(fault)
    except CANNOT as fault:
        return why_not(fault, base)
    return HttpResponse(body, content_type=output.media_type)


def _before(output: Output, event: Event) -> tuple[Programme, ...]:
    """The public versions before the draft, for an output that reads them."""
    found = versions.public_pointer(event.slug) if output.of == "versions" else None
    return versions.up_to(found) if found else ()


def _seen_by_staff(request: HttpRequest, slug: str) -> Event | None:
    """The event, for those who may look at it in the secretariat's pages."""
    user: Any = request.user
    if not admin.site.has_permission(request):
        return None
    event = Event.objects.filter(slug=slug).first()
    return event if event and user.has_perm("agenda.view_event", event) else None
