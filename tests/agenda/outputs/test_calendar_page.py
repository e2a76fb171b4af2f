"""The ways into the reader's own calendar: on the pages, on paper, for other sites, for a chat."""

from __future__ import annotations

import re
from io import BytesIO
from typing import Any
from urllib.parse import parse_qs, urlsplit

import lxml.html
import pytest
import segno
from django.utils.translation import override
from msgspec.structs import replace
from pypdf import PdfReader

from agenda.outputs import calendar_links, calendar_page, page, pdf, plain_text_invite
from agenda.outputs.viewer import DraftViewer, LinkViewer, Viewer
from agenda.programme.model import Programme
from tests import builders as b

CITIES = [b.city("Manila"), b.city("Ha Noi", "Asia/Ho_Chi_Minh"), b.city("Nay Pyi Taw", "Asia/Yangon")]
PROGRAMME = b.programme(
    b.session("opening", "2020-09-08T13:30", length=60, title="Opening & “welcome”", room="hall"),
    b.session("closing", "2020-09-09T23:30", length=180, title="Closing"),
    b.session("off", "2020-09-09T10:00", title="Off", status="cancelled"),
    cities=CITIES,
)
AGENDA_ICS = "https://dialogue.example.org/dialogue/agenda.ics"
EVENT_ICS = "https://dialogue.example.org/dialogue/event.ics"


@pytest.fixture(autouse=True)
def plain_static(settings: Any) -> None:
    """Static files under their own names."""
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}


def parsed(html: bytes) -> lxml.html.HtmlElement:
    return lxml.html.document_fromstring(html.decode())


def draft_viewer() -> DraftViewer:
    return DraftViewer(timezone=b.MANILA, language="en", base_url=b.BASE_URL, base_path="/dialogue/draft/x/")


def links(html: bytes) -> dict[str, str]:
    """Address of each link of the calendars, by its label."""
    found = parsed(html).xpath("//*[contains(@class, 'calendar-links')]//a")
    return {one.get("aria-label"): one.get("href") for one in found}


@pytest.mark.parametrize("render", [page.agenda, page.home, calendar_page.render])
def test_ways_to_have_it(render: Any) -> None:
    found = links(render(PROGRAMME, b.viewer("Asia/Yangon")))
    name = "name=Dialogue%20on%20Labor%20Migration"
    web = {"agenda.ics": "https%3A%2F%2Fdialogue.example.org%2Fdialogue%2Fagenda.ics"}
    assert found["Subscribe: The whole programme"] == "webcal://dialogue.example.org/dialogue/agenda.ics"
    assert found["Subscribe: A block a day"] == "webcal://dialogue.example.org/dialogue/event.ics"
    assert found["Download: The whole programme"] == "/dialogue/agenda.ics?tz=Asia/Yangon"
    assert found["Download: A block a day"] == "/dialogue/event.ics?tz=Asia/Yangon"
    assert found["Google Calendar: The whole programme"] == (
        "https://calendar.google.com/calendar/r?cid=webcal%3A%2F%2Fdialogue.example.org%2Fdialogue%2Fagenda.ics"
    )
    assert found["Outlook on the web: The whole programme"] == (
        f"https://outlook.live.com/calendar/0/addfromweb?url={web['agenda.ics']}&{name}"
    )
    assert found["Office 365: The whole programme"] == (
        f"https://outlook.office.com/calendar/0/addfromweb?url={web['agenda.ics']}&{name}"
    )
    assert len(found) == 10


def test_the_language_goes_with_the_subscription() -> None:
    programme = b.programme(b.session(title={"en": "A", "vi": "B"}), languages=["en", "vi"])
    (first, _second) = calendar_links.ways(programme, b.viewer(language="vi"))
    assert first.subscribe == "webcal://dialogue.example.org/dialogue/agenda.ics?lang=vi"
    assert first.download == "/dialogue/agenda.ics?lang=vi"
    assert parse_qs(urlsplit(first.elsewhere[1].url).query)["url"] == [f"{AGENDA_ICS}?lang=vi"]


