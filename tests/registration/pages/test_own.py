"""A person's own page: where they stand in the line, what they may add and answer, and how they decline."""

from typing import Any

import lxml.html
import pytest

from registration.links import tokens
from registration.models import AuditEntry, FormQuestion, GivenAnswer, Message, Participant
from tests.layout import tight
from tests.registration import factories, handed_in
from tests.registration.factories import said

pytestmark = pytest.mark.django_db
FORM = "/dialogue-2026/register/"


@pytest.fixture
def event():
    return factories.event()


def path_of(person: Participant) -> str:
    return tokens.path("my", tokens.make("my", person.pk, person.link_version))


def read(client, person: Participant) -> str:
    return client.get(path_of(person)).content.decode()


def ask(event, key: str, **fields: Any) -> FormQuestion:
    return FormQuestion.objects.create(event=event, key=key, label_text={"en": f"{key}?"}, **fields)


def missing(client, person: Participant) -> list[tuple[str, str]]:
    """Where the page leads, and with what words, for what is still missing."""
    tree = lxml.html.document_fromstring(read(client, person))
    return [
        (one.get("href"), one.text_content())
        for one in tree.xpath("//p[starts-with(normalize-space(), 'Still missing:')]/a")
    ]


@pytest.mark.parametrize(
    ("state", "begins"), [("confirmed", "It also says"), ("nominated", "Once you are confirmed it also says")]
)
def test_the_calendar_says_how_to_join_to_those_confirmed(client, event, state: str, begins: str) -> None:
    assert f" {begins} how to join." in read(client, factories.participant(event, state=state))


def test_the_place_in_the_line(client, event) -> None:
    place = factories.invited(event)
    other = factories.invited(event, factories.organisation("Ministry of Health"))
    people = [
        factories.participant(
            event, name=f"Person {'abc'[at]}", state="waiting", waiting_number=number, invited=of
        )
        for at, (number, of) in enumerate([(3, place), (7, place), (1, other)])
    ]
    for person, words in zip(
        people,
        ("number 1 on the waiting list of Ministry of Labour",
         "number 2 on the waiting list of Ministry of Labour",
         "number 1 on the waiting list of Ministry of Health"),
        strict=True,
    ):  # fmt: skip
        assert f"You are {words}." in read(client, person)


def test_the_place_of_an_institution(client, event) -> None:
    place = factories.invited(event, factories.organisation("Ministry of Health"))
    former = factories.participant(event, name="Former", state="replaced", invited=place)
    person = factories.participant(event, invited=place, delegation_role="alternate", replaces=former)
    page = tight(read(client, person))
    assert "<dt>Place of</dt><dd>Ministry of Health</dd>" in page
    assert "<dt>In the delegation</dt><dd>alternate</dd>" in page
    assert "Former" not in page
    assert "Place of" not in read(client, factories.participant(event, name="By the web"))


@pytest.mark.parametrize(
    ("state", "named", "offered"),
    [
        ("nominated", True, "decline"),
        ("waiting", True, "decline"),
        ("confirmed", True, "withdraw"),
        ("nominated", False, "withdraw"),
        ("invited", True, ""),
        ("refused", True, ""),
    ],
)
def test_how_one_says_no(client, event, state: str, named: bool, offered: str) -> None:
    place = factories.invited(event) if named else None
    page = read(client, factories.participant(event, state=state, invited=place))
    found = [verb for verb in ("decline", "withdraw") if f'name="action" value="{verb}"' in page]
    assert found == ([offered] if offered else [])


def test_who_is_invited_is_led_to_the_invitation(client, event) -> None:
    person = factories.participant(event, state="invited", invited=factories.invited(event))
    page = read(client, person)
    assert f'<a href="/i/{tokens.make("person", person.pk, 0)}/">Accept or decline</a>' in page
    assert 'value="correct"' not in page


def test_declining(client, event) -> None:
    person = factories.participant(event, invited=factories.invited(event))
    path = path_of(person)
    asked = client.post(path, {"action": "decline", "decline-reason": "On mission"})
    assert (asked.status_code, Participant.objects.get().state) == (422, "nominated")
    assert "Nothing has changed yet." in asked.content.decode()
    done = client.post(path, {"action": "decline", "decline-reason": "On mission", "sure": "yes"})
    assert (done.status_code, "<h1>Declined</h1>" in done.content.decode()) == (200, True)
    row = Participant.objects.get()
    assert (row.state, row.decline_reason) == ("declined", "On mission")
    kinds = list(Message.objects.order_by("pk").values_list("kind", flat=True))
    assert (client.get(path).status_code, kinds) == (404, ["registration_declined", "person_answered"])


def test_who_has_a_place_withdraws_and_does_not_decline(client, event) -> None:
    person = factories.participant(event, state="confirmed")
    refused = client.post(path_of(person), {"action": "decline", "sure": "yes"})
    assert (refused.status_code, Participant.objects.get().state) == (422, "confirmed")
    assert "not possible, since the registration is confirmed" in refused.content.decode()


def test_correcting_what_was_added(client, event) -> None:
    person = factories.participant(event, unit="Wages", diet="pork")
    page = read(client, person)
    assert '<details class="more-about" open>' in page
    assert 'name="diet"' not in page
    assert client.post(path_of(person), said(action="correct", phone="+84 1")).status_code == 303
    row = Participant.objects.get()
    assert (row.unit, row.phone, row.diet) == ("Wages", "+84 1", "pork")
    assert client.post(path_of(person), said(action="correct", unit="", phone="")).status_code == 303
    assert list(Participant.objects.values_list("unit", "phone", "diet")) == [("", "", "pork")]
    assert client.post(path_of(person), said(action="correct", phone="call me")).status_code == 422


