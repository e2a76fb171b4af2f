"""Questions to participants as staff write them: languages, options, keys, and what stays once somebody answered."""

from typing import Any

import pytest
from django.contrib.auth.models import User

from agenda.models import EventRole
from registration.audit import LINK_HOLDER
from registration.models import FormQuestion, GivenAnswer
from registration.questions import answers, asked
from tests.registration import factories

pytestmark = pytest.mark.django_db
LIST = "/admin/registration/formquestion/"


@pytest.fixture
def event():
    return factories.event(languages=["en", "fr"])


@pytest.fixture
def staff(client, event) -> User:
    user = User.objects.create_user("clerk@x.example", is_staff=True)
    EventRole.objects.create(user=user, event=event, role="registration-clerk")
    client.force_login(user)
    return user


def sent(**fields: Any) -> dict[str, Any]:
    """What a browser sends of the page to add a question."""
    filled = {
        "label_text_en": "When do you arrive?", "label_text_fr": "", "help_text_en": "", "help_text_fr": "",
        "kind": "date", "options_text_en": "", "options_text_fr": "", "key": "", "rank": "",
    }  # fmt: skip
    return {**filled, **fields}


def ask(event, key: str = "arrival", **fields: Any) -> FormQuestion:
    fields.setdefault("label_text", {"en": "When?"})
    return FormQuestion.objects.create(event=event, key=key, **fields)


def errors_of(response) -> dict[str, list[str]]:
    return {name: list(found) for name, found in response.context["adminform"].form.errors.items()}


def test_a_question_is_added(client, event, staff) -> None:
    fields = sent(
        kind="several", label_text_fr="Quels jours ?", label_text_en="Which days?", options_text_en="Day 1\r\nDay 2",
        options_text_fr="Jour 1\r\nJour 2", roles=["speaker", "media"], required="on",
    )  # fmt: skip
    assert client.post(f"{LIST}add/?event={event.pk}", fields).status_code == 302
    row = FormQuestion.objects.get()
    assert (row.event, row.key, row.kind, row.required, row.roles, row.rank) == (
        event, "which-days", "several", True, ["speaker", "media"], 0,
    )  # fmt: skip
    assert (row.label("en"), row.label("fr")) == ("Which days?", "Quels jours ?")
    assert row.options("fr") == [("Day 1", "Jour 1"), ("Day 2", "Jour 2")]
    page = client.get(LIST).content.decode()
    assert "Which days?" in page
    assert "speaker or moderator, media" in page


@pytest.mark.parametrize(
    ("label", "key"),
    [
        ("When do you arrive?", "when-do-you-arrive"),
        ("2 nights?", "question-2-nights"),
        ("နေ့", "question"),
        ("Q" * 50, "q" * 32),
        ("Taken", "taken-2"),
    ],
)
def test_a_key_is_made_of_the_question(client, event, staff, label: str, key: str) -> None:
    ask(event, "taken")
    assert client.post(f"{LIST}add/?event={event.pk}", sent(label_text_en=label)).status_code == 302
    assert FormQuestion.objects.exclude(key="taken").values_list("key", "rank").get() == (key, 1)


@pytest.mark.parametrize(
    ("fields", "faults"),
    [
        ({"label_text_en": ""}, {"label_text": ["This field is required."]}),
        ({"kind": "choice"}, {"options_text": ["Write at least two options, one a line."]}),
        (
            {"kind": "choice", "options_text_en": "A\nA "},
            {"options_text": ["An option stands here twice. Each needs words of its own."]},
        ),
        (
            {"kind": "choice", "options_text_en": f"A\n{'B' * 201}"},
            {"options_text": ["An option is too long. Write at most 200 characters a line."]},
        ),
        (
            {"kind": "several", "options_text_en": "A\nB", "options_text_fr": "A"},
            {"options_text": ["There must be as many lines in each language, in the same order."]},
        ),
        (
            {"key": "Arrival day"},
            {"key": ["Use small letters, digits and hyphens, beginning with a letter."]},
        ),
        ({"key": "taken"}, {"key": ["Another question of the event has this key. Choose another."]}),
    ],
)
def test_refused_with_the_reason(client, event, staff, fields, faults) -> None:
    ask(event, "taken")
    response = client.post(f"{LIST}add/?event={event.pk}", sent(**fields))
    assert (response.status_code, errors_of(response)) == (200, faults)
    assert FormQuestion.objects.count() == 1


def test_the_event_is_chosen_first(client, event, staff) -> None:
    assert f'href="?event={event.pk}"' in client.get(f"{LIST}add/").content.decode()


@pytest.mark.parametrize("answered", [False, True])
def test_key_and_kind_stay_once_somebody_answered(client, event, staff, answered: bool) -> None:
    question = ask(event)
    if answered:
        GivenAnswer.objects.create(
            participant=factories.participant(event), question=question, value="On Monday"
        )
    path = f"{LIST}{question.pk}/change/"
    page = client.get(path).content.decode()
    assert ('name="key"' in page, 'name="kind"' in page) == (not answered, not answered)
    assert client.post(path, sent(key="day", kind="date", rank="5")).status_code == 302
    row = FormQuestion.objects.get()
    assert (row.key, row.kind) == (("arrival", "text") if answered else ("day", "date"))
    assert (row.label("en"), row.rank) == ("When do you arrive?", 5)


def test_the_options_of_an_answered_choice_are_still_looked_at(client, event, staff) -> None:
    question = ask(event, kind="choice", options_text={"en": "A\nB"})
    GivenAnswer.objects.create(participant=factories.participant(event), question=question, value="A")
    response = client.post(f"{LIST}{question.pk}/change/", sent(options_text_en="A", rank="0"))
    assert errors_of(response) == {"options_text": ["Write at least two options, one a line."]}


@pytest.mark.parametrize("act", ["page", "list"])
def test_a_question_with_answers_stays_and_can_be_asked_no_longer(client, event, staff, act: str) -> None:
    question, free = ask(event), ask(event, "free")
    person = factories.participant(event)
    GivenAnswer.objects.create(participant=person, question=question, value="Monday")
    for one in (question, free):
        fields = {"post": "yes", "action": "delete_selected", "_selected_action": one.pk}
        path = f"{LIST}{one.pk}/delete/" if act == "page" else LIST
        answer = client.post(path, fields)
        if one == question:
            words = "has answers, and stays. To ask it no longer, put it to nobody; its answers are kept."
            assert words in answer.content.decode()
    assert (FormQuestion.objects.get(), GivenAnswer.objects.count()) == (question, 1)
    path = f"{LIST}{question.pk}/change/"
    assert errors_of(client.post(path, sent(rank="0", roles=["nobody", "media"]))) == {
        "roles": ["Choose either roles or nobody."]
    }
    assert client.post(path, sent(rank="0", roles=["nobody"])).status_code == 302
    assert "nobody any more" in client.get(LIST).content.decode()
    assert asked.asked_at(event, "en").names == []
    answers.save(person, {}, LINK_HOLDER, factories.MOMENT)
    assert GivenAnswer.objects.get().value == "Monday"


@pytest.mark.parametrize("count", [1, 3])
def test_queries_do_not_grow(client, event, staff, count: int, django_assert_num_queries) -> None:
    person = factories.participant(event)
    for number in range(count):
        GivenAnswer.objects.create(participant=person, question=ask(event, f"q{number}"), value="x")
    client.get(LIST)
    with django_assert_num_queries(7):
        assert client.get(LIST).status_code == 200
