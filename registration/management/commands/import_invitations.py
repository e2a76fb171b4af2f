"""Read a list of invitations into an event."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any, NoReturn

from django.core.management.base import BaseCommand
from django.utils import timezone

from agenda.exchange.json import MAX_BYTES, ImportRefused
from agenda.models import Event
from registration import importing
from registration.audit import Actor
from registration.importing import read_file

COMMAND_LINE = Actor("import_invitations")


class Command(BaseCommand):
    """`import_invitations EVENT FILE [--dry-run]`: exit 0 done or nothing to do, 1 refused.

    What becomes of each row goes to standard output; why the list is refused, a line a fault, to standard error.
    """

    help = "Read a list of invitations (XLSX or CSV) into an event, all or nothing. Nobody is written to."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """EVENT, FILE, --dry-run."""
        parser.add_argument("event", metavar="EVENT", help="the event's slug")
        parser.add_argument("file", metavar="FILE", type=Path)
        parser.add_argument(
            "--dry-run", action="store_true", help="say what each row would do, but keep nothing"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Import, and say what was done."""
        event = Event.objects.filter(slug=options["event"]).first()
        if event is None:
            self._refuse(f"{options['event']}: there is no such event.")
        raw = self._read(options["file"])
        try:
            lines = read_file(raw, options["file"].name, importing.languages_of(event))
        except ImportRefused as refused:
            self._refuse(*refused.faults)
        if options["dry_run"]:
            done = importing.plan(event, lines)
        else:
            done = importing.apply(event, lines, COMMAND_LINE, timezone.now())
        for row in done.rows:
            if row.outcome != "refused" and (options["dry_run"] or not done.refused):
                self.stdout.write(row.words)
        if done.refused:
            self._refuse(*(row.words for row in done.refused))
        self._sum_up(event, done, dry_run=options["dry_run"])

    def _sum_up(self, event: Event, done: importing.Plan, *, dry_run: bool) -> None:
        counts = f"{done.count('new')} new, {done.count('changed')} changed, {done.count('same')} the same"
        self.stderr.write(f"{event.slug}: {counts}{'; nothing was kept' if dry_run else ''}.")

    def _read(self, path: Path) -> bytes:
        """The file's bytes; one that is missing or too large is refused before it is read."""
        try:
            size = path.stat().st_size
            if size > MAX_BYTES:
                limit = MAX_BYTES // (1024 * 1024)
                self._refuse(f"{path}: {size} bytes are too many. A list has at most {limit} MB.")
            return path.read_bytes()
        except OSError as error:
            self._refuse(f"{path}: {error.strerror or error}. Name a file that can be read.")

    def _refuse(self, *lines: str) -> NoReturn:
        for line in lines:
            self.stderr.write(line)
        sys.exit(1)
