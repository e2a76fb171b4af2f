"""The register of organisations, and the end of registration on the event's clock."""

import re
from datetime import UTC, date, datetime

import pytest
from django.contrib.auth.models import User

from agenda.models import EventRole, roles
from registration.models import Organisation, OrganisationName, RegistrationSettings
from tests.registration import factories

pytestmark = pytest.mark.django_db
ORGANISATIONS = "/admin/registration/organisation/"
DESKS = "/admin/registration/registrationsettings/"
NO_NAMES = {"names-TOTAL_FORMS": "0", "names-INITIAL_FORMS": "0"}


def test_a_country_is_chosen_by_its_name_or_left_out(admin_client) -> None:
    fields = {"name": "ILO", "acronym": "", "kind": "international-organisation", "parent": "", **NO_NAMES}
    page = admin_client.get(f"{ORGANISATIONS}add/").content.decode()
    assert '<option value="LA">Lao PDR</option>' in page
    assert admin_client.post(f"{ORGANISATIONS}add/", {**fields, "country": "ZZ"}).status_code == 200
    assert not Organisation.objects.exists()
    assert admin_client.post(f"{ORGANISATIONS}add/", {**fields, "country": ""}).status_code == 302
    row = Organisation.objects.get()
    assert row.country == ""
    assert (
        admin_client.post(f"{ORGANISATIONS}{row.pk}/change/", {**fields, "country": "CH"}).status_code == 302
    )
    assert Organisation.objects.get().country == "CH"
    assert (
        '<td class="field-country_words">Switzerland</td>' in admin_client.get(ORGANISATIONS).content.decode()
    )
    assert admin_client.get(f"{ORGANISATIONS}?country=CH").context["cl"].result_count == 1


def test_what_an_organisation_is_part_of(admin_client) -> None:
    ministry, unit = factories.organisation("Ministry"), factories.organisation("Bureau")
    page = admin_client.get(f"{ORGANISATIONS}{unit.pk}/change/").content.decode()
    choice = page.partition('<select name="parent"')[2].partition("</select>")[0]
    assert re.findall(r">([^<]+)</option>", choice) == ["---------", "Ministry"]
    fields = {"name": "Bureau", "kind": "ministry", "country": "VN", "parent": ministry.pk, **NO_NAMES}
    assert admin_client.post(f"{ORGANISATIONS}{unit.pk}/change/", fields).status_code == 302
    unit.refresh_from_db()
    assert unit.parent == ministry


def test_other_names_and_the_zone(admin_client) -> None:
    row = factories.organisation("Ministry of Labour")
    address = f"{ORGANISATIONS}{row.pk}/change/"
    page = admin_client.get(address).content.decode()
    assert '<datalist id="zone-names">' in page
    fields = {
        "name": "Ministry of Labour",
        "kind": "ministry",
        "country": "VN",
        "timezone": "asia/ho chi minh",
    }
    names = {
        "names-TOTAL_FORMS": "2", "names-INITIAL_FORMS": "0",
        "names-0-name": "Bộ Lao động", "names-0-language": "vi", "names-0-organisation": row.pk,
        "names-1-name": "bo lao dong", "names-1-language": "", "names-1-organisation": row.pk,
    }  # fmt: skip
    twice = admin_client.post(address, {**fields, **names})
    assert "This name stands here already. Keep one of the two." in twice.content.decode()
    wrong = admin_client.post(address, {**fields, **NO_NAMES, "timezone": "Asia/Hanoi"})
    assert "is not a time zone" in wrong.content.decode()
    assert not OrganisationName.objects.exists()
    done = admin_client.post(address, {**fields, **names, "names-1-name": "Bộ LĐTBXH"})
    assert done.status_code == 302
    row.refresh_from_db()
    assert (row.timezone, list(row.names.values_list("language", "name"))) == (
        "Asia/Ho_Chi_Minh", [("", "Bộ LĐTBXH"), ("vi", "Bộ Lao động")],
    )  # fmt: skip
    asked = admin_client.get(f"{ORGANISATIONS}?q=lao+dong").context["cl"]
    assert [one.name for one in asked.result_list] == ["Ministry of Labour"]


def searchable() -> None:
    factories.organisation("Molisa Training Centre", "KH")
    factories.organisation("Ministry of Labour, Invalids and Social Affairs", acronym="MOLISA")
    factories.organisation("Bộ Lao động (Molisa)", "VN")


