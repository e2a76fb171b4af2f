"""Naming, inviting by a personal link, replacing: rows, the chain, letters, the calendar."""

from __future__ import annotations

from dataclasses import replace

import pytest

from registration import invitations
from registration.audit import FOCAL_POINT, INSTITUTION_LINK, LINK_HOLDER
from registration.invitations import AlreadyRegistered, Named, VerbRefused
from registration.models import InvitedOrganisation, Message, Participant, RolePlaces
from tests.registration import factories
from tests.registration.invitations.acting import (
    BINH,
    CHI,
    CLERK,
    HUONG,
    LATER,
    acts,
    crowd,
    do,
    letters,
    rows,
    states,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def invited() -> InvitedOrganisation:
    return factories.invited(factories.event(), places=1, language="th", cc=["cc@molisa.example"])


@pytest.fixture
def huong(invited) -> Participant:
    """Named by staff and confirmed, with entries in her calendar."""
    return invitations.confirm(invitations.nominate(invited, [HUONG], CLERK, LATER)[0], CLERK, LATER)


def sentence(work) -> str:
    """Why it was refused; nothing was written."""
    before = rows()
    with pytest.raises(VerbRefused) as refused:
        work()
    assert rows() == before
    return str(refused.value)


def methods(person: Participant) -> list[str]:
    found = Message.objects.filter(participant=person).exclude(method="").order_by("pk")
    return list(found.values_list("method", flat=True))


def test_naming_is_an_answer_and_everybody_is_told(invited) -> None:
    people = invitations.nominate(invited, [HUONG, BINH], INSTITUTION_LINK, LATER)
    assert [(one.name, one.state, one.endorsed) for one in people] == [
        ("Nguyễn Thị Hương", "nominated", False), ("Trần Văn Bình", "nominated", False),
    ]  # fmt: skip
    binh = Participant.objects.get(name="Trần Văn Bình")
    assert (binh.honorific, binh.position, binh.country, binh.language, binh.email) == (
        "Mr.", "Deputy Minister", "VN", "th", "binh@molisa.example",
    )  # fmt: skip
    assert (binh.organisation, binh.invited, binh.sex, binh.consent_list, binh.consent_photos) == (
        invited.organisation, invited, "", "none", False,
    )  # fmt: skip
    assert binh.consents.count() == 0, "nothing is agreed to before they say so"
    invited.refresh_from_db()
    assert (invited.reply, invited.answered) == ("accepted", LATER)
    told = [(one.kind, one.to, one.cc) for one in Message.objects.order_by("pk")]
    assert told == [
        ("nominated", ["huong@molisa.example"], []),
        ("nominated", ["binh@molisa.example"], []),
        ("names_proposed", ["focal@molisa.example"], ["cc@molisa.example"]),
    ]
    by_link = INSTITUTION_LINK.name
    assert sorted(acts(), key=str) == [
        ("accept", by_link, {"from": "invited", "to": "accepted"}),
        ("nominate", by_link, {"to": "nominated"}), ("nominate", by_link, {"to": "nominated"}),
    ]  # fmt: skip


def told() -> list[tuple[list[str], list[str], str]]:
    """To whom, in copy to whom, and the sentences of the letters on what the secretariat changed."""
    found = Message.objects.filter(kind="names_changed").order_by("pk")
    return [(one.to, one.cc, one.text.split("\n")[2]) for one in found]


def test_the_focal_point_is_told_once_whom_staff_name_replace_and_withdraw(invited) -> None:
    InvitedOrganisation.objects.update(language="en")
    invited.refresh_from_db()
    huong, _chi = invitations.nominate(invited, [HUONG, CHI], CLERK, LATER)
    assert letters() == ["nominated", "nominated", "names_changed"]
    binh = invitations.replace(huong, BINH, CLERK, LATER)
    invitations.withdraw(binh, CLERK, LATER)
    start = "the secretariat has noted a change in who comes from Ministry of Labour to “The dialogue-2026”."
    end = "Each of them is told. If you did not expect this, please tell us."
    to = (["focal@molisa.example"], ["cc@molisa.example"])
    assert told() == [
        (*to, f"{start} Named: Ms. Nguyễn Thị Hương; Lê Thị Chi. {end}"),
        (*to, f"{start} Named: Mr. Trần Văn Bình. No longer named: Ms. Nguyễn Thị Hương. {end}"),
        (*to, f"{start} No longer named: Mr. Trần Văn Bình. {end}"),
    ]


@pytest.mark.parametrize("actor", [FOCAL_POINT, INSTITUTION_LINK])
def test_what_the_institution_does_itself_is_no_change_by_the_secretariat(invited, actor) -> None:
    huong = invitations.nominate(invited, [HUONG], actor, LATER)[0]
    invitations.withdraw(invitations.replace(huong, BINH, actor, LATER), actor, LATER)
    assert told() == []


def test_nobody_is_told_where_no_focal_point_is_known(invited) -> None:
    InvitedOrganisation.objects.update(focal_email="")
    invitations.nominate(invited, [HUONG], CLERK, LATER)
    assert letters() == ["nominated"]


@pytest.mark.parametrize(("count", "kind"), [(0, "registration_confirmed"), (1, "registration_waiting")])
def test_named_and_confirmed_in_one_act_is_one_letter(invited, count: int, kind: str) -> None:
    crowd(invited, count, "confirmed")
    huong = invitations.nominate(invited, [HUONG], CLERK, LATER, quiet=True)[0]
    invitations.confirm(huong, CLERK, LATER)
    assert [one for one in letters(huong) if not one.startswith("calendar")] == [kind]
    assert len(told()) == 1


def test_all_are_named_or_nobody(invited, huong) -> None:
    said = sentence(lambda: invitations.nominate(invited, [BINH, HUONG, CHI], INSTITUTION_LINK, LATER))
    assert said == "Nguyễn Thị Hương is at this meeting already with this e-mail address."
    said = sentence(lambda: invitations.nominate(invited, [BINH, BINH], INSTITUTION_LINK, LATER))
    assert said == "Trần Văn Bình is at this meeting already with this e-mail address."


def test_naming_nobody_is_no_answer(invited) -> None:
    before = rows()
    assert (invitations.nominate(invited, [], INSTITUTION_LINK, LATER), rows()) == ([], before)


def test_one_mailbox_may_stand_for_several(invited) -> None:
    secretary = "office@molisa.example"
    names = [replace(one, email=secretary) for one in (HUONG, BINH)]
    assert len(invitations.nominate(invited, names, INSTITUTION_LINK, LATER)) == 2


@pytest.mark.parametrize("verb", ["nominate", "invite"])
def test_somebody_of_another_institution_is_not_taken_over(invited, verb: str) -> None:
    other = factories.invited(invited.event, factories.organisation("Ministry of Health"))
    factories.participant(invited.event, invited=other, state="withdrawn")
    act = getattr(invitations, verb)
    said = sentence(lambda: act(invited, HUONG if verb == "invite" else [HUONG], CLERK, LATER))
    assert said == "Nguyễn Thị Hương is at this meeting already with this e-mail address."


def test_somebody_who_had_left_comes_back_under_the_institution(invited) -> None:
    gone = factories.participant(invited.event, state="declined", decline_reason="Ill", link_version=4)
    back = invitations.invite(invited, replace(HUONG, delegation_role="head"), FOCAL_POINT, LATER)
    row = Participant.objects.get()
    assert (back.pk, row.state, row.invited, row.delegation_role, row.endorsed) == (
        gone.pk, "invited", invited, "head", True,
    )  # fmt: skip
    assert (row.link_version, row.decline_reason, row.position) == (4, "", "Director")


def test_the_same_link_again(invited) -> None:
    first = invitations.invite(invited, HUONG, CLERK, LATER)
    again = invitations.invite(invited, HUONG, CLERK, LATER)
    found = Message.objects.order_by("pk").values_list("kind", "participant", "purpose", "link_version")
    letter = ("personal_invitation", first.pk, "person", 0)
    assert list(found) == [letter, ("names_changed", None, "institution", 0), letter]
    assert (again.pk, again.link_version) == (first.pk, 0)


@pytest.mark.parametrize("reply", ["declined", "withdrawn"])
def test_nobody_is_named_where_the_invitation_has_ended(invited, reply: str) -> None:
    InvitedOrganisation.objects.update(reply=reply)
    words = {"declined": "declined", "withdrawn": "invitation withdrawn"}[reply]
    expected = f"Nobody can be named: the invitation stands as: {words}."
    assert sentence(lambda: invitations.nominate(invited, [HUONG], CLERK, LATER)) == expected
    assert sentence(lambda: invitations.invite(invited, HUONG, CLERK, LATER)) == expected


def test_replacing_somebody_confirmed_moves_place_and_calendar(invited, huong) -> None:
    """The old entries are cancelled, the new one's are sent; with no place free beside it."""
    Message.objects.all().delete()
    new = invitations.replace(huong, BINH, FOCAL_POINT, LATER)
    old = Participant.objects.get(pk=huong.pk)
    assert (old.state, new.state, new.replaces, old.replaced_by, new.endorsed) == (
        "replaced", "confirmed", old, new, True,
    )  # fmt: skip
    assert (letters(old), methods(old)) == (["registration_replaced", "calendar_cancelled"], ["CANCEL"])
    assert (letters(new), methods(new)) == (["registration_confirmed", "calendar_request"], ["REQUEST"])
    assert (old.calendar_entries.get().cancelled, new.calendar_entries.get().cancelled) == (True, False)
    name = FOCAL_POINT.name
    assert acts(old)[-1] == ("replace", name, {"from": "confirmed", "to": "replaced"})
    assert acts(new) == [("replace", name, {"to": "confirmed", "of": old.pk})]


@pytest.mark.parametrize("state", ["invited", "nominated", "waiting"])
def test_replacing_somebody_without_a_place_yet(invited, state: str) -> None:
    crowd(invited, 1, "confirmed")
    old = factories.participant(invited.event, invited=invited, state=state)
    new = invitations.replace(old, BINH, INSTITUTION_LINK, LATER)
    old.refresh_from_db()
    assert (old.state, old.waiting_number, new.state, new.endorsed, new.replaces) == (
        "replaced", None, "nominated", False, old,
    )  # fmt: skip
    assert (letters(old), letters(new)) == (["registration_replaced"], ["nominated"])


def test_a_place_beyond_the_places_is_passed_on_with_its_reason(invited, huong) -> None:
    binh = invitations.nominate(invited, [BINH], CLERK, LATER)[0]
    invitations.confirm(binh, CLERK, LATER, over_quota_reason="Host country")
    new = invitations.replace(binh, CHI, CLERK, LATER)
    row = Participant.objects.get(pk=new.pk)
    binh.refresh_from_db()
    assert (row.state, row.over_quota_reason, binh.over_quota_reason) == ("confirmed", "Host country", "")


def test_replaced_by_somebody_known_from_before(invited, huong) -> None:
    gone = factories.participant(invited.event, name=BINH.name, email=BINH.email, state="withdrawn")
    new = invitations.replace(huong, BINH, CLERK, LATER)
    assert (new.pk, new.state, new.replaces, new.invited) == (gone.pk, "confirmed", huong, invited)
    assert acts(new) == [("replace", "clerk", {"from": "withdrawn", "to": "confirmed", "of": huong.pk})]
    other = factories.participant(invited.event, name=CHI.name, email=CHI.email, state="confirmed")
    said = sentence(lambda: invitations.replace(new, CHI, CLERK, LATER))
    assert said == "Lê Thị Chi is at this meeting already with this e-mail address."
    assert Participant.objects.get(pk=other.pk).invited is None


def test_a_chain_of_three(invited, huong) -> None:
    binh = invitations.replace(huong, BINH, CLERK, LATER)
    chi = invitations.replace(binh, CHI, CLERK, LATER)
    assert (chi.replaces, chi.replaces.replaces, chi.replaces.replaces.replaces) == (binh, huong, None)
    assert states() == [
        ("Nguyễn Thị Hương", "replaced", None), ("Trần Văn Bình", "replaced", None),
        ("Lê Thị Chi", "confirmed", None),
    ]  # fmt: skip


def test_there_and_back_closes_no_ring(invited, huong) -> None:
    """A is replaced by B, B by A: A has the place again, and the chain stays as it was."""
    binh = invitations.replace(huong, BINH, CLERK, LATER)
    back = invitations.replace(binh, HUONG, CLERK, LATER)
    assert (back.pk, back.state, back.replaces) == (huong.pk, "confirmed", None)
    assert methods(huong) == ["REQUEST", "CANCEL", "REQUEST"]
    assert methods(binh) == ["REQUEST", "CANCEL"]
    again = invitations.replace(back, BINH, CLERK, LATER)
    assert (again.pk, again.state, again.replaces) == (binh.pk, "confirmed", huong)


def test_replaced_twice_the_chain_names_the_first(invited, huong) -> None:
    """Who comes back beside their successor, and is replaced anew: each replaces one and is replaced by one."""
    binh = invitations.replace(huong, BINH, CLERK, LATER)
    back = invitations.reopen(huong, CLERK, LATER)
    chi = invitations.replace(back, CHI, CLERK, LATER)
    assert (binh.replaces, chi.replaces, chi.state) == (huong, None, "nominated")
    assert acts(chi) == [("replace", "clerk", {"to": "nominated", "of": huong.pk})]


def test_who_cannot_be_replaced(invited, huong) -> None:
    assert sentence(
        lambda: invitations.replace(huong, replace(HUONG, name="NGUYEN THI HUONG"), CLERK, LATER)
    ) == ("This is the person who is named already.")
    alone = factories.participant(invited.event, name="Bo", email="bo@x.example")
    assert sentence(lambda: invitations.replace(alone, CHI, CLERK, LATER)) == (
        "Ms. Bo holds no place of an invited institution."
    )


def test_a_role_that_is_full_stays_full(invited, huong) -> None:
    """Passing a place on in another role does not go round the places of that role."""
    InvitedOrganisation.objects.update(places=2)
    RolePlaces.objects.create(invited=invited, role="head", places=1)
    head = factories.participant(
        invited.event,
        invited=invited,
        name="Bo",
        email="bo@x.example",
        state="confirmed",
        delegation_role="head",
    )
    as_head = replace(CHI, delegation_role="head")
    assert sentence(lambda: invitations.replace(huong, as_head, CLERK, LATER)) == (
        "No place is free in this role: head of delegation. Name the new person as member."
    )
    assert invitations.replace(head, as_head, CLERK, LATER).state == "confirmed"


def test_the_links_of_the_new_person_are_their_own(invited, huong) -> None:
    new = invitations.replace(huong, BINH, CLERK, LATER)
    letter = Message.objects.get(participant=new, kind="registration_confirmed")
    assert (letter.purpose, letter.link_version, letter.to) == (
        "my",
        new.link_version,
        ["binh@molisa.example"],
    )
    with pytest.raises(VerbRefused):
        do("correct", huong, LINK_HOLDER)


def test_rivals_with_one_name(invited) -> None:
    """The row is there by the time it is written: the second is told."""
    invitations.nominate(invited, [Named(name="Bo", email="Bo@x.example")], CLERK, LATER)
    with pytest.raises(AlreadyRegistered):
        invitations.invite(invited, Named(name="BO", email="bo@X.example"), CLERK, LATER)
