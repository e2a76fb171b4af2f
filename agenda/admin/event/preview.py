"""The page to look at a draft before it is published: any output, any city, any moment; what is said of it; review links."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any, NamedTuple

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from agenda import drafts
from agenda.admin.desk import context_of, hours
from agenda.admin.event.preview_forms import LookForm, RemarkForm, ReviewLinkForm, outputs
from agenda.drafts import reviews, steps
from agenda.models import Event, Remark, ReviewLink
from agenda.programme import Programme, clocks

SHOWN_AGAIN = timedelta(minutes=10)
"""How long after it was made its maker is shown a link."""
LINKS = "agenda.publish_event"
"""Who may show the draft to the public may show it to a co-organiser."""


class PreviewRefused(NamedTuple):
    """A form that was not taken: which one, the words, and the form itself where a field is at fault."""

    place: str | None = None
    form: forms.Form | None = None
    words: str = ""
    status: int = 422


def preview_page(page: Any, request: HttpRequest, event: Event) -> HttpResponse:
    """GET shows, or leads to the output that was picked; POST says, clears, settles, makes and revokes links."""
    try:
        draft = drafts.draft_as_is(event)
    except drafts.NotPublishable as fault:
        context = context_of(page, request, event, _("Preview"), "preview")
        return _answer(request, {**context, "faults": fault.faults}, 200)
    if request.method == "POST":
        return _do(page, request, event, draft)
    if "output" not in request.GET:
        return _draw(page, request, event, draft, LookForm(event=event, draft=draft))
    look = LookForm(request.GET, event=event, draft=draft)
    if look.is_valid():
        return redirect(look.address)
    return _draw(page, request, event, draft, look, PreviewRefused())


def _do(page: Any, request: HttpRequest, event: Event, draft: Programme) -> HttpResponse:
    done = _VERBS.get(request.POST.get("do", ""), _unknown)(request, event, draft)
    if isinstance(done, PreviewRefused):
        return _draw(page, request, event, draft, LookForm(event=event, draft=draft), done)
    return redirect(f"{reverse('admin:agenda_event_preview', args=[event.pk])}{done}")


Done = PreviewRefused | str
"""What keeps a form from being taken, else the end of the address that shows what it did."""


def _unknown(request: HttpRequest, event: Event, draft: Programme) -> Done:
    return PreviewRefused(words=_("Please use one of the buttons of the page."))


def _place(request: HttpRequest, draft: Programme) -> tuple[int, reviews.ReviewTarget] | None:
    found = {one.key: (number, one) for number, one in enumerate(reviews.review_targets(draft))}
    return found.get(request.POST.get("place", "?"))


def _say(request: HttpRequest, event: Event, draft: Programme) -> Done:
    if (found := _place(request, draft)) is None:
        return _gone()
    number, place = found
    form = RemarkForm(request.POST, auto_id=f"id_%s_{number}")
    if not form.is_valid():
        return PreviewRefused(place.key, form)
    voice = reviews.reviewer_of_user(request.user)
    reviews.say(event, place.key, form.cleaned_data["text"], voice, timezone.now())
    messages.success(request, _("Your comment on “%s” is kept.") % place.words)
    return f"#place-{number}"


def _clear(request: HttpRequest, event: Event, draft: Programme) -> Done:
    if (found := _place(request, draft)) is None:
        return _gone()
    number, place = found
    if request.POST.get("seen") != place.digest:
        said = _("“%s” has changed since this page was made. Look at it again, then say whether it is right.")
        return PreviewRefused(words=said % place.words, status=409)
    voice = reviews.reviewer_of_user(request.user)
    reviews.clear(event, place.key, place.digest, voice, timezone.now())
    return f"#place-{number}"


def _unclear(request: HttpRequest, event: Event, draft: Programme) -> Done:
    if (found := _place(request, draft)) is None:
        return _gone()
    number, place = found
    reviews.unclear(event, place.key, reviews.reviewer_of_user(request.user))
    return f"#place-{number}"


def _gone() -> PreviewRefused:
    return PreviewRefused(words=_("This place is no longer in the draft. Look at the page again."))


def _settle(request: HttpRequest, event: Event, draft: Programme) -> Done:
    remark = get_object_or_404(Remark, pk=_number(request.POST.get("remark")), event=event)
    reviews.settle(remark, request.user, timezone.now())
    messages.success(request, _("The comment by %s is settled.") % remark.author)
    return "#standing"


def _invite(request: HttpRequest, event: Event, draft: Programme) -> Done:
    _check_links(request, event)
    form = ReviewLinkForm(request.POST)
    if not form.is_valid():
        return PreviewRefused(form=form)
    found = form.cleaned_data
    link = reviews.invite(event, found["name"], found["days"], request.user, timezone.now())
    return f"?made={link.pk}#links"


def _revoke(request: HttpRequest, event: Event, draft: Programme) -> Done:
    _check_links(request, event)
    link = get_object_or_404(ReviewLink, pk=_number(request.POST.get("link")), event=event)
    reviews.revoke(link, request.user, timezone.now())
    messages.success(request, _("The link of %s no longer works.") % link.name)
    return "#links"


_VERBS: dict[str, Callable[[HttpRequest, Event, Programme], Done]] = {
    "say": _say, "clear": _clear, "unclear": _unclear, "settle": _settle, "invite": _invite, "revoke": _revoke,
}  # fmt: skip


def _check_links(request: HttpRequest, event: Event) -> None:
    if not request.user.has_perm(LINKS, event):
        raise PermissionDenied


def _number(value: str | None) -> int:
    """A row's key, or 0 for what is none."""
    return int(value) if value and value.isascii() and value.isdigit() and len(value) < 19 else 0


