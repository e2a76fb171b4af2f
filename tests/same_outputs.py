"""The outputs of three events as text: pages, files and letters, to be compared with those kept in `tests/golden/outputs/`.

`python -m tests.same_outputs --write` takes them anew, in a database of its own. What is written is to be read before it
is kept: each line that differs is a line that readers, calendar programs or scripts get in another form.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sys
import tempfile
from contextlib import ExitStack
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any
from unittest.mock import patch

if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    import django

    django.setup()

from django.conf import settings
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client, override_settings
from openpyxl import load_workbook
from pypdf import PdfReader

from tests.bench.big_event import big_event
from tests.canonical import canonical, neutral
from tests.every_letter import LABOUR, Clock, Post, Walk, first_moment, leave, particulars, walk, written

GOLDEN = Path(__file__).parent / "golden" / "outputs"
LARGE = "large.sha256"
"""The file that holds digests of the outputs of the large event, a line each, as `sha256sum` writes them."""
SEED_FILE = Path(settings.BASE_DIR) / "agenda" / "demo" / "gms-labour-migration-2020.json"
FILES = ("agenda.ics", "event.ics", "agenda.json", "agenda.xlsx")
PAGES = ("", "agenda/", "speakers/", "changes/")
ELSEWHERE = ("agenda/?tz=Asia/Yangon", "agenda/?tz=UTC")
PUBLIC = ("calendar/", *ELSEWHERE)
"""Pages that are asked for without a private link only."""

Texts = dict[str, str]


def captured(folder: Path) -> Texts:
    """Name of a file to its text, of an empty database. `folder` is for what is imported."""
    clock, post = Clock(first_moment()), Post()
    with ExitStack() as stack:
        stack.enter_context(_settings())
        stack.enter_context(patch("django.utils.timezone.now", clock.now))
        cache.clear()
        found = _private(clock, folder, post)
        found |= _seed(clock, folder, post)
        found[LARGE] = _large(clock, folder)
        found["front.txt"] = text_of(Client(), "/")
        found |= _letters(post)
        return found


def stored() -> Texts:
    """What is kept."""
    files = [path for path in GOLDEN.rglob("*") if path.is_file()]
    return {path.relative_to(GOLDEN).as_posix(): path.read_text() for path in files}


def write(texts: Texts) -> None:
    """Keep these instead of what is kept."""
    shutil.rmtree(GOLDEN, ignore_errors=True)
    for name, text in texts.items():
        path = GOLDEN / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def text_of(client: Client, path: str, status: int = 200) -> str:
    """What an address answers, as readable text."""
    response = client.get(path)
    assert response.status_code == status, (path, response.status_code)
    kind = response["Content-Type"]
    if kind.startswith("text/html"):
        return canonical(response.content.decode())
    if kind == "application/pdf":
        return pdf_text(response.content)
    if "spreadsheet" in kind:
        return cells(response.content)
    return neutral(response.content.decode().replace("\r\n", "\n"))


def pdf_text(raw: bytes) -> str:
    """The text of each page."""
    pages = PdfReader(BytesIO(raw)).pages
    return "".join(f"== {number}\n{page.extract_text()}\n" for number, page in enumerate(pages, start=1))


def cells(raw: bytes) -> str:
    """Sheet, cell and value, a line each."""
    book = load_workbook(BytesIO(raw))
    lines = [f"{sheet.title}: {sheet.sheet_state}" for sheet in book]
    for sheet in book:
        filled: Any = (cell for row in sheet.iter_rows() for cell in row if cell.value is not None)
        lines += [f"{sheet.title}!{cell.coordinate} = {cell.value!r}" for cell in filled]
    return "\n".join(lines) + "\n"


def _settings() -> override_settings:
    """Tasks are done at once, letters leave, and answers are kept in this process only."""
    return override_settings(
        TASKS={"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}},
        CACHES={"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}},
        EMAIL_BACKEND="django.core.mail.backends.locmem.EmailBackend",
        OUTBOX_ONLY=False,
    )


def _imported(event: dict[str, Any], folder: Path) -> str:
    """Import the event and publish it; its slug."""
    file = folder / "agenda.json"
    file.write_text(json.dumps(event))
    call_command("import_programme", file, publish=True, stdout=StringIO(), stderr=StringIO())
    return str(event["event"]["slug"])


def _outputs(
    client: Client, base: str, folder: str, *, more: tuple[str, ...] = (), pdf: bool = True
) -> Texts:
    """The pages and files behind `base`, of an event's first session and first speaker too."""
    programme = json.loads(client.get(f"{base}agenda.json").content)
    session = programme["sessions"][1]["slug"]
    speaker = programme["sessions"][1]["people"][0]["person"]
    paths = [*PAGES, *more, f"sessions/{session}/", f"speakers/{speaker}/", f"sessions/{session}.ics", *FILES]
    if pdf:
        paths.append("programme.pdf")
    return {f"{folder}/{_file_name(path)}": text_of(client, base + path) for path in paths}


