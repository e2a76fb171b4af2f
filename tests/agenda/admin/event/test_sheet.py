"""The page of the workbook: download, upload, changes shown, then made, if the draft is still the one shown."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import time
from io import BytesIO
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from agenda.drafts import freezing, steps
from agenda.exchange.xlsx import words_of
from agenda.models import Event, EventRole, Session
from agenda.outputs.sheet import MEDIA_TYPE, workbook
from tests.agenda.exchange.xlsx.editing import edited, saved
from tests.layout import tight

pytestmark = pytest.mark.django_db


@pytest.fixture
def address(event: Event) -> str:
    return reverse("admin:agenda_event_sheet", args=[event.pk])


@pytest.fixture
def send(staff: Client, event: Event, address: str) -> Callable[..., Any]:
    """`send({"Agenda!C5": …})` uploads the draft's workbook with these cells."""

    def post(cells: dict[str, Any]) -> Any:
        raw = edited(freezing.draft_of(event), cells)
        return staff.post(address, {"file": SimpleUploadedFile("a.xlsx", raw)})

    return post


def key_in(answer: Any) -> str:
    found = re.search(r'name="upload" value="([^"]+)"', answer.content.decode())
    assert found
    return found[1]


def rows_in(answer: Any) -> list[list[str]]:
    rows = re.findall(r"<tr><th scope=\"row\">.*?</tr>", tight(answer.content.decode()), re.DOTALL)
    return [re.findall(r">([^<]*)</t[hd]>", row) for row in rows]


TITLE = "“Session 1: Sustainable Development Outcomes of Migration”"
EDITS = {"Agenda!C5": time(14, 20), "Agenda!J6": None}


def test_the_draft_as_a_workbook(staff: Client, event: Event, address: str) -> None:
    page = staff.get(address).content.decode()
    link = reverse("admin:agenda_event_sheet_file", args=[event.pk])
    assert f'href="{link}"' in page
    answer = staff.get(link)
    assert (answer["Content-Type"], answer["Content-Disposition"]) == (
        MEDIA_TYPE, 'attachment; filename="gms-labour-migration-2020-agenda.xlsx"',
    )  # fmt: skip
    assert {"private", "no-store"} <= set(answer["Cache-Control"].split(", "))
    assert answer.content == workbook(freezing.draft_of(event))
    assert staff.post(link).status_code == 405


def test_changes_are_shown_before_they_are_made(
    staff: Client, event: Event, address: str, send: Callable[..., Any], inline_of: Callable[[str], list[str]]
) -> None:
    before = freezing.draft_of(event)
    answer = send({"Agenda!C5": time(14, 20), "Agenda!F5": "panel"})
    assert answer.status_code == 200
    assert rows_in(answer) == [
        ["Agenda!C5", TITLE, "start", "14:15", "14:20"],
        ["Agenda!F5", TITLE, "kind", "session", "panel"],
    ]
    assert "2 changes" in answer.content.decode()
    assert "the hours of the 2 segments move along" in answer.content.decode()
    assert inline_of(answer.content.decode()) == []
    assert freezing.draft_of(event) == before
    done = staff.post(address, {"apply": "1", "upload": key_in(answer)}, follow=True)
    assert done.redirect_chain == [(reverse("admin:agenda_event_board", args=[event.pk]), 302)]
    assert "2 changes are made in the draft." in done.content.decode()
    session = next(one for one in freezing.draft_of(event).sessions if one.id == "session-1")
    assert (session.wall_start, session.kind) == ("2020-09-08T14:20", "panel")
    (step,) = event.steps.all()
    assert (step.action, step.actor_name) == ("Sheet uploaded", "organiser@example.org")
    assert staff.post(address, {"apply": "1", "upload": key_in(answer)}).status_code == 410


def test_nothing_to_change(send: Callable[..., Any]) -> None:
    answer = send({})
    assert "This workbook changes nothing" in answer.content.decode()
    assert 'name="apply"' not in answer.content.decode()


def test_a_broken_cell(event: Event, send: Callable[..., Any]) -> None:
    before = freezing.draft_of(event)
    answer = send({"Agenda!D5": "25:00", "Agenda!E6": None})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "<li>Agenda!D5: “25:00” is not a time. Write it like 14:15.</li>" in page
    assert "<li>Agenda!E6: title is empty. Write one.</li>" in page
    assert 'name="apply"' not in page
    assert freezing.draft_of(event) == before


def test_a_draft_that_changed_meanwhile(
    staff: Client, event: Event, address: str, send: Callable[..., Any]
) -> None:
    answer = send({"Agenda!C5": time(14, 20)})
    with steps.step(event, None, "Kind changed", timezone.now()):
        Session.objects.filter(identifier="session-1").update(kind="keynote")
    late = staff.post(address, {"apply": "1", "upload": key_in(answer)})
    assert late.status_code == 409
    assert "The draft was changed since this was shown." in late.content.decode()
    assert rows_in(late) == [["Agenda!C5", TITLE, "start", "14:15", "14:20"]]
    assert freezing.draft_of(event).sessions[3].wall_start == "2020-09-08T14:15"
    assert staff.post(address, {"apply": "1", "upload": key_in(late)}).status_code == 302
    session = freezing.draft_of(event).sessions[3]
    assert (session.wall_start, session.kind) == ("2020-09-08T14:20", "keynote")


