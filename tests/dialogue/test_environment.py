"""Reading the environment: defaults, every accepted form, and one clear line for each wrong value."""

from pathlib import Path

import pytest

from dialogue.environment import RepliesMailbox, WrongSetting, read_environment

SECRET = {"SECRET_KEY": "x" * 50}


def test_defaults_are_embedded(tmp_path: Path) -> None:
    env = read_environment(tmp_path, {})
    assert env.database["ENGINE"] == "django.db.backends.sqlite3"
    assert env.database["NAME"] == str(tmp_path / "var" / "db.sqlite3")
    assert env.database["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert env.cache["BACKEND"] == "django.core.cache.backends.db.DatabaseCache"
    assert env.email["OUTBOX_ONLY"] is True
    assert env.allowed_hosts == ["localhost", "127.0.0.1", "[::1]"]
    assert (env.base_url, env.port, env.demo, env.require_staff_mfa) == (
        "http://127.0.0.1:8000",
        8000,
        True,
        False,
    )


def test_secret_is_made_once_and_private(tmp_path: Path) -> None:
    first = read_environment(tmp_path, {}).secret_key
    kept = tmp_path / "var" / ".secret_key"
    assert first == read_environment(tmp_path, {}).secret_key == kept.read_text()
    assert kept.stat().st_mode & 0o777 == 0o600
    assert len(first) >= 50


def test_secret_stands_beside_the_database(tmp_path: Path) -> None:
    read_environment(tmp_path, {"DATABASE_URL": f"sqlite:///{tmp_path}/else/db.sqlite3"})
    assert (tmp_path / "else" / ".secret_key").exists()


def test_sqlite_paths(tmp_path: Path) -> None:
    assert (
        read_environment(tmp_path, {**SECRET, "DATABASE_URL": "sqlite:////abs/x.db"}).database["NAME"]
        == "/abs/x.db"
    )
    relative = read_environment(tmp_path, {**SECRET, "DATABASE_URL": "sqlite:///rel/x.db"})
    assert relative.database["NAME"] == str(tmp_path / "rel" / "x.db")
    assert relative.demo is False


def test_postgres(tmp_path: Path) -> None:
    env = read_environment(tmp_path, {**SECRET, "DATABASE_URL": "postgres://u:p%40w@db.example:5433/name"})
    wanted = {"ENGINE": "django.db.backends.postgresql", "NAME": "name", "USER": "u", "PASSWORD": "p@w"}
    assert {key: env.database[key] for key in wanted} == wanted
    assert (env.database["HOST"], env.database["PORT"]) == ("db.example", 5433)


@pytest.mark.parametrize(
    ("url", "wanted"),
    [
        (
            "smtp+tls://u:p@h:587",
            {"EMAIL_HOST": "h", "EMAIL_PORT": 587, "EMAIL_USE_TLS": True, "EMAIL_USE_SSL": False},
        ),
        ("smtps://h", {"EMAIL_PORT": 465, "EMAIL_USE_SSL": True}),
        ("smtp://h", {"EMAIL_PORT": 25, "EMAIL_USE_TLS": False}),
        ("file:///some/dir", {"EMAIL_FILE_PATH": "/some/dir"}),
    ],
)
def test_email(tmp_path: Path, url: str, wanted: dict[str, object]) -> None:
    email = read_environment(tmp_path, {**SECRET, "EMAIL_URL": url}).email
    assert {key: email[key] for key in wanted} == wanted
    assert "OUTBOX_ONLY" not in email


@pytest.mark.parametrize(
    ("url", "wanted"),
    [
        ("", None),
        ("imaps://u:p@h", RepliesMailbox("h", 993, "u", "p", "INBOX")),
        (
            "imaps://u%40x.example:p%2Fw%20d@h:1993/Re%20plies/2026",
            RepliesMailbox("h", 1993, "u@x.example", "p/w d", "Re plies/2026"),
        ),
    ],
)
def test_replies(tmp_path: Path, url: str, wanted: RepliesMailbox | None) -> None:
    assert read_environment(tmp_path, {**SECRET, "REPLIES_URL": url}).replies == wanted
    assert "p/w d" not in repr(wanted)


def test_base_url_follows_port_and_loses_its_slash(tmp_path: Path) -> None:
    assert read_environment(tmp_path, {**SECRET, "PORT": "9000"}).base_url == "http://127.0.0.1:9000"
    assert (
        read_environment(tmp_path, {**SECRET, "BASE_URL": "https://d.example/"}).base_url
        == "https://d.example"
    )


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_URL", "mysql://x/y"),
        ("DATABASE_URL", "sqlite://"),
        ("DATABASE_URL", "postgres://h:notaport/x"),
        ("SECRET_KEY", "short"),
        ("DEFAULT_FROM_EMAIL", "notmail"),
        ("DEFAULT_FROM_EMAIL", "A <a@b>\nBcc: x@y"),
        ("PORT", "0"),
        ("PORT", "eighty"),
        ("PORT", "70000"),
        ("DEMO", "maybe"),
        ("REQUIRE_STAFF_MFA", "2"),
        ("LOG_LEVEL", "LOUD"),
        ("ALLOWED_HOSTS", "https://x.example"),
        ("BASE_URL", "dialogue.example"),
        ("BASE_URL", "https://x.example/path"),
        ("CACHE_URL", "memcached://x"),
        ("EMAIL_URL", "smtp://"),
        ("EMAIL_URL", "imap://h"),
        ("EMAIL_URL", "smtp://h:port"),
        ("EMAIL_URL", "smtp://h?timeout=soon"),
        ("EMAIL_URL", "file://"),
        ("REPLIES_URL", "imap://u:p@h"),
        ("REPLIES_URL", "imaps://h/folder"),
        ("REPLIES_URL", "imaps://u@h"),
        ("REPLIES_URL", "imaps://u:p@"),
        ("REPLIES_URL", "imaps://u:p@h:port"),
        ("REPLIES_URL", "imaps://u:p@h/x?y=1"),
        ("REPLIES_URL", "imaps://u:p%0A@h"),
        ("REPLIES_URL", "desk@adb.example"),
    ],
)
def test_wrong_value_names_the_variable(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(WrongSetting, match=rf"^{name}: .* accepts .+\.$") as refused:
        read_environment(tmp_path, {**SECRET, name: value})
    assert "\n" not in str(refused.value)
