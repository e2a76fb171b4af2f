"""A program of its own: asks a site's database for addresses, and writes what each answers as JSON.

Standard input: a JSON list of paths. The environment says which database: see `tests/settings.py`.
"""

from __future__ import annotations

import json
import os
import sys

import django
from django.test import Client
from django.test.utils import setup_test_environment
from lxml import html


def heading(page: str) -> str:
    """The text of the first heading, or ''."""
    found = html.document_fromstring(page).findall(".//h1")
    return " ".join(found[0].text_content().split()) if found else ""


def main() -> None:
    """For each path its status, then the heading of a page, where it leads elsewhere, or the text of a file."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()
    setup_test_environment()
    client, found = Client(), {}
    for path in json.load(sys.stdin):
        response = client.get(path)
        body = b"".join(response) if response.streaming else response.content
        is_page = response.headers.get("Content-Type", "").startswith("text/html")
        text = response.headers.get("Location") or body.decode()
        found[path] = [
            response.status_code,
            heading(text) if is_page and "Location" not in response else text,
        ]
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main()
