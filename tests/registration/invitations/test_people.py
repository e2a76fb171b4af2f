"""What a person's verbs leave: rows, letters, consents, audit entries, the calendar."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from django.contrib.auth.models import User

from registration import invitations, models
from registration.audit import LINK_HOLDER, Actor
from registration.invitations import AlreadyRegistered, VerbRefused
from registration.models import Consent, Delegation, InvitedOrganisation, Message, Participant
from tests.registration import factories
from tests.registration.factories import MOMENT
from tests.registration.invitations.acting import CLERK, LATER, acts, crowd, do, letters, particulars, rows

pytestmark = pytest.mark.django_db


@pytest.fixture
def invited() -> InvitedOrganisation:
    return factories.invited(factories.event(), reply="accepted", places=1)


@pytest.fixture
def person(invited) -> Participant:
    return factories.participant(invited.event, invited=invited)


def consents(person: Participant) -> list[tuple[str, str, str]]:
    """About what, the choice and the wording, oldest first; all of the moment of the verb."""
    found = Consent.objects.filter(participant=person).order_by("pk")
    return list(found.values_list("about", "choice", "wording"))


def test_accepting_keeps_what_was_agreed_to_with_its_wording(person) -> None:
    Participant.objects.update(state="invited")
    factories.desk(person.event, consent_wording="2027-01")
    done = invitations.accept(
        person, particulars(consent_list="none", consent_photos=None), LINK_HOLDER, LATER
    )
    assert consents(done) == [("list", "none", "2027-01"), ("photos", "no", "2027-01")]
    assert set(Consent.objects.values_list("moment", flat=True)) == {LATER}
    assert (done.consent_wording, done.consent_moment) == ("2027-01", LATER)


def test_correcting_keeps_the_consents_that_changed(person) -> None:
    said = particulars(consent_list="none", consent_photos=None)
    invitations.correct(person, said, CLERK, LATER)
    row = Participant.objects.get()
    assert (consents(person), row.consent_moment) == ([], MOMENT)
    invitations.correct(person, particulars(consent_list="public", consent_photos=None), CLERK, LATER)
    row = Participant.objects.get()
    assert (row.consent_list, row.consent_moment, row.consent_wording) == ("public", LATER, "2026-11")
    assert consents(person) == [("list", "public", "2026-11")]


def test_correcting_to_the_same_writes_nothing(person) -> None:
    same = invitations.particulars_of(person)
    before = rows()
    invitations.correct(person, same, CLERK, LATER)
    assert rows() == before


def test_correcting_to_the_name_of_another(person) -> None:
    other = factories.participant(person.event, name="Trần Văn Bình")
    before = rows()
    with pytest.raises(AlreadyRegistered) as refused:
        invitations.correct(other, particulars(organisation="Made up"), CLERK, LATER)
    assert str(refused.value) == "Someone of this name is already registered with this e-mail address."
    assert rows() == before


def test_a_confirmed_name_is_changed_by_the_secretariat(person) -> None:
    Participant.objects.update(state="confirmed")
    spelt = invitations.correct(person, particulars(name="NGUYEN Thi Huong"), LINK_HOLDER, LATER)
    with pytest.raises(VerbRefused) as refused:
        invitations.correct(person, particulars(name="Somebody else"), LINK_HOLDER, LATER)
    assert str(refused.value) == (
        "Your name is changed by the secretariat. If somebody else comes, ask to be replaced."
    )
    other = invitations.correct(person, particulars(name="Somebody else"), CLERK, LATER)
    assert (spelt.name, other.name) == ("NGUYEN Thi Huong", "Somebody else")


def test_declining_keeps_the_reason_and_the_line(person) -> None:
    Participant.objects.update(state="waiting", waiting_number=7)
    done = invitations.decline(person, LINK_HOLDER, LATER, reason="Another meeting" + "." * 400)
    row = Participant.objects.get()
    assert (row.state, row.waiting_number, row.decline_reason) == (
        "declined", None, ("Another meeting" + "." * 400)[:300],
    )  # fmt: skip
    assert invitations.reopen(done, CLERK, LATER).decline_reason == ""


def test_beyond_the_places_with_a_reason(invited, person) -> None:
    crowd(invited, 1, "confirmed")
    done = invitations.confirm(person, CLERK, LATER, over_quota_reason="Host country")
    assert (done.state, done.over_quota_reason, models.standing(invited).taken) == (
        "confirmed",
        "Host country",
        2,
    )
    assert acts(person) == [("confirm", "clerk", {"from": "nominated", "to": "confirmed", "beyond": True})]
    gone = invitations.withdraw(done, CLERK, LATER)
    waits = invitations.confirm(invitations.reopen(gone, CLERK, LATER), CLERK, LATER)
    assert (gone.over_quota_reason, waits.state, waits.over_quota_reason) == ("", "waiting", "")
    assert acts(person)[-1] == ("confirm", "clerk", {"from": "nominated", "to": "waiting"})


def test_a_reason_is_not_kept_where_a_place_is_free(person) -> None:
    done = invitations.confirm(person, CLERK, LATER, over_quota_reason="Host country")
    assert (done.state, done.over_quota_reason) == ("confirmed", "")


def test_who_waits_stays_where_no_place_is_free(invited) -> None:
    crowd(invited, 1, "confirmed")
    waiting = factories.participant(invited.event, invited=invited, state="waiting")
    before = rows()
    with pytest.raises(VerbRefused) as refused:
        invitations.confirm(waiting, CLERK, LATER)
    assert str(refused.value) == (
        "Ms. Nguyễn Thị Hương stays on the waiting list: no place is free at Ministry of Labour."
    )
    assert rows() == before


def test_staff_act_for_somebody_who_phoned(client, invited, person) -> None:
    """By phone, 3 September: in the audit entry, and to be read on the participant's page."""
    user = User.objects.create_superuser("aye", "aye@x.example", "secret")
    phoned = Actor.staff(user, "phone", date(2026, 9, 3))
    Participant.objects.update(state="invited")
    invitations.accept(person, invitations.particulars_of(person), phoned, LATER)
    entry = person.audit_entries.get(verb="accept")
    assert (entry.user, entry.actor, entry.moment) == (user, "aye", LATER)
    assert entry.details == {"from": "invited", "to": "confirmed", "by": "phone", "on": "2026-09-03"}
    client.force_login(user)
    page = client.get(f"/admin/registration/participant/{person.pk}/change/").content.decode()
    assert "by phone, 3 September 2026" in page
    assert "invited, no answer yet → confirmed" in page


