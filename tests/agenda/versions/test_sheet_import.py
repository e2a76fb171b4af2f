"""A workbook imported: the draft gets exactly its edits, as one step; or nothing, and the cell is named."""

from __future__ import annotations

from datetime import UTC, datetime, time
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone

from agenda.drafts import freezing, steps
from agenda.exchange import json
from agenda.exchange.json import ImportRefused
from agenda.models import Event, Publication, Session
from agenda.outputs.sheet import workbook
from agenda.versions import publishing, sheet_import
from agenda.versions.importing import Imported, import_programme
from dialogue.preparing import DEMO_FILE
from tests.agenda.exchange.xlsx.editing import edited, table
from tests.agenda.exchange.xlsx.test_merging import large, thirty

pytestmark = pytest.mark.django_db
SLUG = "gms-labour-migration-2020"
MOMENT = datetime(2020, 9, 1, 2, tzinfo=UTC)


@pytest.fixture
def event() -> Event:
    import_programme(json.parse(DEMO_FILE.read_bytes()))
    return Event.objects.get()


def command(path: Path, *words: str) -> tuple[int, list[str]]:
    """Exit code and standard error of `import_programme`."""
    errors = StringIO()
    try:
        call_command("import_programme", str(path), *words, stderr=errors)
    except SystemExit as left:
        return int(str(left.code)), errors.getvalue().splitlines()
    return 0, errors.getvalue().splitlines()


def kept(folder: Path, raw: bytes) -> Path:
    (folder / "agenda.xlsx").write_bytes(raw)
    return folder / "agenda.xlsx"


def test_an_untouched_workbook_changes_nothing(event: Event, tmp_path: Path) -> None:
    path = kept(tmp_path, workbook(freezing.draft_of(event)))
    assert command(path) == (0, [f"{SLUG}: nothing changed."])
    assert event.steps.count() == 0


def test_each_change_is_a_line(event: Event, tmp_path: Path) -> None:
    before = freezing.draft_of(event)
    path = kept(tmp_path, edited(before, {"Agenda!C5": time(14, 20), "Agenda!F5": "panel"}))
    said = [
        "Agenda!C5: start of “Session 1: Sustainable Development Outcomes of Migration”: 14:15 → 14:20",
        "Agenda!F5: kind of “Session 1: Sustainable Development Outcomes of Migration”: session → panel",
        "“Session 1: Sustainable Development Outcomes of Migration”: the hours of the 2 segments move along with the "
        "start, unless the sheet changes them.",
    ]
    assert command(path, "--dry-run") == (0, [*said, f"{SLUG}: draft would change."])
    assert freezing.draft_of(event) == before
    assert command(path) == (0, [*said, f"{SLUG}: draft changed."])
    session = next(one for one in freezing.draft_of(event).sessions if one.id == "session-1")
    assert (session.wall_start, session.kind) == ("2020-09-08T14:20", "panel")
    (step,) = event.steps.all()
    assert (step.action, step.actor_name) == ("Sheet uploaded", "command line")
    assert command(path) == (0, [f"{SLUG}: nothing changed."])


def test_a_broken_cell_is_named_and_nothing_changes(event: Event, tmp_path: Path) -> None:
    before = freezing.draft_of(event)
    path = kept(tmp_path, edited(before, {"Agenda!D5": "25:00", "Agenda!E5": "Other"}))
    assert command(path, "--publish") == (1, ["Agenda!D5: “25:00” is not a time. Write it like 14:15."])
    assert freezing.draft_of(event) == before
    assert Publication.objects.count() == 0


def test_publish(event: Event, tmp_path: Path) -> None:
    publishing.publish(SLUG, MOMENT)
    path = kept(tmp_path, edited(freezing.draft_of(event), {"Agenda!E5": "Other"}))
    code, said = command(path, "--publish")
    assert (code, said[:2]) == (
        0,
        ["Agenda!E5: title of “Session 1: Sustainable Development Outcomes of Migration”: Session 1: Sustainable "
         "Development Outcomes of Migration → Other", f"{SLUG}: draft changed."],
    )  # fmt: skip
    latest = publishing.latest(SLUG)
    assert latest is not None
    assert (latest.version, latest.sessions[3].title) == (2, (("en", "Other"),))


def renamed(event: Event, identifier: str, title: str) -> None:
    with steps.step(event, None, "Title changed", timezone.now()):
        Session.objects.filter(identifier=identifier).update(title=title)


def test_a_sheet_of_a_version_leaves_what_was_done_since(event: Event, tmp_path: Path) -> None:
    publishing.publish(SLUG, MOMENT)
    version = publishing.latest(SLUG)
    assert version is not None
    renamed(event, "closing", "Wrap-up")
    renamed(event, "session-1", "Theirs")
    path = kept(tmp_path, edited(version, {"Agenda!E5": "Mine", "Agenda!F5": "panel"}))
    assert command(path)[1] == [
        "Agenda!E5: title of “Theirs”: Theirs → Mine (also changed since by others: now Theirs)",
        "Agenda!F5: kind of “Theirs”: session → panel",
        f"{SLUG}: draft changed.",
    ]
    after = {one.id: one for one in freezing.draft_of(event).sessions}
    assert (after["closing"].title, after["session-1"].title) == ((("en", "Wrap-up"),), (("en", "Mine"),))
    assert command(path) == (0, [f"{SLUG}: nothing changed."])


