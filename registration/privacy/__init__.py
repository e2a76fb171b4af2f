"""Forgetting: one person on request, and a whole event after its date. What is counted stays, nobody can be told by it.

`people` erases one, `events` all of an event, shown first; `letters`, `accounts` and `traces` are what both share.
What is official paper stays: letters of invitation with their signatory, and files of replies unless chosen.
"""

from registration.privacy.erased_letters import forget_sent
from registration.privacy.erasure import erase, has_ended
from registration.privacy.export import MEDIA_TYPE, archive, counts_of
from registration.privacy.retention import (
    NOTICE,
    Preview,
    announce,
    announced,
    due,
    forget_event,
    rewrite_file,
    shown,
)
from registration.privacy.tasks import forget_due

__all__ = [
    "MEDIA_TYPE",
    "NOTICE",
    "Preview",
    "announce",
    "announced",
    "archive",
    "counts_of",
    "due",
    "erase",
    "forget_due",
    "forget_event",
    "forget_sent",
    "has_ended",
    "rewrite_file",
    "shown",
]
