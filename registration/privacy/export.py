"""Everything that is kept of a person at an event, as a file for them: JSON, with the files they handed in beside it.

Keys of the JSON are names of `registration.models`, which do not change; moments are RFC 3339 in UTC.
"""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

from django.utils.translation import gettext as _

from registration.links import SHOWN
from registration.models import Consent, JoiningDetail, MailedReply, Participant, State, StoredFile, text_read

FORMAT = "dialogue-own-data"
VERSION = 1
MEDIA_TYPE = "application/zip"
PARTICULARS = (
    "honorific", "name", "given", "family", "own_script", "position", "unit", "country", "email", "cc", "phone", "sex",
    "languages", "interpretation", "accessibility", "diet", "role", "delegation_role", "language", "programme_person_id",
)  # fmt: skip
REGISTRATION = (
    "state", "waiting_number", "over_quota_reason", "decline_reason", "endorsed", "created", "changed", "reminder_minutes", "answer",
    "answered",
)  # fmt: skip
STAFF = "secretariat"
"""Who acted, where that was a member of staff: their name is not the person's to have."""


def kept_of(participant: Participant, moment: datetime) -> dict[str, Any]:
    """All that is kept of the person, at `moment` (aware), as values of JSON. Of a token there is only •••.

    Files are named by where they stand in the archive.
    """
    event = participant.event
    return {
        "format": FORMAT,
        "version": VERSION,
        "made": _value(moment),
        "event": {"slug": event.slug, "title": str(event)},
        "particulars": {
            **_fields(participant, PARTICULARS),
            "organisation": str(participant.organisation),
            "place_of": str(participant.invited.organisation) if participant.invited else "",
        },
        "registration": _fields(participant, REGISTRATION),
        "consents": [_consent(one) for one in participant.consents.all()],
        "answers": _answers(participant),
        "speaker": _speaker(participant),
        "joining_details": [_joining(one, participant, moment) for one in participant.joining_details.all()],
        **_mailed(participant),
        "audit": [
            {**_fields(one, ("moment", "verb", "details")), "actor": STAFF if one.user_id else one.actor}
            for one in participant.audit_entries.select_related("user")
        ],
        "account": _account(participant),
    }


def _joining(detail: JoiningDetail, participant: Participant, moment: datetime) -> dict[str, Any]:
    """A way to join of theirs; its value only for the people, and from the moment, that their own page shows it."""
    is_shown = detail.visible_from is None or detail.visible_from <= moment
    readable = ("value", "note") if is_shown and participant.state == State.CONFIRMED else ()
    return _fields(detail, ("session", "kind", "language", "visible_from", *readable))


def archive(participant: Participant, moment: datetime) -> bytes:
    """A ZIP file: `data.json` (UTF-8), and `files/` with what the person handed in."""
    content = json.dumps(kept_of(participant, moment), ensure_ascii=False, indent=2)
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("data.json", content)
        for row in files_of(participant):
            with suppress(FileNotFoundError), row.file.open("rb") as file:
                packed.writestr(path_of(row), file.read())
    return made.getvalue()


def files_of(participant: Participant) -> Iterator[StoredFile]:
    """The files of the person: of answers, their photograph, slides."""
    yield from (one.file for one in participant.given_answers.select_related("file") if one.file)
    profile = getattr(participant, "speaker_profile", None)
    if profile is not None and profile.photo is not None:
        yield profile.photo
    yield from (one.file for one in participant.slide_decks.select_related("file"))


def path_of(row: StoredFile | None) -> str:
    """Where the file stands in the archive; '' for none."""
    return f"files/{row.pk}-{row.name}" if row else ""


def counts_of(participant: Participant) -> list[tuple[str, int]]:
    """The data of the person, in words and numbers."""
    return [
        (
            _("particulars filled in"),
            sum(bool(getattr(participant, one)) for one in PARTICULARS),
        ),
        (_("consents"), participant.consents.count()),
        (_("answers to the event’s questions"), participant.given_answers.count()),
        (_("files"), len(list(files_of(participant)))),
        (_("letters"), participant.messages.count()),
        (_("calendar entries sent"), participant.calendar_entries.count()),
        (_("answers by mail"), participant.mailed_replies.count()),
        (_("ways to join for one person"), participant.joining_details.count()),
    ]


def _consent(consent: Consent) -> dict[str, Any]:
    text = text_read(consent.wording, consent.about)
    return {**_fields(consent, ("about", "choice", "wording", "moment")), "text": text}


def _answers(participant: Participant) -> list[dict[str, Any]]:
    rows = participant.given_answers.select_related("question__event", "file")
    return [
        {
            "question": one.question.key,
            "words": one.question.label(participant.language),
            "value": one.value,
            "file": path_of(one.file),
        }
        for one in rows
    ]


def _speaker(participant: Participant) -> dict[str, Any]:
    profile = getattr(participant, "speaker_profile", None)
    decks = participant.slide_decks.select_related("file")
    return {
        "confirmed": _value(profile.confirmed) if profile else None,
        "biography": profile.biography if profile else "",
        "photo": path_of(profile.photo) if profile else "",
        "slides": [
            {"session": one.session, "file": path_of(one.file), "created": _value(one.created)}
            for one in decks
        ],
    }


def _mailed(participant: Participant) -> dict[str, Any]:
    """The letters to the person, and the replies of their calendar program."""
    return {
        "letters": [
            _fields(one, ("kind", "to", "cc", "subject", "text", "ics", "state", "created", "sent"))
            for one in participant.messages.all()
        ],
        "calendar_entries": [
            _fields(one, ("key", "uid", "sequence", "start", "end", "summary", "cancelled", "sent"))
            for one in participant.calendar_entries.all()
        ],
        "answers_by_mail": [
            _fields(one, ("received", "sender", "answer", "outcome", "reason"))
            for one in MailedReply.objects.filter(participant=participant)
        ],
    }


def _account(participant: Participant) -> dict[str, Any]:
    """Links that exist, never what opens them."""
    return (
        {"private_link": f"/my/{SHOWN}/", "calendar": f"/cal/{SHOWN}.ics"} if not participant.erased else {}
    )


def _fields(row: Any, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: _value(getattr(row, name)) for name in names}


def _value(value: Any) -> Any:
    return value.astimezone(UTC).isoformat().replace("+00:00", "Z") if isinstance(value, datetime) else value
