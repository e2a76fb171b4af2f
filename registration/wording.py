"""What people are told before they consent. A change of these texts needs a new `CONSENT_VERSION`."""

from django.utils.translation import gettext_lazy as _

CONSENT_VERSION = "2026-11"
"""Kept with each consent, so that it can be shown what was agreed to."""

PURPOSE = _(
    "The secretariat uses what you enter to organise this meeting: to confirm your place, to write to you about "
    "the programme, and to report who took part, by country, institution and sex, in figures without names."
)
RETENTION = _("You can see, correct or withdraw it at any time with the private link that we send you.")
LIST_CONSENT = _("Who may see your name, position, organisation and country in the list of participants?")
PHOTO_CONSENT = _("Photographs and recordings in which I can be recognised may be published.")
