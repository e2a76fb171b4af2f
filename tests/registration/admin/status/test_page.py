"""The status board in the admin: what it shows, how it is asked, what leaves as a sheet."""

import re
from datetime import UTC, datetime, timedelta
from io import BytesIO
from time import perf_counter

import pytest
from django.contrib.auth.models import User
from openpyxl import load_workbook

from agenda.models import EventRole, roles
from registration import invitations
from registration.audit import Actor
from registration.models import InvitedOrganisation, Organisation
from tests.layout import tight
from tests.registration import factories
from tests.registration.factories import MOMENT

pytestmark = pytest.mark.django_db
QUERIES = 8
PAST, TO_COME = datetime(2020, 1, 1, tzinfo=UTC), datetime(2099, 1, 1, 9, tzinfo=UTC)


@pytest.fixture
def event():
    return factories.event()


@pytest.fixture
def here(event) -> str:
    return f"/admin/agenda/event/{event.pk}/invitations/"


def invited(event, name: str, country: str = "VN", **fields) -> InvitedOrganisation:
    kind = fields.pop("kind", "ministry")
    return factories.invited(event, factories.organisation(name, country, kind=kind), **fields)


def words(html: str) -> str:
    """The page without its tags."""
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def table_of(page: str) -> str:
    return page.partition('class="status-table"')[2].partition("</table>")[0]


def names_in(page: str) -> list[str]:
    return re.findall(r'id="name-\d+">(?:<a [^>]+>)?([^<]+)', tight(page))


def test_without_institutions_it_says_what_to_do_first(admin_client, here: str) -> None:
    page = admin_client.get(here).content.decode()
    assert "No institution is listed yet." in page
    assert (
        "Begin with your list of institutions to invite, as a sheet; or add institutions one by one." in page
    )
    assert f'href="{here}import/"' in page
    assert 'href="/admin/registration/invitedorganisation/add/?event=' in page
    assert "<table" not in page.partition('id="content-main"')[2]


def test_what_a_row_says(admin_client, event, here: str) -> None:
    one = invited(
        event, "Ministry of Labour", "LA", deadline=PAST, opened=MOMENT, last_contact=MOMENT, focal_email=""
    )
    factories.participant(
        event, organisation=one.organisation, invited=one, state="confirmed", over_quota_reason="asked"
    )
    factories.participant(event, organisation=one.organisation, invited=one, state="waiting", name="Second")
    page = admin_client.get(here).content.decode()
    row = words(table_of(page).partition('<tr class="institution')[2].partition("</tr>")[0])
    assert row == (
        'state-opened"> Ministry of Labour ministry or government agency People 1 beyond the places '
        "no e-mail of a focal point 3 2 1 1 0 opened, no answer yet 2 Nov 2026 2 Nov 2026 "
        "1 Jan 2020, 7:00 am Vientiane time passed"
    )
    assert (
        f'<a href="/admin/registration/invitedorganisation/{one.pk}/change/">Ministry of Labour</a>' in page
    )
    assert f'href="/admin/registration/participant/?invited__id__exact={one.pk}"' in page
    summary = "1 invited · 0 answered · 1 past the deadline · 1 of 3 places filled · 1 waiting"
    assert f'<p class="board-summary">{summary}</p>' in page
    assert "All shown: 1 institution 3 2 1 1 0" in words(table_of(page))


def test_places_given_back_do_not_count(admin_client, event, here: str) -> None:
    invited(event, "Union", reply="declined", places=8)
    invited(event, "Ministry of Labour", reply="accepted", places=2)
    page = admin_client.get(here).content.decode()
    assert "8 places given back 0 0 0 0 0 declined" in words(table_of(page))
    assert "All shown: 2 institutions (1 declined) 2 0 0 0 0" in words(table_of(page))
    assert '<th scope="col" class="number">People declined</th>' in page


def test_people_of_an_institution_are_one_click_away(admin_client, event, here: str) -> None:
    one, two = invited(event, "Ministry A"), invited(event, "Ministry B")
    for number, place in enumerate((one, one, two)):
        factories.participant(event, invited=place, organisation=place.organisation, name=f"Person {number}")
    address = f"/admin/registration/participant/?invited__id__exact={one.pk}"
    assert address in admin_client.get(here).content.decode()
    assert admin_client.get(address).context["cl"].result_count == 2


@pytest.mark.parametrize(
    ("query", "groups", "names"),
    [
        ("", ["Lao PDR", "Viet Nam", "International / none"], ["Ministry of Trade", "Ministry of Labour", "Union", "ASEAN"]),
        ("?by=kind", ["Ministry or government agency", "International organisation", "Workers’ organisation"],
         ["Ministry of Trade", "Ministry of Labour", "ASEAN", "Union"]),
        ("?by=state", ["Listed, not yet invited", "Invited, not opened yet", "Accepted: takes part", "Declined"],
         ["ASEAN", "Ministry of Trade", "Ministry of Labour", "Union"]),
        ("?state=unanswered", ["Lao PDR"], ["Ministry of Trade"]),
        ("?kind=workers&country=VN", ["Viet Nam"], ["Union"]),
        ("?q=min.+labor", ["Viet Nam"], ["Ministry of Labour"]),
        ("?q=nobody", [], []),
        ("?by=x&state=x&kind=x", ["Lao PDR", "Viet Nam", "International / none"],
         ["Ministry of Trade", "Ministry of Labour", "Union", "ASEAN"]),
    ],
)  # fmt: skip
def test_groups_and_choices(
    admin_client, event, here: str, query: str, groups: list[str], names: list[str]
) -> None:
    invited(event, "Ministry of Labour", reply="accepted")
    invited(event, "Ministry of Trade", "LA")
    invited(event, "Union", kind="workers", reply="declined", rank=9)
    invited(event, "ASEAN", "", kind="international-organisation", reply="listed")
    page = admin_client.get(f"{here}{query}").content.decode()
    assert re.findall(r'<th scope="rowgroup" colspan="11">([^<]+)<', page) == groups
    assert names_in(page) == names
    summary = "3 invited · 1 not yet invited · 2 answered · 1 institution declined · 0 of 9 places filled · 0 waiting"
    assert summary in page
    assert ("No institution is like that." in page) is (not names)


