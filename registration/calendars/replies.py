"""Answers from people's calendar programs (METHOD:REPLY; RFC 5546 §3.2.3, RFC 6047): read, judged, remembered.

An answer counts when it is of an entry that we sent to the address in it, comes from that address, and is newer than
what we know. All else changes nothing and is listed for staff. Each mail is read once, by its Message-ID.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.parser import BytesParser
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from icalendar import Calendar

from agenda.models import Event
from registration.audit import Actor, record
from registration.matching import same_email
from registration.models import CalendarAnswer, CalendarEntry, MailedReply, Participant, ReplyOutcome, State

LARGEST = 1_000_000
"""Bytes of a mail that is read."""
ANSWERS = {
    "ACCEPTED": CalendarAnswer.ACCEPTED,
    "TENTATIVE": CalendarAnswer.TENTATIVE,
    "DECLINED": CalendarAnswer.DECLINED,
}
BY_MAIL = Actor("participant, by mail")
REPLY = "calendar reply"
"""The verb of the audit entry that a participant's calendar program answered."""
UID_OF_EVENT = re.compile(r".+@(?P<slug>[a-z0-9-]{1,63})\.dialogue")


class UnreadableReply(Exception):
    """The mail is no answer that we can read. The message says why."""


@dataclass(frozen=True)
class ParsedReply:
    """The content of a calendar reply. `stamp` is when it was given (DTSTAMP, aware)."""

    uid: str
    sequence: int
    stamp: datetime
    attendee: str
    answer: CalendarAnswer


@dataclass(frozen=True)
class Verdict:
    """The outcome of a calendar reply, and why."""

    outcome: ReplyOutcome
    reason: str = ""
    entry: CalendarEntry | None = None


def read(mail: bytes, moment: datetime, *, too_large: bool = False) -> MailedReply | None:
    """Read one mail, received at `moment` (aware), and do as it says; None when it was read before.

    Of a mail that is `too_large`, only the head need be given.
    """
    headers = BytesParser(policy=policy.default).parsebytes(mail[:LARGEST], headersonly=True)
    row = MailedReply(
        message_id=_message_id(headers, mail), received=moment, sender=_clean(_from(headers))[:320]
    )
    try:
        with transaction.atomic():
            if MailedReply.objects.filter(message_id=row.message_id).exists():
                return None
            _judge(row, headers, mail if not too_large else None, moment)
            row.save(force_insert=True)
            return row
    except IntegrityError:
        return None  # another reader was first


def parse(mail: bytes | None) -> ParsedReply:
    """The answer in a mail; None is one too large to be given. Raises UnreadableReply."""
    if mail is None or len(mail) > LARGEST:
        raise UnreadableReply(_("The mail is larger than 1 MB."))
    try:
        return parsed(_calendar_of(message_from_bytes(mail, policy=policy.default)))
    except UnreadableReply:
        raise
    except Exception as fault:  # whatever the parsers of mail and calendar say of bytes from anybody
        raise UnreadableReply(_("Its calendar cannot be read.")) from fault


def parsed(content: bytes) -> ParsedReply:
    """The answer in a calendar object. Raises UnreadableReply."""
    calendars, event = _only_event(content)
    method = _text(calendars.get("METHOD")).upper()
    if method != "REPLY":
        raise UnreadableReply(_("Its METHOD is %s, not REPLY.") % (method or "–"))
    attendees = _listed(event.get("ATTENDEE"))
    if len(attendees) != 1:
        raise UnreadableReply(_("It does not answer for exactly one person."))
    said = _text(getattr(attendees[0], "params", {}).get("PARTSTAT")).upper()
    if said not in ANSWERS:
        raise UnreadableReply(_("It says neither yes, perhaps nor no."))
    return ParsedReply(
        uid=_uid(event),
        sequence=_sequence(event),
        stamp=_stamp(event),
        attendee=re.sub(r"(?i)\Amailto:", "", _text(attendees[0])).strip(),
        answer=ANSWERS[said],
    )


def _judge(row: MailedReply, headers: EmailMessage, mail: bytes | None, moment: datetime) -> None:
    """Fill in the row, and give the participant their answer if it counts."""
    try:
        reply = parse(mail)
    except UnreadableReply as fault:
        row.outcome, row.reason = ReplyOutcome.UNREADABLE, str(fault)[:300]
        return
    row.uid, row.sequence, row.answer = reply.uid, reply.sequence, reply.answer
    verdict = _verdict(reply, _senders(headers))
    row.outcome, row.reason = verdict.outcome, verdict.reason[:300]
    row.event = _event_of(reply.uid)
    if verdict.entry is not None:
        row.participant, row.event = verdict.entry.participant, verdict.entry.participant.event
        if verdict.outcome == ReplyOutcome.APPLIED:
            _apply(verdict.entry, reply, moment)


def _verdict(reply: ParsedReply, senders: Sequence[str]) -> Verdict:
    """The rules of a reply: the sender, the entry, and the time.

    A UID is one participant's, so people who share an address are told apart; not those sent one UID of old.
    """
    sent = CalendarEntry.objects.filter(uid=reply.uid)
    if not sent.exists():
        return Verdict(ReplyOutcome.UNKNOWN, _("No entry of ours has this UID."))
    attendee = _comparable(reply.attendee)
    if [_comparable(one) for one in senders] != [attendee] or not attendee:
        return Verdict(ReplyOutcome.FORGED, _("The sender is not the person who is said to answer."))
    rows = sent.filter(participant__email_normalised=attendee).select_related("participant__event")
    found = list(rows.order_by("participant"))
    if not found:
        return Verdict(ReplyOutcome.FORGED, _("Nobody of this address was sent the entry."))
    live = [one for one in found if not one.cancelled and one.participant.state == State.CONFIRMED]
    if len(live) > 1:
        return Verdict(
            ReplyOutcome.UNKNOWN, _("Several people share this address; it does not say who answers.")
        )
    if not live:
        return Verdict(ReplyOutcome.STALE, _("The entry has been cancelled."), found[0])
    return _in_time(reply, live[0])


