"""Keeps tokens out of the log: an address under `/my/`, `/i/`, `/cal/` or `/<event>/draft/` has `•••` for its token."""

import logging
import re

TOKEN_IN_PATH = re.compile(r"(/(?:my|i|cal|[a-z0-9-]+/draft)/)[^/\s?#\"'<>]+")


def without_tokens(text: str) -> str:
    """`text` with `•••` where an address in it holds a token."""
    return TOKEN_IN_PATH.sub(r"\1•••", text)


class HideTokens(logging.Filter):
    """Writes the whole message out, and scrubs it."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Scrub the record; it is always kept."""
        message = record.getMessage()
        scrubbed = without_tokens(message)
        if scrubbed != message:
            record.msg, record.args = scrubbed, ()
        return True
