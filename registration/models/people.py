"""Participants: a person in a place, and what they agreed to."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agenda.models import only
from registration.matching import same_email, same_name, sort_key
from registration.models.choices import (
    CalendarAnswer,
    ConsentAbout,
    DelegationRole,
    ListConsent,
    MeetingRole,
    Sex,
    State,
)
from registration.models.invited import InvitedOrganisation
from registration.models.organisations import COUNTRY, Organisation

SORTED = 800
"""Characters of the column that lists are sorted by."""


def sort_column(name: str, given: str, family: str, country: str) -> str:
    """`names.sort_key` in hexadecimal: its digits stand in the same order in every database's collation."""
    return sort_key(name, given=given, family=family, country=country).encode().hex()[:SORTED]


class Participant(models.Model):
    """A person at an event. Identity is e-mail *and* name: ministries share mailboxes.

    Raising `link_version` makes every link sent before invalid, raising `feed_version` every calendar address. Rows are written by the verbs of `invitations`.
    """

    event = models.ForeignKey("agenda.Event", on_delete=models.PROTECT, related_name="participants")
    honorific = models.CharField(_("title"), max_length=50, blank=True)
    name = models.CharField(max_length=200, help_text=_("As it is printed."))
    name_normalised = models.CharField(max_length=200, editable=False)
    given = models.CharField(_("given names"), max_length=200, blank=True)
    family = models.CharField(
        _("family name"), max_length=200, blank=True, help_text=_("Empty where a name has none.")
    )
    sort_name = models.CharField(max_length=SORTED, editable=False, default="")
    own_script = models.CharField(_("name in its own script"), max_length=200, blank=True)
    position = models.CharField(max_length=200, blank=True)
    unit = models.CharField(_("department or unit"), max_length=200, blank=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="participants")
    invited = models.ForeignKey(
        InvitedOrganisation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="people",
        verbose_name=_("place of"),
    )
    delegation_role = models.CharField(
        _("in the delegation"),
        max_length=16,
        choices=DelegationRole.choices,
        default=DelegationRole.MEMBER,
    )
    country = models.CharField(max_length=2, validators=[COUNTRY])
    email = models.EmailField(_("e-mail address"), max_length=254)
    email_normalised = models.CharField(max_length=320, editable=False)
    cc = models.JSONField(_("copy of letters to"), default=list, blank=True)
    phone = models.CharField(_("telephone"), max_length=50, blank=True)
    sex = models.CharField(
        max_length=20, choices=Sex.choices, blank=True, default="", help_text=_("Empty: not asked.")
    )
    languages = models.CharField(_("languages spoken"), max_length=200, blank=True)
    interpretation = models.CharField(_("needs interpretation into"), max_length=100, blank=True)
    accessibility = models.CharField(_("accessibility needs"), max_length=500, blank=True)
    diet = models.CharField(_("diet"), max_length=300, blank=True)
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
    consent_wording = models.CharField(_("version of the texts agreed to"), max_length=32, blank=True)
    consent_moment = models.DateTimeField(
        _("agreed"), null=True, blank=True, help_text=_("Empty: not asked.")
    )
    state = models.CharField(max_length=16, choices=State.choices, default=State.NOMINATED)
    endorsed = models.BooleanField(
        _("named with authority"),
        default=False,
        help_text=_("By staff or by a focal point who signed in: accepting gives the place at once."),
    )
    waiting_number = models.PositiveIntegerField(_("number on the waiting list"), null=True, blank=True)
    over_quota_reason = models.CharField(_("why beyond the places"), max_length=300, blank=True)
    decline_reason = models.CharField(_("why declined"), max_length=300, blank=True)
    replaces = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaced_by"
    )
    erased = models.DateTimeField(null=True, blank=True, editable=False)
    link_version = models.PositiveIntegerField(default=0, editable=False)
    feed_version = models.PositiveIntegerField(default=0, editable=False)
    reminder_minutes = models.PositiveSmallIntegerField(
        _("reminder"),
        null=True,
        blank=True,
        help_text=_("Minutes before each entry of the personal calendar."),
    )
    answer = models.CharField(
        _("answer from their calendar"),
        max_length=16,
        choices=CalendarAnswer.choices,
        default=CalendarAnswer.NEEDS_ACTION,
    )
    answered = models.DateTimeField(_("answered"), null=True, blank=True)
    programme_person_id = models.CharField(
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

        ordering: ClassVar[list[str]] = ["country", "organisation__name", "sort_name", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["event", "email_normalised", "name_normalised"], name="participant_once_at_event"
            ),
            models.CheckConstraint(
                condition=~Q(name="") & ~Q(name_normalised="") & ~Q(email_normalised=""),
                name="participant_identified",
            ),
            only("state", State.values, "participant_state_known"),
            only("sex", ["", *Sex.values], "participant_sex_known"),
            only("role", MeetingRole.values, "participant_role_known"),
            only("consent_list", ListConsent.values, "participant_list_consent_known"),
            only("answer", CalendarAnswer.values, "participant_answer_known"),
            only("delegation_role", DelegationRole.values, "participant_delegation_role_known"),
            models.CheckConstraint(
                condition=Q(state=State.WAITING, waiting_number__isnull=False)
                | (~Q(state=State.WAITING) & Q(waiting_number__isnull=True)),
                name="participant_number_while_waiting",
            ),
            models.UniqueConstraint(
                fields=["invited", "waiting_number"], name="participant_waiting_number_once"
            ),
        ]

    def __str__(self) -> str:
        """Honorific and name."""
        return self.full_name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, with what identity is compared by and lists are sorted by."""
        self.name_normalised = same_name(self.name)[:200]
        self.sort_name = sort_column(self.name, self.given, self.family, self.country)
        self.email_normalised = same_email(self.email)
        super().save(*args, **kwargs)

    @property
    def full_name(self) -> str:
        """Honorific and name as they are printed."""
        return f"{self.honorific} {self.name}".strip()


class Consent(models.Model):
    """A consent given or taken back: each word of the person, with the version of the text that they read."""

    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="consents")
    about = models.CharField(max_length=8, choices=ConsentAbout.choices)
    choice = models.CharField(max_length=16)
    wording = models.CharField(_("version of the text"), max_length=32)
    moment = models.DateTimeField()

    class Meta:
        """The latest first."""

        ordering: ClassVar[list[str]] = ["-moment", "-pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            only("about", ConsentAbout.values, "consent_about_known"),
        ]

    def __str__(self) -> str:
        """The subject, and the choice."""
        return f"{self.get_about_display()}: {self.choice}"