def renamed(event: Event, identifier: str, title: str) -> None:
    """What a colleague does on the board meanwhile."""
    with steps.step(event, None, "Title changed", timezone.now()):
        Session.objects.filter(identifier=identifier).update(title=title)


def test_what_a_colleague_renamed_meanwhile_stays_so(staff: Client, event: Event, address: str) -> None:
    renamed(event, "opening", "Opening day")
    raw = staff.get(reverse("admin:agenda_event_sheet_file", args=[event.pk])).content
    book = load_workbook(BytesIO(raw))
    said = {str(row[0]): row[1] for row in book["Event"].values}["made from"]
    assert said == words_of(freezing.draft_of(event), 1)
    renamed(event, "closing", "Wrap-up")
    renamed(event, "session-1", "Outcomes")
    book["Agenda"]["C5"].value = time(14, 20)
    answer = staff.post(address, {"file": SimpleUploadedFile("a.xlsx", saved(book))})
    assert rows_in(answer) == [["Agenda!C5", "“Outcomes”", "start", "14:15", "14:20"]]
    assert staff.post(address, {"apply": "1", "upload": key_in(answer)}).status_code == 302
    after = {one.id: one for one in freezing.draft_of(event).sessions}
    assert dict(after["closing"].title)["en"] == "Wrap-up"
    assert (dict(after["session-1"].title)["en"], after["session-1"].wall_start) == (
        "Outcomes",
        "2020-09-08T14:20",
    )


def test_a_cell_that_both_changed_is_shown_with_a_warning(
    staff: Client, event: Event, address: str, send: Callable[..., Any], inline_of: Callable[[str], list[str]]
) -> None:
    raw = edited(freezing.draft_of(event), {"Agenda!E5": "Mine"})
    renamed(event, "session-1", "Theirs")
    answer = staff.post(address, {"file": SimpleUploadedFile("a.xlsx", raw)})
    page = tight(answer.content.decode())
    assert (
        "<td>Theirs</td><td>Mine<br><strong>⚠ also changed since by others: now Theirs</strong></td>" in page
    )
    assert inline_of(page) == []
    assert staff.post(address, {"apply": "1", "upload": key_in(answer)}).status_code == 302
    assert freezing.draft_of(event).sessions[3].title == (("en", "Mine"),)


def test_a_base_that_is_not_kept(staff: Client, event: Event, address: str) -> None:
    raw = edited(freezing.draft_of(event), {}, made_from="draft, step 41 (a1b2c3d4)")
    answer = staff.post(address, {"file": SimpleUploadedFile("a.xlsx", raw)})
    assert answer.status_code == 422
    assert (
        "Event!B7: what the workbook was made from, “draft, step 41 (a1b2c3d4)”, is not kept here. Download it again and "
        "make the changes there; or delete this row, and it is compared with the draft as it is now."
    ) in answer.content.decode()


def test_an_upload_is_its_owner_s_and_its_event_s(
    client: Client, event: Event, address: str, send: Callable[..., Any], django_user_model: Any
) -> None:
    answer = send({"Agenda!C5": time(14, 20)})
    other = django_user_model.objects.create_user(
        "other", "other@example.org", "a long password", is_staff=True
    )
    EventRole.objects.create(user=other, event=event, role="administrator")
    client.force_login(other)
    for key in (key_in(answer), "guess", ""):
        refused = client.post(address, {"apply": "1", "upload": key})
        assert refused.status_code == 410
        assert "Choose the file again." in refused.content.decode()
    assert event.steps.count() == 0


def test_an_upload_is_kept_half_an_hour(
    staff: Client, address: str, send: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    kept: list[int] = []
    real = cache.set
    monkeypatch.setattr(
        cache, "set", lambda key, value, timeout: (kept.append(timeout), real(key, value, timeout))
    )
    send({"Agenda!C5": time(14, 20)})
    assert kept == [1800]


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({}, "Choose a file."),
        ({"file": SimpleUploadedFile("a.xlsx", b"")}, "The file is empty. Choose another."),
        ({"file": SimpleUploadedFile("a.xlsx", b"x")}, "file: is not an Excel workbook, or it is damaged."),
        (
            {"file": SimpleUploadedFile("a.xlsx", b"x" * (10 * 1024 * 1024 + 1))},
            "The file is larger than 10 MB.",
        ),
    ],
)
def test_files_that_are_refused(staff: Client, address: str, files: dict[str, Any], said: str) -> None:
    for one in files.values():
        one.seek(0)
    answer = staff.post(address, files)
    assert answer.status_code == 422
    assert said in answer.content.decode()


def test_who_only_looks_may_download_and_not_upload(
    client: Client, event: Event, address: str, django_user_model: Any
) -> None:
    viewer = django_user_model.objects.create_user(
        "viewer", "viewer@example.org", "a long password", is_staff=True
    )
    EventRole.objects.create(user=viewer, event=event, role="viewer")
    client.force_login(viewer)
    page = client.get(address)
    assert page.status_code == 200
    assert 'type="file"' not in page.content.decode()
    assert client.get(reverse("admin:agenda_event_sheet_file", args=[event.pk])).status_code == 200
    raw = SimpleUploadedFile("a.xlsx", workbook(freezing.draft_of(event)))
    assert client.post(address, {"file": raw}).status_code == 403
