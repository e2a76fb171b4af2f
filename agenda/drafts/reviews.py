"""Reviews of a draft by co-organisers and staff: links to see it, remarks, and each one's word that a place is right.

A place of the draft is `session:<id>`, `section:<heading>`, or `''` for the whole. A word that a place is right keeps the
digest of what was seen there; when the draft changes at that place, the word is stale.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import msgspec
from django.core import signing
from django.db import transaction
from django.utils.translation import gettext as _

from agenda.drafts import steps
from agenda.models import Clearance, Event, Remark, ReviewLink
from agenda.outputs import own_sections
from agenda.programme import (
    FrozenSection,
    FrozenSession,
    Programme,
    Text,
    in_language,
    visible_to,
    without_stamps,
)

MOST_DAYS = 60
"""How long a link may be valid."""
USUAL_DAYS = 7
LONGEST_TEXT = 2000
"""Characters of a remark."""

_PAYLOAD = re.compile(r"review-(?P<link>[1-9][0-9]{0,17})-(?P<created>[0-9]{1,12})")
_signer = signing.Signer(salt="agenda.reviewing", sep=".")
_encode = msgspec.json.Encoder().encode


class Reviewer(NamedTuple):
    """The person who reviews: the name that is shown, and the account or the link behind it."""

    author: str
    user: Any = None
    link: ReviewLink | None = None


class ReviewTarget(NamedTuple):
    """A place of the draft: its key, its words for a reader, and the digest of what stands there."""

    key: str
    words: str
    digest: str


class ReviewRow(NamedTuple):
    """The reviews of a place: who cleared it as it is, who cleared it before it changed, and the remarks.

    `gone` places are no longer in the draft; they are listed while a remark there is open.
    """

    place: str
    words: str
    digest: str
    cleared_by: tuple[str, ...]
    stale: tuple[str, ...]
    open: tuple[Remark, ...]
    settled: tuple[Remark, ...]
    gone: bool = False

    @property
    def is_cleared(self) -> bool:
        """Whether someone says so of what stands there now."""
        return bool(self.cleared_by)


def reviewer_of_user(user: Any) -> Reviewer:
    """An account that speaks."""
    return Reviewer(steps.name_of(user), user=user)


def voice_of_link(link: ReviewLink) -> Reviewer:
    """A co-organiser that speaks: by the name the link was made for."""
    return Reviewer(link.name, link=link)


# Links


def invite(event: Event, name: str, days: int, user: Any, moment: datetime) -> ReviewLink:
    """A link for `name`, valid for `days` days (1 to `MOST_DAYS`) from `moment` (aware). Raises ValueError."""
    if not 1 <= days <= MOST_DAYS:
        raise ValueError(f"a link is valid for 1 to {MOST_DAYS} days, not {days}")
    with transaction.atomic():
        locked = Event.objects.select_for_update().get(pk=event.pk)
        link = ReviewLink.objects.create(
            event=locked, name=name, created=moment, created_by=user, expires=moment + timedelta(days=days)
        )
        sentence = _("%(name)s may see the draft for %(days)d days.") % {"name": name, "days": days}
        steps.mark(locked, user, _("Review link made"), sentence, "", moment)
    return link


def revoke(link: ReviewLink, user: Any, moment: datetime) -> None:
    """End a link at once. One that has ended stays as it is."""
    with transaction.atomic():
        locked = Event.objects.select_for_update().get(pk=link.event_id)
        if not ReviewLink.objects.filter(pk=link.pk, revoked=None).update(revoked=moment):
            return
        sentence = _("The link of %s no longer shows the draft.") % link.name
        steps.mark(locked, user, _("Review link revoked"), sentence, "", moment)


def token_of(link: ReviewLink) -> str:
    """The token that opens the draft, in characters that an address may hold (RFC 3986 §2.3). Stored nowhere."""
    return _signer.sign(f"review-{link.pk}-{int(link.created.timestamp())}")


def link_of(token: str, slug: str, moment: datetime) -> ReviewLink | None:
    """The link of a token at the event of that slug; None when it is forged, expired, revoked, or another event's."""
    if len(token) > 200 or not token.isascii():
        return None
    try:
        payload = _PAYLOAD.fullmatch(_signer.unsign(token))
    except signing.BadSignature:
        return None
    if payload is None:
        return None
    links = ReviewLink.objects.select_related("event").filter(event__slug=slug, revoked=None)
    link = links.filter(pk=int(payload["link"]), expires__gt=moment).first()
    return link if link and int(link.created.timestamp()) == int(payload["created"]) else None


# What is said


