"""Erasing one person: what becomes of the place, and what is not theirs alone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection

from agenda.models import Session
from agenda.versions import publishing
from registration import invitations, privacy
from registration.audit import LINK_HOLDER, WEB_FORM, Actor
from registration.invitations.transitions import TRANSITIONS
from registration.letters import to_institutions, to_participants
from registration.models import AuditEntry, CalendarEntry, InvitedOrganisation, Message, Participant
from registration.models.choices import ENDED, State
from registration.privacy.erased_letters import PLACEHOLDER
from tests.registration import factories
from tests.registration.factories import MOMENT

pytestmark = pytest.mark.django_db

STAFF = Actor("clerk", capacity="staff")
HOUR = timedelta(hours=1)
AFTER = datetime(2026, 12, 3, tzinfo=UTC)
"""The meeting was on 1 December."""


def state_of(person: Participant) -> str:
    return Participant.objects.get(pk=person.pk).state


@pytest.mark.parametrize("state", State.values)
def test_a_place_is_given_back_before_the_meeting_ends(state: str) -> None:
    person = factories.participant(factories.event(), state=state)
    privacy.erase(person, STAFF, MOMENT)
    assert state_of(person) == (state if state in ENDED else "withdrawn")


@pytest.mark.parametrize("state", State.values)
def test_after_the_meeting_the_state_stays_for_the_figures(state: str) -> None:
    person = factories.participant(factories.event(), state=state)
    privacy.erase(person, STAFF, AFTER)
    assert state_of(person) == state
    assert list(Message.objects.values_list("kind", flat=True)) == ["erased"]


def test_every_verb_is_refused_afterwards() -> None:
    person = factories.participant(factories.event(), state="withdrawn")
    privacy.erase(person, STAFF, MOMENT)
    row = Participant.objects.get()
    for verb in TRANSITIONS:
        with pytest.raises(invitations.VerbRefused, match="are erased"):
            invitations.transitions.after(verb, row)


def test_the_waiting_list_moves_on() -> None:
    event = factories.event()
    factories.desk(event, promote=True)
    invited = factories.invited(event, places=1)
    leaving = factories.participant(event, invited=invited, state="confirmed")
    waits = factories.participant(
        event, invited=invited, state="waiting", name="Bo Waits", email="b@x.example"
    )
    privacy.erase(leaving, LINK_HOLDER, MOMENT)
    assert (state_of(leaving), state_of(waits)) == ("withdrawn", "confirmed")


def test_entries_are_taken_out_of_the_calendar() -> None:
    person = invitations.confirm(factories.participant(factories.event()), STAFF, MOMENT)
    assert CalendarEntry.objects.count() == 1
    privacy.erase(person, STAFF, MOMENT + HOUR)
    assert not CalendarEntry.objects.exists()
    sent = Message.objects.order_by("pk").values_list("kind", "method", "to")
    assert list(sent) == [
        ("calendar_cancelled", "CANCEL", ["huong@molisa.example"]), ("erased", "", ["huong@molisa.example"]),
    ]  # fmt: skip


def test_an_entry_taken_out_before_and_not_yet_sent_is_still_taken_out() -> None:
    person = invitations.confirm(factories.participant(factories.event()), STAFF, MOMENT)
    gone = invitations.withdraw(person, STAFF, MOMENT + HOUR)
    privacy.erase(gone, STAFF, MOMENT + 2 * HOUR)
    assert sorted(Message.objects.values_list("kind", flat=True)) == ["calendar_cancelled", "erased"]


def test_a_name_that_somebody_else_has_too_stays_theirs() -> None:
    event = factories.event(published=False)
    Session.objects.filter(event=event).update(title="Talk by Nguyễn Thị Hương")
    publishing.publish(event.slug, MOMENT)
    gone = factories.participant(event)
    namesake = factories.participant(event, email="another@x.example")
    to_participants.registration_received(namesake, MOMENT)
    privacy.erase(gone, STAFF, MOMENT)
    assert "Nguyễn Thị Hương" in Message.objects.get(participant=namesake).text
    assert str(Session.objects.get().title) == "Talk by Nguyễn Thị Hương"
    privacy.erase(namesake, STAFF, MOMENT)
    assert str(Session.objects.get().title) == "Talk by Name withheld"


def test_a_mailbox_of_several_people_stays_theirs() -> None:
    event = factories.event()
    invited = factories.invited(
        event, focal_email="huong@molisa.example", focal_name="International department"
    )
    gone = factories.participant(event, invited=invited)
    stays = factories.participant(event, invited=invited, name="Bo Stays")
    user = User.objects.create(username="huong@molisa.example", email="huong@molisa.example")
    to_participants.registration_received(stays, MOMENT)
    privacy.erase(gone, STAFF, MOMENT)
    row = InvitedOrganisation.objects.get()
    assert (row.focal_name, row.focal_email) == ("International department", "huong@molisa.example")
    assert Message.objects.get(participant=stays).to == ["huong@molisa.example"]
    assert User.objects.filter(pk=user.pk).exists()
    privacy.erase(stays, STAFF, MOMENT)
    assert User.objects.filter(pk=user.pk).exists(), "the focal point still signs in with it"


@pytest.mark.parametrize("fields", [{"is_staff": True}, {"is_superuser": True}])
def test_an_account_of_the_secretariat_stays(fields: dict[str, bool]) -> None:
    User.objects.create(username="a", email="huong@molisa.example", **fields)
    privacy.erase(factories.participant(factories.event()), STAFF, MOMENT)
    assert User.objects.filter(username="a").exists()


def test_the_same_person_at_another_event_is_untouched() -> None:
    gone = factories.participant(factories.event())
    other = factories.participant(factories.event("other-2026"))
    User.objects.create(username="huong@molisa.example", email="huong@molisa.example")
    privacy.erase(gone, STAFF, MOMENT)
    other.refresh_from_db()
    assert (other.name, other.email, other.erased) == ("Nguyễn Thị Hương", "huong@molisa.example", None)
    assert User.objects.exists()


def test_who_writes_a_name_into_the_open_form_cannot_take_it_out_of_the_programme() -> None:
    event = factories.event(published=False)
    Session.objects.filter(event=event).update(title="Opened by H.E. Famous Minister")
    publishing.publish(event.slug, MOMENT)
    person = factories.participant(event, name="Famous Minister", email="rogue@x.example")
    words = invitations.particulars_of(person)
    invitations.register(event, words, person.email, WEB_FORM, MOMENT)
    privacy.erase(person, LINK_HOLDER, MOMENT)
    assert str(Session.objects.get().title) == "Opened by H.E. Famous Minister"
    assert not Participant.objects.filter(name="Famous Minister").exists()


def test_a_letter_that_proposed_a_name_since_corrected_loses_its_text() -> None:
    event = factories.event()
    invited = factories.invited(event)
    named = invitations.Named(name="Huong Nguyen Thi", email="huong@molisa.example")
    (person,) = invitations.nominate(invited, [named], Actor("x", capacity="institution link"), MOMENT)
    to_institutions.names_proposed(invited, [person], MOMENT + HOUR)
    Message.objects.filter(kind="names_proposed").update(state="sent", sent=MOMENT)
    words = invitations.particulars_of(person)
    person = invitations.correct(
        person, type(words)(**{**vars(words), "name": "Another Name"}), STAFF, MOMENT + HOUR
    )
    privacy.erase(person, STAFF, MOMENT + 2 * HOUR)
    told = Message.objects.filter(kind="names_proposed").order_by("created")
    assert told[0].text == told[0].html == PLACEHOLDER
    assert "Huong Nguyen Thi" in told[1].text, "of another moment: nothing tells that it is the same person"


def test_a_letter_that_told_of_another_name_loses_its_text() -> None:
    invited = factories.invited(factories.event())
    named = invitations.Named(name="Huong Nguyen Thi", email="huong@molisa.example")
    person = invitations.invite(invited, named, STAFF, MOMENT)
    words = invitations.particulars_of(person)
    other = type(words)(**{**vars(words), "name": "Another Name"})
    person = invitations.accept(person, other, LINK_HOLDER, MOMENT + HOUR)
    told = Message.objects.filter(kind="person_answered")
    assert "it was written to Huong Nguyen Thi" in told.get().text
    told.update(state="sent", sent=MOMENT + HOUR)
    privacy.erase(person, STAFF, MOMENT + 2 * HOUR)
    assert (told.get().text, told.get().html) == (PLACEHOLDER, PLACEHOLDER)
    assert "Another" not in told.get().subject


@pytest.mark.django_db(transaction=True)
def test_the_database_file_holds_nothing(settings: Any) -> None:
    """SQLite overwrites what erasing frees and cuts its log; VACUUM takes away what editing freed before."""
    if connection.vendor != "sqlite":
        pytest.skip("only SQLite keeps its rows in a file of ours")
    person = factories.participant(factories.event(), name="Zdenka Quillermo", email="quillermo@x.example")
    words = invitations.particulars_of(person)
    person = invitations.correct(
        person, type(words)(**{**vars(words), "position": "quillermo" * 20}), STAFF, MOMENT
    )
    person = invitations.confirm(person, STAFF, MOMENT)
    whole = Path(str(connection.settings_dict["NAME"]))
    privacy.erase(person, STAFF, MOMENT)
    privacy.forget_sent()
    privacy.rewrite_file()
    log = whole.with_name(f"{whole.name}-wal")
    raw = whole.read_bytes() + (log.read_bytes() if log.exists() else b"")
    assert b"Erased person" in raw
    assert b"uillermo" not in raw


def test_the_trail_no_longer_says_who_they_were_in_the_programme() -> None:
    """Nor does a reason kept with somebody else name them."""
    event = factories.event()
    jane = factories.participant(event, name="Jane Quixotedoe", state="confirmed", endorsed=True)
    other = factories.participant(
        event,
        name="Other",
        email="other@x.example",
        over_quota_reason="Jane Quixotedoe is asked by the Minister",
    )
    invitations.link_to_speaker(jane, "jane-quixotedoe", STAFF, MOMENT)
    invitations.link_to_speaker(jane, "", STAFF, MOMENT)
    privacy.erase(Participant.objects.get(pk=jane.pk), STAFF, MOMENT)
    entries = AuditEntry.objects.filter(participant=jane)
    assert [one.details for one in entries if "jane" in str(one.details)] == []
    other.refresh_from_db()
    assert "Quixotedoe" not in other.over_quota_reason
