"""Who may open which page of the admin, and act there: every page, every role, both ways."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from http.cookies import SimpleCookie
from io import BytesIO
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib import admin
from django.contrib.auth.models import Permission, User
from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, resolve
from django_tasks_db.models import DBTaskResult, get_date_max
from openpyxl import load_workbook

from agenda.drafts import steps
from agenda.models import Event, EventRole, Person, Room, Session
from registration import invitations
from registration.audit import Actor
from registration.models import (
    Delegation,
    FormQuestion,
    InvitationLetter,
    JoiningDetail,
    MailedReply,
    Participant,
)
from tests.agenda.admin.matrix_of_roles import BOTH, DOORS, EVERYONE, OUTSIDE, TABLE, Line
from tests.registration import factories

pytestmark = pytest.mark.django_db  # each test within the world's transaction

MARK = "Zanzibar"
"""Stands in every row of the events where the five have their roles."""
FIVE = ("administrator", "publisher", "programme-editor", "registration-clerk", "viewer")
SEES_NOTHING = ("administrator elsewhere", "staff without role", "Django's permissions")


@pytest.fixture(autouse=True)
def _quiet(settings: Any) -> None:
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    cache.clear()


class World:
    """Rows of two events, one a draft and one published, where the five have their roles; and of one elsewhere."""

    def __init__(self) -> None:
        self.users: dict[str, User] = {}
        self.here = factories.event("here", published=False)
        self.published = factories.event("published")
        self.there = factories.event("there", published=False)
        for event in (self.here, self.published):
            Event.objects.filter(pk=event.pk).update(title=f"{MARK} {event.slug}")
        self._accounts()
        session = Session.objects.get(event=self.here)
        with steps.step(self.here, self.users["administrator"], f"{MARK} named", factories.MOMENT):
            Session.objects.filter(pk=session.pk).update(title=f"{MARK} opening")
        account = User.objects.create_user("someone@example.org", "someone@example.org", is_staff=True)
        person = Person.objects.create(event=self.here, identifier="p", slug="p", name=f"Ann {MARK}")
        room = Room.objects.create(event=self.here, identifier="r", name=f"{MARK} hall")
        ministry = factories.organisation("Ministry")
        unused = factories.organisation("Unused")
        sent = factories.participant(
            self.published, name=f"Bo {MARK}", organisation=ministry, email="b@x.example"
        )
        invitations.confirm(sent, Actor("clerk"), factories.MOMENT)
        letter = sent.messages.get(kind="registration_confirmed")
        type(letter).objects.update(state="failed", subject=f"{MARK} letter", sent=None)
        nominated = factories.participant(self.published, name=f"Cy {MARK}", organisation=ministry)
        seat = factories.invited(self.published, ministry)
        Participant.objects.filter(pk=nominated.pk).update(invited=seat)
        listed = factories.invited(
            self.published, factories.organisation("Office"), reply="listed", invited_at=None, focal_name=MARK
        )
        self.keys: dict[str, Any] = {
            "invited": listed.pk,
            "delegation": Delegation.objects.create(event=self.published, name=MARK).pk,
            "letter": InvitationLetter.objects.create(event=self.published, reference=MARK).pk,
            "event": self.here.pk, "published": self.published.pk, "session": session.pk, "person": person.pk,
            "room": room.pk, "publication": self.published.publications.get().pk, "step": self.here.steps.get().number,
            "role": EventRole.objects.create(user=account, event=self.here, role="viewer").pk,
            "account": account.pk, "superuser": self.users["superuser"].pk, "participant": nominated.pk,
            "participant_type": ContentType.objects.get_for_model(Participant).pk, "message": letter.pk,
            "entry": sent.audit_entries.get(verb="confirm").pk, "organisation": unused.pk,
            "reply": MailedReply.objects.create(
                event=sent.event, message_id="<reply@example.org>", sender="a@example.org",
                received=sent.created, outcome="unknown",
            ).pk,
            "joining": JoiningDetail.objects.create(
                event=self.published, kind="passcode", value=MARK, note=MARK, audience="person", participant=sent
            ).pk,
            "desk": factories.desk(self.published, contact=MARK).pk,
            "asked": FormQuestion.objects.create(
                event=self.published, key="asked", label_text={"en": f"{MARK}?"}
            ).pk,
            "address": EmailAddress.objects.create(user=account, email="someone@example.org").pk,
            "factor": Authenticator.objects.create(user=account, type="recovery_codes", data={}).pk,
            "task": DBTaskResult.objects.create(
                task_path="registration.tasks.x", args_kwargs={"args": [], "kwargs": {}}, queue_name="default",
                backend_name="default", run_after=get_date_max(), priority=0, exception_class_path="", traceback="",
            ).pk,
        }  # fmt: skip
        self.clients = {who: self._client(user) for who, user in self.users.items()} | {"anonymous": Client()}

        self.cookies = {who: client.cookies.output(header="") for who, client in self.clients.items()}

    def _accounts(self) -> None:
        names = [*FIVE, "administrator elsewhere", "administrator everywhere", "staff without role",
                 "Django's permissions", "not staff", "superuser", BOTH]  # fmt: skip
        for number, name in enumerate(names):
            address = f"user{number}@example.org"
            self.users[name] = User.objects.create_user(address, address, is_staff=name != "not staff")
        for event in (self.here, self.published):
            for role in FIVE:
                EventRole.objects.create(user=self.users[role], event=event, role=role)
            EventRole.objects.create(user=self.users["not staff"], event=event, role="administrator")
            EventRole.objects.create(user=self.users[BOTH], event=event, role="viewer")
        for name in ("administrator elsewhere", BOTH):
            EventRole.objects.create(user=self.users[name], event=self.there, role="administrator")
        EventRole.objects.create(user=self.users["administrator everywhere"], role="administrator")
        self.users["Django's permissions"].user_permissions.set(Permission.objects.all())
        User.objects.filter(pk=self.users["superuser"].pk).update(is_superuser=True)

    def _client(self, user: User) -> Client:
        client = Client()
        client.force_login(user, "django.contrib.auth.backends.ModelBackend")
        return client

    def ask(self, who: str, method: str, address: str, sent: dict[str, Any]) -> tuple[Any, list[str]]:
        """What comes back, and the statements that wrote something; then all is as before."""
        with transaction.atomic(), CaptureQueriesContext(connection) as seen:
            answer = getattr(self.clients[who], method)(address, sent if method == "post" else None)
            transaction.set_rollback(True)
        if who in self.users:  # a new password makes a new session, which is undone as all else
            self.clients[who].cookies = SimpleCookie(self.cookies[who])
        wrote = [one["sql"] for one in seen if one["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]
        return answer, [sql for sql in wrote if "django_session" not in sql]

    def filled(self, line: Line, form_of: Callable[[Any], dict[str, str]]) -> dict[str, Any]:
        """What the line sends, with the keys of this world."""
        found = {name: value.format(**self.keys) for name, value in (line.sent or {}).items()}
        if found.pop("", "") == "form":
            page, _wrote = self.ask("superuser", "get", line.address.format(**self.keys), {})
            values = form_of(page)
            assert set(found) - set(values) <= {"do", "looked"}, sorted(values)  # buttons and boxes
            found = {**values, **found}
        return found


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """Made once: each request is undone after it."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield World()
        transaction.set_rollback(True)


