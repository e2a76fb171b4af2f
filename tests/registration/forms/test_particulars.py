"""What the form takes, and what it refuses at the door."""

import pytest

from registration.forms.particulars import (
    OPTIONAL,
    ParticularsForm,
    RegistrationForm,
    country_choices,
    said_by,
)
from registration.models import Organisation, Participant
from tests.registration import factories

CONTRACT = [
    "honorific",
    "name",
    "position",
    "organisation",
    "country",
    "email",
    "sex",
    "role",
    "consent_list",
    "consent_photos",
]


def errors(**fields) -> list[str]:
    return list(RegistrationForm(factories.said(**fields)).errors)


def test_the_fields_of_the_contract() -> None:
    assert list(RegistrationForm(in_room=True).fields) == [*CONTRACT, *OPTIONAL]


def test_what_may_be_added_is_never_asked_for() -> None:
    form = RegistrationForm(factories.said(), in_room=True)
    assert form.is_valid()
    assert [getattr(form.particulars, name) for name in OPTIONAL] == [""] * len(OPTIONAL)
    assert not form.more_open


def test_diet_is_asked_where_people_meet() -> None:
    assert [field.name for field in RegistrationForm().more] == list(OPTIONAL[:-1])
    assert [field.name for field in RegistrationForm(in_room=True).more] == list(OPTIONAL)


ADDED = {
    "given": "Thị Hương", "family": "Nguyễn", "own_script": "阮氏香", "unit": "Overseas Labour", "phone": "+84 (24) 38-1",
    "languages": "Vietnamese, English", "interpretation": "Khmer", "accessibility": "a ramp", "diet": "pork",
}  # fmt: skip


def test_what_is_added_is_said() -> None:
    form = RegistrationForm(factories.said(**ADDED), in_room=True)
    assert form.is_valid(), form.errors
    assert {name: getattr(form.particulars, name) for name in OPTIONAL} == ADDED
    assert form.more_open


@pytest.mark.parametrize("sent", [{}, {"phone": "", "unit": "Wages"}])
def test_what_is_not_sent_stays(sent: dict[str, str]) -> None:
    form = ParticularsForm({**factories.said(email=None), **sent}, initial=dict(ADDED))
    assert form.is_valid(), form.errors
    assert {name: getattr(form.particulars, name) for name in OPTIONAL} == {**ADDED, **sent}


@pytest.mark.parametrize("name", OPTIONAL)
@pytest.mark.parametrize("value", ["a\0b", "x" * 501, "a\tb", "a\u202eb", "see https://x.example"])
def test_absurd_additions(name: str, value: str) -> None:
    form = RegistrationForm(factories.said(**{name: value}), in_room=True)
    assert list(form.errors) == [name]
    assert form.more_open


@pytest.mark.parametrize("phone", ["call me", "+84x", "1;2", "१२३", "1" * 51, "+84/24"])
def test_a_telephone_number_is_one(phone: str) -> None:
    assert errors(phone=phone) == ["phone"]


@pytest.mark.parametrize(("known", "refused"), [(None, ["role"]), ("speaker", ["role"]), ("organiser", [])])
def test_only_staff_make_somebody_an_organiser(known: str | None, refused: list[str]) -> None:
    form = ParticularsForm(factories.said(role="organiser"), initial={"role": known} if known else {})
    assert list(form.errors) == refused
    offered = [value for value, _words in form.fields["role"].choices]
    assert ("organiser" in offered) == (known == "organiser")


@pytest.mark.parametrize(
    ("state", "known", "sex"),
    [
        ("invited", "", ""),
        ("nominated", "", ""),
        ("invited", "prefer-not-to-say", ""),
        ("nominated", "prefer-not-to-say", "prefer-not-to-say"),
    ],
)
def test_of_whom_others_named_the_sex_is_asked(state: str, known: str, sex: str) -> None:
    person = Participant(
        state=state,
        sex=known,
        organisation=Organisation(name="ILO"),
        role="speaker",
        name="Than Aung",
    )
    said = said_by(person)
    assert (said["sex"], said["name"], said["organisation"], said["role"]) == (
        sex,
        "Than Aung",
        "ILO",
        "speaker",
    )


