"""Every state with every verb, for people and for institutions: a table written by hand, and each refusal's sentence."""

from __future__ import annotations

import pytest

from registration import invitations
from registration.audit import WEB_FORM
from registration.invitations import INSTITUTION_TRANSITIONS, TRANSITIONS, AlreadyRegistered, VerbRefused
from registration.links import tokens
from registration.models import InvitedOrganisation, Participant
from registration.models.choices import Reply, State
from tests.registration import factories
from tests.registration.factories import MOMENT
from tests.registration.invitations.acting import CLERK, LATER, acts, do, letters, rows

pytestmark = pytest.mark.django_db

PEOPLE = """
          invited    nominated  confirmed  waiting    declined   withdrawn  replaced   refused
register  -          -          -          -          nominated  nominated  nominated  -
nominate  -          -          -          -          nominated  nominated  nominated  -
invite    invited    -          -          -          invited    invited    invited    -
accept    confirmed  -          -          -          -          -          -          -
decline   declined   declined   -          declined   -          -          -          -
confirm   confirmed  confirmed  -          confirmed  -          -          -          confirmed
refuse    refused    refused    refused    refused    -          -          -          -
correct   invited    nominated  confirmed  waiting    -          -          -          -
agree     invited    nominated  confirmed  waiting    -          -          -          -
readdress invited    nominated  confirmed  waiting    -          -          -          -
replace   replaced   replaced   replaced   replaced   -          -          -          -
withdraw  withdrawn  withdrawn  withdrawn  withdrawn  -          -          -          -
reopen    -          -          -          -          nominated  nominated  nominated  nominated
"""
INSTITUTIONS = """
          listed     invited    accepted   declined   withdrawn
invite    invited    -          -          -          -
remind    -          invited    accepted   -          -
renew     -          invited    accepted   declined   -
accept    accepted   accepted   -          accepted   -
decline   declined   declined   declined   -          -
withdraw  withdrawn  withdrawn  withdrawn  withdrawn  -
reopen    -          -          -          invited    invited
"""
CORRECTED = ["position", "consent_list", "consent_photos"]
PURPOSES: tuple[tokens.Purpose, ...] = ("my", "person")
LETTERS = {
    "register": ["registration_received"],
    "nominate": ["nominated"],
    "invite": ["personal_invitation"],
    "accept": ["registration_confirmed", "calendar_request"],
    "decline": ["registration_declined"],
    "confirm": ["registration_confirmed", "calendar_request"],
    "refuse": ["registration_refused"],
    "correct": [],
    "agree": [],
    "readdress": ["registration_received"],
    "replace": ["registration_replaced", "nominated"],
    "withdraw": ["registration_withdrawn"],
    "reopen": ["registration_received"],
}
STATES_SAID = {
    "invited": "invited, no answer yet",
    "nominated": "awaiting confirmation",
    "confirmed": "confirmed",
    "waiting": "on the waiting list",
    "declined": "declined",
    "withdrawn": "withdrawn",
    "replaced": "replaced",
    "refused": "not accepted",
}
REPLIES_SAID = {
    "listed": "listed, not yet invited",
    "invited": "invited, no answer yet",
    "accepted": "takes part",
    "declined": "declined",
    "withdrawn": "invitation withdrawn",
}


def cells(table: str) -> list[tuple[str, str, str]]:
    """Verb, state before, and state after or `-`."""
    head, *lines = [line.split() for line in table.strip().splitlines()]
    return [
        (verb, state, after)
        for verb, *after_each in lines
        for state, after in zip(head, after_each, strict=True)
    ]


@pytest.mark.parametrize(("table", "code"), [(PEOPLE, TRANSITIONS), (INSTITUTIONS, INSTITUTION_TRANSITIONS)])
def test_the_tables_are_those_of_this_test(table, code) -> None:
    allowed = {(verb, state, after) for verb, state, after in cells(table) if after != "-"}
    assert {
        (verb, str(s), str(t)) for verb, (before, to) in code.items() for s in before for t in [to or s]
    } == allowed


def someone(state: str) -> Participant:
    invited = factories.invited(factories.event(), reply="accepted")
    return factories.participant(invited.event, state=state, invited=invited, endorsed=True)


def sentence(verb: str, state: str) -> str:
    if verb in ("nominate", "invite"):
        return "Nguyễn Thị Hương is at this meeting already with this e-mail address."
    return f"Ms. Nguyễn Thị Hương: not possible, since the registration is {STATES_SAID[state]}."


@pytest.mark.parametrize(("verb", "state", "after"), [one for one in cells(PEOPLE) if one[2] == "-"])
def test_refused_to_a_person(verb: str, state: str, after: str) -> None:
    person = someone(state)
    before = rows()
    if verb == "register":  # a stranger learns nothing: the owner of the address is sent the link again
        do(verb, person, WEB_FORM)
        assert (rows()["Participant"], letters()) == (before["Participant"], ["registration_known"])
        assert acts() == [("register", "web form", {"known": True})]
        return
    with pytest.raises(VerbRefused) as refused:
        do(verb, person)
    assert str(refused.value) == sentence(verb, state)
    assert isinstance(refused.value, AlreadyRegistered) == (verb in ("nominate", "invite"))
    assert rows() == before


