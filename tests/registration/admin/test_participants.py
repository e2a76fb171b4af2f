"""The secretariat's list: filters, verbs, the sheet, the private link."""

from io import BytesIO

import pytest
from django.contrib.auth.models import User
from openpyxl import load_workbook

from agenda.models import EventRole, Person
from registration import tokens
from registration.models import AuditEntry, Message, Participant
from tests.registration import factories

pytestmark = pytest.mark.django_db
LIST = "/admin/registration/participant/"


@pytest.fixture
def event():
    return factories.event()


def clerk(client, event, role: str = "registration-clerk") -> User:
    user = User.objects.create_user("clerk@x.example", is_staff=True)
    EventRole.objects.create(user=user, event=event, role=role)
    client.force_login(user)
    return user


@pytest.fixture
def staff(client, event) -> User:
    return clerk(client, event)


def people(event, count: int) -> list[Participant]:
    return [
        factories.participant(
            event,
            name=f"Person {'abcdefgh'[number]}",
            organisation=factories.organisation(f"Ministry {number}", "VN"),
        )
        for number in range(count)
    ]


@pytest.mark.parametrize("count", [1, 3])
def test_queries_do_not_grow(client, event, staff, count: int, django_assert_num_queries) -> None:
    people(event, count)
    client.get(LIST)
    with django_assert_num_queries(9):
        assert client.get(LIST).status_code == 200


def test_filters_and_search(client, event, staff) -> None:
    factories.participant(event, name="Anna", country="PH", state="confirmed", sex="male", answer="declined")
    factories.participant(event, name="Bela", organisation=factories.organisation("ILO", "", kind="donor"))
    for query, found in (
        ("?country=PH", "Anna"),
        ("?state__exact=confirmed", "Anna"),
        ("?sex__exact=male", "Anna"),
        ("?answer__exact=declined", "Anna"),
        ("?organisation__kind__exact=donor", "Bela"),
        ("?q=ILO", "Bela"),
    ):
        shown = client.get(LIST + query).context["cl"].queryset
        assert [one.name for one in shown] == [found], query


@pytest.mark.parametrize(("action", "state", "kind", "words"), [
    ("confirm_chosen", "confirmed", ["registration_confirmed", "calendar_request"], "2 participants confirmed."),
    ("refuse_chosen", "refused", ["registration_refused"], "2 participants refused."),
])  # fmt: skip
def test_actions(client, event, staff, action: str, state: str, kind: list[str], words: str) -> None:
    chosen = people(event, 2)
    gone = factories.participant(event, name="Gone", state="withdrawn")
    fields = {"action": action, "_selected_action": [one.pk for one in (*chosen, gone)]}
    page = client.post(LIST, fields, follow=True).content.decode()
    assert sorted(Participant.objects.values_list("state", flat=True)) == sorted([state, state, "withdrawn"])
    assert list(Message.objects.values_list("kind", flat=True)) == [*kind, *kind]
    assert set(AuditEntry.objects.values_list("actor", "user")) == {("clerk@x.example", staff.pk)}
    assert words in page
    assert "Gone: not possible, since the registration is withdrawn." in page


def test_one_is_told_as_one(client, event, staff) -> None:
    fields = {"action": "confirm_chosen", "_selected_action": [people(event, 1)[0].pk]}
    assert "1 participant confirmed." in client.post(LIST, fields, follow=True).content.decode()


@pytest.mark.parametrize(
    ("verb", "words"), [("confirm", "confirmed"), ("refuse", "refused"), ("withdraw", "withdrawn")]
)
def test_buttons(client, event, staff, verb: str, words: str) -> None:
    person = factories.participant(event)
    page = client.get(f"{LIST}{person.pk}/change/").content.decode()
    assert f"{LIST}{person.pk}/do/{verb}/" in page
    assert client.get(f"{LIST}{person.pk}/do/{verb}/").status_code == 405
    page = client.post(f"{LIST}{person.pk}/do/{verb}/", {"sure": "yes"}, follow=True).content.decode()
    assert f"{person.full_name} is {words}; the letter is in the outbox." in page
    assert AuditEntry.objects.exclude(verb="mail_entry").get().verb == verb
    client.post(f"{LIST}{person.pk}/do/{verb}/")
    assert AuditEntry.objects.exclude(verb="mail_entry").count() == 1


