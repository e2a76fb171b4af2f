"""What keeps the house in order and no linter checks."""

import ast
import re
import shutil
import subprocess
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("agenda", "dialogue", "registration")
SHAPELESS = {"common", "helpers", "misc", "services", "utils", "util", "helper", "service"}
LOCKS_WITH_HOSTS = {"uv.lock", "package-lock.json", "pylock.toml", "poetry.lock", "yarn.lock", "Pipfile.lock"}
# In pieces, so that this file does not name what it forbids.
REGISTRY_HOSTS = re.compile(
    "|".join(
        (r"pypi\." + r"org", r"pythonhosted\." + r"org", r"registry\." + r"npmjs", r"npmjs\." + r"(?:org|com)",
         r"registry\." + r"yarnpkg", r"deb\.debian\." + r"org", r"proxy\.golang\." + r"org")
    )
)  # fmt: skip
MACHINE_PATHS = re.compile(r"(?<![\w./-])/" + r"(?:work|root|home/\w+|Users/\w+)/")


@cache
def project_files() -> tuple[Path, ...]:
    """Files that are in git or would be added to it; without git, all but what tools leave."""
    if shutil.which("git") and (ROOT / ".git").exists():
        command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
        listed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
        paths = [ROOT / name for name in listed.split("\0") if name]
    else:
        skipped = {".venv", "node_modules", "var", "__pycache__", ".git"}
        paths = [path for path in ROOT.rglob("*") if not skipped & set(path.parts)]
    return tuple(sorted(path for path in paths if path.is_file()))


def python_files() -> list[Path]:
    return [path for path in project_files() if path.suffix == ".py"]


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def text_of(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return ""  # a font, a picture


def test_project_files_are_found() -> None:
    assert {"pyproject.toml", "tests/test_architecture.py"} <= {named(path) for path in project_files()}


def test_no_templates_in_the_folder_of_django_auth() -> None:
    """`templates/registration/` is where django.contrib.auth looks for its own."""
    assert [named(path) for path in project_files() if "templates/registration/" in named(path)] == []


def test_no_file_or_folder_has_a_shapeless_name() -> None:
    parts = {part for path in project_files() for part in Path(named(path)).parts}
    assert {part for part in parts if Path(part).stem.lower() in SHAPELESS} == set()


def test_no_lock_file_that_names_registries() -> None:
    assert [named(path) for path in project_files() if path.name in LOCKS_WITH_HOSTS] == []


@pytest.mark.parametrize("pattern", [REGISTRY_HOSTS, MACHINE_PATHS], ids=["registry host", "machine path"])
def test_no_file_names_a_registry_or_a_machine(pattern: re.Pattern[str]) -> None:
    found = [
        f"{named(path)}: {match.group()}"
        for path in project_files()
        if (match := pattern.search(text_of(path)))
    ]
    assert found == []


def test_every_module_says_what_it_is() -> None:
    silent = [
        named(path)
        for path in python_files()
        if "migrations" not in path.parts
        and text_of(path).strip()
        and not ast.get_docstring(ast.parse(text_of(path)))
    ]
    assert silent == []


def test_every_lock_entry_has_a_hash() -> None:
    for lock in (ROOT / "requirements").glob("*.txt"):
        entries = re.split(r"\n(?=[a-z0-9])", lock.read_text(encoding="utf-8"))
        assert [entry.splitlines()[0] for entry in entries if "--hash=sha256:" not in entry] == [], lock.name


def test_dev_lock_holds_the_versions_of_the_base_lock() -> None:
    """`make` counts base.txt as installed where dev.txt is."""

    def pins(name: str) -> set[str]:
        return set(
            re.findall(r"^[a-z0-9].*?==[^\s;]+", (ROOT / "requirements" / name).read_text(), re.MULTILINE)
        )

    assert pins("base.txt") - pins("dev.txt") == set()


def test_outputs_touch_neither_database_nor_request() -> None:
    """The arrow that import-linter cannot draw: of Django it sees only the top (pyproject.toml)."""
    forbidden = ("django.db", "django.http", "django.shortcuts", "django.views", "django.urls")
    found = [
        f"{named(path)}: {module}"
        for path in python_files()
        if "outputs" in path.parts and path.parts[len(ROOT.parts)] in PACKAGES
        for module in imported(path)
        if f"{module}.".startswith(tuple(f"{name}." for name in forbidden))
    ]
    assert found == []


def imported(path: Path) -> list[str]:
    """Full names of what the module imports; `from a import b` gives `a.b`."""
    names = []
    for node in ast.walk(ast.parse(text_of(path))):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and not node.level:
            names += [f"{node.module}.{alias.name}" for alias in node.names]
    return names


def test_pages_hold_no_inline_style_or_script() -> None:
    """The Content-Security-Policy forbids them. Mail and paper are not served under it."""
    inline = re.compile(
        r"<style\b|\sstyle=|\son[a-z]+=[\"']|<script(?![^>]*\bsrc=)(?![^>]*type=\"application/)", re.I
    )
    free = ("templates/email/", "templates/print/", "templates/agenda/print/")
    found = [
        f"{named(path)}: {match.group()}"
        for path in project_files()
        if path.suffix == ".html" and "templates" in path.parts and not named(path).startswith(free)
        if (match := inline.search(text_of(path)))
    ]
    assert found == []


def test_production_settings_are_listed() -> None:
    listed = set(re.findall(r"^#?([A-Z_]+)=", text_of(ROOT / ".env.example"), re.MULTILINE))
    promised = {
        "DATABASE_URL", "SECRET_KEY", "ALLOWED_HOSTS", "BASE_URL", "CACHE_URL", "EMAIL_URL", "DEFAULT_FROM_EMAIL",
        "REQUIRE_STAFF_MFA", "DEMO", "PORT", "LOG_LEVEL",
    }  # fmt: skip
    assert promised <= listed
