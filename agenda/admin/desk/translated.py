"""Texts in several languages as form fields: one input a language of the event, nothing stored is ever lost.

A text is always kept as a mapping from language code to string, for a bare string that looks like JSON ("12",
"null") would be read as JSON.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.contrib.admin.options import BaseModelAdmin
from django.contrib.admin.widgets import AdminTextareaWidget, AdminTextInputWidget
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _
from i18nfield.fields import I18nTextField
from i18nfield.strings import LazyI18nString

from agenda.models import Event, strings_of
from agenda.programme import faults_in

LONGEST = 20_000
"""Characters of one string: as many as an import takes."""

SEVERAL_LINES = frozenset({"body", "summary", "question"})
COMMONMARK = frozenset({"body", "summary"})


def languages_of(event: Event | None) -> tuple[str, ...]:
    """The languages that texts of the event are written in, its own first where none are listed."""
    return tuple(event.languages) or (event.language,) if event else ("en",)


def language_name(code: str) -> str:
    """`Français (fr)`, or the code where Django does not know the language."""
    try:
        return f"{capfirst(get_language_info(code)['name_local'])} ({code})"
    except KeyError:
        return code


def tidy(string: str) -> str:
    """The string as it is compared and kept: line ends LF, no space around it."""
    return string.replace("\r\n", "\n").replace("\r", "\n").strip()


class TextsWidget(forms.Widget):
    """An input for each language; with one language a plain input under the field's own name."""

    def __init__(self, *, single_line: bool = True, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)
        self.single_line = single_line
        self.languages: tuple[str, ...] = ("en",)
        self.elsewhere: dict[str, str] = {}

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> dict[str, str | None]:
        """The string given in each language; None where the form did not ask for it."""
        first = self.languages[0]
        return {
            language: data.get(f"{name}_{language}", data.get(name) if language == first else None)
            for language in self.languages
        }

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        """Whether the form did not ask for the text in any language."""
        return not any(self.value_from_datadict(data, files, name).values())

    def id_for_label(self, id_: str) -> str:
        """The one input; several have labels of their own."""
        return id_ if len(self.languages) == 1 else ""

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None
    ) -> SafeString:
        """The inputs, and what is kept in languages the event no longer lists."""
        strings = value if isinstance(value, dict) else strings_of(value, self.languages[0])
        rows = [self._input(name, code, strings.get(code) or "", attrs or {}) for code in self.languages]
        kept = [
            (format_html('<p class="kept" lang="{}">{}: {}</p>', code, language_name(code), string),)
            for code, string in self.elsewhere.items()
        ]
        return format_html(
            '<div class="texts">{}{}</div>',
            format_html_join("", "{}", ((row,) for row in rows)),
            format_html_join("", "{}", kept),
        )

    def _input(self, name: str, code: str, string: str, attrs: dict[str, Any]) -> SafeString:
        several = len(self.languages) > 1
        ending = f"_{code}" if several else ""
        right_to_left = code.partition("-")[0] in settings.LANGUAGES_BIDI
        attrs = {**self.attrs, **attrs, "lang": code, "dir": "rtl" if right_to_left else "ltr"}
        if "id" in attrs:
            attrs["id"] += ending
        # a browser drops line ends in a single-line input: a text that has some is never shown in one
        one_line = self.single_line and "\n" not in string.strip()
        widget: forms.Widget = AdminTextInputWidget() if one_line else AdminTextareaWidget()
        attrs |= {} if one_line else {"rows": 2 if self.single_line else attrs.get("rows", 6)}
        drawn = widget.render(f"{name}{ending}", string, attrs)
        if not several:
            return drawn
        return format_html(
            '<div class="text"><label for="{}">{}</label>{}</div>',
            attrs.get("id", ""),
            language_name(code),
            drawn,
        )


class TextsField(forms.Field):
    """A text in the languages that `show` names. Cleans to a LazyI18nString of a mapping."""

    widget: TextsWidget

    def __init__(self, *, single_line: bool = True, commonmark: bool = False, **kwargs: Any) -> None:
        super().__init__(widget=TextsWidget(single_line=single_line), **kwargs)
        self.commonmark = commonmark
        self.stored: dict[str, str] = {}

    def show(self, languages: tuple[str, ...], stored: Any) -> None:
        """Ask for the text in `languages`; keep what is `stored` in others."""
        self.stored = strings_of(stored, languages[0])
        self.widget.languages = languages
        self.widget.elsewhere = {code: one for code, one in self.stored.items() if code not in languages}

    def clean(self, value: Any) -> LazyI18nString:
        """The stored strings with those given in their place. A string given unchanged stays to the byte."""
        merged = dict(self.stored)
        for code, string in (value or {}).items():
            if string is not None and tidy(string) != tidy(self.stored.get(code, "")):
                merged[code] = self._checked(tidy(string))
        merged = {code: string for code, string in merged.items() if string}
        if self.required and not merged:
            raise ValidationError(self.error_messages["required"], code="required")
        return LazyI18nString(merged)

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether a string given differs from the one before."""
        before = strings_of(initial, self.widget.languages[0])
        return any(
            string is not None and tidy(string) != tidy(before.get(code, ""))
            for code, string in (data or {}).items()
        )

    def _checked(self, string: str) -> str:
        if len(string) > LONGEST:
            raise ValidationError(_("Write at most %(longest)s characters."), params={"longest": LONGEST})
        if any(unicodedata.category(one) in ("Cc", "Cs") and one not in "\n\t" for one in string):
            raise ValidationError(_("The text holds control characters that cannot be shown. Remove them."))
        if self.commonmark and (faults := faults_in(string)):
            raise ValidationError(list(faults))
        return string


class TextsForm(forms.ModelForm[Any]):
    """A form whose texts are asked for in `written_in`, which the page sets on the form class it has just made."""

    written_in: ClassVar[tuple[str, ...]] = ("en",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            if isinstance(field, TextsField):
                field.show(self.written_in, getattr(self.instance, name))


class TextsAdmin(BaseModelAdmin[Any]):
    """Pages and inlines that ask for texts with `TextsField`."""

    def formfield_for_dbfield(
        self, db_field: models.Field[Any, Any], request: HttpRequest, **kwargs: Any
    ) -> Any:
        """A `TextsField` for texts; a plain choice, without links to pop-ups, for rows of other lists."""
        if isinstance(db_field, I18nTextField):
            return TextsField(
                label=capfirst(db_field.verbose_name),
                help_text=db_field.help_text
                or (
                    _("Formatting: **bold**, *italic*, [words](https://address), lists with “- ”.")
                    if db_field.name in COMMONMARK
                    else ""
                ),
                required=not db_field.blank,
                single_line=db_field.name not in SEVERAL_LINES,
                commonmark=db_field.name in COMMONMARK,
            )
        if isinstance(db_field, models.ForeignKey):
            return self.formfield_for_foreignkey(db_field, request, **kwargs)
        return super().formfield_for_dbfield(db_field, request, **kwargs)
