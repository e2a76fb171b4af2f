"""Signed links: purpose, person and generation. Nothing secret is stored; raising a person's generation revokes."""

from __future__ import annotations

import re
from typing import Literal

from django.conf import settings
from django.core import signing

from registration.models import Participant

Purpose = Literal["my"]
SHOWN = "•••"
"""What stands for a token wherever a link is kept or shown."""

_PAYLOAD = re.compile(r"(?P<purpose>[a-z]+)-(?P<person>[1-9][0-9]{0,17})-(?P<generation>0|[1-9][0-9]{0,8})")
_signer = signing.Signer(salt="registration.tokens", sep=".")


def make(purpose: Purpose, person: int, generation: int) -> str:
    """The token, in characters that an address may hold (RFC 3986 §2.3)."""
    return _signer.sign(f"{purpose}-{person}-{generation}")


def load(token: str, purpose: Purpose) -> Participant | None:
    """The participant the token stands for; None when it is forged, revoked, or made for another purpose."""
    if len(token) > 200 or not token.isascii():
        return None
    try:
        payload = _PAYLOAD.fullmatch(_signer.unsign(token))
    except signing.BadSignature:
        return None
    if payload is None or payload["purpose"] != purpose:
        return None
    people = Participant.objects.select_related("event", "organisation")
    return people.filter(pk=int(payload["person"]), generation=int(payload["generation"])).first()


def path(purpose: Purpose, token: str) -> str:
    """The path of a token's page."""
    return f"/{purpose}/{token}/"


def link(participant: Participant, purpose: Purpose = "my") -> str:
    """The absolute address of the participant's page, as it is valid now."""
    return f"{settings.BASE_URL}{path(purpose, make(purpose, participant.pk, participant.generation))}"
