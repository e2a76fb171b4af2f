"""A list of organisations to invite: lines with typed fields; everything that is wrong is told, cell by cell."""

from datetime import date, datetime

import pytest

from registration.importing.columns import COLUMNS
from registration.importing.rows import ListRefused, ListRow, read_file
from registration.models.choices import DelegationRole, OrganisationKind
from registration.spreadsheets import ImportRefused
from tests.registration.spreadsheets.builders import book_of

# ruff: noqa: DTZ001 - deadlines are wall times
HEADINGS = ["organisation", "kind", "country", "places", "focal point", "e-mail", "language"]
KNOWN = ", ".join(one.heading for one in COLUMNS)


def lines(*rows: list[object], languages=("en", "vi")) -> tuple[ListRow, ...]:
    return read_file(book_of(*rows), "list.xlsx", languages)


def faults(*rows: list[object]) -> tuple[str, ...]:
    with pytest.raises(ImportRefused) as refused:
        lines(*rows)
    return refused.value.faults


def with_cell(heading: str, value: object) -> tuple[list[object], list[object]]:
    """A list of one organisation with one cell of it as given."""
    row: dict[str, object] = {"organisation": "Ministry", "kind": "ministry", "country": "VN", "places": 2}
    row |= dict.fromkeys(["focal point", "e-mail", "language"]) | {heading: value}
    return list(row), list(row.values())


def fault_of(heading: str, value: object) -> tuple[str, ...]:
    headings, row = with_cell(heading, value)
    place = f"Invitations!{chr(ord('A') + headings.index(heading))}2: "
    found = faults(headings, row)
    assert all(one.startswith(place) for one in found)
    return tuple(one.removeprefix(place) for one in found)


def test_a_full_line_and_a_spare_one() -> None:
    headings = [
        "Organisation (name)", "Acronym", "Kind", "Country", "Part of", "Places", "Places head", "Places advisers",
        "Focal point", "E-mail", "CC", "Language", "Deadline", "Order", "Reference", "Date", "Note",
    ]  # fmt: skip
    full = [
        "Bộ Lao động", "MOLISA", "Ministry", "Vietnam", "Government of Viet Nam", "3", 1, 0,
        "Nguyễn Văn A", "a@molisa.example.vn", "b@example.org; c@example.org,B@example.org", "VI",
        datetime(2020, 9, 8), 2.0, "IOM/2020/17", "8 July 2020", "by courier\nand e-mail",
    ]  # fmt: skip
    spare = ["IOM", None, "UN agency", None, None, 0]
    assert lines(headings, full, [], spare) == (
        ListRow(
            place=2,
            organisation="Bộ Lao động",
            acronym="MOLISA",
            kind=OrganisationKind.MINISTRY,
            country="VN",
            part_of="Government of Viet Nam",
            places=3,
            places_by_role=((DelegationRole.HEAD, 1), (DelegationRole.ADVISER, 0)),
            focal_point="Nguyễn Văn A",
            email="a@molisa.example.vn",
            cc=("b@example.org", "c@example.org"),
            language="vi",
            deadline=datetime(2020, 9, 8, 23, 59),
            order=2,
            reference="IOM/2020/17",
            date=date(2020, 7, 8),
            note="by courier and e-mail",
        ),
        ListRow(
            4,
            "IOM",
            "",
            OrganisationKind.INTERNATIONAL,
            "",
            "",
            0,
            (),
            "",
            "",
            (),
            "en",
            None,
            None,
            "",
            None,
            "",
        ),
    )


