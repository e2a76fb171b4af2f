"""A session's page: hours, segments that move along, names of addresses, choices within the event."""

from __future__ import annotations

import re
from datetime import date, time
from typing import Any

import pytest
from i18nfield.strings import LazyI18nString

from agenda.drafts import freezing
from agenda.models import Appearance, City, Event, Person, Room, Segment, Session

pytestmark = pytest.mark.django_db
LIST = "/admin/agenda/session/"
ADD = f"{LIST}add/"


def change(session: Session) -> str:
    return f"{LIST}{session.pk}/change/"


@pytest.fixture
def second(event: Event) -> Session:
    """Session 2 of the demo event: 15:15 to 16:15, segments at 15:15 and 15:40 and one without hours."""
    return event.sessions.get(identifier="session-2")


def hours_of(session: Session) -> list[tuple[Any, ...]]:
    return list(session.segments.values_list("day", "start", "minutes"))


DAY = date(2020, 9, 8)


def test_segments_move_with_their_session(second: Session, save: Any) -> None:
    before = hours_of(second)
    assert before == [(DAY, time(15, 15), 25), (DAY, time(15, 40), 10), (None, None, None)]
    assert save(change(second), start="15:30").status_code == 302
    assert hours_of(second) == [(DAY, time(15, 30), 25), (DAY, time(15, 55), 10), (None, None, None)]
    second.refresh_from_db()
    assert second.start == time(15, 30)


def test_segments_move_to_another_day_and_over_midnight(second: Session, save: Any) -> None:
    assert save(change(second), day="2020-09-10", start="23:45").status_code == 302
    night, morning = date(2020, 9, 10), date(2020, 9, 11)
    assert hours_of(second)[:2] == [(night, time(23, 45), 25), (morning, time(0, 10), 10)]
    assert save(change(second), start="23:00").status_code == 302
    assert hours_of(second)[:2] == [(night, time(23, 0), 25), (night, time(23, 25), 10)]


def test_a_segment_whose_hours_are_edited_stays_where_it_is_put(second: Session, save: Any) -> None:
    edits = {"start": "15:30", "segments-1-start": "16:00"}
    assert save(change(second), **edits).status_code == 302
    assert hours_of(second)[:2] == [(DAY, time(15, 30), 25), (DAY, time(16, 0), 10)]
    edits = {"day": "2020-09-09", "segments-0-start": "15:35", "segments-1-minutes": "15"}
    assert save(change(second), **edits).status_code == 302
    ninth = date(2020, 9, 9)
    assert hours_of(second)[:2] == [(ninth, time(15, 35), 25), (ninth, time(16, 0), 15)]


def test_other_edits_move_nothing(second: Session, save: Any) -> None:
    before = hours_of(second)
    assert save(change(second), minutes="70", **{"segments-0-title": "Talks"}).status_code == 302
    assert hours_of(second) == before
    assert str(second.segments.first()) == "Talks"


def test_a_refused_page_moves_nothing(second: Session, save: Any, refusals: Any) -> None:
    before = hours_of(second)
    assert refusals(save(change(second), start="15:30", minutes="0")) == [
        "Write a length from 1 minute to 20160."
    ]
    assert hours_of(second) == before


def test_a_segment_takes_the_session_s_day(second: Session, save: Any) -> None:
    edits = {"segments-3-title": "Questions", "segments-3-start": "16:00", "segments-3-minutes": "5"}
    assert save(change(second), **edits).status_code == 302
    assert hours_of(second)[3] == (DAY, time(16, 0), 5)
    assert save(change(second), **{"segments-3-start": "", "segments-3-minutes": ""}).status_code == 302
    assert hours_of(second)[3] == (None, None, None)


def test_a_segment_after_midnight_takes_the_next_day(second: Session, save: Any) -> None:
    Segment.objects.all().delete()
    Session.objects.filter(pk=second.pk).update(start=time(23, 30), minutes=120)
    edits = {"segments-0-title": "Late", "segments-0-start": "00:15", "segments-0-minutes": "5"}
    assert save(change(second), **edits).status_code == 302
    assert hours_of(second) == [(date(2020, 9, 9), time(0, 15), 5)]


