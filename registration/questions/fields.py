"""An event's own questions as fields of a form, and their answers as values, as words, and as cells of a sheet."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Protocol

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.forms.widgets import FILE_INPUT_CONTRADICTION
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from agenda.files import ANSWER, Checked, checked
from agenda.programme import date_words
from registration.fields import refuse_unprintable

PREFIX = "question_"
LONGEST_TEXT = 1000
YES, NO = "yes", "no"
EARLIEST, LATEST = date(1900, 1, 1), date(2100, 12, 31)
"""Dates outside are slips of the hand; spreadsheets cannot hold those before 1900."""
_ISO_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_LINE_END = re.compile("\r\n?|[\u2028\u2029]")
_BETWEEN = "; "

Answer = str | list[str] | bool | Checked | Any
"""A value of JSON, a file just handed in, or the file given before as the caller described it."""


class Asked(Protocol):
    """A question of an event. `kind`: text, choice, several, yes-no, date or file."""

    @property
    def key(self) -> str:
        """Its name in sheets."""

    @property
    def kind(self) -> str:
        """The kind of answer that it wants."""

    @property
    def required(self) -> bool:
        """Whether it has to be answered."""

    def label(self, language: str) -> str:
        """The question."""

    def help(self, language: str) -> str:
        """The explanation, or nothing."""

    def options(self, language: str) -> list[tuple[str, str]]:
        """The stored key of each option, and its words."""


class TextAnswer(forms.CharField):
    """Some lines of text in NFC, with nothing that cannot be printed."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> str:
        """The text, its line ends and tabs made plain, as many characters as a browser counts."""
        text = unicodedata.normalize("NFC", super().to_python(value) or "")
        return _LINE_END.sub("\n", text).replace("\t", " ")

    def validate(self, value: Any) -> None:
        """Raises ValidationError for control characters and marks that turn the direction of text."""
        super().validate(value)
        try:
            for line in value.split("\n"):
                refuse_unprintable(line)
        except ValidationError as wrong:
            if wrong.code == "unprintable":
                raise ValidationError(
                    _("Use letters, digits and punctuation only."), code="unprintable"
                ) from None
            raise


class DayAnswer(forms.Field):
    """A date of the calendar, as ISO 8601 writes it and `<input type="date">` sends it; no zone, no hour."""

    widget = forms.DateInput

    def to_python(self, value: Any) -> date | None:
        """Raises ValidationError for any other spelling, a day that no month has, and a year out of reach."""
        if value in self.empty_values:
            return None
        written = str(value).strip()
        try:
            day = date.fromisoformat(written) if _ISO_DATE.fullmatch(written) else None
        except ValueError:
            day = None
        if day is None:
            raise ValidationError(
                _("Give the date as year-month-day, for example 2026-05-31."), code="invalid"
            )
        if not EARLIEST <= day <= LATEST:
            raise ValidationError(_("Give a date between the years 1900 and 2100."), code="invalid")
        return day


