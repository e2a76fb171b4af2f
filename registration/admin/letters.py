"""The outbox and the audit trail, to read. Tokens are not in them: letters are kept with `•••` in their place."""

from __future__ import annotations

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from registration import delivery
from registration.admin.reading import KeptAdmin, moment_of
from registration.models import AuditEntry, Message


@admin.register(Message)
class MessageAdmin(KeptAdmin[Message]):
    """Letters, the latest first."""

    list_display = ["written", "recipients", "subject", "state", "attempts", "left"]
    list_filter = ["state", "kind", "event"]
    search_fields = ["subject", "participant__name", "participant__email"]
    ordering = ["-created", "-pk"]
    actions = ["try_again"]
    fields = [
        "event", "participant", "kind", "recipients", "copies", "reply_to", "subject", "text", "calendar", "state",
        "attempts", "written", "wanted", "told", "held", "left", "last_error",
    ]  # fmt: skip
    written = moment_of("created", _("written"))
    wanted = moment_of("due", _("to be sent"))
    told = moment_of("announced", _("worker last told"))
    held = moment_of("lease_until", _("being sent until"))
    left = moment_of("sent", _("sent"))

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
    list_filter = ["verb", "event"]
    list_select_related = ["participant"]
    search_fields = ["actor", "participant__name"]
    at = moment_of("moment", _("moment"))

    def has_change_permission(self, request: HttpRequest, obj: AuditEntry | None = None) -> bool:
        """Never."""
        return False