def test_searched_by_words_the_nearest_first(admin_client) -> None:
    """By acronym, without accents, in any order; a column that was chosen to sort by still sorts."""
    searchable()
    ministry, training = "Ministry of Labour, Invalids and Social Affairs", "Molisa Training Centre"
    for query, names in [
        ("molisa", [ministry, training, "Bộ Lao động (Molisa)"]),
        ("Viet Nam bo lao dong", ["Bộ Lao động (Molisa)"]),
        ("min. labour vietnam", [ministry]),
        ("molisa&o=-1", [training, ministry, "Bộ Lao động (Molisa)"]),
        ("nobody", []),
    ]:
        shown = admin_client.get(f"{ORGANISATIONS}?q={query}").context["cl"].result_list
        assert [one.name for one in shown] == names, query


def test_pages_that_search_as_one_types(admin_client) -> None:
    searchable()
    asked = "/admin/autocomplete/?app_label=registration&model_name=participant&field_name=organisation&term="
    found = admin_client.get(f"{asked}labour+social+min").json()["results"]
    assert [one["text"] for one in found] == ["Ministry of Labour, Invalids and Social Affairs (MOLISA)"]
    assert [one["text"] for one in admin_client.get(f"{asked}MOLISA").json()["results"]] == [
        "Ministry of Labour, Invalids and Social Affairs (MOLISA)", "Molisa Training Centre", "Bộ Lao động (Molisa)",
    ]  # fmt: skip


def test_a_search_with_a_typing_error(admin_client) -> None:
    """What is near is shown, and that it is only near; also where a page searches as one types."""
    searchable()
    ministry = "Ministry of Labour, Invalids and Social Affairs"
    for query, names, near in [
        ("Minstry of Labour Invalids", [ministry], True),
        ("Minister of Labor Vietnam", [ministry], False),
        ("molisa xyz", [ministry, "Bộ Lao động (Molisa)", "Molisa Training Centre"], True),
        ("nobody", [], False),
        ("ministry labour", [ministry], False),
    ]:
        answer = admin_client.get(ORGANISATIONS, {"q": query})
        assert sorted(one.name for one in answer.context["cl"].result_list) == sorted(names), query
        assert ("Nothing has all these words; these are near." in answer.content.decode()) == near, query
    asked = "/admin/autocomplete/?app_label=registration&model_name=participant&field_name=organisation&term=minstry"
    assert [one["text"] for one in admin_client.get(asked).json()["results"]] == [f"{ministry} (MOLISA)"]


def test_the_search_box_has_a_label(admin_client) -> None:
    page = admin_client.get(ORGANISATIONS).content.decode()
    assert '<label for="searchbar">Search organisations</label>' in page
    assert 'aria-describedby="searchbar_helptext"' in page


@pytest.mark.parametrize("count", [1, 3])
def test_a_search_asks_the_database_alike(admin_client, django_assert_num_queries, count: int) -> None:
    for number in range(count):
        factories.organisation(f"Ministry {number}")
    admin_client.get(ORGANISATIONS)
    with django_assert_num_queries(8):
        admin_client.get(f"{ORGANISATIONS}?q=ministry")


@pytest.fixture
def event():
    return factories.event()


def said(**fields):
    return {"policy": "approval", "reply_to": "", "contact": "", "purpose": "", "retention": "",
            "consent_wording": "2026-11", "closes": "", **fields}  # fmt: skip


def test_the_end_of_registration_is_an_hour_of_the_event(admin_client, event) -> None:
    page = admin_client.get(f"{DESKS}add/").content.decode()
    assert page.count('type="datetime-local"') == 1
    assert "On the clock of the event’s own time zone, wherever you are." in page
    fields = said(event=event.pk, closes="2026-11-25T07:01")
    assert admin_client.post(f"{DESKS}add/", fields).status_code == 302
    desk = RegistrationSettings.objects.get()
    assert desk.closes == datetime(2026, 11, 24, 23, 1, tzinfo=UTC)
    page = admin_client.get(f"{DESKS}{desk.pk}/change/").content.decode()
    assert 'name="closes" value="2026-11-25T07:01"' in page
    assert "On the clock of Manila (Asia/Manila), wherever you are." in page
    assert "25 November 2026, 7:01 am Manila time" in admin_client.get(DESKS).content.decode()
    assert admin_client.post(f"{DESKS}{desk.pk}/change/", said(closes="2026-11-26T00:30")).status_code == 302
    desk.refresh_from_db()
    assert (desk.event, desk.closes) == (event, datetime(2026, 11, 25, 16, 30, tzinfo=UTC))
    assert admin_client.post(f"{DESKS}{desk.pk}/change/", said()).status_code == 302
    desk.refresh_from_db()
    assert desk.closes is None


