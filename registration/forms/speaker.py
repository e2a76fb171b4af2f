"""Forms of the speaker's desk: a biography, a photo, the slides of a session."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from agenda.files import PHOTO, SLIDES, Checked, UploadPolicy, checked
from agenda.programme import faults_in
from registration.questions import TextAnswer

LONGEST_BIOGRAPHY = 3000
_HTML = re.compile(r"line \d+: HTML '(?P<html><(?P<name>/?[A-Za-z][A-Za-z0-9-]*)?)", re.DOTALL)
"""What `faults_in` says of HTML, with its first tag."""


class BiographyForm(forms.Form):
    """The speaker's biography, in CommonMark without HTML."""

    biography = TextAnswer(
        label=_("Biography"),
        max_length=LONGEST_BIOGRAPHY,
        required=False,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=_(
            "At most 3000 characters. Plain text; **bold**, lists and links may be written in CommonMark."
        ),
        error_messages={
            "max_length": _("Write at most %(limit_value)d characters; these are %(show_value)d.")
        },
    )

    def clean_biography(self) -> str:
        """Refuse what a CommonMark text of ours may not hold: HTML in one sentence, each link with its line."""
        text: str = self.cleaned_data["biography"]
        faults = faults_in(text)
        sentences = [fault for fault in faults if not _HTML.match(fault)]
        if tags := [found for fault in faults if (found := _HTML.match(fault))]:
            sentences.insert(
                0, gettext("Write plain text; HTML such as %(tag)s is not taken.") % {"tag": _tag(tags[0])}
            )
        if sentences:
            raise ValidationError([ValidationError(one, code="commonmark") for one in sentences])
        return text


class HandedInField(forms.FileField):
    """A file of a kind, looked at before it is kept."""

    def __init__(self, kind: UploadPolicy, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.kind = kind
        self.widget.attrs["accept"] = kind.accept

    def clean(self, data: Any, initial: Any = None) -> Checked:
        """The file, fit to be kept. Raises ValidationError."""
        if not isinstance(data, UploadedFile):
            raise ValidationError(_("Please choose a file."), code="required")
        return checked(data, self.kind)


class PhotoForm(forms.Form):
    """A photo."""

    photo = HandedInField(PHOTO, label=_("Photo"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["photo"].help_text = PHOTO.accepted


class SlidesForm(forms.Form):
    """A version of the slides of a session; `prefix` is the session's identifier."""

    slides = HandedInField(SLIDES, label=_("Slides"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["slides"].help_text = SLIDES.accepted


def _tag(found: re.Match[str]) -> str:
    """The first tag without its attributes; of a comment and the like what it begins with."""
    return f"<{found['name']}>" if found["name"] else "<!-- -->"
