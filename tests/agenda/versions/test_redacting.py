"""Someone withheld: no table, cache, page, calendar, file, history or old version holds them; hours and UIDs stay."""

from __future__ import annotations

import base64
import gzip
import io
import json
import pickle
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pypdf
import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session as Visit
from django.core import signing
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from msgspec.structs import replace

from agenda import models
from agenda.drafts import freezing, reviews, steps
from agenda.exchange.json import parse
from agenda.outputs import OUTPUTS
from agenda.programme.model import Programme, digest_of, from_stored, to_stored
from agenda.versions import all_versions, publishing, redacting
from agenda.versions.importing import import_programme
from agenda.web.response_cache import local_cache
from dialogue import preparing
from tests import builders as b

pytestmark = pytest.mark.django_db

SLUG = "gms-labour-migration-2020"
NAME = "Zdénka Quillermo Xanthippé"
PERSON = "quillermo-xanthippe"
TALK = "talk-by-zdenka-quillermo-xanthippe"
CANARIES = ("quillermo", "xanthipp")
MOMENT = datetime(2020, 9, 1, 2, tzinfo=UTC)
ASKED = datetime(2021, 1, 5, 9, tzinfo=UTC)


def given() -> Programme:
    """The demo, with our person in the place of another, and named in texts of every kind."""
    raw = preparing.DEMO_FILE.read_text(encoding="utf-8")
    raw = raw.replace("Aiko Kikkawa Takenaka", NAME).replace("kikkawa-takenaka", PERSON)
    programme = parse(raw.encode())
    event = programme.event
    first = replace(
        event.sections[0], body=b.text(f"Written by Ms. {NAME}: [who?](/{SLUG}/speakers/{PERSON}/)")
    )
    rooms = tuple(replace(one, name=b.text(f"{NAME} Hall")) for one in programme.rooms)
    people = tuple(
        replace(one, position=b.text(f"Adviser to {NAME}"))
        if one.id == "gomez"
        else replace(one, country="SK", organisation=b.text("Quillermo & Sons"))
        if one.id == PERSON
        else one
        for one in programme.people
    )
    sessions = tuple(
        replace(
            one,
            slug=TALK,
            title=b.text(f"Talk by {NAME}"),
            questions=(*one.questions, b.text("Do you know\nzdenka  QUILLERMO-XANTHIPPE?")),
        )
        if one.id == "session-1"
        else replace(one, summary=b.text(f"Thanks to {NAME}’s team"))
        if one.id == "closing"
        else one
        for one in programme.sessions
    )
    event = replace(event, subtitle=b.text(f"In honour of {NAME}"), sections=(first, *event.sections[1:]))
    return replace(programme, event=event, rooms=rooms, people=people, sessions=sessions)


@pytest.fixture
def event(admin_user: User) -> models.Event:
    """Two versions, one session dropped since the first; a history with a step undone; remarks, words, links, a log."""
    import_programme(given())
    event = models.Event.objects.get()
    publishing.publish(SLUG, MOMENT, note=f"Welcome, Ms {NAME.upper()}!")
    draft = freezing.draft_as_is(event)
    wanted = replace(draft, sessions=tuple(one for one in draft.sessions if one.id != "wrap-up"))
    steps.apply(event, wanted, admin_user, f"Wrap-up taken out for {NAME}", MOMENT)
    publishing.publish(SLUG, MOMENT + timedelta(days=1))
    renamed = tuple(replace(one, name=f"{NAME}-Smith") if one.id == PERSON else one for one in wanted.people)
    steps.apply(event, replace(wanted, people=renamed), admin_user, "Name changed", MOMENT)
    steps.undo(event, admin_user, MOMENT)
    link = reviews.invite(event, f"Dr. {NAME}", 7, admin_user, MOMENT)
    place = next(one for one in reviews.review_targets(wanted) if one.key.startswith("session:session-1"))
    for voice in (reviews.voice_of_link(link), reviews.Reviewer(NAME), reviews.Reviewer("ILO")):
        reviews.say(event, "section:Talk", f"{NAME} will be late, says {PERSON}.", voice, MOMENT)
        reviews.clear(event, place.key, place.digest, voice, MOMENT)
    message = json.dumps([{"changed": {"name": "person", "object": f"Ms. {NAME}", "fields": ["Name"]}}])
    LogEntry.objects.create(user=admin_user, action_flag=2, object_repr=f"Ms. {NAME}", change_message=message)
    LogEntry.objects.create(
        user=admin_user, action_flag=2, object_repr="x", change_message=f"Changed {NAME}."
    )
    visit = SessionStore()
    unread = json.dumps([["__json_message", 0, 25, f"“Ms. {NAME}” was changed."]])
    visit.update({"_messages": unread, "kept": "yes"})
    visit.save()
    return event


