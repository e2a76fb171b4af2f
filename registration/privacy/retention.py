"""Erasing everybody of an event: what would go, shown first; the date, announced before it; the deed."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from agenda.models import Event, roles
from agenda.programme import clocks
from registration import letters
from registration.audit import Actor
from registration.models import (
    AuditEntry,
    CalendarEntry,
    Consent,
    GivenAnswer,
    InvitationLetter,
    InvitedOrganisation,
    JoiningDetail,
    MailedReply,
    Message,
    Participant,
    RegistrationSettings,
    SlideDeck,
    SpeakerProfile,
    State,
    StoredFile,
)
from registration.privacy import accounts, erased_letters, erasure, programme
from registration.privacy.traces import PersonTraces, focal_points, traces_of

NOTICE = timedelta(days=14)
"""How long before it the secretariat is told that an event will be forgotten."""
LEAST_NOTICE = timedelta(days=3)
"""What the daily task waits after telling, whatever the date: a date may be a slip of the hand."""
FORGET = "forget"
ANNOUNCE = "announce forgetting"
BY_DATE = Actor("retention date")

logger = logging.getLogger(__name__)

Counts = tuple[tuple[str, int], ...]


class Preview(NamedTuple):
    """The effect of erasing an event: the data that go, and the figures that stay, in words and numbers.

    `keep_until` is the last day on which the data are kept, on the event's clock; `is_due`: that day is over.
    """

    erased: Counts
    stays: Counts
    keep_until: date | None
    is_due: bool
    announced: datetime | None
    forgotten: datetime | None

    @property
    def is_empty(self) -> bool:
        """Whether nothing is left to erase."""
        return not any(count for _words, count in self.erased)


def shown(event: Event, moment: datetime) -> Preview:
    """The effect of erasing the event at `moment` (aware). Changes nothing."""
    desk = RegistrationSettings.objects.of(event)
    return Preview(
        erased=_erased(event),
        stays=_stays(event),
        keep_until=desk.keep_until,
        is_due=_is_over(desk, moment),
        announced=announced(event),
        forgotten=desk.forgotten,
    )


def forget_event(
    event: Event, actor: Actor, moment: datetime, *, papers: bool = False, speakers: bool = False
) -> Preview:
    """Erase the data of everybody at the event, at `moment` (aware); what there was, as `shown` before.

    States stay as they are, so that figures do; nobody is written to, and nobody's calendar is touched. The links of
    people and institutions end, and no calendar entries are sent any more. `papers` takes along the files of official
    letters and replies. The published programme is the record of the meeting: names stay in it, unless `speakers` takes
    those of participants out of it, old versions too. Whoever registers later is erased by the next run. One transaction.
    """
    with transaction.atomic():
        erasure.overwrite_what_is_freed()
        list(
            InvitedOrganisation.objects.filter(event=event)
            .order_by("pk")
            .select_for_update(of=("self",), no_key=True)
        )
        rows = Participant.objects.filter(event=event, erased__isnull=True).order_by("pk")
        everybody = list(rows.select_for_update(of=("self",), no_key=True).select_related("event"))
        before = shown(event, moment)
        keys = [one.pk for one in everybody]
        traces = _joined(traces_of(everybody), focal_points(event.pk))
        if speakers:
            known = traces_of(erasure.known_among(everybody), leaving=everybody)
            programme.forget_in_programme(event, everybody, known, moment)
        erasure.forget_rows(event, everybody, traces, moment)
        _forget_institutions(event, papers=papers)
        erased_letters.forget_all_letters(event.pk)
        erased_letters.forget_replies(
            erased_letters.replies_of(event.pk, keys, traces) | MailedReply.objects.filter(event=event)
        )
        accounts.forget_log(keys, traces)
        accounts.forget_accounts(traces)
        _remember(event, actor, moment, len(keys))
        erasure.forget_answers()
        return before


def due(moment: datetime) -> list[Event]:
    """Events whose date has passed at `moment` (aware), and that still hold somebody's data."""
    return [
        desk.event
        for desk in _with_date(moment)
        if _is_over(desk, moment) and not shown(desk.event, moment).is_empty
    ]


def erase_due(moment: datetime) -> int:
    """Announce what is near, and forget what is due and was announced; how many events were forgotten.

    A fault with one event is logged, and keeps the others from nothing.
    """
    count = 0
    for desk in _with_date(moment + NOTICE):
        try:
            count += _announced_or_forgotten(desk, moment)
        except Exception:
            logger.exception("Event %s could not be forgotten", desk.event_id)
    if count:
        rewrite_file()
    return count


def announced(event: Event) -> datetime | None:
    """When the secretariat was told of the date that the event has now; None when it was not."""
    desk = RegistrationSettings.objects.of(event)
    told = AuditEntry.objects.filter(event=event, verb=ANNOUNCE).order_by("moment")
    day = desk.keep_until.isoformat() if desk.keep_until else None
    return next((one.moment for one in told if day and one.details.get("on") == day), None)


def announce(event: Event, moment: datetime) -> Message | None:
    """Tell the secretariat, once for a date, when the event will be forgotten, and what goes. None: nobody to tell."""
    desk = RegistrationSettings.objects.of(event)
    if desk.keep_until is None or announced(event) is not None:
        return None
    with transaction.atomic():
        _entry(event, ANNOUNCE, BY_DATE, moment, on=desk.keep_until.isoformat())
        to = [desk.reply_to] if desk.reply_to else _administrators(event)
        return _letter(event, desk, to, moment) if to else None


