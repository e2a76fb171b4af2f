"""The impact of a new version on participants, told before publishing."""

from __future__ import annotations

from typing import Any

from django.utils.translation import ngettext

from agenda.models import Event
from agenda.programme import Touched
from registration.models import Participant, State


def participants_touched(sender: Any, *, event: Event, touched: Touched, **_rest: Any) -> list[str]:
    """The number of confirmed participants in a sentence; nothing where no session changes, or nobody is confirmed."""
    if not touched.sessions:
        return []
    count = Participant.objects.filter(event=event, state=State.CONFIRMED).count()
    words = ngettext("%d confirmed participant", "%d confirmed participants", count)
    return [words % count] if count else []
