"""The event's own questions on the form: who is asked which, what stays, what is refused."""

from typing import Any

import pytest
from django.utils.datastructures import MultiValueDict

from registration.forms.particulars import ParticularsForm
from registration.models import FormQuestion, GivenAnswer, StoredFile
from registration.questions.asked import asked_at, given_by
from tests.registration import factories

pytestmark = pytest.mark.django_db


def ask(event, key: str, kind: str = "text", **fields: Any) -> FormQuestion:
    """A question of the event."""
    fields.setdefault("label_text", {"en": f"{key}?", "fr": f"{key} ?"})
    return FormQuestion.objects.create(event=event, key=key, kind=kind, **fields)


@pytest.fixture
def event():
    return factories.event(languages=["en", "fr"])


def form_of(event, participant=None, **sent: Any) -> ParticularsForm:
    """The form as sent; a value that is a list is sent as several."""
    said = {**factories.said(email=None), **sent}
    lists = {name: value if isinstance(value, list) else [value] for name, value in said.items()}
    return ParticularsForm(MultiValueDict(lists), MultiValueDict(), asked=asked_at(event, "en", participant))


def test_in_the_order_given_and_in_the_language(event) -> None:
    ask(event, "second", rank=2)
    ask(event, "first", rank=1, roles=["speaker", "media"])
    ask(factories.event("other"), "else")
    asked = asked_at(event, "fr")
    assert asked.names == ["question_first", "question_second"]
    assert [field.label for field in asked.fields("speaker").values()] == ["first ?", "second ?"]
    assert [field.label for field in asked.fields("participant").values()] == [
        "If you take part as speaker or moderator, media: first ?",
        "second ?",
    ]


def test_they_stand_after_what_all_are_asked(event) -> None:
    ask(event, "arrival")
    form = ParticularsForm(asked=asked_at(event, "en"))
    names = list(form.fields)
    assert names[names.index("role") + 1] == "question_arrival"
    assert [field.name for field in form.questions] == ["question_arrival"]
    assert "question_arrival" not in [field.name for field in (*form.facts, *form.consents, *form.more)]


@pytest.mark.parametrize(
    ("role", "answer", "refused", "kept"),
    [
        ("speaker", "", ["question_bio"], {}),
        ("speaker", "Born in Hue", [], {"question_bio": "Born in Hue"}),
        ("participant", "", [], {}),
        ("participant", "Born in Hue", [], {}),
        ("participant", "a\0b", [], {}),
    ],
)
def test_required_of_whom_it_is_put_to(event, role: str, answer: str, refused: list[str], kept) -> None:
    ask(event, "bio", required=True, roles=["speaker"])
    form = form_of(event, role=role, question_bio=answer, asked="yes")
    assert list(form.errors) == refused
    assert {name: value for name, value in form.cleaned_data.items() if name.startswith("question_")} == kept


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ({}, {}),
        ({"asked": "yes", "question_bio": "New"}, {"question_bio": "New", "question_days": []}),
        ({"question_days": ["Day 1"]}, {"question_days": ["Day 1"]}),
    ],
)
def test_what_was_answered_and_is_not_sent_stays(event, sent, kept) -> None:
    bio, days = (
        ask(event, "bio", required=True),
        ask(event, "days", "several", options_text={"en": "Day 1\nDay 2"}),
    )
    person = factories.participant(event)
    GivenAnswer.objects.create(participant=person, question=bio, value="Old")
    GivenAnswer.objects.create(participant=person, question=days, value=["Day 2"])
    form = form_of(event, person, **sent)
    assert form.is_valid(), form.errors
    assert {name: value for name, value in form.cleaned_data.items() if name.startswith("question_")} == kept


def test_what_was_given_by_key(event) -> None:
    person = factories.participant(event)
    file = StoredFile.objects.create(
        event=event, file="ab/x.pdf", name="Visa.pdf", size=1, created=factories.MOMENT
    )
    GivenAnswer.objects.create(participant=person, question=ask(event, "visa", "file"), file=file)
    GivenAnswer.objects.create(participant=person, question=ask(event, "hotel", "yes-no"), value=False)
    assert given_by(person) == {"visa": file, "hotel": False}


@pytest.mark.parametrize("count", [1, 3])
def test_queries_do_not_grow(event, count: int, django_assert_num_queries) -> None:
    person = factories.participant(event)
    for number in range(count):
        made = ask(event, f"q{number}", "choice", options_text={"en": "A\nB"})
        GivenAnswer.objects.create(participant=person, question=made, value="A")
    with django_assert_num_queries(2):
        asked_at(event, "fr", person).fields("participant")
