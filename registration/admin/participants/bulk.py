"""The bulk actions of the list of participants: confirm, and, after a question, refuse."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from registration import invitations
from registration.admin.desk import outcome, passed_over, staff
from registration.admin.participants.verbs import ACTS
from registration.audit import Actor
from registration.models import InvitedOrganisation, Participant, State

Verb = Callable[[Participant, Actor, datetime], Participant]


class ParticipantActions(admin.ModelAdmin[Any]):
    """The list's actions."""

    @admin.action(description=_("Confirm the selected participants"), permissions=["change"])
    def confirm_chosen(self, request: HttpRequest, chosen: QuerySet[Participant]) -> HttpResponse | None:
        """Confirm each, in the order in which they wait; say how many have a place, and who waits. Ask first where
        somebody who is not chosen stands before them."""
        ordered = in_order(chosen)
        if "sure" not in request.POST and (before := _before(ordered)):
            return _ask_to_pass(self, request, ordered, before)
        people = self._each(request, ordered, invitations.confirm)
        waiting = [one for one in people if one.state == State.WAITING]
        text = ngettext(
            "%(count)s participant confirmed.",
            "%(count)s participants confirmed.",
            len(people) - len(waiting),
        )
        self._tell(request, text, len(people) - len(waiting))
        for one in waiting:
            self.message_user(request, outcome("confirm", one), messages.WARNING)
        return None

    @admin.action(description=_("Refuse the selected participants"), permissions=["change"])
    def refuse_chosen(self, request: HttpRequest, chosen: QuerySet[Participant]) -> HttpResponse | None:
        """Ask first; then refuse each, and say how many."""
        if "sure" not in request.POST:
            return _ask_to_refuse(self, request, chosen)
        done_to = len(self._each(request, chosen, invitations.refuse))
        text = ngettext("%(count)s participant refused.", "%(count)s participants refused.", done_to)
        self._tell(request, text, done_to)
        return None

    def _each(self, request: HttpRequest, chosen: Iterable[Participant], verb: Verb) -> list[Participant]:
        moment, actor, people = timezone.now(), staff(request), []
        for participant in chosen:
            try:
                people.append(verb(participant, actor, moment))
            except invitations.VerbRefused as refusal:
                self.message_user(request, str(refusal), messages.WARNING)
        return people

    def _tell(self, request: HttpRequest, text: str, done: int) -> None:
        if done:
            self.message_user(request, text % {"count": done}, messages.SUCCESS)


def in_order(chosen: Iterable[Participant]) -> list[Participant]:
    """Those who wait by their place in line, then the others as they came."""
    return sorted(
        chosen,
        key=lambda one: (one.state != State.WAITING, one.waiting_number or 0, one.created, one.pk),
    )


def _before(ordered: list[Participant]) -> list[str]:
    """Sentences on who is first in line for a free place, and is not chosen: one for each institution."""
    by_institution: dict[InvitedOrganisation, list[Participant]] = defaultdict(list)
    for one in ordered:
        if one.state == State.WAITING and one.invited is not None:
            by_institution[one.invited].append(one)
    said = ((invited, passed_over(*people)) for invited, people in by_institution.items())
    return [f"{invited}: {sentence}" for invited, sentence in said if sentence]


def _ask_to_pass(
    page: admin.ModelAdmin[Any], request: HttpRequest, people: list[Participant], before: list[str]
) -> HttpResponse:
    """Before somebody on a waiting list is passed over."""
    return _asked(
        page,
        request,
        people,
        "confirm_chosen",
        gettext("Confirm these people?"),
        before,
        gettext("Yes, confirm them"),
    )


def _ask_to_refuse(
    page: admin.ModelAdmin[Any], request: HttpRequest, chosen: QuerySet[Participant]
) -> HttpResponse:
    """Before several are refused: who they are, and what happens."""
    title, yes = gettext("Refuse these registrations?"), gettext("Yes, refuse them")
    return _asked(page, request, list(chosen), "refuse_chosen", title, ACTS["refuse"].points, yes)


def _asked(
    page: admin.ModelAdmin[Any],
    request: HttpRequest,
    people: list[Participant],
    action: str,
    title: str,
    points: Sequence[object],
    yes: str,
) -> HttpResponse:
    listed = reverse("admin:registration_participant_changelist")
    context = {
        **page.admin_site.each_context(request),
        "title": title,
        "facts": "; ".join(f"{one.full_name}, {one.organisation}" for one in people),
        "points": points,
        "yes": yes,
        "hidden": [("action", action), *((ACTION_CHECKBOX_NAME, one.pk) for one in people)],
        "crumbs": [(listed, gettext("Participants"))],
        "back": listed,
    }
    return TemplateResponse(request, "admin/registration/desk/confirm.html", context)
