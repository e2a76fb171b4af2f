"""A list of invitations beside the register and the event: new, changed, same or refused; then done, or nothing."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from agenda.models import Event
from registration import importing
from registration.audit import Actor
from registration.importing.outcomes import Plan, RowOutcome
from registration.importing.planning import FieldChange
from registration.importing.rows import ListRow, read_file
from registration.models import (
    AuditEntry,
    InvitationLetter,
    InvitedOrganisation,
    Message,
    Organisation,
    OrganisationName,
    Participant,
    RolePlaces,
)
from tests.registration import factories
from tests.registration.factories import MOMENT
from tests.registration.spreadsheets.builders import book_of

pytestmark = pytest.mark.django_db
CLERK = Actor("clerk")
HEADINGS = ["organisation", "kind", "country", "places", "focal point", "e-mail", "language"]


@pytest.fixture
def event() -> Event:
    return factories.event(languages=["en", "vi"])


def lines(*rows: dict[str, Any]) -> tuple[ListRow, ...]:
    """The lines of a list whose rows say only what they are about; the first is row 2."""
    usual = {"organisation": "Ministry of Labour", "kind": "ministry", "country": "VN", "places": 3}
    headings = [*HEADINGS, *dict.fromkeys(name for row in rows for name in row if name not in HEADINGS)]
    cells = [[{**usual, **row}.get(heading) for heading in headings] for row in rows]
    return read_file(book_of(headings, *cells), "list.xlsx", ["en", "vi"])


def do(event: Event, *rows: dict[str, Any]) -> Plan:
    """What was planned is what is done; and then nothing is left to do."""
    read = lines(*rows)
    planned = importing.plan(event, read)
    done = importing.apply(event, read, CLERK, MOMENT)
    assert done == planned
    if not done.refused:
        again = importing.plan(event, read)
        assert [row.outcome for row in again.rows] == ["same"] * len(rows), again
    return done


def stored() -> list[Any]:
    models = (Organisation, InvitedOrganisation, RolePlaces, InvitationLetter, AuditEntry, Message)
    return [list(model._base_manager.order_by("pk").values()) for model in models]


FULL = {
    "organisation": "Ministry of Labour (MOLISA)", "part of": "Government", "places head": 1, "focal point": "Trần Minh",
    "e-mail": "minh@molisa.example", "cc": "a@x.example; b@x.example", "language": "vi",
    "deadline": datetime(2026, 11, 20, 17, 30, tzinfo=UTC).replace(tzinfo=None), "order": 4, "reference": "NV 12",
    "date": date(2026, 10, 1), "note": "By courier",
}  # fmt: skip


def test_new_institutions(event: Event) -> None:
    """The register gets them, not yet checked; they are listed, and nobody is written to."""
    done = do(
        event,
        FULL,
        {"organisation": "Government", "places": 0},
        {"organisation": "IOM", "kind": "un agency", "country": None},
    )
    assert done.rows[0] == RowOutcome(2, "Ministry of Labour (MOLISA)", "new", (
        FieldChange("part of", "", "Government"), FieldChange("places", "", "3"), FieldChange("focal point", "", "Trần Minh"),
        FieldChange("e-mail", "", "minh@molisa.example"), FieldChange("cc", "", "a@x.example; b@x.example"),
        FieldChange("language", "", "vi"), FieldChange("order", "", "4"), FieldChange("note", "", "By courier"),
        FieldChange("deadline", "", "2026-11-20 17:30 (Asia/Ho_Chi_Minh)"), FieldChange("places, head of delegation", "", "1"),
        FieldChange("reference", "", "NV 12"), FieldChange("date of the letter", "", "2026-10-01"),
    ), (), "Viet Nam", "ministry or government agency")  # fmt: skip
    assert [row.words for row in done.rows] == [
        "row 2: new: Ministry of Labour (MOLISA)", "row 3: new: Government", "row 4: new: IOM",
    ]  # fmt: skip
    assert list(Organisation.objects.order_by("pk").values_list("name", "acronym", "kind", "country", "listed", "parent__name")) == [
        ("Ministry of Labour", "MOLISA", "ministry", "VN", False, "Government"),
        ("Government", "", "ministry", "VN", False, None),
        ("IOM", "", "international-organisation", "", False, None),
    ]  # fmt: skip
    one = InvitedOrganisation.objects.get(organisation__name="Ministry of Labour")
    assert (one.places, one.focal_name, one.focal_email, one.cc, one.language, one.rank, one.note, one.reply) == (
        3, "Trần Minh", "minh@molisa.example", ["a@x.example", "b@x.example"], "vi", 4, "By courier", "listed",
    )  # fmt: skip
    assert (one.deadline, one.created, one.invited_at) == (
        datetime(2026, 11, 20, 10, 30, tzinfo=UTC),
        MOMENT,
        None,
    )
    assert one.invitation_letter
    assert (one.invitation_letter.reference, one.invitation_letter.date) == ("NV 12", date(2026, 10, 1))
    assert list(one.role_places.values_list("role", "places")) == [("head", 1)]
    entry = AuditEntry.objects.get(invited=one)
    fields = [
        "cc",
        "deadline",
        "focal_email",
        "focal_name",
        "invitation_letter",
        "language",
        "note",
        "parent",
        "places",
        "rank",
    ]
    assert (entry.actor, entry.verb, entry.details) == ("clerk", "list", {"fields": fields, "places": 3})
    assert not Message.objects.exists()


def test_a_second_time_nothing_is_written(event: Event) -> None:
    do(event, FULL)
    before = stored()
    done = importing.apply(event, lines(FULL), CLERK, MOMENT)
    assert done == Plan(
        (
            RowOutcome(
                2, "Ministry of Labour (MOLISA)", "same", (), (), "Viet Nam", "ministry or government agency"
            ),
        )
    )
    assert stored() == before


def test_what_changes(event: Event) -> None:
    do(event, FULL)
    InvitedOrganisation.objects.update(reply="invited")
    row = {**FULL, "places": 5, "places head": 2, "places adviser": 1, "e-mail": "b@molisa.example", "language": None,
           "deadline": date(2026, 11, 25), "reference": "NV 13", "date": None, "part of": "Assembly"}  # fmt: skip
    factories.organisation("Assembly", "")
    (done,) = do(event, row).rows
    assert (done.outcome, [str(change) for change in done.changes]) == ("changed", [
        "part of: Government → Assembly", "places: 3 → 5", "e-mail: minh@molisa.example → b@molisa.example",
        "language: vi → en",
        "deadline: 2026-11-20 17:30 (Asia/Ho_Chi_Minh) → 2026-11-25 23:59 (Asia/Ho_Chi_Minh)",
        "places, head of delegation: 1 → 2", "places, adviser: 1", "reference: NV 12 → NV 13",
    ])  # fmt: skip
    told = "The invitation went to the e-mail before. Send it again for the new one to get the link."
    assert done.remarks == (told,)
    assert done.words.startswith(
        "row 2: changed: Ministry of Labour (MOLISA): part of: Government → Assembly · places: 3 → 5 · "
    )
    one = InvitedOrganisation.objects.get()
    assert one.organisation.parent
    assert one.invitation_letter
    assert (one.places, one.focal_email, one.language, one.organisation.parent.name, one.invitation_letter.reference) == (
        5, "b@molisa.example", "en", "Assembly", "NV 13",
    )  # fmt: skip
    assert dict(one.role_places.values_list("role", "places")) == {"head": 2, "adviser": 1}
    assert list(AuditEntry.objects.order_by("pk").values_list("verb", flat=True)) == ["list", "import"]


def test_an_empty_cell_leaves_what_is_there(event: Event) -> None:
    do(event, FULL)
    before = stored()
    (done,) = do(event, {"organisation": "Ministry of Labour", "language": "vi"}).rows
    assert (done.outcome, stored()) == ("same", before)


def test_who_is_not_in_the_list_stays(event: Event) -> None:
    factories.invited(event, factories.organisation("Other"))
    do(event, {})
    assert sorted(InvitedOrganisation.objects.values_list("organisation__name", flat=True)) == [
        "Ministry of Labour", "Other",
    ]  # fmt: skip


def test_found_in_the_register_under_any_name(event: Event) -> None:
    """What the register says otherwise stays, with a remark; what it does not know is filled in."""
    labour = factories.organisation("Ministry of Labour", acronym="MOLISA", kind="donor")
    web = factories.organisation("Chamber of Commerce", "", kind="other")
    OrganisationName.objects.create(organisation=labour, language="vi", name="Bộ Lao động")
    done = do(event, {"organisation": "bo lao dong", "acronym": "MOL"},
              {"organisation": "Chamber of Commerce", "kind": "employers", "acronym": "VCCI"})  # fmt: skip
    assert [(row.organisation, row.remarks) for row in done.rows] == [
        ("Ministry of Labour (MOLISA)", (
            "The register says otherwise, and that stays: MOLISA.", "The register says otherwise, and that stays: donor.",
        )),
        ("Chamber of Commerce", ("The register says otherwise, and that stays: no country.",)),
    ]  # fmt: skip
    web.refresh_from_db()
    assert (web.acronym, web.kind, web.country, Organisation.objects.count()) == ("VCCI", "employers", "", 2)


def test_what_it_is_part_of_is_added_once(event: Event) -> None:
    done = do(
        event,
        {"organisation": "Bureau A", "part of": "Government (GOV)"},
        {"organisation": "Bureau B", "part of": "Government (GOV)"},
    )
    assert [row.remarks for row in done.rows] == [
        ("Government (GOV) is not in the register, and is added to it.",), (),
    ]  # fmt: skip
    assert list(Organisation.objects.order_by("name").values_list("name", "acronym", "parent__name")) == [
        ("Bureau A", "", "Government"), ("Bureau B", "", "Government"), ("Government", "GOV", None),
    ]  # fmt: skip


def test_fewer_places_than_are_confirmed(event: Event) -> None:
    invited = factories.invited(event, factories.organisation())
    for number in range(2):
        factories.participant(event, name=f"P{number}", invited=invited, state="confirmed")
    (done,) = do(event, {"places": 1, "places member": 0, "e-mail": "focal@molisa.example"}).rows
    assert done.remarks == (
        "places: 2 are confirmed already, and stay.", "places, member: 2 are confirmed already, and stay.",
    )  # fmt: skip
    assert Participant.objects.filter(state="confirmed").count() == 2


@pytest.mark.parametrize(("promote", "state"), [(True, "confirmed"), (False, "waiting")])
def test_more_places_for_who_waits(event: Event, promote: bool, state: str) -> None:
    factories.desk(event, promote=promote)
    person = factories.participant(
        event, invited=factories.invited(event, factories.organisation(), places=0), state="waiting"
    )
    do(event, {"places": 1})
    person.refresh_from_db()
    assert person.state == state


REFUSED = [
    ([{"organisation": "Labour"}, {"organisation": "Labour (MOL)"}], {3: "is Labour (MOL), as row 2 is. Keep one of the rows."}),
    ([{"organisation": "A", "part of": "A"}], {2: "would be part of itself: look at what “A” is part of."}),
    ([{"organisation": "A", "part of": "B"}, {"organisation": "B", "part of": "A"}], {
        2: "would be part of itself: look at what “B” is part of.", 3: "would be part of itself: look at what “A” is part of.",
    }),
    ([{"organisation": "Known unit", "part of": "C"}, {"organisation": "C", "part of": "Known unit"}], {
        2: "would be part of itself: look at what “C” is part of.",
        3: "would be part of itself: look at what “Known unit” is part of.",
    }),
    ([{"country": "CH", "deadline": "2026-03-29 02:30"}], {
        2: "the deadline 2026-03-29 02:30 does not exist in Europe/Zurich. Write another hour.",
    }),
    ([{"date": "2026-03-29"}], {2: "has the date of a letter without its reference. Write it, or empty the date."}),
    ([{"reference": "X", "date": "2026-03-29"}, {"organisation": "B", "reference": "X", "date": "2026-03-30"}], {
        3: "gives the letter the date 2026-03-30, row 2 2026-03-29. Correct one of them.",
    }),
]  # fmt: skip


@pytest.mark.parametrize(("rows", "reasons"), REFUSED)
def test_one_line_refuses_all(event: Event, rows: list[dict[str, Any]], reasons: dict[int, str]) -> None:
    factories.organisation("Known unit", parent=factories.organisation("Known"))
    before = stored()
    done = do(event, *rows, {"organisation": "Fine"})
    assert {row.place: "".join(row.remarks) for row in done.refused} == reasons
    assert (done.writes, done.count("new"), stored()) == (False, len(rows) + 1 - len(reasons), before)
    place, reason = next(iter(reasons.items()))
    assert done.refused[0].words.startswith(f"row {place}: refused: ")
    assert done.refused[0].words.endswith(f": {reason}")


def test_a_letter_s_date(event: Event) -> None:
    """The letter that is there is corrected, also one without a reference; a deadline keeps its seconds and its fold."""
    deadline = datetime(2026, 11, 20, 10, 30, 59, tzinfo=UTC)
    factories.invited(
        event,
        factories.organisation(),
        deadline=deadline,
        invitation_letter=InvitationLetter.objects.create(event=event),
    )
    row = {"deadline": "2026-11-20 17:30", "date": "2026-10-02"}
    (done,) = do(event, row).rows
    assert done.changes == (FieldChange("date of the letter", "", "2026-10-02"),)
    assert InvitedOrganisation.objects.get().deadline == deadline
    assert list(InvitationLetter.objects.values_list("reference", "date")) == [("", date(2026, 10, 2))]


@pytest.mark.parametrize("count", [1, 3])
def test_a_plan_asks_the_database_alike(event: Event, django_assert_num_queries: Any, count: int) -> None:
    read = lines(*({**FULL, "organisation": f"Ministry {number}"} for number in range(count)))
    importing.apply(event, read, CLERK, MOMENT)
    with django_assert_num_queries(7):
        importing.plan(event, read)
    with django_assert_num_queries(12):  # a savepoint, and what is locked
        importing.apply(event, read, CLERK, MOMENT)
