"""Places hold, whoever comes at the same time: rivals on threads with connections of their own, on either database."""

from __future__ import annotations

import random
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.db.models import Count, F, Q
from django.test import Client

from registration import invitations
from registration.audit import INSTITUTION_LINK, WEB_FORM, Actor
from registration.calendars import mail
from registration.invitations import Named, VerbRefused
from registration.models import AuditEntry, InvitedOrganisation, Message, Participant, RegistrationSettings
from tests.registration import factories
from tests.registration.factories import MOMENT
from tests.registration.invitations.acting import CLERK, crowd, particulars

pytestmark = pytest.mark.django_db(transaction=True)

LATER = MOMENT + timedelta(days=1)
AtOnce = Callable[[int, Callable[[int], Any]], list[Any]]


@pytest.fixture(autouse=True)
def letters_wait(settings: Any) -> None:
    """Letters stay in the outbox: what is tried here is places, not the sending."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}


def on_postgres() -> bool:
    return connection.vendor == "postgresql"


def meeting(organisations: int, people: int, *, places: int = 5, **desk: Any) -> list[InvitedOrganisation]:
    """An event with so many institutions that have so many places, and people each who await confirmation."""
    event = factories.event()
    factories.desk(event, **desk)
    made = []
    for number in range(organisations):
        organisation = factories.organisation(f"Ministry {number}")
        made.append(
            factories.invited(
                event, organisation, places=places, reply="accepted", focal_email=f"{number}@f.example"
            )
        )
        crowd(made[-1], people)
    return made


def over() -> list[tuple[int, int]]:
    """Institutions that have more people confirmed within their places than places, in one look."""
    within = Count("people", filter=Q(people__state="confirmed", people__over_quota_reason=""))
    rows = InvitedOrganisation.objects.order_by("pk").annotate(within=within).filter(within__gt=F("places"))
    return list(rows.values_list("pk", "within"))


class Watch:
    """Looks again and again, on a connection of its own, whether places hold."""

    def __init__(self) -> None:
        self.found: list[list[tuple[int, int]]] = []
        self.looks, self._ended = 0, threading.Event()
        self._thread = threading.Thread(target=self._look)

    def __enter__(self) -> Watch:
        self._thread.start()
        return self

    def __exit__(self, *_fault: object) -> None:
        self._ended.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._ended.wait(0.02):
            self.looks += 1
            if found := over():
                self.found.append(found)
        connection.close()


def dealt(things: list[Any], hands: int) -> list[list[Any]]:
    """The things shuffled, and dealt to so many hands."""
    random.Random(6).shuffle(things)
    return [things[number::hands] for number in range(hands)]


def assert_in_order(invited: InvitedOrganisation, people: int) -> None:
    """The first are confirmed, the others wait from 1 on, in the order in which their turn came."""
    entries = AuditEntry.objects.filter(participant__invited=invited, verb="confirm").order_by("pk")
    came = [(one.participant_id, one.details["to"]) for one in entries]
    assert [state for _key, state in came] == ["confirmed"] * 5 + ["waiting"] * (people - 5)
    waiting = Participant.objects.filter(invited=invited, state="waiting").order_by("waiting_number")
    assert list(waiting.values_list("pk", "waiting_number")) == [
        (key, number) for number, (key, _state) in enumerate(came[5:], 1)
    ]
    confirmed = Participant.objects.filter(invited=invited, state="confirmed")
    assert set(confirmed.values_list("pk", flat=True)) == {key for key, _state in came[:5]}


def test_rival_confirmations(at_once: AtOnce) -> None:
    """1 000 confirmations from 32 connections for 100 places of 20 institutions; on SQLite 200 from 8."""
    people, hands = (50, 32) if on_postgres() else (10, 8)
    asked = meeting(20, people)
    hand = dealt(list(Participant.objects.all()), hands)
    with Watch() as watch:
        at_once(hands, lambda number: [invitations.confirm(one, CLERK, LATER) for one in hand[number]])
    assert (watch.found, watch.looks > 3) == ([], True)
    for invited in asked:
        assert_in_order(invited, people)
    kinds = Counter(Message.objects.values_list("kind", flat=True))
    assert kinds == {
        "registration_confirmed": 100, "calendar_request": 100, "registration_waiting": 20 * people - 100,
    }  # fmt: skip


def test_rival_confirmations_through_the_admin(at_once: AtOnce) -> None:
    """Forms of the desk sent at once: no fault of the server's, and the places hold."""
    hands = 12 if on_postgres() else 4
    asked = meeting(4, 2 * hands)
    user = User.objects.create_superuser("clerk@x.example", "clerk@x.example", "secret")
    clients = [Client(raise_request_exception=False) for _number in range(hands)]
    for client in clients:
        client.force_login(user)
    hand = dealt(list(Participant.objects.all()), hands)

    def press(number: int) -> list[int]:
        return [
            clients[number].post(f"/admin/registration/participant/{one.pk}/do/confirm/").status_code
            for one in hand[number]
        ]

    answers = at_once(hands, press)
    assert {code for codes in answers for code in codes} == {302}
    for invited in asked:
        assert_in_order(invited, 2 * hands)


