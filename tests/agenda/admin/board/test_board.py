"""The board: what it shows, and that each button changes exactly what it should, or nothing."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils.html import conditional_escape

from agenda.admin.board import digests
from agenda.drafts import freezing, reviews, steps
from agenda.models import Event, EventRole, Session, Step
from agenda.programme import changes, clocks, editing, model
from tests.layout import tight

OPENING = "Welcome and opening remarks"
MOMENT = datetime(2026, 8, 1, 9, tzinfo=UTC)


@pytest.fixture
def board(event: Event) -> str:
    return f"/admin/agenda/event/{event.pk}/board/"


def made_from(client: Client, board: str, do: str = "") -> dict[str, str]:
    """The digests that a form made from the draft as it is would send."""
    shown = client.get(board).context["board"]
    kept = {one.id: digests.of_session(one) for one in shown.draft.sessions}
    hours = {f"hours-{day}": digest for day, digest in shown.hours.items()}
    return {"seen": kept.get(do.partition(":")[2], ""), "whole": shown.whole, **hours}


@pytest.fixture
def press(staff: Client, board: str) -> Callable[..., Any]:
    """`press("up:session-2", field=value, …)` sends what a form made from the draft as it is would send."""

    def send(do: str, **fields: str) -> Any:
        return staff.post(board, {**made_from(staff, board, do), "do": do, **fields})

    return send


@pytest.fixture
def edit(staff: Client, board: str, form_of: Callable[[Any], dict[str, str]]) -> Callable[..., Any]:
    """`edit("session-2", start="15:30")` changes fields of the row's form and saves."""

    def send(identifier: str, **edits: str) -> Any:
        values = form_of(staff.get(f"{board}?edit={identifier}"))
        assert set(edits) <= {*values, "along", "people-0-DELETE"}, sorted(values)
        return staff.post(board, {**values, "whole": made_from(staff, board)["whole"], **edits})

    return send


def draft(event: Event) -> model.Programme:
    return freezing.draft_as_is(event)


def hours(event: Event) -> dict[str, str]:
    """Start and end of each session on the host's clock."""
    value = draft(event)
    zone = value.event.timezone
    walls = {
        one.id: (clocks.wall_of(one.start, zone)[0], clocks.wall_of(one.end, zone)[0])
        for one in value.in_order
    }
    return {key: f"{start:%H:%M}–{end:%H:%M}" for key, (start, end) in walls.items()}


def changed(before: dict[str, str], after: dict[str, str]) -> dict[str, str]:
    return {key: words for key, words in after.items() if before.get(key) != words}


def sentences(event: Event) -> list[str]:
    step = steps.last_done(event)
    return [line.sentence for line in step.lines.all()] if step else []


def to(answer: Any) -> str:
    assert answer.status_code == 303, (answer.status_code, answer.content.decode()[-3000:])
    return str(answer["Location"])


def test_the_board_shows_the_day(staff: Client, event: Event, board: str) -> None:
    html = staff.get(board).content.decode()
    assert "Tuesday 8 September 2020" in html
    assert "1:30–4:30 pm Manila/Beijing time" in html
    assert re.findall(r'<li class="row [^"]*" id="session-([^"]+)"', html) == [
        "joining", "opening", "memorandum", "session-1", "session-2", "wrap-up", "closing",
    ]  # fmt: skip
    row = html[html.index('id="session-session-2"') : html.index('id="session-wrap-up"')]
    assert re.search(r"3:15</time>–<time[^>]*>4:15 pm</time>", row)
    assert "<span>1:45–2:45 pm</span> Nay Pyi Taw" in row
    assert "3 segments" in row
    assert "Webinar" in row


def test_nothing_inline(staff: Client, board: str, inline_of: Callable[[str], list[str]]) -> None:
    for address in (board, f"{board}?edit=session-2", f"{board}?tool=stretch&on=session-1"):
        assert inline_of(staff.get(address).content.decode()) == []


def test_badges(staff: Client, event: Event, board: str) -> None:
    Session.objects.filter(identifier="closing").update(
        status="cancelled", fixed=True, audience="participants"
    )
    html = staff.get(board).content.decode()
    row = html[html.index('id="session-closing"') :]
    assert "<s>Closing remarks</s>" in row
    for words in ("Cancelled", "Fixed", "Participants only", "Let it move"):
        assert words in row