@pytest.mark.parametrize(
    ("verb", "title", "button"),
    [
        ("refuse", "Refuse this registration?", "Yes, refuse"),
        ("withdraw", "Withdraw this registration?", "Yes, withdraw"),
    ],
)
def test_what_cannot_be_taken_back_is_asked_about(client, event, staff, verb, title, button) -> None:
    person = factories.participant(event)
    before = Participant.objects.values().get()
    asked = client.post(f"{LIST}{person.pk}/do/{verb}/")
    page = asked.content.decode()
    assert asked.status_code == 200
    for words in (f"<h1>{title}</h1>", f'value="{button}"', '<input type="hidden" name="sure" value="yes">',
                  person.full_name, f'<a href="{LIST}{person.pk}/change/" class="closelink">'):  # fmt: skip
        assert words in page
    assert (Participant.objects.values().get(), AuditEntry.objects.count(), Message.objects.count()) == (
        before,
        0,
        0,
    )


def test_correcting_goes_through_the_verb(client, event, staff) -> None:
    person = factories.participant(event)
    other = factories.organisation("Ministry of Health", "VN")
    fields = {
        "honorific": "Dr.", "name": person.name, "position": "Minister", "organisation": other.pk, "country": "VN",
        "sex": "female", "role": "speaker",
    }  # fmt: skip
    assert client.post(f"{LIST}{person.pk}/change/", fields).status_code == 302
    row = Participant.objects.get()
    assert (row.honorific, row.position, row.organisation, row.role) == ("Dr.", "Minister", other, "speaker")
    entry = AuditEntry.objects.get()
    assert (entry.verb, entry.user, entry.details) == (
        "correct", staff, {"fields": ["honorific", "position", "organisation", "role"]},
    )  # fmt: skip


def test_correcting_to_the_name_of_another(client, event, staff) -> None:
    factories.participant(event)
    other = factories.participant(event, name="Trần Văn Bình")
    fields = {
        "name": "nguyen thi huong", "organisation": other.organisation_id, "country": "VN", "sex": "female",
        "role": "speaker",
    }  # fmt: skip
    response = client.post(f"{LIST}{other.pk}/change/", fields)
    assert b"already registered with this e-mail address" in response.content
    assert Participant.objects.get(pk=other.pk).name == "Trần Văn Bình"


def test_a_country_is_chosen_by_its_name(client, event, staff) -> None:
    person = factories.participant(event, country="MM")
    address = f"{LIST}{person.pk}/change/"
    page = client.get(address).content.decode()
    assert '<select name="country"' in page
    assert '<option value="MM" selected>Myanmar</option>' in page
    assert '<option value="VN">Viet Nam</option>' in page
    fields = {"name": person.name, "organisation": person.organisation_id, "sex": "female", "role": "speaker"}
    for wrong in ("ZZ", "vn", ""):
        assert client.post(address, {**fields, "country": wrong}).status_code == 200, wrong
    assert client.post(address, {**fields, "country": "LA"}).status_code == 302
    assert Participant.objects.get().country == "LA"


def test_the_country_is_read_by_its_name(client, event) -> None:
    clerk(client, event)
    person = factories.participant(event, country="LA", state="refused")  # nobody corrects it any more
    assert '<div class="readonly">Lao PDR</div>' in client.get(f"{LIST}{person.pk}/change/").content.decode()


def test_the_event_is_a_link_for_those_who_may_open_it(client, event, staff) -> None:
    address = f"{LIST}{factories.participant(event).pk}/change/"
    there = f"/admin/agenda/event/{event.pk}/change/"
    assert f'<a href="{there}">The dialogue-2026</a>' in client.get(address).content.decode()
    assert client.get(there).status_code == 200


def test_moments_and_words_of_people(client, event, staff) -> None:
    page = client.get(f"{LIST}{factories.participant(event).pk}/change/").content.decode()
    assert page.count('<div class="readonly">2 November 2026, 11:04 am Manila time</div>') == 3
    for label in (
        "E-mail address",
        "Takes part as",
        "May be in the list of participants",
        "Language of letters",
    ):
        assert f">{label}:</label>" in page, label
    assert '<div class="readonly">English (en)</div>' in page
    assert "Consent" not in page


def test_the_link_is_shown_on_demand_and_written_down(client, event, staff) -> None:
    person = factories.participant(event)
    token = tokens.make("my", person.pk, 0)
    assert token not in client.get(f"{LIST}{person.pk}/change/").content.decode()
    assert client.get(f"{LIST}{person.pk}/link/").status_code == 405
    response = client.post(f"{LIST}{person.pk}/link/")
    assert f"/my/{token}/" in response.content.decode()
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert "no-store" in response.headers["Cache-Control"]
    assert list(AuditEntry.objects.values_list("verb", "user")) == [("show link", staff.pk)]