@pytest.mark.parametrize("verb", ["confirm", "reopen"])
@pytest.mark.parametrize(("reply", "said"), [("declined", "declined"), ("withdrawn", "invitation withdrawn")])
def test_nobody_has_a_place_of_an_institution_that_takes_no_part(
    invited, person, verb: str, reply: str, said: str
) -> None:
    InvitedOrganisation.objects.update(reply=reply)
    Participant.objects.update(state="refused")
    before = rows()
    with pytest.raises(VerbRefused) as refused:
        do(verb, person)
    assert str(refused.value) == (
        f"Ministry of Labour: not possible, since its invitation stands as: {said}."
    )
    assert rows() == before


def test_withdrawing_a_confirmed_place_takes_the_calendar_back(person) -> None:
    done = invitations.withdraw(invitations.confirm(person, CLERK, LATER), LINK_HOLDER, LATER)
    assert letters() == [
        "registration_confirmed", "calendar_request", "registration_withdrawn", "calendar_cancelled",
    ]  # fmt: skip
    methods = Message.objects.exclude(method="").order_by("pk").values_list("method", flat=True)
    assert list(methods) == ["REQUEST", "CANCEL"]
    assert not done.calendar_entries.filter(cancelled=False).exists()


def test_one_person_of_the_programme(person) -> None:
    invitations.link_to_speaker(person, "gomez", CLERK, LATER)
    invitations.link_to_speaker(person, "gomez", CLERK, LATER)
    other = factories.participant(person.event, name="Bo", email="bo@x.example")
    with pytest.raises(VerbRefused) as refused:
        invitations.link_to_speaker(other, "gomez", CLERK, LATER)
    assert str(refused.value) == "Ms. Nguyễn Thị Hương is this person of the programme already."
    assert acts() == [("link to speaker", "clerk", {"person": "gomez", "role": "speaker"})]
    invitations.withdraw(person, CLERK, LATER)
    assert invitations.link_to_speaker(other, "gomez", CLERK, LATER).programme_person_id == "gomez"