@pytest.mark.parametrize(
    ("edits", "message"),
    [
        ({"segments-2-start": "16:00"}, "Give the length in minutes, or leave the start empty."),
        ({"segments-2-minutes": "5"}, "Give the start too, or leave the minutes empty."),
        ({"segments-0-minutes": "0"}, "Write a length from 1 minute to 20160."),
    ],
)
def test_half_hours_of_a_segment_are_refused(
    second: Session, save: Any, refusals: Any, edits: dict[str, str], message: str
) -> None:
    assert refusals(save(change(second), **edits)) == [message]


def test_a_missing_hour_is_refused_with_advice(second: Session, save: Any, refusals: Any) -> None:
    Event.objects.update(timezone="Europe/Zurich")
    found = refusals(save(change(second), day="2020-03-29", start="02:30"))
    assert found[0] == (
        "02:30 does not exist on 29 March 2020 in Europe/Zurich: the clocks go forward over it. "
        "Write 03:00 or later, or an earlier hour."
    )
    found = refusals(save(change(second), day="2020-03-29", start="01:50"))
    assert [one[:20] for one in found] == ["02:15 does not exist"]


def test_a_date_out_of_range_is_refused(second: Session, save: Any, refusals: Any) -> None:
    found = refusals(save(change(second), day="9999-12-31"))
    assert "Choose a date between 1973-01-01 and 2199-12-31." in found


def test_a_doubled_hour_is_explained(second: Session, save: Any, staff: Any) -> None:
    Event.objects.update(timezone="Europe/Zurich")
    Segment.objects.all().delete()
    assert 'name="fold"' not in staff.get(change(second)).content.decode()
    assert save(change(second), day="2020-10-25", start="02:30").status_code == 302
    page = staff.get(change(second)).content.decode()
    assert "Taken is the first" in page
    assert save(change(second), fold="1").status_code == 302
    page = staff.get(change(second)).content.decode()
    words = "02:30 comes twice on 25 October 2020 in Europe/Zurich: first at UTC+02:00, then at UTC+01:00."
    assert page.count(words) == 2  # as the message, and beside the hours
    assert "Taken is the second" in page
    assert 'name="segments-0-fold"' in page


def test_the_second_hour_is_kept_while_fold_is_not_asked(second: Session, save: Any) -> None:
    Event.objects.update(timezone="Europe/Zurich")
    Segment.objects.all().delete()
    Session.objects.filter(pk=second.pk).update(fold=1)
    assert save(change(second), day="2020-10-25", start="02:30").status_code == 302
    second.refresh_from_db()
    assert second.fold == 1


def test_fold_is_asked_only_where_the_clocks_go_back(second: Session, staff: Any, save: Any) -> None:
    pages = (ADD, change(second))
    assert [staff.get(page).content.decode().count("fold") for page in pages] == [0, 0]
    Event.objects.update(timezone="Europe/Zurich")
    Session.objects.filter(pk=second.pk).update(day=date(2020, 10, 25), start=time(9))
    page = staff.get(change(second)).content.decode()
    assert page.count('<select name="fold"') == 1
    assert "fold" not in staff.get(ADD).content.decode()


def test_hours_are_asked_for_with_the_browser_s_own_inputs(second: Session, staff: Any) -> None:
    """The stock shortcuts "Today" and "Now" would fill in the server's clock."""
    page = staff.get(change(second)).content.decode()
    for one in ("Shortcuts", "vDateField", "vTimeField"):
        assert one not in page
    inputs = re.findall(r'<input type="(date|time)" name="([^"]+)"(?: value="([^"]+)")?', page)
    assert [one for one in inputs if "__prefix__" not in one[1]] == [
        ("date", "day", "2020-09-08"),
        ("time", "start", "15:15"),
        ("time", "segments-0-start", "15:15"),
        ("date", "segments-0-day", "2020-09-08"),
        ("time", "segments-1-start", "15:40"),
        ("date", "segments-1-day", "2020-09-08"),
        ("time", "segments-2-start", ""),
        ("date", "segments-2-day", ""),
        ("time", "segments-3-start", ""),
        ("date", "segments-3-day", ""),
    ]


def test_rows_are_not_headed_by_what_stands_in_their_fields(second: Session, staff: Any) -> None:
    page = staff.get(change(second)).content.decode()
    heads = re.findall(r'<td class="original">(.*?)</td>', page, re.DOTALL)
    assert len(heads) == second.questions.count() + second.segments.count() + second.appearances.count() + 9
    assert {re.sub(r"<input type=.hidden.[^>]*>", "", head).strip() for head in heads} == {""}
    assert page.count(str(second.questions.first())) == 1


