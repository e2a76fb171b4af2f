"""The texts that people read before they consent. A change of these texts needs a new `CONSENT_VERSION`, and a line in `READ`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

CONSENT_VERSION = "2026-11"
"""Kept with each consent, so that it can be shown what was agreed to."""

PURPOSE = _(
    "The secretariat uses what you enter to organise this meeting: to confirm your place, to write to you about "
    "the programme, and to report who took part, by country, institution and sex, in figures without names."
)
RETENTION = _("You can see, correct or withdraw it at any time with the private link that we send you.")

READ: Mapping[str, Mapping[str, _StrPromise]] = {
    "2026-11": {
        "list": _("Who may see your name, position, organisation and country in the list of participants?"),
        "photos": _("Photographs and recordings in which I can be recognised may be published."),
    },
}
"""The texts by version and by what they are about (a `states.ConsentAbout`). Versions are added, never changed."""

LIST_CONSENT = READ[CONSENT_VERSION]["list"]
PHOTO_CONSENT = READ[CONSENT_VERSION]["photos"]


def text_read(version: str, about: str) -> str:
    """The text that somebody read who consented under `version`; of a version that staff made, its label only."""
    text = READ.get(version, {}).get(about)
    return version if text is None else str(text)
