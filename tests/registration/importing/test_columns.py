"""The words of a list of invitations: headings, kinds, countries, languages, and the template to fill in."""

from io import BytesIO

import pytest
from openpyxl import load_workbook

from registration import spreadsheets
from registration.importing import rows as invitation_list
from registration.importing.columns import (
    COLUMNS,
    column_of_words,
    compared,
    country_of,
    is_heading,
    kind_of,
    language_of,
    template_workbook,
)
from registration.models.choices import OrganisationKind


@pytest.mark.parametrize(
    ("words", "heading"),
    [
        ("organisation", "organisation"),
        ("Organization (name)", "organisation"),
        ("NAME_OF_ORGANISATION*", "organisation"),
        ("Part_Of", "part of"),
        ("PLACES: head", "places head"),
        ("Places advisers", "places adviser"),
        ("adviser places", "places adviser"),
        ("advisor places", "places adviser"),
        ("E-Mail", "e-mail"),
        ("email address", "e-mail"),
        ("E_mail", "e-mail"),
        ("CC", "cc"),
        ("Order (precedence)", "order"),
        ("Our reference", "reference"),
        ("Date of letter", "date"),
        ("Remarks", "note"),
    ],
)
def test_headings_by_other_words(words, heading) -> None:
    assert column_of_words()[compared(words)].heading == heading
    assert is_heading(words)


def test_no_words_are_of_two_columns() -> None:
    words = [
        compared(words) for one in COLUMNS for words in {compared(word) for word in (one.heading, *one.also)}
    ]
    assert sorted(words) == sorted(set(words))
    assert not is_heading("telephone")
    assert not is_heading("")


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("ministry", OrganisationKind.MINISTRY),
        ("Ministry or government agency", OrganisationKind.MINISTRY),
        ("Government", OrganisationKind.MINISTRY),
        ("international-organisation", OrganisationKind.INTERNATIONAL),
        ("International Organization", OrganisationKind.INTERNATIONAL),
        ("UN agency", OrganisationKind.INTERNATIONAL),
        ("NGO", OrganisationKind.CIVIL_SOCIETY),
        ("civil society", OrganisationKind.CIVIL_SOCIETY),
        ("employers", OrganisationKind.EMPLOYERS),
        ("Employers' organization", OrganisationKind.EMPLOYERS),
        ("employer's organisation", OrganisationKind.EMPLOYERS),
        ("trade union", OrganisationKind.WORKERS),
        ("Workers’ organisation", OrganisationKind.WORKERS),
        ("university", OrganisationKind.TRAINING),
        ("private sector", OrganisationKind.COMPANY),
        ("Donor", OrganisationKind.DONOR),
        ("other", OrganisationKind.OTHER),
        ("club", None),
    ],
)
def test_kinds_of_organisations(words, kind) -> None:
    assert kind_of(words) == kind


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("VN", "VN"), ("vn", "VN"), ("Viet Nam", "VN"), ("Vietnam", "VN"), ("việt nam", "VN"),
        ("Laos", "LA"), ("Lao PDR", "LA"), ("Lao People’s Democratic Republic", "LA"), ("Myanmar", "MM"),
        ("the Philippines", "PH"), ("Republic of Korea", "KR"), ("South Korea", "KR"), ("Türkiye", "TR"),
        ("Turkiye", "TR"), ("Timor-Leste", "TL"), ("Côte d'Ivoire", "CI"), ("cote d’ivoire", "CI"), ("USA", "US"),
        ("United States of America", "US"), ("Brunei", "BN"), ("UK", "GB"), ("Atlantis", None), ("XX", None),
    ],
)  # fmt: skip
def test_countries(words, code) -> None:
    assert country_of(words) == code


def test_countries_as_printed_in_a_language_of_letters() -> None:
    assert country_of("Thaïlande") is None
    assert country_of("Thaïlande", ("en", "fr")) == "TH"
    assert country_of("Thailand", ("fr",)) == "TH"


@pytest.mark.parametrize(
    ("words", "code"),
    [("en", "en"), ("VI", "vi"), ("English", "en"), ("Tiếng Việt", "vi"), ("x-own", "x-own"), ("fr", None)],
)
def test_languages(words, code) -> None:
    assert language_of(words, ["en", "vi", "x-own"]) == code


def test_the_template_is_a_list_with_an_example_to_delete() -> None:
    raw = template_workbook()
    table = spreadsheets.read(raw, "template.xlsx", is_heading)
    assert [cell.text for cell in table.headings] == [one.heading for one in COLUMNS]
    with pytest.raises(spreadsheets.ImportRefused) as refused:
        invitation_list.read(table, ["en"])
    assert refused.value.faults == ("Invitations!A2: is the example of the template. Delete the row.",)
    book = load_workbook(BytesIO(raw))
    first, second = book.worksheets
    assert first["A2"].font.italic
    assert first.max_row == 2
    rows = list(second.values)
    assert rows[0] == ("heading", "column", "what it holds", "example")
    assert [row[0] for row in rows[1:-1]] == [one.heading for one in COLUMNS]
    assert rows[3] == (
        "kind",
        "needed",
        "One of: ministry or government agency, international organisation, civil society, employers’ organisation, "
        "workers’ organisation, training institution, company, donor, other.",
        "ministry",
    )
    assert rows[-1][2] == "Delete the grey row of the first sheet before you upload it."
    assert template_workbook() == raw