def queries(slug: str) -> dict[str, dict[str, str]]:
    """What the links of a session's page ask of each other site."""
    found = {}
    for url in links(page.session(PROGRAMME, b.viewer(), slug)).values():
        parts = urlsplit(url)
        found[f"{parts.netloc}{parts.path}"] = {key: one for key, (one,) in parse_qs(parts.query).items()}
    return found


def test_one_session_goes_to_other_sites_with_its_instants() -> None:
    found = queries("opening")
    lines = ["1:30–2:30 pm Manila time", "12:30–1:30 pm Ha Noi time", "12:00–1:00 pm Nay Pyi Taw time"]
    address = "https://dialogue.example.org/dialogue/sessions/opening/"
    outlook = {
        "path": "/calendar/action/compose",
        "rru": "addevent",
        "startdt": "2020-09-08T05:30:00Z",
        "enddt": "2020-09-08T06:30:00Z",
        "subject": "Opening & “welcome”",
        "location": "Hall",
        "body": " · ".join([*lines, address]),
    }
    assert found == {
        "calendar.google.com/calendar/render": {
            "action": "TEMPLATE",
            "dates": "20200908T053000Z/20200908T063000Z",
            "text": "Opening & “welcome”",
            "location": "Hall",
            "details": "\n".join([*lines, address]),
        },
        "outlook.live.com/calendar/0/deeplink/compose": outlook,
        "outlook.office.com/calendar/0/deeplink/compose": outlook,
    }


def test_a_cancelled_session_is_not_offered() -> None:
    assert queries("off") == {}


def test_a_long_title_does_not_make_a_long_address() -> None:
    session = b.session(title="ก\n" * 4000)
    found = calendar_links.of_session(session, b.programme(session), b.viewer())
    assert max(len(one.url) for one in found) < 2500


@pytest.mark.parametrize(
    ("programme", "viewer"),
    [(replace(PROGRAMME, version=0, published_at=None), b.viewer()), (PROGRAMME, draft_viewer())],
)
def test_a_draft_is_not_offered(programme: Programme, viewer: Viewer) -> None:
    for html in (
        page.agenda(programme, viewer),
        page.home(programme, viewer),
        page.session(programme, viewer, "opening"),
        calendar_page.render(programme, viewer),
    ):
        assert links(html) == {}
        for word in (b"webcal:", b"google", b"outlook", b"<svg", b"<textarea"):
            assert word not in html
    assert b"Once the programme is published" in calendar_page.render(programme, viewer)
    assert calendar_links.code(programme, viewer) == ""


@pytest.mark.parametrize(
    ("visibility", "viewer"),
    [
        ("private", b.viewer(audience="participants")),
        ("public", LinkViewer(timezone=b.MANILA, language="en", base_url=b.BASE_URL, base_path="/x/")),
    ],
)
def test_nor_is_a_private_event_or_what_is_read_elsewhere(visibility: str, viewer: Viewer) -> None:
    programme = replace(PROGRAMME, event=replace(PROGRAMME.event, visibility=visibility))
    assert calendar_links.ways(programme, viewer) == []
    assert calendar_links.of_session(programme.sessions[0], programme, viewer) == []
    assert calendar_links.code(programme, viewer) == ""


def test_a_version_of_the_past_leads_to_the_event_as_it_is() -> None:
    pinned = b.viewer(pinned=True)
    assert b"webcal:" not in page.agenda(PROGRAMME, pinned)
    found = links(calendar_page.render(PROGRAMME, pinned))
    assert found["Subscribe: The whole programme"] == "webcal://dialogue.example.org/dialogue/agenda.ics"
    assert found["Download: The whole programme"] == "/dialogue/v/1/agenda.ics"


def path_of(svg: str) -> str:
    (found,) = re.findall(r'stroke="#000" d="([^"]+)"', svg)
    return str(found)


def test_the_code_is_the_subscription_in_presentation_attributes() -> None:
    svg = str(calendar_links.code(PROGRAMME, b.viewer()))
    expected = segno.make_qr("webcal://dialogue.example.org/dialogue/agenda.ics", error="m")
    assert path_of(svg) == path_of(expected.svg_inline(scale=4, border=4, dark="#000", lineclass=None))
    assert svg.startswith('<svg role="img" viewBox="0 0 ')
    assert "<title>QR code that subscribes to the programme</title>" in svg
    assert "style" not in svg
    assert svg in calendar_page.render(PROGRAMME, b.viewer()).decode()


