"""What the list of participants does with several at once: confirm, and, once asked, refuse."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from registration import invitations
from registration.admin.acting import staff
from registration.admin.participant_acts import ACTS, outcome
from registration.audit import Actor
from registration.models import Participant
from registration.states import State

Verb = Callable[[Participant, Actor, datetime], Participant]


class ParticipantActions(admin.ModelAdmin[Any]):
    """The list's actions."""

    @admin.action(description=_("Confirm the selected participants"), permissions=["change"])
    def confirm_chosen(self, request: HttpRequest, chosen: QuerySet[Participant]) -> None:
        """Confirm each; say how many have a place, and who waits."""
        people = self._each(request, chosen, invitations.confirm)
        waiting = [one for one in people if one.state == State.WAITING]
        text = ngettext(
            "%(count)s participant confirmed.",
            "%(count)s participants confirmed.",
            len(people) - len(waiting),
        )
        self._tell(request, text, len(people) - len(waiting))
        for one in waiting:
            self.message_user(request, outcome("confirm", one), messages.WARNING)

    @admin.action(description=_("Refuse the selected participants"), permissions=["change"])
    def refuse_chosen(self, request: HttpRequest, chosen: QuerySet[Participant]) -> HttpResponse | None:
        """Ask first; then refuse each, and say how many."""
        if "sure" not in request.POST:
            return _ask_to_refuse(self, request, chosen)
        done_to = len(self._each(request, chosen, invitations.refuse))
        text = ngettext("%(count)s participant refused.", "%(count)s participants refused.", done_to)
        self._tell(request, text, done_to)
        return None

    def _each(self, request: HttpRequest, chosen: QuerySet[Participant], verb: Verb) -> list[Participant]:
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


def _ask_to_refuse(
    page: admin.ModelAdmin[Any], request: HttpRequest, chosen: QuerySet[Participant]
) -> HttpResponse:
    """Before several are refused: who they are, and what happens."""
    listed = reverse("admin:registration_participant_changelist")
    people = list(chosen)
    context = {
        **page.admin_site.each_context(request),
        "title": _now("Refuse these registrations?"),
        "facts": "; ".join(f"{one.full_name}, {one.organisation}" for one in people),
        "points": ACTS["refuse"].points,
        "yes": _now("Yes, refuse them"),
        "hidden": [("action", "refuse_chosen"), *((ACTION_CHECKBOX_NAME, one.pk) for one in people)],
        "crumbs": [(listed, _now("Participants"))],
        "back": listed,
    }
    return TemplateResponse(request, "participants/admin/sure.html", context)
