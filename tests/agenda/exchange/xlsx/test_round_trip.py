"""A workbook that nobody edited changes nothing: seed, 200 sessions, whatever hypothesis draws; LibreOffice in between."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from hypothesis import given

from agenda.exchange import json as interchange
from agenda.exchange.xlsx import Merged, merge, read
from agenda.outputs.sheet import workbook
from agenda.programme.model import Programme
from dialogue.preparing import DEMO_FILE
from tests.agenda.programme import strategies
from tests.bench.big_event import big_event
from tests.builders import appearance, person, programme, session
from tests.conftest import need


def seed() -> Programme:
    return interchange.with_slugs(interchange.parse(DEMO_FILE.read_bytes()), {})


def large() -> Programme:
    return interchange.with_slugs(interchange.parse(json.dumps(big_event()).encode()), {})


def odd() -> Programme:
    """Texts that look like formulas, errors, numbers and dates; more than a line; scripts; long ones; doubled hours."""
    texts = ("=1+1", "+63 2", "-1", "@SUM(A1)", "#REF!", "0012", "8/9/2020", "14:15", "TRUE", " two  spaces ",
             "one\ntwo\n\tthree", "_x0041_", "x005F_", "မြန်မာ ไทย Hương", "𝒜" * 17_000, "'quoted", "1E5")  # fmt: skip
    sessions = [
        session(f"odd-{number}", "2021-10-31T00:30Z", title={"en": text}, summary={"en": text, "fr": text})
        for number, text in enumerate(texts)
    ]
    twice = session("twice", "2021-10-31T01:30Z", people=[appearance("one"), appearance("one")])
    night = session("night", "2021-10-31T20:30Z", "2021-11-02T02:00Z")
    people = [person("one", name="=cmd|' /C calc'!A0", honorific="-", position="@x")]
    return programme(
        *sessions, twice, night, people=people, timezone="Europe/Zurich", languages=("en", "fr"), version=0,
        published_at=None,
    )  # fmt: skip


def by_libreoffice(raw: bytes, folder: Path) -> bytes:
    """The workbook as LibreOffice saves it."""
    office = need("soffice", "libreoffice", advice="apt-get install libreoffice-calc")
    (folder / "in.xlsx").write_bytes(raw)
    (folder / "out").mkdir()
    profile = f"-env:UserInstallation=file://{folder / 'profile'}"
    command = [office, profile, "--headless", "--convert-to", "xlsx", "--outdir", "out", "in.xlsx"]
    subprocess.run(command, cwd=folder, check=True, capture_output=True, timeout=180)
    return (folder / "out" / "in.xlsx").read_bytes()


@given(strategies.programmes())
def test_untouched(programme: Programme) -> None:
    assert merge(programme, read(workbook(programme))) == Merged(programme, (), ())


@pytest.mark.parametrize("made", [seed, large, odd])
def test_untouched_in_full(made: object) -> None:
    before = made()  # type: ignore[operator]
    assert merge(before, read(workbook(before))) == Merged(before, (), ())


@pytest.mark.parametrize("made", [seed, large, odd])
def test_saved_by_libreoffice(made: object, tmp_path: Path) -> None:
    before = made()  # type: ignore[operator]
    saved = by_libreoffice(workbook(before), tmp_path)
    assert saved != workbook(before)
    assert merge(before, read(saved)) == Merged(before, (), ())
