"""The status board in the admin: who was invited and answered, letters to those chosen, free places to give, a sheet."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from agenda.admin.desk import DeskPage, context_of, moment_there, place_of
from agenda.models import Event
from registration import reports, spreadsheets
from registration.admin.status import actions
from registration.models import Delivery, Message, OrganisationKind
from registration.reports import (
    GROUPINGS,
    STATES,
    UNANSWERED,
    InstitutionRow,
    StatusBoard,
    StatusFilter,
    country_words,
)

VIEW, CHANGE = "registration.view_participant", "registration.change_participant"


def board_page(page: Any, request: HttpRequest, event: Event) -> HttpResponse:
    """GET draws the board; POST writes to the chosen institutions or gives a place, and asks first where it must."""
    choice = choice_of(request)
    board = reports.read(event, choice, timezone.now())
    if request.method == "POST":
        return actions.act(page, request, event, board, f"{_address(event)}{_query(choice)}")
    context = {
        **context_of(page, request, event, _("Invitations"), "invitations"),
        **_links(event, choice),
        "board": board,
        "choice": choice,
        "choices": _choices(board, choice),
        "summary": " · ".join(board.summary()),
        "host": place_of(event),
        "may_write": request.user.has_perm(CHANGE, event),
        "plot": reports.places(_bars(board.rows), get_language() or "en") if board.rows else "",
    }
    return TemplateResponse(request, "admin/registration/status/page.html", context)


def board_file(page: Any, request: HttpRequest, event: Event) -> HttpResponse:
    """The page of invitations as a workbook."""
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(["GET", "HEAD"])
    moment = timezone.now()
    board = reports.read(event, choice_of(request), moment)
    content = reports.status_workbook(board.rows, board.sums, str(event), moment_there(moment, event))
    headers = {"Content-Disposition": f'attachment; filename="{event.slug}-invitations.xlsx"'}
    return HttpResponse(content, content_type=spreadsheets.MEDIA_TYPE, headers=headers)


def chased_page(page: Any, request: HttpRequest, event: Event) -> HttpResponse:
    """The number of reminders that lie in the outbox as drafts, and the links to send them."""
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(["GET", "HEAD"])
    drafts = Message.objects.filter(event=event, invited__isnull=False, state=Delivery.DRAFT)
    context = {
        **context_of(page, request, event, _("Reminders"), "invitations"),
        "drafts": drafts.count(),
        "outbox": f"{reverse('admin:registration_message_changelist')}?"
        + urlencode({"state__exact": Delivery.DRAFT.value, "event__id__exact": event.pk}),
        "back": _address(event),
    }
    return TemplateResponse(request, "admin/registration/status/reminders.html", context)


def choice_of(request: HttpRequest) -> StatusFilter:
    """The filter in the address; unknown words filter nothing."""
    asked = request.GET
    if "\x00" in (asked_for := asked.get("q", "").strip()[:200]):
        raise Http404
    return StatusFilter(
        by=_known(asked.get("by", ""), GROUPINGS) or "country",
        state=_known(asked.get("state", ""), (*STATES, UNANSWERED)),
        kind=_known(asked.get("kind", ""), OrganisationKind.values),
        country=asked.get("country", "")[:2],
        asked=asked_for,
    )


def _known(word: str, words: Any) -> str:
    return word if word in words else ""


def _query(choice: StatusFilter) -> str:
    """The choice as an address says it, with "?"; nothing for the whole board."""
    said = {
        "by": choice.by if choice.by != "country" else "",
        "state": choice.state,
        "kind": choice.kind,
        "country": choice.country,
        "q": choice.asked,
    }
    query = urlencode({name: value for name, value in said.items() if value})
    return f"?{query}" if query else ""


def _address(event: Event) -> str:
    return reverse("admin:agenda_event_invitations", args=[event.pk])


def _links(event: Event, choice: StatusFilter) -> dict[str, Any]:
    """Where the page leads."""
    query = _query(choice)
    return {
        "here": f"{_address(event)}{query}",
        "everything": _address(event),
        "sheet": f"{reverse('admin:agenda_event_invitations_sheet', args=[event.pk])}{query}",
        "people": reverse("admin:registration_participant_changelist"),
        "import_page": reverse("admin:agenda_event_invitations_import", args=[event.pk]),
        "add_page": reverse("admin:registration_invitedorganisation_add"),
    }


def _choices(board: StatusBoard, choice: StatusFilter) -> list[tuple[str, str, str, list[tuple[str, str]]]]:
    """Name, label, chosen option and options of the choices; countries and kinds are those that occur."""
    kinds, countries = {row.kind for row in board.every_row}, {row.country for row in board.every_row}
    states = [(code, str(words)) for code, words in STATES.items()]
    states.insert(3, (UNANSWERED, _("not answered (opened or not)")))
    named = sorted(((code, country_words(code)) for code in countries if code), key=lambda pair: pair[1])
    return [
        ("by", _("Grouped by"), choice.by, [(code, str(words)) for code, words in GROUPINGS.items()]),
        ("state", _("State"), choice.state, [("", _("any")), *states]),
        (
            "kind",
            _("Kind"),
            choice.kind,
            [
                ("", _("any")),
                *((one.value, str(one.label)) for one in OrganisationKind if one.value in kinds),
            ],
        ),
        ("country", _("Country"), choice.country, [("", _("any")), *named]),
    ]


def _bars(rows: Sequence[InstitutionRow]) -> list[reports.Places]:
    return [
        reports.Places(
            f"{row.name} ({row.country_words})" if row.country else row.name,
            row.held,
            row.confirmed,
            row.waiting,
        )
        for row in rows
    ]


STATUS_PAGES = [
    DeskPage("invitations/", "invitations", board_page, VIEW, CHANGE, gettext_lazy("Invitations")),
    DeskPage("invitations/board.xlsx", "invitations_sheet", board_file, VIEW),
    DeskPage("invitations/chased/", "invitations_chased", chased_page, VIEW),
]
"""Pages of the desk, for `agenda.admin.pages`."""
