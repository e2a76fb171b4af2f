"""Rows of working together on a draft: its steps, the roles of accounts, and the reviews of co-organisers."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agenda.models.fields import only
from agenda.models.programme_rows import Event

STEP_KINDS = ("edit", "undo", "redo", "mark")
STEP_STATES = ("done", "undone", "discarded")
ROLES = ("viewer", "programme-editor", "publisher", "registration-clerk", "administrator")


class Step(models.Model):
    """One change of a draft: who, when, what, and the draft before and after it (compressed, stored form).

    An `edit` is `done` until it is `undone`; one that was undone and then overtaken by another edit is `discarded`.
    An `undo` and a `redo` are kept too, and name the edit they are `of`; a `mark` changes nothing that is published.
    """

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="steps")
    number = models.PositiveIntegerField()
    at = models.DateTimeField()
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    actor_name = models.CharField(max_length=200)
    kind = models.CharField(max_length=8, choices=[(one, one) for one in STEP_KINDS], default="edit")
    state = models.CharField(max_length=12, choices=[(one, one) for one in STEP_STATES], default="done")
    of = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    action = models.CharField(max_length=300)
    before = models.BinaryField()
    after = models.BinaryField()

    class Meta:
        """Numbers are unique in their event; the latest first."""

        ordering: ClassVar[list[str]] = ["event", "-number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["event", "number"], name="step_number_once"),
            only("kind", STEP_KINDS, "step_kind_known"),
            only("state", STEP_STATES, "step_state_known"),
        ]

    def __str__(self) -> str:
        """The action in words."""
        return self.action


class StepLine(models.Model):
    """One sentence of what a step changed; `session` is the identifier it concerns, or '' for the event."""

    step = models.ForeignKey(Step, on_delete=models.CASCADE, related_name="lines")
    rank = models.PositiveIntegerField()
    code = models.CharField(max_length=40)
    session = models.CharField(max_length=64, blank=True, db_index=True)
    sentence = models.TextField()

    class Meta:
        """In the order of `programme.changes`."""

        ordering: ClassVar[list[str]] = ["rank"]

    def __str__(self) -> str:
        """The sentence."""
        return self.sentence


class EventRole(models.Model):
    """The role of an account at one event, or at every event where `event` is empty. `agenda.roles` says what a role may."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="event_roles")
    event = models.ForeignKey(
        Event,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="roles",
        help_text=_("Empty: every event, those to come too."),
    )
    role = models.CharField(
        max_length=24,
        choices=[
            ("viewer", _("viewer")),
            ("programme-editor", _("programme editor")),
            ("publisher", _("publisher")),
            ("registration-clerk", _("registration clerk")),
            ("administrator", _("administrator")),
        ],
    )

    class Meta:
        """Each role once for an account and an event."""

        verbose_name = _("role")
        ordering: ClassVar[list[str]] = ["user", "event", "role"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["user", "event", "role"], name="event_role_once"),
            models.UniqueConstraint(
                fields=["user", "role"], condition=Q(event__isnull=True), name="role_everywhere_once"
            ),
            only("role", ROLES, "event_role_known"),
        ]

    def __str__(self) -> str:
        """Account, role, event."""
        return f"{self.user}: {self.get_role_display()}, {self.event or _('every event')}"


class ReviewLink(models.Model):
    """A signed link for a co-organiser without an account, to see the draft and to speak of it, until it expires."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="review_links")
    name = models.CharField(max_length=200, help_text=_("Who gets it; their remarks carry this name."))
    created = models.DateTimeField()
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    expires = models.DateTimeField()
    revoked = models.DateTimeField(null=True, blank=True)

    class Meta:
        """The latest first."""

        ordering: ClassVar[list[str]] = ["event", "-created", "-pk"]

    def __str__(self) -> str:
        """Whose it is."""
        return self.name


class Voice(models.Model):
    """Base of what is said of a place of the draft, by staff (`user`) or through a link.

    `place` is `session:<identifier>`, `section:<heading>`, or '' for the whole.
    """

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="%(class)ss")
    place = models.CharField(max_length=400, blank=True)
    at = models.DateTimeField()
    author = models.CharField(max_length=200)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    link = models.ForeignKey(
        ReviewLink, on_delete=models.SET_NULL, null=True, blank=True, related_name="%(class)ss"
    )

    class Meta:
        """Abstract; in the order said."""

        abstract = True
        ordering: ClassVar[list[str]] = ["at", "pk"]


class Remark(Voice):
    """A comment on a place of the draft, open until someone has dealt with it."""

    text = models.TextField()
    settled = models.DateTimeField(null=True, blank=True)
    settled_by = models.CharField(max_length=200, blank=True)

    def __str__(self) -> str:
        """The author and the text."""
        return f"{self.author}: {self.text}"


class Clearance(Voice):
    """Someone's word that a place of the draft is right as it was: `digest` is of what they saw."""

    digest = models.CharField(max_length=64)

    class Meta(Voice.Meta):
        """One standing word for each voice and place."""

        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["event", "place", "author"], name="clearance_once"),
        ]

    def __str__(self) -> str:
        """The author and the place."""
        return f"{self.author}: {self.place}"
