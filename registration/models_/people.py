"""Rows of registration: how an event takes people in, the register of organisations, participants, letters, audit."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any, ClassVar

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agenda.models import Event, only
from registration import wording
from registration.identity import same_email, same_name
from registration.states import Delivery, ListConsent, MeetingRole, OrganisationKind, Policy, Sex, State

COUNTRY = RegexValidator(r"\A[A-Z]{2}\Z", _("Write the two letters of ISO 3166-1, such as PH."))


class RegistrationDeskQuerySet(models.QuerySet["RegistrationDesk"]):
    """Questions asked of desks."""

    def of(self, event: Event) -> RegistrationDesk:
        """The desk of the event; without a row, an unsaved one with the defaults."""
        return self.filter(event=event).first() or RegistrationDesk(event=event)


class RegistrationDesk(models.Model):
    """How an event takes people in, and whom they may ask. An event without a row has the defaults."""

    event = models.OneToOneField("agenda.Event", on_delete=models.CASCADE, related_name="registration_desk")
    policy = models.CharField(max_length=16, choices=Policy.choices, default=Policy.APPROVAL)
    closes = models.DateTimeField(
        _("registration closes"), null=True, blank=True, help_text=_("Empty: registration stays open.")
    )
    reply_to = models.EmailField(
        _("e-mail address for answers"), blank=True, help_text=_("Where answers to our letters go.")
    )
    contact = models.CharField(
        _("whom to ask"),
        max_length=300,
        blank=True,
        help_text=_("Printed in letters: whom to ask, and how."),
    )
    purpose = models.TextField(
        _("what the data are for"), blank=True, help_text=_("Empty: the standard text.")
    )
    retention = models.TextField(
        _("how long the data are kept"), blank=True, help_text=_("Empty: the standard text.")
    )
    consent_wording = models.CharField(
        _("version of the texts people agree to"), max_length=32, default=wording.CONSENT_VERSION
    )

    objects = RegistrationDeskQuerySet.as_manager()

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


class Organisation(models.Model):
    """An institution in the register, kept across events. `country` is '' where it belongs to none (IOM, ADB).

    `listed` ones were entered or checked by staff and are offered on the public form; those that people wrote are not.
    """

    name = models.CharField(max_length=300)
    name_normalised = models.CharField(max_length=300, editable=False)
    acronym = models.CharField(max_length=50, blank=True)
    acronym_normalised = models.CharField(max_length=50, blank=True, editable=False, db_index=True)
    kind = models.CharField(max_length=32, choices=OrganisationKind.choices, default=OrganisationKind.OTHER)
    country = models.CharField(max_length=2, blank=True, validators=[COUNTRY])
    parent = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="units",
        verbose_name=_("part of"),
    )
    listed = models.BooleanField(
        _("checked"), default=False, help_text=_("Offered on the registration form.")
    )

    class Meta:
        """One row for a name in a country."""

        ordering: ClassVar[list[str]] = ["country", "name"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["name_normalised", "country"], name="organisation_once_in_country"
            ),
            models.CheckConstraint(condition=~Q(name="") & ~Q(name_normalised=""), name="organisation_named"),
            models.CheckConstraint(
                condition=~Q(parent=models.F("id")), name="organisation_not_its_own_parent"
            ),
            only("kind", OrganisationKind.values, "organisation_kind_known"),
        ]

    def __str__(self) -> str:
        """Name and acronym."""
        return f"{self.name} ({self.acronym})" if self.acronym else self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, with what is compared."""
        self._normalise()
        super().save(*args, **kwargs)

    def clean_fields(self, exclude: Any = None) -> None:
        """Fill in what is compared, so that validation sees it."""
        self._normalise()
        super().clean_fields(exclude=exclude)

    def _normalise(self) -> None:
        self.name_normalised = same_name(self.name)[:300]
        self.acronym_normalised = same_name(self.acronym)[:50]


