"""What the buttons of the status board do, and what they ask first."""

import re
from datetime import date

import pytest
from django.contrib.messages import get_messages

from registration.models import AuditEntry, InvitedOrganisation, Message, Participant
from tests.layout import tight
from tests.registration import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def event():
    event = factories.event()
    factories.desk(event, mail_entries=False)
    return event


@pytest.fixture
def here(event) -> str:
    return f"/admin/agenda/event/{event.pk}/invitations/"


def invited(event, name: str, country: str = "VN", **fields) -> InvitedOrganisation:
    values = {"reply": "listed", "invited_at": None, "focal_email": f"{name[-1].lower()}@x.example", **fields}
    return factories.invited(event, factories.organisation(name, country), **values)


def said(answer) -> list[str]:
    return [str(one) for one in get_messages(answer.wsgi_request)]


def letters() -> list[tuple[str, list[str], str]]:
    return list(Message.objects.order_by("pk").values_list("kind", "to", "state"))


def hidden(page: str) -> list[tuple[str, str]]:
    found = re.findall(
        r'<input type="hidden" name="(\w+)" value="([^"]*)"', page.partition('id="content"')[2]
    )
    return [pair for pair in found if pair[0] != "csrfmiddlewaretoken"]


def test_all_shown_are_invited_after_a_question(admin_client, event, here: str) -> None:
    a, b = invited(event, "Ministry A"), invited(event, "Ministry B")
    invited(event, "Ministry C", "LA")
    without = invited(event, "Ministry D", focal_email="")
    invited(event, "Ministry E", reply="invited")
    page = admin_client.post(f"{here}?country=VN", {"do": "invite"}).content.decode()
    assert letters() == []
    assert "Invite these institutions?" in page
    assert "<li>Ministry A: a@x.example</li><li>Ministry B: b@x.example</li>" in tight(page)
    assert "Ministry A is invited to “The dialogue-2026”. You have 3 places." in page
    assert "/i/•••/" in page
    assert "Yes, invite 2 institutions" in page
    assert hidden(page) == [("sure", "yes"), ("do", "invite"), ("chosen", str(a.pk)), ("chosen", str(b.pk))]
    assert page.index("Not written to") < page.index("Ministry D")
    assert "Ministry E" not in page
    answer = admin_client.post(f"{here}?country=VN", {"do": "invite", "sure": "yes", "chosen": [a.pk, b.pk]})
    assert (answer.status_code, answer["Location"]) == (302, f"{here}?country=VN")
    assert said(answer) == ["2 institutions are invited; the letters are in the outbox."]
    assert [one[:2] for one in letters()] == [
        ("invitation", ["a@x.example"]),
        ("invitation", ["b@x.example"]),
    ]
    assert set(InvitedOrganisation.objects.filter(reply="invited").values_list("organisation__name", flat=True)) == {
        "Ministry A", "Ministry B", "Ministry E"
    }  # fmt: skip
    assert without.audit_entries.count() == 0


def test_the_chosen_are_invited_and_the_others_named(admin_client, event, here: str) -> None:
    a, _b = invited(event, "Ministry A"), invited(event, "Ministry B")
    c, d = invited(event, "Ministry C", reply="declined"), invited(event, "Ministry D", focal_email="")
    chosen = {"do": "invite", "chosen": [a.pk, c.pk, d.pk]}
    page = admin_client.post(here, chosen).content.decode()
    assert "Yes, invite 1 institution" in page
    assert "Ministry C, Viet Nam: declined" in page
    answer = admin_client.post(here, {**chosen, "sure": "yes"})
    assert said(answer) == [
        "Not written to, for no e-mail address of a focal point is known: Ministry D. Add it first.",
        "Not possible as they stand: Ministry C (declined).",
        "1 institution is invited; the letter is in the outbox.",
    ]
    assert [one[:2] for one in letters()] == [("invitation", ["a@x.example"])]


def test_nobody_is_left_to_be_invited(admin_client, event, here: str) -> None:
    invited(event, "Ministry A", reply="invited")
    assert said(admin_client.post(here, {"do": "invite"})) == ["Nobody is left to be invited here."]
    admin_client.get(here)  # reads what is said
    other = invited(factories.event("other"), "Ministry B")
    answer = admin_client.post(here, {"do": "invite", "sure": "yes", "chosen": [other.pk, "x", "9" * 30]})
    assert said(answer) == ["Nobody is left to be invited here."]
    assert letters() == []


def test_chasing_writes_drafts_to_those_who_have_not_answered(admin_client, event, here: str) -> None:
    a, _b = invited(event, "Ministry A", reply="invited"), invited(event, "Ministry B", reply="accepted")
    invited(event, "Ministry C"), invited(event, "Ministry D", reply="invited", focal_email="")
    answer = admin_client.post(here, {"do": "remind"})
    assert (answer.status_code, answer["Location"]) == (302, f"{here}chased/")
    assert said(answer) == [
        "Not written to, for no e-mail address of a focal point is known: Ministry D. Add it first.",
        "1 reminder is written as a draft.",
    ]
    assert letters() == [("invitation_reminder", ["a@x.example"], "draft")]
    assert list(AuditEntry.objects.values_list("verb", "invited", "actor")) == [("remind", a.pk, "admin")]
    admin_client.post(here, {"do": "remind"})  # once more: the draft is renewed
    assert letters() == [("invitation_reminder", ["a@x.example"], "draft")]


def named(event, place: InvitedOrganisation, count: int) -> None:
    for number in range(count):
        factories.participant(
            event, invited=place, organisation=place.organisation, name=f"{place.pk} {number}"
        )


