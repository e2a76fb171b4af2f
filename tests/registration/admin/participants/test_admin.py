"""The secretariat's list: filters, verbs, the sheet, the private link."""

from io import BytesIO

import pytest
from django.contrib.auth.models import User
from openpyxl import load_workbook

from agenda.models import EventRole, Person
from registration import locks
from registration.links import tokens
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
    with django_assert_num_queries(10):
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
    fields = {"action": action, "_selected_action": [one.pk for one in (*chosen, gone)], "sure": "yes"}
    page = client.post(LIST, fields, follow=True).content.decode()
    assert sorted(Participant.objects.values_list("state", flat=True)) == sorted([state, state, "withdrawn"])
    assert list(Message.objects.values_list("kind", flat=True)) == [*kind, *kind]
    assert set(AuditEntry.objects.values_list("actor", "user")) == {("clerk@x.example", staff.pk)}
    assert words in page
    assert "Gone: not possible, since the registration is withdrawn." in page


def test_refusing_several_is_asked_about(client, event, staff) -> None:
    chosen = people(event, 2)
    fields = {"action": "refuse_chosen", "_selected_action": [one.pk for one in chosen]}
    page = client.post(LIST, fields).content.decode()
    assert "<h1>Refuse these registrations?</h1>" in page
    assert "Ms. Person a, Ministry 0; Ms. Person b, Ministry 1" in page
    for one in chosen:
        assert f'<input type="hidden" name="_selected_action" value="{one.pk}">' in page
    assert set(Participant.objects.values_list("state", flat=True)) == {"nominated"}
    assert Message.objects.count() == 0


def test_who_finds_no_place_is_named_with_the_number(client, event, staff) -> None:
    place = factories.invited(event, places=1)
    chosen = [factories.participant(event, name=name, invited=place) for name in ("An", "Binh")]
    fields = {"action": "confirm_chosen", "_selected_action": [one.pk for one in chosen]}
    page = client.post(LIST, fields, follow=True).content.decode()
    assert "1 participant confirmed." in page
    assert "is on the waiting list, number 1; the letter is in the outbox." in page


def line(event, *names: str) -> list[Participant]:
    """They wait in this order, numbers have gaps; one place is free."""
    place = factories.invited(event, places=1)
    return [
        factories.participant(event, name=name, invited=place, state="waiting", waiting_number=3 * number)
        for number, name in enumerate(names, 1)
    ]


def test_the_list_says_the_place_in_line(client, event, staff) -> None:
    line(event, "An", "Bo")
    page = client.get(LIST).content.decode()
    assert "on the waiting list · number 1" in page
    assert "on the waiting list · number 2" in page
    assert "number 3" not in page


def test_passing_over_somebody_is_asked_about(client, event, staff) -> None:
    _an, bo = line(event, "An", "Bo")
    sentence = "Number 1 on the waiting list, Ms. An, is before them."
    assert sentence in client.post(f"{LIST}{bo.pk}/do/confirm/").content.decode()
    fields = {"action": "confirm_chosen", "_selected_action": [bo.pk]}
    page = client.post(LIST, fields).content.decode()
    assert "<h1>Confirm these people?</h1>" in page
    assert f"<li>Ministry of Labour: {sentence}</li>" in page
    assert set(Participant.objects.values_list("state", flat=True)) == {"waiting"}
    client.post(LIST, {**fields, "sure": "yes"})
    assert Participant.objects.get(pk=bo.pk).state == "confirmed"


def test_the_selected_are_confirmed_in_their_order(client, event, staff) -> None:
    """The list is by name: who waits longer has the place, and nothing is asked."""
    zo, an = line(event, "Zo", "An")
    fields = {"action": "confirm_chosen", "_selected_action": [an.pk, zo.pk]}
    page = client.post(LIST, fields, follow=True).content.decode()
    assert [Participant.objects.get(pk=one.pk).state for one in (zo, an)] == ["confirmed", "waiting"]
    assert "1 participant confirmed." in page


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
    with django_assert_num_queries(11):
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


def test_nobody_deletes_here(admin_client, event) -> None:
    person = factories.participant(event)
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
            "role": "speaker", "programme_person_id": "the-gomez",
        }  # fmt: skip
        answer = client.post(address, fields, follow=True)
        assert answer.status_code == 200
    one.refresh_from_db()
    other.refresh_from_db()
    assert (one.programme_person_id, other.programme_person_id) == ("the-gomez", "")
    assert f"{one.full_name} is this person of the programme already." in answer.content.decode()
    entries = AuditEntry.objects.filter(verb="link to speaker")
    assert [(entry.participant, entry.user, entry.details) for entry in entries] == [
        (one, staff, {"person": "the-gomez"})
    ]


