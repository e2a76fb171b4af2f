"""Every power with every verb: who may, and the sentence for who may not. A table written by hand."""

from __future__ import annotations

import pytest

from registration import invitations
from registration.audit import INSTITUTION_LINK, LINK_HOLDER
from registration.invitations import CAPACITIES, INSTITUTION_CAPACITIES, VerbRefused
from registration.models import InvitedOrganisation, Participant
from tests.registration import factories
from tests.registration.invitations.acting import ACTORS, BINH, HUONG, LATER, do, letters, rows, states

pytestmark = pytest.mark.django_db

NAMES = "Names are given by the institution, or by the secretariat."
OWN = "This is for the person to say, or for the secretariat."
CONFIRMS = "Names are confirmed by the focal point, signed in, or by the secretariat."
DECIDES = "This can be done by the focal point, signed in, or by the secretariat."
STAFF = "This can be done by the secretariat only."
REPLACES = "A confirmed person is replaced by the focal point, signed in, or by the secretariat."
WITHDRAWS = (
    "A confirmed person is withdrawn by the focal point, signed in, by the secretariat, or by themselves."
)
REFUSED = "The secretariat did not accept this person. Please ask it."
ANSWERS = "An institution answers itself, or by the secretariat."

# verb, the person's state, who may, and what the others read
PEOPLE = [
    ("register", "withdrawn", "staff form system", STAFF),
    ("nominate", "withdrawn", "staff focal-point institution-link system", NAMES),
    ("invite", "declined", "staff focal-point institution-link system", NAMES),
    ("accept", "invited", "staff person system", OWN),
    ("decline", "nominated", "staff person system", OWN),
    ("correct", "nominated", "staff person system", OWN),
    ("agree", "nominated", "staff person system", OWN),
    ("readdress", "nominated", "staff", STAFF),
    ("confirm", "nominated", "staff focal-point system", CONFIRMS),
    ("confirm", "waiting", "staff focal-point system", CONFIRMS),
    ("refuse", "confirmed", "staff system", STAFF),
    ("replace", "nominated", "staff focal-point institution-link system", NAMES),
    ("withdraw", "waiting", "staff focal-point institution-link person system", STAFF),
    ("reopen", "withdrawn", "staff focal-point system", DECIDES),
]
INSTITUTIONS = [
    ("invite", "listed", "staff system", STAFF),
    ("remind", "invited", "staff system", STAFF),
    ("renew", "invited", "staff system", STAFF),
    ("accept", "invited", "staff focal-point institution-link system", ANSWERS),
    ("decline", "invited", "staff focal-point institution-link system", ANSWERS),
    ("withdraw", "invited", "staff system", STAFF),
    ("reopen", "declined", "staff system", STAFF),
]


def someone(state: str) -> Participant:
    invited = factories.invited(factories.event(), reply="accepted")
    return factories.participant(invited.event, state=state, invited=invited)


def refusal(work) -> str:
    """The sentence, and that nothing was written."""
    before = rows()
    with pytest.raises(VerbRefused) as refused:
        work()
    assert rows() == before
    return str(refused.value)


@pytest.mark.parametrize("power", ACTORS)
@pytest.mark.parametrize(("verb", "state", "may", "sentence"), PEOPLE)
def test_powers_over_people(verb: str, state: str, may: str, sentence: str, power: str) -> None:
    person, actor = someone(state), ACTORS[power]
    if power.replace(" ", "-") in may.split():
        do(verb, person, actor)
        assert letters() or verb in ("correct", "agree")
        return
    assert refusal(lambda: do(verb, person, actor)) == sentence


@pytest.mark.parametrize(
    ("verb", "state", "power", "sentence"),
    [
        ("replace", "confirmed", "institution link", REPLACES),
        ("withdraw", "confirmed", "institution link", WITHDRAWS),
        ("confirm", "refused", "focal point", REFUSED),
        ("reopen", "refused", "focal point", REFUSED),
    ],
)
def test_narrower_where_the_secretariat_or_a_focal_point_decided(
    verb: str, state: str, power: str, sentence: str
) -> None:
    person = someone(state)
    assert refusal(lambda: do(verb, person, ACTORS[power])) == sentence
    others = {"replace": "focal point", "withdraw": "person", "confirm": "staff", "reopen": "staff"}
    do(verb, person, ACTORS[others[verb]])


