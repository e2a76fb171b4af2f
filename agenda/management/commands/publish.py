"""Publish the draft of an event."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from agenda import drafts, versions
from agenda.models import Event
from agenda.programme import LABELS, Programme


class Command(BaseCommand):
    """`publish EVENT [--label provisional|final] [--note TEXT]`: prints the version and what changed.

    What the desk would ask the organiser to look at is told on standard error, a line each.
    """

    help = "Publish an event's draft as its next version."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """EVENT, --label, --note."""
        parser.add_argument("event", metavar="EVENT", help="the event's slug")
        parser.add_argument("--label", choices=LABELS, help="default: as before, at first provisional")
        parser.add_argument("--note", metavar="TEXT", help="a sentence to the readers of this version")

    def handle(self, *args: Any, **options: Any) -> None:
        """Publish, and say which version it is and what changed."""
        try:
            outcome = versions.publish(
                options["event"], timezone.now(), label=options["label"], note=options["note"]
            )
        except Event.DoesNotExist:
            self.stderr.write(f"{options['event']}: there is no such event.")
            sys.exit(1)
        except drafts.NotPublishable as refused:
            for fault in refused.faults:
                self.stderr.write(fault)
            sys.exit(1)
        for line in versions.outcome_words(outcome):
            self.stdout.write(line)
        if outcome.is_new:
            self._warn(outcome.programme)

    def _warn(self, programme: Programme) -> None:
        event = Event.objects.get(slug=programme.event.slug)
        for one in versions.found(event, programme, programme.label, reader=None):
            self.stderr.write(f"{one.place}: {one.sentence}")
