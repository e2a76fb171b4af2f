"""Delegations in the admin: the event first, each name once, the head one of its people."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from agenda.admin.desk.stale_forms import StaleFormGuard
from agenda.models import EventRole
from registration.admin.desk.chosen_event import ChosenEventAdmin
from registration.admin.institutions import delegations
from registration.models import AuditEntry, Delegation, Participant
from tests.registration import factories

pytestmark = pytest.mark.django_db
LIST = "/admin/registration/delegation/"


@pytest.fixture
def event() -> Any:
    return factories.event()


def clerk(client: Client, event: Any, role: str = "registration-clerk") -> User:
    user = User.objects.create_user(f"{role}@x.example", is_staff=True)
    EventRole.objects.create(user=user, event=event, role=role)
    client.force_login(user)
    return user


@pytest.fixture
def staff(client: Client, event: Any) -> User:
    return clerk(client, event)


def errors(response: Any) -> dict[str, list[str]]:
    assert response.status_code == 200
    return {name: list(found) for name, found in response.context["adminform"].form.errors.items()}


@pytest.mark.parametrize("count", [1, 3])
def test_queries_of_the_list_do_not_grow(client, event, staff, count, django_assert_num_queries) -> None:
    for number in range(count):
        head = factories.participant(event, name=f"Person {'abc'[number]}")
        Delegation.objects.create(event=event, name=f"State {number}", head=head)
    client.get(LIST)
    with django_assert_num_queries(7):
        assert client.get(LIST).status_code == 200


def test_a_delegation_and_its_head(client, event, staff) -> None:
    assert "for which event?" in client.get(f"{LIST}add/").content.decode()
    said = {"name": "Viet Nam", "country": "VN", "rank": ""}
    assert client.post(f"{LIST}add/?event={event.pk}", said).status_code == 302
    row = Delegation.objects.get()
    assert (row.event, row.name, row.country, row.rank, row.head) == (event, "Viet Nam", "VN", 0, None)
    invited = factories.invited(event, delegation=row)
    theirs = factories.participant(event, invited=invited, name="Minh", state="confirmed")
    factories.participant(event, invited=invited, name="Gone", state="withdrawn")
    factories.participant(event, name="Other")
    page = client.get(f"{LIST}{row.pk}/change/")
    field = page.context["adminform"].form.fields["head"]
    assert [words for _key, words in field.choices] == ["---------", "Ms. Minh · member · confirmed"]
    assert f"/admin/registration/invitedorganisation/{invited.pk}/change/" in page.content.decode()
    address = f"{LIST}{row.pk}/change/"
    said = {**said, "institutions_chosen": [invited.pk]}
    assert client.post(address, {**said, "head": theirs.pk}).status_code == 302
    row.refresh_from_db()
    assert row.head == theirs
    assert errors(client.post(f"{LIST}add/?event={event.pk}", said)) == {
        "name": ["A delegation of this name is there already."]
    }


def test_who_only_reads_sees_the_country_s_name(client, event, staff, monkeypatch) -> None:
    granted = frozenset({"registration.view_delegation"})
    monkeypatch.setattr("agenda.models.roles.GRANTS", {"registration-clerk": granted})
    row = Delegation.objects.create(event=event, name="Lao PDR", country="LA")
    assert '<div class="readonly">Lao PDR</div>' in client.get(f"{LIST}{row.pk}/change/").content.decode()


def test_heads_offered_are_confirmed_with_the_one_named_head_first(client, event, staff) -> None:
    row = Delegation.objects.create(event=event, name="Viet Nam")
    invited = factories.invited(event, delegation=row)
    for name, role, state in (
        ("An", "member", "confirmed"),
        ("Minh", "head", "confirmed"),
        ("Bao", "head", "nominated"),
        ("Chi", "head", "withdrawn"),
    ):
        factories.participant(event, invited=invited, name=name, delegation_role=role, state=state)
    page = client.get(f"{LIST}{row.pk}/change/")
    field = page.context["adminform"].form.fields["head"]
    assert [words for _key, words in field.choices] == [
        "---------",
        "Ms. Minh · head of delegation · confirmed",
        "Ms. An · member · confirmed",
    ]
    said = {"name": "Viet Nam", "institutions_chosen": [invited.pk]}
    nominated = Participant.objects.get(name="Bao")
    assert list(errors(client.post(f"{LIST}{row.pk}/change/", {**said, "head": nominated.pk}))) == ["head"]


def test_its_institutions_are_chosen_on_its_page(client, event, staff) -> None:
    other = Delegation.objects.create(event=event, name="Lao PDR")
    mine = factories.invited(event, factories.organisation("MOL"), delegation=other)
    Delegation.objects.filter(pk=other.pk).update(
        head=factories.participant(event, invited=mine, state="confirmed")
    )
    leaves = factories.invited(event, factories.organisation("MOH"))
    factories.invited(factories.event("elsewhere"), factories.organisation("MOF"))
    page = client.get(f"{LIST}add/?event={event.pk}")
    field = page.context["adminform"].form.fields["institutions_chosen"]
    assert set(field.queryset) == {mine, leaves}
    said = {"name": "Viet Nam", "institutions_chosen": [mine.pk, leaves.pk]}
    assert client.post(f"{LIST}add/?event={event.pk}", said).status_code == 302
    row = Delegation.objects.get(name="Viet Nam")
    assert set(row.members.all()) == {mine, leaves}
    other.refresh_from_db()
    assert other.head is None
    address, said = f"{LIST}{row.pk}/change/", {**said, "institutions_chosen": [mine.pk]}
    assert client.post(address, said).status_code == 302
    assert list(row.members.all()) == [mine]
    entries = AuditEntry.objects.order_by("pk").values_list("invited", "verb", "details")
    assert list(entries) == [
        (one.pk, "correct", {"fields": ["delegation"]}) for one in (leaves, mine, leaves)
    ]
    head = Participant.objects.get()
    fault = errors(client.post(address, {"name": "Viet Nam", "institutions_chosen": [], "head": head.pk}))
    assert fault == {"head": ["The head is of none of the invited organisations chosen below."]}


@pytest.mark.parametrize("seen", [{}, {"_seen": "of old"}])
def test_institutions_are_locked_before_the_delegation(client, event, staff, monkeypatch, seen) -> None:
    row = Delegation.objects.create(event=event, name="Viet Nam")
    order: list[object] = []
    lock, row_locked = delegations.lock_institutions, StaleFormGuard._digest_under_lock
    saved = ChosenEventAdmin.save_model
    monkeypatch.setattr(delegations, "lock_institutions", lambda key: order.append(key) or lock(key))
    monkeypatch.setattr(
        StaleFormGuard, "_digest_under_lock", lambda *a: order.append("row") or row_locked(*a)
    )
    monkeypatch.setattr(ChosenEventAdmin, "save_model", lambda *a: order.append("row") or saved(*a))
    client.post(f"{LIST}{row.pk}/change/", {"name": "Viet Nam", "country": "VN", "rank": "", **seen})
    assert order == [event.pk, "row"]
