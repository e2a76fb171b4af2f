"""The desk's pages of joining details: whom they offer, what they refuse, and that no value gets out."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.test import Client

from agenda.models import EventRole, Session
from registration import invitations
from registration.audit import Actor
from registration.models import AuditEntry, JoiningDetail, Message
from tests.registration import factories
from tests.registration.factories import MOMENT

pytestmark = pytest.mark.django_db
LIST = "/admin/registration/joiningdetail/"
VALUE = "https://join.example/very-secret"


@pytest.fixture
def event():
    return factories.event()


def said(**fields: Any) -> dict[str, Any]:
    return {"session": "", "kind": "link", "language": "", "value": VALUE, "note": "", "audience": "participants",
            "participant": "", "visible_from": "", "rank": "", **fields}  # fmt: skip


def add(client: Client, event: Any, **fields: Any) -> Any:
    return client.post(f"{LIST}add/?event={event.pk}", said(**fields))


def errors(response: Any) -> dict[str, list[str]]:
    assert response.status_code == 200
    return dict(response.context["adminform"].form.errors)


def test_a_detail_of_a_session_on_the_host_s_clock(admin_client, event) -> None:
    page = admin_client.get(f"{LIST}add/?event={event.pk}").content.decode()
    assert re.findall(r'<option value="([^"]*)"[^>]*>([^<]+)</option>', page.partition('name="session"')[2]
                      .partition("</select>")[0]) == [("", "the whole event"), ("s1", "Opening")]  # fmt: skip
    assert "On the clock of Manila (Asia/Manila). Empty: at once." in page
    assert add(admin_client, event, session="s1", visible_from="2026-11-30T08:30").status_code == 302
    row = JoiningDetail.objects.get()
    assert (row.event, row.session, row.value, row.visible_from, row.rank) == (
        event, "s1", VALUE, datetime(2026, 11, 30, 0, 30, tzinfo=UTC), 0,
    )  # fmt: skip
    shown = admin_client.get(f"{LIST}{row.pk}/change/").content.decode()
    assert 'name="visible_from" value="2026-11-30T08:30"' in shown
    changed = said(visible_from="2026-11-30T08:30", session="s1", note="Use Chrome")
    assert admin_client.post(f"{LIST}{row.pk}/change/", changed).status_code == 302
    row.refresh_from_db()
    assert (row.note, row.visible_from) == ("Use Chrome", datetime(2026, 11, 30, 0, 30, tzinfo=UTC))
    assert add(admin_client, event).status_code == 302
    assert JoiningDetail.objects.get(rank=1).session == ""


def test_an_hour_nobody_touches_stays_to_the_second(admin_client, event) -> None:
    moment = datetime(2026, 11, 30, 0, 30, 59, tzinfo=UTC)
    row = JoiningDetail.objects.create(event=event, value=VALUE, visible_from=moment)
    page = admin_client.get(f"{LIST}{row.pk}/change/").content.decode()
    (shown,) = re.findall(r'name="visible_from" value="([^"]+)"', page)
    assert admin_client.post(f"{LIST}{row.pk}/change/", said(visible_from=shown)).status_code == 302
    row.refresh_from_db()
    assert row.visible_from == moment
    assert admin_client.post(f"{LIST}{row.pk}/change/", said()).status_code == 302
    row.refresh_from_db()
    assert row.visible_from is None


@pytest.mark.parametrize(
    ("fields", "field", "message"),
    [
        ({"value": "http://join.example"}, "value", "Enter a whole web address that begins with https://."),
        ({"value": "javascript:alert(1)"}, "value", "Enter a whole web address that begins with https://."),
        ({"value": "https://a b"}, "value", "Enter a whole web address that begins with https://."),
        ({"value": ""}, "value", "This field is required."),
        ({"kind": "passcode", "value": "a\u202eb"}, "value", "Use letters, digits and punctuation on one line only."),
        ({"kind": "dial-in", "value": "call Ann"}, "value",
         "Enter a number as it is dialled, such as +63 2 8632 4444, 123#. Words belong in the note."),
        ({"kind": "interpretation", "value": "ftp://x", "language": "th"}, "value",
         "Enter a whole web address that begins with https://."),
        ({"kind": "interpretation", "value": "2"}, "language", "Say which language is heard in this channel."),
        ({"kind": "interpretation", "value": "2", "language": "Thai!"}, "language", "Enter a code, such as th or pt-BR."),
        ({"audience": "person"}, "participant", "Choose the person."),
        ({"session": "none"}, "session", "Select a valid choice. none is not one of the available choices."),
        ({"visible_from": "soon"}, "visible_from", "Enter a date and a time."),
        ({"visible_from": "2026-03-29T02:30"}, "visible_from", "02:30 does not exist on 29 March 2026"),
        ({"visible_from": "2026-10-25T02:30"}, "visible_from", "02:30 comes twice on 25 October 2026"),
    ],
)  # fmt: skip
def test_what_is_refused(admin_client, event, fields, field, message) -> None:
    type(event).objects.update(timezone="Europe/Zurich")
    found = errors(add(admin_client, event, **fields))
    assert list(found) == [field]
    assert found[field][0].startswith(message)
    assert not JoiningDetail.objects.exists()


@pytest.mark.parametrize(
    ("kind", "value", "language"),
    [
        ("link", "https://zoom.example/j/1?pwd=a%20b&x=1#y", ""),
        ("passcode", "12 34; <b>", ""),
        ("dial-in", "+63 (2) 8632-4444,,123#", ""),
        ("interpretation", "Channel 2", "th"),
        ("interpretation", "https://hear.example/th", "pt-BR"),
    ],
)
def test_what_is_taken(admin_client, event, kind, value, language) -> None:
    assert add(admin_client, event, kind=kind, value=value, language=language).status_code == 302
    row = JoiningDetail.objects.get()
    assert (row.kind, row.value, row.language) == (kind, value, language)


def test_a_language_is_of_a_channel_only(admin_client, event) -> None:
    assert add(admin_client, event, language="th").status_code == 302
    assert JoiningDetail.objects.get().language == ""


def test_one_person_of_this_event(admin_client, event) -> None:
    other = factories.participant(factories.event("other"), name="Elsewhere")
    gone = factories.participant(event, name="Gone", email="g@x.example", state="withdrawn")
    mine = factories.participant(event, name="Here")
    page = admin_client.get(f"{LIST}add/?event={event.pk}").content.decode()
    choice = page.partition('name="participant"')[2].partition("</select>")[0]
    assert re.findall(r">([^<]+)</option>", choice) == ["---------", "Ms. Here"]
    for one in (other, gone):
        assert "participant" in errors(add(admin_client, event, audience="person", participant=one.pk))
    assert add(admin_client, event, audience="person", participant=mine.pk).status_code == 302
    row = JoiningDetail.objects.get()
    assert row.participant == mine
    changed = said(audience="speakers", participant=mine.pk)
    assert admin_client.post(f"{LIST}{row.pk}/change/", changed).status_code == 302
    row.refresh_from_db()
    assert (row.audience, row.participant) == ("speakers", None)


def test_a_session_that_left_the_draft_is_kept(admin_client, event) -> None:
    row = JoiningDetail.objects.create(event=event, value=VALUE, session="s1")
    Session.objects.all().delete()
    assert admin_client.post(f"{LIST}{row.pk}/change/", said(session="s1", note="x")).status_code == 302
    row.refresh_from_db()
    assert (row.session, row.note) == ("s1", "x")


def test_a_new_one_begins_with_its_event(admin_client, event) -> None:
    factories.event("other")
    page = admin_client.get(f"{LIST}add/").content.decode()
    assert f'<a href="?event={event.pk}">' in page
    assert '<a href="/admin/registration/">' in page
    again = admin_client.post(f"{LIST}add/?event={event.pk}", {**said(), "_addanother": "1"})
    assert again.headers["Location"] == f"{LIST}add/?event={event.pk}"


def test_no_value_gets_out(admin_client, event) -> None:
    """Not into lists, titles, messages, Django's own log, or the audit trail."""
    pages = [add(admin_client, event, note="x").headers["Location"]]
    row = JoiningDetail.objects.get()
    secret = said(value=VALUE + "-2", note="y", rank="0", visible_from="2026-11-30T08:30")
    admin_client.post(f"{LIST}{row.pk}/change/", secret)
    pages += [LIST, f"{LIST}?q=secret", f"{LIST}{row.pk}/history/", f"{LIST}{row.pk}/delete/",
              "/admin/registration/auditentry/", "/admin/"]  # fmt: skip
    for page in pages:
        assert "very-secret" not in admin_client.get(page).content.decode(), page
    admin_client.post(f"{LIST}{row.pk}/delete/", {"post": "yes"})
    assert not JoiningDetail.objects.exists()
    assert "very-secret" not in admin_client.get(LIST).content.decode()
    assert "very-secret" not in str(list(LogEntry.objects.values()))
    found = list(AuditEntry.objects.order_by("pk").values_list("verb", "details"))
    assert [(verb, details["joining_detail"]) for verb, details in found] == [
        ("add joining detail", row.pk), ("change joining detail", row.pk), ("remove joining detail", row.pk),
    ]  # fmt: skip
    assert found[1][1]["fields"] == ["note", "value", "visible_from"]
    assert "very-secret" not in str(found)


