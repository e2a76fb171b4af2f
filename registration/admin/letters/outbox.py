"""The outbox and the audit trail, to read; drafts are sent, written anew or discarded.

Tokens are not in them: letters are kept with `•••` in their place.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, ClassVar

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet, TextField, Value
from django.db.models.functions import Cast, Concat
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from agenda.admin.desk import PermittedEvents, rows_where
from registration import invitations, letters
from registration.admin.desk import KeptAdmin, moment_of
from registration.admin.participants import institution_words
from registration.audit import Actor
from registration.invitations import VerbRefused
from registration.letters import REMINDERS
from registration.models import AuditEntry, Delivery, Message, kind_in_words


def heading_of(message: Message) -> str:
    """Kind and recipient of a letter."""
    to = ", ".join(message.to)
    if message.participant:
        to = message.participant.full_name
    elif message.invited:
        to = str(message.invited.organisation)
    return gettext("%(kind)s: to %(recipient)s") % {"kind": kind_in_words(message.kind), "recipient": to}


def _renewed(message: Message, actor: Actor, moment: datetime) -> object:
    if message.invited is None or message.state != Delivery.DRAFT or message.kind not in REMINDERS:
        raise VerbRefused(gettext("Only the draft of a reminder is written anew."))
    return invitations.remind(message.invited, actor, moment)


DRAFT_VERBS: dict[str, Callable[[Message, Actor, datetime], object]] = {
    "send": invitations.send_draft,
    "renew": _renewed,
    "discard": invitations.discard_draft,
}
DONE = {
    "send": _("The letter is sent."),
    "renew": _("The draft is written anew."),
    "discard": _("The draft is discarded."),
}
"""What is said after each."""


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

    list_display = ["written", "addressed", "institution", "subject", "state", "left"]
    list_select_related = ["invited__organisation"]
    list_filter = ["state", KindFilter, ("event", PermittedEvents)]
    search_fields = [
        "subject", "participant__name", "participant__email", "invited__organisation__name", "addresses",
    ]  # fmt: skip
    ordering = ["-created", "-pk"]
    actions = ["let_go", "throw_away", "try_again"]
    change_form_template = "admin/registration/letters/change_form.html"
    fields = [
        "event", "participant", "institution", "kind_words", "recipients", "copies", "reply_to", "subject", "text", "calendar", "state",
        "attempts", "written", "wanted", "told", "held", "left", "last_error",
    ]  # fmt: skip
    written = moment_of("created", _("written"))
    wanted = moment_of("due", _("to be sent"))
    told = moment_of("announced", _("worker last told"))
    held = moment_of("lease_until", _("being sent until"))
    left = moment_of("sent", _("sent"))

    class Media:
        """Columns that keep dates and addresses whole."""

        css: ClassVar[Any] = {"all": ["css/pages/letters.css"]}

    def get_queryset(self, request: HttpRequest) -> QuerySet[Message]:
        """With the addresses of each as text, to be searched."""
        told = Concat(Cast("to", TextField()), Value(" "), Cast("cc", TextField()), output_field=TextField())
        return super().get_queryset(request).annotate(addresses=told)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Headed by the kind of the letter and its receivers; a draft with what can be done with it."""
        letter = self.get_object(request, object_id)
        words = heading_of(letter) if letter else ""
        context = {**(extra_context or {}), "subtitle": words}
        may = letter is not None and self._may(request, "change", letter)
        if may and letter.state == Delivery.DRAFT:
            outdated = invitations.outdated(letter, letter.invited) if letter.invited else ""
            context |= {"draft": letter, "outdated_draft": outdated}
        return super().change_view(request, object_id, form_url, context)

    @admin.display(description=_("kind"), ordering="kind")
    def kind_words(self, message: Message) -> str:
        """The kind of the letter in words."""
        return kind_in_words(message.kind)

    def get_urls(self) -> list[URLPattern]:
        """With what the buttons of a draft do."""
        do = self.admin_site.admin_view(self.do)
        return [path("<int:pk>/do/<str:verb>/", do, name="registration_message_do"), *super().get_urls()]

    def do(self, request: HttpRequest, pk: int, verb: str) -> HttpResponse:
        """One of `DRAFT_VERBS`, by POST."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        letter = get_object_or_404(Message.objects.select_related("event", "invited"), pk=pk)
        if verb not in DRAFT_VERBS or not self._may(request, "change", letter):
            raise PermissionDenied
        try:
            made = DRAFT_VERBS[verb](letter, _actor(request), timezone.now())
        except VerbRefused as refusal:
            self.message_user(request, str(refusal), messages.ERROR)
            made = letter
        else:
            self.message_user(request, DONE[verb], messages.SUCCESS)
        if isinstance(made, Message) and Message.objects.filter(pk=made.pk).exists():
            return redirect("admin:registration_message_change", made.pk)
        return redirect("admin:registration_message_changelist")

    @admin.display(description=_("institution"))
    def institution(self, message: Message) -> str:
        """Of a letter to an institution; else ''."""
        return _institution_words(message)

    @admin.display(description=_("to"))
    def addressed(self, message: Message) -> SafeString:
        """The addresses; they break after their "@" before anywhere else."""
        parts = ((one.partition("@")[0], one.partition("@")[2]) for one in message.to)
        return format_html_join(", ", "{}@<wbr>{}", parts)

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

    @admin.action(description=_("Let the selected drafts go"), permissions=["change"])
    def let_go(self, request: HttpRequest, chosen: QuerySet[Message]) -> None:
        """Queue each; which not, and why, is said."""
        done = self._each(request, chosen, invitations.send_draft)
        self._tell(request, ngettext("%(count)s letter is sent.", "%(count)s letters are sent.", done), done)

    @admin.action(description=_("Throw the selected drafts away"), permissions=["change"])
    def throw_away(self, request: HttpRequest, chosen: QuerySet[Message]) -> None:
        """Delete each; which not, and why, is said."""
        done = self._each(request, chosen, invitations.discard_draft)
        text = ngettext("%(count)s draft is discarded.", "%(count)s drafts are discarded.", done)
        self._tell(request, text, done)

    def _each(
        self,
        request: HttpRequest,
        chosen: QuerySet[Message],
        verb: Callable[[Message, Actor, datetime], object],
    ) -> int:
        moment, actor, done = timezone.now(), _actor(request), 0
        for letter in chosen:
            try:
                verb(letter, actor, moment)
                done += 1
            except VerbRefused as refusal:
                self.message_user(request, str(refusal), messages.WARNING)
        return done

    def _tell(self, request: HttpRequest, text: str, done: int) -> None:
        self.message_user(request, text % {"count": done}, messages.SUCCESS if done else messages.WARNING)

    @admin.action(description=_("Try again to send the selected failed letters"), permissions=["change"])
    def try_again(self, request: HttpRequest, chosen: QuerySet[Message]) -> None:
        """Queue failed letters anew."""
        moment = timezone.now()
        count = sum(letters.retry(message, moment) for message in chosen)
        text = ngettext("%(count)s letter is queued again.", "%(count)s letters are queued again.", count)
        self._tell(request, text, count)


@admin.register(AuditEntry)
class AuditEntryAdmin(KeptAdmin[AuditEntry]):
    """The audit entries, the latest first."""

    list_display = ["at", "actor", "verb", "participant", "institution", "details"]
    fields = ["event", "participant", "institution", "at", "actor", "user", "verb", "details"]
    list_filter = ["verb", ("event", PermittedEvents)]
    list_select_related = ["participant", "invited__organisation"]
    search_fields = ["actor", "participant__name", "invited__organisation__name"]
    at = moment_of("moment", _("moment"))

    def has_change_permission(self, request: HttpRequest, obj: AuditEntry | None = None) -> bool:
        """Never."""
        return False

    @admin.display(description=_("institution"))
    def institution(self, entry: AuditEntry) -> str:
        """Of what was done with an institution's invitation; else ''."""
        return _institution_words(entry)


def _institution_words(row: Message | AuditEntry) -> str:
    if row.invited is None:
        return ""
    one = row.invited.organisation
    return institution_words(one.name, one.acronym, one.country)


def _actor(request: HttpRequest) -> Actor:
    user: Any = request.user  # the admin lets in nobody who is not signed in
    return Actor.staff(user)