def named(patterns: Any) -> Iterator[str]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from named(pattern.url_patterns)
        elif isinstance(pattern, URLPattern):
            yield pattern.name or str(pattern.pattern)


LEAD_ON = {"<path:object_id>/", "(?P<url>.*)$"}
"""Addresses without a name: an old form of a row's address, and what no page is at (404)."""


def test_the_table_has_every_page_and_no_other() -> None:
    pages = set(named(admin.site.get_urls())) - LEAD_ON - DOORS
    assert pages == {line.name for line in TABLE}


@pytest.mark.parametrize("line", TABLE, ids=lambda line: f"{line.name} {line.address}")
def test_who_may_open_and_act(world: World, line: Line, form_of: Any) -> None:
    address = line.address.format(**world.keys)
    assert resolve(address.partition("?")[0]).url_name == line.name
    sent = world.filled(line, form_of)
    faults = []
    for method, allowed in (("get", line.read), ("post", line.write)):
        for who in sorted(EVERYONE):
            answer, wrote = world.ask(who, method, address, sent)
            faults += [
                f"{method} as {who}: {fault}" for fault in judged(line, method, who, allowed, answer, wrote)
            ]
    assert faults == []


def outcome(answer: Any) -> str:
    """What came, in words."""
    if answer.status_code == 302 and answer["Location"].startswith("/admin/login/?next="):
        return "sign in"
    return {403: "refusal", 404: "nothing", 405: "nothing"}.get(answer.status_code, "the page")


