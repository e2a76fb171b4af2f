"""The demo event against the concept note it was made of: every count, name, hour, role and question."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from agenda.drafts import freezing
from agenda.exchange.json import parse, serialise, with_slugs
from agenda.models import Event
from agenda.programme import clocks
from agenda.programme.conflicts import conflicts
from agenda.programme.model import FrozenSession, Programme
from agenda.versions import publishing
from agenda.versions.importing import Imported, import_programme
from tests import builders as b

SEED = Path(__file__).parents[3] / "agenda/demo/gms-labour-migration-2020.json"

SESSIONS = [
    ("joining", "joining", "Open webinar line to join"),
    ("opening", "opening", "Welcome and opening remarks"),
    ("memorandum", "ceremony",
     "Launch of ADB-IOM Memorandum of Understanding followed by group photo (via screenshot)"),
    ("session-1", "session", "Session 1: Sustainable Development Outcomes of Migration"),
    ("session-2", "session",
     "Session 2: Opportunities for Coordination and Action to Support Labor Migration in Response to COVID-19"),
    ("wrap-up", "other", "Wrap-up of day’s discussions"),
    ("closing", "closing", "Closing remarks"),
]  # fmt: skip
HOURS = {
    "Asia/Manila": [
        ("13:30", "14:00"), ("14:00", "14:10"), ("14:10", "14:15"), ("14:15", "15:15"), ("15:15", "16:15"),
        ("16:15", "16:25"), ("16:25", "16:30"),
    ],
    "Asia/Bangkok": [
        ("12:30", "13:00"), ("13:00", "13:10"), ("13:10", "13:15"), ("13:15", "14:15"), ("14:15", "15:15"),
        ("15:15", "15:25"), ("15:25", "15:30"),
    ],
    "Asia/Yangon": [
        ("12:00", "12:30"), ("12:30", "12:40"), ("12:40", "12:45"), ("12:45", "13:45"), ("13:45", "14:45"),
        ("14:45", "14:55"), ("14:55", "15:00"),
    ],
}  # fmt: skip
PEOPLE = [
    ("Ms. Sashini Gomez", "", "IOM", ""),
    ("Mr. Alfredo Perdiguero", "Director", "ADB", ""),
    ("Dr. Nenette Motus", "Regional Director", "IOM", ""),
    ("Ms. Cécile Riallant", "Head, Migration and Sustainable Development Unit", "IOM", ""),
    ("Ms. Aiko Kikkawa Takenaka", "Economist", "ADB", ""),
    ("Mr. Than Aung Kyaw",
     "Director General, Foreign Economic Relations Department",
     "Ministry of Investment and Foreign Economic Relations, Myanmar; GMS National Coordinator", "MM"),
    ("Ms. Nansiri Iamsuk", "Programme Specialist-Migration", "UN Women Regional Office for Asia and the Pacific", ""),
    ("Ms. Anna Olsen", "", "ILO", ""),
    ("Mr. William Gois", "Regional Coordinator", "Migrant Forum in Asia", ""),
    ("Ms. Sally Barber", "Head of Labour Mobility and Human Development", "IOM (PROMISE)", ""),
    ("Ms. Helga Nagy", "Director", "EHT Paul Dubrule Hospitality and Tourism School", ""),
    ("Mr. Ukrish Kanchanaketu", "Advisor", "Employers’ Confederation of Thailand", ""),
    ("Ms. Lara White", "", "IOM", ""),
]  # fmt: skip
APPEARANCES = [
    ("joining", "", "gomez", "moderator"),
    ("opening", "", "perdiguero", "speaker"),
    ("opening", "", "motus", "speaker"),
    ("session-1", "", "perdiguero", "facilitator"),
    ("session-1", "Presentations", "riallant", "presenter"),
    ("session-1", "Presentations", "kikkawa-takenaka", "presenter"),
    ("session-1", "Discussant Responses", "than-aung-kyaw", "discussant"),
    ("session-1", "Discussant Responses", "iamsuk", "discussant"),
    ("session-2", "", "olsen", "facilitator"),
    ("session-2", "Presentations", "gois", "presenter"),
    ("session-2", "Presentations", "barber", "presenter"),
    ("session-2", "Discussant Responses", "nagy", "discussant"),
    ("session-2", "Discussant Responses", "kanchanaketu", "discussant"),
    ("wrap-up", "", "white", "speaker"),
    ("closing", "", "perdiguero", "speaker"),
]
SEGMENTS = [
    ("session-1", "Presentations", "14:15", "14:40"),
    ("session-1", "Discussant Responses", "14:40", "14:50"),
    ("session-1", "Open discussion", "", ""),
    ("session-2", "Presentations", "15:15", "15:40"),
    ("session-2", "Discussant Responses", "15:40", "15:50"),
    ("session-2", "Open discussion", "", ""),
]
QUESTIONS = [
    "How can labor migration contribute to development of the subregion and support attainment of the Sustainable "
    "Development Goals (SDGs) and objectives of the Global Compact for Migration (GCM)?",
    "What are the implications of COVID-19 on the realization of the SDGs with respect to migration costs and debt and "
    "loss of remittances?",
    "What are some potential gender impacts for labor migrants due to COVID-19?",
    "How can governments collaborate with each other and entities in areas related to labor migration to “build back "
    "better”? (e.g., promotion of regular migration, government-to-government agreements)",
    "How can the private sector, civil society organizations and trade unions support labor migrants? (e.g., need for "
    "ethical recruitment, recruitment industry reform, regulation, integrated approaches to reintegration)",
]


@pytest.fixture(scope="module")
def seed() -> Programme:
    """The programme of the file."""
    return parse(SEED.read_bytes())


def english(text: Any) -> str:
    """The only string of a text, in English; '' of an empty one."""
    assert set(dict(text)) <= {"en"}
    return dict(text).get("en", "")


def clock(moment: Any, zone: str = "Asia/Manila") -> str:
    """Hour and minute on the clocks of a zone."""
    wall, _ = clocks.wall_of(moment, zone)
    assert wall.date().isoformat() == "2020-09-08"
    return f"{wall:%H:%M}"


def test_the_counts_of_the_note(seed: Programme) -> None:
    segments = [part for session in seed.sessions for part in session.segments]
    assert {
        "sessions": len(seed.sessions),
        "segments": len(segments),
        "segments with hours": len([part for part in segments if part.start and part.end]),
        "people": len(seed.people),
        "appearances": len([one for session in seed.sessions for one in session.appearances]),
        "questions": len([one for session in seed.sessions for one in session.questions]),
        "cities": len(seed.event.cities),
        "lines": len(clocks.time_lines(seed)[0].lines),
        "rooms": len(seed.rooms),
    } == {
        "sessions": 7, "segments": 6, "segments with hours": 4, "people": 13, "appearances": 15, "questions": 5,
        "cities": 7, "lines": 3, "rooms": 1,
    }  # fmt: skip


def test_the_event(seed: Programme) -> None:
    event = seed.event
    assert event.slug == "gms-labour-migration-2020"
    assert english(event.title) == "Dialogue on Labor Migration in the Greater Mekong Subregion"
    assert (event.language, event.languages) == ("en", ("en",))
    assert (event.timezone, event.setting, event.visibility) == ("Asia/Manila", "virtual", "public")
    assert [(english(one.name), one.acronym) for one in event.organisers] == [
        ("Asian Development Bank", "ADB"),
        ("International Organization for Migration", "IOM"),
    ]
    assert [(english(city.name), city.timezone, city.slug) for city in event.cities] == [
        ("Manila", "Asia/Manila", "manila"),
        ("Beijing", "Asia/Shanghai", "beijing"),
        ("Bangkok", "Asia/Bangkok", "bangkok"),
        ("Ha Noi", "Asia/Ho_Chi_Minh", "ha-noi"),
        ("Phnom Penh", "Asia/Phnom_Penh", "phnom-penh"),
        ("Vientiane", "Asia/Vientiane", "vientiane"),
        ("Nay Pyi Taw", "Asia/Yangon", "nay-pyi-taw"),
    ]
    assert [english(section.heading) for section in event.sections] == [
        "Overview", "Background and Context", "Objectives", "Invited Participants",
    ]  # fmt: skip


def test_the_time_lines(seed: Programme) -> None:
    (day,) = clocks.time_lines(seed)
    assert [clocks.words(line) for line in day.lines] == [
        "1:30–4:30 pm Manila/Beijing time",
        "12:30–3:30 pm Bangkok/Ha Noi/Phnom Penh/Vientiane time",
        "12:00–3:00 pm Nay Pyi Taw time",
    ]


def test_the_themes_and_the_objectives_are_numbered(seed: Programme) -> None:
    _, background, objectives, _ = (english(section.body) for section in seed.event.sections)
    assert re.findall(r"^(\d)\. \*\*(.+)\*\*$", background, re.MULTILINE) == [
        ("1", "Sustainable development outcomes of migration"),
        ("2", "Opportunities for Coordination and Action to Support Labor Migration in Response to COVID-19"),
    ]
    assert re.findall(r"^(\d)\. ", objectives, re.MULTILINE) == ["1", "2", "3"]


def test_the_sessions(seed: Programme) -> None:
    assert [(one.id, one.kind, english(one.title)) for one in seed.sessions] == SESSIONS
    assert [one.slug for one in seed.sessions] == [one.id for one in seed.sessions]
    assert {(one.room, one.status, one.audience) for one in seed.sessions} == {
        ("webinar", "confirmed", "public")
    }
    assert [(room.id, english(room.name)) for room in seed.rooms] == [("webinar", "Webinar")]


@pytest.mark.parametrize("zone", HOURS)
def test_the_hours(seed: Programme, zone: str) -> None:
    assert [(clock(one.start, zone), clock(one.end, zone)) for one in seed.sessions] == HOURS[zone]


def test_a_quarter_past_three_in_manila(seed: Programme) -> None:
    (second,) = [one for one in seed.sessions if one.id == "session-2"]
    zones = ("Asia/Manila", "Asia/Bangkok", "Asia/Yangon")
    assert [clock(second.start, zone) for zone in zones] == ["15:15", "14:15", "13:45"]
    assert second.wall_start == "2020-09-08T15:15"


def test_the_people(seed: Programme) -> None:
    assert [
        (one.full_name, english(one.position), english(one.organisation), one.country) for one in seed.people
    ] == PEOPLE


def test_who_appears_where_in_which_role(seed: Programme) -> None:
    assert list(appearances(seed.sessions)) == APPEARANCES
    assert {one.state for session in seed.sessions for one in session.appearances} == {"confirmed"}


def appearances(sessions: tuple[FrozenSession, ...]) -> Any:
    """Session, segment, person and role, in order."""
    for session in sessions:
        yield from ((session.id, "", one.person, one.role) for one in session.people)
        for segment in session.segments:
            title = english(segment.title)
            yield from ((session.id, title, one.person, one.role) for one in segment.people)


def test_the_segments(seed: Programme) -> None:
    assert [
        (
            session.id,
            english(part.title),
            clock(part.start) if part.start else "",
            clock(part.end) if part.end else "",
        )
        for session in seed.sessions
        for part in session.segments
    ] == SEGMENTS


def test_the_guiding_questions(seed: Programme) -> None:
    assert [len(session.questions) for session in seed.sessions] == [0, 0, 0, 3, 2, 0, 0]
    assert [english(one) for session in seed.sessions for one in session.questions] == QUESTIONS


def test_it_can_be_published(seed: Programme) -> None:
    assert conflicts(seed) == ()


def test_the_file_is_written_as_we_write_without_what_publishing_adds(seed: Programme) -> None:
    written = json.loads(serialise(with_slugs(seed, {})))
    for key in ("version", "published_at", "label"):
        del written[key]
    for session in written["sessions"]:
        del session["uid"]
    assert SEED.read_text(encoding="utf-8") == json.dumps(written, ensure_ascii=False, indent=2) + "\n"


@pytest.mark.django_db
def test_import_publish_and_export_lose_nothing(seed: Programme) -> None:
    assert import_programme(seed) == Imported("gms-labour-migration-2020", changed=True, created=True)
    assert freezing.draft_of(Event.objects.get()) == seed
    outcome = publishing.publish(seed.event.slug, b.PUBLISHED)
    assert publishing.outcome_words(outcome) == [
        "gms-labour-migration-2020: version 1 (provisional) is published.",
        "- First version: 7 sessions.",
    ]
    assert {(one.sequence, one.changed) for one in outcome.programme.sessions} == {(0, b.PUBLISHED)}
    assert import_programme(parse(serialise(outcome.programme))).changed is False
