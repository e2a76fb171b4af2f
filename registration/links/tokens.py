"""Signed links: purpose, subject and link_version. Nothing secret is stored; raising the subject's link_version revokes.

`my` is a participant's own page, `feed` their calendar, `person` their invitation; `institution` is the page of an
invited institution. Each has its salt, so that none opens what another does; `my` and `person` end together.
"""

from __future__ import annotations

import re
from typing import Literal

from django.conf import settings
from django.core import signing

from registration.models import InvitedOrganisation, Participant

Purpose = Literal["my", "feed", "person"]
SHOWN = "•••"
"""What stands for a token wherever a link is kept or shown."""

_PAYLOAD = re.compile(
    r"(?P<purpose>[a-z]+)-(?P<subject>[1-9][0-9]{0,17})-(?P<link_version>0|[1-9][0-9]{0,8})"
)
_signers = {
    "my": signing.Signer(salt="registration.tokens", sep="."),
    "feed": signing.Signer(salt="registration.tokens.feed", sep="."),
    "person": signing.Signer(salt="registration.tokens.person", sep="."),
    "institution": signing.Signer(salt="registration.tokens.institution", sep="."),
}
_link_versions = {"my": "link_version", "feed": "feed_version", "person": "link_version"}
_paths = {"my": "/my/%s/", "feed": "/cal/%s.ics", "person": "/i/%s/", "institution": "/i/%s/"}


def make(purpose: str, subject: int, link_version: int) -> str:
    """The token, in characters that an address may hold (RFC 3986 §2.3)."""
    return _signers[purpose].sign(f"{purpose}-{subject}-{link_version}")


def load(token: str, purpose: Purpose) -> Participant | None:
    """The participant the token stands for; None when it is forged, revoked, or made for another purpose."""
    found = _read(token, purpose)
    if found is None:
        return None
    people = Participant.objects.select_related("event", "organisation", "invited__organisation")
    return people.filter(pk=found[0], **{_link_versions[purpose]: found[1]}, erased__isnull=True).first()


def load_institution(token: str) -> InvitedOrganisation | None:
    """The invited institution the token stands for; None when it is forged, revoked, or made for another purpose."""
    found = _read(token, "institution")
    if found is None:
        return None
    rows = InvitedOrganisation.objects.select_related("event", "organisation", "delegation")
    return rows.filter(pk=found[0], link_version=found[1]).first()


def _read(token: str, purpose: str) -> tuple[int, int] | None:
    """Key and link_version that were signed for this purpose, or None."""
    if len(token) > 200 or not token.isascii():
        return None
    try:
        payload = _PAYLOAD.fullmatch(_signers[purpose].unsign(token))
    except signing.BadSignature:
        return None
    if payload is None or payload["purpose"] != purpose:
        return None
    return int(payload["subject"]), int(payload["link_version"])


def path(purpose: str, token: str) -> str:
    """The path of a token's page, or of its calendar."""
    return _paths[purpose] % token


def link(participant: Participant, purpose: Purpose = "my") -> str:
    """The absolute address of the participant's page or calendar, as it is valid now."""
    token = make(purpose, participant.pk, getattr(participant, _link_versions[purpose]))
    return f"{settings.BASE_URL}{path(purpose, token)}"


def institution_link(invited: InvitedOrganisation) -> str:
    """The absolute address of the institution's page, as it is valid now."""
    token = make("institution", invited.pk, invited.link_version)
    return f"{settings.BASE_URL}{path('institution', token)}"