@pytest.mark.parametrize("moment", [
    datetime(2026, 11, 24, 23, 1, 59, 5, tzinfo=UTC), datetime(2026, 10, 25, 1, 30, tzinfo=UTC),
    datetime(2026, 10, 25, 0, 30, tzinfo=UTC),
])  # fmt: skip
def test_an_hour_nobody_touches_stays(admin_client, event, moment: datetime) -> None:
    """To the second, and also where it comes twice: 2:30 in Zurich on 25 October, in summer and in winter time."""
    type(event).objects.update(timezone="Europe/Zurich")
    desk = factories.desk(event, closes=moment)
    page = admin_client.get(f"{DESKS}{desk.pk}/change/").content.decode()
    (shown,) = re.findall(r'name="closes" value="([^"]+)"', page)
    assert admin_client.post(f"{DESKS}{desk.pk}/change/", said(closes=shown, contact="Us")).status_code == 302
    desk.refresh_from_db()
    assert (desk.closes, desk.contact) == (moment, "Us")


@pytest.mark.parametrize(("closes", "message"), [
    ("2026-03-29T02:30", "02:30 does not exist on 29 March 2026 in Europe/Zurich"),
    ("2026-10-25T02:30", "02:30 comes twice on 25 October 2026 in Europe/Zurich. Choose an hour before or after."),
    ("9999-12-31T10:00", "Choose a date between"),
    ("2026-11-25T07:01+08:00", "Enter a date and a time."),
    ("2026-02-30T07:01", "Enter a date and a time."),
    ("tomorrow", "Enter a date and a time."),
])  # fmt: skip
def test_hours_that_are_none(admin_client, event, closes: str, message: str) -> None:
    type(event).objects.update(timezone="Europe/Zurich")
    response = admin_client.post(f"{DESKS}add/", said(event=event.pk, closes=closes))
    assert message in response.content.decode()
    assert not RegistrationSettings.objects.exists()


def test_the_waiting_list_and_how_long_data_are_kept(admin_client, event) -> None:
    desk = factories.desk(event)
    page = admin_client.get(f"{DESKS}{desk.pk}/change/").content.decode()
    assert [name for name in ("promote", "keep_until") if f'name="{name}"' in page] == [
        "promote",
        "keep_until",
    ]
    fields = said(promote="on", keep_until="2027-06-30")
    assert admin_client.post(f"{DESKS}{desk.pk}/change/", fields).status_code == 302
    desk.refresh_from_db()
    assert (desk.promote, desk.keep_until) == (True, date(2027, 6, 30))


def test_an_hour_without_an_event_is_kept_in_the_form(admin_client, event) -> None:
    response = admin_client.post(f"{DESKS}add/", said(closes="2026-11-25T07:01"))
    assert response.status_code == 200
    assert 'value="2026-11-25T07:01"' in response.content.decode()


def test_a_reader_sees_the_hour_in_words(client, event, monkeypatch) -> None:
    reading = frozenset({"registration.view_registrationsettings"})  # a role that may only look
    monkeypatch.setitem(roles.GRANTS, "viewer", reading)
    user = User.objects.create_user("reader@x.example", is_staff=True)
    EventRole.objects.create(user=user, event=event, role="viewer")
    client.force_login(user)
    desk = factories.desk(event, closes=datetime(2026, 11, 24, 23, 1, tzinfo=UTC))
    page = client.get(f"{DESKS}{desk.pk}/change/").content.decode()
    assert '<div class="readonly">25 November 2026, 7:01 am Manila time</div>' in page
    assert f"/admin/agenda/event/{event.pk}/change/" not in page


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_the_database_alike(admin_client, django_assert_num_queries, count: int) -> None:
    for number in range(count):
        factories.desk(factories.event(f"e{number}"), closes=factories.MOMENT)
    admin_client.get(DESKS)
    with django_assert_num_queries(6):
        admin_client.get(DESKS)