def test_end_and_hours_elsewhere_are_shown(second: Session, staff: Any) -> None:
    page = staff.get(change(second)).content.decode()
    shown = re.findall(r"<li>([^<]*time)</li>", page)
    assert shown == [
        "3:15–4:15 pm Manila/Beijing time",
        "2:15–3:15 pm Bangkok/Ha Noi/Phnom Penh/Vientiane time",
        "1:45–2:45 pm Nay Pyi Taw time",
    ]
    assert 'name="segments-0-fold"' not in page


def test_a_session_is_added_with_its_parts(event: Event, save: Any, staff: Any) -> None:
    person = Person.objects.first()
    assert person
    edits = {
        "title": "Wrap-up: what now?",
        "day": "2020-09-08",
        "start": "16:30",
        "minutes": "15",
        "questions-0-question": "What next?",
        "segments-0-title": "Words",
        "segments-0-start": "16:35",
        "segments-0-minutes": "5",
        "appearances-0-person": str(person.pk),
    }
    assert "after the first save" in staff.get(ADD).content.decode()
    assert save(ADD, **edits).status_code == 302
    session = Session.objects.get(identifier="wrap-up-what-now")
    assert (session.slug, session.event, session.rank) == ("wrap-up-what-now", event, 7)
    assert hours_of(session) == [(DAY, time(16, 35), 5)]
    assert Appearance.objects.get(session=session).person == person
    assert (
        save(ADD, title="Wrap-up: what now?", day="2020-09-08", start="17:00", minutes="5").status_code == 302
    )
    assert Session.objects.filter(identifier="wrap-up-what-now-2", slug="wrap-up-what-now-2").exists()
    assert save(ADD, title="သုံး", day="2020-09-08", start="17:00", minutes="5").status_code == 302
    assert Session.objects.filter(identifier="session-10").exists()


def test_identifier_and_slug_are_fixed(
    second: Session, staff: Any, form_of: Any, publish: Any, refusals: Any, save: Any
) -> None:
    values = form_of(staff.get(change(second)))
    assert "identifier" not in values
    assert refusals(save(change(second), slug="session-1"))[0].startswith(
        "“session-1” is taken in this event."
    )
    assert save(change(second), slug="second").status_code == 302
    publish()
    assert "slug" not in form_of(staff.get(change(second)))
    staff.post(change(second), {**values, "slug": "third", "identifier": "third"})
    second.refresh_from_db()
    assert (second.identifier, second.slug) == ("session-2", "second")


def test_addresses_of_dropped_sessions_are_not_given_again(
    second: Session, event: Event, save: Any, publish: Any, refusals: Any
) -> None:
    title = str(second)
    publish()
    slug = second.slug
    second.delete()
    publish()
    when = {"day": "2020-09-08", "start": "15:15", "minutes": "60"}
    found = refusals(save(ADD, title="Other", slug=slug, **when))
    assert found == [f"“{slug}” is taken in this event. Choose another, or leave this empty."]
    assert save(ADD, title="Session 2", **when).status_code == 302
    assert event.sessions.get(rank=7).identifier == "session-2-2"
    assert save(ADD, title=title, identifier="session-2", **when).status_code == 302
    assert event.sessions.get(identifier="session-2").slug == slug  # brought back


def test_choices_stay_within_the_event_and_the_session(
    second: Session, staff: Any, form_of: Any, refusals: Any
) -> None:
    other = Event.objects.create(slug="other", title=LazyI18nString({"en": "Other"}), timezone="UTC")
    stranger = Person.objects.create(event=other, identifier="x", slug="x", name="Stranger")
    room = Room.objects.create(event=other, identifier="x", name=LazyI18nString({"en": "Far room"}))
    first = Session.objects.get(identifier="session-1")
    page = staff.get(change(second)).content.decode()
    assert "Stranger" not in page
    assert "Far room" not in page
    values = form_of(staff.get(change(second)))
    wrong = {
        "room": str(room.pk),
        "appearances-0-person": str(stranger.pk),
        "appearances-1-segment": str(first.segments.first().pk),  # type: ignore[union-attr]
    }
    found = refusals(staff.post(change(second), {**values, **wrong}))
    assert [one[:22] for one in found] == ["Select a valid choice."] * 3


