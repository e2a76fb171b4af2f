"""Whose name was withheld on request: the trace that is left, without a name."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from agenda.models.fields import IDENTIFIER
from agenda.models.programme_rows import Event


class Redaction(models.Model):
    """Someone of an event's programme asked to be forgotten: `person` is the neutral identifier they have since."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="redactions")
    programme_person_id = models.CharField(max_length=64, validators=[IDENTIFIER])
    moment = models.DateTimeField()

    class Meta:
        """Each person once."""

        ordering: ClassVar[list[str]] = ["event", "moment", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["event", "programme_person_id"], name="redaction_once"),
        ]

    def __str__(self) -> str:
        """The neutral identifier."""
        return self.programme_person_id
