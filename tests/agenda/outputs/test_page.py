"""The public pages, read as a browser and a script read them."""

import re
from collections.abc import Callable
from datetime import datetime
from html import unescape
from urllib.parse import parse_qs, urlsplit

import lxml.html
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from agenda.outputs import page
from agenda.outputs.viewer import LinkViewer, NoLongerInProgramme, NotInProgramme, Viewer
from agenda.programme import clocks
from agenda.programme.model import Programme
from tests import builders as make

CITIES = (
    make.city("Manila"),
    make.city("Beijing", "Asia/Shanghai"),
    make.city("Bangkok", "Asia/Bangkok"),
    make.city("Ha Noi", "Asia/Ho_Chi_Minh"),
    make.city("Nay Pyi Taw", "Asia/Yangon"),
)
NEW_YORK = "America/New_York"


@pytest.fixture(autouse=True)
def plain_static(settings: object) -> None:
    """Static files under their own names: what the addresses of assets are is not told here."""
    settings.STORAGES = {  # type: ignore[attr-defined]
        **settings.STORAGES,  # type: ignore[attr-defined]
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }


def dialogue(**fields: object) -> Programme:
    """A day with a session that crosses midnight in New York."""
    panel = make.session(
        "panel",
        "2020-09-08T14:15",
        title="Panel",
        questions=["How can governments collaborate?"],
        people=[make.appearance("olsen", "facilitator")],
        segments=[
            make.segment("Presentations", "2020-09-08T14:15", "2020-09-08T14:40", [make.appearance("gois", "presenter", "tbc")]),
            make.segment("Open discussion"),
        ],
    )  # fmt: skip
    closing = make.session("closing", "2020-09-08T11:30", length=60, title="Early", room="webinar")
    people = [
        make.person("olsen", "Anna Olsen", honorific="Ms.", organisation="ILO", country="LA"),
        make.person("gois", "William Gois", position="Coordinator", organisation="MFA", country="VN"),
    ]
    return make.programme(panel, closing, people=people, **{"cities": CITIES, **fields})  # type: ignore[arg-type]


def parsed(html: bytes) -> lxml.html.HtmlElement:
    return lxml.html.document_fromstring(html.decode())


def times(element: lxml.html.HtmlElement) -> list[str]:
    return [one.get("datetime") for one in element.iter("time")]


