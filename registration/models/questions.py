"""The event's own questions and what people answered; what speakers hand in."""

from __future__ import annotations

from typing import ClassVar

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from i18nfield.fields import I18nCharField, I18nTextField

from agenda.models import only, words
from registration.models.choices import MeetingRole, QuestionKind
from registration.models.files import StoredFile
from registration.models.people import Participant

KEY = RegexValidator(
    r"\A[a-z][a-z0-9-]{0,31}\Z", _("Use small letters, digits and hyphens, beginning with a letter.")
)


NOBODY = "nobody"
"""Beside the roles: a question that is no longer asked; its answers stay."""


class FormQuestion(models.Model):
    """A question of the event to its participants. `key` is its name in sheets, for ever.

    `options_text` has one option a line; an answer keeps the line in the event's language. `roles` says which people it is
    put (empty: to everybody; NOBODY: it is no longer asked).
    """

    event = models.ForeignKey("agenda.Event", on_delete=models.PROTECT, related_name="form_questions")
    key = models.CharField(max_length=32, validators=[KEY])
    kind = models.CharField(max_length=8, choices=QuestionKind.choices, default=QuestionKind.TEXT)
    label_text = I18nCharField(_("question"), max_length=300)
    help_text = I18nCharField(_("explanation"), max_length=300, blank=True)
    options_text = I18nTextField(_("options"), blank=True, help_text=_("One a line, for a choice."))
    required = models.BooleanField(_("has to be answered"), default=False)
    roles = models.JSONField(_("put to"), default=list, blank=True)
    rank = models.PositiveIntegerField(_("order"), default=0)

    class Meta:
        """In the order given; each key once."""

        ordering: ClassVar[list[str]] = ["rank", "pk"]
        verbose_name = _("question to participants")
        verbose_name_plural = _("questions to participants")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["event", "key"], name="form_question_key_once"),
            only("kind", QuestionKind.values, "form_question_kind_known"),
        ]

    def __str__(self) -> str:
        """The question."""
        return words(self.label_text)

    def label(self, language: str) -> str:
        """The question in `language`, else in its first."""
        return words(self.label_text, language)

    def help(self, language: str) -> str:
        """The explanation in `language`, else in its first."""
        return words(self.help_text, language)

    def options(self, language: str) -> list[tuple[str, str]]:
        """The stored key of each option, and its words in `language`."""
        kept = _lines(words(self.options_text, self.event.language))
        shown = _lines(words(self.options_text, language))
        return (
            list(zip(kept, shown, strict=True)) if len(shown) == len(kept) else [(one, one) for one in kept]
        )

    @property
    def is_asked(self) -> bool:
        """Whether it is put to anybody at all."""
        return not self.roles or any(role in MeetingRole.values for role in self.roles)

    def is_put_to(self, role: str) -> bool:
        """Whether somebody who comes as `role` (a `MeetingRole`) is asked."""
        return not self.roles or (role in self.roles and role in MeetingRole.values)


class GivenAnswer(models.Model):
    """The answer of a participant: a value of JSON (text, list, true or false, ISO date), or a file."""

    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="given_answers")
    question = models.ForeignKey(FormQuestion, on_delete=models.CASCADE, related_name="answers")
    value = models.JSONField(null=True, blank=True)
    file = models.ForeignKey(StoredFile, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        """One for a participant and a question."""

        ordering: ClassVar[list[str]] = ["participant", "question__rank"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["participant", "question"], name="given_answer_once"),
        ]

    def __str__(self) -> str:
        """Whose answer to what, by numbers: answers stand in no log."""
        return f"answer {self.pk}"


class SpeakerProfile(models.Model):
    """The profile that a speaker hands in, and when they said that they come."""

    participant = models.OneToOneField(Participant, on_delete=models.CASCADE, related_name="speaker_profile")
    confirmed = models.DateTimeField(null=True, blank=True)
    biography = models.TextField(blank=True)
    photo = models.ForeignKey(StoredFile, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    def __str__(self) -> str:
        """Whose."""
        return str(self.participant)


class SlideDeck(models.Model):
    """Slides of a speaker for a session (its identifier in the programme)."""

    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="slide_decks")
    session = models.CharField(max_length=64)
    file = models.ForeignKey(StoredFile, on_delete=models.CASCADE, related_name="+")
    created = models.DateTimeField(_("handed in"))

    class Meta:
        """The latest first."""

        ordering: ClassVar[list[str]] = ["session", "-created", "-pk"]

    def __str__(self) -> str:
        """Which session."""
        return self.session


def _lines(text: str) -> list[str]:
    return [" ".join(line.split()) for line in text.splitlines() if line.strip()]
