"""`outbox`: the letters, oldest first."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from registration.models import Message


class Command(BaseCommand):
    """Prints the outbox. Tokens are shown as •••: letters are kept without them."""

    help = "The letters of the outbox, oldest first; tokens are shown as •••."

    def add_arguments(self, parser: CommandParser) -> None:
        """`--json`."""
        parser.add_argument("--json", action="store_true", help="as a JSON list of objects")

    def handle(self, *args: Any, **options: Any) -> None:
        """Data to standard output."""
        rows = Message.objects.order_by("created", "pk")
        if options["json"]:
            self.stdout.write(
                json.dumps([shown(row) for row in rows.iterator()], ensure_ascii=False, indent=2)
            )
            return
        for row in rows.iterator():
            self.stdout.write(f"{row.state}  {', '.join(row.to)}  {row.subject}\n\n{row.text.strip()}\n\n")


def shown(message: Message) -> dict[str, Any]:
    """The fields of a letter that the contract promises."""
    return {
        "to": message.to,
        "subject": message.subject,
        "state": message.state,
        "text": message.text,
        "calendar": message.calendar,
    }
