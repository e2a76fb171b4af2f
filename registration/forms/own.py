"""The forms of somebody known: what of them is fixed, what they have not said yet, and what they agree to."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from registration import invitations
from registration.forms.particulars import CONSENTS, ParticularsForm, said_by
from registration.invitations import Particulars
from registration.matching import same_name
from registration.models import Participant, State

ASK = _("To change this, ask the secretariat.")
CONFIRMED = ("name", "organisation", "country", "role")
"""What the place was given for."""
LATER = ("position", "sex")
"""What institutions name people without, beside the event's own questions."""


def fixed_for(participant: Participant, *, accepting: bool) -> tuple[str, ...]:
    """The fields that the person does not change themselves: who has an institution's place stays its, and whose name a
    place is given or promised to stays who they are. Who accepts under another name is proposed only.
    """
    if participant.state == State.CONFIRMED:
        return CONFIRMED
    name = ("name",) if not accepting and invitations.name_is_fixed(participant) else ()
    return (*name, "organisation") if participant.invited_id else name


class OwnForm(ParticularsForm):
    """Filled in with what is known of the participant; what is fixed is shown, and stays as the row has it."""

    accepting: ClassVar[bool] = True

    def __init__(self, *args: Any, participant: Participant, **kwargs: Any) -> None:
        self.participant = participant
        self.fixed = fixed_for(participant, accepting=self.accepting)
        super().__init__(*args, initial=said_by(participant), language=participant.language, **kwargs)
        for name in self.fixed:
            self.fields[name].disabled = True
            self.fields[name].help_text = self[name].help_text = ASK

    def clean(self) -> dict[str, Any]:
        """Pass over how staff wrote what is fixed, and refuse another word for it: the page was drawn before it was."""
        found = super().clean()
        for name in self.fixed:
            self.errors.pop(name, None)
            found[name] = self.initial[name]
            sent = self.data.get(name)
            if sent is not None and same_name(str(sent)) != same_name(str(self.initial[name])):
                self.add_error(name, ASK)
        return found

    @property
    def particulars(self) -> Particulars:
        """The particulars of a valid form; the rest as it is known."""
        return replace(super().particulars, **self._known(self.fixed))

    def _known(self, names: tuple[str, ...]) -> dict[str, Any]:
        return {name: getattr(self.participant, name) for name in names}

    @property
    def _role(self) -> str:
        return str(self.participant.role) if "role" in self.fixed else super()._role


class CorrectionForm(OwnForm):
    """The form in which a person corrects their particulars. It holds no consents, which are a form of their own.

    What was never said may stay unsaid: whoever was named by others corrects one thing without giving all the others.
    What was said may change, and not be taken away.
    """

    accepting = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in CONSENTS:
            del self.fields[name]
        names = [*LATER, *(self.asked.names if self.asked else ())]
        self.unsaid = [
            name for name in names if self.fields[name].required and self[name].initial in (None, "")
        ]
        for name in self.unsaid:
            field = self.fields[name]
            field.required = field.widget.is_required = False
            field.wanted = True  # type: ignore[attr-defined]  # the page does not call it optional

    def clean(self) -> dict[str, Any]:
        """The consents stay as they are."""
        return {**super().clean(), **self._known(CONSENTS)}

    @property
    def consents(self) -> list[forms.BoundField]:
        """They stand elsewhere."""
        return []

    @property
    def missing(self) -> list[forms.BoundField]:
        """The fields that the person has not answered yet."""
        role = str(self.participant.role)
        return [
            self[name]
            for name in self.unsaid
            if name in LATER or (self.asked is not None and self.asked.is_put(name, role))
        ]


class ConsentForm(forms.Form):
    """The consents of a participant, given or taken back."""

    consent_list = ParticularsForm.base_fields["consent_list"]
    consent_photos = ParticularsForm.base_fields["consent_photos"]

    clean_consent_list = ParticularsForm.clean_consent_list


def consent_form(participant: Participant, sent: Any = None) -> ConsentForm:
    """The form as the participant's row has it, or with what was sent."""
    return ConsentForm(sent, initial={name: getattr(participant, name) for name in CONSENTS})