def _file_name(path: str) -> str:
    words = path.rstrip("/").replace("/?tz=", "-in-").replace("/", "-") or "home"
    return f"{words}.txt"


def _seed(clock: Clock, folder: Path, post: Post) -> Texts:
    """The demo event: its first version, the pages of those who take part, its second version."""
    event = json.loads(SEED_FILE.read_text())
    made = Walk(_imported(event, folder), clock, folder, post)
    base = f"/{made.slug}/"
    found = _outputs(made.public, base, "seed", more=PUBLIC)
    walk(made)
    found |= _own_pages(made)
    gone = event["sessions"].pop()
    event["sessions"][3]["title"] = "Where people go, and why"
    event["sessions"][3]["end"] = "2020-09-08T15:10:00+08:00"
    event["rooms"][0]["name"] = "Webinar room"
    clock.step()
    _imported(event, folder)
    leave(made)
    for path in ("changes/", "agenda/", "agenda.ics", "event.ics", "v/1/agenda/"):
        found[f"seed-again/{_file_name(path)}"] = text_of(made.public, base + path)
    for path in (f"sessions/{gone['id']}/", f"sessions/{gone['id']}.ics"):
        found[f"seed-again/{_file_name(path)}"] = text_of(made.public, base + path, 410)
    return found


def _own_pages(made: Walk) -> Texts:
    """The pages of an institution, of participants, and the open form: as it is, and refused."""
    mine, register = made.post.link("mai@molisa.example"), f"/{made.slug}/register/"
    paths = {
        "register": register,
        "register-sent": f"{register}sent/",
        "my": mine,
        "my-not-confirmed": made.post.link("vone@small.example"),
        "my-data": f"{mine}data/",
        "my-participants": f"{mine}participants/",
        "institution": made.post.link(made.focal(LABOUR)),
    }
    found = {f"own/{name}.txt": text_of(made.public, path) for name, path in paths.items()}
    refused = made.public.post(register, particulars(name="", email="nobody", country=""))
    assert refused.status_code == 422
    return found | {"own/register-refused.txt": canonical(refused.content.decode())}


def _private(clock: Clock, folder: Path, post: Post) -> Texts:
    """The demo event as a private one, as somebody who is confirmed sees it, and what of it others get."""
    event = json.loads(SEED_FILE.read_text())
    event["event"] |= {"slug": "private-dialogue", "title": "A private dialogue", "visibility": "private"}
    made = Walk(_imported(event, folder), clock, folder, post)
    assert made.public.get("/private-dialogue/").status_code == 404
    made.settings(speaker_entries=True)
    made.list_institutions([LABOUR])
    made.named(LABOUR, ("Đặng Thu", "thu@private.example"))
    found = {"private/my-not-confirmed.txt": text_of(made.public, made.post.link("thu@private.example"))}
    made.person("Đặng Thu", "do/confirm")
    mine = made.post.link("thu@private.example")
    found["private/my.txt"] = text_of(made.public, mine)
    return found | _outputs(made.public, f"{mine}programme/", "private")


def _large(clock: Clock, folder: Path) -> str:
    """Digests of the outputs of the event of 200 sessions; its PDF would take as long as all the others."""
    clock.step()
    base = f"/{_imported(big_event(), folder)}/"
    texts = _outputs(Client(), base, "large", more=PUBLIC, pdf=False)
    digests = {name: hashlib.sha256(text.encode()).hexdigest() for name, text in texts.items()}
    return "".join(f"{digest}  {name}\n" for name, digest in sorted(digests.items()))


def _letters(post: Post) -> Texts:
    """The letters that left, those of a kind in one file."""
    found: dict[str, list[str]] = {}
    for kind, letter in post.left():
        found.setdefault(f"letters/{kind}.txt", []).append(written(letter))
    return {name: "\n\n========\n\n".join(texts) + "\n" for name, texts in found.items()}


def main() -> None:
    """Take the outputs anew, in a database of its own."""
    from django.test.runner import DiscoverRunner

    if sys.argv[1:] != ["--write"]:
        sys.exit("usage: python -m tests.same_outputs --write")
    runner = DiscoverRunner(verbosity=0, interactive=False)
    runner.setup_test_environment()
    databases = runner.setup_databases()
    try:
        with tempfile.TemporaryDirectory() as folder:
            write(captured(Path(folder)))
    finally:
        runner.teardown_databases(databases)
        runner.teardown_test_environment()


if __name__ == "__main__":
    main()