def test_who_takes_part_is_asked_for_the_missing_names(admin_client, event, here: str) -> None:
    """Neither those who have not answered, nor those of whom somebody is named for each place."""
    b, c = invited(event, "Ministry B", reply="accepted"), invited(event, "Ministry C", reply="invited")
    d = invited(event, "Ministry D", reply="accepted", places=1)
    named(event, b, 1), named(event, d, 1)
    answer = admin_client.post(here, {"do": "names"})
    assert said(answer) == ["1 reminder is written as a draft."]
    assert letters() == [("names_reminder", ["b@x.example"], "draft")]
    admin_client.get(here)  # reads what is said
    answer = admin_client.post(here, {"do": "names", "chosen": [b.pk, c.pk, d.pk]})
    assert said(answer) == [
        "Not possible as they stand: Ministry C (invited, not opened yet); Ministry D (takes part, 1 of 1 named).",
        "1 reminder is written as a draft.",
    ]
    admin_client.get(here)
    answer = admin_client.post(here, {"do": "remind", "chosen": [b.pk]})
    assert said(answer) == ["Not possible as they stand: Ministry B (takes part, 1 of 3 named)."]
    assert letters() == [("names_reminder", ["b@x.example"], "draft")]


def test_nobody_is_to_be_asked_for_names(admin_client, event, here: str) -> None:
    invited(event, "Ministry B", reply="invited")
    assert said(admin_client.post(here, {"do": "names"})) == [
        "Nobody is to be asked for names here: who takes part has named somebody for each place."
    ]


def test_what_is_missing_is_said_before_letters_go(admin_client, event, here: str) -> None:
    """No contact, no deadline, a meeting that is past; by country as on the page."""
    event.sessions.update(day=date(2020, 5, 4))
    z, a = invited(event, "Ministry Z", "KH"), invited(event, "Ministry A", "VN")
    page = admin_client.post(here, {"do": "invite"}).content.decode()
    assert "The letter names nobody to ask" in page
    assert "No deadlines are set: Ministry Z; Ministry A." in page
    assert "The meeting is past: its last day was 4 May 2020." in page
    assert "The letter to Ministry Z; the others get theirs in the same words" in page
    assert hidden(page)[2:] == [("chosen", str(z.pk)), ("chosen", str(a.pk))]


def test_who_stands_before_somebody_is_said_before_the_place_is_given(admin_client, event, here: str) -> None:
    place = invited(event, "Ministry A", reply="accepted", places=1)
    waiting(event, place)
    bo = factories.participant(
        event, invited=place, organisation=place.organisation, name="Bo", state="waiting", waiting_number=7
    )
    page = admin_client.post(here, {"do": f"give:{bo.pk}"}).content.decode()
    assert "Number 1 on the waiting list, Ms. Ann, is before them. Ms. Bo gets a free place" in page


def test_nobody_is_to_be_chased(admin_client, event, here: str) -> None:
    invited(event, "Ministry B", reply="accepted")
    assert said(admin_client.post(here, {"do": "remind"})) == [
        "Nobody is to be chased here: who is invited has answered."
    ]


def waiting(event, place: InvitedOrganisation, name: str = "Ann") -> Participant:
    return factories.participant(
        event,
        invited=place,
        organisation=place.organisation,
        name=name,
        state="waiting",
        email="ann@x.example",
    )


def test_a_free_place_is_given_after_a_question(admin_client, event, here: str) -> None:
    ann = waiting(event, invited(event, "Ministry A", reply="accepted", places=1))
    page = admin_client.get(here).content.decode()
    assert "1 place is free" in page
    assert f'name="do" value="give:{ann.pk}"' in page
    assert "Give the place to Ms. Ann…" in page
    page = admin_client.post(here, {"do": f"give:{ann.pk}"}).content.decode()
    assert "Ms. Ann gets a free place of Ministry A, and is told at once." in page
    assert hidden(page) == [("sure", "yes"), ("do", f"give:{ann.pk}")]
    assert letters() == []
    answer = admin_client.post(here, {"do": f"give:{ann.pk}", "sure": "yes"})
    assert said(answer) == ["Ms. Ann is confirmed; the letter is in the outbox."]
    ann.refresh_from_db()
    assert (ann.state, ann.waiting_number) == ("confirmed", None)
    assert [one[:2] for one in letters()] == [("registration_confirmed", ["ann@x.example"])]
    assert "give:" not in admin_client.get(here).content.decode()


def test_a_place_that_was_taken_meanwhile_is_not_given(admin_client, event, here: str) -> None:
    place = invited(event, "Ministry A", reply="accepted", places=1)
    ann = waiting(event, place)
    factories.participant(event, invited=place, organisation=place.organisation, name="Bo", state="confirmed")
    answer = admin_client.post(here, {"do": f"give:{ann.pk}", "sure": "yes"})
    assert said(answer) == ["Ms. Ann stays on the waiting list: no place is free at Ministry A."]
    ann.refresh_from_db()
    assert ann.state == "waiting"


@pytest.mark.parametrize("who", ["other", "confirmed", "x", "", "9" * 30, "²"])
def test_who_does_not_wait_here_is_given_nothing(admin_client, event, here: str, who: str) -> None:
    there = factories.event("other")
    keys = {
        "other": waiting(there, invited(there, "Ministry B")).pk,
        "confirmed": factories.participant(event, invited=invited(event, "Ministry A"), state="confirmed").pk,
    }
    answer = admin_client.post(here, {"do": f"give:{keys.get(who, who)}", "sure": "yes"})
    assert said(answer) == ["This person no longer waits for a place. Look at the page as it is now."]
    assert letters() == []


def test_a_button_that_is_not_there(admin_client, event, here: str) -> None:
    invited(event, "Ministry A")
    answer = admin_client.post(here, {"do": "delete"})
    assert said(answer) == ["Nothing is done: that button is not on this page. Choose again."]
    assert (answer["Location"], letters()) == (here, [])