def some_acts(people: list[Participant], seed: int) -> Iterator[Callable[[], Any]]:
    """What a busy secretariat does, in any order."""
    chance = random.Random(seed)
    for turn, one in enumerate(people):
        new = Named(name=f"New {one.pk}", email=f"new{one.pk}@x.example")
        yield chance.choice(
            [
                lambda one=one: invitations.confirm(one, CLERK, LATER),
                lambda one=one: invitations.confirm(one, CLERK, LATER, over_quota_reason="Host country"),
                lambda one=one: invitations.withdraw(one, CLERK, LATER),
                lambda one=one: invitations.refuse(one, CLERK, LATER),
                lambda one=one, new=new: invitations.replace(one, new, CLERK, LATER),
                lambda one=one: invitations.reopen(one, CLERK, LATER),
                lambda one=one: invitations.fill_places(one.invited, LATER),
            ]
        )
        if turn % 5 == 0:
            yield lambda one=one: mail.bring_round(one.event_id, LATER)


@pytest.mark.parametrize("promote", [False, True])
def test_everything_at_once(promote: bool, at_once: AtOnce) -> None:
    """Verbs of all kinds, promotions and rounds of calendar letters: nobody waits for nobody, and places hold."""
    hands = 12 if on_postgres() else 4
    asked = meeting(4, 12, places=3, promote=promote)
    everybody = list(Participant.objects.select_related("invited"))
    hand = [dealt(everybody[:], 1)[0] for _number in range(hands)]
    refused, seen = Counter[int](), list[list[tuple[int, int]]]()

    def work(number: int) -> None:
        mine = hand[number][number:] + hand[number][:number]
        for act in some_acts(mine[:24], number):
            try:
                act()
            except VerbRefused:
                refused[number] += 1
            seen.append(over())

    with Watch() as watch:
        at_once(hands, work)
    assert (watch.found, [one for one in seen if one]) == ([], [])
    assert 0 < refused.total() < len(seen)
    for invited in asked:
        waiting = invited.people.filter(state="waiting").order_by("waiting_number")
        numbers = list(waiting.values_list("waiting_number", flat=True))
        assert len(numbers) == len(set(numbers))
        if promote:
            assert invited.people.filter(state="confirmed").count() >= 3 or not numbers
    with_entry = Participant.objects.filter(calendar_entries__cancelled=False).distinct()
    assert set(with_entry) == set(Participant.objects.filter(state="confirmed"))


def test_two_institutions_that_name_the_same_people(at_once: AtOnce) -> None:
    """In opposite orders, new ones and known ones: one of the two has them, the other is told; nobody is locked out."""
    event = factories.event()
    asked = [factories.invited(event, factories.organisation(f"Ministry {one}"), places=12) for one in "AB"]
    names = [Named(name=f"Name {one}", email=f"{one}@x.example") for one in range(12)]
    for one in names[::2]:
        factories.participant(event, name=one.name, email=one.email, state="withdrawn")

    def name(number: int) -> str:
        try:
            invitations.nominate(asked[number % 2], names[:: (-1) ** number], INSTITUTION_LINK, LATER)
        except VerbRefused as refused:
            return str(refused)
        return ""

    said = at_once(4, name)
    assert len([one for one in said if one == ""]) == 1
    assert {one.rpartition(" is at ")[2] for one in said if one} == {
        "this meeting already with this e-mail address."
    }
    assert Participant.objects.filter(state="nominated").values("invited").distinct().count() == 1


def test_coming_back_while_being_named(at_once: AtOnce) -> None:
    """Who had left registers, and another institution names them at the same time: one row, of whichever came first."""
    event = factories.event()
    RegistrationSettings.objects.create(event=event, policy="open")
    old, new = (factories.invited(event, factories.organisation(f"Ministry {one}"), places=1) for one in "AB")
    one = Named(name="Bo", email="bo@x.example")
    person = factories.participant(event, name=one.name, email=one.email, state="withdrawn", invited=old)
    said = particulars(name="Bo", organisation="Ministry B")

    def act(number: int) -> None:
        try:
            if number % 2:
                invitations.nominate(new, [one], INSTITUTION_LINK, LATER)
            else:
                invitations.register(event, said, one.email, WEB_FORM, LATER)
        except VerbRefused:
            pass

    at_once(4, act)
    person.refresh_from_db()
    assert (person.invited, person.state) in {(old, "confirmed"), (new, "nominated")}


def test_two_who_become_one_person_of_the_programme(at_once: AtOnce) -> None:
    event = factories.event()
    people = [
        factories.participant(event, name=f"Name {one}", email=f"{one}@x.example", state="confirmed")
        for one in range(4)
    ]

    def appear(number: int) -> str:
        try:
            invitations.link_to_speaker(people[number], "gomez", Actor("clerk"), LATER)
        except VerbRefused as refused:
            return str(refused).rpartition(" is this ")[2]
        return "done"

    said = at_once(4, appear)
    assert sorted(said) == ["done", *["person of the programme already."] * 3]
    assert Participant.objects.filter(programme_person_id="gomez").count() == 1