def say(event: Event, place: str, text: str, voice: Reviewer, moment: datetime) -> Remark:
    """A remark at a place; it stays open until it is settled."""
    return Remark.objects.create(
        event=event, place=place, text=text[:LONGEST_TEXT], at=moment,
        author=voice.author, user=voice.user, link=voice.link,
    )  # fmt: skip


def settle(remark: Remark, user: Any, moment: datetime) -> None:
    """The remark is dealt with. One that was settled stays as it was."""
    Remark.objects.filter(pk=remark.pk, settled=None).update(settled=moment, settled_by=steps.name_of(user))


def clear(event: Event, place: str, digest: str, voice: Reviewer, moment: datetime) -> Clearance:
    """Someone's word that a place is right as they saw it: `digest` is that of the place they were shown."""
    word, _is_new = Clearance.objects.update_or_create(
        event=event,
        place=place,
        author=voice.author,
        defaults={"digest": digest, "at": moment, "user": voice.user, "link": voice.link},
    )
    return word


def unclear(event: Event, place: str, voice: Reviewer) -> None:
    """Take that word back."""
    Clearance.objects.filter(event=event, place=place, author=voice.author).delete()


# How it stands


def review_targets(draft: Programme) -> Iterator[ReviewTarget]:
    """The whole as the public will see it, each section of the concept note, each session in order."""
    yield ReviewTarget("", _("The whole programme"), _digest(without_stamps(visible_to(draft, "public"))))
    for key, section in keyed_sections(draft):
        yield ReviewTarget(key, _words(draft, section.heading), _digest(section))
    for session in draft.in_order:
        yield ReviewTarget(
            f"session:{session.id}", _words(draft, session.title), _session_digest(draft, session)
        )


def keyed_sections(draft: Programme) -> Iterator[tuple[str, FrozenSection]]:
    """The sections that pages show, each with its place; a heading used again has its number behind it."""
    seen: dict[str, int] = {}
    for section in own_sections(draft, draft.event.language):
        heading = _words(draft, section.heading)[:300]
        seen[heading] = seen.get(heading, 0) + 1
        yield f"section:{heading}" + (f" ({seen[heading]})" if seen[heading] > 1 else ""), section


def standing(event: Event, draft: Programme) -> dict[str, ReviewRow]:
    """The reviews of each place of the draft, by its key, in the order of `review_targets`. Two queries."""
    remarks, words = _said(event)
    return {
        one.key: _row(one, remarks.get(one.key, ()), words.get(one.key, ())) for one in review_targets(draft)
    }


def summary(event: Event, draft: Programme) -> list[ReviewRow]:
    """As `standing`, and after it the places that are gone and where a remark is still open. Two queries."""
    remarks, words = _said(event)
    found = [_row(one, remarks.pop(one.key, ()), words.get(one.key, ())) for one in review_targets(draft)]
    gone = [
        _row(ReviewTarget(key, key.partition(":")[2] or key, ""), ones, ())._replace(gone=True)
        for key, ones in remarks.items()
    ]
    return found + [row for row in gone if row.open]


def _said(event: Event) -> tuple[dict[str, list[Remark]], dict[str, list[Clearance]]]:
    """Remarks and words by place, in the order said."""
    remarks: dict[str, list[Remark]] = {}
    for remark in Remark.objects.filter(event=event):
        remarks.setdefault(remark.place, []).append(remark)
    words: dict[str, list[Clearance]] = {}
    for word in Clearance.objects.filter(event=event).order_by("at", "pk"):
        words.setdefault(word.place, []).append(word)
    return remarks, words


def _row(place: ReviewTarget, remarks: Iterable[Remark], words: Iterable[Clearance]) -> ReviewRow:
    ones, said = tuple(remarks), tuple(words)
    return ReviewRow(
        place=place.key,
        words=place.words,
        digest=place.digest,
        cleared_by=tuple(word.author for word in said if word.digest == place.digest),
        stale=tuple(word.author for word in said if word.digest != place.digest),
        open=tuple(one for one in ones if one.settled is None),
        settled=tuple(one for one in ones if one.settled is not None),
    )


def _session_digest(draft: Programme, session: FrozenSession) -> str:
    """Of the session with its hours on the host's clock, and of the people and the room it names; not of its stamps."""
    people = [draft.people_by_id.get(one.person) for one in session.appearances]
    plain = msgspec.structs.replace(session, sequence=None, changed=None)
    return _digest((plain, people, draft.rooms_by_id.get(session.room)))


def _digest(value: Any) -> str:
    return hashlib.sha256(_encode(value)).hexdigest()


def _words(draft: Programme, text: Text) -> str:
    """The text in the event's language, on one line."""
    return " ".join(in_language(text, draft.event.language, "en")[0].split())
