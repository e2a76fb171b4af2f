"""Sends letters. The outbox row is the truth; whoever sends holds a lease on it, so two workers never send one twice."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta
from email.charset import QP, Charset
from email.encoders import encode_base64
from email.header import Header
from email.mime.base import MIMEBase
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.utils import format_datetime, parseaddr
from smtplib import SMTPRecipientsRefused

from django.conf import settings
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.db.models import F, Q, QuerySet

from registration import links
from registration.links import without_tokens
from registration.models import Delivery, Message

LEASE = timedelta(minutes=5)
MOST_ATTEMPTS = 6
FIRST_PAUSE = timedelta(minutes=1)
REMINDER = timedelta(minutes=5)
"""How long a worker that was told of a letter may be silent before it is told again."""

logger = logging.getLogger(__name__)

_QUOTED = Charset("utf-8")
_QUOTED.body_encoding = QP


def deliver(message_pk: int, moment: datetime) -> bool:
    """Send the letter if it is queued and due at `moment` (aware) and nobody else is sending it; whether it left.

    A fault puts it back for a later try, ever later; after six, or when the mail server refuses the address for
    good, it has failed.
    """
    if not _take_lease(message_pk, moment):
        return False
    message = Message.objects.select_related("participant").get(pk=message_pk)
    try:
        if not settings.OUTBOX_ONLY:
            mail_of(message, moment).send()
    except Exception as fault:
        _put_back(message, fault, moment)
        return False
    _mine(message).update(state=Delivery.SENT, sent=moment, lease_until=None, last_error="")
    return True


def mail_of(message: Message, moment: datetime) -> EmailMessage:
    """The letter as it goes out: `•••` replaced by the token. Never to be stored or logged.

    One with a calendar comes from its ORGANIZER, which calendar programs believe and answer (RFC 6047 §2.3).
    """
    kind = EmailMessage if message.method else EmailMultiAlternatives
    mail = kind(
        subject=_encoded(message.subject),
        body="" if message.method else with_token(message, message.text),
        from_email=message.sender or settings.DEFAULT_FROM_EMAIL,
        to=message.to,
        cc=message.cc,
        reply_to=[message.reply_to] if message.reply_to else None,
        headers={
            "Message-ID": f"<{message.message_id}@{_domain()}>",
            "Date": format_datetime(moment),
            "Auto-Submitted": "auto-generated",  # RFC 3834 §5: out-of-office programs stay silent
        },
    )
    if isinstance(mail, EmailMultiAlternatives):
        mail.attach_alternative(with_token(message, message.html), "text/html")
    else:
        mail.attach(_alternatives(message))
        mail.attach(_calendar_part(message, "application", "ics", name="invite.ics"))
    return mail


def _encoded(subject: str) -> str:
    """In words that leave room for the header's name (RFC 2047 §2): Django's do not, and its first line stays empty."""
    return (
        subject if subject.isascii() else Header(subject, "utf-8", header_name="Subject").encode(linesep="")
    )


def _alternatives(message: Message) -> MIMEMultipart:
    """Text, HTML and calendar, the richest last (RFC 2046 §5.1.4, RFC 6047 §2.4)."""
    alternatives = MIMEMultipart("alternative")
    alternatives.attach(MIMEText(with_token(message, message.text), "plain", _QUOTED))  # type: ignore[arg-type]
    alternatives.attach(MIMEText(with_token(message, message.html), "html", _QUOTED))  # type: ignore[arg-type]
    alternatives.attach(_calendar_part(message, "text", "calendar", method=message.method, charset="UTF-8"))
    return alternatives


def _calendar_part(message: Message, kind: str, subtype: str, **params: str) -> MIMEBase:
    """The calendar object, in base64: its CRLF and its folded lines reach the reader as they are."""
    part = MIMEBase(kind, subtype)
    for name, value in params.items():
        part.set_param(name, value)
    part.set_payload(message.ics.encode())
    encode_base64(part)
    if "name" in params:
        part.add_header("Content-Disposition", "attachment", filename=params["name"])
    return part


def with_token(message: Message, text: str) -> str:
    """`text` with the token in the private link, as it was valid when the letter was written."""
    subject = message.invited_id if message.purpose == "institution" else message.participant_id
    if not message.purpose or subject is None:
        return text
    token = links.make(message.purpose, subject, message.link_version)
    return text.replace(links.path(message.purpose, links.SHOWN), links.path(message.purpose, token))


def release_expired(moment: datetime) -> int:
    """Put back letters whose sender fell silent; how many. One that was tried often enough has failed."""
    expired = Message.objects.filter(state=Delivery.SENDING, lease_until__lt=moment)
    silent = "The worker that was sending it fell silent."
    spent = expired.filter(attempts__gte=MOST_ATTEMPTS)
    failed = spent.update(state=Delivery.FAILED, lease_until=None, last_error=silent)
    return failed + expired.update(
        state=Delivery.QUEUED, lease_until=None, due=moment, announced=None, last_error=silent
    )


def announce_due(moment: datetime) -> Iterable[int]:
    """Keys of the letters that are due and of which no worker was told lately; they count as told from now."""
    unheard = Q(announced__isnull=True) | Q(announced__lt=moment - REMINDER)
    due = Message.objects.filter(unheard, state=Delivery.QUEUED, due__lte=moment)
    keys = list(due.order_by("created", "pk").values_list("pk", flat=True)[:500])
    Message.objects.filter(pk__in=keys).update(announced=moment)
    return keys


def retry(message: Message, moment: datetime) -> bool:
    """Queue a failed letter anew, as if never tried; whether it had failed."""
    rows = Message.objects.filter(pk=message.pk, state=Delivery.FAILED)
    return bool(rows.update(state=Delivery.QUEUED, attempts=0, due=moment, announced=None))


def _take_lease(message_pk: int, moment: datetime) -> bool:
    """One conditional UPDATE: of two workers the database lets one through."""
    row = Message.objects.filter(pk=message_pk, state=Delivery.QUEUED, due__lte=moment)
    return bool(
        row.update(
            state=Delivery.SENDING, lease_until=moment + LEASE, attempts=F("attempts") + 1, announced=moment
        )
    )


def _mine(message: Message) -> QuerySet[Message]:
    """The row, as long as the lease taken for this attempt still stands."""
    return Message.objects.filter(
        pk=message.pk, state=Delivery.SENDING, attempts=message.attempts, lease_until=message.lease_until
    )


def _put_back(message: Message, fault: Exception, moment: datetime) -> None:
    last_error = without_tokens(f"{type(fault).__name__}: {fault}")[:500]
    logger.warning("%s could not be sent (attempt %s): %s", message, message.attempts, type(fault).__name__)
    if message.attempts >= MOST_ATTEMPTS or _is_final(fault):
        _mine(message).update(state=Delivery.FAILED, lease_until=None, last_error=last_error)
        return
    pause = FIRST_PAUSE * 4 ** (message.attempts - 1)
    _mine(message).update(
        state=Delivery.QUEUED, lease_until=None, due=moment + pause, announced=None, last_error=last_error
    )


def _is_final(fault: Exception) -> bool:
    """Whether the server said of every address that it will never take it (RFC 5321 §4.2.1: 5yz)."""
    if not isinstance(fault, SMTPRecipientsRefused):
        return False
    return all(code >= 500 for code, _reason in fault.recipients.values())


def _domain() -> str:
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
