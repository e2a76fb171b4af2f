"""Files that staff and participants hand in: checked, kept apart from what is public, under names that say nothing."""

from __future__ import annotations

from django.db import models

from agenda.files import private_storage, random_name


class StoredFile(models.Model):
    """A file of an event. `name` is what its owner called it; `digest` is SHA-256 of its bytes, `size` in octets."""

    event = models.ForeignKey("agenda.Event", on_delete=models.PROTECT, related_name="stored_files")
    file = models.FileField(storage=private_storage, upload_to=random_name, max_length=200)
    name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    created = models.DateTimeField()

    def __str__(self) -> str:
        """Its number: names stand in no log."""
        return f"file {self.pk}"