@pytest.fixture
def withheld(event: models.Event, django_capture_on_commit_callbacks: Any) -> models.Event:
    """The event after the person was withheld."""
    with django_capture_on_commit_callbacks(execute=True):
        redacting.withhold(event, PERSON, ASKED)
    event.refresh_from_db()
    return event


def answers(client: Client) -> Iterator[tuple[str, Any]]:
    """Every output, of the latest version and of the first, with every session and speaker of it."""
    for number, home in ((2, f"/{SLUG}/"), (1, f"/{SLUG}/v/1/")):
        found = publishing.version(SLUG, number)
        assert found is not None
        for output in OUTPUTS:
            people = "speakers/" in output.path
            slugs = [one.slug for one in (found.people if people else found.sessions)]
            for slug in slugs if "<slug>" in output.path else [""]:
                address = home + output.path.replace("<slug>", slug)
                yield address, client.get(address)


def readable(body: bytes, media_type: str) -> str:
    """The words of an answer: text of a PDF, cells of a workbook, unfolded lines of a calendar."""
    if media_type == "application/pdf":
        reader = pypdf.PdfReader(io.BytesIO(body))
        return " ".join([*(page.extract_text() for page in reader.pages), str(reader.metadata)])
    if media_type.endswith("spreadsheetml.sheet"):
        with zipfile.ZipFile(io.BytesIO(body)) as book:
            return " ".join(book.read(name).decode() for name in book.namelist())
    return body.decode().replace("\r\n ", "")


def found_in(words: str) -> list[str]:
    low = words.lower()
    return [one for one in CANARIES if one in low]


def cell_words(value: Any) -> str:
    """A cell of a table as words, whatever it is packed in."""
    if isinstance(value, memoryview | bytes):
        packed = bytes(value)
        with suppress(zlib.error):
            packed = zlib.decompress(packed)
        return packed.decode("utf-8", "replace")
    return str(value)


def cached_words(value: str) -> str:
    """A row of the cache's table: the pickled bytes of an answer, plain and compressed."""
    kept = pickle.loads(base64.b64decode(value))
    if not isinstance(kept, tuple):
        return str(kept)
    body, compressed, *rest = kept
    plain = gzip.decompress(compressed) if compressed else b""
    return " ".join(one.decode("utf-8", "replace") for one in (body, plain)) + str(rest)


def tables_with_canaries() -> set[str]:
    """Names of the tables that hold a trace."""
    found = set()
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            names = [column[0] for column in cursor.description]
            for row in cursor.fetchall():
                cells = dict(zip(names, row, strict=True))
                words = " ".join(cell_words(one) for one in cells.values())
                if table == "shared_cache":
                    words += cached_words(cells["value"])
                if table == "django_session":
                    words += str(signing.loads(cells["session_data"], salt=SessionStore().key_salt))
                if found_in(words):
                    found.add(table)
    return found


HOLDING = {
    "agenda_clearance", "agenda_event", "agenda_person", "agenda_publication", "agenda_question",
    "agenda_remark", "agenda_reviewlink", "agenda_room", "agenda_section", "agenda_session", "agenda_step",
    "agenda_stepline", "django_admin_log", "django_session", "shared_cache",
}  # fmt: skip
"""Where the name stands before: the canary sings."""


