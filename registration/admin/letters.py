"""The outbox and the audit trail, to read. Tokens are not in them: letters are kept with `•••` in their place."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from agenda.admin.permitted import PermittedEvents, rows_where
from registration import delivery
from registration.admin.reading import KeptAdmin, moment_of
from registration.models import AuditEntry, Message

KINDS = {
    "registration_received": _("Registration received"),
    "registration_confirmed": _("Registration confirmed"),
    "registration_known": _("Already registered"),
    "registration_refused": _("Registration not accepted"),
    "registration_withdrawn": _("Registration withdrawn"),
    "joining_details": _("Joining details"),
    "calendar_request": _("Calendar entry"),
    "calendar_update": _("Calendar entry changed"),
    "calendar_cancelled": _("Calendar entry cancelled"),
}
"""What each letter of `registration.messages` says."""


def kind_in_words(kind: str) -> str:
    """The kind of a letter as people read it."""
    return str(KINDS.get(kind) or kind.replace("_", " ").capitalize())


def heading_of(message: Message) -> str:
    """Kind and recipient of a letter."""
    to = message.participant.full_name if message.participant else ", ".join(message.to)
    return _now("%(kind)s: to %(recipient)s") % {"kind": kind_in_words(message.kind), "recipient": to}


class KindFilter(admin.SimpleListFilter):
    """The kinds of letters, in words."""

    title = _("kind")
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Kind and words of those that occur."""
        seen = rows_where(model_admin, request, "view")
        kinds = seen.order_by("kind").values_list("kind", flat=True).distinct()
        return [(kind, kind_in_words(kind)) for kind in kinds]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        """Those of the chosen kind."""
        return queryset.filter(kind=self.value()) if self.value() else queryset


@admin.register(Message)
class MessageAdmin(KeptAdmin[Message]):
    """Letters, the latest first."""

    list_display = ["written", "recipients", "subject", "state", "attempts", "left"]
    list_filter = ["state", KindFilter, ("event", PermittedEvents)]
    search_fields = ["subject", "participant__name", "participant__email"]
    ordering = ["-created", "-pk"]
    actions = ["try_again"]
    fields = [
        "event", "participant", "kind_words", "recipients", "copies", "reply_to", "subject", "text", "calendar", "state",
        "attempts", "written", "wanted", "told", "held", "left", "last_error",
    ]  # fmt: skip
    written = moment_of("created", _("written"))
    wanted = moment_of("due", _("to be sent"))
    told = moment_of("announced", _("worker last told"))
    held = moment_of("lease_until", _("being sent until"))
    left = moment_of("sent", _("sent"))

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Headed by what the letter is and to whom."""
        letter = self.get_object(request, object_id)
        words = heading_of(letter) if letter else ""
        context = {**(extra_context or {}), "subtitle": words}
        return super().change_view(request, object_id, form_url, context)

    @admin.display(description=_("kind"), ordering="kind")
    def kind_words(self, message: Message) -> str:
        """What the letter says."""
        return kind_in_words(message.kind)

    @admin.display(description=_("to"))
    def recipients(self, message: Message) -> str:
        """The addresses, separated by commas."""
        return ", ".join(message.to)

    @admin.display(description=_("copy to"))
    def copies(self, message: Message) -> str:
        """The addresses, separated by commas."""
        return ", ".join(message.cc)

    def has_change_permission(self, request: HttpRequest, obj: Message | None = None) -> bool:
        """Only for the action; a letter itself is not edited."""
        return obj is None and super().has_change_permission(request)

    @admin.action(description=_("Try again to send the selected failed letters"), permissions=["change"])
    def try_again(self, request: HttpRequest, chosen: QuerySet[Message]) -> None:
        """Queue failed letters anew."""
        moment = timezone.now()
        count = sum(delivery.retry(message, moment) for message in chosen)
        text = ngettext("%(count)s letter is queued again.", "%(count)s letters are queued again.", count)
        self.message_user(request, text % {"count": count}, messages.SUCCESS if count else messages.WARNING)


@admin.register(AuditEntry)
class AuditEntryAdmin(KeptAdmin[AuditEntry]):
    """Who did what to whom, the latest first."""

    list_display = ["at", "actor", "verb", "participant", "details"]
    fields = ["event", "participant", "at", "actor", "user", "verb", "details"]
    list_filter = ["verb", ("event", PermittedEvents)]
    list_select_related = ["participant"]
    search_fields = ["actor", "participant__name"]
    at = moment_of("moment", _("moment"))

    def has_change_permission(self, request: HttpRequest, obj: AuditEntry | None = None) -> bool:
        """Never."""
        return False
