"""The page that publishes an event: conflicts first, then the changes and the people they touch, then one button."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any, NamedTuple, cast

from django import forms
from django.contrib import messages
from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, ngettext_lazy

from agenda import drafts, versions
from agenda.admin.desk import context_of, hours, tidy
from agenda.drafts import reviews, steps
from agenda.models import Event, ReviewLink, choices, roles
from agenda.programme import Conflict, changes, model

MOST_NAMES = 12
"""People named in one sentence; of more, the number is told."""


_ENTRIES = {
    "moved": (
        ngettext_lazy("%(count)d calendar entry moves", "%(count)d calendar entries move", "count"),
        ngettext_lazy("%(count)d moves", "%(count)d move", "count"),
    ),
    "cancelled": (
        ngettext_lazy("%(count)d calendar entry is cancelled", "%(count)d calendar entries are cancelled", "count"),
        ngettext_lazy("%(count)d is cancelled", "%(count)d are cancelled", "count"),
    ),
    "back": (
        ngettext_lazy("%(count)d calendar entry comes back", "%(count)d calendar entries come back", "count"),
        ngettext_lazy("%(count)d comes back", "%(count)d come back", "count"),
    ),
    "updated": (
        ngettext_lazy(
            "%(count)d calendar entry is sent again with another room or status",
            "%(count)d calendar entries are sent again with another room or status",
            "count",
        ),
        ngettext_lazy(
            "%(count)d is sent again with another room or status",
            "%(count)d are sent again with another room or status",
            "count",
        ),
    ),
    "rezoned": (
        ngettext_lazy(
            "%(count)d calendar entry is sent again in the new time zone",
            "%(count)d calendar entries are sent again in the new time zone",
            "count",
        ),
        ngettext_lazy(
            "%(count)d is sent again in the new time zone",
            "%(count)d are sent again in the new time zone",
            "count",
        ),
    ),
}  # fmt: skip
"""What becomes of calendar entries: in full, and after another such part of the sentence."""


class Outlook(NamedTuple):
    """The outlook of publishing the draft now, with `label`.

    `seen` has three parts: the latest version, the draft, and what there is to look at with that label.
    """

    latest: model.Programme | None
    label: model.Label
    errors: tuple[Conflict, ...]
    warnings: tuple[Conflict, ...]
    sentences: tuple[str, ...] = ()
    touches: tuple[str, ...] = ()
    review: tuple[reviews.ReviewRow, ...] = ()
    seen: str = ""


def outlook(event: Event, label: model.Label | None = None, *, reader: Any = versions.NOBODY) -> Outlook:
    """The draft against the latest version; without `label` with that of the latest version. `reader`: as `checking`."""
    latest = versions.latest(event.slug)
    number = latest.version if latest else 0
    before = latest or versions.import_baseline_of(event)
    label = label or (before.label if before else "provisional")
    try:
        draft = drafts.draft_as_is(event)
    except drafts.NotPublishable as refused:
        errors = tuple(Conflict("draft", "error", "", fault, ()) for fault in refused.faults)
        return Outlook(latest, label, errors, (), seen=f"{number}::")
    found = versions.found(event, draft, label, reader=reader)
    warnings = tuple(one for one in found if one.grade == "warning")
    return Outlook(
        latest,
        label,
        errors=tuple(one for one in found if one.grade == "error"),
        warnings=warnings,
        sentences=tuple(one.sentence for one in changes.changes(latest, versions.labelled(draft, before))),
        touches=_touches(event, latest, draft),
        review=_review(event, draft),
        seen=f"{number}:{_digest(model.to_stored(draft))}:{_digest(repr(warnings).encode()) if warnings else ''}",
    )


def _digest(raw: bytes) -> str:
    return hashlib.sha256(raw).hexdigest()[:32]


def _touches(event: Event, latest: model.Programme | None, draft: model.Programme) -> tuple[str, ...]:
    """Sentences: people in what changes, calendar entries that move, and what other apps know."""
    touched = changes.touched(latest, draft)
    known = {**(latest.people_by_id if latest else {}), **draft.people_by_id}
    found = []
    if names := [known[one].full_name for one in touched.people if one in known]:
        words = ngettext("%(count)d person: %(names)s", "%(count)d people: %(names)s", len(names))
        found.append(words % {"count": len(names), "names": _listed(names)})
    if any(touched.entries):
        found.append(_entries(touched.entries))
    return (*found, *versions.whom_it_touches(event, touched))


def _entries(entries: changes.Entries) -> str:
    """`3 calendar entries move, 1 is cancelled`."""
    counts = [(kind, count) for kind, count in entries._asdict().items() if count]
    parts = [
        _ENTRIES[kind][1 if place else 0] % {"count": count} for place, (kind, count) in enumerate(counts)
    ]
    words = ", ".join(parts)
    is_still = not (entries.moved or entries.cancelled or entries.back)
    return _("%s; nobody’s moment moves") % words if entries.rezoned and is_still else words


def _listed(names: Sequence[str]) -> str:
    more = len(names) - MOST_NAMES
    shown = ", ".join(names[:MOST_NAMES])
    return _("%(names)s and %(count)d more") % {"names": shown, "count": more} if more > 0 else shown


def _review(event: Event, draft: model.Programme) -> tuple[reviews.ReviewRow, ...]:
    """The reviews of each place by co-organisers; nothing where nobody was asked and nobody said anything."""
    standing = tuple(reviews.summary(event, draft))
    said = any(one.cleared_by or one.stale or one.open or one.settled for one in standing)
    return standing if said or ReviewLink.objects.filter(event=event).exists() else ()


class PublishForm(forms.Form):
    """Label and note of the version; where there are `points` to look at, the word that someone has."""

    label = forms.ChoiceField(label=gettext_lazy("Label"), choices=choices(model.LABELS))
    note = forms.CharField(
        label=gettext_lazy("Note"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Why there is a new version. Printed with it; may stay empty."),
    )

    def __init__(self, *args: Any, points: int = 0, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if points:
            several = _("I have looked at these %d points") % points
            self.fields["looked"] = forms.BooleanField(
                label=_("I have looked at this point") if points == 1 else several,
                error_messages={"required": _("Please look at the points above, then say so here.")},
            )


def publish_page(page: Any, request: HttpRequest, event: Event) -> HttpResponse:
    """GET shows what publishing would do, POST does it. `page` is the admin of events."""
    if request.method != "POST":
        found = outlook(event, reader=request.user)
        return _draw(page, request, event, found, _fresh(found, found.label))
    with transaction.atomic():  # under the lock, what is published is what was shown
        event = Event.objects.select_for_update().get(pk=event.pk)
        return _publish(page, request, event)


def _fresh(found: Outlook, label: str, note: str = "") -> PublishForm:
    return PublishForm(initial={"label": label, "note": note}, points=len(found.warnings))


def _publish(page: Any, request: HttpRequest, event: Event) -> HttpResponse:
    given = request.POST.get("label", "")
    label = cast("model.Label", given) if given in model.LABELS else None
    found = outlook(event, label, reader=request.user)
    if asked := _asked_again(request.POST.get("seen", ""), found):
        words, status = asked
        fresh = _fresh(found, given, request.POST.get("note", ""))
        return _draw(page, request, event, found, fresh, stale=words, status=status)
    form = PublishForm(request.POST, points=len(found.warnings))
    if not form.is_valid() or found.errors:
        return _draw(page, request, event, found, form, status=422)
    try:
        outcome = versions.publish(
            event.slug, timezone.now(), form.cleaned_data["label"], tidy(form.cleaned_data["note"]) or None
        )
    except drafts.NotPublishable:
        return _draw(page, request, event, found, form, status=422)
    _tell(page, request, event, outcome)
    return redirect("admin:agenda_event_change", event.pk)


def _asked_again(seen: str, found: Outlook) -> tuple[str, int] | None:
    """A sentence and a status where the page that was sent showed something else than there is now."""
    version, draft, points = (*seen.split(":"), "", "")[:3]
    now_version, now_draft, now_points = found.seen.split(":")
    if version != now_version:
        words = _("Version %s was published after this list was made. Look at the new list, then publish.")
        return words % now_version, 409
    if draft != now_draft:
        return _("The draft was changed after this list was made. Look at the new list, then publish."), 409
    if points != now_points and now_points:
        words = _("With the label “%s” there are other points to look at. Look at them, then publish.")
        return words % found.label, 422
    return None


def _tell(page: Any, request: HttpRequest, event: Event, outcome: versions.Outcome) -> None:
    """A message of what was done, with links to where it can be seen."""
    version, label = outcome.programme.version, outcome.programme.label
    if not outcome.is_new:
        messages.info(request, _("Nothing has changed: version %d stays.") % version)
        return
    page.log_change(request, event, f"Published version {version} ({label}).")
    text = _("Version %(number)d (%(label)s) is published.") % {"number": version, "label": label}
    home, told = (reverse(name, args=[event.slug]) for name in ("home", "changes"))
    links = ((home, _("See the page")), (told, _("See what changed")))
    messages.success(
        request, format_html('{} <a href="{}">{}</a> · <a href="{}">{}</a>', text, *links[0], *links[1])
    )


def publishers(event: Event) -> list[str]:
    """The names of the accounts that may publish the event."""
    allowed = [role for role, granted in roles.GRANTS.items() if "agenda.publish_event" in granted]
    has_role = Q(event_roles__role__in=allowed) & (
        Q(event_roles__event=event) | Q(event_roles__event__isnull=True)
    )
    users = get_user_model().objects.filter(has_role | Q(is_superuser=True), is_active=True, is_staff=True)
    return [steps.name_of(user) for user in users.distinct().order_by("pk")]


def _draw(
    page: Any,
    request: HttpRequest,
    event: Event,
    found: Outlook,
    form: PublishForm,
    *,
    stale: str = "",
    status: int = 200,
) -> HttpResponse:
    may_publish = request.user.has_perm("agenda.publish_event", event)
    context = {
        **context_of(page, request, event, _("Publish"), "publish"),
        "outlook": found,
        "moment": hours.moment_there(found.latest.published_at, event) if found.latest else "",
        "form": form,
        "stale": stale,
        "may_publish": may_publish,
        "publishers": [] if may_publish else publishers(event),
        "cleared": sum(one.is_cleared for one in found.review),
        "spoken_of": [one for one in found.review if one.cleared_by or one.stale or one.open],
        "uncleared": [one for one in found.review if not (one.cleared_by or one.stale or one.gone)],
    }
    return TemplateResponse(request, "admin/agenda/event/publish.html", context, status=status)