@pytest.mark.parametrize("behind", [0, 1, 2])
def test_a_sheet_of_the_draft_after_any_step(event: Event, behind: int) -> None:
    titles = ["First", "Second", "Third"]
    for title in titles[: 3 - behind - 1]:
        renamed(event, "closing", title)
    draft = freezing.draft_of(event)
    raw = edited(draft, {"Agenda!F5": "panel"}, made_from=sheet_import.made_from(event, draft))
    steps.mark(event, None, "Marked", "Marked.", "", timezone.now())
    for title in titles[3 - behind - 1 :]:
        renamed(event, "closing", title)
    _, merged = sheet_import.merged_into(event, sheet_import.read(raw))
    assert ([one.cell for one in merged.changes], merged.notes) == (["Agenda!F5"], ())


def test_what_was_changed_outside_of_steps_is_noticed(event: Event) -> None:
    draft = freezing.draft_of(event)
    raw = edited(draft, {"Agenda!F5": "panel"}, made_from=sheet_import.made_from(event, draft))
    Session.objects.filter(identifier="closing").update(title="Wrap-up")
    with pytest.raises(
        ImportRefused,
        match=r"^Event!B7: what the workbook was made from, “draft \(\w{8}\)”, is not kept here",
    ):
        sheet_import.merged_into(event, sheet_import.read(raw))


@pytest.mark.parametrize("words", [None, "draft", "version x", 7])
def test_a_workbook_that_does_not_say_what_it_was_made_from(event: Event, words: object) -> None:
    raw = edited(freezing.draft_of(event), {"Event!B7": words})
    renamed(event, "closing", "Wrap-up")
    _, merged = sheet_import.merged_into(event, sheet_import.read(raw))
    assert [(one.column, one.old, one.meanwhile) for one in merged.changes] == [("title", "Wrap-up", "")]
    assert merged.notes == (
        "This workbook does not say what it was made from; compared with the draft as it is now.",
    )


def test_a_version_that_is_not_here(event: Event) -> None:
    raw = edited(freezing.draft_of(event), {}, made_from="version 9")
    with pytest.raises(ImportRefused, match="“version 9”, is not kept here"):
        sheet_import.merged_into(event, sheet_import.read(raw))


def test_a_new_session_gets_no_id_that_was_ever_published(event: Event) -> None:
    publishing.publish(SLUG, MOMENT)
    draft = freezing.draft_of(event)
    gone = next(one for one in draft.sessions if one.id == "closing")
    event.sessions.filter(identifier="closing").delete()
    publishing.publish(SLUG, MOMENT)
    rows = ("id", "date", "start", "end", "title"), (None, "2020-09-08", "18:00", "18:10", "Closing")
    _, merged = sheet_import.merged_into(event, sheet_import.read(table("Agenda", *rows)))
    assert sheet_import.write(merged) == Imported(SLUG, changed=True, created=False)
    made = freezing.draft_of(event).sessions[-1]
    assert (made.id, made.title) == ("closing-2", (("en", "Closing"),))
    assert made.slug not in {"", gone.slug}


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (table("Agenda", ("id",), ("opening",)),
         "Event!B2: the slug of the event is missing. Begin with a download of agenda.xlsx."),
        (b"PK\x03\x04rest", "file: is not an Excel workbook, or it is damaged. Save it in Excel or LibreOffice as "
         "“Excel workbook (.xlsx)”."),
    ],
)  # fmt: skip
def test_refused(raw: bytes, said: str, tmp_path: Path) -> None:
    assert command(kept(tmp_path, raw)) == (1, [said])


def test_an_event_that_is_not_here(tmp_path: Path) -> None:
    path = kept(tmp_path, workbook(large()))
    assert command(path) == (
        1,
        ["Event!B2: there is no event “large-dialogue” here. Import its agenda.json first."],
    )
    assert Event.objects.count() == 0


def test_thirty_edits_of_two_hundred_sessions() -> None:
    import_programme(large())
    event = Event.objects.get()
    cells: dict[str, Any] = thirty()
    draft = freezing.draft_of(event)
    taken = sheet_import.import_sheet(edited(draft, cells))
    assert ({one.cell for one in taken.merged.changes}, len(taken.merged.changes)) == (set(cells), 30)
    assert freezing.draft_of(event) == taken.merged.programme
    with pytest.raises(ImportRefused) as refused:
        sheet_import.import_sheet(edited(draft, {**cells, "Agenda!D14": "25:00"}))
    assert refused.value.faults == ("Agenda!D14: “25:00” is not a time. Write it like 14:15.",)
    assert freezing.draft_of(event) == taken.merged.programme
