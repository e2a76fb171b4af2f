"""Speakers in the admin: the table, its buttons, the files, and who may."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from agenda.files.storage import PHOTO, SLIDES, checked
from agenda.models import Appearance, Event, EventRole, Person, Session
from registration.audit import LINK_HOLDER
from registration.models import AuditEntry, Participant, StoredFile
from registration.speakers import profile
from tests.registration import factories, handed_in
from tests.registration.factories import MOMENT

pytestmark = pytest.mark.django_db
QUERIES = 18


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Any) -> None:
    """Where the bytes are kept."""
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def event() -> Event:
    """With Ann, who is to be confirmed as a moderator."""
    made = factories.event()
    add(made, "ann", "Ann")
    return made


@pytest.fixture
def here(event: Event) -> str:
    return f"/admin/agenda/event/{event.pk}/speakers/"


def add(event: Event, identifier: str, name: str) -> Person:
    made = Person.objects.create(event=event, identifier=identifier, slug=identifier, name=name, country="VN")
    session = Session.objects.get(event=event)
    Appearance.objects.create(session=session, person=made, role="moderator", state="tbc")
    return made


def registered(event: Event, name: str = "Ann", **fields: Any) -> Participant:
    number = Participant.objects.count()
    return factories.participant(event, **{"name": name, "email": f"{number}@x.example", **fields})


def words(answer: Any) -> str:
    """The desk's part of the page without its tags."""
    body = answer.content.decode().partition('class="status-board"')[2]
    return " ".join(re.sub(r"<[^>]+>", " ", body).split())


def buttons(answer: Any) -> list[str]:
    body = answer.content.decode().partition('class="status-board"')[2]
    return re.findall(r'<input type="hidden" name="do" value="([^"]+)"', body)


def act(client: Client, here: str, do: str, **sent: Any) -> str:
    """What is said after it."""
    answer = client.post(here, {"do": do, **sent}, follow=True)
    assert answer.redirect_chain == [(here, 302)]
    return " | ".join(str(one) for one in answer.context["messages"])


def member(event: Event, *names: str) -> Client:
    user = User.objects.create_user("-".join(names), is_staff=True)
    for name in names:
        EventRole.objects.create(user=user, event=event, role=name)
    client = Client()
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    return client


def test_without_people_it_says_what_to_do(admin_client: Client) -> None:
    answer = admin_client.get(f"/admin/agenda/event/{factories.event('empty').pk}/speakers/")
    assert "The programme has no people yet. Add them in the agenda first." in words(answer)
    assert '<a href="/admin/agenda/event/' in answer.content.decode()


def test_a_tab_leads_to_the_table(admin_client: Client, event: Event, here: str) -> None:
    page = admin_client.get(f"/admin/agenda/event/{event.pk}/history/").content.decode()
    assert f'<a href="{here}">Speakers</a>' in page
    answer = admin_client.get(here)
    assert "0 of 1 are linked" in words(answer)
    assert "Ms. Ann" not in words(answer)
    assert "Moderator: Opening to be confirmed" in words(answer)
    assert "Nobody of this name is registered. Look among the participants" in words(answer)
    assert buttons(answer) == []


def test_linked_by_its_button_and_taken_off(admin_client: Client, event: Event, here: str) -> None:
    one = registered(event)
    answer = admin_client.get(here)
    assert "exact: Ms. Ann , Ministry of Labour, awaiting confirmation Link" in words(answer)
    assert buttons(answer) == ["link exact", "link"]
    assert (
        act(admin_client, here, "link", person="ann", participant=one.pk)
        == "Ms. Ann is linked to the programme."
    )
    answer = admin_client.get(here)
    assert "1 of 1 are linked" in words(answer)
    assert "Ms. Ann Ministry of Labour, awaiting confirmation Take the link off" in words(answer)
    assert buttons(answer) == ["unlink"]
    (entry,) = AuditEntry.objects.all()
    assert (entry.verb, entry.actor, entry.details) == (
        "link to speaker",
        "admin",
        {"person": "ann", "role": "speaker"},
    )
    second = registered(event)
    said = act(admin_client, here, "link", person="ann", participant=second.pk)
    assert said == "Ms. Ann is this person of the programme already."
    said = act(admin_client, here, "unlink", person="ann")
    assert said == "Ms. Ann is no longer linked to the programme. What they handed in is kept."
    assert buttons(admin_client.get(here)) == ["link", "link"]
    assert "perhaps: Ms. Ann" in words(admin_client.get(here))


def test_all_exact_matches_by_one_button(admin_client: Client, event: Event, here: str) -> None:
    add(event, "bo", "Bo"), registered(event), registered(event, "Bo")
    assert "Link all 2 exact matches" in words(admin_client.get(here))
    assert act(admin_client, here, "link exact") == "2 speakers are linked now."
    assert buttons(admin_client.get(here)) == ["unlink", "unlink"]


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"do": ""}, "Nothing was changed. Please use one of the buttons of the page."),
        (
            {"do": "link", "person": "ann", "participant": "x"},
            "This person is no longer here. Nothing was changed.",
        ),
        ({"do": "unlink"}, "Nobody is linked to this person of the programme. Nothing was changed."),
        ({"do": "note", "person": "ann"}, "The speaker has not confirmed. Nothing was changed."),
    ],
)
def test_what_cannot_be_is_said(admin_client: Client, event: Event, here: str, sent: Any, said: str) -> None:
    assert act(admin_client, here, **sent) == said
    assert AuditEntry.objects.count() == event.steps.count() == 0