def test_the_same_list_as_a_csv() -> None:
    csv = (
        "\ufefforganisation;kind;country;places;focal point;e-mail;language;deadline;cc\r\n"
        "กระทรวงแรงงาน;ministry;Thailand;3;;;;2020-09-08 17:00;a@example.org, b@example.org\r\n"
        "အလုပ်သမားဝန်ကြီးဌာန;ministry;MM;2;;;;;\r\n"
    )
    found = read_file(csv.encode(), "list.csv", ["en"])
    assert [
        (one.place, one.organisation, one.country, one.places, one.deadline, one.cc) for one in found
    ] == [
        (2, "กระทรวงแรงงาน", "TH", 3, datetime(2020, 9, 8, 17, 0), ("a@example.org", "b@example.org")),
        (3, "အလုပ်သမားဝန်ကြီးဌာန", "MM", 2, None, ()),
    ]


def test_headings_that_are_wrong() -> None:
    assert faults(
        ["organisation", "kind", "Telephone", None, "Email", "e-mail address", "places"],
        ["IOM", "UN agency", "1", None, None, None, 3],
        ["ADB", "UN agency", "1", "stray", None, None, 3],
    ) == (
        "Invitations!C1: the heading “Telephone” is not known.",
        "Invitations!D3: has no heading above it. Write one, or empty the column.",
        "Invitations!F1: is a second column “e-mail”. Keep one of them.",
        "Invitations!A1: the heading “country” is missing in this row. Add the column.",
        "Invitations!A1: the heading “focal point” is missing in this row. Add the column.",
        "Invitations!A1: the heading “language” is missing in this row. Add the column.",
        f"file: known headings are {KNOWN}.",
    )


@pytest.mark.parametrize(
    ("written", "meant"),
    [("plases", "places"), ("Organsation", "organisation"), ("Emial", "e-mail"), ("dead line", "deadline")],
)
def test_a_heading_that_is_mistyped(written, meant) -> None:
    told = f"Invitations!H1: the heading “{written}” is not known. Did you mean “{meant}”?"
    assert faults([*HEADINGS, written], ["IOM", "UN agency", None, 3, None, None, None, "x"]) == (
        told, f"file: known headings are {KNOWN}.",
    )  # fmt: skip


def test_a_column_without_heading_and_content_is_fine() -> None:
    rows = [[*HEADINGS[:3], None, *HEADINGS[3:]], ["IOM", "UN agency", None, None, 3]]
    assert [one.places for one in lines(*rows)] == [3]


def test_no_rows() -> None:
    assert faults(HEADINGS) == ("file: has no rows below its headings. Write a row for each organisation.",)


def test_every_fault_of_every_row_is_told() -> None:
    assert faults(
        HEADINGS,
        [None, "club", "Atlantis", None, None, "nobody", "fr"],
        ["IOM", "UN agency", None, 3],
        ["ILO", "ministry", None, 1000, None, None, None],
    ) == (
        "Invitations!B2: “club” is not a kind of organisation. Write one of: ministry or government agency, "
        "international organisation, civil society, employers’ organisation, workers’ organisation, "
        "training institution, company, donor, other.",
        "Invitations!D2: is empty. Write how many may come, 0 for none.",
        "Invitations!A2: is empty. Write the name of the organisation, or delete the row.",
        "Invitations!C2: “Atlantis” is not a country. Write its two letters, such as PH, or its name in English.",
        "Invitations!F2: “nobody” is not an e-mail address. Write one like name@example.org.",
        "Invitations!G2: “fr” is not a language of letters. Write one of: en, vi.",
        "Invitations!D4: “1000” is not a number from 0 to 999.",
        "Invitations!C4: is empty. Write the country: a ministry has one.",
    )


