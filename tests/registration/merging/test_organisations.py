"""Two organisations that become one, with all that hangs on them."""

from __future__ import annotations

from typing import Any

import pytest

from registration.audit import Actor, record_reply
from registration.merging import organisations
from registration.merging.invitations import relations_to
from registration.models import (
    AuditEntry,
    InvitationLetter,
    InvitedOrganisation,
    Message,
    NotSame,
    Organisation,
    OrganisationName,
    Participant,
    RolePlaces,
)
from registration.register import search
from tests.registration import factories
from tests.registration.factories import MOMENT

pytestmark = pytest.mark.django_db
CLERK = Actor("clerk")
MOLISA = "Ministry of Labour, Invalids and Social Affairs"


@pytest.fixture
def pair() -> tuple[Organisation, Organisation]:
    """The one that stays, and its duplicate."""
    return factories.organisation(MOLISA, acronym="MOLISA"), factories.organisation("Labour Ministry")


def letter(event: Any, invited: InvitedOrganisation, **fields: Any) -> Message:
    values = {
        "kind": "x",
        "to": [],
        "subject": "s",
        "text": "t",
        "html": "h",
        "created": MOMENT,
        "due": MOMENT,
    }
    return Message.objects.create(event=event, invited=invited, **{**values, **fields})


def test_every_relation_is_known() -> None:
    """Those of one column are moved by themselves; those that must be unique are seen to first. A new one: look which."""
    names = [
        {f"{one.related_model._meta.label}.{one.field.name}" for one in relations_to(model)}
        for model in (Organisation, InvitedOrganisation)
    ]
    assert names == [
        {
            "registration.Organisation.parent", "registration.OrganisationName.organisation",
            "registration.InvitedOrganisation.organisation", "registration.Participant.organisation",
            "registration.NotSame.first", "registration.NotSame.second",
        },
        {
            "registration.RolePlaces.invited", "registration.Participant.invited", "registration.Message.invited",
            "registration.AuditEntry.invited",
        },
    ]  # fmt: skip


def test_names_acronym_zone_and_parts(pair: tuple[Organisation, Organisation]) -> None:
    kept, gone = pair
    parent, bureau = factories.organisation("Government"), factories.organisation("Bureau", parent=gone)
    OrganisationName.objects.create(organisation=gone, language="vi", name="Bộ Lao động")
    Organisation.objects.filter(pk=gone.pk).update(
        acronym="MOL", acronym_normalised="mol", timezone="Asia/Ho_Chi_Minh", parent=parent, listed=True
    )
    gone.refresh_from_db()
    foreseen = organisations.foreseen(kept, gone)
    done = organisations.merge(kept, gone, CLERK, MOMENT)
    names = ("Labour Ministry", "Bộ Lao động", "MOL")
    assert done == foreseen == organisations.Counts(names, 1, 0, 0, 0, 0, ())
    assert done.words() == [
        "Other name: Labour Ministry", "Other name: Bộ Lao động", "Other name: MOL", "1 part of it",
    ]  # fmt: skip
    kept.refresh_from_db()
    bureau.refresh_from_db()
    assert (kept.name, kept.acronym, kept.timezone, kept.parent, kept.listed, bureau.parent) == (
        MOLISA, "MOLISA", "Asia/Ho_Chi_Minh", parent, True, kept,
    )  # fmt: skip
    assert list(kept.names.values_list("language", "name")) == [
        ("", "Labour Ministry"), ("", "MOL"), ("vi", "Bộ Lao động"),
    ]  # fmt: skip
    assert [search.find(name, "VN") for name in ("labour ministry", "bo lao dong", "MOL")] == [kept] * 3
    assert list(search.searched(Organisation.objects.all(), "lao dong")) == [kept]
    assert not AuditEntry.objects.exists()


