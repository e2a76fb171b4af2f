"""Invitations to an event: delegations, the letters that invite, and institutions with their places."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agenda.models import only
from registration.models.choices import DelegationRole, InvitationLetterKind, Reply, Through
from registration.models.files import StoredFile
from registration.models.organisations import COUNTRY, Organisation


class Delegation(models.Model):
    """A State or international organisation at an event: its invited organisations under one head."""

    event = models.ForeignKey("agenda.Event", on_delete=models.PROTECT, related_name="delegations")
    name = models.CharField(max_length=200, help_text=_("As it is printed, such as Viet Nam, or ASEAN."))
    country = models.CharField(max_length=2, blank=True, validators=[COUNTRY])
    head = models.ForeignKey(
        "registration.Participant",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="heads",
        verbose_name=_("head of delegation"),
    )
    rank = models.PositiveIntegerField(_("order of precedence"), default=0)

    class Meta:
        """In order of precedence; each name once."""

        ordering: ClassVar[list[str]] = ["rank", "name", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["event", "name"], name="delegation_once_at_event"),
            models.CheckConstraint(condition=~Q(name=""), name="delegation_named"),
        ]

    def __str__(self) -> str:
        """The name as printed."""
        return self.name


class InvitationLetter(models.Model):
    """The note or letter that invites, to one institution or several, and the reply to it."""

    event = models.ForeignKey("agenda.Event", on_delete=models.PROTECT, related_name="invitation_letters")
    kind = models.CharField(
        max_length=16, choices=InvitationLetterKind.choices, default=InvitationLetterKind.LETTER
    )
    reference = models.CharField(_("our reference"), max_length=100, blank=True)
    date = models.DateField(null=True, blank=True)
    signatory = models.CharField(_("signed by"), max_length=200, blank=True)
    through = models.CharField(
        _("addressed through"), max_length=16, choices=Through.choices, default=Through.DIRECT
    )
    through_name = models.CharField(_("name of the ministry or mission"), max_length=200, blank=True)
    file = models.ForeignKey(
        StoredFile, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("file")
    )
    reply_reference = models.CharField(_("reference of the reply"), max_length=100, blank=True)
    reply_date = models.DateField(_("date of the reply"), null=True, blank=True)
    reply_file = models.ForeignKey(
        StoredFile,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("file of the reply"),
    )

    class Meta:
        """By date and reference."""

        ordering: ClassVar[list[str]] = ["date", "reference", "pk"]
        verbose_name = _("letter of invitation")
        verbose_name_plural = _("letters of invitation")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            only("kind", InvitationLetterKind.values, "invitationletter_kind_known"),
            only("through", Through.values, "invitationletter_through_known"),
        ]

    def __str__(self) -> str:
        """Kind and reference."""
        return " ".join([str(self.get_kind_display()), self.reference]).strip()


class InvitedOrganisation(models.Model):
    """An institution at an event: its places, its focal point, the deadline, the letter, and what it replied.

    `opened` is when somebody first used its page (a GET does not count: mail scanners follow links), `last_contact`
    when a letter to its focal point was last sent. Raising `link_version` makes every link sent before invalid.
    """

    event = models.ForeignKey("agenda.Event", on_delete=models.PROTECT, related_name="invited_organisations")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="invitations")
    delegation = models.ForeignKey(
        Delegation, on_delete=models.SET_NULL, null=True, blank=True, related_name="members"
    )
    places = models.PositiveSmallIntegerField(default=1)
    rank = models.PositiveIntegerField(_("order of precedence"), default=0)
    focal_name = models.CharField(_("focal point"), max_length=200, blank=True)
    focal_email = models.EmailField(_("e-mail of the focal point"), max_length=254, blank=True)
    cc = models.JSONField(_("copy of letters to"), default=list, blank=True)
    language = models.CharField(_("language of letters"), max_length=35, default="en")
    deadline = models.DateTimeField(null=True, blank=True)
    invitation_letter = models.ForeignKey(
        InvitationLetter,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="invited",
        verbose_name=_("letter of invitation"),
    )
    note = models.TextField(blank=True, help_text=_("For the secretariat only."))
    reply = models.CharField(max_length=16, choices=Reply.choices, default=Reply.LISTED)
    decline_reason = models.CharField(_("why declined"), max_length=300, blank=True)
    invited_at = models.DateTimeField(_("invited"), null=True, blank=True)
    opened = models.DateTimeField(null=True, blank=True)
    answered = models.DateTimeField(null=True, blank=True)
    last_contact = models.DateTimeField(null=True, blank=True)
    link_version = models.PositiveIntegerField(default=0, editable=False)
    created = models.DateTimeField(_("listed"))

    class Meta:
        """In order of precedence; an institution once at an event."""

        ordering: ClassVar[list[str]] = ["rank", "organisation__country", "organisation__name", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["event", "organisation"], name="invited_once_at_event"),
            only("reply", Reply.values, "invited_reply_known"),
        ]

    def __str__(self) -> str:
        """The institution."""
        return str(self.organisation)

    @property
    def timezone(self) -> str:
        """The zone of the institution's clock, on which its deadline stands; else the event's."""
        return self.organisation.zone(self.event.timezone)


class RolePlaces(models.Model):
    """Of an institution's places, at most so many in one role of the delegation."""

    invited = models.ForeignKey(InvitedOrganisation, on_delete=models.CASCADE, related_name="role_places")
    role = models.CharField(max_length=16, choices=DelegationRole.choices)
    places = models.PositiveSmallIntegerField()

    class Meta:
        """Each role once."""

        ordering: ClassVar[list[str]] = ["invited", "role"]
        verbose_name_plural = _("places by role")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["invited", "role"], name="role_places_once"),
            only("role", DelegationRole.values, "role_places_role_known"),
        ]

    def __str__(self) -> str:
        """Role and number."""
        return f"{self.get_role_display()}: {self.places}"