def test_conflicts_stand_in_their_row_and_on_top(staff: Client, board: str) -> None:
    Session.objects.filter(identifier="session-2").update(minutes=20)
    answer = staff.get(board)
    html = answer.content.decode()
    row = html[html.index('<li class="row kind-session status-confirmed" id="session-session-2"') :]
    row = row[: row.index('id="session-wrap-up"')]
    top = html[html.index('<details class="found') : html.index('<section class="day"')]
    errors = answer.context["errors"]
    assert {one.sessions for one in errors} == {("session-2",)}
    assert "segment-outside-session" in {one.code for one in errors}
    assert f"{len(errors)} error" in top
    for one in errors:
        assert conditional_escape(one.sentence) in row
        assert f'<a href="#session-session-2">{conditional_escape(one.sentence)}</a>' in top


def test_edit_of_what_is_not_an_hour_is_saved_at_once(
    event: Event, edit: Callable[..., Any], board: str
) -> None:
    before = draft(event)
    answer = edit("session-2", title="Session 2: Jobs", kind="panel", status="tentative", room="")
    assert to(answer) == f"{board}#edit-session-2"
    after = draft(event)
    (old,) = [one for one in before.sessions if one.id == "session-2"]
    (new,) = [one for one in after.sessions if one.id == "session-2"]
    assert (new.kind, new.status, new.room, dict(new.title)) == (
        "panel",
        "tentative",
        "",
        {"en": "Session 2: Jobs"},
    )
    assert (new.start, new.end, new.people, new.segments) == (old.start, old.end, old.people, old.segments)
    assert [one for one in after.sessions if one.id != "session-2"] == [
        one for one in before.sessions if one.id != "session-2"
    ]
    assert Step.objects.get().action.startswith("“Session 2")


def test_saving_nothing_keeps_no_step(event: Event, edit: Callable[..., Any]) -> None:
    before = draft(event)
    to(edit("session-2"))
    assert draft(event) == before
    assert not Step.objects.exists()


def test_another_start_asks_before_anything_changes(event: Event, edit: Callable[..., Any]) -> None:
    before = draft(event)
    answer = edit("session-2", start="15:30")
    assert answer.status_code == 200
    html = answer.content.decode()
    assert "Move what follows along (2)" in html
    assert "Only this one" in html
    assert draft(event) == before
    along, alone = answer.context["choices"]
    assert [str(one.title) for one in along.moves][1:] == ["Wrap-up of day’s discussions", "Closing remarks"]
    assert len(alone.moves) == 1
    assert [part.becomes.start.words for part in along.moves[0].parts] == ["3:30", "3:55"]
    assert along.moves[0].elsewhere[-1].places == "Nay Pyi Taw"


def test_moved_along(event: Event, edit: Callable[..., Any], board: str) -> None:
    before = hours(event)
    assert to(edit("session-2", start="15:30", along="1")) == f"{board}#edit-session-2"
    assert changed(before, hours(event)) == {
        "session-2": "15:30–16:30", "wrap-up": "16:30–16:40", "closing": "16:40–16:45",
    }  # fmt: skip
    (session,) = [one for one in draft(event).sessions if one.id == "session-2"]
    timed = [one for one in session.segments if one.start]
    assert [clocks.wall_of(one.start, "Asia/Manila")[0].strftime("%H:%M") for one in timed if one.start] == [
        "15:30", "15:55",
    ]  # fmt: skip


def test_only_this_one(event: Event, edit: Callable[..., Any]) -> None:
    before = hours(event)
    to(edit("session-2", start="15:30", along="0"))
    assert changed(before, hours(event)) == {"session-2": "15:30–16:30"}


def test_the_last_one_is_moved_without_a_question(event: Event, edit: Callable[..., Any]) -> None:
    before = hours(event)
    to(edit("closing", start="16:30", minutes="10"))
    assert changed(before, hours(event)) == {"closing": "16:30–16:40"}


def test_the_result_says_which_conflicts_would_appear(event: Event, edit: Callable[..., Any]) -> None:
    Session.objects.filter(identifier="session-1").update(minutes=20)  # wrong already: not said again
    answer = edit("session-2", start="15:30")
    along, alone = answer.context["choices"]
    assert along.appearing == []
    assert [(one.code, one.sessions) for one in alone.appearing] == [
        ("room-twice", ("session-2", "wrap-up")),
        ("room-twice", ("session-2", "closing")),
    ]
    assert conditional_escape(alone.appearing[0].sentence) in answer.content.decode()


