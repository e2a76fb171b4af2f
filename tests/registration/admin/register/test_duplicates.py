"""Likely duplicates of the register side by side, told apart or made one."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.test import Client

from agenda.models import EventRole
from registration.models import AuditEntry, NotSame, Organisation, OrganisationName
from tests.layout import tight
from tests.registration import factories

pytestmark = pytest.mark.django_db
PAGE = "/admin/registration/organisation/duplicates/"


@pytest.fixture
def pair() -> tuple[Organisation, Organisation]:
    """Two of one acronym, with people and an invitation."""
    event = factories.event()
    first = factories.organisation("Ministry of Labour", acronym="MOLISA", listed=True)
    second = factories.organisation("Bộ Lao động", acronym="M.O.L.I.S.A.", kind="other")
    OrganisationName.objects.create(organisation=second, name="Labour Ministry of old")
    factories.participant(event, organisation=second)
    factories.invited(event, second)
    return first, second


def merge_address(kept: Organisation, gone: Organisation) -> str:
    return f"/admin/registration/organisation/{kept.pk}/merge/{gone.pk}/"


def cells(answer: Any) -> list[list[str]]:
    """The words of the rows of the tables."""
    page = tight(answer.content.decode()).partition('id="content-main"')[2]
    rows = re.findall(r"<tr>(.*?)</tr>", page, re.DOTALL)
    return [re.findall(r">([^<>]+)<", row) for row in rows]


def clerk(client: Client, event: Any) -> Client:
    """Signed in as somebody who keeps registrations at one event."""
    user = User.objects.create_user("clerk@x.example", is_staff=True)
    EventRole.objects.create(user=user, event=event, role="registration-clerk")
    client.force_login(user)
    return client


SIDES = [
    ["Ministry of Labour", "Bộ Lao động"], ["Acronym", "MOLISA", "M.O.L.I.S.A."], ["Other names", "–", "Labour Ministry of old"],
    ["Country", "Viet Nam", "Viet Nam"], ["Kind", "ministry or government agency", "other"], ["Part of", "–", "–"],
    ["Checked", "yes", "no"], ["People", "0", "1"], ["Invitations", "0", "1"], ["Events", "0", "1"],
]  # fmt: skip


def test_side_by_side(admin_client: Client, pair: tuple[Organisation, Organisation]) -> None:
    factories.organisation("Ministry of Health")
    assert f'href="{PAGE}"' in admin_client.get("/admin/registration/organisation/").content.decode()
    answer = admin_client.get(PAGE)
    assert cells(answer) == SIDES
    assert "same acronym" in answer.content.decode()
    assert f'href="{merge_address(*pair)}"' in answer.content.decode()


def test_a_row_is_no_duplicate_of_itself(admin_client: Client) -> None:
    """What a merge leaves often has two names, the one within the other."""
    row = factories.organisation("Ministry of Labour, Invalids and Social Affairs")
    OrganisationName.objects.create(organisation=row, name="Ministry of Labour")
    assert "No two organisations of the register look alike." in admin_client.get(PAGE).content.decode()


def test_two_are_two(admin_client: Client, pair: tuple[Organisation, Organisation]) -> None:
    first, second = pair
    said = admin_client.post(PAGE, {"first": second.pk, "second": first.pk}, follow=True)
    assert "are two: they are no longer shown here." in said.content.decode()
    assert "No two organisations of the register look alike." in said.content.decode()
    assert list(NotSame.objects.values_list("first", "second")) == [(first.pk, second.pk)]
    admin_client.post(PAGE, {"first": first.pk, "second": second.pk})
    for sent in ({}, {"first": first.pk, "second": first.pk}, {"first": "x" * 30, "second": "9" * 30}):
        answer = admin_client.post(PAGE, sent, follow=True)
        assert "One of the two is no longer in the register." in answer.content.decode()
    assert NotSame.objects.count() == 1


def test_merged(admin_client: Client, pair: tuple[Organisation, Organisation]) -> None:
    first, second = pair
    page = admin_client.get(merge_address(first, second))
    assert cells(page) == SIDES
    text = page.content.decode()
    assert re.findall(r"<li>([^<]+)</li>", text.partition("What goes over")[2]) == [
        "Other name: Bộ Lao động", "Other name: Labour Ministry of old", "Other name: M.O.L.I.S.A.", "1 person", "1 invitation",
    ]  # fmt: skip
    assert f'href="{merge_address(second, first)}"' in text
    assert admin_client.post(merge_address(first, second)).status_code == 200  # not sure yet
    assert Organisation.objects.count() == 2
    done = admin_client.post(merge_address(first, second), {"sure": "yes"}, follow=True)
    assert done.redirect_chain == [(PAGE, 302)]
    assert "is now part of the entry Ministry of Labour (MOLISA)." in done.content.decode()
    assert list(Organisation.objects.values_list("name", flat=True)) == ["Ministry of Labour"]
    entry = AuditEntry.objects.get(verb="merge organisation")
    assert (entry.actor, entry.details) == (
        "admin",
        {"kept": first.pk, "gone": second.pk, "people": 1, "invitations": 1},
    )
    assert LogEntry.objects.get().change_message == f"Merged with Bộ Lao động (M.O.L.I.S.A.) ({second.pk})."
    assert admin_client.get(merge_address(first, second)).status_code == 404


def test_two_that_do_not_look_alike_are_found_by_a_search(
    admin_client: Client, client: Client, pair: tuple[Organisation, Organisation]
) -> None:
    first, second = pair
    other = factories.organisation("Employment Bureau", "")
    address = f"/admin/registration/organisation/{first.pk}/merge/"
    form = admin_client.get(f"/admin/registration/organisation/{first.pk}/change/").content.decode()
    assert f'<a href="{address}">Merge with …</a>' in form
    assert "Merge with …" not in admin_client.get("/admin/registration/organisation/add/").content.decode()

    def found(asked: str) -> tuple[str, list[str]]:
        page = tight(admin_client.get(address, {"q": asked}).content.decode())
        heading = re.findall(r'<h2 id="found">([^<]+)</h2>', page)
        return "".join(heading), re.findall(rf'<li><a href="{address}(\d+)/">', page)

    assert found("") == ("", [])
    assert found("bureau employment") == ("Found", [str(other.pk)])
    assert found("labour ministry") == ("Found", [str(second.pk)])  # not itself
    assert found("zzz") == ("Nothing was found", [])
    assert found("Emploiment buraeu") == ("Nothing has all these words; these are near", [str(other.pk)])
    assert admin_client.get(merge_address(first, other)).status_code == 200
    assert admin_client.get("/admin/registration/organisation/999/merge/").status_code == 404
    assert admin_client.post(address).status_code == 405
    kept = clerk(client, first.invitations.model.objects.get().event)
    assert kept.get(address).status_code == 403
    assert (
        "Merge with …"
        not in kept.get(f"/admin/registration/organisation/{first.pk}/change/").content.decode()
    )


def test_one_is_not_merged_with_itself(admin_client: Client, pair: tuple[Organisation, Organisation]) -> None:
    first, _second = pair
    for answer in (
        admin_client.get(merge_address(first, first)),
        admin_client.post(merge_address(first, first), {"sure": "yes"}),
    ):
        assert (answer.status_code, "This is one organisation. Choose two." in answer.content.decode()) == (
            422,
            True,
        )


def test_who_has_one_event_tells_apart_and_does_not_merge(
    client: Client, pair: tuple[Organisation, Organisation]
) -> None:
    """Merging deletes from what all events share."""
    first, second = pair
    clerk(client, first.invitations.model.objects.get().event)
    page = client.get(PAGE).content.decode()
    assert "Only who has a role for every event can merge." in page
    assert (merge_address(first, second) in page, "These are two" in page) == (False, True)
    assert client.get(merge_address(first, second)).status_code == 403
    assert client.post(merge_address(first, second), {"sure": "yes"}).status_code == 403
    assert client.post(PAGE, {"first": first.pk, "second": second.pk}).status_code == 302
    assert (NotSame.objects.count(), Organisation.objects.count()) == (1, 2)


@pytest.mark.parametrize("count", [1, 3])
def test_it_asks_the_database_alike(admin_client: Client, django_assert_num_queries: Any, count: int) -> None:
    for number in range(count):
        for country in ("VN", ""):
            factories.organisation(f"Ministry {'abc'[number]}", country)
    admin_client.get(PAGE)
    with django_assert_num_queries(9):
        answer = admin_client.get(PAGE)
    assert len(answer.context["pairs"]) == count


@pytest.mark.parametrize("number", [2**63, 10**25])
def test_a_number_that_cannot_be_a_key_is_no_organisation(
    admin_client: Client, pair: Any, number: int
) -> None:
    kept = pair[0].pk
    for keys in ((kept, number), (number, kept)):
        address = "/admin/registration/organisation/{}/merge/{}/".format(*keys)
        assert admin_client.get(address).status_code == 404
