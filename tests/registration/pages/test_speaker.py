"""A speaker's own page: for whom it is, what it says of sessions, and what comes in through it."""

from __future__ import annotations

import re
from datetime import date, time, timedelta
from typing import Any

import pytest
from django.test import Client

from agenda.models import Appearance, Event, Person, Session
from agenda.versions import publishing
from registration.links import tokens
from registration.models import AuditEntry, Participant, SlideDeck, SpeakerProfile, StoredFile
from tests.layout import tight
from tests.registration import factories, handed_in
from tests.registration.factories import MOMENT

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
QUERIES = 6


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Any) -> Any:
    """Where the bytes are kept."""
    settings.MEDIA_ROOT = tmp_path / "media"
    return tmp_path / "private"


@pytest.fixture
def event() -> Event:
    """Published with Ann, who moderates the opening and speaks in a session for participants; Bo speaks in the opening."""
    made = factories.event()
    shut = Session.objects.create(
        event=made, identifier="s2", slug="s2", title="Closed talk", day=date(2026, 12, 1), start=time(16), minutes=30,
        audience="participants", status="tentative",
    )  # fmt: skip
    Session.objects.create(
        event=made,
        identifier="s3",
        slug="s3",
        title="Without Ann",
        day=date(2026, 12, 1),
        start=time(17),
        minutes=30,
    )
    for name in ("ann", "bo"):
        person = Person.objects.create(event=made, identifier=name, slug=name, name=name.title())
        for session in made.sessions.filter(identifier__in=["s1"] if name == "bo" else ["s1", "s2"]):
            role = "moderator" if session != shut else "speaker"
            Appearance.objects.create(session=session, person=person, role=role)
    publishing.publish(made.slug, MOMENT + HOUR)
    return made


@pytest.fixture
def ann(event: Event) -> Participant:
    return factories.participant(event, name="Ann", programme_person_id="ann", state="confirmed")


def path_of(participant: Participant) -> str:
    return f"/my/{tokens.make('my', participant.pk, participant.link_version)}/speaker/"


def words(answer: Any) -> str:
    """The page without its tags."""
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def titles(answer: Any) -> list[str]:
    return re.findall(r'<h3 id="session-\d+">([^<]+)', answer.content.decode())


def send(client: Client, participant: Participant, action: str, **sent: Any) -> Any:
    return client.post(path_of(participant), {"action": action, **sent})


def upload(name: str = "talk.pdf") -> Any:
    raw = handed_in.picture() if name.endswith("jpg") else handed_in.pdf()
    return handed_in.upload(name, raw)


def test_sessions_with_every_clock_and_role(client: Client, ann: Participant) -> None:
    answer = client.get(path_of(ann))
    assert (answer.status_code, titles(answer)) == (200, ["Opening", "Closed talk"])
    page = words(answer)
    assert (
        "Opening 1 December 2026, 2:00–3:30 pm Manila time 1:00–2:30 pm Bangkok time You are Moderator"
        in page
    )
    assert (
        "Closed talk Tentative 1 December 2026, 4:00–4:30 pm Manila time 3:00–3:30 pm Bangkok time You are Speaker"
        in page
    )
    assert {name: answer[name] for name in ("Cache-Control", "Referrer-Policy", "X-Robots-Tag")} == {
        "Cache-Control": "private, no-store",
        "Referrer-Policy": "no-referrer",
        "X-Robots-Tag": "noindex",
    }
    assert not answer.cookies
    assert AuditEntry.objects.count() == SpeakerProfile.objects.count() == 0


def test_who_is_not_confirmed_sees_of_the_programme_what_everybody_sees(
    client: Client, ann: Participant
) -> None:
    Participant.objects.update(state="nominated")
    assert titles(client.get(path_of(ann))) == ["Opening"]
    Event.objects.update(visibility="private")
    publishing.publish(ann.event.slug, MOMENT + 2 * HOUR)
    page = client.get(path_of(ann))
    assert (page.status_code, titles(page)) == (200, [])
    assert "The programme shows no session of yours to you yet." in words(page)
    assert "Closed talk" not in words(page)
    Participant.objects.update(state="confirmed")
    assert titles(client.get(path_of(ann))) == ["Opening", "Closed talk"]


