"""An event's own questions: what may be answered, what is kept of it, and how it is shown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from django import forms
from django.template.loader import render_to_string
from django.utils.datastructures import MultiValueDict

from agenda.files.storage import ANSWER, Checked
from registration.models.choices import QuestionKind
from registration.questions.fields import answers_of, cell_of, fields_for, words_of
from tests.layout import tight
from tests.registration import handed_in as made

MEALS = [("Vegetarian", "Végétarien"), ("Halal", "Halal")]
OLD = SimpleNamespace(name="Old visa.pdf")


@dataclass
class Question:
    """A question as a model has it."""

    kind: str
    key: str = "q"
    required: bool = False
    explained: str = ""

    def label(self, language: str) -> str:
        return f"What? ({language})"

    def help(self, language: str) -> str:
        return self.explained

    def options(self, language: str) -> list[tuple[str, str]]:
        return MEALS


def form_of(
    *asked: Question, given: dict[str, Any] | None = None, said: Any = None, files: Any = None
) -> forms.Form:
    """The form of these questions; sent when there is something said."""
    bound = None if said is None else MultiValueDict(said)
    form = forms.Form(bound, MultiValueDict(files or {}) if bound is not None else None)
    form.fields = fields_for(asked, "fr", given or {})
    return form


def said_to(kind: str, *values: str, required: bool = False) -> Any:
    """The answer kept, or the sentences it is refused with."""
    form = form_of(Question(kind, required=required), said={"question_q": list(values)} if values else {})
    return answers_of(form.cleaned_data)["q"] if form.is_valid() else list(form.errors["question_q"])


def handed_in(name: str, raw: bytes, **asked: Any) -> forms.Form:
    """A sent form with a file."""
    given = asked.pop("given", {})
    said = asked.pop("said", {})
    upload = {"question_q": [made.upload(name, raw)]} if name else {}
    return form_of(Question("file", **asked), given=given, said=said, files=upload)


def test_a_field_for_each_question_in_order() -> None:
    fields = fields_for([Question(kind, key=f"k-{kind}") for kind in QuestionKind.values], "fr", {})
    assert {name: type(field).__name__ for name, field in fields.items()} == {
        "question_k-text": "TextAnswer",
        "question_k-choice": "ChoiceField",
        "question_k-several": "MultipleChoiceField",
        "question_k-yes-no": "YesNoAnswer",
        "question_k-date": "DayAnswer",
        "question_k-file": "FileAnswer",
    }
    assert {field.label for field in fields.values()} == {"What? (fr)"}
    grouped = {name for name, field in fields.items() if field.widget.use_fieldset}
    assert grouped == {"question_k-several", "question_k-yes-no"}


@pytest.mark.parametrize("kind", QuestionKind.values)
def test_nothing_said(kind: str) -> None:
    assert said_to(kind) is None
    assert said_to(kind, required=True) == ["Please fill this in."]


@pytest.mark.parametrize("kind", ["text", "choice", "date", "yes-no"])
def test_nothing_written(kind: str) -> None:
    assert said_to(kind, "") is None
    assert said_to(kind, "", required=True) == ["Please fill this in."]


@pytest.mark.parametrize(
    ("kind", "values", "kept"),
    [
        ("text", ["  No nuts.\r\nNo fish.\r"], "No nuts.\nNo fish."),
        ("text", ["a\tb\u2028c"], "a b\nc"),
        ("text", ["Re\u0301gime https://x.example 😀 สมชาย ស៊ុន\u200bចាន់"], "Régime https://x.example 😀 สมชาย ស៊ុន\u200bចាន់"),
        ("text", ["x\r\n" * 499 + "yz"], "x\n" * 499 + "yz"),
        ("choice", ["Vegetarian"], "Vegetarian"),
        ("several", ["Halal", "Vegetarian"], ["Halal", "Vegetarian"]),
        ("yes-no", ["yes"], True),
        ("yes-no", ["no"], False),
        ("date", ["2026-05-31"], "2026-05-31"),
        ("date", [" 2028-02-29 "], "2028-02-29"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("required", [True, False])
def test_what_is_kept(kind: str, values: list[str], kept: Any, required: bool) -> None:
    assert said_to(kind, *values, required=required) == kept


LETTERS = "Use letters, digits and punctuation only."
ISO = "Give the date as year-month-day, for example 2026-05-31."
YEARS = "Give a date between the years 1900 and 2100."


@pytest.mark.parametrize(
    ("kind", "value", "refused"),
    [
        ("text", "a\0b", LETTERS),
        ("text", "a\x1bb", LETTERS),
        ("text", "a\x0bb", LETTERS),
        ("text", "a\u202eb", LETTERS),
        ("text", "a\udcffb", LETTERS),
        ("text", "a\ufffdb", "Some characters could not be read. Please type them again."),
        ("text", "x" * 1001, "Write at most 1000 characters; these are 1001."),
        ("choice", "Végétarien", "Choose from the list."),
        ("several", "Pork", "Choose from the list."),
        ("yes-no", "maybe", "Choose yes or no."),
        ("yes-no", "True", "Choose yes or no."),
        ("date", "31/05/2026", ISO),
        ("date", "2026-02-29", ISO),
        ("date", "20260531", ISO),
        ("date", "2026-W22-7", ISO),
        ("date", "2026-05-31T00:00", ISO),
        ("date", "๒๕๖๙-05-31", ISO),
        ("date", "0026-05-31", YEARS),
        ("date", "2101-01-01", YEARS),
    ],
)
def test_what_is_refused(kind: str, value: str, refused: str) -> None:
    assert said_to(kind, value) == [refused]


def test_what_was_given_before_is_shown() -> None:
    given = {
        "text": "No nuts.",
        "choice": "Halal",
        "several": ["Halal"],
        "yes-no": False,
        "date": "2026-05-31",
    }
    form = form_of(*(Question(kind, key=kind) for kind in given), given=given)
    shown = {name.removeprefix("question_"): str(form[name]) for name in form.fields}
    assert ">\nNo nuts.</textarea>" in shown["text"]
    assert '<option value="Halal" selected>' in shown["choice"]
    assert shown["several"].count("checked") == 1
    assert 'name="question_several" value="Halal" id="id_question_several_1" checked' in shown["several"]
    assert shown["yes-no"].count("checked") == 1
    assert 'name="question_yes-no" value="no" id="id_question_yes-no_1" checked' in shown["yes-no"]
    assert '<input type="date" name="question_date" value="2026-05-31"' in shown["date"]


def test_an_explanation_is_text() -> None:
    field = fields_for([Question("text", explained="<b>a</b> & b")], "fr", {})["question_q"]
    assert field.help_text == "&lt;b&gt;a&lt;/b&gt; &amp; b"


def test_a_question_on_a_page() -> None:
    form = form_of(Question("yes-no", required=True, explained="<b>"), said={})
    form.is_valid()
    page = tight(render_to_string("elements/field.html", {"field": form["question_q"]}))
    assert "<legend>What? (fr)</legend>" in page
    assert '<div class="help" id="id_question_q_helptext">&lt;b&gt;</div>' in page
    assert '<div class="field-error" id="id_question_q_error"><p>Please fill this in.</p></div>' in page
    assert page.count('type="radio"') == 2 and page.count("required") == 2


@pytest.mark.parametrize("required", [True, False])
@pytest.mark.parametrize("given", [{}, {"q": OLD}])
def test_a_new_file(required: bool, given: dict[str, Any]) -> None:
    form = handed_in("Visa.pdf", made.pdf(), required=required, given=given)
    assert form.is_valid()
    file = answers_of(form.cleaned_data)["q"]
    assert isinstance(file, Checked) and file.name == "Visa.pdf"


@pytest.mark.parametrize("required", [True, False])
def test_a_file_given_before_stays(required: bool) -> None:
    form = handed_in("", b"", required=required, given={"q": OLD})
    assert form.is_valid() and answers_of(form.cleaned_data) == {"q": OLD}


def test_a_file_is_removed_unless_it_is_required() -> None:
    removing = {"question_q-clear": ["on"]}
    form = handed_in("", b"", given={"q": OLD}, said=removing)
    assert form.is_valid() and answers_of(form.cleaned_data) == {"q": None}
    kept = handed_in("", b"", given={"q": OLD}, said=removing, required=True)
    assert kept.is_valid() and answers_of(kept.cleaned_data) == {"q": OLD}


def test_a_file_is_not_both_replaced_and_removed() -> None:
    form = handed_in("Visa.pdf", made.pdf(), given={"q": OLD}, said={"question_q-clear": ["on"]})
    assert form.errors == {
        "question_q": ["Either choose another file or remove the one that is here, not both."]
    }
    assert 'id="question_q-clear_id" checked>' in str(form["question_q"])


def test_a_file_is_refused_with_what_is_accepted() -> None:
    form = handed_in("run.exe", b"MZ", given={"q": OLD})
    assert form.errors == {"question_q": [f"Files of this kind are not accepted. {ANSWER.accepted}"]}
    assert "Old visa.pdf" in str(form["question_q"]) and "run.exe" not in str(form["question_q"])
    assert handed_in("a.pdf", b"").errors == {"question_q": [f"The file is empty. {ANSWER.accepted}"]}


def test_a_file_on_a_page() -> None:
    hostile = SimpleNamespace(name="<b>.pdf")
    optional = form_of(Question("file", explained="Your visa."), given={"q": hostile})["question_q"]
    box = '<input type="file" name="question_q" accept=".pdf,.docx,.xlsx,.jpg,.png,.jpeg,.jpe"'
    kept = '<p class="kept-file">Already here: <bdi>&lt;b&gt;.pdf</bdi></p>'
    assert optional.help_text == f"Your visa. {ANSWER.accepted}"
    assert str(optional).startswith(
        f'{kept}<p class="kept-file-remove"><input type="checkbox" name="question_q-clear" id="question_q-clear_id">'
        f' <label for="question_q-clear_id">Remove this file</label></p>{box}'
    )
    required = form_of(Question("file", required=True), given={"q": hostile})["question_q"]
    assert str(required).startswith(kept + box) and " required" not in str(required)
    fresh = str(form_of(Question("file", required=True))["question_q"])
    assert fresh.startswith(box) and " required" in fresh


def test_other_fields_are_no_answers() -> None:
    cleaned = {"name": "Ann", "question_day": date(2026, 5, 31), "question_none": "", "question_few": []}
    assert answers_of(cleaned) == {"day": "2026-05-31", "none": None, "few": None}


@pytest.mark.parametrize(
    ("kind", "value", "words", "cell"),
    [
        ("text", "No nuts.\nNo fish.", "No nuts.\nNo fish.", "No nuts.\nNo fish."),
        ("choice", "Vegetarian", "Végétarien", "Vegetarian"),
        ("choice", "Withdrawn", "Withdrawn", "Withdrawn"),
        ("several", ["Vegetarian", "Withdrawn"], "Végétarien; Withdrawn", "Vegetarian; Withdrawn"),
        ("yes-no", True, "Yes", True),
        ("yes-no", False, "No", False),
        ("date", "2026-05-31", "31 May 2026", date(2026, 5, 31)),
        ("file", OLD, "Old visa.pdf", "Old visa.pdf"),
        ("file", "Old visa.pdf", "Old visa.pdf", "Old visa.pdf"),
    ],
)
def test_in_words_and_in_cells(kind: str, value: Any, words: str, cell: Any) -> None:
    assert words_of(kind, value, MEALS, "en") == words
    assert (cell_of(kind, value), type(cell_of(kind, value))) == (cell, type(cell))


@pytest.mark.parametrize("kind", QuestionKind.values)
def test_no_answer_in_words_and_in_cells(kind: str) -> None:
    assert (words_of(kind, None, MEALS, "en"), cell_of(kind, None)) == ("", None)