def rewrite_file() -> None:
    """On SQLite write the file anew (VACUUM), without what editing deleted before; elsewhere nothing."""
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("VACUUM")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _with_date(moment: datetime) -> list[RegistrationSettings]:
    """Desks with a date that has come, somewhere on the earth, at `moment`."""
    rows = RegistrationSettings.objects.filter(keep_until__lte=(moment + timedelta(days=1)).date())
    return list(rows.select_related("event").order_by("keep_until", "pk"))


def _is_over(desk: RegistrationSettings, moment: datetime) -> bool:
    """Whether the last day has ended on the event's clock."""
    return desk.keep_until is not None and clocks.local_date(moment, desk.event.timezone) > desk.keep_until


def _announced_or_forgotten(desk: RegistrationSettings, moment: datetime) -> bool:
    if shown(desk.event, moment).is_empty:
        return False
    told = announced(desk.event)
    if told is None:
        if _is_over(desk, moment + NOTICE):
            announce(desk.event, moment)
        return False
    if not _is_over(desk, moment) or moment < told + LEAST_NOTICE:
        return False
    forget_event(desk.event, BY_DATE, moment)
    return True


def _letter(event: Event, desk: RegistrationSettings, to: Sequence[str], moment: datetime) -> Message:
    day = (desk.keep_until or moment.date()) + timedelta(days=1)
    first = clocks.local_date(moment + LEAST_NOTICE, event.timezone)
    with override(event.language):
        preview = shown(event, moment)
        context = {
            "language": event.language,
            "event_title": str(event),
            "addressee": _("colleagues"),
            "day": clocks.date_words(max(day, first), event.language),
            "counts": [f"{words}: {count}" for words, count in preview.erased if count],
            "page": f"{settings.BASE_URL}{reverse('admin:agenda_event_forgetting', args=[event.pk])}",
        }
    drawn = letters.drawn("forgetting_announced", event.language, context)
    message = Message(
        event=event, kind="forgetting_announced", to=list(to), created=moment, due=moment, **drawn
    )
    message.save(force_insert=True)
    return letters.queue(message)


def _administrators(event: Event) -> list[str]:
    found = roles.administrators_of(event) | roles.administrators_of(None)
    return sorted({user.email for user in found.distinct() if user.email})


def _joined(one: PersonTraces, other: PersonTraces) -> PersonTraces:
    return PersonTraces(one.names | other.names, one.addresses | other.addresses, one.honorifics)


def _forget_institutions(event: Event, *, papers: bool) -> None:
    """Focal points go, and the links of their institutions end."""
    rows = InvitedOrganisation.objects.filter(event=event)
    rows.update(focal_name="", focal_email="", cc=[], link_version=F("link_version") + 1)
    if papers:
        found = InvitationLetter.objects.filter(event=event)
        keys = {key for pair in found.values_list("file", "reply_file") for key in pair if key}
        erasure.forget_files(list(StoredFile.objects.filter(pk__in=keys)))


def _remember(event: Event, actor: Actor, moment: datetime, count: int) -> None:
    """The desk's date, past its signal, which would begin a round of calendar letters; and one entry."""
    RegistrationSettings.objects.filter(event=event).update(forgotten=moment, mail_entries=False)
    if not RegistrationSettings.objects.filter(event=event).exists():
        RegistrationSettings.objects.bulk_create(
            [RegistrationSettings(event=event, forgotten=moment, mail_entries=False)]
        )
    _entry(event, FORGET, actor, moment, people=count)


def _entry(event: Event, verb: str, actor: Actor, moment: datetime, **details: object) -> None:
    AuditEntry.objects.create(
        event=event, moment=moment, actor=actor.name, user=actor.user, verb=verb, details=details
    )


def _erased(event: Event) -> Counts:
    mine = {"participant__event": event, "participant__erased__isnull": True}
    focal = InvitedOrganisation.objects.filter(event=event).exclude(focal_name="", focal_email="", cc=[])
    left = Participant.objects.filter(event=event, erased__isnull=True)
    return (
        (_("people: names, addresses and everything else they wrote"), left.count()),
        (_("focal points of institutions"), focal.count()),
        (_("letters"), Message.objects.filter(event=event).exclude(kind="forgetting_announced").count()),
        (
            _("answers by mail: their senders"),
            MailedReply.objects.filter(event=event).exclude(sender="").count(),
        ),
        (_("calendar entries sent"), CalendarEntry.objects.filter(**mine).count()),
        (_("answers to the event’s questions"), GivenAnswer.objects.filter(**mine).count()),
        (_("speakers’ biographies and photographs"), SpeakerProfile.objects.filter(**mine).count()),
        (_("slides"), SlideDeck.objects.filter(**mine).count()),
        (_("consents"), Consent.objects.filter(**mine).count()),
        (_("ways to join for one person"), JoiningDetail.objects.filter(**mine).count()),
    )


def _stays(event: Event) -> Counts:
    states = Counter(Participant.objects.filter(event=event).values_list("state", flat=True))
    heads = [
        (_("people %(state)s, by sex, country, organisation and role") % {"state": State(state).label}, count)
        for state, count in sorted(states.items())
    ]
    speakers = Participant.objects.filter(event=event).exclude(programme_person_id="")
    papers = InvitationLetter.objects.filter(event=event)
    with_file = papers.exclude(Q(file=None) & Q(reply_file=None))
    return (
        *heads,
        (_("names of speakers in the published programme, its history and its versions"), speakers.count()),
        (
            _("invited institutions, their places and replies"),
            InvitedOrganisation.objects.filter(event=event).count(),
        ),
        (_("official letters, with reference and signatory"), papers.count()),
        (_("official letters that have a file"), with_file.count()),
        (
            _("entries of the audit trail, which name no participant"),
            AuditEntry.objects.filter(event=event).count(),
        ),
    )
