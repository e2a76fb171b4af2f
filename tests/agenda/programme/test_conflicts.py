"""What blocks a publication."""

import pytest

from agenda.programme.conflicts import Conflict, conflicts
from agenda.programme.model import Segment
from tests import builders as b


def of(*segments: Segment) -> tuple[Conflict, ...]:
    """The conflicts of a session from 2:15 to 3:15 pm with these segments."""
    return conflicts(b.programme(b.session("session-1", title="Session 1", segments=segments)))


@pytest.mark.parametrize(
    ("start", "end"),
    [("14:15", "15:15"), ("14:15", "14:40"), ("14:50", "15:15")],
)
def test_a_segment_within_its_session_is_none(start: str, end: str) -> None:
    assert of(b.segment("Talks", f"2020-09-08T{start}", f"2020-09-08T{end}"), b.segment("Discussion")) == ()


@pytest.mark.parametrize(
    ("start", "end"),
    [("14:14", "14:40"), ("15:00", "15:16"), ("14:00", "15:30"), ("16:00", "16:30")],
)
def test_a_segment_outside_its_session_is_an_error(start: str, end: str) -> None:
    assert of(b.segment("Discussion"), b.segment("Talks", f"2020-09-08T{start}", f"2020-09-08T{end}")) == (
        Conflict(
            "segment-outside-session",
            "error",
            "session-1, segment 2",
            "“Talks” lies outside “Session 1”. Change the hours of one of them.",
        ),
    )


def test_sessions_may_overlap() -> None:
    assert conflicts(b.programme(b.session("a"), b.session("b"))) == ()


def test_conflicts_stand_in_the_order_of_the_agenda_each_on_one_line() -> None:
    late = b.session("late", "2020-09-08T16:00", title="Late\nsession",
                     segments=[b.segment("a\n\nb", "2020-09-08T10:00", "2020-09-08T10:30")])  # fmt: skip
    early = b.session(
        "early", "2020-09-08T09:00", segments=[b.segment("c", "2020-09-08T08:00", "2020-09-08T10:30")]
    )
    found = conflicts(b.programme(late, early))
    assert [(one.place, one.sentence) for one in found] == [
        ("early, segment 1", "“c” lies outside “Early”. Change the hours of one of them."),
        ("late, segment 1", "“a b” lies outside “Late session”. Change the hours of one of them."),
    ]
