"""`manage.py outbox`."""

import json
from datetime import timedelta

import pytest
from django.core.management import call_command

from registration.letters import to_participants
from registration.links import tokens
from tests.registration import factories
from tests.registration.factories import MOMENT

pytestmark = pytest.mark.django_db


def test_json_oldest_first_without_tokens(capsys) -> None:
    person = factories.participant(factories.event())
    later = to_participants.registration_withdrawn(person, MOMENT + timedelta(hours=1))
    first = to_participants.registration_received(person, MOMENT)
    call_command("outbox", "--json")
    printed = capsys.readouterr()
    assert printed.err == ""
    assert json.loads(printed.out) == [
        {
            "to": ["huong@molisa.example"],
            "subject": one.subject,
            "state": "queued",
            "text": one.text,
            "calendar": False,
        }
        for one in (first, later)
    ]
    assert "/my/•••/" in printed.out
    assert tokens.make("my", person.pk, 0) not in printed.out


def test_to_read(capsys) -> None:
    call_command("outbox")
    assert capsys.readouterr().out == ""
    message = to_participants.registration_received(factories.participant(factories.event()), MOMENT)
    call_command("outbox")
    printed = capsys.readouterr().out
    assert printed.startswith(
        f"queued  huong@molisa.example  {message.subject}\n\nDear Ms. Nguyễn Thị Hương,\n"
    )


def test_an_empty_outbox_is_an_empty_list(capsys) -> None:
    call_command("outbox", "--json")
    assert json.loads(capsys.readouterr().out) == []
