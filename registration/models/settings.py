"""The settings of an event's registration."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from agenda.models import Event, only
from registration.models import consent_texts
from registration.models.choices import Policy


class RegistrationSettingsQuerySet(models.QuerySet["RegistrationSettings"]):
    """Questions asked of desks."""

    def of(self, event: Event) -> RegistrationSettings:
        """The settings of the event as they are now; without a row, unsaved ones with the defaults."""
        return self.filter(event=event).first() or RegistrationSettings(event=event)


class RegistrationSettings(models.Model):
    """The settings of an event's registration, and the contact for questions. An event without a row has the defaults."""

    event = models.OneToOneField(
        "agenda.Event", on_delete=models.CASCADE, related_name="registration_settings"
    )
    policy = models.CharField(max_length=16, choices=Policy.choices, default=Policy.APPROVAL)
    closes = models.DateTimeField(
        _("registration closes"), null=True, blank=True, help_text=_("Empty: registration stays open.")
    )
    reply_to = models.EmailField(
        _("e-mail address for answers"),
        blank=True,
        help_text=_(
            "Where answers to our letters go. Calendar entries are sent from this address; those already sent keep the "
            "sender they have."
        ),
    )
    contact = models.CharField(
        _("contact"),
        max_length=300,
        blank=True,
        help_text=_("Printed in letters: the person to ask, and how."),
    )
    purpose = models.TextField(
        _("what the data are for"), blank=True, help_text=_("Empty: the standard text.")
    )
    retention = models.TextField(
        _("how long the data are kept"), blank=True, help_text=_("Empty: the standard text.")
    )
    consent_wording = models.CharField(
        _("version of the texts people agree to"), max_length=32, default=consent_texts.CONSENT_VERSION
    )

    mail_entries = models.BooleanField(
        _("calendar entries by mail"),
        default=True,
        help_text=_(
            "Confirmed participants get an entry a day of the meeting, and each change of it. When this is off, nobody "
            "gets a new one; entries already sent are still corrected and cancelled."
        ),
    )
    speaker_entries = models.BooleanField(
        _("entries for speakers"),
        default=False,
        help_text=_("Who appears in the programme also gets an entry for each of their sessions."),
    )

    promote = models.BooleanField(
        _("fill free places from the waiting list"),
        default=False,
        help_text=_("When this is off, the next in line is proposed and you decide."),
    )
    keep_until = models.DateField(
        _("personal data are kept until"),
        null=True,
        blank=True,
        help_text=_(
            "The day after, names and addresses are erased and only figures stay. Empty: they are kept."
        ),
    )
    forgotten = models.DateTimeField(null=True, blank=True, editable=False)

    objects = RegistrationSettingsQuerySet.as_manager()

    class Meta:
        """Policies are known ones."""

        constraints: ClassVar[list[models.BaseConstraint]] = [
            only("policy", Policy.values, "desk_policy_known")
        ]

    def __str__(self) -> str:
        """The event's title."""
        return str(self.event)

    def closed_at(self, moment: datetime) -> bool:
        """Whether registration has ended by `moment` (aware)."""
        return self.closes is not None and self.closes <= moment
