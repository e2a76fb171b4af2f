"""Forms of the speaker's desk: what is taken, and what is said of what is not."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from agenda.files.storage import Checked
from registration.forms.speaker import BiographyForm, PhotoForm, SlidesForm
from tests.registration import handed_in


def faults(form) -> dict[str, list[str]]:
    return {name: list(errors) for name, errors in form.errors.items()}


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("", ""),
        ("  \r\n ", ""),
        (
            "Born in **Huế**.\r\n\r\n- an [economist](https://x.example)",
            "Born in **Huế**.\n\n- an [economist](https://x.example)",
        ),
        ("အောင်", "အောင်"),
        ("x" * 3000, "x" * 3000),
    ],
)
def test_a_biography_is_kept_as_commonmark(said: str, kept: str) -> None:
    form = BiographyForm({"biography": said})
    assert (faults(form), form.cleaned_data) == ({}, {"biography": kept})


@pytest.mark.parametrize(
    ("said", "fault"),
    [
        ("x" * 3001, "Write at most 3000 characters; these are 3001."),
        ("a\x07b", "Use letters, digits and punctuation only."),
        ("a\n\n<b>b</b>", "Write plain text; HTML such as <b> is not taken."),
        (
            "<script src=x>a()</script>\n\n<i>b</i> <br/>",
            "Write plain text; HTML such as <script> is not taken.",
        ),
        ("a <!-- b -->", "Write plain text; HTML such as <!-- --> is not taken."),
        (
            "[a](javascript:b)",
            "line 1: link to 'javascript:b' is not taken; use http, https or mailto",
        ),
    ],
)
def test_what_a_biography_may_not_hold_is_said(said: str, fault: str) -> None:
    assert faults(BiographyForm({"biography": said})) == {"biography": [fault]}


def test_a_photo_is_painted_anew() -> None:
    upload = handed_in.upload("me.png", handed_in.picture("PNG"))
    form = PhotoForm({}, {"photo": upload})
    assert faults(form) == {}
    found = form.cleaned_data["photo"]
    assert isinstance(found, Checked)
    assert (found.name, found.media_type) == ("me.png", "image/png")


@pytest.mark.parametrize("files", [{}, {"photo": "text"}])
def test_nothing_chosen(files) -> None:
    assert faults(PhotoForm({}, files)) == {"photo": ["Please choose a file."]}
    assert faults(SlidesForm({}, files, prefix="s1")) == {"slides": ["Please choose a file."]}


def test_another_kind_of_file_is_refused_with_what_is_taken() -> None:
    form = SlidesForm({}, {"s1-slides": SimpleUploadedFile("talk.exe", b"MZ")}, prefix="s1")
    assert faults(form) == {
        "slides": [
            "Files of this kind are not accepted. Accepted: PDF, PowerPoint (.pptx) or OpenDocument (.odp), "
            "at most 30 MB."
        ]
    }
    assert 'accept=".pdf,.pptx,.odp"' in str(form["slides"])
    assert "Accepted: JPEG, PNG or WebP, at most 5 MB." in str(PhotoForm().as_p())
