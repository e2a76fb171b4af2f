"""All versions of an event up to one of them, for the outputs that speak of more than one."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.dispatch import receiver

from agenda.models import Publication
from agenda.programme import model
from agenda.versions.publishing import Pointer, names_withheld


@lru_cache(maxsize=16)
def up_to(found: Pointer) -> tuple[model.Programme, ...]:
    """The versions of the event up to the one that is pointed to, the first one first. One query.

    Kept in this process: versions never change. Whether the public may see them is asked when the pointer is got, for
    all versions of an event are withheld together.
    """
    rows = Publication.objects.filter(event__publications=found.key, number__lte=found.number)
    stored = rows.order_by("number").values_list("programme", flat=True)
    return tuple(model.from_stored(one) for one in stored)


@receiver(names_withheld)
def _forget(**_given: Any) -> None:
    up_to.cache_clear()
