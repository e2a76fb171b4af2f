"""The page where invitations come in as a list: each row shown first, then done, if it would still do the same."""

from __future__ import annotations

import re
from io import BytesIO
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import load_workbook

from agenda.models import Event
from registration.importing.rows import template_workbook
from registration.models import AuditEntry, InvitedOrganisation, Message
from registration.spreadsheets.writer import MEDIA_TYPE
from tests.layout import tight
from tests.registration import factories
from tests.registration.spreadsheets.builders import book_of

pytestmark = pytest.mark.django_db
HEADINGS = ["organisation", "kind", "country", "places", "focal point", "e-mail", "language"]
LABOUR = ["Ministry of Labour", "ministry", "VN", 3, "Trần Văn Minh", "focal@molisa.example", None]
OTHER = ["Ministry <b>", "ministry", "KH", 2, None, None, None]


@pytest.fixture
def event() -> Event:
    return factories.event()


@pytest.fixture
def address(event: Event) -> str:
    return f"/admin/agenda/event/{event.pk}/invitations/import/"


def sent(client: Client, address: str, *rows: list[Any]) -> Any:
    return client.post(address, {"file": SimpleUploadedFile("list.xlsx", book_of(HEADINGS, *rows))})


def key_in(answer: Any) -> str:
    found = re.search(r'name="upload" value="([^"]+)"', answer.content.decode())
    assert found
    return found[1]


def rows_in(answer: Any) -> list[str]:
    """The words of each row of the table."""
    body = tight(answer.content.decode()).partition("<tbody>")[2].partition("</tbody>")[0]
    rows = re.findall(r"<tr>(.*?)</tr>", body, re.DOTALL)
    return [" | ".join(re.findall(r">([^<>]+)<", row)) for row in rows]


def test_shown_then_imported(admin_client: Client, address: str, event: Event) -> None:
    factories.invited(event, factories.organisation(), places=2)
    answer = sent(admin_client, address, LABOUR, OTHER)
    assert answer.status_code == 200
    assert '<h2 id="result">1 new · 1 changed</h2>' in answer.content.decode()
    assert answer.content.decode().count('value="Import"') == 2  # above and below the table
    assert rows_in(answer) == [
        "2 | changed | Ministry of Labour | Viet Nam | ministry or government agency | places: 2 → 3",
        "3 | new | Ministry &lt;b&gt; | Cambodia | ministry or government agency | places: 2 | language: en",
    ]
    assert InvitedOrganisation.objects.get().places == 2
    done = admin_client.post(address, {"apply": "1", "upload": key_in(answer)}, follow=True)
    assert done.redirect_chain == [(address, 302)]
    said = "Imported: 1 new, 1 changed, 0 the same. Nobody has been written to."
    board = f"/admin/agenda/event/{event.pk}/invitations/"
    assert f'{said} <a href="{board}">See the invitations</a>' in done.content.decode()
    rows = InvitedOrganisation.objects.order_by("pk").values_list("organisation__name", "places", "reply")
    assert list(rows) == [("Ministry of Labour", 3, "invited"), ("Ministry <b>", 2, "listed")]
    assert set(AuditEntry.objects.values_list("actor", "verb")) == {("admin", "import"), ("admin", "list")}
    assert not Message.objects.exists()
    assert admin_client.post(address, {"apply": "1", "upload": key_in(answer)}).status_code == 410
    again = sent(admin_client, address, LABOUR, OTHER)
    assert "This list changes nothing: the invitations say so already." in again.content.decode()
    assert 'name="apply"' not in again.content.decode()


def test_what_goes_out_comes_back(admin_client: Client, address: str, event: Event) -> None:
    factories.invited(event, factories.organisation())
    page = admin_client.get(address).content.decode()
    links = re.findall(rf'href="{address}([^"]+)"', page)
    assert links == ["template.xlsx", "invitations.xlsx"]
    template, current = (admin_client.get(address + link) for link in links)
    assert template.content == template_workbook()
    assert [(one["Content-Type"], one["Content-Disposition"]) for one in (template, current)] == [
        (MEDIA_TYPE, 'attachment; filename="invitations-template.xlsx"'),
        (MEDIA_TYPE, 'attachment; filename="dialogue-2026-invitations.xlsx"'),
    ]
    assert {"private", "no-store"} <= set(current["Cache-Control"].split(", "))
    book = load_workbook(BytesIO(current.content))
    book["Invitations"]["F2"] = 9
    file = BytesIO()
    book.save(file)
    answer = admin_client.post(address, {"file": SimpleUploadedFile("edited.xlsx", file.getvalue())})
    assert rows_in(answer) == [
        "2 | changed | Ministry of Labour | Viet Nam | ministry or government agency | places: 3 → 9"
    ]
    assert [admin_client.post(address + link).status_code for link in links] == [405, 405]