def test_the_sheet_is_the_filtered_list(client, event, staff, django_assert_num_queries) -> None:
    people(event, 3)
    factories.participant(event, name="=cmd()", country="PH", state="confirmed")
    response = client.get(f"{LIST}export/?state__exact=confirmed")
    assert response.headers["Content-Type"].endswith("spreadsheetml.sheet")
    rows = list(load_workbook(BytesIO(response.content)).active.values)
    assert [row[1:6] for row in rows[1:]] == [
        ("confirmed", "Philippines", "ministry or government agency", "Ms.", "=cmd()"),
    ]  # fmt: skip
    assert (
        f"{LIST}export/?state__exact=confirmed"
        in client.get(f"{LIST}?state__exact=confirmed").content.decode()
    )
    with django_assert_num_queries(9):
        client.get(f"{LIST}export/")


@pytest.mark.parametrize(
    "query", ["?bogus=1", "?organisation__id__exact=x", "?state__exact=confirmed&bogus=1"]
)
def test_the_sheet_of_a_wrong_address_leads_to_the_list(client, event, staff, query: str) -> None:
    people(event, 2)
    response = client.get(f"{LIST}export/{query}")
    assert (response.status_code, response.headers["Location"]) == (302, f"{LIST}?e=1")


@pytest.mark.parametrize("query", ["?p=1", "?p=999", "?p=x", "?e=1"])
def test_the_sheet_has_all_pages_of_the_list(client, event, staff, query: str) -> None:
    people(event, 3)
    response = client.get(f"{LIST}export/{query}")
    assert len(list(load_workbook(BytesIO(response.content)).active.values)) == 4


def test_an_organisation_is_neither_changed_nor_deleted_from_its_people(admin_client, event) -> None:
    page = admin_client.get(f"{LIST}{factories.participant(event).pk}/change/").content.decode()
    assert "add_id_organisation" in page
    assert "change_id_organisation" not in page
    assert "delete_id_organisation" not in page


def test_two_clerks_at_one_page(client, event, staff) -> None:
    person = factories.participant(event)
    address = f"{LIST}{person.pk}/change/"
    seen = client.get(address).context["seen"]
    Participant.objects.update(position="Changed by herself")
    fields = {
        "name": person.name, "organisation": person.organisation_id, "country": "VN", "sex": "female",
        "role": "speaker", "position": "Minister", "_seen": seen,
    }  # fmt: skip
    assert b"Someone else has changed this since you opened it." in client.post(address, fields).content
    assert Participant.objects.get().position == "Changed by herself"
    assert client.post(address, {**fields, "_seen": client.get(address).context["seen"]}).status_code == 302
    assert Participant.objects.get().position == "Minister"


@pytest.mark.parametrize(
    ("path", "method"), [("export/", "get"), ("{pk}/link/", "post"), ("{pk}/do/confirm/", "post")]
)
def test_without_the_right(client, event, path: str, method: str) -> None:
    person = factories.participant(event)
    clerk(client, event, "publisher")
    assert getattr(client, method)(LIST + path.format(pk=person.pk)).status_code == 403
    assert Participant.objects.get().state == "nominated"


def test_a_stranger_is_sent_to_sign_in(client, event) -> None:
    assert client.get(f"{LIST}export/").status_code == 302


def test_nobody_adds_or_deletes_here(admin_client, event) -> None:
    person = factories.participant(event)
    assert admin_client.get(f"{LIST}add/").status_code == 403
    assert admin_client.post(f"{LIST}{person.pk}/delete/").status_code == 403


def test_who_someone_is_in_the_programme(client, event, staff) -> None:
    """Chosen from the programme's people, through the verb; a person of the programme is one participant."""
    gomez = Person.objects.create(event=event, identifier="the-gomez", slug="the-gomez", name="Sashini Gomez")
    one, other = people(event, 2)
    for participant in (one, other):
        address = f"{LIST}{participant.pk}/change/"
        assert f'<option value="the-gomez">{gomez}</option>' in client.get(address).content.decode()
        fields = {
            "name": participant.name, "organisation": participant.organisation_id, "country": "VN", "sex": "female",
            "role": "speaker", "person": "the-gomez",
        }  # fmt: skip
        answer = client.post(address, fields, follow=True)
        assert answer.status_code == 200
    one.refresh_from_db()
    other.refresh_from_db()
    assert (one.person, other.person) == ("the-gomez", "")
    assert f"{one.full_name} is this person of the programme already." in answer.content.decode()
    entries = AuditEntry.objects.filter(verb="appear")
    assert [(entry.participant, entry.user, entry.details) for entry in entries] == [
        (one, staff, {"person": "the-gomez"})
    ]
