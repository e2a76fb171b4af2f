"""What of somebody known is fixed, and what they may leave unsaid while they correct one thing."""

from typing import Any

import lxml.html
import pytest

from registration.links import tokens
from registration.models import FormQuestion, Participant
from tests.registration import factories
from tests.registration.factories import said

pytestmark = pytest.mark.django_db


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


def test_who_was_named_by_others_corrects_one_thing(client, event) -> None:
    ask(event, "visa", kind="file", required=True)
    person = factories.participant(
        event, position="", sex="", consent_wording="", consent_moment=None, invited=factories.invited(event)
    )
    page = lxml.html.document_fromstring(read(client, person))
    assert page.xpath("//select[@id='id_sex']/option[@selected]/@value") == [""]
    assert [one.getparent().get("for") for one in page.find_class("optional")[:1]] == ["id_honorific"]
    assert not {"id_position", "id_sex", "id_question_visa"} & {
        one.getparent().get("for") for one in page.find_class("optional")
    }
    named = [("#id_position", "Position"), ("#id_sex", "Sex"), ("#id_question_visa", "visa?")]
    assert missing(client, person) == named
    sent = said(action="correct", asked="yes", position="", sex="", phone="+84 1")
    assert client.post(path_of(person), sent).status_code == 303
    row = Participant.objects.get()
    assert (row.phone, row.position, row.sex, row.consent_moment) == ("+84 1", "", "", None)
    assert client.post(path_of(person), {**sent, "position": "Minister"}).status_code == 303
    assert missing(client, person) == named[1:]
    assert client.post(path_of(person), sent).status_code == 422, "what was said is not taken away"
    assert client.post(path_of(person), {**sent, "position": "M", "sex": "x"}).status_code == 422
    assert Participant.objects.get().position == "Minister"


FIXED = ["name", "organisation", "country", "role"]


@pytest.mark.parametrize(
    ("state", "named", "fixed"),
    [
        ("confirmed", False, FIXED),
        ("confirmed", True, FIXED),
        ("nominated", True, ["organisation"]),
        ("waiting", True, ["name", "organisation"]),
        ("nominated", False, []),
    ],
)
def test_what_is_fixed(client, event, state: str, named: bool, fixed: list[str]) -> None:
    place = factories.invited(event) if named else None
    person = factories.participant(event, state=state, invited=place)
    page = lxml.html.document_fromstring(read(client, person))
    assert page.xpath("//form//*[@disabled]/@name") == fixed
    for name in fixed:
        (told,) = page.xpath(f"//*[@id='id_{name}_helptext']")
        assert told.text_content() == "To change this, ask the secretariat."
    left_out = dict.fromkeys(fixed)
    sent = said(action="correct", position="Minister", **left_out)
    assert client.post(path_of(person), sent)["Location"].endswith("?corrected=1")
    row = Participant.objects.get()
    kept = (row.name, str(row.organisation), row.country, row.role, row.position)
    assert kept == ("Nguyễn Thị Hương", "Ministry of Labour", "VN", "participant", "Minister")
    others = {"name": "Another", "organisation": "Another", "country": "KH", "role": "media"}
    for name in fixed:
        refused = client.post(path_of(person), {**sent, name: others[name]})
        assert (refused.status_code, f'href="#id_{name}"' in refused.content.decode()) == (422, True)
    assert (
        Participant.objects.values().get() == Participant.objects.filter(changed=row.changed).values().get()
    )


def test_what_is_fixed_stays_as_staff_wrote_it(client, event) -> None:
    office = factories.organisation("Office www.x.example")
    person = factories.participant(
        event, state="confirmed", name="U  Than", organisation=office, role="organiser"
    )
    sent = said(action="correct", position="Minister", **dict.fromkeys(FIXED))
    assert client.post(path_of(person), sent).status_code == 303
    row = Participant.objects.get()
    assert (row.name, row.organisation, row.role, row.position) == (
        "U  Than",
        office,
        "organiser",
        "Minister",
    )
