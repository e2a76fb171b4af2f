"""Mail into a folder: one `.eml` a message, as it would have gone over the wire."""

from __future__ import annotations

import os
import uuid
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend


class EmailBackend(BaseEmailBackend):
    """Writes into `EMAIL_FILE_PATH`; names sort by time, and a file appears whole or not at all."""

    def __init__(self, *args: Any, file_path: str | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.folder = Path(file_path or str(getattr(settings, "EMAIL_FILE_PATH", "mail")))

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Write each message; how many. Raises `OSError` unless `fail_silently`."""
        written = 0
        for message in email_messages:
            if not message.recipients():
                continue
            try:
                self._write(_as_sent(message))
            except OSError:
                if not self.fail_silently:
                    raise
            else:
                written += 1
        return written

    def _write(self, content: bytes) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        name = f"{datetime.now(UTC):%Y%m%dT%H%M%S.%fZ}-{uuid.uuid4().hex[:12]}"
        unfinished = self.folder / f".{name}.part"
        with unfinished.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(self.folder / f"{name}.eml")


def _as_sent(message: EmailMessage) -> bytes:
    """The bytes an SMTP server would get, lines ended by CRLF (RFC 5322 §2.1)."""
    lines = message.message().as_bytes().splitlines()
    return b"\r\n".join(lines) + b"\r\n"