def test_no_page_has_a_style_or_a_script_of_its_own() -> None:
    for html in (calendar_page.render(PROGRAMME, b.viewer()), page.agenda(PROGRAMME, b.viewer())):
        tree = parsed(html)
        assert tree.xpath("//@style | //style | //script[not(@src)]") == []
        loaded = tree.xpath("//script/@src | //img/@src | //iframe/@src | //link[@rel='stylesheet']/@href")
        assert all(one.startswith("/static/") for one in loaded)
        outside = tree.xpath("//a[starts-with(@href, 'https:') and not(@rel)]")
        assert outside == []


def test_the_page_explains_in_three_lines_a_program() -> None:
    tree = parsed(calendar_page.render(PROGRAMME, b.viewer()))
    programs = tree.find_class("programs")[0]
    assert [one.text for one in programs.iter("h3")] == [
        "Outlook",
        "Google Calendar",
        "Apple (iPhone, iPad, Mac)",
        "Thunderbird",
        "Android",
    ]
    assert [len(one) for one in programs.iter("ol")] == [3] * 5
    assert [one.get("value") for one in tree.xpath("//input[@readonly]")] == [AGENDA_ICS, EVENT_ICS]


def test_the_text_for_a_chat() -> None:
    (area,) = parsed(calendar_page.render(PROGRAMME, b.viewer())).xpath("//textarea")
    assert area.get("readonly") is not None
    assert area.text.strip("\n").split("\n") == [
        "Dialogue on Labor Migration",
        "",
        "Tuesday 8 September 2020",
        "1:30–2:30 pm Manila time",
        "12:30–1:30 pm Ha Noi time",
        "12:00–1:00 pm Nay Pyi Taw time",
        "",
        "Wednesday 9 September 2020",
        "11:30 pm–2:30 am (10 Sept) Manila time",
        "10:30 pm–1:30 am (10 Sept) Ha Noi time",
        "10:00 pm–1:00 am (10 Sept) Nay Pyi Taw time",
        "",
        "Online",
        "",
        "Programme: https://dialogue.example.org/dialogue/agenda/",
    ]


def test_a_title_for_a_chat_is_one_line_and_no_tag() -> None:
    programme = b.programme(b.session(), title="A\n</textarea><b>B")
    with override("en"):
        assert plain_text_invite.text(programme, b.viewer()).split("\n")[0] == "A </textarea><b>B"
    (area,) = parsed(calendar_page.render(programme, b.viewer())).xpath("//textarea")
    assert area.text.strip("\n").startswith("A </textarea><b>B\n")


def test_the_pages_depend_on_programme_and_viewer_alone() -> None:
    assert calendar_page.render(PROGRAMME, b.viewer()) == calendar_page.render(PROGRAMME, b.viewer())


def test_the_paper_has_the_code_on_its_last_page() -> None:
    reader = PdfReader(BytesIO(pdf.programme(PROGRAMME, b.viewer())))
    words = " ".join(reader.pages[-1].extract_text().split())
    assert "In your calendar Point the camera of your phone at the code" in words
    assert "https://dialogue.example.org/dialogue/calendar/" in words
    assert figures(reader) == ["QR code that subscribes to the programme"]
    draft = PdfReader(BytesIO(pdf.programme(replace(PROGRAMME, version=0, published_at=None), b.viewer())))
    assert figures(draft) == []


def figures(reader: PdfReader) -> list[str]:
    """What stands in for each picture (PDF/UA-1: `Alt` of a `Figure`)."""
    nodes, found = [reader.trailer["/Root"]["/StructTreeRoot"]], []  # type: ignore[index]
    while nodes:
        node = nodes.pop().get_object()
        if isinstance(node, list):
            nodes += node
        elif isinstance(node, dict):
            if node.get("/S") == "/Figure":
                found.append(str(node.get("/Alt")))
            nodes += [node["/K"]] if "/K" in node else []
    return found
