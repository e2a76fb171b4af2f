"""`forget`: the former name of `apply_retention`, for one release."""

from __future__ import annotations

from registration.management.commands import apply_retention


class Command(apply_retention.Command):
    """Does what `apply_retention` does."""

    help = (
        f"The former name of apply_retention; it goes with the next release. {apply_retention.Command.help}"
    )
