"""Invited institutions in the admin: places, deadline, verbs, people with their chains, and what may be deleted."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from agenda.models import EventRole
from registration import invitations
from registration.audit import Actor
from registration.links import tokens
from registration.models import AuditEntry, Delegation, InvitedOrganisation, Message, Participant, RolePlaces
from tests.layout import tight
from tests.registration import factories
from tests.registration.factories import MOMENT

pytestmark = pytest.mark.django_db
LIST = "/admin/registration/invitedorganisation/"
CLERK = Actor("clerk", capacity="staff")


@pytest.fixture
def event() -> Any:
    return factories.event()


@pytest.fixture
def staff(client: Client, event: Any) -> User:
    user = User.objects.create_user("clerk@x.example", is_staff=True)
    EventRole.objects.create(user=user, event=event, role="registration-clerk")
    client.force_login(user)
    return user


def said(**fields: Any) -> dict[str, Any]:
    return {
        "delegation": "", "places": "3", "rank": "0", "focal_name": "Trần Văn Minh", "focal_email": "f@molisa.example",
        "cc": "", "language": "en", "deadline": "", "invitation_letter": "", "note": "", "role_places-TOTAL_FORMS": "0",
        "role_places-INITIAL_FORMS": "0", **fields,
    }  # fmt: skip


def errors(response: Any) -> dict[str, list[str]]:
    assert response.status_code == 200
    return {name: list(found) for name, found in response.context["adminform"].form.errors.items()}


def do(client: Client, invited: InvitedOrganisation, verb: str, **fields: Any) -> str:
    return client.post(f"{LIST}{invited.pk}/do/{verb}/", fields, follow=True).content.decode()


def entries() -> list[tuple[str, dict[str, Any]]]:
    rows = AuditEntry.objects.exclude(verb="mail_entry").order_by("pk")
    return [(one.verb, one.details) for one in rows]


@pytest.mark.parametrize("count", [1, 3])
def test_queries_of_the_list_do_not_grow(client, event, staff, count, django_assert_num_queries) -> None:
    for number in range(count):
        factories.invited(event, factories.organisation(f"Ministry {number}"), deadline=MOMENT)
    client.get(LIST)
    with django_assert_num_queries(8):
        assert client.get(LIST).status_code == 200


@pytest.mark.parametrize("count", [1, 3])
def test_queries_of_the_page_do_not_grow(client, event, staff, count, django_assert_num_queries) -> None:
    invited = factories.invited(event)
    for number in range(count):
        person = factories.participant(event, name=f"Person {'abc'[number]}", invited=invited)
        invitations.confirm(person, CLERK, MOMENT)
    address = f"{LIST}{invited.pk}/change/"
    client.get(address)
    with django_assert_num_queries(23):
        assert client.get(address).status_code == 200


def test_an_institution_is_listed(client, event, staff) -> None:
    ministry = factories.organisation()
    assert "for which event?" in client.get(f"{LIST}add/").content.decode()
    page = client.get(f"{LIST}add/?event={event.pk}").content.decode()
    assert "On the institution’s own clock, wherever you are." in page
    fields = said(
        organisation=ministry.pk, cc="a@x.example; B@x.example\r\na@X.example", deadline="2026-11-20T17:00",
        **{"role_places-TOTAL_FORMS": "1", "role_places-0-role": "head", "role_places-0-places": "1"},
    )  # fmt: skip
    assert client.post(f"{LIST}add/?event={event.pk}", fields).status_code == 302
    row = InvitedOrganisation.objects.get()
    assert (row.event, row.organisation, row.places, row.rank, row.cc, row.language, row.reply, row.deadline) == (
        event, ministry, 3, 0, ["a@x.example", "B@x.example"], "en", "listed", datetime(2026, 11, 20, 10, tzinfo=UTC),
    )  # fmt: skip
    assert [(one.role, one.places) for one in row.role_places.all()] == [("head", 1)]
    assert entries() == [("list", {})]
    assert errors(client.post(f"{LIST}add/?event={event.pk}", fields)) == {
        "organisation": ["This institution stands in the list of this event already."]
    }


def test_the_deadline_is_on_the_institution_s_clock(client, event, staff) -> None:
    there = factories.organisation("Ministry", "DE", timezone="Europe/Berlin")
    row = factories.invited(event, there, deadline=datetime(2026, 11, 20, 16, 0, 59, tzinfo=UTC))
    address = f"{LIST}{row.pk}/change/"
    page = client.get(address).content.decode()
    assert "On the clock of Berlin (Europe/Berlin), wherever you are." in page
    assert 'value="2026-11-20T17:00"' in page
    assert client.post(address, said(deadline="2026-11-20T17:00", note="New")).status_code == 302
    row.refresh_from_db()
    assert (row.deadline, row.note) == (datetime(2026, 11, 20, 16, 0, 59, tzinfo=UTC), "New")
    assert entries() == [("correct", {"fields": ["focal_email", "note"]})]
    for wall, sentence in {
        "2026-10-25T02:30": "02:30 comes twice on 25 October 2026 in Europe/Berlin. Choose an hour before or after.",
        "2026-03-29T02:30": "02:30 does not exist on 29 March 2026 in Europe/Berlin: the clocks go forward over it. "
        "Write 03:00 or later, or an earlier hour.",
        "soon": "Enter a date and a time.",
    }.items():
        assert errors(client.post(address, said(deadline=wall))) == {"deadline": [sentence]}
    assert client.post(address, said(deadline="")).status_code == 302
    row.refresh_from_db()
    assert row.deadline is None


@pytest.mark.parametrize(("written", "sentence"), [
    ("a@x.example; nobody", "“nobody” is not an e-mail address."),
    ("\n".join(f"a{number}@x.example" for number in range(11)), "These are too many. Keep at most 10."),
])  # fmt: skip
def test_copies_are_addresses(client, event, staff, written: str, sentence: str) -> None:
    row = factories.invited(event)
    assert errors(client.post(f"{LIST}{row.pk}/change/", said(cc=written))) == {"cc": [sentence]}


def test_places_that_are_taken_stay(client, event, staff) -> None:
    row = factories.invited(event)
    for name, over in (("An", ""), ("Binh", ""), ("Chi", "The Minister asked")):
        factories.participant(event, name=name, invited=row, state="confirmed", over_quota_reason=over)
    address = f"{LIST}{row.pk}/change/"
    sentence = "2 people are confirmed. Withdraw some first, or keep their places."
    assert errors(client.post(address, said(places="1"))) == {"places": [sentence]}
    formset = {"role_places-TOTAL_FORMS": "1", "role_places-0-role": "member", "role_places-0-places": "1"}
    refused = client.post(address, said(**formset))
    assert refused.context["inline_admin_formsets"][0].formset.errors == [
        {"places": ["member: 2 confirmed already. Withdraw some first, or keep their places."]}
    ]
    assert client.post(address, said(places="2")).status_code == 302
    assert (InvitedOrganisation.objects.get().places, RolePlaces.objects.count()) == (2, 0)


@pytest.mark.parametrize(("promote", "state"), [(True, "confirmed"), (False, "waiting")])
def test_more_places_are_filled_where_the_event_says_so(client, event, staff, promote, state) -> None:
    factories.desk(event, promote=promote)
    row = factories.invited(event, places=0)
    factories.participant(event, invited=row, state="waiting")
    assert client.post(f"{LIST}{row.pk}/change/", said(places="1")).status_code == 302
    assert Participant.objects.get().state == state


def test_two_clerks_at_one_page(client, event, staff) -> None:
    """A focal point who answers meanwhile is no rival: the page shows the reply, it does not change it."""
    row = factories.invited(event, focal_email="f@molisa.example")
    address = f"{LIST}{row.pk}/change/"
    seen = client.get(address).context["seen"]
    invitations.accept_invitation(row, CLERK, MOMENT)
    assert client.post(address, said(note="Mine", _seen=seen)).status_code == 302
    seen = client.get(address).context["seen"]
    InvitedOrganisation.objects.update(places=5)
    assert (
        b"Someone else has changed this since you opened it."
        in client.post(address, said(_seen=seen)).content
    )
    row.refresh_from_db()
    assert (row.reply, row.note, row.places) == ("accepted", "Mine", 5)


ALLOWED = {
    "listed": ["invite", "accept", "decline", "withdraw"],
    "invited": ["remind", "renew", "accept", "decline", "withdraw"],
    "accepted": ["remind", "renew", "decline", "withdraw"],
    "declined": ["renew", "accept", "withdraw", "reopen"],
    "withdrawn": ["reopen"],
}


@pytest.mark.parametrize("reply", ALLOWED)
def test_the_buttons_are_those_that_the_reply_allows(client, event, staff, reply: str) -> None:
    row = factories.invited(event, reply=reply)
    page = client.get(f"{LIST}{row.pk}/change/")
    assert [verb for verb, _words in page.context["verbs"]] == ALLOWED[reply]
    assert (f"{LIST}{row.pk}/name/" in page.content.decode()) == (reply not in ("declined", "withdrawn"))


@pytest.mark.parametrize(("verb", "reply", "after", "words", "letters"), [
    ("invite", "listed", "invited", "is invited; the letter is in the outbox.", ["invitation"]),
    ("remind", "invited", "invited", "lies in the outbox as a draft.", ["invitation_reminder"]),
    ("renew", "invited", "invited", "has a new link; the old one no longer works.", ["link_renewed"]),
    ("accept", "invited", "accepted", "takes part.", []),
    ("decline", "invited", "declined", "declines is noted.", ["invitation_declined"]),
    ("withdraw", "invited", "withdrawn", "is withdrawn.", ["invitation_withdrawn"]),
    ("reopen", "declined", "invited", "is invited again.", ["invitation"]),
])  # fmt: skip
def test_each_verb(client, event, staff, verb, reply, after, words, letters) -> None:
    row = factories.invited(event, reply=reply)
    assert client.get(f"{LIST}{row.pk}/do/{verb}/").status_code == 405
    page = do(client, row, verb, sure="yes", channel="phone", said="2026-09-03", reason="Elections")
    row.refresh_from_db()
    entry = AuditEntry.objects.get()
    assert (row.reply, entry.verb, entry.user, entry.details["by"], entry.details["on"]) == (
        after, verb, staff, "phone", "2026-09-03",
    )  # fmt: skip
    assert list(Message.objects.values_list("kind", flat=True)) == letters
    assert words in page
    assert "by phone, 3 September 2026" in page
    assert row.decline_reason == ("Elections" if verb == "decline" else "")


def test_another_focal_point_leaves_the_old_link_and_offers_a_new_one(client, event, staff) -> None:
    row = factories.invited(event)
    address, renew = f"{LIST}{row.pk}/change/", f'action="{LIST}{row.pk}/do/renew/"'
    page = client.post(address, said(focal_email="new@molisa.example"), follow=True).content.decode()
    assert "The old link still works; send a new one?" in page
    assert renew in page
    asked = do(client, row, "renew")
    assert "The old link of the institution ends at once." in asked
    row.refresh_from_db()
    assert (row.focal_email, row.link_version) == ("new@molisa.example", 0)
    do(client, row, "renew", sure="yes")
    row.refresh_from_db()
    assert (row.link_version, Message.objects.get().to) == (1, ["new@molisa.example"])
    page = client.post(address, said(focal_email="new@molisa.example", note="x"), follow=True)
    assert renew not in page.content.decode()


def test_what_writes_to_people_is_asked_about(client, event, staff) -> None:
    row = factories.invited(event)
    page = do(client, row, "decline", reason="Elections", channel="letter")
    assert "<h1>Note that this institution declines?</h1>" in page
    assert 'value="Elections"' in page
    assert '<option value="letter" selected>' in page
    assert (InvitedOrganisation.objects.get().reply, AuditEntry.objects.count()) == ("invited", 0)


@pytest.mark.parametrize(("fields", "sentence"), [
    ({"said": "2026-09-03"}, "Say how you were told."),
    ({"said": "2999-09-03", "channel": "phone"}, "This day is still to come."),
])  # fmt: skip
def test_how_it_was_heard_is_whole(client, event, staff, fields, sentence) -> None:
    row = factories.invited(event)
    assert sentence in do(client, row, "accept", **fields)
    assert InvitedOrganisation.objects.get().reply == "invited"


def test_a_verb_that_is_refused_says_why(client, event, staff) -> None:
    row = factories.invited(event, focal_email="", reply="listed")
    assert "has no e-mail address of a focal point. Write one first." in do(client, row, "invite", sure="yes")
    assert client.post(f"{LIST}{row.pk}/do/explode/").status_code == 403


def name(client: Client, row: InvitedOrganisation, button: str, **fields: Any) -> Any:
    sent = {
        "name": "Lê Thị Mai",
        "email": "mai@molisa.example",
        "delegation_role": "head",
        "do": button,
        **fields,
    }
    return client.post(f"{LIST}{row.pk}/name/", sent, follow=True)


@pytest.mark.parametrize(("button", "state", "words", "verbs"), [
    ("nominate", "nominated", "Lê Thị Mai is named, and awaits confirmation", ["nominate", "accept"]),
    ("confirm", "confirmed", "Lê Thị Mai is confirmed; the letter is in the outbox.", ["nominate", "accept", "confirm"]),
    ("invite", "invited", "Lê Thị Mai gets a personal link", ["invite", "accept"]),
])  # fmt: skip
def test_somebody_is_named(client, event, staff, button, state, words, verbs) -> None:
    row = factories.invited(event)
    page = name(client, row, button, channel="phone", said="2026-09-03").content.decode()
    person = Participant.objects.get()
    assert (person.name, person.state, person.delegation_role, person.invited) == (
        "Lê Thị Mai", state, "head", row,
    )  # fmt: skip
    assert words in page
    assert [verb for verb, details in entries() if details["by"] == "phone"] == verbs
    row.refresh_from_db()
    assert row.reply == "accepted"
    letter = {"nominate": "nominated", "confirm": "registration_confirmed", "invite": "personal_invitation"}[
        button
    ]
    kinds = [one for one in person.messages.values_list("kind", flat=True) if not one.startswith("calendar")]
    assert (kinds, [one.kind for one in row.messages.all()]) == ([letter], ["names_changed"])


def test_an_invitation_is_looked_at_before_it_is_sent(client, event, staff) -> None:
    row = factories.invited(event, reply="listed", cc=["copy@molisa.example"], deadline=MOMENT)
    factories.desk(event, contact="Ms. Aye", reply_to="desk@x.example")
    page = do(client, row, "invite")
    assert "<li>Ministry of Labour: focal@molisa.example, copy@molisa.example</li>" in page
    assert "<strong>Invitation: The dialogue-2026</strong><br>Answers go to desk@x.example" in tight(page)
    assert "Ministry of Labour is invited to “The dialogue-2026”. You have 3 places." in page
    assert "/i/•••/" in page
    assert "The deadline has passed: Ministry of Labour." in page
    assert "No deadline is set" not in page
    assert Message.objects.count() == 0
    InvitedOrganisation.objects.update(focal_email="", deadline=None)
    page = do(client, row, "invite")
    assert "Nobody to write to, since no e-mail address is known: Ministry of Labour." in page
    assert "No deadline is set: Ministry of Labour." in page


@pytest.mark.parametrize(("reply", "words"), [
    ("invited", "Chase for an answer (a draft)"), ("accepted", "Ask for the missing names (a draft)"),
])  # fmt: skip
def test_the_button_says_what_a_reminder_asks_for(client, event, staff, reply: str, words: str) -> None:
    row = factories.invited(event, reply=reply)
    assert dict(client.get(f"{LIST}{row.pk}/change/").context["verbs"])["remind"] == words


def test_who_has_named_everybody_is_not_reminded(client, event, staff) -> None:
    row = factories.invited(event, reply="accepted", places=1)
    factories.participant(event, invited=row)
    page = do(client, row, "remind")
    assert "Ministry of Labour is not to be reminded: somebody is named for each of its places." in page
    assert Message.objects.count() == 0


def test_where_no_place_is_free_they_wait_or_exceed(client, event, staff) -> None:
    row = factories.invited(event, places=0)
    page = name(client, row, "confirm").content.decode()
    assert "Lê Thị Mai is on the waiting list, number 1; the letter is in the outbox." in page
    assert "0 places, 0 confirmed, 0 free, 1 on the waiting list" in page
    more = {"name": "Hà", "email": "ha@molisa.example", "over_quota_reason": "The Minister asked"}
    page = name(client, row, "confirm", **more).content.decode()
    assert "confirmed · beyond the places: The Minister asked" in page
    assert Participant.objects.get(name="Hà").over_quota_reason == "The Minister asked"


def test_naming_says_what_is_wrong(client, event, staff) -> None:
    row = factories.invited(event)
    assert "Please fill this in." in name(client, row, "nominate", name="").content.decode()
    factories.participant(event, name="Lê Thị Mai", email="mai@molisa.example")
    page = name(client, row, "nominate").content.decode()
    assert "Lê Thị Mai is at this meeting already with this e-mail address." in page
    row.refresh_from_db()
    assert (row.reply, Participant.objects.count()) == ("invited", 1)


def test_the_chain_of_a_place(client, event, staff) -> None:
    row = factories.invited(event)
    first = factories.participant(event, name="An", invited=row, state="replaced")
    second = factories.participant(event, name="Binh", invited=row, state="replaced", replaces=first)
    third = factories.participant(event, name="Chi", invited=row, state="confirmed", replaces=second)
    shown = client.get(f"{LIST}{row.pk}/change/").context["people"]
    assert [(one.person, one.state, list(one.before)) for one in shown] == [
        (third, "confirmed", [second, first]), (first, "replaced", []), (second, "replaced", [first]),
    ]  # fmt: skip


def test_the_link_is_shown_on_demand_and_written_down(client, event, staff) -> None:
    row = factories.invited(event)
    token = tokens.make("institution", row.pk, 0)
    assert token not in client.get(f"{LIST}{row.pk}/change/").content.decode()
    assert client.get(f"{LIST}{row.pk}/link/").status_code == 405
    response = client.post(f"{LIST}{row.pk}/link/")
    assert f"/i/{token}/" in response.content.decode()
    assert (response.headers["Referrer-Policy"], response.headers["Cache-Control"]) == (
        "no-referrer", "private, no-store, max-age=0, no-cache, must-revalidate",
    )  # fmt: skip
    assert [(one.verb, one.user) for one in AuditEntry.objects.all()] == [("show link", staff)]


def test_letters_of_the_institution(client, event, staff) -> None:
    row = factories.invited(event, reply="listed", cc=["cc@x.example"])
    invitations.invite_institution(row, CLERK, MOMENT)
    (letter,) = client.get(f"{LIST}{row.pk}/change/").context["letters"]
    key = Message.objects.get().pk
    assert (letter.what, letter.people, letter.address) == (
        "Invitation of an institution", "focal@molisa.example, cc@x.example", f"/admin/registration/message/{key}/change/",
    )  # fmt: skip


def test_only_one_never_invited_is_deleted(client, event, staff) -> None:
    row = factories.invited(event, reply="listed", invited_at=None)
    client.post(f"{LIST}{row.pk}/change/", said(note="New"))
    named = factories.invited(event, factories.organisation("Health"), reply="listed")
    factories.participant(event, invited=named, state="withdrawn")
    asked = factories.invited(event, factories.organisation("Trade"))
    for one in (named, asked):
        assert client.post(f"{LIST}{one.pk}/delete/", {"post": "yes"}).status_code == 403
    chosen = {"action": "delete_selected", "_selected_action": [row.pk, asked.pk], "post": "yes"}
    page = client.post(LIST, chosen, follow=True).content.decode()
    assert "Trade: it was invited, or has people or letters. Withdraw the invitation instead." in page
    assert InvitedOrganisation.objects.count() == 3
    key = row.organisation_id
    assert client.post(f"{LIST}{row.pk}/delete/", {"post": "yes"}).status_code == 302
    assert set(InvitedOrganisation.objects.all()) == {named, asked}
    assert [(one.verb, one.details, one.invited) for one in AuditEntry.objects.order_by("pk")] == [
        ("correct", {"fields": ["focal_email", "note"]}, None), ("unlist", {"organisation": key}, None),
    ]  # fmt: skip


def test_search_and_filters(client, event, staff) -> None:
    factories.invited(event, factories.organisation("Bộ Lao động", "VN", acronym="MOLISA"))
    factories.invited(
        event, factories.organisation("Ministry of Health", "LA"), reply="listed", focal_name="Boun"
    )
    for query, found in (
        ("?q=molisa", "MOLISA"), ("?q=dong lao", "MOLISA"), ("?q=boun", "Health"), ("?country=LA", "Health"),
        ("?reply__exact=listed", "Health"),
    ):  # fmt: skip
        shown = list(client.get(LIST + query).context["cl"].queryset)
        assert (len(shown), found in str(shown)) == (1, True), query


def test_who_only_reads_sees_words(client, event, staff, monkeypatch) -> None:
    row = factories.invited(event, cc=["a@x.example"], deadline=datetime(2026, 11, 20, 10, tzinfo=UTC))
    monkeypatch.setattr(
        "agenda.models.roles.GRANTS",
        {"registration-clerk": frozenset({"registration.view_invitedorganisation"})},
    )
    page = client.get(f"{LIST}{row.pk}/change/").content.decode()
    assert '<div class="readonly">20 November 2026, 5:00 pm Ho Chi Minh time</div>' in page
    assert '<div class="readonly">a@x.example</div>' in page
    assert 'formaction="' not in page
    for path in (f"{row.pk}/do/accept/", f"{row.pk}/name/", f"{row.pk}/link/"):
        assert client.post(LIST + path).status_code == 403


@pytest.mark.parametrize("verb", ["decline", "withdraw"])
def test_who_is_named_is_said_before_it_is_asked(client, event, staff, verb: str) -> None:
    invited = factories.invited(event, reply="accepted")
    named = factories.participant(event, invited=invited, name="An")
    factories.participant(event, invited=invited, name="Gone", state="withdrawn")
    page = client.post(f"{LIST}{invited.pk}/do/{verb}/", {"sure": "yes"}).content.decode()
    assert "This is not possible yet: 1 person is named. Withdraw them first." in page
    address = f"/admin/registration/participant/{named.pk}/change/"
    assert f'<a href="{address}">Ms. An · awaiting confirmation</a>' in page
    assert ("Gone" in page, "Yes, " in page) == (False, False)
    invited.refresh_from_db()
    assert invited.reply == "accepted"


def test_what_is_seldom_meant_is_said_after_saving(client, event, staff) -> None:
    invited = factories.invited(event, places=1)
    sent = {
        "places": "1", "language": "en", "deadline": "2026-01-02T10:00", "role_places-TOTAL_FORMS": "1",
        "role_places-INITIAL_FORMS": "0", "role_places-0-role": "head", "role_places-0-places": "2",
    }  # fmt: skip
    page = client.post(f"{LIST}{invited.pk}/change/", sent, follow=True).content.decode()
    assert "Saved, but the places by role are 2 together, and there are only 1 places." in page
    assert "Saved, but the deadline has passed, and Ministry of Labour has not answered." in page
    InvitedOrganisation.objects.update(reply="accepted")
    sent["role_places-0-places"] = "1"
    RolePlaces.objects.all().delete()
    page = client.post(f"{LIST}{invited.pk}/change/", sent, follow=True).content.decode()
    assert "Saved, but" not in page


def test_what_was_done_with_its_people_is_listed_too(client, event, staff) -> None:
    invited = factories.invited(event, reply="accepted")
    person = factories.participant(event, invited=invited, name="An")
    other = factories.participant(event, name="Elsewhere", organisation=factories.organisation("Other"))
    for one in (person, other):
        invitations.confirm(one, Actor("clerk", capacity="staff"), factories.MOMENT)
    page = client.get(f"{LIST}{invited.pk}/change/").content.decode()
    assert "Ms. An: place given" in page
    assert ("Elsewhere" in page, "calendar entry mailed" in page) == (False, False)


def test_a_head_whose_institution_moves_heads_its_old_delegation_no_longer(client, event, staff) -> None:
    before, after = (Delegation.objects.create(event=event, name=name) for name in ("A", "B"))
    invited = factories.invited(event, delegation=before)
    Delegation.objects.filter(pk=before.pk).update(head=factories.participant(event, invited=invited))
    sent = {
        "places": "3", "language": "en", "delegation": after.pk, "role_places-TOTAL_FORMS": "0",
        "role_places-INITIAL_FORMS": "0",
    }  # fmt: skip
    assert client.post(f"{LIST}{invited.pk}/change/", sent).status_code == 302
    before.refresh_from_db()
    assert before.head is None
