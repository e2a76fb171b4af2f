"""Letters to focal points: until when they are asked to answer, on which clock."""

import pytest

from agenda.models import City
from agenda.versions import publishing
from registration import invitations
from registration.audit import LINK_HOLDER
from registration.letters import to_institutions
from registration.models import InvitedOrganisation, Message, Participant
from tests.registration import factories
from tests.registration.factories import MOMENT
from tests.registration.invitations.acting import CLERK, LATER, particulars

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("kind", ["invitation", "invitation_reminder"])
def test_the_deadline_names_its_clock(kind: str) -> None:
    event = factories.event(published=False)
    City.objects.create(event=event, name="Ha Noi", timezone="Asia/Ho_Chi_Minh", rank=1)
    publishing.publish(event.slug, MOMENT)
    invited = factories.invited(event, factories.organisation(country="VN"), deadline=MOMENT)
    letter = getattr(to_institutions, kind)(invited, MOMENT)
    assert "Please answer by 2 November 2026, 10:04 am (Ha Noi time, UTC+7)." in letter.text


def test_the_invitation_is_shown_as_it_will_be_sent() -> None:
    invited = factories.invited(factories.event(), deadline=MOMENT)
    shown = to_institutions.shown_before(invited, MOMENT)
    assert Message.objects.count() == 0
    sent = to_institutions.invitation(invited, MOMENT)
    assert (shown.subject, shown.text, shown.to, shown.cc, shown.reply_to) == (
        sent.subject, sent.text, sent.to, sent.cc, sent.reply_to,
    )  # fmt: skip


def test_without_a_deadline_the_letter_names_none() -> None:
    invited = factories.invited(factories.event(), deadline=None)
    assert "answer by" not in to_institutions.invitation(invited, MOMENT).text


@pytest.fixture
def asked() -> Participant:
    invited = factories.invited(factories.event(), cc=["cc@x.example"], reply="accepted")
    return factories.participant(
        invited.event, invited=invited, state="invited", endorsed=True, name="Đỗ Minh Quân"
    )


def told() -> Message:
    return Message.objects.get(kind="person_answered")


def test_the_focal_point_is_told_of_who_accepts(asked) -> None:
    invitations.accept(asked, particulars(name="Do Minh Quan"), LINK_HOLDER, LATER)
    assert (told().to, told().cc, told().purpose) == (
        ["focal@molisa.example"],
        ["cc@x.example"],
        "institution",
    )
    assert told().subject == "Ms. Do Minh Quan has accepted: The dialogue-2026"
    sentence = (
        "Ms. Do Minh Quan has accepted a place of Ministry of Labour at “The dialogue-2026”. "
        "The registration stands as: confirmed."
    )
    assert sentence in told().text
    assert sentence in told().html


def test_the_focal_point_is_told_of_another_name(asked) -> None:
    invitations.accept(asked, particulars(name="Lê Thị Mai"), LINK_HOLDER, LATER)
    assert (
        "Ms. Lê Thị Mai has accepted a place of Ministry of Labour at “The dialogue-2026”, under another name than the "
        "invitation’s: it was written to Ms. Đỗ Minh Quân. The registration stands as: awaiting confirmation."
    ) in told().text


def test_the_focal_point_is_told_of_who_declines(asked) -> None:
    invitations.decline(asked, LINK_HOLDER, LATER, reason="Elections")
    assert told().subject == "Ms. Đỗ Minh Quân has declined: The dialogue-2026"
    assert "Ms. Đỗ Minh Quân has declined a place of Ministry of Labour" in told().text
    assert "Elections" not in told().text


@pytest.mark.parametrize("fields", [{"focal_email": ""}, {"reply": "withdrawn"}])
def test_nobody_is_told_where_nobody_is_known_or_expects_it(asked, fields: dict[str, str]) -> None:
    InvitedOrganisation.objects.update(**fields)
    invitations.decline(Participant.objects.get(), LINK_HOLDER, LATER)
    assert not Message.objects.filter(kind="person_answered").exists()


def test_what_staff_write_down_they_tell_themselves(asked) -> None:
    invitations.decline(asked, CLERK, LATER)
    assert not Message.objects.filter(kind="person_answered").exists()