def test_a_part_merged_with_its_whole(pair: tuple[Organisation, Organisation]) -> None:
    """Both ways, and over a third between them: nothing is part of itself in the end."""
    kept, gone = pair
    between = factories.organisation("Between", parent=gone)
    Organisation.objects.filter(pk=kept.pk).update(parent=between)
    top = factories.organisation("Top")
    Organisation.objects.filter(pk=gone.pk).update(parent=top)
    organisations.merge(kept, gone, CLERK, MOMENT)
    assert dict(Organisation.objects.values_list("name", "parent__name")) == {
        MOLISA: "Top", "Between": MOLISA, "Top": None,
    }  # fmt: skip
    organisations.merge(top, kept, CLERK, MOMENT)
    assert dict(Organisation.objects.values_list("name", "parent__name")) == {"Between": "Top", "Top": None}


def test_people_and_invitations_of_several_events(pair: tuple[Organisation, Organisation]) -> None:
    kept, gone = pair
    one, other, third = (factories.event(slug) for slug in ("one", "other", "third"))
    invited = factories.invited(one, gone)
    person = factories.participant(one, organisation=gone, invited=invited)
    guest = factories.participant(other, organisation=gone)
    factories.invited(third, kept)
    assert organisations.hanging([kept.pk, gone.pk]) == {kept.pk: (0, 1, 1), gone.pk: (2, 1, 2)}
    done = organisations.merge(kept, gone, CLERK, MOMENT)
    assert done == organisations.Counts(("Labour Ministry",), 0, 2, 1, 0, 2, ())
    for row in (person, guest, invited):
        row.refresh_from_db()
    assert (person.organisation, guest.organisation, invited.organisation, person.invited) == (
        kept, kept, kept, invited,
    )  # fmt: skip
    assert not Organisation.objects.filter(pk=gone.pk).exists()
    entries = AuditEntry.objects.order_by("event").values_list("event__slug", "actor", "verb", "details")
    keys = {"kept": kept.pk, "gone": gone.pk}
    assert list(entries) == [
        ("one", "clerk", "merge organisation", {**keys, "people": 1, "invitations": 1}),
        ("other", "clerk", "merge organisation", {**keys, "people": 1, "invitations": 0}),
    ]


def test_two_invitations_to_one_event(pair: tuple[Organisation, Organisation]) -> None:
    kept, gone = pair
    event = factories.event()
    paper = InvitationLetter.objects.create(event=event, reference="NV 12")
    mine = factories.invited(event, kept, places=2, focal_email="", cc=["a@x.example"], link_version=3)
    theirs = factories.invited(
        event, gone, places=4, cc=["b@x.example", "a@x.example"], invitation_letter=paper, reply="accepted",
        answered=MOMENT, rank=7, note="Call first",
    )  # fmt: skip
    RolePlaces.objects.create(invited=mine, role="head", places=1)
    RolePlaces.objects.create(invited=mine, role="adviser", places=2)
    RolePlaces.objects.create(invited=theirs, role="head", places=2)
    waiting = factories.participant(
        event, name="A", invited=mine, state="waiting", waiting_number=1, organisation=kept
    )
    people = [
        factories.participant(
            event, name=name, invited=theirs, state=state, organisation=gone, waiting_number=number
        )
        for name, state, number in (("B", "confirmed", None), ("C", "waiting", 1), ("D", "waiting", 2))
    ]
    sent, queued = (
        letter(event, theirs, purpose="institution", state=state, sent=when)
        for state, when in (("sent", MOMENT), ("queued", None))
    )
    entry = record_reply(theirs, "accept", CLERK, MOMENT)
    foreseen = organisations.foreseen(kept, gone)
    done = organisations.merge(kept, gone, CLERK, MOMENT)
    assert done == foreseen
    assert done.words()[-3:] == [
        "The dialogue-2026: both are invited and become one invitation. It is: takes part.",
        "The dialogue-2026: they have 2 and 4 places. The larger number, 4, stays; correct it where you meant the sum.",
        "The dialogue-2026: both were sent a link. That of Ministry of Labour, Invalids and Social Affairs (MOLISA) still "
        "opens, the other does not. Remind the focal point to send it again.",
    ]
    mine = InvitedOrganisation.objects.get()
    assert (mine.places, mine.rank, mine.reply, mine.answered, mine.focal_email, mine.cc, mine.invitation_letter, mine.note) == (
        4, 7, "accepted", MOMENT, "focal@molisa.example", ["a@x.example", "b@x.example"], paper, "Call first",
    )  # fmt: skip
    assert list(mine.role_places.values_list("role", "places")) == [("head", 2)]
    rows = Participant.objects.order_by("name").values_list("name", "invited", "state", "waiting_number")
    assert list(rows) == [
        ("A", mine.pk, "waiting", 1), ("B", mine.pk, "confirmed", None), ("C", mine.pk, "waiting", 2),
        ("D", mine.pk, "waiting", 3),
    ]  # fmt: skip
    for row in (waiting, *people, sent, queued, entry):
        row.refresh_from_db()
    assert {row.invited for row in (waiting, *people, sent, queued, entry)} == {mine}
    assert (sent.link_version, queued.link_version) == (0, 3)