def test_diet_where_people_meet(client) -> None:
    event = factories.event(setting="hybrid")
    assert 'name="diet"' in client.get(FORM).content.decode()
    assert 'name="diet"' in read(client, factories.participant(event))


def test_answers_are_corrected(client, event) -> None:
    ask(event, "bio", required=True)
    ask(event, "talk", roles=["speaker"], required=True, rank=1)
    person = factories.participant(event)
    assert "If you take part as speaker or moderator: talk?" in read(client, person)
    sent = {"action": "correct", "asked": "yes"}
    assert missing(client, person) == [("#id_question_bio", "bio?")]
    saved = client.post(path_of(person), said(**sent, question_bio="", role="speaker", position="Minister"))
    assert saved.status_code == 303
    assert missing(client, person) == [("#id_question_bio", "bio?"), ("#id_question_talk", "talk?")]
    row = Participant.objects.get()
    assert (GivenAnswer.objects.count(), row.role, row.position) == (0, "speaker", "Minister")
    assert client.post(path_of(person), said(**sent, question_bio="I")).status_code == 303
    assert missing(client, person) == []
    refused = client.post(path_of(person), said(**sent, question_bio=""))
    assert (refused.status_code, b"bio? Please fill this in." in refused.content) == (422, True)
    assert list(GivenAnswer.objects.values_list("question__key", "value")) == [("bio", "I")]
    assert client.post(path_of(person), said(action="correct", position="Minister")).status_code == 303
    assert list(GivenAnswer.objects.values_list("question__key", "value")) == [("bio", "I")]
    assert Participant.objects.get().position == "Minister"
    assert "I</textarea>" in read(client, person)


@pytest.mark.parametrize("count", [1, 3])
def test_queries_do_not_grow(client, event, count: int, django_assert_num_queries) -> None:
    person = factories.participant(event, state="waiting", invited=factories.invited(event))
    for number in range(count):
        question = ask(event, f"q{number}", kind="choice", options_text={"en": "A\nB"})
        GivenAnswer.objects.create(participant=person, question=question, value="A")
    read(client, person)
    with django_assert_num_queries(9):
        read(client, person)


# The open form with questions.


@pytest.mark.parametrize("count", [1, 3])
def test_queries_of_the_open_form_do_not_grow(client, event, count: int, django_assert_num_queries) -> None:
    for number in range(count):
        ask(event, f"q{number}", kind="several", options_text={"en": "A\nB"})
    client.get(FORM)
    with django_assert_num_queries(5):
        client.get(FORM)


def test_what_may_stay_empty_is_marked_so(client, event) -> None:
    several = {"kind": "several", "options_text": {"en": "A\nB"}}
    for key, fields in {
        "days": several,
        "must": {**several, "required": True},
        "bus": {"kind": "yes-no"},
    }.items():
        ask(event, key, **fields)
    page = lxml.html.document_fromstring(client.get(FORM).content.decode())
    legends = [" ".join(one.text_content().split()) for one in page.xpath("//fieldset//fieldset/legend")]
    assert legends == ["days? optional", "must?", "bus? optional"]


def test_a_question_that_is_refused_is_one_sentence(client, event) -> None:
    ask(event, "diet", required=True)
    page = lxml.html.document_fromstring(client.post(FORM, said(name="", asked="yes")).content.decode())
    faults = [" ".join(one.text_content().split()) for one in page.xpath("//div[@role='alert']//li")]
    assert faults == ["Full name: Please fill this in.", "diet? Please fill this in."]


def test_registering_with_answers(client, event) -> None:
    ask(event, "bio", required=True)
    ask(event, "days", kind="several", options_text={"en": "Day 1\nDay 2"}, rank=1)
    page = client.get(FORM).content.decode()
    assert "Questions of the organisers" in page
    assert "multipart" not in page
    assert client.post(FORM, said()).status_code == 422
    sent = said(asked="yes", question_bio="I", question_days=["Day 1", "Day 2"])
    assert client.post(FORM, sent).status_code == 303
    assert list(GivenAnswer.objects.values_list("question__key", "value")) == [
        ("bio", "I"), ("days", ["Day 1", "Day 2"]),
    ]  # fmt: skip
    entry = AuditEntry.objects.get(verb="answer questions")
    assert (entry.actor, entry.details) == ("web form", {"keys": ["bio", "days"]})


def test_a_stranger_learns_nothing_and_changes_no_answer(client, event, settings, tmp_path) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"
    ask(event, "bio")
    ask(event, "visa", kind="file", rank=1)

    def send(answer: str):
        visa = handed_in.upload(f"{answer}.pdf", handed_in.pdf())
        return client.post(FORM, said(asked="yes", question_bio=answer, question_visa=visa))

    def kept():
        return [
            list(GivenAnswer.objects.order_by("pk").values_list("question__key", "value", "file__name")),
            sum(1 for one in (tmp_path / "private").rglob("*") if one.is_file()),
            AuditEntry.objects.filter(verb="answer questions").count(),
        ]

    first = send("Mine")
    before = kept()
    assert before == [[("bio", "Mine", None), ("visa", None, "Mine.pdf")], 1, 1]
    again = send("Thief")
    assert (first.status_code, first.content, dict(first.headers)) == (
        again.status_code, again.content, dict(again.headers),
    )  # fmt: skip
    assert kept() == before


def test_who_comes_back_answers_anew(client, event) -> None:
    question = ask(event, "bio")
    person = factories.participant(event, state="withdrawn")
    GivenAnswer.objects.create(participant=person, question=question, value="Old")
    assert client.post(FORM, said(asked="yes", question_bio="New")).status_code == 303
    assert (Participant.objects.get().state, GivenAnswer.objects.get().value) == ("nominated", "New")
