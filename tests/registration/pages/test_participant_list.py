"""The list of participants: who is in it for whom, in which order, and what is never said there."""

from __future__ import annotations

import re
from itertools import product
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from agenda.models import Event
from registration import invitations
from registration.audit import LINK_HOLDER
from registration.links import tokens
from registration.models import Delegation, Participant
from registration.models.choices import ListConsent, State
from registration.pages import participant_list
from tests.layout import tight
from tests.registration import factories

pytestmark = pytest.mark.django_db
CONSENTS = ("none", "participants", "public")
QUERIES = {"public": 2, "mine": 3}


def participant(event: Event, name: str, **fields: Any) -> Participant:
    defaults = {"honorific": "", "email": f"{len(name)}-{Participant.objects.count()}@x.example"}
    return factories.participant(event, name=name, **{**defaults, "state": "confirmed", **fields})


def names_in(answer: Any) -> list[str]:
    return re.findall(r'<li class="person"><strong>([^<]+)', tight(answer.content.decode()))


def own(client: Client, one: Participant) -> Any:
    return client.get(f"/my/{tokens.make('my', one.pk, one.link_version)}/participants/")


def staff() -> Client:
    made = Client()
    made.force_login(User.objects.create_superuser("staff@x.example", "staff@x.example", "a long password"))
    return made


@pytest.mark.parametrize("visibility", ["public", "unlisted", "private"])
def test_who_sees_whom(client: Client, visibility: str) -> None:
    """Consent × state × who looks × visibility of the event."""
    event = factories.event(visibility=visibility)
    for consent, state in product(CONSENTS, State.values):
        participant(event, f"{state} {consent}", consent_list=consent, state=state)
    participant(factories.event("other"), "Elsewhere", consent_list="public")
    for who in (client, staff()):
        answer = who.get("/dialogue-2026/participants/")
        if visibility == "private":
            assert (answer.status_code, names_in(answer)) == (404, [])
        else:
            assert (answer.status_code, names_in(answer)) == (200, ["confirmed public"])
    for one in Participant.objects.filter(event=event):
        answer = own(client, one)
        if one.state == State.CONFIRMED:
            assert (answer.status_code, names_in(answer)) == (
                200,
                ["confirmed participants", "confirmed public"],
            )
        elif one.state == State.WITHDRAWN:
            assert (answer.status_code, names_in(answer)) == (404, [])
        else:
            assert (answer.status_code, names_in(answer)) == (403, [])
            assert "For confirmed participants" in answer.content.decode()
            assert "confirmed public" not in answer.content.decode()


@pytest.mark.parametrize(
    "address", ["/dialogue-2026/participants/", "/nothing/participants/", "/my/x/participants/"]
)
def test_what_is_not_published_or_not_there(client: Client, address: str) -> None:
    event = factories.event(published=False)
    participant(event, "Ann", consent_list="public")
    answer = client.get(address)
    assert (answer.status_code, answer["Cache-Control"], "Ann" in answer.content.decode()) == (
        404,
        "private, no-store",
        False,
    )


def test_before_the_programme_is_published_the_confirmed_see_each_other(client: Client) -> None:
    event = factories.event(published=False)
    assert names_in(own(client, participant(event, "Ann", consent_list="participants"))) == ["Ann"]


def test_kept_nowhere_and_found_by_no_robot(client: Client) -> None:
    one = participant(factories.event(), "Ann", consent_list="public")
    for answer in (client.get("/dialogue-2026/participants/"), own(client, one)):
        said = {name: answer[name] for name in ("Cache-Control", "X-Robots-Tag", "Referrer-Policy")}
        assert said == {
            "Cache-Control": "private, no-store",
            "X-Robots-Tag": "noindex",
            "Referrer-Policy": "no-referrer",
        }
        assert '<meta name="robots" content="noindex">' in answer.content.decode()
        assert not answer.cookies
    assert client.post("/dialogue-2026/participants/").status_code == 405


def test_a_consent_taken_back_takes_the_name_out_at_once(client: Client) -> None:
    event = factories.event()
    one = participant(event, "Ann", consent_list="public")
    other = participant(event, "Bo")
    for consent, public, mine in (
        ("participants", [], ["Ann"]),
        ("public", ["Ann"], ["Ann"]),
        ("none", [], []),
    ):
        one.consent_list = consent
        said = invitations.particulars_of(one)
        one.refresh_from_db()
        invitations.correct(one, said, LINK_HOLDER, factories.MOMENT)
        assert names_in(client.get("/dialogue-2026/participants/")) == public
        assert names_in(own(client, other)) == mine


def test_who_was_erased_is_in_no_list(client: Client) -> None:
    event = factories.event()
    one, other = participant(event, "Ann", consent_list="public"), participant(event, "Bo")
    Participant.objects.filter(pk=one.pk).update(erased=factories.MOMENT)
    assert names_in(client.get("/dialogue-2026/participants/")) == names_in(own(client, other)) == []


def test_when_nobody_agreed_the_page_says_so(client: Client) -> None:
    one = participant(factories.event(), "Ann")
    public, mine = client.get("/dialogue-2026/participants/"), own(client, one)
    assert "Nobody has agreed yet to be in a list that everybody can read." in public.content.decode()
    assert "Nobody has agreed yet to be in the list." in mine.content.decode()
    assert "listed.</p>" not in public.content.decode() + mine.content.decode()


