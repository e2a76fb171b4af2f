"""The web forms of participants, focal points, and speakers."""

from registration.forms.institution import (
    MOST_ROWS,
    DeclineForm,
    LinkForm,
    NameForm,
    blank_rows,
    replacement,
    sent_rows,
)
from registration.forms.own import ConsentForm, CorrectionForm, OwnForm, consent_form
from registration.forms.particulars import HONORIFICS, ParticularsForm, RegistrationForm, country_choices
from registration.forms.speaker import BiographyForm, PhotoForm, SlidesForm

__all__ = [
    "HONORIFICS",
    "MOST_ROWS",
    "BiographyForm",
    "ConsentForm",
    "CorrectionForm",
    "DeclineForm",
    "LinkForm",
    "NameForm",
    "OwnForm",
    "ParticularsForm",
    "PhotoForm",
    "RegistrationForm",
    "SlidesForm",
    "blank_rows",
    "consent_form",
    "country_choices",
    "replacement",
    "sent_rows",
]