def _in_time(reply: ParsedReply, entry: CalendarEntry) -> Verdict:
    """Whether the answer is of the entry as it is now, and newer than the answer we have."""
    person = Participant.objects.select_for_update(no_key=True).get(pk=entry.participant_id)
    entry.refresh_from_db(fields=["sequence", "cancelled"])
    if reply.sequence > entry.sequence:
        return Verdict(ReplyOutcome.UNKNOWN, _("The entry was never sent with this SEQUENCE."), entry)
    if reply.sequence < entry.sequence:
        return Verdict(ReplyOutcome.STALE, _("The entry has changed since."), entry)
    if person.answered is not None and reply.stamp < person.answered:
        return Verdict(ReplyOutcome.STALE, _("A later answer is here already."), entry)
    return Verdict(ReplyOutcome.APPLIED, "", entry)


def _apply(entry: CalendarEntry, reply: ParsedReply, moment: datetime) -> None:
    """The participant's answer is that of the reply; their place stays as it is, for staff to decide."""
    person = Participant.objects.select_related("event").get(pk=entry.participant_id)
    before, person.answer = person.answer, reply.answer
    person.answered = min(reply.stamp, moment)  # a clock that goes fast must not outdo later answers
    person.save(update_fields=["answer", "answered"])
    details = {"entry": entry.key, "from": before, "to": str(reply.answer)}
    record(person, REPLY, BY_MAIL, moment, **details)


def _event_of(uid: str) -> Event | None:
    found = UID_OF_EVENT.fullmatch(uid)
    return Event.objects.filter(slug=found["slug"]).first() if found else None


def _calendar_of(mail: EmailMessage) -> bytes:
    """The first calendar in a mail: the part, else an attached file."""
    parts = [part for part in mail.walk() if not part.is_multipart()]
    for kind in ("text/calendar", "application/ics"):
        for part in parts:
            if part.get_content_type() == kind:
                content = part.get_payload(decode=True)
                return content if isinstance(content, bytes) else b""
    raise UnreadableReply(_("There is no calendar in it."))


def _only_event(content: bytes) -> tuple[Any, Any]:
    """The calendar and its one VEVENT."""
    calendars = Calendar.from_ical(content, multiple=True)
    events = [event for one in calendars for event in one.walk("VEVENT")]
    if len(calendars) != 1 or len(events) != 1:
        raise UnreadableReply(_("Its calendar does not hold exactly one entry."))
    if events[0].get("RECURRENCE-ID") is not None:
        raise UnreadableReply(_("It answers for one of a series, which we never send."))
    return calendars[0], events[0]


def _uid(event: Any) -> str:
    uid = _text(event.get("UID"))
    if not uid or len(uid) > 255:
        raise UnreadableReply(_("Its entry has no UID."))
    return uid


def _sequence(event: Any) -> int:
    """0 where there is none (RFC 5546 §3.2.3)."""
    written = _text(event.get("SEQUENCE", 0))
    if not (written.isascii() and written.isdigit() and len(written) < 10):
        raise UnreadableReply(_("Its SEQUENCE is not a number."))
    return int(written)


def _stamp(event: Any) -> datetime:
    stamp = getattr(event.get("DTSTAMP"), "dt", None)
    if not isinstance(stamp, datetime):
        raise UnreadableReply(_("It does not say when it was given (DTSTAMP)."))
    return (stamp if stamp.tzinfo else stamp.replace(tzinfo=UTC)).astimezone(UTC)


def _listed(value: Any) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _text(value: Any) -> str:
    """A value as one clean line; of a property given twice nothing."""
    return "" if value is None or isinstance(value, (list, date)) else _clean(str(value)).strip()


def _clean(text: str) -> str:
    """Without what no database or page should get from a stranger."""
    return "".join(one for one in text.encode("utf-8", "replace").decode() if one.isprintable())


def _from(mail: EmailMessage) -> str:
    """The senders as the mail writes them."""
    try:
        return ", ".join(str(one) for one in mail.get_all("From", []))
    except Exception:  # the parser of headers gives up on some
        return ""


def _senders(mail: EmailMessage) -> list[str]:
    """The addresses of From, without the names, which may look like addresses."""
    try:
        return [one.addr_spec for header in mail.get_all("From", []) for one in header.addresses]
    except Exception:  # as in _from
        return []


def _comparable(address: str) -> str:
    """The address as participants' are compared; '' for what is none."""
    try:
        return same_email(address) if "@" in address else ""
    except ValueError:
        return ""


def _message_id(headers: EmailMessage, mail: bytes) -> str:
    """As the mail says, else made of its bytes."""
    try:
        given = _clean(str(headers.get("Message-ID", ""))).strip()
    except Exception:  # as in _from
        given = ""
    return given if 0 < len(given) <= 400 else f"sha256:{hashlib.sha256(mail).hexdigest()}"