def test_a_good_form() -> None:
    assert errors() == []


@pytest.mark.parametrize("field", ["name", "position", "organisation", "country", "email", "sex", "role"])
@pytest.mark.parametrize("value", [None, "", "  "])
def test_required(field: str, value: str | None) -> None:
    assert errors(**{field: value}) == [field]


@pytest.mark.parametrize("field", ["honorific", "name", "position", "organisation"])
@pytest.mark.parametrize(
    "value",
    [
        "a\0b", "x" * 10_000, "Name\r\nBcc: all@x.example", "a\tb", "a\u202eb", "a\x1bb", "a\ufffdb", "a\u2028b" * 200,
        "see https://x.example", "WWW.x.example",
    ],
)  # fmt: skip
def test_absurd_lines(field: str, value: str) -> None:
    assert errors(**{field: value}) == [field]


@pytest.mark.parametrize("value", ["...", "123", "\u200b", "—", "😀"])
@pytest.mark.parametrize("field", ["name", "organisation"])
def test_a_name_has_letters(field: str, value: str) -> None:
    assert errors(**{field: value}) == [field]


@pytest.mark.parametrize(
    "name",
    ["Than Aung", "O’Neil-Søren", "ဒေါ်အောင်ဆန်း", "ស៊ុន\u200bចាន់", "สมชาย", "李", "Nguyễn Thị Hương", "Ñ. (Jr)"],
)
def test_names_of_the_world(name: str) -> None:
    form = RegistrationForm(factories.said(name=f"  {name}  "))
    assert form.is_valid(), form.errors
    assert form.particulars.name == name


@pytest.mark.parametrize(
    "email",
    [
        "nobody", "a@b", "a@b@c.example", "josé@x.example", "a\0@b.example", "a@b.example\r\nBcc: x@y.example",
        "a" * 250 + "@b.example", f"a@{'ü' * 60}.example", "a b@c.example", "a@-b.example", "@b.example", "a@",
        "<script>@b.example", "a,b@c.example",
    ],
)  # fmt: skip
def test_absurd_addresses(email: str) -> None:
    assert errors(email=email) == ["email"]


def test_an_address_of_a_foreign_domain() -> None:
    assert errors(email="a@bücher.example") == []


@pytest.mark.parametrize("field", ["country", "sex", "role", "consent_list"])
@pytest.mark.parametrize("value", ["nonsense", "xx", "a\0", "VN\n"])
def test_only_what_may_be_chosen(field: str, value: str) -> None:
    assert errors(**{field: value}) == [field]


@pytest.mark.parametrize(("sent", "agreed"), [("yes", True), ("on", True), ("true", True), ("1", True),
                                              ("no", False), ("", False), ("False", False), ("0", False), (None, False)])  # fmt: skip
def test_consent_to_photos(sent: str | None, agreed: bool) -> None:
    form = RegistrationForm(factories.said(consent_photos=sent))
    assert form.is_valid()
    assert form.particulars.consent_photos is agreed


@pytest.mark.parametrize("sent", [None, ""])
def test_who_says_nothing_stays_out_of_the_list(sent: str | None) -> None:
    form = RegistrationForm(factories.said(consent_list=sent))
    assert form.is_valid()
    assert form.particulars.consent_list == "none"


def test_nothing_is_chosen_beforehand_that_someone_must_choose() -> None:
    form = RegistrationForm()
    assert [form[name].initial for name in ("sex", "country", "consent_list", "consent_photos")] == [
        None, None, "none", None,
    ]  # fmt: skip


def test_countries_by_the_names_of_the_un_in_order() -> None:
    names = dict(country_choices("en"))
    assert (names["VN"], names["LA"], names["MM"], names["CN"]) == ("Viet Nam", "Lao PDR", "Myanmar", "China")
    assert next(iter(names)) == "AF"
    assert len(names) > 240
