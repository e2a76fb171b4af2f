"""The register of organisations, and participants."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agenda.models import only
from registration.identity import same_email, same_name
from registration.states import Answer, ListConsent, MeetingRole, OrganisationKind, Sex, State

COUNTRY = RegexValidator(r"\A[A-Z]{2}\Z", _("Write the two letters of ISO 3166-1, such as PH."))


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

    Raising `generation` makes every link sent before invalid, raising `feed_generation` every calendar address. Rows are written by the verbs of `invitations`.
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
    feed_generation = models.PositiveIntegerField(default=0, editable=False)
    alarm = models.PositiveSmallIntegerField(
        _("reminder"),
        null=True,
        blank=True,
        help_text=_("Minutes before each entry of the personal calendar."),
    )
    answer = models.CharField(
        _("answer from their calendar"), max_length=16, choices=Answer.choices, default=Answer.NEEDS_ACTION
    )
    answered = models.DateTimeField(_("answered"), null=True, blank=True)
    person = models.CharField(
        _("in the programme"),
        max_length=64,
        blank=True,
        help_text=_("The identifier of the person in the programme, for someone who appears in it."),
    )
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
            only("answer", Answer.values, "participant_answer_known"),
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
