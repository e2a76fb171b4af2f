"""Letters, answers by mail and entries in calendars of an erased person; the last letter, gone once it has been sent."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from email.parser import BytesParser
from functools import partial
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet

from registration import letters
from registration.models import (
    AuditEntry,
    CalendarEntry,
    Delivery,
    MailedReply,
    Message,
    Participant,
    RegistrationSettings,
)
from registration.privacy.traces import PersonTraces, reword, write

FAREWELL = "erased"
"""The last letter."""
CANCEL = "calendar_cancelled"
UNSENT = (Delivery.QUEUED, Delivery.SENDING)
PLACEHOLDER = "The text of this letter is erased, since it named a person whose data are erased."
TOLD = ("names_proposed", "names_changed", "person_answered")
"""Letters to a focal point that name people, written when one of these verbs was done with them."""
NAMES = ("register", "nominate", "invite", "replace", "withdraw", "accept", "decline")
ANSWER_ERASED = "erased:%s"
"""What stands for the Message-ID of an answer: it may name a person or their computer."""


def farewell(participant: Participant, moment: datetime) -> Message:
    """Tell the person that their data are erased, while the address is still here. The letter is to them alone."""
    desk = RegistrationSettings.objects.of(participant.event)
    context = {
        "participant": participant,
        "event_title": str(participant.event),
        "contact": desk.contact or desk.reply_to,
    }
    message = letters.written(FAREWELL, participant, desk, moment, context)
    message.save(force_insert=True)
    return letters.queue(message)


def forget_sent() -> int:
    """Delete what was kept of the erased until it was sent, or has failed for good; how many letters.

    Letters that other verbs wrote to an erased person's empty address go too.
    """
    theirs = Message.objects.filter(participant__erased__isnull=False)
    waiting = Q(kind__in=(FAREWELL, CANCEL), state__in=UNSENT)
    with transaction.atomic():
        return _delete(theirs.exclude(waiting))


def forget_letters(person: Participant) -> None:
    """Delete the letters to a person. What takes entries out of their calendar stays until it is sent."""
    _delete(person.messages.exclude(kind__in=(FAREWELL, CANCEL), state__in=UNSENT))


def forget_all_letters(event_pk: int) -> None:
    """Delete every letter of an event, those to focal points too."""
    _delete(Message.objects.filter(event=event_pk))


def reword_letters(event_pk: int, traces: PersonTraces, named: Collection[datetime]) -> None:
    """Take names and addresses out of letters to others.

    A letter to a focal point that proposed names at one of the moments `named` may hold a name since corrected, which
    nothing tells: its text goes, once it is sent.
    """
    others = Message.objects.filter(event=event_pk, participant__erased__isnull=True)  # or to no participant
    changed = _readdress(others, traces)
    changed += reword(others, ("subject", "text", "html", "last_error"), traces.reworded)
    changed += reword(others.exclude(ics=""), ("ics",), traces.reworded_calendar)
    told = others.filter(kind__in=TOLD, state=Delivery.SENT, created__in=list(named))
    changed += told.values_list("pk", flat=True)
    told.update(text=PLACEHOLDER, html=PLACEHOLDER)
    forget_mailed(others.filter(pk__in=changed).values_list("message_id", flat=True))


def moments_named(keys: Sequence[int]) -> set[datetime]:
    """When these participants were named by somebody else: the letters of that moment say their names."""
    entries = AuditEntry.objects.filter(participant__in=keys, verb__in=NAMES)
    return set(entries.values_list("moment", flat=True))


def forget_replies(rows: QuerySet[MailedReply]) -> None:
    """Empty what answers by mail say of their sender; what became of each stays."""
    for row in rows.only("pk"):
        fields = {"message_id": ANSWER_ERASED % row.pk, "sender": "", "reason": "", "uid": ""}
        write(row, {**fields, "participant": None})


def replies_of(event_pk: int, keys: Sequence[int], traces: PersonTraces) -> QuerySet[MailedReply]:
    """Answers of these participants, and what came from their addresses and was nobody's."""
    strangers = MailedReply.objects.filter(Q(event=event_pk) | Q(event=None), participant=None).exclude(
        sender=""
    )
    found = [row.pk for row in strangers.only("sender") if traces.reworded(row.sender) != row.sender]
    return MailedReply.objects.filter(Q(participant__in=keys) | Q(pk__in=found))


def forget_entries(event_pk: int, keys: Sequence[int], traces: PersonTraces) -> None:
    """Delete what is known of these people's calendars, and reword the titles in those of others."""
    CalendarEntry.objects.filter(participant__in=keys).delete()
    reword(CalendarEntry.objects.filter(participant__event=event_pk), ("summary",), traces.reworded)


def _readdress(rows: QuerySet[Message], traces: PersonTraces) -> list[int]:
    """Letters to nobody but them go; elsewhere their address goes. The keys of the rows that are now others."""
    gone: list[int] = []
    changed: list[int] = []
    for row in rows.only("to", "cc") if traces.addresses else ():
        to, cc = traces.without_addresses(row.to), traces.without_addresses(row.cc)
        if row.to and not to:
            gone.append(row.pk)
        elif (to, cc) != (row.to, row.cc):
            write(row, {"to": to, "cc": cc})
            changed.append(row.pk)
    _delete(Message.objects.filter(pk__in=gone))
    return changed


def _delete(rows: QuerySet[Message]) -> int:
    forget_mailed(rows.values_list("message_id", flat=True))
    return rows.delete()[0]


def forget_mailed(message_ids: Iterable[object]) -> None:
    """Where mail goes into a folder (a trial's EMAIL_URL), delete the files of these letters once the transaction holds."""
    folder = getattr(settings, "EMAIL_FILE_PATH", "")
    wanted = {str(one) for one in message_ids} if folder else set()
    if wanted:
        transaction.on_commit(partial(_unlink, Path(folder), wanted), robust=True)


def _unlink(folder: Path, wanted: set[str]) -> None:
    for path in folder.glob("*.eml"):
        with path.open("rb") as file:
            said = str(BytesParser().parse(file, headersonly=True)["Message-ID"])
        if said.strip().lstrip("<").partition("@")[0] in wanted:
            path.unlink(missing_ok=True)