@pytest.mark.parametrize("power", ACTORS)
@pytest.mark.parametrize(("verb", "reply", "may", "sentence"), INSTITUTIONS)
def test_powers_over_institutions(verb: str, reply: str, may: str, sentence: str, power: str) -> None:
    invited = factories.invited(factories.event(), reply=reply)
    names = {"invite": "invite_institution", "remind": "remind", "renew": "renew_link"}
    do_it = getattr(invitations, names.get(verb, f"{verb}_invitation"))
    if power.replace(" ", "-") in may.split():
        do_it(invited, ACTORS[power], LATER)
        return
    assert refusal(lambda: do_it(invited, ACTORS[power], LATER)) == sentence


def test_the_tables_are_those_of_this_test() -> None:
    said = {verb: {one.replace("-", " ") for one in may.split()} for verb, _state, may, _text in PEOPLE}
    assert {verb: set(powers) for verb, powers in CAPACITIES.items()} == said
    said = {verb: {one.replace("-", " ") for one in may.split()} for verb, _reply, may, _text in INSTITUTIONS}
    assert {verb: set(powers) for verb, powers in INSTITUTION_CAPACITIES.items()} == said


def test_only_the_secretariat_exceeds_the_places() -> None:
    person = someone("nominated")
    InvitedOrganisation.objects.update(places=0)
    focal = ACTORS["focal point"]
    said = refusal(lambda: invitations.confirm(person, focal, LATER, over_quota_reason="Host country"))
    assert said == "Only the secretariat can give more places than there are."
    done = invitations.confirm(person, ACTORS["staff"], LATER, over_quota_reason="Host country")
    assert (done.state, done.over_quota_reason) == ("confirmed", "Host country")


def test_a_forwarded_institution_link_only_proposes() -> None:
    """Indico #6803: who got the link from somebody else names people; a place they give to nobody."""
    invited = factories.invited(factories.event())
    binh = invitations.nominate(invited, [BINH], INSTITUTION_LINK, LATER)[0]
    huong = invitations.invite(invited, HUONG, INSTITUTION_LINK, LATER)
    accepted = do("accept", huong, LINK_HOLDER)
    assert (binh.state, accepted.state) == ("nominated", "nominated")
    assert refusal(lambda: do("confirm", binh, INSTITUTION_LINK)) == CONFIRMS
    assert refusal(lambda: do("confirm", accepted, LINK_HOLDER)) == CONFIRMS
    assert letters() == [
        "nominated", "names_proposed", "personal_invitation", "registration_received", "person_answered",
    ]  # fmt: skip


def test_a_forwarded_personal_link_gives_the_place_to_nobody_else() -> None:
    """Named with authority, the person is confirmed on accepting; who accepts under another name is proposed."""
    invited = factories.invited(factories.event())
    binh = invitations.invite(invited, BINH, ACTORS["focal point"], LATER)
    huong = invitations.invite(invited, HUONG, ACTORS["focal point"], LATER)
    assert (do("accept", huong, LINK_HOLDER).state, do("accept", binh, LINK_HOLDER)) == ("confirmed", binh)
    assert states() == [
        ("Nguyễn Thị Hương", "nominated", None), ("Nguyễn Thị Hương", "confirmed", None),
    ]  # fmt: skip


def test_authority_does_not_outlast_an_end() -> None:
    """Invited by staff, and gone; invited again by whoever holds the link, the person is proposed."""
    invited = factories.invited(factories.event())
    huong = invitations.invite(invited, HUONG, ACTORS["staff"], LATER)
    assert huong.endorsed
    again = invitations.invite(invited, HUONG, INSTITUTION_LINK, LATER)
    assert again.endorsed, "still invited: the same link once more"
    do("decline", again, LINK_HOLDER)
    back = invitations.invite(invited, HUONG, INSTITUTION_LINK, LATER)
    assert (back.pk, back.endorsed, do("accept", back, LINK_HOLDER).state) == (huong.pk, False, "nominated")
