"""Which of two invitations stays, what it has afterwards, and what is said of it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from agenda.models import Event
from registration.audit import Actor
from registration.links import tokens
from registration.merging import organisations
from registration.models import AuditEntry, InvitationLetter, InvitedOrganisation, Organisation, Participant
from tests.registration import factories
from tests.registration.factories import MOMENT

pytestmark = pytest.mark.django_db
CLERK = Actor("clerk")
LISTED = {"reply": "listed", "invited_at": None}


@pytest.fixture
def event() -> Event:
    return factories.event()


@pytest.fixture
def pair() -> tuple[Organisation, Organisation]:
    """The one that stays, and its duplicate."""
    return factories.organisation("Ministry of Labour"), factories.organisation("Labour Ministry")


def opened(link: str) -> InvitedOrganisation | None:
    return tokens.load_institution(link.rstrip("/").rpartition("/")[2])


def test_the_letter_of_the_one_that_was_invited_wins(
    event: Event, pair: tuple[Organisation, Organisation]
) -> None:
    """Though it is of the organisation that goes: its focal point had the letter. What is left is said."""
    kept, gone = pair
    papers = [InvitationLetter.objects.create(event=event, reference=one) for one in ("NV 1", "NV 2")]
    factories.invited(event, kept, focal_name="A", focal_email="a@x.example", cc=["c@x.example"], language="vi",
                      deadline=MOMENT, invitation_letter=papers[0], **LISTED)  # fmt: skip
    there = factories.invited(event, gone, focal_name="B", focal_email="b@x.example", cc=["d@x.example"], link_version=2,
                              deadline=MOMENT + timedelta(days=1), invitation_letter=papers[1])  # fmt: skip
    link = tokens.institution_link(there)
    foreseen = organisations.foreseen(kept, gone)
    assert organisations.merge(kept, gone, CLERK, MOMENT) == foreseen
    assert foreseen.remarks == (
        "The dialogue-2026: both are invited and become one invitation. It is: invited, no answer yet.",
        "The dialogue-2026: only Labour Ministry was invited. Its link and its letter stay, and open as before.",
        "The dialogue-2026: focal point: B <b@x.example> stays, A <a@x.example> does not.",
        "The dialogue-2026: cc: d@x.example stays, c@x.example does not.",
        "The dialogue-2026: deadline: 2026-11-03 11:04 (Asia/Manila) stays, 2026-11-02 11:04 (Asia/Manila) does not.",
        "The dialogue-2026: letter of invitation: letter NV 2 stays, letter NV 1 does not.",
        "The dialogue-2026: language: en stays, vi does not.",
    )
    one = InvitedOrganisation.objects.get()
    assert (one.pk, one.organisation, one.focal_name, one.focal_email, one.cc, one.language, one.invitation_letter) == (
        there.pk, kept, "B", "b@x.example", ["d@x.example"], "en", papers[1],
    )  # fmt: skip
    assert (one.deadline, one.invited_at, one.link_version) == (MOMENT + timedelta(days=1), MOMENT, 2)
    assert opened(link) == one
    assert AuditEntry.objects.get().details == {
        "kept": kept.pk, "gone": gone.pk, "people": 0, "invitations": 1,
        "differing": ["focal_name", "focal_email", "cc", "deadline", "invitation_letter", "language"],
    }  # fmt: skip


@pytest.mark.parametrize(("mine", "theirs", "stays"), [
    ({}, LISTED, "mine"), (LISTED, {}, "theirs"), (LISTED, LISTED, "mine"), ({}, {}, "mine"),
    ({}, {"opened": MOMENT}, "theirs"), ({"reply": "withdrawn"}, {}, "theirs"),
    ({**LISTED, "reply": "accepted"}, {}, "theirs"),
])  # fmt: skip
def test_the_link_that_was_sent_still_opens(
    event: Event,
    pair: tuple[Organisation, Organisation],
    mine: dict[str, Any],
    theirs: dict[str, Any],
    stays: str,
) -> None:
    """Of two, the one that was used, else that of the organisation that stays; its people come along."""
    kept, gone = pair
    rows = {
        "mine": factories.invited(event, kept, **mine),
        "theirs": factories.invited(event, gone, **theirs),
    }
    links = {name: tokens.institution_link(row) for name, row in rows.items()}
    for name, row in rows.items():
        factories.participant(event, name=name, invited=row, organisation=row.organisation)
    organisations.merge(kept, gone, CLERK, MOMENT)
    one = InvitedOrganisation.objects.get()
    assert {name: opened(link) for name, link in links.items()} == {
        "mine": None, "theirs": None, stays: one,
    }  # fmt: skip
    assert one.organisation == kept
    assert set(Participant.objects.values_list("organisation", "invited")) == {(kept.pk, one.pk)}


def test_what_only_one_has_is_taken(event: Event, pair: tuple[Organisation, Organisation]) -> None:
    """Name and address of one person go together; nothing is said of what does not differ."""
    kept, gone = pair
    factories.invited(event, kept, focal_name="Desk", focal_email="")
    factories.invited(event, gone, focal_name="B", focal_email="b@x.example", deadline=MOMENT, **LISTED)
    done = organisations.merge(kept, gone, CLERK, MOMENT)
    one = InvitedOrganisation.objects.get()
    assert (one.focal_name, one.focal_email, one.deadline) == ("B", "b@x.example", MOMENT)
    assert done.remarks[2:] == ()