def test_what_is_refused(admin_client: Client, address: str) -> None:
    answer = sent(admin_client, address, ["", "ministry", "Atlantis", 1, None, None, None])
    page = answer.content.decode()
    assert (answer.status_code, "Nothing was changed." in page, 'name="apply"' in page) == (422, True, False)
    assert re.findall(r"<li>(Invitations![^:]+): ", page) == ["Invitations!A2", "Invitations!C2"]
    answer = sent(admin_client, address, LABOUR, ["Ministry of Labour (MOL)", *LABOUR[1:]])
    page = answer.content.decode()
    assert (answer.status_code, "2. Keep" in page, 'name="apply"' in page) == (422, False, False)
    assert "<li>row 3: refused: Ministry of Labour (MOL): is Ministry of Labour (MOL), as row 2 is." in page
    empty = admin_client.post(address, {})
    assert (empty.status_code, '<a href="#id_file">Choose a file.</a>' in empty.content.decode()) == (
        422,
        True,
    )
    assert empty.content.decode().count("Choose a file.") == 1
    large = SimpleUploadedFile("a.csv", b"x" * (10 * 1024 * 1024 + 1))
    assert admin_client.post(address, {"file": large}).content.decode().count("larger than 10 MB") == 1
    nothing = admin_client.post(address, {"file": SimpleUploadedFile("a.csv", b"")})
    assert nothing.content.decode().count("The file is empty.") == 1
    assert not InvitedOrganisation.objects.exists()


def test_rows_that_are_fine_are_shown_beside_those_that_are_not(admin_client: Client, address: str) -> None:
    answer = sent(admin_client, address, LABOUR, ["Club", "club", None, 1, None, None, None])
    page = answer.content.decode()
    assert (answer.status_code, 'name="apply"' in page) == (422, False)
    assert '<h2 id="result">1 new · 1 refused</h2>' in page
    assert "Below is what the other rows would do. Nothing is done before every row can be read." in page
    assert rows_in(answer) == [
        "2 | new | Ministry of Labour | Viet Nam | ministry or government agency | places: 3 | "
        "focal point: Trần Văn Minh | e-mail: focal@molisa.example | language: en",
    ]


def test_one_that_looks_like_another_is_counted(admin_client: Client, address: str) -> None:
    factories.organisation("Ministry of Labour and Social Welfare")
    page = sent(admin_client, address, LABOUR).content.decode()
    assert '<h2 id="result">1 new · ⚠ 1 looks like another</h2>' in page
    assert "looks like Ministry of Labour and Social Welfare (nearly the same name)." in page


def test_what_was_changed_meanwhile(admin_client: Client, address: str, event: Event) -> None:
    """It is shown again, and nothing is done until it is agreed to."""
    invited = factories.invited(event, factories.organisation(), places=2)
    key = key_in(sent(admin_client, address, LABOUR))
    InvitedOrganisation.objects.update(places=7)
    late = admin_client.post(address, {"apply": "1", "upload": key})
    assert (late.status_code, rows_in(late)) == (
        409, ["2 | changed | Ministry of Labour | Viet Nam | ministry or government agency | places: 7 → 3"],
    )  # fmt: skip
    assert "The invitations were changed since this was shown." in late.content.decode()
    assert admin_client.post(address, {"apply": "1", "upload": key_in(late)}).status_code == 302
    invited.refresh_from_db()
    assert invited.places == 3


def test_a_list_is_of_one_event_and_one_person(
    admin_client: Client, address: str, django_user_model: Any
) -> None:
    key = key_in(sent(admin_client, address, LABOUR))
    there = f"/admin/agenda/event/{factories.event('there').pk}/invitations/import/"
    assert admin_client.post(there, {"apply": "1", "upload": key}).status_code == 410
    other = Client()
    other.force_login(django_user_model.objects.create_superuser("other", "o@x.example", "x"))
    assert other.post(address, {"apply": "1", "upload": key}).status_code == 410
    cache.clear()
    assert admin_client.post(address, {"apply": "1", "upload": key}).status_code == 410
    assert not InvitedOrganisation.objects.exists()


@pytest.mark.parametrize("count", [1, 3])
def test_it_asks_the_database_alike(
    admin_client: Client, address: str, event: Event, django_assert_num_queries: Any, count: int
) -> None:
    for number in range(count):
        factories.invited(event, factories.organisation(f"Ministry {number}"))
    rows = [[f"Ministry {number}", *LABOUR[1:]] for number in range(count)]
    sent(admin_client, address, *rows)
    with django_assert_num_queries(10):
        sent(admin_client, address, *rows)
