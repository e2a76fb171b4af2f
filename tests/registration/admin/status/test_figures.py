"""The figures in the admin: exact on the page, masked in what leaves it."""

from io import BytesIO

import pytest
from openpyxl import load_workbook

from tests.layout import tight
from tests.registration import factories

pytestmark = pytest.mark.django_db
QUERIES = 4


@pytest.fixture
def event():
    return factories.event()


@pytest.fixture
def here(event) -> str:
    return f"/admin/agenda/event/{event.pk}/figures/"


def people(event, count: int, **fields) -> None:
    for number in range(count):
        name = f"{fields.get('country', 'VN')} {fields.get('sex', '')} {fields.get('state', '')} {number}"
        factories.participant(event, **{"state": "confirmed", **fields, "name": name})


def figures_of(answer, name: str) -> list[tuple]:
    table = answer.context["figures"].table(name)
    return [(row.line.words, *row.cells, row.total) for row in (*table.rows, table.totals)]


def test_the_page_is_exact_and_counts_the_confirmed(admin_client, event, here: str) -> None:
    (
        people(event, 6, sex="female"),
        people(event, 2, sex="male", country="LA"),
        people(event, 1, state="waiting"),
    )
    people(factories.event("other"), 5)
    answer = admin_client.get(here)
    assert figures_of(answer, "country-sex") == [
        ("Lao PDR", 0, 2, 0, 2),
        ("Viet Nam", 6, 0, 0, 6),
        ("All", 6, 2, 0, 8),
    ]
    page = answer.content.decode()
    assert "<h2>8 people</h2>" in tight(page)
    assert "Exact numbers, for the secretariat only." in page
    assert "&lt;5" not in page
    assert page.count('class="plot" viewBox') == 1
    for name in ("sex", "country", "kind", "role", "country-sex", "kind-sex", "role-sex", "country-kind"):
        assert page.count(f'id="figures-{name}"') == 1, name


def test_another_state_is_chosen(admin_client, event, here: str) -> None:
    people(event, 6), people(event, 1, state="waiting")
    answer = admin_client.get(f"{here}?state=waiting")
    assert figures_of(answer, "country") == [("Viet Nam", 1), ("All", 1)]
    page = answer.content.decode()
    assert '<option value="waiting" selected>' in page
    assert f'href="{here}figures.xlsx?state=waiting"' in page
    assert f'href="{here}figures.svg?state=waiting"' in page
    assert figures_of(admin_client.get(f"{here}?state=x"), "country") == [("Viet Nam", 6), ("All", 6)]
    page = admin_client.get(f"{here}?state=refused").content.decode()
    assert "Nobody is in this state yet." in page
    assert 'class="plot" viewBox' not in page


def test_what_leaves_is_masked(admin_client, event, here: str) -> None:
    people(event, 6, sex="female"), people(event, 7, sex="female", country="TH")
    people(event, 2, sex="male", country="LA"), people(event, 9, sex="male", country="TH")
    answer = admin_client.get(f"{here}figures.xlsx")
    assert answer["Content-Disposition"] == 'attachment; filename="dialogue-2026-figures.xlsx"'
    assert {"private", "no-store"} <= set(answer["Cache-Control"].split(", "))
    book = load_workbook(BytesIO(answer.content))
    (sheet,) = [one for one in book.worksheets if one.title == "Country by sex"]
    rows = {row[0]: row for row in sheet.values}
    assert rows["Lao PDR"][2] == "<5"
    assert "The dialogue-2026: confirmed" in rows
    assert not any(cell in (1, 2, 3, 4) for one in book.worksheets for row in one.values for cell in row)
    drawing = admin_client.get(f"{here}figures.svg")
    assert drawing["Content-Type"] == "image/svg+xml"
    assert drawing["Content-Disposition"] == 'attachment; filename="dialogue-2026-figures.svg"'
    assert ">&lt;5</text>" in drawing.content.decode()
    assert ">2</text>" not in drawing.content.decode()


@pytest.mark.parametrize("name", ["figures.xlsx", "figures.svg"])
def test_files_are_only_read(admin_client, here: str, name: str) -> None:
    assert admin_client.post(f"{here}{name}").status_code == 405


def test_questions_are_as_many_for_one_person_as_for_three(
    admin_client, event, here: str, django_assert_num_queries
) -> None:
    people(event, 1)
    admin_client.get(here)
    with django_assert_num_queries(QUERIES):
        admin_client.get(here)
    people(event, 2, country="LA", organisation=factories.organisation("Union", "LA", kind="workers"))
    with django_assert_num_queries(QUERIES):
        admin_client.get(here)
