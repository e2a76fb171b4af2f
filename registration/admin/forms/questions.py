"""Questions to participants, by event: written in its languages, put to all or to some, in the order given."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from i18nfield.fields import I18nCharField, I18nTextField

from agenda.admin.desk import (
    PermittedEvents,
    StaleFormGuard,
    TextsField,
    TextsForm,
    ask_for_rank,
    languages_of,
    next_rank,
)
from agenda.models import Event, words
from agenda.programme import ascii_slug
from registration.admin.desk import ChosenEventAdmin
from registration.models import NOBODY, FormQuestion, MeetingRole, QuestionKind

LONGEST_KEY, LONGEST_OPTION = 32, 200
CHOOSES = (QuestionKind.CHOICE, QuestionKind.SEVERAL)


class QuestionForm(TextsForm):
    """A question. Its key is made of its text where none is given, and is free in the event."""

    event: ClassVar[Event]

    roles = forms.MultipleChoiceField(
        label=_("Put to"),
        choices=[*MeetingRole.choices, (NOBODY, _("nobody: it is no longer asked, and its answers stay"))],
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Nothing chosen: to everybody."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance._state.adding:
            self.instance.event = self.event
        if "rank" in self.fields:
            ask_for_rank(self)
        if "key" in self.fields:
            self.fields["key"].required = False
            self.fields["key"].help_text = gettext(
                "Its name in sheets, which never changes once it is answered. Empty: made of the question."
            )

    def clean_roles(self) -> list[str]:
        """Nobody, or roles."""
        roles: list[str] = self.cleaned_data["roles"]
        if NOBODY in roles and len(roles) > 1:
            raise ValidationError(_("Choose either roles or nobody."), code="both")
        return roles

    def clean(self) -> dict[str, Any]:
        """Refuse a choice without options; fill in what was left empty."""
        super().clean()
        found = self.cleaned_data
        kind = found.get("kind") or self.instance.kind
        if kind in CHOOSES and "options_text" in found:
            self._check_options(found["options_text"])
        rows = FormQuestion.objects.filter(event=self.event).exclude(pk=self.instance.pk)
        if "key" in self.fields and "key" not in self.errors:
            self._settle_key(rows)
        if "rank" in self.fields and found.get("rank") is None:
            found["rank"] = next_rank(rows)
        return found

    def _check_options(self, text: Any) -> None:
        own = _options(words(text, self.event.language))
        if len(own) < 2:
            self.add_error("options_text", gettext("Write at least two options, one a line."))
        elif len(set(own)) < len(own):
            self.add_error(
                "options_text", gettext("An option stands here twice. Each needs words of its own.")
            )
        elif any(len(one) > LONGEST_OPTION for one in own):
            sentence = gettext("An option is too long. Write at most %(most)d characters a line.")
            self.add_error("options_text", sentence % {"most": LONGEST_OPTION})
        for language in languages_of(self.event):
            if len(_options(words(text, language))) != len(own):
                sentence = gettext("There must be as many lines in each language, in the same order.")
                self.add_error("options_text", sentence)
                break

    def _settle_key(self, rows: QuerySet[FormQuestion]) -> None:
        taken, given = set(rows.values_list("key", flat=True)), self.cleaned_data.get("key")
        if not given:
            self.cleaned_data["key"] = _key(
                words(self.cleaned_data.get("label_text", ""), self.event.language), taken
            )
        elif given in taken:
            self.add_error("key", gettext("Another question of the event has this key. Choose another."))


@admin.register(FormQuestion)
class FormQuestionAdmin(StaleFormGuard, ChosenEventAdmin[FormQuestion]):
    """The event's own questions. They are kept by whoever keeps its participants."""

    lists_moments = False
    form = QuestionForm
    list_display = ["question", "kind", "for_whom", "required", "answered", "event"]
    list_filter: ClassVar[Any] = [("event", PermittedEvents), "kind"]
    list_select_related: ClassVar[Any] = ["event"]
    ordering = ["event", "rank", "pk"]
    fields = [
        "event_name",
        "label_text",
        "help_text",
        "kind",
        "options_text",
        "required",
        "roles",
        "key",
        "rank",
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[FormQuestion]:
        """With the number of answers."""
        return super().get_queryset(request).select_related("event").annotate(given=Count("answers"))

    def get_readonly_fields(self, request: HttpRequest, obj: FormQuestion | None = None) -> list[str]:
        """The fields that answers depend on: the key and the kind of a question that was answered."""
        return ["event_name", *(["kind", "key"] if obj is not None and obj.answers.exists() else [])]

    def formfield_for_dbfield(
        self, db_field: models.Field[Any, Any], request: HttpRequest, **kwargs: Any
    ) -> Any:
        """Texts in the languages of the event."""
        if isinstance(db_field, I18nCharField | I18nTextField):
            return TextsField(
                label=capfirst(db_field.verbose_name),
                help_text=db_field.help_text,
                required=not db_field.blank,
                single_line=isinstance(db_field, I18nCharField),
            )
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def get_form(
        self, request: HttpRequest, obj: FormQuestion | None = None, change: bool = False, **kwargs: Any
    ) -> Any:
        """Told also of the event's languages."""
        form: Any = super().get_form(request, obj, change=change, **kwargs)
        form.written_in = languages_of(form.event)
        return form

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """The questions; or those that somebody answered, which stay."""
        rows = list(objs)
        answered = FormQuestion.objects.filter(
            pk__in=[one.pk for one in rows], answers__isnull=False
        ).distinct()
        if answered:
            text = gettext(
                "“%s” has answers, and stays. To ask it no longer, put it to nobody; its answers are kept."
            )
            return [], {}, set(), [text % one for one in answered]
        return [str(one) for one in rows], {self.opts.verbose_name_plural: len(rows)}, set(), []

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[FormQuestion]) -> None:
        """Those that nobody has answered meanwhile."""
        queryset.model.objects.filter(
            pk__in=list(queryset.values_list("pk", flat=True)), answers=None
        ).delete()

    def delete_model(self, request: HttpRequest, obj: FormQuestion) -> None:
        """Unless somebody has answered it meanwhile."""
        FormQuestion.objects.filter(pk=obj.pk, answers=None).delete()

    @admin.display(description=_("question"), ordering="rank")
    def question(self, question: FormQuestion) -> str:
        """Its words in the event's language."""
        return question.label(question.event.language)

    @admin.display(description=_("put to"))
    def for_whom(self, question: FormQuestion) -> str:
        """The roles, everybody, or nobody any more."""
        if not question.is_asked:
            return gettext("nobody any more")
        labels = [str(MeetingRole(role).label) for role in question.roles if role in MeetingRole.values]
        return ", ".join(labels) or gettext("everybody")

    @admin.display(description=_("answers"), ordering="given")
    def answered(self, question: Any) -> int:
        """The number of people who answered it."""
        return int(question.given)


def _options(text: str) -> list[str]:
    return [" ".join(line.split()) for line in text.splitlines() if line.strip()]


def _key(label: str, taken: set[str]) -> str:
    """A key made of the question's words: small letters, digits and hyphens, beginning with a letter."""
    wanted = ascii_slug(label)
    if not wanted[:1].isalpha():
        wanted = f"question-{wanted}".strip("-")
    key, number = wanted[:LONGEST_KEY].strip("-"), 1
    while key in taken:
        number += 1
        ending = f"-{number}"
        key = wanted[: LONGEST_KEY - len(ending)].strip("-") + ending
    return key