@pytest.mark.parametrize(
    "fields",
    [
        {"programme_person_id": ""},
        {"programme_person_id": "nobody"},
        {"state": "declined"},
        {"state": "withdrawn"},
        {"state": "replaced"},
        {"state": "refused"},
        {"link_version": 7},
        {"erased": MOMENT},
    ],
)
def test_for_nobody_else(client: Client, ann: Participant, fields: dict[str, Any]) -> None:
    address = path_of(ann)
    Participant.objects.update(**fields)
    said = [
        client.get(address),
        client.post(address, {"action": "confirm"}),
        client.get(f"{address}files/1/"),
    ]
    assert [(one.status_code, one["Cache-Control"]) for one in said] == [(404, "private, no-store")] * 3
    assert SpeakerProfile.objects.count() == 0


def test_before_the_programme_is_published(client: Client) -> None:
    event = factories.event(published=False)
    Person.objects.create(event=event, identifier="ann", slug="ann", name="Ann")
    ann = factories.participant(event, programme_person_id="ann")
    page = client.get(path_of(ann))
    assert "The programme is not published yet. Your sessions stand here once it is." in words(page)
    assert "Opening" not in words(page)
    assert send(client, ann, "confirm").status_code == 303


def test_confirmed_and_taken_back(client: Client, ann: Participant) -> None:
    answer = send(client, ann, "confirm")
    assert (answer.status_code, answer["Location"]) == (303, f"{path_of(ann)}?said=confirm")
    page = words(client.get(answer["Location"]))
    assert "Thank you. The secretariat sees that you come." in page
    assert "You have confirmed that you come." in page
    assert "I confirm that I come" not in page
    answer = send(client, ann, "take back")
    page = words(client.get(answer["Location"]))
    assert "Your confirmation is taken back. The secretariat sees it." in page
    assert "I confirm that I come" in page


@pytest.mark.parametrize(
    "code", ["confirm", "take-back", "biography", "photo", "remove-photo", "slides", "x"]
)
def test_an_address_claims_nothing_that_did_not_happen(client: Client, ann: Participant, code: str) -> None:
    path = path_of(ann)
    assert client.get(f"{path}?said={code}").content == client.get(path).content


def test_a_biography_is_shown_as_it_will_be_read(client: Client, ann: Participant) -> None:
    answer = send(client, ann, "biography", biography="Born in **Huế** & <b>")
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "<title>Please correct the form" in page
    assert "Write plain text; HTML such as &lt;b&gt; is not taken." in page
    assert "Born in **Huế** &amp; &lt;b&gt;</textarea>" in page
    answer = send(client, ann, "biography", biography="Born in **Huế** & more")
    page = client.get(answer["Location"]).content.decode()
    assert "Your biography is kept." in page
    assert '<div class="panel prose"><p>Born in <strong>Huế</strong> &amp; more</p>' in page
    assert "Huế" not in str(list(AuditEntry.objects.values_list("verb", "details")))


def test_a_photo_is_handed_in_seen_and_removed(client: Client, ann: Participant) -> None:
    answer = send(client, ann, "photo", photo=upload("me.jpg"))
    assert (answer.status_code, answer["Location"]) == (303, f"{path_of(ann)}?said=photo")
    stored = StoredFile.objects.get()
    address = f"{path_of(ann)}files/{stored.pk}/"
    assert f'<img src="{address}" alt="Your photo"' in client.get(path_of(ann)).content.decode()
    photo = client.get(address)
    assert (photo.status_code, photo["Content-Type"], photo["Content-Disposition"]) == (
        200,
        "image/jpeg",
        'inline; filename="me.jpg"',
    )
    assert b"".join(photo).startswith(b"\xff\xd8")
    assert photo["Cache-Control"] == "private, no-store"
    refused = send(client, ann, "photo", photo=upload("talk.pdf"))
    assert refused.status_code == 422
    assert "Photo: Files of this kind are not accepted. Accepted: JPEG, PNG or WebP" in words(refused)
    send(client, ann, "remove photo")
    assert (client.get(address).status_code, StoredFile.objects.count()) == (404, 0)


