"""Draft rows, edited in the admin.

Wall time is the truth of a draft: day, start on the host's clock (`fold` where that hour exists twice) and minutes
of length; the event keeps the zone. Instants are derived when the draft is frozen.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from i18nfield.fields import I18nTextField

from agenda.models.fields import IDENTIFIER, SLUG, choices, only, validate_zone, words
from agenda.programme import model


class Event(models.Model):
    """A meeting. `floor` is the programme an import brought to an event never published (stored form, or '').

    `erasures` counts how often names were withheld in stored versions: processes learn from it to forget what they keep.
    """

    slug = models.CharField(_("web address"), max_length=64, unique=True, validators=[SLUG])
    title = I18nTextField()
    subtitle = I18nTextField(blank=True)
    language = models.CharField(max_length=35, default="en")
    languages = models.JSONField(default=list, blank=True)
    timezone = models.CharField(
        _("time zone"),
        max_length=64,
        validators=[validate_zone],
        help_text=_("The name of a zone, such as Asia/Manila."),
    )
    setting = models.CharField(max_length=16, choices=choices(model.SETTINGS), default="virtual")
    visibility = models.CharField(max_length=16, choices=choices(model.VISIBILITIES), default="public")
    import_baseline = models.TextField(blank=True, editable=False)
    longest_gap = models.PositiveSmallIntegerField(
        _("longest pause"),
        default=30,
        help_text=_("Minutes. A longer time without a session is pointed out before publishing."),
    )
    erasures = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        """Ordering by slug keeps lists stable."""

        ordering: ClassVar[list[str]] = ["slug"]
        permissions = (
            ("publish_event", "Can publish the programme"),
            ("administer_event", "Can give roles, and settle all of an event"),
        )
        constraints: ClassVar[list[models.BaseConstraint]] = [
            only("setting", model.SETTINGS, "event_setting_known"),
            only("visibility", model.VISIBILITIES, "event_visibility_known"),
            models.CheckConstraint(
                condition=~Q(slug="") & ~Q(timezone="") & ~Q(language=""), name="event_named"
            ),
        ]

    def __str__(self) -> str:
        """The title in the event's language."""
        return words(self.title, self.language) or self.slug

    @property
    def ever_published(self) -> bool:
        """Whether a version exists; from then on the slug is fixed."""
        return self.publications.exists()


class Part(models.Model):
    """Base of an event's ordered parts: `rank` is the order the organisers gave."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="%(class)ss")
    rank = models.PositiveIntegerField(default=0)

    class Meta:
        """Abstract; parts stand in the order given."""

        abstract = True
        ordering: ClassVar[list[str]] = ["rank", "pk"]


class Organiser(Part):
    """An institution that calls the meeting."""

    name = I18nTextField()
    acronym = models.CharField(max_length=50, blank=True)

    def __str__(self) -> str:
        """Acronym or name."""
        return self.acronym or words(self.name)


class City(Part):
    """A city whose clock is printed, named as the host wants it."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="cities")
    name = I18nTextField()
    timezone = models.CharField(
        _("time zone"),
        max_length=64,
        validators=[validate_zone],
        help_text=_("The name of a zone, such as Asia/Yangon."),
    )

    class Meta(Part.Meta):
        """Names in the admin."""

        verbose_name_plural = _("cities")

    def __str__(self) -> str:
        """The name as printed."""
        return words(self.name)


class Section(Part):
    """A part of the concept note; `body` is CommonMark."""

    heading = I18nTextField()
    body = I18nTextField(blank=True)

    def __str__(self) -> str:
        """The heading."""
        return words(self.heading)


class Room(Part):
    """A place or an online line."""

    identifier = models.CharField(max_length=64, validators=[IDENTIFIER])
    name = I18nTextField()

    class Meta(Part.Meta):
        """Identifiers are unique in their event."""

        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["event", "identifier"], name="room_identifier_once"),
        ]

    def __str__(self) -> str:
        """The name."""
        return words(self.name)