def test_a_choice_that_no_database_takes(admin_client, here: str) -> None:
    assert admin_client.get(f"{here}?q=%00").status_code == 404


def test_the_plot_has_the_rows_that_are_shown(admin_client, event, here: str) -> None:
    invited(event, "Ministry of Labour"), invited(event, "Ministry of Trade", "LA")
    page = admin_client.get(f"{here}?country=LA").content.decode()
    plot = page.partition("<svg")[2].partition("</svg>")[0]
    assert (
        "Bars for one institution: Ministry of Trade (Lao PDR): places 3, confirmed 0, on the waiting list 0."
        in plot
    )


def test_the_sheet_has_what_is_shown(admin_client, event, here: str) -> None:
    invited(event, "Ministry of Labour", deadline=TO_COME), invited(event, "Ministry of Trade", "LA")
    answer = admin_client.get(f"{here}board.xlsx?country=VN")
    assert answer["Content-Disposition"] == 'attachment; filename="dialogue-2026-invitations.xlsx"'
    assert {"private", "no-store"} <= set(answer["Cache-Control"].split(", "))
    rows = [row[0] for row in load_workbook(BytesIO(answer.content)).active.values]
    assert rows[:5] == ["Institution", "Ministry of Labour", "All: 1 institution", None, "The dialogue-2026"]
    page = admin_client.get(f"{here}?country=VN").content.decode()
    assert f'href="{here}board.xlsx?country=VN"' in page
    assert admin_client.post(f"{here}board.xlsx").status_code == 405


def test_the_page_of_an_institution_s_delegation_and_country(admin_client, event, here: str) -> None:
    """In a group by kind a row says its country."""
    invited(event, "Ministry of Labour", "LA")
    page = admin_client.get(f"{here}?by=kind").content.decode()
    assert "Ministry of Labour Lao PDR People" in words(table_of(page))


def test_who_only_reads_has_no_buttons(client, event, here: str, monkeypatch) -> None:
    monkeypatch.setitem(roles.GRANTS, "viewer", roles.READ | {"registration.view_participant"})
    user = User.objects.create_user("viewer@example.org", "viewer@example.org", is_staff=True)
    EventRole.objects.create(user=user, event=event, role="viewer")
    one = invited(event, "Ministry")
    factories.participant(event, organisation=one.organisation, invited=one, state="waiting", name="Ann")
    client.force_login(user)
    page = client.get(here).content.decode()
    assert "Next in line: Ms. Ann" in page
    assert 'name="chosen"' not in page
    assert 'name="do"' not in page
    assert client.post(here, {"do": "remind"}).status_code == 403


def test_questions_are_as_many_for_one_institution_as_for_three(
    admin_client, event, here: str, django_assert_num_queries
) -> None:
    def more(number: int) -> None:
        one = invited(event, f"Ministry {number}", "LA", deadline=TO_COME)
        for state in ("confirmed", "waiting", "declined"):
            name = f"{state} {number}"
            factories.participant(event, organisation=one.organisation, invited=one, state=state, name=name)

    more(0)
    admin_client.get(here)
    with django_assert_num_queries(QUERIES):
        admin_client.get(here)
    more(1), more(2)
    with django_assert_num_queries(QUERIES):
        admin_client.get(here)


def test_two_hundred_institutions_are_drawn_in_well_under_a_second(admin_client, event, here: str) -> None:
    for number in range(200):
        invited(event, f"Ministry {number}", ("VN", "LA", "KH", "TH", "MM")[number % 5], deadline=TO_COME)
    admin_client.get(here)
    began = perf_counter()
    assert len(names_in(admin_client.get(here).content.decode())) == 200
    assert perf_counter() - began < 1
    assert Organisation.objects.count() == 200


def test_the_page_after_chasing_leads_to_the_drafts(admin_client, event, here: str) -> None:
    assert "No draft lies in the outbox." in admin_client.get(f"{here}chased/").content.decode()
    for name in ("A", "B"):
        invitations.remind(invited(event, name), Actor("clerk"), MOMENT + timedelta(days=1))
    page = admin_client.get(f"{here}chased/").content.decode()
    assert "2 letters lie in the outbox as drafts. They leave when you send them." in page
    address = f"/admin/registration/message/?state__exact=draft&event__id__exact={event.pk}"
    assert f'href="{address.replace("&", "&amp;")}"' in page
    assert admin_client.get(address).context["cl"].result_count == 2
    assert admin_client.post(f"{here}chased/").status_code == 405