def test_the_list(admin_client, event, django_assert_max_num_queries) -> None:
    ann = factories.participant(event, name="Ann", state="confirmed")
    for fields in (
        {"session": "s1", "kind": "interpretation", "language": "th"},
        {"audience": "person", "participant": ann, "session": "gone"},
        {"audience": "speakers", "visible_from": datetime(2026, 11, 30, 0, 30, tzinfo=UTC)},
    ):
        JoiningDetail.objects.create(event=event, value=VALUE, **fields)
    with django_assert_max_num_queries(12):
        page = admin_client.get(LIST).content.decode()
    cells = [
        re.findall(r'class="field-(?:kind_words|place|readers)[^>]*>(?:<a[^>]*>)?([^<]*)', row)
        for row in page.partition("<tbody>")[2].split("</tr>")
    ]
    assert cells[:3] == [
        ["interpretation channel (ไทย)", "Opening", "all confirmed participants"],
        ["link join.example", "gone", "Ms. Ann"],
        ["link join.example", "the whole event", "speakers"],
    ]
    assert "30 November 2026, 8:30 am Manila time" in page


@pytest.mark.parametrize(("kind", "value", "shown"), [
    ("link", "https://zoom.us/j/1?pwd=s3cr3t#s3cr3t", "link zoom.us"),
    ("link", "https://s3cr3t:s3cr3t@zoom.us:8443/s3cr3t", "link zoom.us"),
    ("link", "s3cr3t", "link"),
    ("link", "https://[s3cr3t", "link"),
    ("passcode", "s3cr3t", "passcode"),
    ("dial-in", "+63 2 8632 4444", "telephone number"),
    ("interpretation", "https://s3cr3t.example/s3cr3t", "interpretation channel"),
])  # fmt: skip
def test_the_list_tells_links_apart_by_their_host(admin_client, event, kind, value, shown) -> None:
    row = JoiningDetail.objects.create(event=event, kind=kind, value=value)
    page = admin_client.get(LIST).content.decode()
    assert f'<a href="{LIST}{row.pk}/change/">{shown}</a>' in page
    assert ("s3cr3t" in page, "8632" in page) == (False, False)
    assert "zoom" not in admin_client.get(f"{LIST}{row.pk}/history/").content.decode() + str(row)