class Person(Part):
    """Someone with a part in the programme, or an office not yet named."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="people")
    identifier = models.CharField(max_length=64, validators=[IDENTIFIER])
    slug = models.CharField(_("web address"), max_length=64, validators=[SLUG])
    honorific = models.CharField(max_length=50, blank=True)
    name = models.CharField(max_length=300)
    position = I18nTextField(blank=True)
    organisation = I18nTextField(blank=True)
    country = models.CharField(max_length=2, blank=True, help_text=_("ISO 3166-1 alpha-2, such as PH."))

    class Meta(Part.Meta):
        """Identifiers and slugs are unique in their event."""

        verbose_name_plural = _("people")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["event", "identifier"], name="person_identifier_once"),
            models.UniqueConstraint(fields=["event", "slug"], name="person_slug_once"),
            models.CheckConstraint(condition=~Q(name=""), name="person_named"),
        ]

    def __str__(self) -> str:
        """Honorific and name."""
        return f"{self.honorific} {self.name}".strip()


class Session(Part):
    """A line of the agenda: `start` is the host's clock on `day`, `minutes` its real length."""

    identifier = models.CharField(max_length=64, validators=[IDENTIFIER])
    slug = models.CharField(_("web address"), max_length=64, validators=[SLUG])
    title = I18nTextField()
    kind = models.CharField(max_length=20, choices=choices(model.KINDS), default="session")
    status = models.CharField(max_length=16, choices=choices(model.STATUSES), default="confirmed")
    audience = models.CharField(max_length=16, choices=choices(model.AUDIENCES), default="public")
    day = models.DateField()
    start = models.TimeField(help_text=_("On the host's clock."))
    fold = models.PositiveSmallIntegerField(
        default=0,
        choices=[(0, _("first")), (1, _("second"))],
        help_text=_("Which of the two, where the clocks go back and the hour exists twice."),
    )
    minutes = models.PositiveIntegerField(help_text=_("Length in minutes."))
    room = models.ForeignKey(Room, on_delete=models.RESTRICT, null=True, blank=True, related_name="sessions")
    summary = I18nTextField(blank=True)
    fixed = models.BooleanField(
        default=False,
        help_text=_("Stays where it is when others are moved. A mark for the desk; it is not published."),
    )

    class Meta(Part.Meta):
        """Constraints against two sessions of one identifier or slug, no length, an unknown kind, status, audience."""

        ordering: ClassVar[list[str]] = ["day", "start", "minutes", "rank", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["event", "identifier"], name="session_identifier_once"),
            models.UniqueConstraint(fields=["event", "slug"], name="session_slug_once"),
            models.CheckConstraint(condition=Q(minutes__gt=0), name="session_has_length"),
            models.CheckConstraint(condition=Q(fold__in=[0, 1]), name="session_fold_known"),
            only("kind", model.KINDS, "session_kind_known"),
            only("status", model.STATUSES, "session_status_known"),
            only("audience", model.AUDIENCES, "session_audience_known"),
        ]

    def __str__(self) -> str:
        """The title."""
        return words(self.title) or self.identifier


class Question(models.Model):
    """A guiding question of a session."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="questions")
    rank = models.PositiveIntegerField(default=0)
    question = I18nTextField()

    class Meta:
        """In the order given."""

        ordering: ClassVar[list[str]] = ["rank", "pk"]

    def __str__(self) -> str:
        """The question."""
        return words(self.question)


class Segment(models.Model):
    """A labelled part of a session, with hours (day, start, minutes) or without any of them."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="segments")
    rank = models.PositiveIntegerField(default=0)
    title = I18nTextField()
    day = models.DateField(null=True, blank=True, help_text=_("Empty: the session's day."))
    start = models.TimeField(
        null=True, blank=True, help_text=_("On the host's clock; empty: no hours printed.")
    )
    fold = models.PositiveSmallIntegerField(default=0, choices=[(0, _("first")), (1, _("second"))])
    minutes = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        """Hours are whole or absent."""

        ordering: ClassVar[list[str]] = ["rank", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(start__isnull=True, minutes__isnull=True, day__isnull=True)
                | Q(start__isnull=False, minutes__gt=0, day__isnull=False),
                name="segment_hours_whole",
            ),
            models.CheckConstraint(condition=Q(fold__in=[0, 1]), name="segment_fold_known"),
        ]

    def __str__(self) -> str:
        """The title."""
        return words(self.title)


class Appearance(models.Model):
    """A person in a role, in a session or in one of its segments, in the order of precedence given."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="appearances")
    segment = models.ForeignKey(
        Segment, on_delete=models.CASCADE, null=True, blank=True, related_name="appearances"
    )
    person = models.ForeignKey(Person, on_delete=models.RESTRICT, related_name="appearances")
    role = models.CharField(max_length=24, choices=choices(model.ROLES), default="speaker")
    state = models.CharField(
        max_length=16,
        choices=[("confirmed", _("confirmed")), ("tbc", _("to be confirmed"))],
        default="confirmed",
    )
    rank = models.PositiveIntegerField(default=0)

    class Meta:
        """In the order of precedence; roles and states are known ones."""

        ordering: ClassVar[list[str]] = ["rank", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            only("role", model.ROLES, "appearance_role_known"),
            only("state", model.APPEARANCE_STATES, "appearance_state_known"),
        ]

    def __str__(self) -> str:
        """Person and role."""
        return f"{self.person} ({self.get_role_display()})"