def expectation(who: str, allowed: frozenset[str] | None) -> str:
    """What should come."""
    if who in OUTSIDE:
        return "sign in"
    if allowed is None:
        return "nothing"
    return "the page" if who in allowed else "refusal"


def judged(
    line: Line, method: str, who: str, allowed: frozenset[str] | None, answer: Any, wrote: list[str]
) -> Iterator[str]:
    """What is not as the table says."""
    expected = expectation(who, allowed)
    if (found := outcome(answer)) != expected and (expected, found) != ("nothing", "refusal"):
        yield f"{expected} was due, {found} came ({answer.status_code})"
    if expected == "the page" and method == "post" and line.sent and not wrote:
        yield f"wrote nothing ({answer.status_code})"
    if expected != "the page" and wrote:
        yield f"wrote {wrote[0][:200]}"
    if who in SEES_NOTHING and MARK in answer.content.decode(errors="replace"):
        yield f"was shown rows of another event ({answer.status_code})"


@pytest.mark.parametrize("who", ["administrator elsewhere", "registration-clerk"])
def test_a_sheet_of_participants_has_those_of_one_s_events(world: World, who: str) -> None:
    answer, _wrote = world.ask(who, "get", "/admin/registration/participant/export/", {})
    rows = list(load_workbook(BytesIO(answer.content)).active.values)[1:]
    assert [row[5] for row in rows] == ([] if who in SEES_NOTHING else [f"Bo {MARK}", f"Cy {MARK}"])


FILTERS = [
    "",
    "?event__id__exact={event}",
    "?event={event}",
    "?_popup=1",
    "?_to_field=id&_popup=1",
    "?q=Zanziba",
    "?all=",
]


@pytest.mark.parametrize("query", FILTERS)
def test_no_list_shows_more_than_one_s_events(world: World, query: str) -> None:
    """Filters, pop-ups and searches included; and the pages to add something there."""
    for line in TABLE:
        if not line.name.endswith(("_changelist", "_add")):
            continue
        for who in SEES_NOTHING:
            asked = line.address.partition("?")[0] + query.format(**world.keys)
            answer, wrote = world.ask(who, "get", asked, {})
            assert (MARK not in answer.content.decode(), wrote, asked, who) == (True, [], asked, who)


def test_a_row_is_not_moved_to_another_event(world: World, form_of: Any) -> None:
    """Who administers elsewhere names rows of this event in forms of their own: none is taken."""
    session = Session.objects.get(event=world.there)
    client, address = world.clients["administrator elsewhere"], f"/admin/agenda/session/{session.pk}/change/"
    with transaction.atomic():
        values = form_of(client.get(address))
        kept = {"minutes": "77", "event": str(world.here.pk)}
        assert client.post(address, {**values, **kept}).status_code == 302
        session.refresh_from_db()
        assert (session.minutes, session.event) == (77, world.there)
        values = form_of(client.get(address))
        for edits in (
            {"room": str(world.keys["room"])},
            {"appearances-0-person": str(world.keys["person"]), "appearances-0-role": "speaker"},
        ):
            assert client.post(address, {**values, **edits}).status_code == 200, edits
        assert not session.appearances.exists()
        assert (
            client.post("/admin/registration/registrationsettings/add/", {"event": world.here.pk}).status_code
            == 403
        )
        role = {"user": world.keys["account"], "role": "administrator"}
        for event, status in ((world.here.pk, 403), ("", 200), (world.there.pk, 302)):
            asked = f"/admin/agenda/eventrole/add/?event={world.there.pk}"
            assert client.post(asked, {**role, "event": event}).status_code == status, event
        found = EventRole.objects.filter(user=world.keys["account"], role="administrator")
        assert [one.event for one in found] == [world.there]
        transaction.set_rollback(True)


@pytest.mark.parametrize("across", ["0", "1"])
def test_an_action_on_rows_of_two_events_touches_neither(world: World, across: str) -> None:
    own = Person.objects.create(event=world.there, identifier="own", slug="own", name="Own")
    both = {"action": "delete_selected", "post": "yes", "select_across": across}
    chosen = [own.pk, world.keys["person"]]
    sent = {**both, "_selected_action": chosen}
    answer, wrote = world.ask("administrator elsewhere", "post", "/admin/agenda/person/", sent)
    assert (answer.status_code, wrote) == (403, [])
    alone = {**both, "_selected_action": [own.pk]}
    answer, wrote = world.ask("administrator elsewhere", "post", "/admin/agenda/person/", alone)
    assert answer.status_code == 302
    assert any("agenda_person" in sql for sql in wrote)
    own.delete()
