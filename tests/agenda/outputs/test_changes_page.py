"""The page of what changed, read as a browser and a script read it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import lxml.html
import pytest
from msgspec.structs import replace

from agenda.outputs import OUTPUTS, changes
from agenda.outputs.viewer import DraftViewer, LinkViewer
from agenda.programme.model import FrozenSession, Programme
from agenda.programme.visibility import visible_to
from tests import builders as make

CITIES = (make.city("Manila"), make.city("Nay Pyi Taw", "Asia/Yangon"))
DAY = timedelta(days=1)


def talk(**fields: Any) -> FrozenSession:
    """“Session 2”, 3:15–4:15 pm, with its presentations in the first 25 minutes."""
    segment = make.segment("Presentations", "2020-09-08T15:15", "2020-09-08T15:40")
    return make.session(
        "session-2", fields.pop("start", "2020-09-08T15:15"), **{"segments": [segment], **fields}
    )


def version(number: int, *sessions: FrozenSession, **fields: Any) -> Programme:
    """Version `number`, published a day after the one before."""
    published = make.PUBLISHED + (number - 1) * DAY if number else None
    fields = {"cities": CITIES, **fields}
    return make.programme(*sessions, version=number, published_at=published, **fields)


def three() -> tuple[Programme, ...]:
    """Session 2 moves by 15 minutes, its presentations by 20; then the programme is final, with a note."""
    moved = talk(
        start="2020-09-08T15:30",
        segments=[make.segment("Presentations", "2020-09-08T15:35", "2020-09-08T16:00")],
    )
    last = replace(moved, title=make.text("Session <2>"))
    note = "Mind the hours.\nThank you"
    return version(1, talk()), version(2, moved), version(3, last, label="final", note=note)


def told(programmes: tuple[Programme, ...], **viewer: Any) -> list[list[str]]:
    """For each version as it stands on the page: its words, a line each."""
    html = changes.render(programmes, make.viewer(**viewer))
    sections = lxml.html.document_fromstring(html.decode()).find_class("release")
    return [
        [" ".join(one.text_content().split()) for one in section.iter("h2", "p", "li")]
        for section in sections
    ]


def times(programmes: tuple[Programme, ...], **viewer: Any) -> list[tuple[str, str]]:
    """The moments of the versions: what machines read, what people read."""
    html = changes.render(programmes, make.viewer(**viewer))
    sections = lxml.html.document_fromstring(html.decode()).find_class("release")
    return [(one.get("datetime"), one.text_content()) for section in sections for one in section.iter("time")]


def test_versions_stand_the_latest_first() -> None:
    assert told(three()) == [
        [
            "Version 3",
            "Final, published 3 September 2020, 10:00 am Manila time",
            "Mind the hours. Thank you",
            "“Session 2” is now called “Session <2>”.",
            "The programme is now final (was provisional).",
        ],
        [
            "Version 2",
            "Provisional, published 2 September 2020, 10:00 am Manila time",
            "“Session 2” now starts at 3:30 pm (was 3:15 pm) Manila time.",
            "“Presentations” in “Session 2” now runs 3:35–4:00 pm (was 3:15–3:40 pm) Manila time.",
        ],
        [
            "Version 1",
            "Provisional, published 1 September 2020, 10:00 am Manila time",
            "First version: 1 session.",
        ],
    ]


def test_each_moment_stands_in_a_time_element_of_its_own_in_the_zone_shown() -> None:
    assert times(three()[:2], timezone="Asia/Yangon") == [
        ("2020-09-02T08:30:00+06:30", "2 September 2020, 8:30 am"),
        ("2020-09-08T14:00:00+06:30", "2:00 pm"),
        ("2020-09-08T13:45:00+06:30", "1:45 pm"),
        ("2020-09-08T14:05:00+06:30", "2:05"),
        ("2020-09-08T14:30:00+06:30", "2:30 pm"),
        ("2020-09-08T13:45:00+06:30", "1:45"),
        ("2020-09-08T14:10:00+06:30", "2:10 pm"),
        ("2020-09-01T08:30:00+06:30", "1 September 2020, 8:30 am"),
    ]


def test_the_zone_is_named_in_words() -> None:
    page = changes.render(three(), make.viewer(timezone="Asia/Yangon")).decode()
    assert "All hours are Nay Pyi Taw time (UTC+6:30)." in page
    assert "now starts at <time" in page
    assert told(three(), timezone="Asia/Yangon")[1][1:3] == [
        "Provisional, published 2 September 2020, 8:30 am Nay Pyi Taw time",
        "“Session 2” now starts at 2:00 pm (was 1:45 pm) Nay Pyi Taw time.",
    ]


def links(programmes: tuple[Programme, ...], **viewer: Any) -> list[str]:
    """Where the headings lead."""
    html = changes.render(programmes, make.viewer(**viewer))
    tree = lxml.html.document_fromstring(html.decode())
    return [str(one.get("href")) for one in tree.xpath("//h2/a")]


def test_every_version_is_linked_with_zone_and_language() -> None:
    assert links(three()) == ["/dialogue/v/3/", "/dialogue/v/2/", "/dialogue/v/1/"]
    assert links(three(), timezone="Asia/Yangon", pinned=True)[0] == "/dialogue/v/3/?tz=Asia/Yangon"
    first = version(1, talk(), languages=("en",), timezone="Asia/Yangon")
    second = version(2, talk(), languages=("en", "th"))
    assert links((first, second), language="th") == [
        "/dialogue/v/2/?lang=th",
        "/dialogue/v/1/?tz=Asia/Manila",
    ]


def test_on_a_page_in_another_language_the_sentences_say_that_they_are_english() -> None:
    html = changes.render((version(1, talk(), languages=("en", "th")),), make.viewer(language="th"))
    tree = lxml.html.document_fromstring(html.decode())
    assert tree.get("lang") == "th"
    (found,) = tree.find_class("changes")
    assert found.get("lang") == "en"
    assert (
        "lang="
        not in changes.render(three(), make.viewer()).decode().partition("<main")[2].partition("<footer")[0]
    )


def test_where_nothing_has_changed_the_page_says_so() -> None:
    again = (version(1, talk()), version(2, talk(), note="The same again"))
    assert told(again)[0] == [
        "Version 2",
        "Provisional, published 2 September 2020, 10:00 am Manila time",
        "The same again",
        "Nothing that is shown here has changed.",
    ]


def test_a_draft_stands_on_top_without_number_and_link() -> None:
    draft = version(0, talk(status="cancelled"))
    viewer = DraftViewer(timezone=make.MANILA, language="en", base_url=make.BASE_URL, base_path="/x/")
    html = changes.render((*three()[:1], draft), viewer).decode()
    tree = lxml.html.document_fromstring(html)
    top, below = tree.find_class("release")
    assert (top.get("id"), below.get("id")) == ("draft", "version-1")
    assert [one.text_content() for one in top.iter("h2", "p", "li", "a")] == [
        "Draft",
        "“Session 2” is now cancelled (was confirmed).",
    ]
    assert tree.xpath("//h2/a/@href") == ["/dialogue/v/1/"]


def test_read_elsewhere_each_version_leads_to_its_place_on_the_page() -> None:
    viewer = LinkViewer(timezone=make.MANILA, language="en", base_url=make.BASE_URL, base_path="/x/")
    tree = lxml.html.document_fromstring(changes.render(three(), viewer).decode())
    assert tree.xpath("//h2/a/@href") == ["#version-3", "#version-2", "#version-1"]
    assert tree.xpath("//section[@class='release']/@id") == ["version-3", "version-2", "version-1"]


@pytest.mark.parametrize("pinned", [False, True])
def test_what_the_viewer_may_not_see_is_cut_before_versions_are_compared(pinned: bool) -> None:
    secret = make.session(
        "secret", title="Xylophone", audience="participants", people=[make.appearance("spy")]
    )
    (output,) = [one for one in OUTPUTS if one.name == "changes"]
    versions = (
        version(1, talk()),
        version(2, talk(), secret),
        version(3, talk(), replace(secret, room="den")),
    )
    page = output.drawn(versions, make.viewer(pinned=pinned), "").decode()
    assert [word for word in ("Xylophone", "Spy", "Den") if word in page] == []
    assert told(tuple(visible_to(one, "public") for one in versions))[0][2:] == [
        "Nothing that is shown here has changed."
    ]
    insiders = output.drawn(versions, make.viewer(audience="participants"), "").decode()
    assert "Xylophone" in insiders


def test_what_was_public_and_is_not_any_more_reads_as_dropped() -> None:
    cut = tuple(
        visible_to(one, "public") for one in (version(1, talk()), version(2, talk(audience="participants")))
    )
    assert told(cut)[0][2:] == ["“Session 2” is no longer in the programme."]


def test_the_page_is_named_and_linked_from_the_others() -> None:
    tree = lxml.html.document_fromstring(changes.render(three(), make.viewer()).decode())
    assert tree.findtext(".//title") == "What changed · Dialogue on Labor Migration"
    assert tree.findtext(".//h1") == "What changed"
    (link,) = tree.xpath("//footer//a[@aria-current='page']")
    assert (link.get("href"), link.text.strip()) == ("/dialogue/changes/", "What changed")