class YesNoAnswer(forms.TypedChoiceField):
    """Two buttons, so that “no” is an answer too; True, False, or None where nothing was said."""

    widget = forms.RadioSelect

    def __init__(self, **kwargs: Any) -> None:
        choices = [(YES, _("Yes")), (NO, _("No"))]
        super().__init__(choices=choices, coerce=YES.__eq__, empty_value=None, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        """The button of a stored answer."""
        return {True: YES, False: NO}.get(value, value) if isinstance(value, bool) else value


class KeptFileInput(forms.ClearableFileInput):
    """A file input that names the file already given (no address: a view answers it) and offers to remove it."""

    template_name = "django/forms/widgets/file.html"

    def is_initial(self, value: Any) -> bool:
        """Whether it is a file given before."""
        return bool(value) and not isinstance(value, UploadedFile)

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """The file given before, if any, above the input."""
        box = super().render(name, None, attrs, renderer)
        if not self.is_initial(value):
            return box
        kept = format_html(
            '<p class="kept-file">{} <bdi>{}</bdi></p>', gettext("Already here:"), name_of(value)
        )
        if self.is_required:
            return kept + box
        tick = self.clear_checkbox_name(name)
        remove = format_html(
            '<p class="kept-file-remove"><input type="checkbox" name="{}" id="{}"{}> <label for="{}">{}</label></p>',
            tick,
            self.clear_checkbox_id(tick),
            SafeString(" checked") if self.checked else "",
            self.clear_checkbox_id(tick),
            gettext("Remove this file"),
        )
        return kept + remove + box


class FileAnswer(forms.FileField):
    """A file as `registration.files` takes it; the one given before stays unless it is replaced or removed."""

    widget = KeptFileInput

    def clean(self, data: Any, initial: Any = None) -> Any:
        """A Checked for a new file, `initial` for the old, None for none. Raises ValidationError."""
        if data is FILE_INPUT_CONTRADICTION:
            raise ValidationError(
                _("Either choose another file or remove the one that is here, not both."),
                code="contradiction",
            )
        if data is False and not self.required:
            return None
        if isinstance(data, UploadedFile):
            return checked(data, ANSWER)
        if self.required and not initial:
            raise ValidationError(self.error_messages["required"], code="required")
        return initial or None

    def bound_data(self, data: Any, initial: Any) -> Any:
        """The value shown after an error: browsers send no file twice."""
        return initial


def fields_for(asked: Sequence[Asked], language: str, given: Mapping[str, Any]) -> dict[str, forms.Field]:
    """A field `question_<key>` for each question, in order. `given`: what was answered before, by key, as `answers_of`
    has it; for a file anything with a `name`. Labels and explanations are in `language`.
    """
    return {PREFIX + one.key: _field(one, language, given.get(one.key)) for one in asked}


def _field(one: Asked, language: str, given: Any) -> forms.Field:
    help_text = conditional_escape(one.help(language))  # Django's own templates print it as it is
    field = _KINDS[one.kind](
        one.options(language) if one.kind in ("choice", "several") else [],
        {"label": one.label(language), "help_text": help_text, "required": one.required, "initial": given},
    )
    field.error_messages["required"] = gettext("Please fill this in.")
    return field


def _text(_options: list[tuple[str, str]], said: dict[str, Any]) -> forms.Field:
    too_long = {"max_length": _("Write at most %(limit_value)d characters; these are %(show_value)d.")}
    box = forms.Textarea(attrs={"rows": 3})
    return TextAnswer(max_length=LONGEST_TEXT, widget=box, error_messages=too_long, **said)


def _choice(options: list[tuple[str, str]], said: dict[str, Any]) -> forms.Field:
    choices = [("", gettext("Please choose")), *options]
    return forms.ChoiceField(choices=choices, error_messages={"invalid_choice": _NOT_LISTED}, **said)


def _several(options: list[tuple[str, str]], said: dict[str, Any]) -> forms.Field:
    wrong = {"invalid_choice": _NOT_LISTED, "invalid_list": _NOT_LISTED}
    boxes = forms.CheckboxSelectMultiple
    return forms.MultipleChoiceField(choices=options, widget=boxes, error_messages=wrong, **said)


def _yes_no(_options: list[tuple[str, str]], said: dict[str, Any]) -> forms.Field:
    return YesNoAnswer(error_messages={"invalid_choice": _("Choose yes or no.")}, **said)


def _date(_options: list[tuple[str, str]], said: dict[str, Any]) -> forms.Field:
    reach = {"type": "date", "min": EARLIEST.isoformat(), "max": LATEST.isoformat()}
    return DayAnswer(widget=forms.DateInput(format="%Y-%m-%d", attrs=reach), **said)


def _file(_options: list[tuple[str, str]], said: dict[str, Any]) -> forms.Field:
    helped = {**said, "help_text": format_html("{} {}", said["help_text"], ANSWER.accepted).strip()}
    return FileAnswer(widget=KeptFileInput(attrs={"accept": ANSWER.accept}), **helped)


_NOT_LISTED = _("Choose from the list.")
_KINDS: dict[str, Callable[[list[tuple[str, str]], dict[str, Any]], forms.Field]] = {
    "text": _text,
    "choice": _choice,
    "several": _several,
    "yes-no": _yes_no,
    "date": _date,
    "file": _file,
}


def answers_of(cleaned: Mapping[str, Any]) -> dict[str, Answer | None]:
    """The answers in a form's `cleaned_data`, by key, other fields left out: text, list, True or False, an ISO date, a
    Checked for a new file, what `fields_for` was given for a file that stays. None: nothing said, or the file removed.
    """
    return {
        name.removeprefix(PREFIX): _kept(value) for name, value in cleaned.items() if name.startswith(PREFIX)
    }


def _kept(value: Any) -> Answer | None:
    if isinstance(value, date):
        return value.isoformat()
    return None if value in ("", []) else value


def words_of(kind: str, value: Any, options: Iterable[tuple[str, str]], language: str) -> str:
    """An answer as people read it, in `language`; an option that is no longer offered as it was kept."""
    if value is None:
        return ""
    words = dict(options)
    match kind:
        case "choice":
            return words.get(value, str(value))
        case "several":
            return _BETWEEN.join(words.get(one, str(one)) for one in value)
        case "yes-no":
            with override(language):
                return gettext("Yes") if value else gettext("No")
        case "date":
            return date_words(date.fromisoformat(value), language)
        case "file":
            return name_of(value)
    return str(value)


def cell_of(kind: str, value: Any) -> str | date | int | bool | None:
    """An answer as a cell of its own type: a date stays a date, yes and no are True and False, a file is its name.

    Text is as it was written: whoever writes the sheet sees to it that none is taken for a formula.
    """
    if value is None:
        return None
    match kind:
        case "several":
            return _BETWEEN.join(str(one) for one in value)
        case "yes-no":
            return bool(value)
        case "date":
            return date.fromisoformat(value)
        case "file":
            return name_of(value)
    return str(value)


def name_of(file: Any) -> str:
    """The name that the owner gave a file: its `name`, or the text itself."""
    return str(getattr(file, "name", file))
