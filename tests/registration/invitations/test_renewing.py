"""A new link for an institution: the old one ends, the focal point is sent the new one, people keep theirs."""

from __future__ import annotations

import pytest

from registration import invitations
from registration.invitations import VerbRefused
from registration.links import tokens
from registration.models import InvitedOrganisation, Message
from tests.registration import factories
from tests.registration.invitations.acting import ACTORS, CLERK, LATER, acts, letters, rows

pytestmark = pytest.mark.django_db


@pytest.fixture
def invited() -> InvitedOrganisation:
    return factories.invited(factories.event(), cc=["cc@x.example"])


@pytest.mark.parametrize("reply", ["invited", "accepted", "declined"])
def test_the_old_link_ends_and_the_new_one_is_sent(invited, reply: str) -> None:
    InvitedOrganisation.objects.update(reply=reply)
    person = factories.participant(invited.event, invited=invited)
    old, own = tokens.make("institution", invited.pk, 0), tokens.make("my", person.pk, 0)
    done = invitations.renew_link(invited, CLERK, LATER)
    assert (done.link_version, done.last_contact, done.reply) == (1, LATER, reply)
    assert tokens.load_institution(old) is None
    assert tokens.load_institution(tokens.make("institution", invited.pk, 1)) == invited
    assert tokens.load(own, "my") == person
    letter = Message.objects.get()
    assert (letter.kind, letter.to, letter.cc, letter.link_version, letter.state) == (
        "link_renewed", ["focal@molisa.example"], ["cc@x.example"], 1, "queued",
    )  # fmt: skip
    assert letter.subject == "A new link for Ministry of Labour: The dialogue-2026"
    assert "The old one no longer works" in letter.text
    assert tokens.SHOWN in letter.text
    assert acts() == [("renew", "clerk", {})]


def test_without_an_address_the_link_ends_all_the_same(invited) -> None:
    InvitedOrganisation.objects.update(focal_email="")
    done = invitations.renew_link(invited, CLERK, LATER)
    assert (done.link_version, done.last_contact, letters()) == (1, None, [])


@pytest.mark.parametrize(
    ("reply", "power", "sentence"),
    [
        ("invited", "focal point", "This can be done by the secretariat only."),
        ("invited", "institution link", "This can be done by the secretariat only."),
        (
            "withdrawn",
            "staff",
            "Ministry of Labour: not possible, since its invitation stands as: invitation withdrawn.",
        ),
        (
            "listed",
            "staff",
            "Ministry of Labour: not possible, since its invitation stands as: listed, not yet invited.",
        ),
    ],
)
def test_refused(invited, reply: str, power: str, sentence: str) -> None:
    InvitedOrganisation.objects.update(reply=reply)
    before = rows()
    with pytest.raises(VerbRefused) as refused:
        invitations.renew_link(invited, ACTORS[power], LATER)
    assert (str(refused.value), rows()) == (sentence, before)