def test_in_groups_by_precedence_heads_first_then_by_name() -> None:
    event = factories.event()
    vietnam = Delegation.objects.create(event=event, name="Viet Nam", country="VN", rank=9)
    asean = Delegation.objects.create(event=event, name="ASEAN", rank=1)
    labour, health, union, secretariat = (
        factories.invited(event, factories.organisation(name, country), rank=rank, delegation=delegation)
        for name, country, rank, delegation in [
            ("Labour", "VN", 1, vietnam),
            ("Health", "VN", 2, vietnam),
            ("Union", "VN", 0, None),
            ("Secretariat", "ID", 3, asean),
        ]
    )

    def add(name: str, invited: Any = None, **fields: Any) -> Participant:
        organisation = invited.organisation if invited else labour.organisation
        return participant(
            event, name, invited=invited, organisation=organisation, consent_list="public", **fields
        )

    add("Nguyễn Văn Tùng", labour)
    add("Trần Thị Anh", labour)
    add("Lê Minh", labour, delegation_role="head")
    add("Phạm Thị Ái", health)
    led = add("Vũ Thị Yến", health)
    Delegation.objects.filter(pk=vietnam.pk).update(head=led)
    add("Đỗ Văn Bình")
    add("Hồ Văn Cường", union)
    add("Than Aung Kyaw", country="MM")
    add("U Kyaw Win", country="MM")
    add("Aung Than", country="MM")
    add("Dewi", secretariat, country="ID")
    add("Somphone", country="LA")
    groups = participant_list.grouped(participant_list.consenting(event.slug, ListConsent.PUBLIC), "en")
    assert [(group.heading, [line.name for line in group.lines]) for group in groups] == [
        ("ASEAN", ["Dewi"]),
        ("Lao PDR", ["Somphone"]),
        ("Myanmar", ["Aung Than", "U Kyaw Win", "Than Aung Kyaw"]),
        (
            "Viet Nam",
            [
                "Hồ Văn Cường",  # an institution before the others, in no delegation
                "Lê Minh",
                "Trần Thị Anh",
                "Nguyễn Văn Tùng",
                "Vũ Thị Yến",  # leads the delegation, from the second institution
                "Phạm Thị Ái",
                "Đỗ Văn Bình",  # of no institution
            ],
        ),
    ]
    assert groups[0].lines == (participant_list.ListedPerson("Dewi", "Director", "Secretariat", "Indonesia"),)
    assert {line.country for group in groups[1:] for line in group.lines} == {""}


def test_a_line_is_what_is_printed_of_a_person(client: Client) -> None:
    event = factories.event()
    ministry = factories.organisation("Ministry of Labour", acronym="MOLISA")
    participant(event, "U Than Aung", honorific="U", organisation=ministry, consent_list="public")
    page = tight(client.get("/dialogue-2026/participants/").content.decode())
    assert (
        '<li class="person"><strong>U Than Aung</strong><span class="person-place">Director</span>'
        '<span class="person-place">Ministry of Labour (MOLISA)</span></li>'
    ) in page
    assert "<p>1 person is listed.</p>" in page
    participant(event, "Bo", consent_list="public")
    assert "<p>2 people are listed.</p>" in tight(client.get("/dialogue-2026/participants/").content.decode())


def test_what_is_private_is_in_no_byte(client: Client) -> None:
    event = factories.event()
    canaries = (
        "given", "family", "own_script", "unit", "languages", "interpretation", "accessibility", "diet", "over_quota_reason",
        "consent_wording", "programme_person_id",
    )  # fmt: skip
    invited = factories.invited(
        event, focal_name="canary-focal", focal_email="canary@x.example", note="canary-note"
    )
    one = participant(
        event,
        "Ann",
        consent_list="public",
        invited=invited,
        email="canary-mail@x.example",
        cc=["canary-cc@x.example"],
        phone="canary-1234",
        sex="female",
        **{name: f"canary-{name}" for name in canaries},
    )
    hidden = participant(event, "canary-hidden", consent_list="none", position="canary-hidden")
    for answer in (client.get("/dialogue-2026/participants/"), own(client, one), own(client, hidden)):
        page = answer.content.decode()
        assert names_in(answer) == ["Ann"]
        assert ("canary" in page, "female" in page.lower(), "x.example" in page) == (False, False, False)


def test_the_page_of_the_registration_leads_here_once_confirmed(client: Client) -> None:
    one = participant(factories.event(), "Ann", state="nominated")
    home = f"/my/{tokens.make('my', one.pk, one.link_version)}/"
    assert "participants/" not in client.get(home).content.decode()
    Participant.objects.update(state="confirmed")
    assert f'<a href="{home}participants/">' in client.get(home).content.decode()


def test_queries_do_not_grow(client: Client, django_assert_num_queries: Any) -> None:
    event = factories.event()

    def add(number: int) -> Participant:
        delegation = Delegation.objects.create(event=event, name=f"Delegation {number}")
        invited = factories.invited(event, factories.organisation(f"Org {number}"), delegation=delegation)
        return participant(
            event, f"Name {number}", invited=invited, organisation=invited.organisation, consent_list="public"
        )

    def count(expected: int, one: Participant) -> None:
        with django_assert_num_queries(QUERIES["public"]):
            assert len(names_in(client.get("/dialogue-2026/participants/"))) == expected
        with django_assert_num_queries(QUERIES["mine"]):
            assert len(names_in(own(client, one))) == expected

    one = add(1)
    client.get("/dialogue-2026/participants/")
    count(1, one)
    add(2), add(3)
    count(3, one)