class Participant(models.Model):
    """A person at an event. Identity is e-mail *and* name: ministries share mailboxes.

    Raising `generation` makes every link sent before invalid. Rows are written by the verbs of `invitations`.
    """

    event = models.ForeignKey("agenda.Event", on_delete=models.PROTECT, related_name="participants")
    honorific = models.CharField(_("title"), max_length=50, blank=True)
    name = models.CharField(max_length=200, help_text=_("As it is printed."))
    name_normalised = models.CharField(max_length=200, editable=False)
    position = models.CharField(max_length=200, blank=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="participants")
    country = models.CharField(max_length=2, validators=[COUNTRY])
    email = models.EmailField(_("e-mail address"), max_length=254)
    email_normalised = models.CharField(max_length=320, editable=False)
    sex = models.CharField(max_length=20, choices=Sex.choices)
    role = models.CharField(
        _("takes part as"), max_length=20, choices=MeetingRole.choices, default=MeetingRole.PARTICIPANT
    )
    consent_list = models.CharField(
        _("may be in the list of participants"),
        max_length=16,
        choices=ListConsent.choices,
        default=ListConsent.NONE,
    )
    consent_photos = models.BooleanField(_("may be in published photographs and recordings"), default=False)
    consent_wording = models.CharField(_("version of the texts agreed to"), max_length=32)
    consent_moment = models.DateTimeField(_("agreed"))
    state = models.CharField(max_length=16, choices=State.choices, default=State.NOMINATED)
    generation = models.PositiveIntegerField(default=0, editable=False)
    language = models.CharField(_("language of letters"), max_length=35, default="en")
    created = models.DateTimeField(_("registered"))
    changed = models.DateTimeField(_("last changed"))

    class Meta:
        """One row for an address and a name at an event; every word is a known one."""

        ordering: ClassVar[list[str]] = ["country", "organisation__name", "name", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["event", "email_normalised", "name_normalised"], name="participant_once_at_event"
            ),
            models.CheckConstraint(
                condition=~Q(name="") & ~Q(name_normalised="") & ~Q(email_normalised=""),
                name="participant_identified",
            ),
            only("state", State.values, "participant_state_known"),
            only("sex", Sex.values, "participant_sex_known"),
            only("role", MeetingRole.values, "participant_role_known"),
            only("consent_list", ListConsent.values, "participant_list_consent_known"),
        ]

    def __str__(self) -> str:
        """Honorific and name."""
        return self.full_name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, with what identity is compared by."""
        self.name_normalised = same_name(self.name)[:200]
        self.email_normalised = same_email(self.email)
        super().save(*args, **kwargs)

    @property
    def full_name(self) -> str:
        """Honorific and name as they are printed."""
        return f"{self.honorific} {self.name}".strip()


class Message(models.Model):
    """A letter in the outbox; this row is the truth of it.

    `text` and `html` hold `•••` where the private link's token goes; `purpose` and `generation` say which token, and
    it enters at sending. A worker that sends holds a lease until `lease_until`.
    """

    event = models.ForeignKey("agenda.Event", on_delete=models.PROTECT, related_name="messages")
    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, null=True, related_name="messages")
    kind = models.CharField(max_length=64)
    to = models.JSONField()
    cc = models.JSONField(_("copy to"), default=list, blank=True)
    reply_to = models.CharField(_("answers go to"), max_length=320, blank=True)
    subject = models.CharField(max_length=400)
    text = models.TextField()
    html = models.TextField()
    calendar = models.BooleanField(_("with a calendar file"), default=False)
    purpose = models.CharField(max_length=16, blank=True)
    generation = models.PositiveIntegerField(default=0)
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
        """Kind and number; addresses stay out of titles and logs."""
        return f"{self.kind} {self.pk}"


class AuditEntry(models.Model):
    """Who did what to whom, and when. Never changed; `details` hold no secrets."""

    event = models.ForeignKey("agenda.Event", on_delete=models.PROTECT, related_name="audit_entries")
    participant = models.ForeignKey(
        Participant, on_delete=models.PROTECT, null=True, related_name="audit_entries"
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
