"""Signed links: purpose, person and generation. Nothing secret is stored; raising a person's generation revokes.

`my` is a participant's own page, `feed` their calendar: each has its salt and its generation, so that one neither opens
nor ends the other.
"""

from __future__ import annotations

import re
from typing import Literal

from django.conf import settings
from django.core import signing

from registration.models import Participant

Purpose = Literal["my", "feed"]
SHOWN = "•••"
"""What stands for a token wherever a link is kept or shown."""

_PAYLOAD = re.compile(r"(?P<purpose>[a-z]+)-(?P<person>[1-9][0-9]{0,17})-(?P<generation>0|[1-9][0-9]{0,8})")
_signer = signing.Signer(salt="registration.tokens", sep=".")
_feed_signer = signing.Signer(salt="registration.tokens.feed", sep=".")
_signers = {"my": _signer, "feed": _feed_signer}
_generations = {"my": "generation", "feed": "feed_generation"}


def make(purpose: Purpose, person: int, generation: int) -> str:
    """The token, in characters that an address may hold (RFC 3986 §2.3)."""
    return _signers[purpose].sign(f"{purpose}-{person}-{generation}")


def load(token: str, purpose: Purpose) -> Participant | None:
    """The participant the token stands for; None when it is forged, revoked, or made for another purpose."""
    if len(token) > 200 or not token.isascii():
        return None
    try:
        payload = _PAYLOAD.fullmatch(_signers[purpose].unsign(token))
    except signing.BadSignature:
        return None
    if payload is None or payload["purpose"] != purpose:
        return None
    people = Participant.objects.select_related("event", "organisation")
    generation = {_generations[purpose]: int(payload["generation"])}
    return people.filter(pk=int(payload["person"]), **generation).first()


def path(purpose: Purpose, token: str) -> str:
    """The path of a token's page, or of its calendar."""
    return f"/cal/{token}.ics" if purpose == "feed" else f"/{purpose}/{token}/"


def link(participant: Participant, purpose: Purpose = "my") -> str:
    """The absolute address of the participant's page or calendar, as it is valid now."""
    token = make(purpose, participant.pk, getattr(participant, _generations[purpose]))
    return f"{settings.BASE_URL}{path(purpose, token)}"