def _draw(
    page: Any,
    request: HttpRequest,
    event: Event,
    draft: Programme,
    look: LookForm,
    refused: PreviewRefused | None = None,
) -> HttpResponse:
    rows = reviews.summary(event, draft)
    me = reviews.reviewer_of_user(request.user).author
    link_form = refused.form if refused and isinstance(refused.form, ReviewLinkForm) else ReviewLinkForm()
    context = {
        **context_of(page, request, event, _("Preview"), "preview"),
        "look": look,
        "outputs": [(label, f"/{event.slug}/v/0/{path}") for _name, label, path in outputs()],
        "place": hours.place_of(event),
        "rows": [_row(number, row, me, event, refused) for number, row in enumerate(rows)],
        "cleared": sum(row.is_cleared for row in rows),
        "places": sum(not row.gone for row in rows),
        "open": sum(len(row.open) for row in rows),
        "may_write": request.user.has_perm("agenda.change_event", event),
        "may_link": request.user.has_perm(LINKS, event),
        "link_form": link_form,
        **_links(request, event),
        "refused": refused,
    }
    return _answer(request, context, refused.status if refused else 200)


def _answer(request: HttpRequest, context: dict[str, Any], status: int) -> HttpResponse:
    return TemplateResponse(request, "admin/agenda/event/preview.html", context, status=status)


def _row(
    number: int, row: reviews.ReviewRow, me: str, event: Event, refused: PreviewRefused | None
) -> dict[str, Any]:
    """A place: how it stands, its remarks with their moments, and the form to comment on it."""
    form = refused.form if refused and refused.place == row.place else None
    said = sorted((*row.open, *row.settled), key=lambda one: (one.at, one.pk))
    return {
        "number": number,
        "row": row,
        "mine": me in (*row.cleared_by, *row.stale),
        "clearable": me not in row.cleared_by and not row.gone,
        "remarks": [(one, clocks.moment_words(one.at, event.timezone)) for one in said],
        "form": form or RemarkForm(auto_id=f"id_%s_{number}"),
    }


def _links(request: HttpRequest, event: Event) -> dict[str, Any]:
    """The review links with how they stand; the address of one its maker has just made."""
    now = timezone.now()
    links = list(event.review_links.select_related("created_by"))
    made = _number(request.GET.get("made"))
    fresh = next(
        (
            one
            for one in links
            if one.pk == made
            and one.created_by == request.user
            and not one.revoked
            and now - one.created < SHOWN_AGAIN
        ),
        None,
    )
    address = f"{settings.BASE_URL}/{event.slug}/draft/{reviews.token_of(fresh)}/review/" if fresh else ""
    rows = [
        {
            "link": one,
            "maker": steps.name_of(one.created_by) if one.created_by else "",
            "expires": clocks.moment_words(one.expires, event.timezone),
            "ended": one.expires <= now,
        }
        for one in links
    ]
    return {"links": rows, "fresh": fresh, "fresh_address": address}
