"""Takes the layout of a template's lines out of its HTML."""

import re

LAYOUT = re.compile(r"(?<=>)\s*\n\s*|\s*\n\s*(?=<)")


def tight(page: str) -> str:
    """The page without the line breaks beside its tags, so that a test reads only what is said."""
    return LAYOUT.sub("", page)