def test_for_whom_says_which_speakers(admin_client, event) -> None:
    page = admin_client.get(f"{LIST}add/?event={event.pk}").content.decode()
    assert "where a session is chosen, the speakers of that session only" in page


def test_telling_those_concerned(admin_client, event) -> None:
    row = JoiningDetail.objects.create(event=event, value=VALUE)
    chosen = {"action": "tell_those_concerned", "_selected_action": [row.pk]}
    page = admin_client.post(LIST, chosen, follow=True).content.decode()
    assert "Nobody who is confirmed can see these details now" in page
    invitations.confirm(factories.participant(event), Actor("clerk"), MOMENT)
    page = admin_client.post(LIST, chosen, follow=True).content.decode()
    assert "1 letter is in the outbox." in page
    letter = Message.objects.get(kind="joining_details")
    page = admin_client.get(f"/admin/registration/message/{letter.pk}/change/").content.decode()
    assert "Joining details: to Ms. Nguyễn Thị Hương" in page
    assert VALUE not in page
    assert AuditEntry.objects.filter(verb="tell joining details", actor="admin").count() == 2


@pytest.mark.parametrize(
    ("role", "status"), [("registration-clerk", 200), ("administrator", 200), ("publisher", 403)]
)
def test_who_keeps_participants_keeps_details_at_those_events(client, event, role, status) -> None:
    elsewhere = factories.event("elsewhere")
    mine, other = (JoiningDetail.objects.create(event=one, value=VALUE) for one in (event, elsewhere))
    user = User.objects.create_user("someone@x.example", is_staff=True)
    EventRole.objects.create(user=user, event=event, role=role)
    client.force_login(user)
    assert client.get(LIST).status_code == status
    assert client.get(f"{LIST}{mine.pk}/change/").status_code == status
    assert client.get(f"{LIST}add/?event={event.pk}").status_code == status
    assert client.get(f"{LIST}{other.pk}/change/").status_code == 403
    assert client.get(f"{LIST}add/?event={elsewhere.pk}").status_code == 403
    assert add(client, elsewhere).status_code == 403
    for action in ("delete_selected", "tell_those_concerned"):
        sent = {"action": action, "post": "yes", "_selected_action": [mine.pk, other.pk]}
        assert client.post(LIST, sent).status_code == 403
    assert JoiningDetail.objects.count() == 2
    if status == 200:
        page = client.get(LIST).content.decode()
        assert (f"/{mine.pk}/change/" in page, f"/{other.pk}/change/" in page) == (True, False)
        assert "elsewhere" not in page
        sent = {"action": "delete_selected", "post": "yes", "_selected_action": [mine.pk]}
        assert client.post(LIST, sent).status_code == 302
        assert list(JoiningDetail.objects.all()) == [other]
        assert AuditEntry.objects.get().verb == "remove joining detail"


def test_two_people_with_the_page_open(admin_client, event) -> None:
    row = JoiningDetail.objects.create(event=event, value=VALUE)
    page = admin_client.get(f"{LIST}{row.pk}/change/").content.decode()
    (seen,) = re.findall(r'name="_seen" value="([^"]+)"', page)
    JoiningDetail.objects.update(note="someone else", changed=MOMENT + timedelta(hours=1))
    response = admin_client.post(f"{LIST}{row.pk}/change/", said(_seen=seen, note="mine"))
    assert "Someone else has changed this" in response.content.decode()
    assert JoiningDetail.objects.get().note == "someone else"
