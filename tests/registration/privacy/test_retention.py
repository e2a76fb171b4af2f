"""Forgetting an event: shown first, announced, on its own clock; figures stay what they were."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agenda.models import Event, EventRole
from registration import invitations, privacy
from registration.audit import Actor
from registration.models import (
    AuditEntry,
    InvitationLetter,
    InvitedOrganisation,
    Message,
    Participant,
    RegistrationSettings,
    StoredFile,
)
from registration.models.choices import State
from registration.privacy import retention
from registration.reports.figures import Figures, Head, tables
from tests.registration import factories
from tests.registration.factories import MOMENT

pytestmark = pytest.mark.django_db

STAFF = Actor("clerk", capacity="staff")
LAST = date(2027, 3, 31)
"""Until when the data are kept; the event is in Manila, UTC+8."""
OVER = datetime(2027, 3, 31, 16, tzinfo=UTC)
"""Midnight in Manila."""


@pytest.fixture
def event() -> Event:
    made = factories.event()
    factories.desk(made, keep_until=LAST, reply_to="desk@host.example")
    invited = factories.invited(made)
    for number, state in enumerate(["confirmed", "confirmed", "withdrawn", "nominated"]):
        factories.participant(
            made, invited=invited, name=f"Person {number} Here", email=f"p{number}@x.example", state=state
        )
    return made


def figures_of(event: Event) -> Figures:
    rows = Participant.objects.filter(event=event).order_by("pk")
    fields = ("state", "sex", "country", "organisation__kind", "role", "organisation__name")
    return tables((Head(*one) for one in rows.values_list(*fields)), mask=False, states=State.values)


def test_what_is_shown(event: Event) -> None:
    invitations.confirm(Participant.objects.get(state="nominated"), STAFF, MOMENT)
    preview = privacy.shown(event, MOMENT)
    assert {words: count for words, count in preview.erased if count} == {
        "people: names, addresses and everything else they wrote": 4,
        "focal points of institutions": 1,
        "letters": 2,
        "calendar entries sent": 1,
    }
    assert dict(preview.stays) == {
        "people confirmed, by sex, country, organisation and role": 3,
        "people withdrawn, by sex, country, organisation and role": 1,
        "names of speakers in the published programme, its history and its versions": 0,
        "invited institutions, their places and replies": 1,
        "official letters, with reference and signatory": 0,
        "official letters that have a file": 0,
        "entries of the audit trail, which name no participant": 2,
    }
    assert preview[2:] == (LAST, False, None, None)


def test_figures_stay_and_names_go(event: Event) -> None:
    before = figures_of(event)
    said = privacy.shown(event, MOMENT)
    assert privacy.forget_event(event, STAFF, MOMENT) == said
    assert figures_of(event) == before
    assert set(Participant.objects.values_list("name", flat=True)) == {"Erased person"}
    assert not Participant.objects.filter(erased=None).exists()
    invited = InvitedOrganisation.objects.get()
    assert (invited.focal_name, invited.focal_email, invited.cc, invited.link_version) == ("", "", [], 1)
    assert privacy.shown(event, MOMENT).is_empty
    assert not Message.objects.exists()
    last = AuditEntry.objects.get(verb="forget")
    assert (last.actor, last.participant, last.details) == ("clerk", None, {"people": 4})


def test_an_event_without_a_desk_is_remembered() -> None:
    made = factories.event()
    privacy.forget_event(made, STAFF, MOMENT)
    assert RegistrationSettings.objects.get().forgotten == MOMENT


@pytest.mark.parametrize("papers", [False, True])
def test_official_paper_stays_unless_chosen(event: Event, papers: bool, settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"
    row = StoredFile(
        event=event, name="note.pdf", media_type="application/pdf", size=1, digest="x", created=MOMENT
    )
    row.file.save("x.pdf", ContentFile(b"x"))
    InvitationLetter.objects.create(event=event, signatory="H.E. Somebody", reply_file=row)
    privacy.forget_event(event, STAFF, MOMENT, papers=papers)
    paper = InvitationLetter.objects.get()
    assert (paper.signatory, paper.reply_file) == ("H.E. Somebody", None if papers else row)


@pytest.mark.parametrize(("moment", "found"), [(OVER - timedelta(seconds=1), 0), (OVER, 1)])
def test_the_date_is_over_on_the_events_clock(event: Event, moment: datetime, found: int) -> None:
    assert len(privacy.due(moment)) == found
    assert privacy.shown(event, moment).is_due == bool(found)


def test_it_is_announced_once_and_then_done(event: Event) -> None:
    notice = OVER - privacy.NOTICE
    assert retention.erase_due(notice - timedelta(seconds=1)) == 0
    assert not Message.objects.exists()
    for _day in range(2):
        assert retention.erase_due(notice) == 0
    letter = Message.objects.get()
    assert (letter.kind, letter.to, letter.participant) == (
        "forgetting_announced",
        ["desk@host.example"],
        None,
    )
    assert letter.subject == "Personal data will be erased on 1 April 2027: The dialogue-2026"
    assert "people: names, addresses and everything else they wrote: 4" in letter.text
    assert f"/admin/agenda/event/{event.pk}/forgetting/" in letter.text
    assert retention.erase_due(OVER - timedelta(seconds=1)) == 0
    assert retention.erase_due(OVER) == 1
    assert RegistrationSettings.objects.get().forgotten == OVER
    assert retention.erase_due(OVER + timedelta(days=1)) == 0
    assert AuditEntry.objects.filter(verb="forget").count() == 1


def test_a_date_that_is_past_already_is_announced_first(event: Event) -> None:
    late = OVER + timedelta(days=30)
    assert retention.erase_due(late) == 0
    assert "erased on 4 May 2027" in Message.objects.get().subject
    assert retention.erase_due(late + timedelta(days=2)) == 0
    assert retention.erase_due(late + timedelta(days=3)) == 1


def test_another_date_is_announced_anew(event: Event) -> None:
    retention.erase_due(OVER - privacy.NOTICE)
    RegistrationSettings.objects.update(keep_until=LAST + timedelta(days=1))
    assert privacy.announced(event) is None
    assert retention.erase_due(OVER) == 0
    assert Message.objects.count() == 2


def test_without_an_address_of_the_desk_administrators_are_told(event: Event) -> None:
    RegistrationSettings.objects.update(reply_to="")
    accounts = {
        "here": {}, "closed": {"is_active": False}, "guest": {"is_staff": False}, "all": {},
    }  # fmt: skip
    for name, fields in accounts.items():
        user = User.objects.create(
            username=name, email=f"{name}@host.example", **{"is_staff": True, **fields}
        )
        EventRole.objects.create(user=user, event=None if name == "all" else event, role="administrator")
    letter = privacy.announce(event, MOMENT)
    assert letter is not None
    assert letter.to == ["all@host.example", "here@host.example"]


def test_nobody_to_tell_holds_nothing_up(event: Event) -> None:
    RegistrationSettings.objects.update(reply_to="")
    assert privacy.announce(event, MOMENT) is None
    assert privacy.announced(event) == MOMENT


def test_an_event_without_a_date_is_left_alone(event: Event) -> None:
    RegistrationSettings.objects.update(keep_until=None)
    assert retention.erase_due(OVER + timedelta(days=999)) == 0
    assert privacy.announce(event, MOMENT) is None


def test_who_registers_later_is_erased_by_the_next_run(event: Event) -> None:
    retention.erase_due(OVER - privacy.NOTICE)
    retention.erase_due(OVER)
    factories.participant(event, name="Late Comer", email="late@x.example")
    assert retention.erase_due(OVER + timedelta(days=1)) == 1
    assert not Participant.objects.filter(erased=None).exists()


def test_a_fault_of_one_event_keeps_no_other(
    event: Event, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    other = factories.event("other-2026")
    factories.desk(other, keep_until=LAST)
    factories.participant(other)
    retention.erase_due(OVER - privacy.NOTICE)
    real = retention.forget_event

    def faulty(one: Event, *rest: Any) -> Any:
        if one.pk == event.pk:
            raise RuntimeError
        return real(one, *rest)

    monkeypatch.setattr(retention, "forget_event", faulty)
    assert retention.erase_due(OVER) == 1
    assert f"Event {event.pk} could not be forgotten" in caplog.text
    assert not Participant.objects.filter(event=other, erased=None).exists()


def test_the_work_grows_by_one_statement_a_person(event: Event) -> None:
    counts = []
    for size in (1, 21):
        made = factories.event(f"of-{size}")
        for number in range(size):
            factories.participant(made, name=f"More {number} People", email=f"m{number}@x.example")
        with CaptureQueriesContext(connection) as seen:
            privacy.forget_event(made, STAFF, MOMENT)
        counts.append(len(seen))
    assert counts[1] - counts[0] == 20
