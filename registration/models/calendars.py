"""Rows of participants' calendars beyond the public programme: joining details, entries by mail, replies."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agenda.models import only
from registration.models.choices import CalendarAnswer, JoiningAudience, JoiningKind, ReplyOutcome
from registration.models.people import Participant


class JoiningDetail(models.Model):
    """A way to join: never in a public byte. For a session (its identifier) or the whole event ('').

    Shown to confirmed participants of its audience from `visible_from` on (empty: at once).
    """

    event = models.ForeignKey("agenda.Event", on_delete=models.CASCADE, related_name="joining_details")
    session = models.CharField(max_length=64, blank=True, help_text=_("Empty: the whole event."))
    audience = models.CharField(
        _("readers"), max_length=16, choices=JoiningAudience.choices, default=JoiningAudience.PARTICIPANTS
    )
    participant = models.ForeignKey(
        Participant, on_delete=models.CASCADE, null=True, blank=True, related_name="joining_details"
    )
    kind = models.CharField(_("what"), max_length=16, choices=JoiningKind.choices, default=JoiningKind.LINK)
    language = models.CharField(
        max_length=35, blank=True, help_text=_("Of an interpretation channel, such as th.")
    )
    value = models.CharField(
        max_length=1000, help_text=_("The address, the code, the number, or the channel.")
    )
    note = models.CharField(max_length=300, blank=True)
    visible_from = models.DateTimeField(
        null=True, blank=True, help_text=_("Empty: at once. On the host’s clock.")
    )
    rank = models.PositiveIntegerField(_("order"), default=0)
    changed = models.DateTimeField(
        _("last changed"), auto_now=True, help_text=_("Moves the stamps of personal calendars.")
    )

    class Meta:
        """In the order given. One person's detail names the person, others do not."""

        ordering: ClassVar[list[str]] = ["rank", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            only("audience", JoiningAudience.values, "joining_audience_known"),
            only("kind", JoiningKind.values, "joining_kind_known"),
            models.CheckConstraint(
                condition=Q(audience=JoiningAudience.PERSON, participant__isnull=False)
                | (~Q(audience=JoiningAudience.PERSON) & Q(participant__isnull=True)),
                name="joining_person_named",
            ),
            models.CheckConstraint(condition=~Q(value=""), name="joining_value_given"),
        ]

    def __str__(self) -> str:
        """The kind of the detail, never its value: titles stand in logs."""
        return f"{self.get_kind_display()} {self.pk}"


class CalendarEntry(models.Model):
    """An entry that a participant has been sent by mail (iTIP, RFC 5546), as it was last sent.

    `key` is `day:<number>` or `session:<identifier>`. `sequence` rises with every one sent; `digest` is of what was in it.
    `uid` and `organiser` (an address) stay as they were first sent: with another, it would be another meeting. `asked` is
    when its hours were set: an answer given before is none to it.
    """

    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="calendar_entries")
    key = models.CharField(max_length=80)
    uid = models.CharField(max_length=255)
    organiser = models.CharField(max_length=320, blank=True, default="")
    sequence = models.PositiveIntegerField(default=0)
    digest = models.CharField(max_length=64)
    start = models.DateTimeField()
    end = models.DateTimeField()
    summary = models.TextField()
    cancelled = models.BooleanField(default=False)
    sent = models.DateTimeField()
    asked = models.DateTimeField(null=True)

    class Meta:
        """One for a participant and a key."""

        ordering: ClassVar[list[str]] = ["participant", "key"]
        verbose_name_plural = _("calendar entries")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["participant", "key"], name="calendar_entry_once"),
        ]

    def __str__(self) -> str:
        """Which entry."""
        return f"{self.key} · {self.sequence}"


class MailedReply(models.Model):
    """An answer from somebody's calendar program (METHOD:REPLY), and what became of it. Each mail is read once."""

    message_id = models.CharField(max_length=400, unique=True)
    received = models.DateTimeField()
    sender = models.CharField(max_length=320)
    uid = models.CharField(max_length=255, blank=True)
    sequence = models.PositiveIntegerField(null=True)
    answer = models.CharField(max_length=16, choices=CalendarAnswer.choices, blank=True)
    outcome = models.CharField(max_length=16, choices=ReplyOutcome.choices)
    reason = models.CharField(max_length=300, blank=True)
    participant = models.ForeignKey(
        Participant, on_delete=models.SET_NULL, null=True, related_name="mailed_replies"
    )
    event = models.ForeignKey(
        "agenda.Event", on_delete=models.CASCADE, null=True, related_name="mailed_replies"
    )

    class Meta:
        """The latest first."""

        ordering: ClassVar[list[str]] = ["-received", "-pk"]
        verbose_name_plural = _("mailed replies")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            only("outcome", ReplyOutcome.values, "mailed_reply_outcome_known"),
        ]

    def __str__(self) -> str:
        """The outcome."""
        return f"{self.get_outcome_display()} {self.pk}"
