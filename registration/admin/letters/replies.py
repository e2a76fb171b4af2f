"""Answers from people's calendars, to read: what became of each, and why. Those that changed nothing are for staff."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from agenda.admin.desk import PermittedEvents, moment_there
from agenda.models import roles
from agenda.programme import clocks
from registration.admin.desk import KeptAdmin
from registration.models import MailedReply


class EventsWithLetters(PermittedEvents):
    """A filter by event: those whose letters the account may see."""

    def field_choices(self, field: Any, request: HttpRequest, model_admin: Any) -> Any:
        """Key and title."""
        events = roles.events_for(request.user, model_admin.permission("view"))
        return [(event.pk, str(event)) for event in events]


@admin.register(MailedReply)
class MailedReplyAdmin(KeptAdmin[MailedReply]):
    """The latest first. Who may read an event's letters may read the answers to them.

    One of no event that we know is shown to those who see every event.
    """

    list_display = ["came", "sender", "answer", "outcome", "reason", "participant"]
    list_filter = ["outcome", "answer", ("event", EventsWithLetters)]
    list_select_related = ["participant", "event"]
    search_fields = ["sender", "participant__name", "uid"]
    fields = [
        "event", "participant", "came_there", "sender", "answer", "outcome", "reason", "uid", "sequence",
    ]  # fmt: skip

    def permission(self, verb: str) -> str:
        """As of the letters."""
        return f"registration.{verb}_message"

    @admin.display(description=_("received"), ordering="received")
    def came(self, reply: MailedReply) -> str:
        """In UTC: the list has answers to many events, and to none, and is read in order."""
        return _utc(reply)

    @admin.display(description=_("received"))
    def came_there(self, reply: MailedReply) -> str:
        """On the clock of its event, else in UTC."""
        if reply.event is None:
            return _utc(reply)
        return moment_there(reply.received, reply.event)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never."""
        return False


def _utc(reply: MailedReply) -> str:
    return gettext("%s UTC") % clocks.moment_words(reply.received, "UTC")