ALLOWED = {
    "invited": ["confirm", "accept", "decline", "refuse", "withdraw"],
    "nominated": ["confirm", "decline", "refuse", "withdraw"],
    "waiting": ["confirm", "decline", "refuse", "withdraw"],
    "confirmed": ["refuse", "withdraw"],
    "declined": ["reopen"],
    "withdrawn": ["reopen"],
    "replaced": ["reopen"],
    "refused": ["confirm", "reopen"],
}


@pytest.mark.parametrize("state", ALLOWED)
def test_the_buttons_are_those_that_the_state_allows(client, event, staff, state: str) -> None:
    person = factories.participant(event, invited=factories.invited(event), state=state)
    page = client.get(f"{LIST}{person.pk}/change/")
    assert [verb for verb, _words in page.context["verbs"]] == ALLOWED[state]
    takes_part = state in ("invited", "nominated", "waiting", "confirmed")
    assert (f"{LIST}{person.pk}/replace/" in page.content.decode()) == takes_part
    assert (f"{LIST}{person.pk}/link/" in page.content.decode()) == takes_part


@pytest.mark.parametrize(("verb", "state", "after", "words"), [
    ("confirm", "nominated", "confirmed", "is confirmed; the letter is in the outbox."),
    ("accept", "invited", "confirmed", "is confirmed; the letter is in the outbox."),
    ("decline", "nominated", "declined", "declines is noted; the letter is in the outbox."),
    ("reopen", "declined", "nominated", "awaits confirmation again; the letter is in the outbox."),
])  # fmt: skip
def test_on_behalf_of_somebody(client, event, staff, verb, state, after, words) -> None:
    person = factories.participant(event, invited=factories.invited(event), state=state)
    said = {"sure": "yes", "channel": "in person", "said": "2026-09-03", "reason": "Ill"}
    page = client.post(f"{LIST}{person.pk}/do/{verb}/", said, follow=True).content.decode()
    person.refresh_from_db()
    entry = AuditEntry.objects.get(verb=verb)
    assert (person.state, entry.user, entry.details["by"], entry.details["on"]) == (
        after, staff, "in person", "2026-09-03",
    )  # fmt: skip
    assert person.decline_reason == ("Ill" if verb == "decline" else "")
    assert words in page
    assert "in person, 3 September 2026" in page


@pytest.mark.parametrize("verb", ["decline", "reopen"])
def test_other_verbs_that_are_asked_about(client, event, staff, verb: str) -> None:
    person = factories.participant(event, state="declined" if verb == "reopen" else "nominated")
    assert b'name="sure" value="yes"' in client.post(f"{LIST}{person.pk}/do/{verb}/").content
    assert AuditEntry.objects.count() == 0


def test_a_wrong_day_is_said_before_anything_is_done(client, event, staff) -> None:
    person = factories.participant(event)
    page = client.post(f"{LIST}{person.pk}/do/confirm/", {"said": "2026-09-03"}).content.decode()
    assert "Say how you were told." in page
    assert Participant.objects.get().state == "nominated"


def test_beyond_the_places_with_a_reason(client, event, staff) -> None:
    person = factories.participant(event, invited=factories.invited(event, places=0))
    address = f"{LIST}{person.pk}/do/confirm/"
    page = client.post(address, follow=True).content.decode()
    assert "is on the waiting list, number 1; the letter is in the outbox." in page
    assert '<div class="readonly">on the waiting list · number 1</div>' in page
    page = client.post(address, follow=True).content.decode()
    assert "stays on the waiting list: no place is free at Ministry of Labour." in page
    page = client.post(address, {"over_quota_reason": "The Minister asked"}, follow=True).content.decode()
    assert '<div class="readonly">confirmed · beyond the places: The Minister asked</div>' in page
    assert Participant.objects.get().over_quota_reason == "The Minister asked"


