"""Forgetting: one person on request, and a whole event after its date. What is counted stays, nobody can be told by it.

`people` erases one, `events` all of an event, shown first; `letters`, `accounts` and `traces` are what both share.
What is official paper stays: letters of invitation with their signatory, and files of replies unless chosen.
"""

from registration.privacy.erasure import erase, has_ended
from registration.privacy.letters import forget_sent
from registration.privacy.retention import (
    NOTICE,
    Preview,
    announce,
    announced,
    due,
    forget_due,
    forget_event,
    rewrite_file,
    shown,
)

__all__ = [
    "NOTICE",
    "Preview",
    "announce",
    "announced",
    "due",
    "erase",
    "forget_due",
    "forget_event",
    "forget_sent",
    "has_ended",
    "rewrite_file",
    "shown",
]
