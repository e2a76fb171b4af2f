"""The outbox and the audit trail."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agenda.models import only
from registration.models.choices import Delivery
from registration.models.invited import InvitedOrganisation
from registration.models.letter_kinds import kind_in_words
from registration.models.people import Participant


class Message(models.Model):
    """A letter in the outbox; this row is the truth of it.

    `text` and `html` hold `•••` where the private link's token goes; `purpose` and `link_version` say which token, and
    it enters at sending. `sender` is the From of a letter with a calendar part, its ORGANIZER; '' is the server's own. A worker that sends holds a lease until `lease_until`.
    """

    event = models.ForeignKey("agenda.Event", on_delete=models.PROTECT, related_name="messages")
    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, null=True, related_name="messages")
    invited = models.ForeignKey(
        InvitedOrganisation, on_delete=models.PROTECT, null=True, blank=True, related_name="messages"
    )
    kind = models.CharField(max_length=64)
    to = models.JSONField()
    cc = models.JSONField(_("copy to"), default=list, blank=True)
    sender = models.CharField(_("from"), max_length=640, blank=True)
    reply_to = models.CharField(_("answers go to"), max_length=320, blank=True)
    subject = models.CharField(max_length=400)
    text = models.TextField()
    html = models.TextField()
    calendar = models.BooleanField(_("with a calendar file"), default=False)
    ics = models.TextField(_("calendar part"), blank=True)
    method = models.CharField(
        max_length=8, blank=True, help_text=_("Of the calendar part: REQUEST or CANCEL (RFC 5546).")
    )
    purpose = models.CharField(max_length=16, blank=True)
    link_version = models.PositiveIntegerField(default=0)
    message_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    state = models.CharField(max_length=16, choices=Delivery.choices, default=Delivery.DRAFT)
    attempts = models.PositiveSmallIntegerField(_("attempts to send"), default=0)
    created = models.DateTimeField(_("written"))
    due = models.DateTimeField(_("to be sent"))
    announced = models.DateTimeField(_("worker last told"), null=True)
    lease_until = models.DateTimeField(_("being sent until"), null=True)
    sent = models.DateTimeField(null=True)
    last_error = models.TextField(blank=True)

    class Meta:
        """Oldest first. Who sends holds a lease; what is sent has its moment."""

        ordering: ClassVar[list[str]] = ["created", "pk"]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["state", "due"], name="message_due")]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            only("state", Delivery.values, "message_state_known"),
            models.CheckConstraint(
                condition=Q(state=Delivery.SENDING, lease_until__isnull=False)
                | (~Q(state=Delivery.SENDING) & Q(lease_until__isnull=True)),
                name="message_lease_while_sending",
            ),
            models.CheckConstraint(
                condition=Q(state=Delivery.SENT, sent__isnull=False)
                | (~Q(state=Delivery.SENT) & Q(sent__isnull=True)),
                name="message_moment_when_sent",
            ),
        ]

    def __str__(self) -> str:
        """Kind in words, and number; addresses stay out of titles and logs."""
        return f"{kind_in_words(self.kind)} {self.pk}"


class AuditEntry(models.Model):
    """An entry of the audit trail: who did what to whom, and when. Never changed; `details` hold no secrets."""

    event = models.ForeignKey("agenda.Event", on_delete=models.PROTECT, related_name="audit_entries")
    participant = models.ForeignKey(
        Participant, on_delete=models.PROTECT, null=True, related_name="audit_entries"
    )
    invited = models.ForeignKey(
        InvitedOrganisation, on_delete=models.PROTECT, null=True, blank=True, related_name="audit_entries"
    )
    moment = models.DateTimeField()
    actor = models.CharField(_("who"), max_length=200)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("signed in as"),
    )
    verb = models.CharField(_("did what"), max_length=32)
    details = models.JSONField(default=dict)

    class Meta:
        """Latest first. An entry names who and what."""

        ordering: ClassVar[list[str]] = ["-moment", "-pk"]
        verbose_name_plural = _("audit entries")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=~Q(actor="") & ~Q(verb=""), name="audit_entry_whole"),
        ]

    def __str__(self) -> str:
        """Verb and actor."""
        return f"{self.verb}: {self.actor}"
