"""The tab “Forgetting” of an event: what will be erased and when; erase all now, or one person."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agenda.admin.desk import DeskPage, context_of, moment_there
from agenda.models import Event
from agenda.programme import clocks
from registration import privacy
from registration.audit import Actor
from registration.models import Participant
from registration.privacy import counts_of

VIEW, ACT = "registration.view_participant", "agenda.administer_event"


def forgetting_page(page: Any, request: HttpRequest, event: Event) -> HttpResponse:
    """The data that go and that stay; a POST that names the event's slug erases."""
    moment = timezone.now()
    fault = ""
    if request.method == "POST":
        if request.POST.get("slug", "").strip() == event.slug:
            chosen = {name: request.POST.get(name) == "yes" for name in ("papers", "speakers")}
            privacy.forget_event(event, _staff(request), moment, **chosen)
            text = _("The personal data of this event are erased. Figures without names stay.")
            page.message_user(request, text, messages.SUCCESS)
            return redirect("admin:agenda_event_forgetting", event.pk)
        fault = _("Nothing is erased. To erase, write the short name of the event: %(slug)s") % {
            "slug": event.slug
        }
    preview = privacy.shown(event, moment)
    day = preview.keep_until + timedelta(days=1) if preview.keep_until else None
    context = {
        **context_of(page, request, event, _("Erase personal data"), "forgetting"),
        "preview": preview,
        "day": clocks.date_words(day) if day else "",
        "announced": moment_there(preview.announced, event),
        "forgotten": moment_there(preview.forgotten, event),
        "may_act": request.user.has_perm(ACT, event),
        "fault": fault,
        "people": reverse("admin:registration_participant_changelist"),
    }
    return TemplateResponse(
        request, "admin/registration/privacy/event.html", context, status=422 if fault else 200
    )


def person_page(page: Any, request: HttpRequest, event: Event, participant: int) -> HttpResponse:
    """The data of one person; a POST erases them."""
    found = (
        Participant.objects.filter(event=event, pk=participant)
        .select_related("event", "organisation")
        .first()
    )
    if found is None:
        raise Http404
    back = reverse("admin:registration_participant_change", args=[found.pk])
    if request.method == "POST" and request.POST.get("sure") == "yes":
        privacy.erase(found, _staff(request), timezone.now())
        text = _("The data of this person are erased. A last letter tells them, and is then erased too.")
        page.message_user(request, text, messages.SUCCESS)
        return redirect("admin:agenda_event_forgetting", event.pk)
    context = {
        **context_of(page, request, event, _("Erase the data of one person"), "forgetting"),
        "participant": found,
        "counts": counts_of(found),
        "may_act": request.user.has_perm(ACT, event) and found.erased is None,
        "back": back,
    }
    return TemplateResponse(request, "admin/registration/privacy/person.html", context)


def _staff(request: HttpRequest) -> Actor:
    user: Any = request.user  # the admin lets in nobody else
    return Actor.staff(user)


ERASURE_PAGES = [
    DeskPage("forgetting/", "forgetting", forgetting_page, VIEW, ACT, gettext_lazy("Erase personal data")),
    DeskPage("forgetting/<int:participant>/", "forgetting_person", person_page, VIEW, ACT),
]
"""Pages of the desk, for `agenda.admin.pages`."""