def test_one_is_replaced_by_another(client, event, staff) -> None:
    old = factories.participant(event, invited=factories.invited(event), state="confirmed")
    address = f"{LIST}{old.pk}/replace/"
    assert "Put somebody else in this place" in client.get(address).content.decode()
    said = {"name": "Lê Văn An", "email": "an@molisa.example", "delegation_role": "head", "channel": "phone"}
    page = client.post(address, said, follow=True).content.decode()
    new = Participant.objects.get(name="Lê Văn An")
    old.refresh_from_db()
    assert (old.state, new.state, new.replaces, new.delegation_role) == ("replaced", "confirmed", old, "head")
    assert "Lê Văn An is named instead; the letters are in the outbox." in page
    chain = f'<a href="{LIST}{old.pk}/change/">Ms. Nguyễn Thị Hương</a> → <strong>Lê Văn An</strong>'
    assert chain in page
    shown = client.get(f"{LIST}{old.pk}/change/").content.decode()
    assert f'<strong>Ms. Nguyễn Thị Hương</strong> → <a href="{LIST}{new.pk}/change/">Lê Văn An</a>' in shown
    page = client.post(address, said).content.decode()
    assert "not possible, since the registration is replaced." in page


def test_all_that_is_known_of_a_person_is_corrected(client, event, staff) -> None:
    person = factories.participant(event, invited=factories.invited(event))
    new = {
        "given": "Thị Hương", "family": "Nguyễn", "own_script": "阮氏香", "unit": "Cabinet", "phone": "+84 1",
        "languages": "vi, en", "interpretation": "Vietnamese", "accessibility": "Step-free", "diet": "Vegetarian",
    }  # fmt: skip
    fields = {
        "honorific": "Ms.", "name": person.name, "position": "Director", "organisation": person.organisation_id,
        "country": "VN", "sex": "female", "role": "participant", "delegation_role": "head",
        "cc": "a@x.example; b@x.example", **new,
    }  # fmt: skip
    address = f"{LIST}{person.pk}/change/"
    assert client.post(address, fields).status_code == 302
    assert Participant.objects.values(*new, "delegation_role", "cc").get() == {
        **new, "delegation_role": "head", "cc": ["a@x.example", "b@x.example"],
    }  # fmt: skip
    entries = AuditEntry.objects.order_by("pk").values_list("verb", "details")
    assert [(verb, sorted(details["fields"])) for verb, details in entries] == [
        ("correct", sorted(new)), ("correct", ["cc", "delegation_role"]),
    ]  # fmt: skip
    refused = client.post(address, {**fields, "cc": "nobody"})
    assert refused.context["adminform"].form.errors == {"cc": ["“nobody” is not an e-mail address."]}


@pytest.mark.parametrize(
    "asked", ["huong", "HƯƠNG", "nguyen  thi", "阮氏", "molisa.example", "Bo Lao dong", "molisa"]
)
def test_the_search_survives_accents(client, event, staff, asked: str) -> None:
    ministry = factories.organisation("Bộ Lao động", acronym="MOLISA")
    person = factories.participant(event, organisation=ministry, own_script="阮氏香")
    factories.participant(
        event, name="Juan", email="j@x.example", organisation=factories.organisation("DOLE", "PH")
    )
    assert list(client.get(LIST, {"q": asked}).context["cl"].queryset) == [person]


def test_the_filter_by_invited_institution(client, event, staff) -> None:
    place = factories.invited(event, factories.organisation("Health", acronym="MOH"))
    person = factories.participant(event, name="An", invited=place)
    factories.participant(event, name="Binh")
    elsewhere = factories.event("elsewhere")
    factories.participant(elsewhere, invited=factories.invited(elsewhere, factories.organisation("Secret")))
    page = client.get(f"{LIST}?invited__id__exact={place.pk}")
    assert list(page.context["cl"].queryset) == [person]
    assert "Health (MOH), Viet Nam" in page.content.decode()
    assert "Secret" not in page.content.decode()


def test_a_page_that_comes_back_locks_as_the_verbs_do(client, event, staff, monkeypatch) -> None:
    person = factories.participant(event, name="Anna", invited=factories.invited(event))
    locked: list[tuple[str, object]] = []
    of_institution, of_people = locks._lock_institutions, locks.lock_people
    monkeypatch.setattr(
        locks,
        "_lock_institutions",
        lambda keys: locked.extend(("institution", key) for key in keys) or of_institution(keys),
    )
    monkeypatch.setattr(
        locks, "lock_people", lambda *wanted: locked.append(("people", None)) or of_people(*wanted)
    )
    # what was seen is no longer so: the form is refused, and no verb locks anything
    answer = client.post(f"{LIST}{person.pk}/change/", {"_seen": "of old"})
    assert (answer.status_code, bool(answer.context["outdated"])) == (200, True)
    assert locked == [("institution", person.invited_id), ("people", None)]
