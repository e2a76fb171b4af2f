"""`rezone`: both meanings, shown before they act, refused where an hour cannot be."""

from typing import Any

import pytest
from django.core.management import CommandError, call_command

from agenda.drafts import freezing, steps
from agenda.exchange import json
from agenda.models import Event, Session
from agenda.versions.importing import import_programme
from dialogue.preparing import DEMO_FILE

pytestmark = pytest.mark.django_db
SLUG = "gms-labour-migration-2020"
MOVED = f"{SLUG}: the draft moved from Asia/Manila to Asia/Bangkok. Publish it when it is right.\n"


@pytest.fixture(autouse=True)
def event() -> Event:
    import_programme(json.parse(DEMO_FILE.read_bytes()))
    return Event.objects.get()


def rezone(capsys: Any, *words: str) -> tuple[int, str, str]:
    """Exit code, standard output, standard error."""
    code = 0
    try:
        call_command("rezone", *words)
    except SystemExit as end:
        code = int(end.code or 0)
    out, err = capsys.readouterr()
    return code, out, err


def test_keep_local_moves_the_instants(capsys: Any, event: Event) -> None:
    code, out, err = rezone(capsys, SLUG, "Asia/Bangkok", "--keep-local")
    assert (code, err) == (0, MOVED)
    assert len(out.splitlines()) == 7
    assert out.splitlines()[0] == (
        "joining: 2020-09-08T13:30:00+08:00/2020-09-08T14:00:00+08:00"
        " -> 2020-09-08T13:30:00+07:00/2020-09-08T14:00:00+07:00"
    )
    event.refresh_from_db()
    assert event.timezone == "Asia/Bangkok"
    assert f"{Session.objects.get(identifier='session-1').start:%H:%M}" == "14:15"


def test_keep_instants_moves_the_wall(capsys: Any, event: Event) -> None:
    before = [(one.id, one.start) for one in freezing.draft_of(event).sessions]
    code, _out, err = rezone(capsys, SLUG, "Asia/Bangkok", "--keep-instants")
    assert (code, err) == (0, MOVED)
    event.refresh_from_db()
    assert [(one.id, one.start) for one in freezing.draft_of(event).sessions] == before
    assert f"{Session.objects.get(identifier='session-1').start:%H:%M}" == "13:15"


def test_it_is_one_step_that_can_be_undone(capsys: Any, event: Event) -> None:
    before = freezing.draft_of(event)
    rezone(capsys, SLUG, "Asia/Bangkok", "--keep-local")
    done = steps.last_done(event)
    assert done is not None
    assert (done.action, done.actor_name) == (
        "Time zone Asia/Manila → Asia/Bangkok, the hours on the host’s clock kept",
        "command line",
    )
    steps.undo(event, None, done.at)
    assert freezing.draft_of(event) == before


def test_a_rehearsal_changes_nothing(capsys: Any, event: Event) -> None:
    before = freezing.draft_of(event)
    code, out, err = rezone(capsys, SLUG, "Asia/Bangkok", "--keep-local", "--dry-run")
    assert (code, len(out.splitlines())) == (0, 7)
    assert (
        err
        == f"{SLUG}: the draft would move from Asia/Manila to Asia/Bangkok. Publish it when it is right.\n"
    )
    assert freezing.draft_of(event) == before


def test_the_zone_it_has_already_is_nothing_to_do(capsys: Any) -> None:
    assert rezone(capsys, SLUG, "Asia/Manila", "--keep-local") == (
        0,
        "",
        f"{SLUG}: the time zone is Asia/Manila already; nothing changed.\n",
    )


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["nowhere", "Asia/Bangkok", "--keep-local"], "nowhere: there is no such event.\n"),
        (
            [SLUG, "Asia/Atlantis", "--keep-local"],
            "'Asia/Atlantis' is not an IANA time zone; write one like 'Asia/Manila'.\n",
        ),
    ],
)
def test_what_cannot_be_is_refused(capsys: Any, event: Event, words: list[str], said: str) -> None:
    before = freezing.draft_of(event)
    assert rezone(capsys, *words) == (1, "", said)
    assert freezing.draft_of(event) == before


def test_hours_that_the_zone_skips_are_refused_and_named(capsys: Any, event: Event) -> None:
    Session.objects.filter(identifier="closing").update(day="2021-03-28", start="02:30")
    code, out, err = rezone(capsys, SLUG, "Europe/Zurich", "--keep-local")
    assert (code, out) == (1, "")
    assert err.endswith(
        "2021-03-28T02:30 does not exist in Europe/Zurich: clocks go forward over it. Move it first, or keep the instants.\n"
    )
    event.refresh_from_db()
    assert event.timezone == "Asia/Manila"


@pytest.mark.parametrize(
    "words", [[SLUG, "Asia/Bangkok"], [SLUG, "Asia/Bangkok", "--keep-local", "--keep-instants"]]
)
def test_one_meaning_has_to_be_chosen(words: list[str]) -> None:
    with pytest.raises(CommandError):
        call_command("rezone", *words)