def test_more_confirmed_than_there_are_places(pair: tuple[Organisation, Organisation]) -> None:
    """Who comes over and finds no place stays confirmed, with the reason written down."""
    kept, gone = pair
    event = factories.event()
    mine, theirs = factories.invited(event, kept, places=2), factories.invited(event, gone, places=2)
    for number, invited in enumerate([mine, theirs, theirs]):
        factories.participant(
            event, name=f"P{number}", invited=invited, state="confirmed", organisation=invited.organisation
        )
    organisations.merge(kept, gone, CLERK, MOMENT)
    rows = Participant.objects.order_by("name").values_list("state", "over_quota_reason")
    reason = "two entries of the organisation were merged"
    assert list(rows) == [("confirmed", ""), ("confirmed", ""), ("confirmed", reason)]


@pytest.mark.parametrize(("promote", "states"), [(True, ["confirmed"]), (False, ["waiting"])])
def test_a_place_that_comes_free(
    pair: tuple[Organisation, Organisation], promote: bool, states: list[str]
) -> None:
    """It goes to who waits where the event says so."""
    kept, gone = pair
    event = factories.event()
    factories.desk(event, promote=promote)
    mine, theirs = factories.invited(event, kept, places=1), factories.invited(event, gone, places=0)
    factories.participant(event, invited=theirs, state="waiting", organisation=gone)
    organisations.merge(kept, gone, CLERK, MOMENT)
    assert list(mine.people.values_list("state", flat=True)) == states


@pytest.mark.parametrize(("mine", "theirs", "stands", "reply"), [
    ("listed", "invited", False, "invited"), ("invited", "listed", False, "invited"),
    ("invited", "declined", False, "declined"), ("declined", "accepted", False, "accepted"),
    ("withdrawn", "declined", False, "declined"), ("declined", "invited", True, "invited"),
    ("invited", "withdrawn", True, "invited"),
])  # fmt: skip
def test_the_further_reply(
    pair: tuple[Organisation, Organisation], mine: str, theirs: str, stands: bool, reply: str
) -> None:
    """Unless people stand named: then it is not one that has ended."""
    kept, gone = pair
    event = factories.event()
    invited = factories.invited(event, kept, reply=mine)
    factories.invited(event, gone, reply=theirs)
    if stands:
        factories.participant(event, invited=invited, organisation=kept)
    organisations.merge(kept, gone, CLERK, MOMENT)
    assert InvitedOrganisation.objects.get().reply == reply


def test_what_was_told_apart_stays_apart(pair: tuple[Organisation, Organisation]) -> None:
    kept, gone = pair
    third = factories.organisation("Labour Office")
    NotSame.objects.create(first=kept, second=gone)
    NotSame.objects.create(first=gone, second=third)
    organisations.merge(kept, gone, CLERK, MOMENT)
    assert list(NotSame.objects.values_list("first", "second")) == [(kept.pk, third.pk)]


def test_what_is_refused(pair: tuple[Organisation, Organisation]) -> None:
    kept, gone = pair
    with pytest.raises(organisations.MergeRefused, match="This is one organisation"):
        organisations.merge(kept, kept, CLERK, MOMENT)
    Organisation.objects.filter(pk=gone.pk).delete()
    with pytest.raises(organisations.MergeRefused, match="no longer in the register"):
        organisations.merge(kept, gone, CLERK, MOMENT)