def test_a_segment_goes_with_the_people_in_it(second: Session, staff: Any, form_of: Any) -> None:
    segment = second.segments.first()
    assert segment
    count = segment.appearances.count()
    assert count
    values = form_of(staff.get(change(second)))
    index = next(i for i in range(10) if values.get(f"appearances-{i}-segment") == str(segment.pk))
    edits = {"segments-0-DELETE": "on", f"appearances-{index}-state": "tbc"}
    before = second.appearances.count()
    assert staff.post(change(second), {**values, **edits}).status_code == 302
    assert second.appearances.count() == before - count


def test_a_new_session_begins_with_its_event(event: Event, staff: Any, save: Any) -> None:
    other = Event.objects.create(slug="other", title=LazyI18nString({"en": "Other"}), timezone="UTC")
    page = staff.get(ADD).content.decode()
    assert f'<a href="?event={other.pk}">Other</a>' in page
    assert staff.get(f"{ADD}?event=x").status_code == 200
    filtered = staff.get(f"{ADD}?_changelist_filters=event__id__exact%3D{other.pk}")
    assert filtered.context["adminform"].form.event == other
    when = {"title": "One", "day": "2020-09-08", "start": "16:30", "minutes": "15"}
    assert save(f"{ADD}?event={other.pk}", **when).status_code == 302
    assert [str(one) for one in other.sessions.all()] == ["One"]
    again = staff.post(f"{ADD}?event={other.pk}", {**_management(), **when, "kind": "session", "status": "confirmed",
                       "audience": "public", "fold": "0", "_addanother": "1"})  # fmt: skip
    assert again["Location"] == f"{ADD}?event={other.pk}"


def _management() -> dict[str, str]:
    names = ("questions", "segments", "appearances")
    return {f"{one}-{form}_FORMS": "0" for one in names for form in ("TOTAL", "INITIAL")}


def test_the_list_asks_the_database_alike_for_one_row_and_for_three(
    event: Event, staff: Any, django_assert_num_queries: Any
) -> None:
    first = event.sessions.values_list("pk", flat=True)[0]
    Session.objects.exclude(pk__in=[first]).delete()
    staff.get(LIST)
    with django_assert_num_queries(8):
        page = staff.get(f"{LIST}?event__id__exact={event.pk}").content.decode()
    assert "1:30–2:00 pm" in page
    assert '<td class="field-date">8 September 2020</td>' in page
    for number in range(2):
        Session.objects.create(event=event, identifier=f"a{number}", slug=f"a{number}", day=DAY, start=time(9),
                               minutes=5, title=LazyI18nString({"en": "A"}))  # fmt: skip
    with django_assert_num_queries(8):
        staff.get(f"{LIST}?event__id__exact={event.pk}")


def test_the_page_asks_the_database_alike_whatever_its_size(
    second: Session, staff: Any, django_assert_num_queries: Any
) -> None:
    staff.get(change(second))
    with django_assert_num_queries(19):
        staff.get(change(second))
    person = Person.objects.first()
    for number in range(3):
        segment = Segment.objects.create(session=second, title=LazyI18nString({"en": f"S{number}"}), rank=9)
        Appearance.objects.create(session=second, segment=segment, person=person, rank=9)
        City.objects.create(event=second.event, name=LazyI18nString({"en": "Rome"}), timezone="Europe/Rome")
    with django_assert_num_queries(19):
        staff.get(change(second))


def test_the_draft_is_what_the_page_says(second: Session, save: Any) -> None:
    assert save(change(second), status="tentative", summary="A *word*.", **{"questions-0-question": "Why?"})
    frozen = freezing.draft_of(Event.objects.get()).sessions[4]
    assert (frozen.status, dict(frozen.summary), dict(frozen.questions[0])) == (
        "tentative", {"en": "A *word*."}, {"en": "Why?"},
    )  # fmt: skip


def test_texts_of_a_session_in_two_languages(second: Session, save: Any) -> None:
    Event.objects.update(languages=["en", "fr"])
    edits = {
        "title_fr": "Séance 2",
        "segments-0-title_fr": "Exposés",
        "questions-0-question_fr": "Pourquoi ?",
    }
    assert save(change(second), **edits).status_code == 302
    second.refresh_from_db()
    segment, question = second.segments.first(), second.questions.first()
    assert segment
    assert question
    assert second.title.data["fr"] == "Séance 2"
    assert segment.title.data == {"en": "Presentations", "fr": "Exposés"}
    assert question.question.data["fr"] == "Pourquoi ?"
    assert question.question.data["en"]
