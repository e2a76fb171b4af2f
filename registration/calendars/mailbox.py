"""The mailbox to which calendar programs send answers (REPLIES_URL), read over IMAP. Its password is never logged."""

from __future__ import annotations

import imaplib
import logging
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import datetime
from typing import Any

from django.conf import settings
from imap_tools import AND, ImapToolsError, MailBox, MailMessageFlags

from registration.calendars import replies

MOST = 100
"""Mails read at a time, so that a worker is soon free for letters; the others wait for the next time."""
TIMEOUT = 20
"""Seconds that the server may be silent."""

logger = logging.getLogger(__name__)


class NoMailbox(Exception):
    """The mailbox cannot be read. The message says why, without secrets."""


def read_new(moment: datetime) -> Mapping[str, int]:
    """Read the unread mails and mark them as read; how many had which outcome. A fault is logged."""
    try:
        return fetched(moment)
    except NoMailbox as fault:
        logger.warning("%s", fault)
        return {}


def fetched(moment: datetime) -> Mapping[str, int]:
    """As `read_new`. Raises NoMailbox."""
    box = settings.REPLIES
    if box is None:
        raise NoMailbox("REPLIES_URL is not set: there is no mailbox to read.")
    counts: Counter[str] = Counter()
    try:
        with _opened(box) as inbox:
            for uid in inbox.uids(AND(seen=False))[:MOST]:
                counts[_read_one(inbox, uid, moment)] += 1
    except (ImapToolsError, imaplib.IMAP4.error, OSError) as fault:
        raise NoMailbox(
            f"REPLIES_URL: the mailbox at {box.host} cannot be read ({type(fault).__name__})."
        ) from None
    return counts


@contextmanager
def _opened(box: Any) -> Iterator[MailBox]:
    """The folder, signed in; the connection is closed whatever happens, a refused sign-in too."""
    inbox = MailBox(box.host, box.port, timeout=TIMEOUT)
    try:
        inbox.login(box.user, box.password, box.folder)
        yield inbox
    finally:
        with suppress(ImapToolsError, imaplib.IMAP4.error, OSError):
            inbox.logout()
        with suppress(OSError):
            inbox.client.shutdown()


def _read_one(inbox: MailBox, uid: str, moment: datetime) -> str:
    """Read, remember, and only then mark as read: one that a fault interrupts is read again. A large one by its head."""
    large = any(
        head.size_rfc822 > replies.LARGEST
        for head in inbox.fetch(uid_list=[uid], mark_seen=False, headers_only=True)
    )
    outcome = "gone"
    for mail in inbox.fetch(uid_list=[uid], mark_seen=False, headers_only=large):
        row = replies.read(mail.obj.as_bytes(), moment, too_large=large)
        outcome = row.outcome if row else "known"
    inbox.flag([uid], MailMessageFlags.SEEN, True)
    return outcome