@pytest.mark.parametrize(
    ("heading", "value", "why"),
    [
        ("organisation", "x" * 301, "has more than 300 characters. Shorten it."),
        ("places", "two", "“two” is not a number from 0 to 999."),
        ("places", -1, "“-1” is not a number from 0 to 999."),
        ("places", 999_999_999_999, "“999999999999” is not a number from 0 to 999."),
        ("places", True, "“TRUE” is not a number from 0 to 999."),
        (
            "kind",
            None,
            "is empty. Write one of: ministry or government agency, international organisation, civil society, "
            "employers’ organisation, workers’ organisation, training institution, company, donor, other.",
        ),
        ("places head", 3, "3 is more than all places (2). Correct one of them."),
        ("places head", 1000, "“1000” is not a number from 0 to 999."),
        ("order", 10_000, "“10000” is not a number from 0 to 9999."),
        (
            "e-mail",
            "a@example.org; b@example.org",
            "“a@example.org; b@example.org” is not one e-mail address. Write one here, and the others under “cc”.",
        ),
        (
            "e-mail",
            "A <a@example.org>",
            "“A <a@example.org>” is not an e-mail address. Write one like name@example.org.",
        ),
        ("cc", "a@example.org; b", "“b” is not an e-mail address. Write one like name@example.org."),
        (
            "cc",
            "; ".join(f"a{number}@example.org" for number in range(21)),
            "has more than 20 addresses. Keep those who need a copy.",
        ),
        (
            "deadline",
            "03/04/2020",
            "“03/04/2020” can be read in two ways. Write it like 2020-09-08 or 8 September 2020.",
        ),
        ("date", "soon", "“soon” is not a date. Write it like 2020-09-08 or 8 September 2020."),
        ("deadline", "=TODAY()", "is a formula; paste its value."),
    ],
)
def test_what_is_wrong_with_a_cell(heading, value, why) -> None:
    assert fault_of(heading, value) == (why,)


@pytest.mark.parametrize(
    "address", ["a@exam\u200bple.org", "a@" + "x" * 64 + ".org", "a" * 250 + "@example.org"]
)
def test_addresses_that_no_letter_can_go_to(address) -> None:
    (why,) = fault_of("e-mail", address)
    assert why.endswith("is not an e-mail address. Write one like name@example.org.")


@pytest.mark.parametrize(
    ("value", "deadline"),
    [
        (date(2020, 9, 8), datetime(2020, 9, 8, 23, 59)),
        ("8 Sept 2020", datetime(2020, 9, 8, 23, 59)),
        ("2020-09-08 17:00", datetime(2020, 9, 8, 17, 0)),
        (datetime(2020, 9, 8, 12, 30), datetime(2020, 9, 8, 12, 30)),
        (None, None),
    ],
)
def test_deadlines(value, deadline) -> None:
    assert [one.deadline for one in lines(*with_cell("deadline", value))] == [deadline]


def test_the_same_organisation_twice() -> None:
    assert faults(
        HEADINGS,
        ["Ministry of Labour", "ministry", "VN", 3],
        ["Ministry of Labour", "ministry", "TH", 3],
        ["IOM", "UN agency", None, 3],
        ["ministry of  LABOUR.", "ministry", "Viet Nam", 3],
        ["Ministry of Labour", "ministry", "vn", 3],
    ) == (
        "Invitations!A5: is the same organisation as in row 2. Keep one of the rows.",
        "Invitations!A6: is the same organisation as in row 2. Keep one of the rows.",
    )


def test_hostile_words_stay_words() -> None:
    csv = "organisation,kind,country,places,focal point,e-mail,language\n+cmd|x,company,PH,1,@SUM(A1),,\n"
    assert [(one.organisation, one.focal_point) for one in read_file(csv.encode(), "list.csv", ["en"])] == [
        ("+cmd|x", "@SUM(A1)")
    ]


def test_rows_in_which_nothing_is_wrong_come_with_the_faults() -> None:
    rows = [
        ["A", "ministry", "VN", 1],
        ["B", "club", None, 1],
        ["C", "donor", None, 2],
        ["C", "donor", None, 3],
    ]
    with pytest.raises(ListRefused) as refused:
        lines(HEADINGS, *rows)
    assert ([one.organisation for one in refused.value.fine], refused.value.count) == (["A", "C"], 4)
    with pytest.raises(ListRefused) as refused:
        lines([*HEADINGS, "telephone"], *rows)
    assert (refused.value.fine, refused.value.count) == ((), 4)
