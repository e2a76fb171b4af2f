"""`read_replies`: the answers of people's calendar programs, from the mailbox or from files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from registration import calendars


class Command(BaseCommand):
    """Prints how many answers had which outcome, a line each."""

    help = (
        "Read the answers of calendar programs (METHOD:REPLY) from the mailbox of REPLIES_URL, or from files."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """`--eml FILE_OR_DIR …`."""
        parser.add_argument(
            "--eml", nargs="+", metavar="FILE_OR_DIR", help="mails as files (.eml), or folders of such"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Data to standard output; refused with one line."""
        moment = timezone.now()
        try:
            counts = _of_files(options["eml"], moment) if options["eml"] else calendars.fetched(moment)
        except calendars.NoMailbox as fault:
            raise CommandError(str(fault)) from None
        except OSError as fault:
            raise CommandError(f"{fault.filename}: {fault.strerror}") from None
        for outcome, count in sorted(counts.items()):
            self.stdout.write(f"{outcome}: {count}")


def _of_files(named: list[str], moment: datetime) -> Mapping[str, int]:
    counts: Counter[str] = Counter()
    for path in _files(named):
        with path.open("rb") as file:
            mail = file.read(calendars.LARGEST + 1)
        row = calendars.read(mail, moment)
        counts[row.outcome if row else "known"] += 1
    return counts


def _files(named: list[str]) -> Iterator[Path]:
    """The files, and the `.eml` files of folders by name."""
    for path in map(Path, named):
        yield from sorted(path.glob("*.eml")) if path.is_dir() else [path]
