"""`apply_retention`: erase the personal data of an event, shown first."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from agenda.models import Event
from registration import privacy
from registration.audit import Actor
from registration.privacy import Preview

COMMAND = Actor("command apply_retention")


class Command(BaseCommand):
    """Prints what goes and what stays, a line each; erases only with --yes."""

    help = "Erase the personal data of an event; figures without names stay. Cannot be undone."

    def add_arguments(self, parser: CommandParser) -> None:
        """`EVENT [--dry-run] [--yes] [--early] [--papers] [--speakers]`."""
        parser.add_argument("event", metavar="EVENT", help="the event's slug")
        parser.add_argument("--dry-run", action="store_true", help="only show what would go and what stays")
        parser.add_argument("--yes", action="store_true", help="erase")
        parser.add_argument(
            "--early", action="store_true", help="before the date until which the data are kept"
        )
        parser.add_argument(
            "--papers", action="store_true", help="also the files of official letters and replies"
        )
        parser.add_argument(
            "--speakers",
            action="store_true",
            help="also the names of participants in the published programme, old versions too",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Refused with one line."""
        moment = timezone.now()
        event = Event.objects.filter(slug=options["event"]).first()
        if event is None:
            raise CommandError(f"There is no event “{options['event']}”.")
        preview = privacy.shown(event, moment)
        self._print(preview)
        if options["dry_run"]:
            return
        if not preview.is_due and not options["early"]:
            raise CommandError(f"{_too_early(preview)} Nothing is erased. Add --early to erase all the same.")
        if not options["yes"]:
            raise CommandError("Nothing is erased yet. Add --yes to erase; it cannot be undone.")
        privacy.forget_event(event, COMMAND, moment, papers=options["papers"], speakers=options["speakers"])
        privacy.rewrite_file()
        self.stdout.write(f"Erased: the personal data of {event.slug}.")

    def _print(self, preview: Preview) -> None:
        for heading, counts in (("Goes:", preview.erased), ("Stays:", preview.stays)):
            self.stdout.write(heading)
            for words, count in counts:
                self.stdout.write(f"  {count:>6}  {words}")


def _too_early(preview: Preview) -> str:
    if preview.keep_until is None:
        return "The event has no date until which its data are kept."
    return f"The data are kept until {preview.keep_until.isoformat()}."
