"""The beginnings of a round of calendar letters: a published version, and changed settings."""

from __future__ import annotations

import logging
from functools import partial
from typing import Any

from django.db import transaction

from agenda.models import Event
from agenda.programme import Programme
from registration.calendars.tasks import mail_round
from registration.models import RegistrationSettings

logger = logging.getLogger(__name__)


def version_published(sender: Any, *, programme: Programme, **_rest: Any) -> None:
    """A worker is told; should that fail, publishing has not, and the next tick of `serve` tells it again."""
    try:
        mail_round.enqueue(Event.objects.values_list("pk", flat=True).get(slug=programme.event.slug))
    except Exception:
        logger.exception("The round of calendar letters of %s could not begin.", programme.event.slug)


def settings_saved(sender: Any, *, instance: RegistrationSettings, raw: bool = False, **_rest: Any) -> None:
    """Whoever lacks an entry since the desk sends them, is sent it."""
    if not raw:
        transaction.on_commit(partial(mail_round.enqueue, instance.event_id))