def test_what_was_confirmed_is_noted_in_the_draft_as_a_step(
    admin_client: Client, event: Event, here: str
) -> None:
    one = registered(event, programme_person_id="ann")
    assert "Biography: no Photo: no Slides: no" in words(admin_client.get(here))
    profile.confirm(one, LINK_HOLDER, MOMENT)
    answer = admin_client.get(here)
    assert "yes, 2 November 2026 Note it in the draft" in words(answer)
    said = act(admin_client, here, "note", person="ann")
    assert said == "It is noted in the draft. The history of the draft can undo it."
    answer = admin_client.get(here)
    assert ("to be confirmed" in words(answer), buttons(answer)) == (False, ["unlink"])
    assert [step.action for step in event.steps.all()] == ["Ms. Ann comes: confirmed by the speaker"]
    assert act(admin_client, here, "note", person="ann") == "The draft says so already."


def test_what_was_handed_in_can_be_read(admin_client: Client, event: Event, here: str) -> None:
    one = registered(event, programme_person_id="ann")
    profile.describe(one, "Born in **Huế** & <i>", LINK_HOLDER, MOMENT)
    photo = checked(handed_in.upload("me.jpg", handed_in.picture()), PHOTO)
    slides = checked(handed_in.upload("talk.pdf", handed_in.pdf()), SLIDES)
    profile.give_photo(one, photo, LINK_HOLDER, MOMENT)
    profile.give_slides(one, "s1", slides, LINK_HOLDER, MOMENT)
    answer = admin_client.get(here)
    assert "<p>Born in <strong>Huế</strong> &amp; &lt;i&gt;</p>" in answer.content.decode()
    assert "Biography: yes Born in Huế &amp; &lt;i&gt; Photo: yes Slides: talk.pdf Opening" in words(answer)
    for stored, disposition in zip(StoredFile.objects.order_by("pk"), ("inline", "attachment"), strict=True):
        address = f"{here}files/{stored.pk}/"
        assert f'href="{address}"' in answer.content.decode()
        given = admin_client.get(address)
        assert (given.status_code, given["Content-Disposition"]) == (
            200,
            f'{disposition}; filename="{stored.name}"',
        )
        assert (given["Cache-Control"][:17], given["X-Content-Type-Options"]) == (
            "private, no-store",
            "nosniff",
        )
        assert len(given.getvalue()) == stored.size
        assert admin_client.post(address).status_code == 405
        other = factories.event(f"other-{stored.pk}")
        assert (
            admin_client.get(f"/admin/agenda/event/{other.pk}/speakers/files/{stored.pk}/").status_code == 404
        )
        stored.file.storage.delete(str(stored.file.name))
        assert admin_client.get(address).status_code == 404


def test_who_may(event: Event, here: str) -> None:
    one = registered(event, programme_person_id="ann")
    profile.confirm(one, LINK_HOLDER, MOMENT)
    photo = checked(handed_in.upload("me.jpg", handed_in.picture()), PHOTO)
    profile.give_photo(one, photo, LINK_HOLDER, MOMENT)
    file = f"{here}files/{StoredFile.objects.get().pk}/"
    for name in ("viewer", "programme-editor", "publisher"):
        client = member(event, name)
        answers = [client.get(here), client.get(file), client.post(here, {"do": "unlink", "person": "ann"})]
        assert [one.status_code for one in answers] == [403, 403, 403], name
    clerk = member(event, "registration-clerk")
    assert buttons(clerk.get(here)) == ["unlink"]
    assert clerk.get(file).getvalue().startswith(b"\xff\xd8")
    assert clerk.post(here, {"do": "note", "person": "ann"}).status_code == 403
    assert set(Appearance.objects.values_list("state", flat=True)) == {"tbc"}
    both = member(event, "registration-clerk", "programme-editor")
    assert buttons(both.get(here)) == ["unlink", "note"]
    assert act(both, here, "note", person="ann").startswith("It is noted in the draft.")
    elsewhere = member(factories.event("other"), "administrator")
    assert [elsewhere.get(address).status_code for address in (here, file)] == [403, 403]


def test_queries_do_not_grow(
    admin_client: Client, event: Event, here: str, django_assert_num_queries: Any
) -> None:
    def one_more(number: int) -> None:
        add(event, f"p{number}", f"Name {number}"), add(event, f"q{number}", f"Free {number}")
        speaker = registered(event, f"Name {number}", programme_person_id=f"p{number}")
        profile.describe(speaker, "Born", LINK_HOLDER, MOMENT)
        registered(event, f"Free {number}")

    one_more(1)
    admin_client.get(here)
    with django_assert_num_queries(QUERIES):
        admin_client.get(here)
    one_more(2), one_more(3)
    with django_assert_num_queries(QUERIES):
        admin_client.get(here)
