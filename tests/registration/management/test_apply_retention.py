"""`apply_retention EVENT`: prints what goes, and erases with --yes only; before the date with --early only."""

from __future__ import annotations

from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from registration.models import AuditEntry, Participant
from tests.registration import factories

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def person() -> Participant:
    event = factories.event()
    factories.desk(event, keep_until=date(2026, 3, 31))
    return factories.participant(event)


def run(*options: str) -> str:
    out = StringIO()
    call_command("apply_retention", *options, stdout=out)
    return out.getvalue()


def is_erased() -> bool:
    return Participant.objects.get().erased is not None


def test_a_dry_run_shows() -> None:
    said = run("dialogue-2026", "--dry-run", "--yes")
    assert said.startswith(
        "Goes:\n       1  people: names, addresses and everything else they wrote\n       0  focal"
    )
    assert "Stays:\n       1  people nominated" not in said
    assert "Stays:\n       1  people awaiting confirmation, by sex, country, organisation and role\n" in said
    assert not is_erased()


def test_without_yes_nothing_is_erased() -> None:
    with pytest.raises(CommandError, match="Add --yes to erase"):
        run("dialogue-2026")
    assert not is_erased()


@pytest.mark.parametrize(
    ("day", "words"),
    [(date(2999, 3, 31), "kept until 2999-03-31. Nothing is erased"), (None, "has no date until which")],
)
def test_before_the_date_nothing_is_erased(person: Participant, day: date | None, words: str) -> None:
    desk = person.event.registration_settings
    type(desk).objects.update(keep_until=day)
    with pytest.raises(CommandError, match=words):
        run("dialogue-2026", "--yes")
    assert not is_erased()
    run("dialogue-2026", "--yes", "--early")
    assert is_erased()


def test_erased() -> None:
    assert run("dialogue-2026", "--yes").endswith("Erased: the personal data of dialogue-2026.\n")
    assert is_erased()
    assert AuditEntry.objects.get().actor == "command apply_retention"


def test_an_unknown_event() -> None:
    with pytest.raises(CommandError, match="There is no event “nothing”"):
        run("nothing", "--yes")


def test_the_former_name_does_the_same_for_a_release() -> None:
    out = StringIO()
    call_command("forget", "dialogue-2026", "--dry-run", stdout=out)
    assert out.getvalue() == run("dialogue-2026", "--dry-run")
