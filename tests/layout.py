"""Takes the layout of a template's lines out of its HTML."""

import re

BESIDE_TAGS = re.compile(r"(?<=>)\s*\n\s*|\s*\n\s*(?=<)")


def tight(page: str) -> str:
    """The page without the line breaks beside its tags, and with single spaces between words."""
    return " ".join(BESIDE_TAGS.sub("", page).split())
