"""Load the demo event and print its logins."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from dialogue import preparing


class Command(BaseCommand):
    """`demo`: migrates, loads the demo event once, prints `role  e-mail  password` lines."""

    help = "Load the demo event (once) and print the demo logins."

    def handle(self, *args: Any, **options: Any) -> None:
        """Make what is missing, and print the logins."""
        preparing.migrate()
        preparing.load_demo_event()
        for login in preparing.demo_logins():
            self.stdout.write(f"{login.role}  {login.email}  {login.password or '(changed)'}")