def test_no_table_and_no_answer_holds_a_trace_and_nothing_is_missing(
    event: models.Event, client: Client, django_capture_on_commit_callbacks: Any
) -> None:
    assert {response.status_code for _address, response in answers(client)} == {200}
    assert tables_with_canaries() == HOLDING
    with django_capture_on_commit_callbacks(execute=True):
        redacting.withhold(event, PERSON, ASKED)
    assert tables_with_canaries() == set()
    assert list(event.redactions.values_list("programme_person_id", "moment")) == [("withheld-1", ASKED)]
    told = [(a, r.status_code, found_in(readable(r.content, r["Content-Type"]))) for a, r in answers(client)]
    assert [one for one in told if one[1:] != (200, [])] == []
    assert tables_with_canaries() == set()
    assert client.get(f"/{SLUG}/speakers/{PERSON}/").status_code == 404
    assert client.get(f"/{SLUG}/v/1/speakers/{PERSON}/").status_code == 404
    page = client.get(f"/{SLUG}/v/1/speakers/withheld-1/").content.decode()
    assert "Name withheld" in page


def timed(client: Client, home: str) -> list[str]:
    lines = client.get(f"{home}agenda.ics").content.decode().splitlines()
    kept = ("DTSTART", "DTEND", "UID", "SEQUENCE", "DTSTAMP", "LAST-MODIFIED", "STATUS")
    return [line for line in lines if line.startswith(kept)]


@pytest.mark.parametrize("home", [f"/{SLUG}/", f"/{SLUG}/v/1/"])
def test_hours_uids_and_stamps_stay(event: models.Event, client: Client, home: str) -> None:
    before = timed(client, home)
    assert len(before) > 30
    redacting.withhold(event, PERSON, ASKED)
    assert timed(client, home) == before


def test_what_is_left_of_the_person(withheld: models.Event) -> None:
    row = withheld.people.get(identifier="withheld-1")
    assert (row.slug, row.honorific, row.name, str(row.position), str(row.organisation), row.country) == (
        "withheld-1", "", "Name withheld", "", "", "",
    )  # fmt: skip
    assert [(one.session.identifier, one.role) for one in row.appearances.all()] == [
        ("session-1", "presenter")
    ]
    for number in (1, 2):
        version = publishing.version(SLUG, number)
        assert version is not None
        person = version.people_by_id["withheld-1"]
        assert to_stored(replace(version, people=(person,))).count(b"withheld-1") >= 3
        assert (person.name, person.slug, person.organisation) == ("Name withheld", "withheld-1", ())
        assert version.event.subtitle == b.text("In honour of Name withheld")
    first = withheld.publications.get(number=1)
    assert first.note == "Welcome, Name withheld!"
    assert first.digest == digest_of(from_stored(first.programme))
    assert to_stored(from_stored(first.programme)).decode() == first.programme


def test_texts_of_the_draft_and_of_the_desk(withheld: models.Event) -> None:
    draft = freezing.draft_as_is(withheld)
    talk = draft.sessions_by_slug["talk-by-name-withheld"]
    assert (talk.id, talk.title) == ("session-1", b.text("Talk by Name withheld"))
    assert talk.questions[-1] == b.text("Do you know\nName withheld?")
    assert draft.rooms[0].name == b.text("Name withheld Hall")
    assert draft.people_by_id["gomez"].position == b.text("Adviser to Name withheld")
    words = f"Written by Name withheld: [who?](/{SLUG}/speakers/withheld-1/)"
    assert draft.event.sections[0].body == b.text(words)
    said = withheld.remarks.values_list("author", "text")
    text = "Name withheld will be late, says withheld-1."
    assert list(said) == [("Name withheld", text), ("Name withheld", text), ("ILO", text)]
    assert list(LogEntry.objects.order_by("pk").values_list("object_repr", "change_message")) == [
        (
            "Name withheld",
            '[{"changed": {"name": "person", "object": "Name withheld", "fields": ["Name"]}}]',
        ),
        ("x", "Changed Name withheld."),
    ]


