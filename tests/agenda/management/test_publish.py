"""The command that publishes: what changed on standard output, what to look at on standard error."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.management import call_command

from agenda.models import Session
from agenda.versions.importing import import_programme
from tests import builders as b

pytestmark = pytest.mark.django_db


def test_points_to_look_at_are_told_and_do_not_stop_it(capsys: Any) -> None:
    import_programme(
        b.programme(b.session("talks", people=[b.appearance("gomez", "chair", "tbc")]), version=0)
    )
    call_command("publish", "dialogue")
    done = capsys.readouterr()
    assert done.out.splitlines()[0] == "dialogue: version 1 (provisional) is published."
    (line,) = done.err.splitlines()
    assert "Gomez has no organisation." in line
    call_command("publish", "dialogue", label="final")
    assert "Gomez is still to be confirmed in “Talks”." in capsys.readouterr().err


def test_nothing_is_told_where_nothing_is_published(capsys: Any) -> None:
    import_programme(b.programme(b.session("talks"), version=0))
    call_command("publish", "dialogue")
    capsys.readouterr()
    call_command("publish", "dialogue")
    assert capsys.readouterr() == ("dialogue: nothing changed; version 1 stays.\n", "")
    Session.objects.update(minutes=30)
    call_command("publish", "dialogue")
    assert "Nobody leads “Talks”." in capsys.readouterr().err
