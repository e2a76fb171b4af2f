"""Any verb after any other, by anybody: places, numbers, audit, letters, calendars, chain and links stay consistent."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from django.db import transaction
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from registration import invitations
from registration.calendars import mail
from registration.invitations import Named, VerbRefused, quotas
from registration.links import tokens
from registration.models import AuditEntry, InvitedOrganisation, Message, Participant, RolePlaces
from tests.registration import factories
from tests.registration.invitations.acting import ACTORS, CLERK, LATER, particulars, rows

NAMES = ("An", "Bo", "Cy", "Di", "Ed")
LETTER_OF = {
    "confirmed": "registration_confirmed",
    "waiting": "registration_waiting",
    "refused": "registration_refused",
    "declined": "registration_declined",
    "replaced": "registration_replaced",
    "withdrawn": "registration_withdrawn",
}
"""The letter that each change into a state sends, once."""

some = st.integers(0, 99)
actors = st.sampled_from([*ACTORS.values(), *[CLERK] * 6])
names = st.builds(
    lambda name, role: Named(name=name, email=f"{name}@x.example", delegation_role=role),
    st.sampled_from(NAMES),
    st.sampled_from(["member", "member", "head"]),
)
on_people = st.sampled_from(["accept", "confirm", "confirm", "decline", "refuse", "withdraw", "reopen"])
on_institutions = st.sampled_from(
    [
        "invite_institution", "remind", "renew_link", "accept_invitation", "decline_invitation", "withdraw_invitation",
        "reopen_invitation",
    ]
)  # fmt: skip
Rows = Mapping[str, list[dict[str, Any]]]


class Verbs(RuleBasedStateMachine):
    """Two institutions, with two places and with one; five people whom either may name, four named at the beginning."""

    def __init__(self) -> None:
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.line: dict[int, list[int]] = {}

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)

    @initialize(
        promote=st.booleans(), policy=st.sampled_from(["open", "approval"]), confirmed=st.integers(0, 4)
    )
    def begins(self, promote: bool, policy: str, confirmed: int) -> None:
        self.event, self.promote = factories.event(), promote
        factories.desk(self.event, promote=promote, policy=policy)
        both = [factories.organisation(f"Ministry {one}") for one in "AB"]
        self.asked = [
            factories.invited(self.event, one, places=count, reply="listed", focal_email="f@x.example")
            for one, count in zip(both, (2, 1), strict=True)
        ]
        RolePlaces.objects.create(invited=self.asked[0], role="head", places=1)
        self.line = {one.pk: [] for one in self.asked}
        for number, (name, role) in enumerate(
            [("An", "head"), ("Bo", "head"), ("Cy", "member"), ("Di", "member")]
        ):
            named = Named(name=name, email=f"{name}@x.example", delegation_role=role)
            one = invitations.nominate(self.asked[0], [named], CLERK, LATER)[0]
            if number < confirmed:
                self.tried(lambda one=one: invitations.confirm(one, CLERK, LATER))

    def has_people(self) -> bool:
        return Participant.objects.exists()

    def person(self, number: int) -> Participant:
        """One of all, as a page that is a while old would hold it."""
        people = list(Participant.objects.order_by("pk"))
        return people[number % len(people)]

    @rule(name=names, which=st.booleans(), actor=actors, personal=st.booleans())
    def named(self, name: Named, which: bool, actor: Any, personal: bool) -> None:
        invited = self.asked[which]
        if personal:
            self.tried(lambda: invitations.invite(invited, name, actor, LATER))
        else:
            self.tried(lambda: invitations.nominate(invited, [name], actor, LATER))

    @rule(name=st.sampled_from(NAMES), which=st.sampled_from("ABC"))
    def registers(self, name: str, which: str) -> None:
        said = particulars(name=name, organisation=f"Ministry {which}")
        self.tried(lambda: invitations.register(self.event, said, f"{name}@x.example", ACTORS["form"], LATER))

    @precondition(has_people)
    @rule(number=some, verb=on_people, actor=actors)
    def acted_on(self, number: int, verb: str, actor: Any) -> None:
        person = self.person(number)
        more = [invitations.particulars_of(person)] if verb == "accept" else []
        self.tried(lambda: getattr(invitations, verb)(person, *more, actor, LATER))

    @precondition(has_people)
    @rule(number=some, actor=actors)
    def confirmed_beyond(self, number: int, actor: Any) -> None:
        person = self.person(number)
        self.tried(lambda: invitations.confirm(person, actor, LATER, over_quota_reason="Host country"))

    @precondition(has_people)
    @rule(number=some, actor=actors, name=names)
    def replaced(self, number: int, actor: Any, name: Named) -> None:
        person = self.person(number)
        self.tried(lambda: invitations.replace(person, name, actor, LATER))

    @precondition(has_people)
    @rule(number=some, actor=actors, name=st.sampled_from(NAMES), consent=st.sampled_from(["none", "public"]))
    def corrected(self, number: int, actor: Any, name: str, consent: str) -> None:
        person = self.person(number)
        said = particulars(name=name, consent_list=consent)
        self.tried(lambda: invitations.correct(person, said, actor, LATER), or_nothing=True)

    @rule(which=st.booleans(), verb=on_institutions, actor=actors)
    def institution(self, which: bool, verb: str, actor: Any) -> None:
        self.tried(lambda: getattr(invitations, verb)(self.asked[which], actor, LATER))

    @rule(which=st.booleans())
    def looked_again(self, which: bool) -> None:
        """Neither the waiting list nor the round of calendar letters has anything left to do."""
        before = Message.objects.count()
        invitations.fill_places(self.asked[which], LATER)
        mail.bring_round(self.event.pk, LATER)
        assert Message.objects.count() == before

    def tried(self, work: Callable[[], Any], *, or_nothing: bool = False) -> None:
        """Do it: refused, it changed nothing; done, each move has its entry and its letter. Who corrects to the same
        says nothing new.
        """
        before = rows()
        last, sent = newest(before, "AuditEntry"), newest(before, "Message")
        try:
            with transaction.atomic():
                work()
        except VerbRefused as refused:
            assert str(refused)
            assert rows() == before
            return
        entries = list(AuditEntry.objects.filter(pk__gt=last).exclude(verb="mail_entry").order_by("pk"))
        after = rows()
        assert entries or (or_nothing and after == before)
        moved = moves(before, after, "Participant", "state")
        assert_told(moved, entries, "participant_id")
        assert_told(moves(before, after, "InvitedOrganisation", "reply"), entries, "invited_id")
        self.assert_letters(moved, Message.objects.filter(pk__gt=sent))

    def assert_letters(self, moved: Mapping[int, tuple[str, str]], letters: Any) -> None:
        expected = Counter((key, LETTER_OF[to]) for key, (_from, to) in moved.items() if to in LETTER_OF)
        found = letters.filter(kind__in=LETTER_OF.values()).values_list("participant", "kind")
        assert Counter(found) == expected
        for key, (before, to) in moved.items():
            person = Participant.objects.get(pk=key)
            if before == "waiting":
                next(line for line in self.line.values() if key in line).remove(key)
            if to == "waiting":
                self.line[person.invited_id or 0].append(key)

    @invariant()
    def places_hold(self) -> None:
        for invited in InvitedOrganisation.objects.all():
            within = invited.people.filter(state="confirmed", over_quota_reason="")
            assert within.count() <= invited.places
            assert invited.pk != self.asked[0].pk or within.filter(delegation_role="head").count() <= 1
            assert not self.promote or quotas.next_in_line(invited) is None

    @invariant()
    def the_line_is_in_order_of_entry(self) -> None:
        for key, line in self.line.items():
            waiting = Participant.objects.filter(invited=key, state="waiting").order_by("waiting_number")
            assert list(waiting.values_list("pk", flat=True)) == line

    @invariant()
    def calendars_are_of_the_confirmed(self) -> None:
        with_entry = Participant.objects.filter(calendar_entries__cancelled=False).distinct().order_by("pk")
        assert list(with_entry) == list(Participant.objects.filter(state="confirmed").order_by("pk"))

    @invariant()
    def the_chain_closes_no_ring(self) -> None:
        before = dict(Participant.objects.exclude(replaces=None).values_list("pk", "replaces"))
        for key in before:
            seen, one = set[int](), before.get(key)
            while one is not None and one not in seen:
                seen.add(one)
                one = before.get(one)
            assert key not in seen

    @invariant()
    def links_of_the_gone_open_nothing(self) -> None:
        """But for one that was sent again since, to somebody who asked by the form: it says how they stand."""
        gone = Message.objects.filter(participant__state__in=["declined", "withdrawn", "replaced"])
        links = gone.filter(purpose__in=["my", "person"]).exclude(kind="registration_known")
        for key, purpose, link_version in links.values_list("participant", "purpose", "link_version"):
            assert tokens.load(tokens.make(purpose, key, link_version), purpose) is None


def newest(found: Rows, table: str) -> int:
    return max((row["id"] for row in found[table]), default=0)


def moves(before: Rows, after: Rows, table: str, column: str) -> dict[int, tuple[str, str]]:
    """Rows whose word is another, or that are new: the one before ('' for none) and the one after."""
    was = {row["id"]: row[column] for row in before[table]}
    now = {row["id"]: row[column] for row in after[table]}
    return {key: (was.get(key, ""), word) for key, word in now.items() if was.get(key) != word}


def assert_told(moved: Mapping[int, tuple[str, str]], entries: list[AuditEntry], of: str) -> None:
    """One entry for each move, with both words; and none that tells of a move which was not made."""
    told = [
        (getattr(one, of), (one.details.get("from", ""), one.details["to"]))
        for one in entries
        if getattr(one, of) and "to" in one.details and one.details.get("from") != one.details["to"]
    ]
    assert sorted(told) == sorted(moved.items())


@pytest.mark.django_db
def test_any_order_of_verbs() -> None:
    deep = os.environ.get("HYPOTHESIS_PROFILE") == "deep"
    run_state_machine_as_test(
        Verbs, settings=settings(max_examples=1_000 if deep else 20, stateful_step_count=50 if deep else 20)
    )
