"""Somebody who phoned is entered: with an institution or on their own, confirmed at once, on the waiting list."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from agenda.models import EventRole
from registration.models import AuditEntry, Message, Participant
from tests.registration import factories
from tests.registration.factories import MOMENT

pytestmark = pytest.mark.django_db
ADD = "/admin/registration/participant/add/"


@pytest.fixture
def event() -> Any:
    return factories.event()


@pytest.fixture
def staff(client: Client, event: Any) -> User:
    user = User.objects.create_user("clerk@x.example", is_staff=True)
    EventRole.objects.create(user=user, event=event, role="registration-clerk")
    client.force_login(user)
    return user


def said(**fields: Any) -> dict[str, Any]:
    return {
        "institution": "", "delegation_role": "member", "honorific": "Ms.", "name": "Lê Thị Mai", "email": "m@x.example",
        "position": "Director", "organisation": "Ministry of Trade", "country": "VN", "sex": "female",
        "role": "participant", "do": "nominate", **fields,
    }  # fmt: skip


def enter(client: Client, event: Any, **fields: Any) -> Any:
    return client.post(f"{ADD}?event={event.pk}", said(**fields), follow=True)


def faults(response: Any) -> dict[str, list[str]]:
    return {name: list(found) for form in response.context["forms"] for name, found in form.errors.items()}


def entries() -> list[tuple[str, dict[str, Any]]]:
    rows = AuditEntry.objects.exclude(verb="mail_entry").order_by("pk")
    return [(one.verb, one.details) for one in rows]


def test_on_their_own_past_policy_and_end(client, event, staff) -> None:
    factories.desk(event, policy="invitation", closes=MOMENT)
    assert client.get(ADD).headers["Location"] == f"{ADD}?event={event.pk}"  # the only one
    page = enter(client, event, do="confirm", channel="phone", said="2026-09-03", phone="+84 1", given="Mai")
    assert "Lê Thị Mai is confirmed; the letter is in the outbox." in page.content.decode()
    person = Participant.objects.get()
    assert (person.name, person.state, person.organisation.name, person.invited, person.phone, person.given) == (
        "Lê Thị Mai", "confirmed", "Ministry of Trade", None, "+84 1", "Mai",
    )  # fmt: skip
    assert (person.consent_list, person.consent_photos, person.endorsed) == ("none", False, True)
    assert entries() == [("register", {"to": "confirmed", "by": "phone", "on": "2026-09-03"})]
    assert Message.objects.filter(kind="registration_confirmed").count() == 1


def test_their_organisation_may_be_invited(client, event, staff) -> None:
    invited = factories.invited(event, factories.organisation("Ministry of Trade"), places=0)
    page = enter(client, event, do="confirm").content.decode()
    assert "Lê Thị Mai is on the waiting list, number 1; the letter is in the outbox." in page
    assert Participant.objects.get().invited == invited


def test_in_a_place_of_an_institution(client, event, staff) -> None:
    invited = factories.invited(event)
    fields = {
        "institution": invited.pk,
        "organisation": "",
        "country": "",
        "unit": "Cabinet",
        "delegation_role": "head",
    }
    page = enter(client, event, channel="e-mail", **fields)
    assert "Lê Thị Mai is named, and awaits confirmation" in page.content.decode()
    person = Participant.objects.get()
    assert (person.invited, person.organisation, person.country, person.delegation_role, person.unit, person.sex) == (
        invited, invited.organisation, "VN", "head", "Cabinet", "female",
    )  # fmt: skip
    assert [verb for verb, details in entries() if details["by"] == "e-mail"] == [
        "nominate",
        "accept",
        "correct",
    ]


def test_beyond_the_places_in_one_act(client, event, staff) -> None:
    invited = factories.invited(event, places=0)
    fields = {
        "institution": invited.pk,
        "organisation": "",
        "do": "confirm",
        "over_quota_reason": "The Minister asked",
    }
    enter(client, event, **fields)
    person = Participant.objects.get()
    assert (person.state, person.over_quota_reason) == ("confirmed", "The Minister asked")
    kinds = set(Message.objects.values_list("kind", flat=True))
    assert kinds == {"registration_confirmed", "calendar_request", "names_changed"}, (
        "one letter to the person"
    )


def test_who_had_left_comes_back_with_what_is_known(client, event, staff) -> None:
    invited = factories.invited(event)
    factories.participant(
        event, name="Lê Thị Mai", email="m@x.example", invited=invited, state="withdrawn", unit="Cabinet",
        consent_list="public",
    )  # fmt: skip
    enter(client, event, institution=invited.pk, organisation="", sex="", position="Minister")
    person = Participant.objects.get()
    assert (person.state, person.unit, person.sex, person.position, person.consent_list) == (
        "nominated", "Cabinet", "female", "Minister", "public",
    )  # fmt: skip


def test_what_is_missing_is_said(client, event, staff) -> None:
    assert faults(enter(client, event, name="", organisation="", country="")) == {
        "name": ["This field is required."],
        "organisation": ["Write the organisation, or choose the institution whose place it is."],
        "country": ["Choose the country."],
    }
    assert faults(enter(client, event, said="2026-09-03")) == {"channel": ["Say how you were told."]}


def test_who_is_there_already(client, event, staff) -> None:
    enter(client, event)
    page = enter(client, event)
    assert "Someone of this name is already registered with this e-mail address." in page.content.decode()
    assert Participant.objects.count() == 1


def test_only_institutions_that_take_part_are_offered(client, event, staff) -> None:
    factories.invited(event, reply="declined")
    open_one = factories.invited(event, factories.organisation("Health"), reply="listed")
    factories.invited(factories.event("elsewhere"))
    form = client.get(f"{ADD}?event={event.pk}&institution={open_one.pk}").context["forms"][0]
    assert [str(words) for _key, words in form.fields["institution"].choices] == [
        "no institution: on their own", "Health, Viet Nam",
    ]  # fmt: skip
    assert form["institution"].value() == str(open_one.pk)


@pytest.mark.parametrize("role", ["publisher", "viewer"])
def test_without_the_right(client, event, role: str) -> None:
    user = User.objects.create_user("other@x.example", is_staff=True)
    EventRole.objects.create(user=user, event=event, role=role)
    client.force_login(user)
    assert client.get(f"{ADD}?event={event.pk}").status_code == 403
    assert client.post(f"{ADD}?event={event.pk}", said()).status_code == 403
    assert Participant.objects.count() == 0
