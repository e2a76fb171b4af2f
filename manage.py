#!/usr/bin/env python
"""The command line of the site."""

import os
import sys


def main() -> None:
    """Run the command; a wrong setting or a database that does not answer ends with one line."""
    os.umask(0o077)  # the database, its key and the letters are for this account only
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dialogue.settings")
    from django.core.management import execute_from_command_line  # noqa: PLC0415 - after the settings are named
    from django.db import OperationalError  # noqa: PLC0415 - after the settings are named

    from dialogue.environment import WrongSetting  # noqa: PLC0415 - after the settings are named

    try:
        execute_from_command_line(sys.argv)
    except WrongSetting as wrong:
        sys.exit(str(wrong))
    except OperationalError as error:
        reason = " ".join(str(error).split())
        sys.exit(f"The database does not answer as it should: {reason}. See DATABASE_URL in .env.example.")


if __name__ == "__main__":
    main()
