"""Write a programme in the interchange format."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from typing import Any, NoReturn

from django.core.management.base import BaseCommand

from agenda import drafts, versions
from agenda.exchange import json
from agenda.models import Event


class Command(BaseCommand):
    """`export_programme EVENT [--version N]`: the draft, or a version, to standard output."""

    help = "Write an event's draft, or one of its versions, as agenda.json."

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> Any:
        """Django's own --version gives way to ours."""
        return super().create_parser(prog_name, subcommand, conflict_handler="resolve", **kwargs)

    def add_arguments(self, parser: ArgumentParser) -> None:
        """EVENT and --version."""
        parser.add_argument("event", metavar="EVENT", help="the event's slug")
        parser.add_argument(
            "--version", metavar="N", type=int, dest="number", help="a version; else the draft"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the bytes."""
        slug, number = options["event"], options["number"]
        event = Event.objects.filter(slug=slug).first()
        if event is None:
            self._refuse(f"{slug}: there is no such event.")
        try:
            programme = versions.draft_for_export(event) if not number else versions.version(slug, number)
        except drafts.NotPublishable as refused:
            self._refuse(*refused.faults)
        if programme is None:
            self._refuse(f"{slug}: there is no version {number}.")
        raw = json.serialise(programme)
        output = getattr(self.stdout._out, "buffer", None)
        if output is not None:
            output.write(raw)
            output.flush()
        else:
            self.stdout.write(raw.decode(), ending="")

    def _refuse(self, *lines: str) -> NoReturn:
        for line in lines:
            self.stderr.write(line)
        sys.exit(1)
