"""The page where a co-organiser without an account speaks of a draft: remarks, and "this is right", place by place.

A plain form without a cookie (`docs/decisions/0002`): it acts for whoever holds the link. A GET changes nothing.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

from django import forms
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agenda.drafts import NotPublishable, reviews
from agenda.models import Remark, ReviewLink
from agenda.outputs import DraftViewer, Listing, page
from agenda.pages.draft import base_path, cannot_be_drawn, draft_for, no_link, private
from agenda.pages.published import CANNOT, HTML, OUTPUT_BY_NAME, why_not
from agenda.programme import Programme, clocks
from agenda.web import is_from_elsewhere, method_not_allowed, problem

MOST_AN_HOUR = 120
"""Forms taken from one link within an hour."""


class ReviewerRemarkForm(forms.Form):
    """A reviewer's remark on a place."""

    text = forms.CharField(
        label=gettext_lazy("Comment"),
        max_length=reviews.LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": gettext_lazy("Write what should change, then send it.")},
    )


class ReviewBlock(NamedTuple):
    """A place on the page: what stands there, how it stands, what this reader said, and the form."""

    number: int
    row: reviews.ReviewRow
    content: Any
    mine: bool
    clearable: bool
    remarks: list[tuple[Remark, str]]
    form: ReviewerRemarkForm


class ReviewRefused(NamedTuple):
    """A form that was not taken: its place, the form where a field is at fault, else the words."""

    place: str
    form: ReviewerRemarkForm | None
    words: str
    status: int = 422


@private
def review(request: HttpRequest, event: str, token: str) -> HttpResponse:
    """GET lists the places with what is said; POST says something (`do`: say, clear, unclear)."""
    if request.method not in ("GET", "HEAD", "POST"):
        return method_not_allowed("GET", "HEAD", "POST")
    moment = timezone.now()
    link = reviews.link_of(token, event, moment)
    if link is None:
        return no_link()
    if request.method == "POST" and (refusal := _not_taken(request, link, moment)):
        return refusal
    base = base_path(link, token)
    # As a page is asked for, but in the host's hours whatever `tz` says.
    output = OUTPUT_BY_NAME["home"]._replace(zones="ignored", media_type=HTML)
    try:
        draft, viewer = draft_for(request, link.event, output, base, f"{base}review/")
    except NotPublishable as fault:
        return cannot_be_drawn(fault)
    except CANNOT as fault:
        return why_not(fault, base)
    assert isinstance(viewer, DraftViewer)  # noqa: S101 - made for a page
    taken = _take(request, link, draft, moment) if request.method == "POST" else None
    if isinstance(taken, str):
        return HttpResponse(status=303, headers={"Location": f"{base}review/{taken}"})
    return _page(link, draft, viewer, request.GET.get("done", ""), taken)


def _not_taken(request: HttpRequest, link: ReviewLink, moment: datetime) -> HttpResponse | None:
    """Why no form is taken now, from this page or at this rate."""
    if is_from_elsewhere(request):
        text = _(
            "For your safety we take forms from our own pages only. Please open the page here and try again."
        )
        return problem(403, _("The form came from another site"), text)
    hour, elapsed = divmod(int(moment.timestamp()), 3600)
    if _count(f"review:{link.pk}:{hour}") <= MOST_AN_HOUR:
        return None
    text = _("This form was sent very often within an hour. Please try again later.")
    return problem(429, _("Too many attempts"), text, headers={"Retry-After": str(3600 - elapsed)})


def _count(key: str) -> int:
    if cache.add(key, 1, timeout=3600):
        return 1
    try:
        count = cache.incr(key)
    except ValueError:  # dropped between the two
        return 1
    cache.touch(key, 3600)  # the database's incr would keep it five minutes only
    return count


def _take(request: HttpRequest, link: ReviewLink, draft: Programme, moment: datetime) -> ReviewRefused | str:
    """Do what the form says; the end of the address that leads back to its place, or why not."""
    key, do = request.POST.get("place", ""), request.POST.get("do", "")
    found = {one.key: (number, one) for number, one in enumerate(reviews.review_targets(draft))}
    if "place" not in request.POST or key not in found:
        return ReviewRefused("", None, _("This place is no longer in the draft. Look at the page again."))
    number, place = found[key]
    voice = reviews.voice_of_link(link)
    if do == "say":
        form = ReviewerRemarkForm(request.POST, auto_id=f"id_%s_{number}")
        if not form.is_valid():
            return ReviewRefused(key, form, "")
        reviews.say(link.event, key, form.cleaned_data["text"], voice, moment)
    elif do == "unclear":
        reviews.unclear(link.event, key, voice)
    elif do != "clear":
        return ReviewRefused(key, None, _("Please use one of the buttons of the page."))
    elif request.POST.get("seen") != place.digest:
        words = _(
            "This has changed since you opened the page. Look at it again, then say whether it is right."
        )
        return ReviewRefused(key, None, words, 409)
    else:
        reviews.clear(link.event, key, place.digest, voice, moment)
    return f"?done={do}-{number}#place-{number}"


def _page(
    link: ReviewLink, draft: Programme, viewer: DraftViewer, done: str, refused: ReviewRefused | None
) -> HttpResponse:
    """The page; after a refusal with its status, and the refused form open."""
    standing = reviews.standing(link.event, draft)

    def context(listing: Listing) -> dict[str, Any]:
        blocks = {
            key: _block(number, row, link, refused, listing)
            for number, (key, row) in enumerate(standing.items())
        }
        sections = zip(reviews.keyed_sections(draft), page.numbered_sections(listing), strict=False)
        ids = {session.slug: session.id for session in draft.sessions}
        return {
            "link_name": link.name,
            "expires": clocks.moment_words(link.expires, draft.event.timezone, language=viewer.language),
            "whole": blocks[""],
            "sections": [blocks[key]._replace(content=shown) for (key, _one), shown in sections],
            "days": [
                (day, [blocks[f"session:{ids[row.slug]}"]._replace(content=row) for row in day.sessions])
                for day in listing.days(draft.in_order)
            ],
            "cleared": sum(row.is_cleared for row in standing.values()),
            "places": len(standing),
            "done": done,
            "refused": refused,
        }

    return HttpResponse(page.review(draft, viewer, context), status=refused.status if refused else 200)


def _block(
    number: int, row: reviews.ReviewRow, link: ReviewLink, refused: ReviewRefused | None, listing: Listing
) -> ReviewBlock:
    zone, language = listing.programme.event.timezone, listing.viewer.language
    said = sorted((*row.open, *row.settled), key=lambda remark: (remark.at, remark.pk))
    form = refused.form if refused and refused.place == row.place else None
    return ReviewBlock(
        number=number,
        row=row,
        content=None,
        mine=link.name in (*row.cleared_by, *row.stale),
        clearable=link.name not in row.cleared_by,
        remarks=[(one, clocks.moment_words(one.at, zone, language=language)) for one in said],
        form=form or ReviewerRemarkForm(auto_id=f"id_%s_{number}"),
    )
