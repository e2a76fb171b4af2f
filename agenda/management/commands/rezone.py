"""Move an event's draft to another time zone."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from typing import Any, NoReturn

from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils import timezone

from agenda import drafts
from agenda.drafts import steps
from agenda.models import Event
from agenda.programme import Programme, clocks, rezoning


class Command(BaseCommand):
    """`rezone EVENT ZONE (--keep-local | --keep-instants)`: says what becomes of each session, then does it."""

    help = "Move an event's draft to another time zone; what is published stays until you publish."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """EVENT, ZONE, one of the two meanings, --dry-run."""
        parser.add_argument("event", metavar="EVENT", help="the event's slug")
        parser.add_argument("zone", metavar="ZONE", help="an IANA name, such as Asia/Bangkok")
        meaning = parser.add_mutually_exclusive_group(required=True)
        meaning.add_argument(
            "--keep-local", dest="keep", action="store_const", const="local",
            help="14:15 stays 14:15, on the new zone's clock: the instants move",
        )  # fmt: skip
        meaning.add_argument(
            "--keep-instants", dest="keep", action="store_const", const="instants",
            help="everyone meets when they would have: the hours on the host's clock change",
        )  # fmt: skip
        parser.add_argument("--dry-run", action="store_true", help="say what would change, and keep nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        """Show, then move."""
        slug, zone = options["event"], options["zone"]
        try:
            with transaction.atomic():
                event = Event.objects.select_for_update().get(slug=slug)
                draft = drafts.draft_as_is(event)
                moved = rezoning.rezone(draft, zone, options["keep"])
                if not options["dry_run"]:
                    words = rezoning.words(draft.event.timezone, zone, options["keep"])
                    steps.apply(event, moved, None, words, timezone.now())
        except Event.DoesNotExist:
            self._refuse(f"{slug}: there is no such event.")
        except clocks.UnknownZone as wrong:
            self._refuse(f"{wrong}.")
        except (rezoning.CannotRezone, drafts.NotPublishable) as refused:
            self._refuse(*refused.faults)
        self._say(draft, moved, dry_run=options["dry_run"])

    def _say(self, draft: Programme, moved: Programme, *, dry_run: bool) -> None:
        slug, old, new = draft.event.slug, draft.event.timezone, moved.event.timezone
        if old == new:
            self.stderr.write(f"{slug}: the time zone is {new} already; nothing changed.")
            return
        for one in rezoning.rezoned(draft, moved):
            self.stdout.write(f"{one.session}: {'/'.join(one.before)} -> {'/'.join(one.after)}")
        verb = "would move" if dry_run else "moved"
        self.stderr.write(f"{slug}: the draft {verb} from {old} to {new}. Publish it when it is right.")

    def _refuse(self, *lines: str) -> NoReturn:
        for line in lines:
            self.stderr.write(line)
        sys.exit(1)