def test_slides_of_a_session_the_latest_first(client: Client, ann: Participant) -> None:
    for name in ("first.pdf", "second.pdf"):
        answer = send(client, ann, "slides", session="s1", **{"s1-slides": upload(name)})
        assert answer["Location"] == f"{path_of(ann)}?said=slides"
    page = words(client.get(path_of(ann)))
    assert page.index("second.pdf") < page.index("Earlier versions of the slides") < page.index("first.pdf")
    deck = SlideDeck.objects.get(file__name="first.pdf")
    send(client, ann, "remove slides", file=deck.file.pk)
    page = words(client.get(path_of(ann)))
    assert ("second.pdf" in page, "first.pdf" in page, "Earlier versions" in page) == (True, False, False)
    for key in (deck.file.pk, "x", "9" * 30):
        refused = send(client, ann, "remove slides", file=key)
        assert (refused.status_code, "These slides are removed already." in words(refused)) == (422, True)


def test_refused_slides_are_said_at_their_session(client: Client, ann: Participant) -> None:
    refused = send(client, ann, "slides", session="s2", **{"s2-slides": upload("me.jpg")})
    page = tight(refused.content.decode())
    assert (refused.status_code, SlideDeck.objects.count()) == (422, 0)
    assert '<a href="#id_s2-slides">Slides: Files of this kind are not accepted.' in page
    assert page.count('class="field-error"') == 1
    assert page.index('id="session-2"') < page.index('class="field-error"')
    assert send(client, ann, "slides", session="s2").status_code == 422


@pytest.mark.parametrize("session", ["s3", "nothing", ""])
def test_slides_for_another_session_are_not_taken(client: Client, ann: Participant, session: str) -> None:
    refused = send(client, ann, "slides", session=session, **{f"{session}-slides": upload()})
    assert (refused.status_code, SlideDeck.objects.count()) == (422, 0)
    assert "You no longer appear in this session." in words(refused)


def test_slides_of_a_session_that_is_gone_can_still_be_removed(client: Client, ann: Participant) -> None:
    send(client, ann, "slides", session="s2", **{"s2-slides": upload()})
    Appearance.objects.filter(session__identifier="s2").delete()
    publishing.publish(ann.event.slug, MOMENT + 2 * HOUR)
    page = client.get(path_of(ann))
    assert titles(page) == ["Opening"]
    assert "Slides of other sessions" in words(page)
    send(client, ann, "remove slides", file=StoredFile.objects.get().pk)
    assert "Slides of other sessions" not in words(client.get(path_of(ann)))


def test_a_file_is_for_its_owner_only(client: Client, ann: Participant) -> None:
    send(client, ann, "photo", photo=upload("me.jpg"))
    bo = factories.participant(
        ann.event, name="Bo", email="bo@x.example", programme_person_id="bo", state="confirmed"
    )
    key = StoredFile.objects.get().pk
    given = client.get(f"{path_of(ann)}files/{key}/")
    assert (given.status_code, len(given.getvalue())) == (200, StoredFile.objects.get().size)
    assert client.get(f"{path_of(bo)}files/{key}/").status_code == 404
    assert client.get(f"{path_of(ann)}files/{key + 1}/").status_code == 404


def test_other_buttons_other_sites_and_other_methods(client: Client, ann: Participant) -> None:
    assert send(client, ann, "dance").status_code == 422
    elsewhere = client.post(path_of(ann), {"action": "confirm"}, headers={"Sec-Fetch-Site": "cross-site"})
    assert (elsewhere.status_code, client.put(path_of(ann)).status_code) == (403, 405)
    assert SpeakerProfile.objects.count() == 0


def test_not_too_often(client: Client, ann: Participant, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("registration.pages.own.too_often", lambda moment, **subjects: 60)
    assert send(client, ann, "confirm").status_code == 429


def test_the_page_of_the_registration_leads_here(client: Client, ann: Participant) -> None:
    home = path_of(ann).removesuffix("speaker/")
    assert f'href="{path_of(ann)}"' in client.get(home).content.decode()
    Participant.objects.update(programme_person_id="")
    assert f'href="{path_of(ann)}"' not in client.get(home).content.decode()


def test_queries_do_not_grow(client: Client, ann: Participant, django_assert_num_queries: Any) -> None:
    send(client, ann, "slides", session="s1", **{"s1-slides": upload()})
    with django_assert_num_queries(QUERIES):
        client.get(path_of(ann))
    for session in ("s1", "s2"):
        send(client, ann, "slides", session=session, **{f"{session}-slides": upload()})
    with django_assert_num_queries(QUERIES):
        client.get(path_of(ann))