@pytest.mark.parametrize(
    ("role", "linked", "unlinked"),
    [
        ("participant", "speaker", "participant"),
        ("organiser", "organiser", "organiser"),
        ("speaker", "speaker", "speaker"),
    ],
)
def test_who_appears_takes_part_as_a_speaker_until_they_do_not(
    person, role: str, linked: str, unlinked: str
) -> None:
    Participant.objects.update(role=role)
    assert invitations.link_to_speaker(person, "gomez", CLERK, LATER).role == linked
    assert invitations.link_to_speaker(person, "", CLERK, LATER).role == unlinked
    changed = [details.get("role") for _verb, _actor, details in acts()]
    assert changed == (["speaker", "participant"] if role == "participant" else [None, None])


@pytest.mark.parametrize("verb", ["withdraw", "refuse", "decline", "replace"])
def test_who_leaves_no_longer_heads_a_delegation(person, verb: str) -> None:
    if verb == "decline":
        Participant.objects.update(state="waiting", waiting_number=1)
    else:
        Participant.objects.update(state="confirmed")
    delegation = Delegation.objects.create(event=person.event, name="Viet Nam", head=person)
    do(verb, person)
    delegation.refresh_from_db()
    assert delegation.head is None
    assert acts(person)[-1][2]["headed"] is True


@pytest.mark.parametrize(
    ("state", "held", "change", "sentence"),
    [
        ("confirmed", False, {"organisation": "Fake Organisation"}, "Your organisation is changed by the"),
        ("confirmed", False, {"country": "MM"}, "your country and role are changed by the secretariat"),
        ("confirmed", False, {"role": "speaker"}, "your country and role are changed by the secretariat"),
        ("nominated", True, {"organisation": "Fake Organisation"}, "Your organisation is changed by the"),
        ("invited", True, {"name": "Gate Crasher"}, "Your name is changed by the secretariat"),
        ("waiting", True, {"name": "Gate Crasher"}, "Your name is changed by the secretariat"),
        ("nominated", True, {"name": "Another Name"}, ""),
        ("nominated", True, {"country": "MM"}, ""),
        ("nominated", False, {"organisation": "Another Ministry"}, ""),
    ],
)
def test_what_a_place_was_given_to_is_not_changed_alone(
    state: str, held: bool, change: dict[str, str], sentence: str
) -> None:
    event = factories.event()
    invited = factories.invited(event) if held else None
    person = factories.participant(event, state=state, invited=invited)
    said = replace(invitations.particulars_of(person), **change)
    if not sentence:
        assert invitations.correct(person, said, LINK_HOLDER, MOMENT).state == state
        return
    with pytest.raises(VerbRefused, match=sentence):
        invitations.correct(person, said, LINK_HOLDER, MOMENT)
    person.refresh_from_db()
    assert invitations.particulars_of(person) != said
    assert invitations.correct(person, said, CLERK, MOMENT).state == state


def test_a_promised_name_is_not_another(person) -> None:
    """Who was named with authority does not give the promise to somebody else before accepting."""
    Participant.objects.update(endorsed=True)
    said = replace(invitations.particulars_of(person), name="Gate Crasher")
    with pytest.raises(VerbRefused, match="Your name is changed by the secretariat"):
        invitations.correct(person, said, LINK_HOLDER, MOMENT)


def test_who_comes_back_does_not_become_somebody_else(person) -> None:
    """The person of the programme that another one is now."""
    event = person.event
    invitations.link_to_speaker(person, "jane", CLERK, MOMENT)
    gone = invitations.withdraw(person, CLERK, LATER)
    other = factories.participant(event, name="Other", email="other@x.example")
    invitations.link_to_speaker(other, "jane", CLERK, LATER)
    back = invitations.reopen(gone, CLERK, LATER)
    assert (back.programme_person_id, back.feed_version) == ("", gone.feed_version)