def test_people_in_the_order_of_their_numbers(event: Event, edit: Callable[..., Any]) -> None:
    value = draft(event)
    (session,) = [one for one in value.sessions if one.id == "opening"]
    first, second = session.people
    newcomer = next(one.id for one in value.people if one.id not in {first.person, second.person})
    to(
        edit(
            "opening",
            **{
                "people-0-order": "2",
                "people-1-order": "1",
                "people-1-state": "tbc",
                "people-2-person": newcomer,
                "people-2-role": "discussant",
            },
        )
    )
    (session,) = [one for one in draft(event).sessions if one.id == "opening"]
    assert session.people == (
        model.FrozenAppearance(person=second.person, role=second.role, state="tbc"),
        first,
        model.FrozenAppearance(person=newcomer, role="discussant"),
    )


def test_a_person_is_removed(event: Event, edit: Callable[..., Any]) -> None:
    (before,) = [one for one in draft(event).sessions if one.id == "opening"]
    to(edit("opening", **{"people-0-DELETE": "on"}))
    (after,) = [one for one in draft(event).sessions if one.id == "opening"]
    assert after.people == before.people[1:]


@pytest.mark.parametrize(
    ("edits", "field"),
    [
        ({"title": ""}, "title"),
        ({"minutes": "0"}, "minutes"),
        ({"minutes": "99999999"}, "minutes"),
        ({"day": "1950-01-01"}, "start"),
        ({"start": "nine"}, "start"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(
    event: Event, edit: Callable[..., Any], edits: dict[str, str], field: str
) -> None:
    before = draft(event)
    answer = edit("session-2", **edits)
    assert answer.status_code == 422
    assert list(answer.context["panel"].form.errors) == [field]
    assert "autofocus" in answer.content.decode()
    assert draft(event) == before


def test_a_title_of_301_characters_is_refused_and_one_of_300_is_not(
    event: Event, edit: Callable[..., Any]
) -> None:
    answer = edit("session-2", title="x" * 301)
    assert answer.status_code == 422
    assert answer.context["panel"].form.errors["title"] == ["Write at most 300 characters; these are 301."]
    to(edit("session-2", title="x" * 300))
    Session.objects.filter(identifier="session-2").update(title={"en": "y" * 400})
    to(edit("session-2", kind="panel"))  # what was long before can stay
    assert dict(editing.session_of(draft(event), "session-2").title) == {"en": "y" * 400}


@pytest.mark.parametrize(("identifier", "empty"), [("opening", 2), ("closing", 3)])
def test_two_speakers_need_one_save(
    event: Event, staff: Client, board: str, edit: Callable[..., Any], identifier: str, empty: int
) -> None:
    value = draft(event)
    if identifier == "closing":
        Session.objects.get(identifier="closing").appearances.all().delete()
        value = draft(event)
    known = editing.session_of(value, identifier).people
    lines = staff.get(f"{board}?edit={identifier}").context["panel"].lines
    assert len(lines.forms) == len(known) + empty
    newcomers = [one.id for one in value.people if one.id not in {there.person for there in known}][:2]
    first = len(known)
    to(edit(identifier, **{f"people-{first + place}-person": one for place, one in enumerate(newcomers)}))
    after = editing.session_of(draft(event), identifier).people
    assert after == (*known, *(model.FrozenAppearance(person=one, role="speaker") for one in newcomers))


def test_nobody_stands_twice_in_a_role(event: Event, edit: Callable[..., Any]) -> None:
    before = draft(event)
    first, *_rest = editing.session_of(before, "opening").people
    name = before.people_by_id[first.person].full_name
    place = len(editing.session_of(before, "opening").people)
    line = {f"people-{place}-person": first.person, f"people-{place}-role": first.role}
    answer = edit("opening", **line)
    assert answer.status_code == 422
    errors = answer.context["panel"].lines.errors
    words = f"{name} stands twice as {first.role.replace('-', ' ')}. Take one out."
    assert errors[place] == {"person": [words]}
    assert [one for one in errors if one] == [errors[place]]
    assert draft(event) == before
    other = "discussant" if first.role != "discussant" else "speaker"
    to(edit("opening", **{**line, f"people-{place}-role": other}))
    to(edit("opening", **{**line, "people-0-DELETE": "on"}))  # taken out, and in again further down


def test_a_forged_choice_is_refused(event: Event, edit: Callable[..., Any]) -> None:
    for edits in ({"room": "nowhere"}, {"kind": "party"}, {"people-0-person": "nobody"}):
        before = draft(event)
        assert edit("session-2", **edits).status_code == 422
        assert draft(event) == before


def test_an_hour_that_does_not_exist(event: Event, edit: Callable[..., Any]) -> None:
    Event.objects.update(timezone="Europe/Paris")
    answer = edit("session-2", day="2021-03-28", start="02:30")
    assert answer.status_code == 422
    assert answer.context["panel"].form.errors["start"][0].startswith("02:30 does not exist on 28 March 2021")
    assert hours(event)["session-2"] == "15:15–16:15"


@pytest.mark.parametrize("fold", ["0", "1"])
def test_of_an_hour_that_comes_twice_the_form_asks_which(
    event: Event, edit: Callable[..., Any], staff: Client, board: str, fold: str
) -> None:
    Event.objects.update(timezone="Europe/Paris")
    before = draft(event)
    asked = edit("closing", day="2020-10-25", start="02:30")
    assert asked.status_code == 422
    form = asked.context["panel"].form
    assert form.errors == {"fold": ["02:30 comes twice on that day: choose which."]}
    assert list(form.fields)[:4] == ["title", "day", "start", "fold"]
    for words in ("the first (UTC+02:00)", "the second (UTC+01:00)"):
        assert words in asked.content.decode()
    assert draft(event) == before
    values = {**made_from(staff, board, "save:closing"), **asked.wsgi_request.POST.dict()}
    to(staff.post(board, {**values, "along": "0", "fold": fold}))
    row = Session.objects.get(identifier="closing")
    assert (str(row.day), str(row.start), row.fold) == ("2020-10-25", "02:30:00", int(fold))


def test_the_choice_between_two_hours_is_not_there_where_there_is_one(staff: Client, board: str) -> None:
    assert "id_fold" not in staff.get(f"{board}?edit=closing").content.decode()


def test_the_second_of_two_hours_stays_when_something_else_is_edited(
    event: Event, edit: Callable[..., Any]
) -> None:
    Event.objects.update(timezone="Europe/Paris")
    Session.objects.filter(identifier="closing").update(day="2020-10-25", start="02:30", fold=1)
    to(edit("closing", title="Closing"))
    assert Session.objects.get(identifier="closing").fold == 1


def test_a_missing_hour_is_shown_and_corrected(
    event: Event, edit: Callable[..., Any], staff: Client, board: str
) -> None:
    Event.objects.update(timezone="Europe/Paris")
    Session.objects.filter(identifier="closing").update(day="2021-03-28", start="02:30")
    html = staff.get(f"{board}?edit=closing").content.decode()
    assert 'value="02:30"' in html
    to(edit("closing", start="03:30"))
    assert hours(event)["closing"] == "03:30–03:35"


def test_dates_that_no_clock_knows_are_named(event: Event, staff: Client, board: str) -> None:
    Session.objects.filter(identifier="closing").update(day="1950-01-01")
    html = staff.get(board).content.decode()
    assert "cannot be drawn" in html
    assert "closing" in html


def test_what_cannot_be_moved_changes_nothing(event: Event, edit: Callable[..., Any]) -> None:
    Session.objects.filter(identifier__in=["session-2", "wrap-up", "closing"]).update(fixed=True)
    before = draft(event)
    answer = edit("session-1", minutes="90", along="1")
    assert answer.status_code == 422
    assert answer.context["panel"].form.errors["start"]
    assert draft(event) == before


def test_up_and_down(event: Event, press: Callable[..., Any], board: str) -> None:
    before = hours(event)
    assert to(press("up:session-2")) == f"{board}#up-session-2"
    after = hours(event)
    assert changed(before, after) == {"session-2": "14:15–15:15", "session-1": "15:15–16:15"}
    assert to(press("down:session-2")) == f"{board}#down-session-2"
    assert hours(event) == before


def test_the_focus_goes_to_the_other_button_at_the_end(
    event: Event, press: Callable[..., Any], board: str
) -> None:
    assert to(press("down:wrap-up")) == f"{board}#up-wrap-up"
    assert to(press("up:opening")) == f"{board}#down-opening"


def test_a_fixed_session_is_not_passed(event: Event, press: Callable[..., Any]) -> None:
    Session.objects.filter(identifier="session-1").update(fixed=True)
    before = draft(event)
    answer = press("up:session-2")
    assert answer.status_code == 422
    assert answer.context["error"]
    assert answer.context["place"] == "session-2"
    assert draft(event) == before


def test_sessions_held_at_once_are_passed_together(event: Event, press: Callable[..., Any]) -> None:
    Session.objects.filter(identifier="wrap-up").update(start="15:15", minutes=60)
    before = hours(event)
    to(press("down:session-1"))
    assert changed(before, hours(event)) == {
        "session-2": "14:15–15:15",
        "wrap-up": "14:15–15:15",
        "session-1": "15:15–16:15",
    }
    to(press("up:session-1"))
    assert hours(event) == before
    answer = press("place:wrap-up", other="session-2")
    assert answer.status_code == 422
    assert "held at the same time" in answer.context["panel"].form.errors["other"][0]
    assert hours(event) == before


def test_the_last_two_held_at_once_are_passed_together(event: Event, press: Callable[..., Any]) -> None:
    Session.objects.filter(identifier="closing").update(start="16:15", minutes=10)
    before = hours(event)
    to(press("down:session-2"))
    assert changed(before, hours(event)) == {
        "wrap-up": "15:15–15:25", "closing": "15:15–15:25", "session-2": "15:25–16:25",
    }  # fmt: skip


def test_a_refused_drag_says_the_refusal_and_nothing_else(event: Event, press: Callable[..., Any]) -> None:
    Session.objects.filter(identifier="session-1").update(fixed=True)
    before = draft(event)
    answer = press("place:session-2", other="memorandum", drag="1")
    assert answer.status_code == 422
    assert "is fixed" in answer.context["error"]
    assert answer.context["panel"] is None
    assert "please correct what is marked" not in answer.content.decode()
    unknown = press("place:session-2", other="nothing", drag="1")
    assert (unknown.status_code, unknown.context["panel"]) == (422, None)
    assert "nothing" in unknown.context["error"]
    assert draft(event) == before


def test_put_before_another_and_last(event: Event, press: Callable[..., Any]) -> None:
    to(press("place:session-2", other="opening"))
    assert list(hours(event))[:3] == ["joining", "session-2", "opening"]
    to(press("place:session-2", other=""))
    assert list(hours(event))[-1] == "session-2"


def test_duplicate(event: Event, press: Callable[..., Any], board: str, publish: Callable[..., Any]) -> None:
    publish()
    before = draft(event)
    assert to(press("duplicate:wrap-up", along="0")) == f"{board}#edit-wrap-up-of-days-discussions-copy"
    after = draft(event)
    new = [one for one in after.sessions if one not in before.sessions]
    assert [(one.id, dict(one.title)["en"]) for one in new] == [
        ("wrap-up-of-days-discussions-copy", "Wrap-up of day’s discussions (copy)")
    ]
    assert [one for one in after.sessions if one in before.sessions] == list(before.sessions)


def test_a_new_session_takes_no_address_that_was_published(
    event: Event, press: Callable[..., Any], publish: Callable[..., Any]
) -> None:
    publish()
    to(press("delete:closing"))
    publish()
    fields = {
        "title": "Closing",
        "day": "2020-09-08",
        "start": "16:30",
        "minutes": "5",
        "kind": "closing",
        "room": "",
    }
    to(press("add:", **fields))
    new = Session.objects.get(kind="closing")
    assert (new.identifier, new.slug) == ("closing-2", "closing-2")


def test_add(event: Event, staff: Client, board: str, form_of: Callable[[Any], dict[str, str]]) -> None:
    before = draft(event)
    values = form_of(staff.get(f"{board}?tool=add&on=2020-09-08"))
    assert (values["day"], values["start"], values["room"]) == ("2020-09-08", "16:30", "webinar")
    answer = staff.post(board, {**values, "title": "Reception", "kind": "reception"})
    assert to(answer) == f"{board}#edit-reception"
    after = draft(event)
    assert after.sessions[:-1] == before.sessions
    assert hours(event)["reception"] == "16:30–17:00"


def test_delete_asks_first_and_says_what_it_means(
    event: Event, staff: Client, board: str, press: Callable[..., Any], publish: Callable[..., Any]
) -> None:
    address = f"{board}?tool=delete&on=closing"
    assert "never published" in staff.get(address).content.decode()
    publish()
    assert "calendars show it as cancelled" in staff.get(address).content.decode()
    before = draft(event)
    assert to(press("delete:closing")) == f"{board}#undo"
    assert draft(event).sessions == before.sessions[:-1]


def test_fix_and_unfix(event: Event, press: Callable[..., Any], board: str) -> None:
    before = draft(event)
    assert to(press("fix:session-2")) == f"{board}#fix-session-2"
    assert Session.objects.get(fixed=True).identifier == "session-2"
    to(press("unfix:session-2"))
    assert not Session.objects.filter(fixed=True).exists()
    assert [step.kind for step in Step.objects.all()] == ["mark", "mark"]
    assert draft(event) == before


def test_shift_shows_its_result_first(event: Event, press: Callable[..., Any], board: str) -> None:
    before = hours(event)
    shown = press("shift:session-2", minutes="10", direction="later")
    assert [one.becomes.start.words for one in shown.context["choices"][0].moves] == ["3:25", "4:25", "4:35"]
    assert hours(event) == before
    answer = press("shift:session-2", minutes="10", direction="later", apply="1")
    assert to(answer) == f"{board}#more-session-2"
    assert changed(before, hours(event)) == {
        "session-2": "15:25–16:25", "wrap-up": "16:25–16:35", "closing": "16:35–16:40",
    }  # fmt: skip


def test_swap(event: Event, press: Callable[..., Any]) -> None:
    before = hours(event)
    assert press("swap:session-1", other="session-2").status_code == 200
    assert hours(event) == before
    to(press("swap:session-1", other="session-2", apply="1"))
    assert changed(before, hours(event)) == {"session-2": "14:15–15:15", "session-1": "15:15–16:15"}


def test_stretch(event: Event, press: Callable[..., Any]) -> None:
    before = hours(event)
    fields = {"other": "session-2", "start": "14:15", "end": "16:15", "keep": "on"}
    nothing = press("stretch:session-1", **fields)
    assert to(nothing).endswith("#more-session-1")
    fields["end"] = "15:45"
    assert press("stretch:session-1", **fields).status_code == 200
    assert hours(event) == before
    to(press("stretch:session-1", **fields, apply="1"))
    assert changed(before, hours(event)) == {"session-1": "14:15–15:00", "session-2": "15:00–15:45"}


def test_stretch_into_no_time(event: Event, press: Callable[..., Any]) -> None:
    answer = press("stretch:session-1", other="session-2", start="16:15", end="14:15")
    assert answer.status_code == 422
    assert answer.context["panel"].form.errors["end"] == ["Write an hour after the first one."]


def test_compact(event: Event, press: Callable[..., Any], edit: Callable[..., Any]) -> None:
    to(press("compact:2020-09-08"))  # there is no gap: nothing to show
    to(edit("session-2", start="15:45", along="1"))
    before = hours(event)
    shown = press("compact:2020-09-08")
    assert len(shown.context["choices"][0].moves) == 3
    assert hours(event) == before
    to(press("compact:2020-09-08", apply="1"))
    assert hours(event)["session-2"] == "15:15–16:15"


def test_undo_and_redo_name_what_they_do(
    event: Event, press: Callable[..., Any], edit: Callable[..., Any], staff: Client, board: str
) -> None:
    before = draft(event)
    to(edit("session-2", start="15:30", along="1"))
    after = draft(event)
    html = staff.get(board).content.decode()
    assert re.search(r"Undo: “Session 2[^<]*” moved, and 2 more, by organiser@example.org", html)
    number = Step.objects.get().number
    assert to(press(f"undo:{number}")) == f"{board}#redo"
    assert changes.without_stamps(draft(event)) == changes.without_stamps(before)
    assert "Redo: “Session 2" in staff.get(board).content.decode()
    assert to(press(f"redo:{number}")) == f"{board}#undo"
    assert changes.without_stamps(draft(event)) == changes.without_stamps(after)
    assert press("undo:99").status_code == 409


@pytest.mark.parametrize("do", ["", "dance:session-2", "compact:someday"])
def test_what_the_board_does_not_know_is_404(press: Callable[..., Any], do: str) -> None:
    assert press(do).status_code == 404


GONE = "That session is no longer in the draft."


@pytest.mark.parametrize(
    "do", ["up", "save", "duplicate", "delete", "fix", "place", "shift", "swap", "stretch"]
)
def test_a_session_that_is_gone_is_said(event: Event, press: Callable[..., Any], do: str) -> None:
    before = draft(event)
    answer = press(f"{do}:nothing")
    assert (answer.status_code, answer.context["error"]) == (409, GONE)
    assert draft(event) == before


@pytest.mark.parametrize(
    ("query", "error"),
    [
        ("edit=nothing", GONE),
        ("tool=shift&on=nothing", GONE),
        ("tool=dance&on=session-2", ""),
        ("tool=add&on=never", ""),
    ],
)
def test_an_old_address_opens_the_board(staff: Client, board: str, query: str, error: str) -> None:
    answer = staff.get(f"{board}?{query}")
    assert (answer.status_code, answer.context["error"]) == (200, error)


def test_a_viewer_sees_it_without_buttons(event: Event, client: Client, board: str) -> None:
    viewer = User.objects.create_user("viewer", "viewer@example.org", "a long password", is_staff=True)
    EventRole.objects.create(user=viewer, role="viewer", event=event)
    client.force_login(viewer)
    html = client.get(f"{board}?edit=session-2").content.decode()
    inside = html[html.index('class="board"') :]
    assert OPENING in inside
    assert "<button" not in inside
    assert "<form" not in inside
    assert "Edit" not in inside
    before = draft(event)
    assert client.post(board, {"do": "delete:closing", "seen": ""}).status_code == 403
    assert draft(event) == before


def test_an_event_without_sessions(event: Event, staff: Client, board: str) -> None:
    Session.objects.all().delete()
    assert "No session yet." in staff.get(board).content.decode()
    assert staff.get(f"{board}?tool=add").status_code == 200


@pytest.mark.parametrize(
    ("do", "fields"),
    [
        ("up:session-2", {}),
        ("down:opening", {}),
        ("place:closing", {"other": "opening"}),
        ("duplicate:session-1", {"along": "1"}),
        ("duplicate:session-1", {"along": "0"}),
        ("duplicate:closing", {}),
        ("delete:session-1", {}),
        ("shift:opening", {"minutes": "25", "direction": "earlier", "apply": "1"}),
        ("swap:session-1", {"other": "closing", "apply": "1"}),
        (
            "stretch:opening",
            {"other": "closing", "start": "14:00", "end": "17:00", "keep": "on", "apply": "1"},
        ),
    ],
)
def test_each_action_is_one_step_and_undone_without_a_trace(
    event: Event, press: Callable[..., Any], do: str, fields: dict[str, str]
) -> None:
    before = draft(event)
    to(press(do, **fields))
    step = Step.objects.get()
    assert (step.kind, step.state, step.actor_name) == ("edit", "done", "organiser@example.org")
    assert sentences(event)
    assert draft(event) != before
    to(press(f"undo:{step.number}"))
    assert draft(event) == before


def place_of(answer: Any, identifier: str) -> str:
    """What reviewers say, in the row of a session."""
    html = tight(answer.content.decode())
    row = html[html.index(f'id="session-{identifier}"') :]
    found = re.search(r'<p class="row-said">(.*?)</p>', row[: row.index('<div class="row-facts"')], re.DOTALL)
    return found[1] if found else ""


def test_comments_and_cleared_places_are_marked(event: Event, staff: Client, board: str) -> None:
    value, voice = draft(event), reviews.Reviewer("Ms. X")
    assert place_of(staff.get(board), "session-2") == ""
    place = next(one for one in reviews.review_targets(value) if one.key == "session:session-2")
    number = [one.key for one in reviews.review_targets(value)].index("session:session-2")
    remark = reviews.say(event, place.key, "Too long", voice, MOMENT)
    reviews.say(event, "", "Of the whole", voice, MOMENT)
    reviews.clear(event, place.key, place.digest, voice, MOMENT)
    words = place_of(staff.get(board), "session-2")
    assert re.findall(r'href="[^"]*/preview/(#place-\d+)">([^<]+)<', words) == [
        (f"#place-{number}", "1 comment"), (f"#place-{number}", "cleared"),
    ]  # fmt: skip
    preview = tight(staff.get(f"/admin/agenda/event/{event.pk}/preview/").content.decode())
    assert f'<li id="place-{number}"><h3 id="title-{number}">Session 2' in preview
    assert place_of(staff.get(board), "session-1") == ""
    reviews.settle(remark, staff.get(board).context["user"], MOMENT)
    Session.objects.filter(identifier="session-2").update(minutes=50)
    words = place_of(staff.get(board), "session-2")
    assert "comment" not in words
    assert "cleared, changed since" in words
