"""The event's own questions as they stand on a person's form: who is asked which, and what was answered before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from agenda.models import Event
from registration.models import FormQuestion, GivenAnswer, MeetingRole, Participant
from registration.questions.fields import PREFIX, fields_for


@dataclass(frozen=True)
class QuestionsAsked:
    """The questions of an event in their order. `given`: what the person answered before, by key."""

    questions: Sequence[FormQuestion]
    language: str
    given: Mapping[str, Any]

    @property
    def names(self) -> list[str]:
        """The names of their fields."""
        return [PREFIX + one.key for one in self.questions]

    def is_put(self, name: str, role: str) -> bool:
        """Whether the question of this field is put to somebody who comes as `role`."""
        return any(PREFIX + one.key == name and one.is_put_to(role) for one in self.questions)

    def fields(self, role: str) -> dict[str, forms.Field]:
        """A field for each. Those for others than `role` say which role they are for: without a script a page cannot follow the
        choice of the role. The form passes over what is said there, and over what is not.
        """
        made = fields_for(self.questions, self.language, self.given)
        for one in self.questions:
            if not one.is_put_to(role):
                field = made[PREFIX + one.key]
                words = {"roles": _roles(one), "question": field.label}
                field.label = _("If you take part as %(roles)s: %(question)s") % words
        return made


def asked_at(event: Event, language: str, participant: Participant | None = None) -> QuestionsAsked:
    """The event's questions, in `language` where they are written in it. One query, and one for answers before."""
    questions = [one for one in FormQuestion.objects.filter(event=event) if one.is_asked]
    for one in questions:
        one.event = event  # its language says how options are kept
    return QuestionsAsked(questions, language, given_by(participant) if participant and questions else {})


def given_by(participant: Participant) -> dict[str, Any]:
    """The answers of the person, by key; a file as its row. One query."""
    rows = GivenAnswer.objects.filter(participant=participant).select_related("question", "file")
    return {one.question.key: one.file or one.value for one in rows}


def _roles(question: FormQuestion) -> str:
    return ", ".join(str(MeetingRole(role).label) for role in question.roles if role in MeetingRole.values)