def words(element: lxml.html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


def test_each_moment_stands_in_a_time_element_of_its_own() -> None:
    row = parsed(page.agenda(dialogue(), make.viewer())).get_element_by_id("session-panel")
    assert row.get("data-uid") == "panel@dialogue.dialogue"
    assert times(row) == [
        "2020-09-08T14:15:00+08:00", "2020-09-08T15:15:00+08:00",
        "2020-09-08T14:15:00+08:00", "2020-09-08T14:40:00+08:00",
    ]  # fmt: skip
    assert "2:15–3:15 pm" in words(row)
    assert "Presentations 2:15–2:40 pm" in words(row)


def test_sessions_stand_in_order_under_the_date_of_the_zone_shown() -> None:
    tree = parsed(page.agenda(dialogue(), make.viewer(NEW_YORK)))
    found = [
        one.get("datetime") if one.tag == "time" else one.get("id")
        for one in tree.iter()
        if (one.tag == "time" and one.getparent().tag == "h2") or one.get("data-uid")
    ]
    assert found == ["2020-09-07", "session-closing", "2020-09-08", "session-panel"]
    assert times(tree.get_element_by_id("session-panel"))[0] == "2020-09-08T02:15:00-04:00"


def test_an_end_on_the_next_date_says_so() -> None:
    late = make.programme(make.session("late", "2020-09-08T23:30", length=180))
    row = parsed(page.agenda(late, make.viewer())).get_element_by_id("session-late")
    assert "11:30 pm–2:30 am (9 Sept)" in words(row)


def test_hours_of_the_other_cities_are_text_beside_the_session() -> None:
    tree = parsed(page.agenda(dialogue(), make.viewer("Asia/Yangon")))
    elsewhere = [words(one) for one in tree.get_element_by_id("session-panel").find_class("elsewhere")[0]]
    assert elsewhere == ["2:15–3:15 pm Manila/Beijing", "1:15–2:15 pm Bangkok/Ha Noi"]
    far = parsed(page.agenda(dialogue(), make.viewer(NEW_YORK))).get_element_by_id("session-closing")
    assert words(far.find_class("elsewhere")[0][0]) == "11:30 am (8 Sept)–12:30 pm (8 Sept) Manila/Beijing"


@pytest.mark.parametrize("render", [page.home, page.agenda])
def test_time_lines_are_contiguous_text(render: Callable[[Programme, Viewer], bytes]) -> None:
    seed = make.programme(make.session("day", "2020-09-08T13:30", length=180), cities=CITIES)
    html = unescape(render(seed, make.viewer()).decode())
    for line in (
        "1:30–4:30 pm Manila/Beijing time", "12:30–3:30 pm Bangkok/Ha Noi time", "12:00–3:00 pm Nay Pyi Taw time"
    ):  # fmt: skip
        assert line in html


@pytest.mark.parametrize(
    ("zone", "sentence"),
    [
        ("Asia/Manila", "All hours are Manila time (UTC+8)."),
        ("Asia/Yangon", "All hours are Nay Pyi Taw time (UTC+6:30)."),
        (NEW_YORK, "All hours are New York time (UTC−4)."),
        ("UTC", "All hours are UTC time."),
        ("Asia/Rangoon", "All hours are Nay Pyi Taw time (UTC+6:30)."),
        ("Asia/Saigon", "All hours are Ha Noi time (UTC+7)."),
        ("PRC", "All hours are Beijing time (UTC+8)."),
        ("Asia/Phnom_Penh", "All hours are Phnom Penh time (UTC+7)."),
        ("Asia/Calcutta", "All hours are Calcutta time (UTC+5:30)."),
    ],
)
def test_the_page_says_which_zone_it_shows(zone: str, sentence: str) -> None:
    assert sentence in page.agenda(dialogue(), make.viewer(zone)).decode()


def test_chooser_has_cities_first_then_zones_by_country_and_no_empty_value() -> None:
    (select,) = parsed(page.agenda(dialogue(), make.viewer(NEW_YORK))).xpath("//select[@name='tz']")
    groups = [one.get("label") for one in select]
    assert groups[0] == "Cities of this event"
    assert {"Viet Nam", "Lao PDR", "Philippines"} <= set(groups)
    assert [one.get("value") for one in select[0]] == [city.timezone for city in CITIES]
    assert [one.get("value") for one in select.iter("option") if one.get("selected") is not None] == [
        NEW_YORK
    ]
    assert all(clocks.is_zone(one.get("value")) for one in select.iter("option"))
    assert len(list(select.iter("option"))) > 400


@pytest.mark.parametrize("zone", ["Asia/Calcutta", "Etc/GMT+5", "UTC"])
def test_a_zone_of_no_country_is_selected_too(zone: str) -> None:
    tree = parsed(page.agenda(dialogue(), make.viewer(zone)))
    assert tree.xpath("//select[@name='tz']//option[@selected]/@value") == [zone]


def test_an_old_name_of_a_zone_is_the_city_of_the_event() -> None:
    tree = parsed(page.home(dialogue(), make.viewer("Asia/Rangoon")))
    assert [words(one) for one in tree.xpath("//ul[@class='chips']//a[@aria-current]")] == ["Nay Pyi Taw"]
    assert tree.xpath("//select[@name='tz']//option[@selected]/@value") == ["Asia/Yangon"]
    assert set(tree.xpath("//a[contains(@href, 'programme.pdf')]/@href")) == {
        "/dialogue/programme.pdf?tz=Asia/Yangon"
    }
    assert set(tree.xpath("//a[starts-with(@href, '/') and contains(@href, 'agenda.ics')]/@href")) == {
        "/dialogue/agenda.ics?tz=Asia/Rangoon"
    }


def test_an_old_name_of_the_event_s_own_zone_is_that_zone() -> None:
    one = make.programme(make.session("one"), timezone="Asia/Ho_Chi_Minh", cities=[])
    tree = parsed(page.home(one, make.viewer("Asia/Saigon")))
    assert "All hours are Ho Chi Minh time" in words(tree)
    assert "the event’s own" not in words(tree)
    assert set(tree.xpath("//a[contains(@href, 'programme.pdf')]/@href")) == {"/dialogue/programme.pdf"}


def test_languages_stand_under_their_own_names_and_one_without_under_its_code() -> None:
    programme = dialogue(languages=("en", "lo", "tet"))
    for render in (page.home, page.agenda, page.speakers):
        tree = parsed(render(programme, make.viewer()))
        links = [(one.get("lang"), words(one)) for one in tree.xpath("//footer//a[@hreflang]")]
        assert links == [("lo", "ພາສາລາວ"), ("tet", "tet")]
    tree = parsed(page.home(programme, make.viewer(language="tet")))
    assert (tree.get("lang"), [words(one) for one in tree.xpath("//footer//a[@hreflang]")]) == (
        "tet", ["English", "ພາສາລາວ"],
    )  # fmt: skip


@pytest.mark.parametrize("pinned", [False, True])
def test_links_carry_zone_and_language_and_stay_in_their_version(pinned: bool) -> None:
    programme = dialogue(languages=("en", "fr"))
    viewer = make.viewer(NEW_YORK, "fr", pinned=pinned)
    tree = parsed(page.agenda(programme, viewer))
    base = "/dialogue/v/1/" if pinned else "/dialogue/"
    links = [urlsplit(one) for one in tree.xpath("//main//li[@data-uid]//a/@href")]
    assert len(links) == 4
    for link in links:
        assert link.path.startswith(base)
        assert parse_qs(link.query) == {"tz": [NEW_YORK], "lang": ["fr"]}
    (pdf,) = [one for one in tree.xpath("//footer//a/@href") if "programme.pdf" in one]
    assert pdf == f"{base}programme.pdf?lang=fr"


def test_hostile_texts_are_shown_not_run() -> None:
    evil = "<script>alert(1)</script>\"'&"
    one = make.session("evil", title=evil, summary=evil, questions=[evil], people=[make.appearance("p")])
    villain = make.person("p", evil, position=evil, organisation={"fr": evil})
    programme = make.programme(one, people=[villain], title=evil, subtitle=evil, cities=[make.city(evil, slug="x")],
                               sections=[make.section(evil, evil)])  # fmt: skip
    for html in (
        page.home(programme, make.viewer()), page.agenda(programme, make.viewer()),
        page.session(programme, make.viewer(), "evil"), page.speakers(programme, make.viewer()),
        page.speaker(programme, make.viewer(), "p"),
    ):  # fmt: skip
        assert b"<script>alert" not in html
        assert {one.get("src", "") for one in parsed(html).iter("script")} == {"/static/js/programme.js"}


def test_a_text_in_another_language_is_marked() -> None:
    one = make.session("one", title={"vi": "Phiên họp", "en": "Session"})
    programme = make.programme(one, languages=("vi", "en"), language="vi", title={"vi": "Đối thoại"})
    tree = parsed(page.agenda(programme, make.viewer(language="en")))
    assert tree.get("lang") == "en"
    assert words(tree.get_element_by_id("session-one").find(".//h3")) == "Session"
    (title,) = tree.xpath("//header//*[@lang='vi']")
    assert words(title) == "Đối thoại"


@pytest.mark.parametrize(("visibility", "hidden"), [("public", False), ("unlisted", True)])
def test_unlisted_events_are_not_for_robots(visibility: str, hidden: bool) -> None:
    html = page.home(dialogue(visibility=visibility), make.viewer()).decode()
    assert ('<meta name="robots" content="noindex">' in html) is hidden


def test_pages_read_elsewhere_lead_to_one_another_and_are_not_for_robots() -> None:
    viewer = LinkViewer(
        timezone=NEW_YORK,
        language="en",
        base_url=make.BASE_URL,
        base_path="/my/x/programme/",
        registration="/my/x/",
    )
    html = page.agenda(dialogue(), viewer).decode()
    tree = lxml.html.document_fromstring(html)
    assert '<meta name="robots" content="noindex">' in html
    assert tree.xpath("//a[@class='nav-register']/@href") == ["/my/x/"]
    assert tree.xpath("//link[@rel='canonical']/@href") == ["https://dialogue.example.org/dialogue/agenda/"]
    inside = [one for one in tree.xpath("//a/@href") if not one.startswith("#") and one != "/my/x/"]
    assert [one for one in inside if not one.startswith("/my/x/programme/")] == []
    assert "/my/x/programme/sessions/panel/?tz=America/New_York" in inside


def test_status_stands_in_words() -> None:
    programme = make.programme(make.session("a", status="cancelled"), make.session("b", status="tentative"))
    tree = parsed(page.agenda(programme, make.viewer()))
    assert "Cancelled" in words(tree.get_element_by_id("session-a"))
    assert "Tentative" in words(tree.get_element_by_id("session-b"))
    assert "status-cancelled" in tree.get_element_by_id("session-a").get("class")


def test_people_stand_with_role_affiliation_and_state() -> None:
    row = words(parsed(page.agenda(dialogue(), make.viewer())).get_element_by_id("session-panel"))
    assert "Facilitated by Ms. Anna Olsen, ILO" in row
    assert "Presenter: William Gois, Coordinator, MFA (TBC)" in row
    assert "Guiding questions How can governments collaborate?" in row


def test_a_session_has_a_page_of_its_own() -> None:
    tree = parsed(page.session(dialogue(), make.viewer(), "panel"))
    assert words(tree.find(".//h1")) == "Panel"
    assert "2020-09-08" in times(tree)
    assert tree.xpath("//a[contains(@href, '/dialogue/sessions/panel.ics')]")
    assert [words(one) for one in tree.xpath("//nav//a[@rel='prev']")] == ["Before Early"]


def test_speakers_stand_in_the_order_given_with_countries() -> None:
    tree = parsed(page.speakers(dialogue(), make.viewer()))
    assert [words(one) for one in tree.find_class("person-name")] == ["Ms. Anna Olsen", "William Gois"]
    assert [words(one) for one in tree.find_class("person-country")] == ["Lao PDR", "Viet Nam"]


def test_a_speaker_has_a_page_with_their_sessions_and_roles() -> None:
    tree = parsed(page.speaker(dialogue(), make.viewer(), "olsen"))
    row = tree.get_element_by_id("session-panel")
    assert "Facilitator" in words(row)
    assert times(row)[0] == "2020-09-08T14:15:00+08:00"


def test_unknown_and_dropped() -> None:
    programme = make.programme(make.session("kept"), dropped=[make.dropped("old")])
    with pytest.raises(NotInProgramme):
        page.session(programme, make.viewer(), "never")
    with pytest.raises(NoLongerInProgramme):
        page.session(programme, make.viewer(), "old")
    with pytest.raises(NotInProgramme):
        page.speaker(programme, make.viewer(), "nobody")


def test_sections_are_numbered_and_the_agenda_is_the_last() -> None:
    programme = dialogue(sections=[make.section("Overview", "One."), make.section("Objectives", "1. Two")])
    headings = "//section[@class='note-section']//h2"
    heads = [words(one) for one in parsed(page.home(programme, make.viewer())).xpath(headings)]
    assert heads == ["I. Overview", "II. Objectives", "III. Agenda"]
    again = replace(programme.event, sections=(*programme.event.sections, make.section("Agenda")))
    html = page.home(replace(programme, event=again), make.viewer())
    assert [words(one) for one in parsed(html).xpath(headings)] == heads


def test_roman_numbers() -> None:
    assert [page.roman(number) for number in (1, 4, 5, 9, 14, 19)] == ["I", "IV", "V", "IX", "XIV", "XIX"]


def test_version_and_draft_stand_in_words() -> None:
    published = page.agenda(dialogue(), make.viewer(NEW_YORK)).decode()
    assert "Provisional, version 1, as of 1 September 2020, 10:00 am Manila time" in published
    draft = page.agenda(replace(dialogue(), version=0, published_at=None), make.viewer()).decode()
    assert "DRAFT" in draft
    assert "noindex" in draft


def test_absolute_addresses_come_from_the_base_url() -> None:
    tree = parsed(page.agenda(dialogue(), make.viewer(NEW_YORK)))
    assert tree.xpath("//link[@rel='canonical']/@href") == [f"{make.BASE_URL}/dialogue/agenda/"]


@given(
    zone=st.sampled_from(sorted(clocks.zone_names())),
    start=st.datetimes(min_value=datetime(2021, 1, 1), max_value=datetime(2021, 12, 31, 23, 59)),  # noqa: DTZ001
    minutes=st.integers(1, 3000),
    title=st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=40),
)
def test_any_zone_names_the_same_instant(zone: str, start: datetime, minutes: int, title: str) -> None:
    begin = start.replace(second=0, microsecond=0)
    one = make.session("one", f"{begin.isoformat()}Z", length=minutes, title=title)
    html = page.agenda(make.programme(one), make.viewer(zone))
    row = parsed(html).get_element_by_id("session-one")
    assert [make.moment(moment) for moment in times(row)] == [one.start, one.end]
    assert row.find(".//h3").text_content() == title


def test_no_page_holds_an_inline_style_or_script() -> None:
    html = page.agenda(dialogue(), make.viewer()).decode()
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*src=)|data:", html)