@pytest.mark.parametrize(("verb", "state", "after"), [one for one in cells(PEOPLE) if one[2] != "-"])
def test_allowed_to_a_person(verb: str, state: str, after: str) -> None:
    person = someone(state)
    actor = WEB_FORM if verb == "register" else CLERK
    do(verb, person, actor)
    row = Participant.objects.get(pk=person.pk)
    assert (row.state, row.changed, row.waiting_number) == (after, LATER, 1 if after == "waiting" else None)
    if verb == "readdress":  # the letter is that of the state
        assert acts(person) == [("readdress", "clerk", {})]
        kinds = {
            "invited": ["personal_invitation"],
            "confirmed": ["registration_confirmed", "calendar_request"],
            "waiting": ["registration_waiting"],
        }
        assert letters() == kinds.get(state, LETTERS[verb])
        return
    if verb == "correct":
        assert acts(person) == [("correct", "clerk", {"fields": CORRECTED})]
    elif verb == "agree":
        assert acts(person) == [("agree", "clerk", {"fields": ["consent_list", "consent_photos"]})]
    else:
        assert acts(person) == [(verb, actor.name, {"from": state, "to": after})]
    passed_on = ["registration_replaced", "registration_confirmed", "calendar_request"]
    to_them = passed_on if (verb, state) == ("replace", "confirmed") else LETTERS[verb]
    by_staff = verb in ("nominate", "invite", "replace", "withdraw") and (verb, state) != (
        "invite",
        "invited",
    )
    assert letters() == [*to_them, *(["names_changed"] if by_staff else [])]


@pytest.mark.parametrize(
    ("verb", "state"), [("decline", "invited"), ("withdraw", "confirmed"), ("replace", "waiting")]
)
def test_links_end_where_a_person_leaves(verb: str, state: str) -> None:
    person = someone(state)
    given = {purpose: tokens.make(purpose, person.pk, person.link_version) for purpose in PURPOSES}
    assert [tokens.load(token, purpose) for purpose, token in given.items()] == [person, person]
    do(verb, person)
    assert [tokens.load(token, purpose) for purpose, token in given.items()] == [None, None]
    if verb != "replace":
        do("reopen", person)
        assert [tokens.load(token, purpose) for purpose, token in given.items()] == [None, None]


@pytest.mark.parametrize(
    "verb", sorted({verb for verb, _state, _after in cells(PEOPLE)} - {"register", "nominate", "invite"})
)
def test_nothing_is_done_with_erased_data(verb: str) -> None:
    person = someone("nominated")
    Participant.objects.update(erased=MOMENT)
    before = rows()
    with pytest.raises(VerbRefused) as refused:
        do(verb, person)
    assert str(refused.value) == "The data of this person are erased; nothing more can be done with them."
    assert rows() == before


def institution(reply: str) -> InvitedOrganisation:
    return factories.invited(factories.event(), reply=reply)


def answer(verb: str, invited: InvitedOrganisation) -> None:
    names = {"invite": "invite_institution", "remind": "remind", "renew": "renew_link"}
    getattr(invitations, names.get(verb, f"{verb}_invitation"))(invited, CLERK, LATER)


@pytest.mark.parametrize(("verb", "reply", "after"), cells(INSTITUTIONS))
def test_every_reply_with_every_verb(verb: str, reply: str, after: str) -> None:
    invited = institution(reply)
    before = rows()
    if after == "-":
        with pytest.raises(VerbRefused) as refused:
            answer(verb, invited)
        assert str(refused.value) == (
            f"Ministry of Labour: not possible, since its invitation stands as: {REPLIES_SAID[reply]}."
        )
        assert rows() == before
        return
    answer(verb, invited)
    assert InvitedOrganisation.objects.get().reply == after
    assert acts() == [(verb, "clerk", {} if verb in ("remind", "renew") else {"from": reply, "to": after})]
    kinds = {
        "invite": ["invitation"],
        "remind": ["names_reminder"] if reply == "accepted" else ["invitation_reminder"],
        "renew": ["link_renewed"],
        "accept": [],
        "decline": ["invitation_declined"],
        "withdraw": ["invitation_withdrawn"] if reply in ("invited", "accepted") else [],
        "reopen": ["invitation"],
    }
    assert letters() == kinds[verb]


def test_labels_are_those_that_people_read() -> None:
    assert {state.value: str(state.label) for state in State} == STATES_SAID
    assert {reply.value: str(reply.label) for reply in Reply} == REPLIES_SAID
