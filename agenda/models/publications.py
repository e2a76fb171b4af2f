"""Versions: a publication row never changes, except for a name that is withheld (`agenda.redacting`)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agenda.models.fields import choices, only
from agenda.models.programme_rows import Event
from agenda.programme import model


class PublicationQuerySet(models.QuerySet["Publication"]):
    """Questions asked of versions."""

    def of(self, slug: str) -> PublicationQuerySet:
        """Versions of the event of that slug, the latest first."""
        return self.filter(event__slug=slug).order_by("-number")

    def public(self) -> PublicationQuerySet:
        """Without the versions of events that are private since."""
        return self.filter(withheld=False)


class Publication(models.Model):
    """A version: number, moment, label, note, and the frozen programme in its stored form."""

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="publications")
    number = models.PositiveIntegerField()
    published_at = models.DateTimeField()
    label = models.CharField(max_length=16, choices=choices(model.LABELS))
    note = models.TextField(blank=True)
    programme = models.TextField()
    digest = models.CharField(max_length=64, help_text=_("SHA-256 of the stored programme."))
    withheld = models.BooleanField(
        default=False, help_text=_("The event is private since its latest version.")
    )

    objects = PublicationQuerySet.as_manager()

    class Meta:
        """Numbers are unique in their event and begin at 1."""

        ordering: ClassVar[list[str]] = ["event", "-number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["event", "number"], name="publication_number_once"),
            models.CheckConstraint(condition=Q(number__gte=1), name="publication_number_positive"),
            only("label", model.LABELS, "publication_label_known"),
        ]

    def __str__(self) -> str:
        """Event and number."""
        return f"{self.event} · {_('version')} {self.number}"