def test_messages_not_yet_shown_go_and_the_visit_stays(withheld: models.Event) -> None:
    assert [one.get_decoded() for one in Visit.objects.all()] == [{"kept": "yes"}]


def test_a_word_that_a_place_is_right_stays_good(withheld: models.Event) -> None:
    """Two voices are now one; the last word of it stands."""
    row = reviews.standing(withheld, freezing.draft_as_is(withheld))["session:session-1"]
    assert (set(row.cleared_by), row.stale) == ({"Name withheld", "ILO"}, ())
    assert withheld.clearances.count() == 2


def test_the_draft_can_be_undone_and_done_again_without_the_name(
    withheld: models.Event, admin_user: User
) -> None:
    now = freezing.draft_as_is(withheld)
    steps.redo(withheld, admin_user, ASKED)  # another name for the person: there is none any more
    assert freezing.draft_as_is(withheld) == now
    steps.undo(withheld, admin_user, ASKED)
    steps.undo(withheld, admin_user, ASKED)
    assert "wrap-up" in {one.id for one in freezing.draft_as_is(withheld).sessions}
    steps.redo(withheld, admin_user, ASKED)
    assert freezing.draft_as_is(withheld) == now
    assert tables_with_canaries() == set()


def test_an_old_version_brought_back_and_a_new_one_hold_no_name(
    withheld: models.Event, admin_user: User
) -> None:
    assert publishing.publish(SLUG, ASKED).is_new is False
    old = publishing.version(SLUG, 1)
    assert old is not None
    steps.apply(withheld, old, admin_user, "Version 1 brought back", ASKED)
    outcome = publishing.publish(SLUG, ASKED)
    assert [one.sentence for one in outcome.changes if "withheld" in one.sentence] == []
    assert tables_with_canaries() == set()


def test_the_history_says_so_once(withheld: models.Event) -> None:
    mark = withheld.steps.first()
    assert mark is not None
    assert (mark.kind, mark.action, mark.at) == ("mark", "Name withheld on request", ASKED)
    state = list(models.Step.objects.values_list("pk", "before")), withheld.erasures
    redacting.withhold(withheld, PERSON, ASKED)
    redacting.withhold(withheld, "withheld-1", ASKED)
    redacting.withhold(withheld, "nobody", ASKED)
    withheld.refresh_from_db()
    assert (list(models.Step.objects.values_list("pk", "before")), withheld.erasures) == state
    assert withheld.redactions.count() == 1


def test_the_next_person_gets_the_next_number(withheld: models.Event) -> None:
    redacting.withhold(withheld, "gomez", ASKED)
    redacting.withhold(withheld, "motus", ASKED)
    assert list(withheld.redactions.values_list("programme_person_id", flat=True)) == [
        "withheld-1", "withheld-2", "withheld-3",
    ]  # fmt: skip
    names = {one.id: one.name for one in freezing.draft_as_is(withheld).people}
    assert [names[f"withheld-{number}"] for number in (1, 2, 3)] == ["Name withheld"] * 3


def test_someone_who_has_left_the_draft_is_taken_out_of_old_versions(event: models.Event) -> None:
    draft = freezing.draft_as_is(event)
    none = [replace(one, people=tuple(p for p in one.people if p.person != PERSON), segments=tuple(
        replace(part, people=tuple(p for p in part.people if p.person != PERSON)) for part in one.segments
    )) for one in draft.sessions]  # fmt: skip
    people = tuple(one for one in draft.people if one.id != PERSON)
    steps.apply(event, replace(draft, people=people, sessions=tuple(none)), None, "Out", MOMENT)
    redacting.withhold(event, PERSON, ASKED)
    assert tables_with_canaries() == set()
    steps.undo(event, None, ASKED)
    assert str(event.people.get(identifier="withheld-1")) == "Name withheld"
    assert tables_with_canaries() == set()


