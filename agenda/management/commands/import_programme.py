"""Read a programme file into the draft of its event."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any, NoReturn

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connection, transaction
from django.utils import timezone

from agenda import drafts, versions
from agenda.exchange import json
from agenda.exchange.xlsx import is_workbook
from agenda.versions import Imported, import_programme, read


class Command(BaseCommand):
    """`import_programme FILE [--publish] [--dry-run]`: exit 0 done or nothing to do, 1 refused."""

    help = "Read a programme (agenda.json, or an edited agenda.xlsx) into the draft of its event, all or nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """FILE, --publish, --dry-run."""
        parser.add_argument("file", metavar="FILE", type=Path)
        parser.add_argument("--publish", action="store_true", help="publish the draft afterwards")
        parser.add_argument("--dry-run", action="store_true", help="check and say, but keep nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        """Import, and say what was done."""
        if not connection.introspection.table_names():
            call_command("migrate", verbosity=0)
        try:
            done, outcome = self._import(self._read(options["file"]), **options)
        except (json.ImportRefused, drafts.NotPublishable) as refused:
            self._refuse(*refused.faults)
        verb = "would change" if options["dry_run"] else "changed"
        if done.created:
            verb = "would be made" if options["dry_run"] else "made"
        self.stderr.write(
            f"{done.event}: draft {verb}." if done.changed else f"{done.event}: nothing changed."
        )
        if outcome and not options["dry_run"]:
            for line in versions.outcome_words(outcome):
                self.stderr.write(line)

    def _import(
        self, raw: bytes, *, publish: bool, dry_run: bool, **_options: Any
    ) -> tuple[Imported, versions.Outcome | None]:
        """Import and publish, or neither. Raises ImportRefused and NotPublishable."""
        with transaction.atomic():
            done = self._take_in(raw)
            outcome = versions.publish(done.event, timezone.now()) if publish else None
            transaction.set_rollback(dry_run)
        return done, outcome

    def _take_in(self, raw: bytes) -> Imported:
        """Import a workbook, and say each cell that changes something; or a programme file."""
        if not is_workbook(raw):
            return import_programme(read(raw))
        taken = versions.import_sheet(raw)
        for line in (*(change.line for change in taken.merged.changes), *taken.merged.notes):
            self.stderr.write(line)
        return taken.imported

    def _read(self, path: Path) -> bytes:
        """The file's bytes; one that is missing or too large is refused before it is read."""
        try:
            size = path.stat().st_size
            if size > json.MAX_BYTES:
                limit = json.MAX_BYTES // (1024 * 1024)
                self._refuse(f"{path}: {size} bytes are too many. A programme has at most {limit} MB.")
            return path.read_bytes()
        except OSError as error:
            self._refuse(f"{path}: {error.strerror or error}. Name a file that can be read.")

    def _refuse(self, *lines: str) -> NoReturn:
        for line in lines:
            self.stderr.write(line)
        sys.exit(1)