def test_a_floor_that_an_import_brought(admin_user: User) -> None:
    import_baseline = replace(given(), version=3, published_at=MOMENT, note=f"By {NAME}")
    import_programme(import_baseline)
    event = models.Event.objects.get()
    redacting.withhold(event, PERSON, ASKED)
    event.refresh_from_db()
    kept = publishing.import_baseline_of(event)
    assert kept is not None
    assert (kept.version, kept.note) == (3, "By Name withheld")
    assert tables_with_canaries() == set()


def test_a_file_that_names_the_person_again_is_the_organisers_word(withheld: models.Event) -> None:
    programme = given()
    sessions = tuple(replace(one, slug="") for one in programme.sessions)
    import_programme(replace(programme, sessions=sessions))
    assert withheld.people.filter(identifier=PERSON).exists()
    assert "quillermo" not in withheld.publications.get(number=1).programme.lower()


def test_words_of_someone_not_listed(event: models.Event) -> None:
    person = event.people.get(identifier="gomez")
    reviews.say(event, "", "Ask Jo Ng <jo.ng@example.org>, not mojo ng", reviews.Reviewer("Jo Ng"), MOMENT)
    remark = models.Remark.objects.latest("pk")
    redacting.scrub_words(event, ["Jo Ng", "JO.NG@example.org", "", person.name], ASKED)
    remark.refresh_from_db()
    assert remark.author == "Name withheld"
    assert remark.text == "Ask Name withheld <address withheld>, not mojo ng"
    person.refresh_from_db()
    assert person.name == "Sashini Gomez"
    assert event.redactions.count() == 0
    assert event.steps.filter(kind="mark", action="Name withheld on request").count() == 1
    redacting.scrub_words(event, ["Jo Ng"], ASKED)
    assert event.steps.filter(kind="mark", action="Name withheld on request").count() == 1


def test_caches_are_emptied_in_the_transaction_and_after_it(
    event: models.Event, client: Client, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks() as after:
        client.get(f"/{SLUG}/changes/")
        cache.set("old", NAME)
        assert all_versions.up_to.cache_info().currsize > 0
        redacting.withhold(event, PERSON, ASKED)
        assert cache.get("old") is None
        assert (len(local_cache._answers), all_versions.up_to.cache_info().currsize) == (0, 0)
        cache.set("old", NAME)  # a reader who still saw the old rows
    for each in after:
        each()
    assert cache.get("old") is None


def test_another_process_forgets_at_the_next_question_which_costs_no_query_more(
    event: models.Event, client: Client
) -> None:
    """The count of erasures comes with the pointer; here another process has raised it."""
    client.get(f"/{SLUG}/")
    client.get(f"/{SLUG}/changes/")
    models.Event.objects.update(erasures=7)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        publishing.public_pointer(SLUG)
    assert len(queries) == 1
    kept = publishing.programme_of.cache_info().currsize, all_versions.up_to.cache_info().currsize
    assert (len(local_cache._answers), *kept) == (0, 0, 0)
    client.get(f"/{SLUG}/")
    assert len(local_cache._answers) == 1


@pytest.mark.django_db(transaction=True)
def test_no_byte_stays_in_the_files_of_sqlite(admin_user: User) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL's vacuum takes away what rows were")
    import_programme(given())
    publishing.publish(SLUG, MOMENT)
    file = Path(str(connection.settings_dict["NAME"]))
    files = [file, file.with_name(f"{file.name}-wal")]
    assert [found_in(one.read_bytes().decode("latin-1")) for one in files] != [[], []]
    redacting.withhold(models.Event.objects.get(), PERSON, ASKED)
    assert [found_in(one.read_bytes().decode("latin-1")) for one in files] == [[], []]
