"""Production settings, read once from the environment, typed; a wrong value stops the program."""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import dj_database_url

SHORTEST_SECRET = 16
LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")


class WrongSetting(Exception):
    """An environment variable holds what it cannot hold. The message names it and what it accepts."""

    def __init__(self, name: str, accepts: str) -> None:
        super().__init__(f"{name}: not a value it can take. {name} accepts {accepts}.")


@dataclass(frozen=True)
class RepliesMailbox:
    """A folder of a mail server, read over TLS (IMAP, RFC 9051). The password is in no repr."""

    host: str
    port: int
    user: str
    password: str = field(repr=False)
    folder: str


@dataclass(frozen=True)
class Environment:
    """Every setting of `.env.example`, as values."""

    database: dict[str, Any]
    secret_key: str
    allowed_hosts: list[str]
    base_url: str
    cache: dict[str, Any]
    email: dict[str, Any]
    default_from_email: str
    replies: RepliesMailbox | None
    require_staff_mfa: bool
    demo: bool
    port: int
    log_level: str


def read_environment(root: Path, environ: Mapping[str, str] = os.environ) -> Environment:
    """The environment's settings; `root` is the project's folder, whose `var/` keeps what is made here.

    Raises WrongSetting.
    """
    database_url = environ.get("DATABASE_URL", "")
    database = _database(database_url, root)
    port = _port(environ.get("PORT", ""))
    return Environment(
        database=database,
        secret_key=_secret(environ.get("SECRET_KEY", "")) or _kept_secret(_secret_folder(database, root)),
        allowed_hosts=_hosts(environ.get("ALLOWED_HOSTS", "")),
        base_url=_base_url(environ.get("BASE_URL", ""), port),
        cache=_cache(environ.get("CACHE_URL", "")),
        email=_email(environ.get("EMAIL_URL", "")),
        default_from_email=_sender(environ.get("DEFAULT_FROM_EMAIL", "")),
        replies=_replies(environ.get("REPLIES_URL", "")),
        require_staff_mfa=_flag("REQUIRE_STAFF_MFA", environ, default=False),
        demo=_flag("DEMO", environ, default=not database_url),
        port=port,
        log_level=_level(environ.get("LOG_LEVEL", "")),
    )


def _flag(name: str, environ: Mapping[str, str], *, default: bool) -> bool:
    value = environ.get(name, "").strip().lower()
    if value in ("1", "true", "yes", "on"):
        return True
    if value in ("0", "false", "no", "off"):
        return False
    if not value:
        return default
    raise WrongSetting(name, "1 or 0")


def _port(value: str) -> int:
    if not value:
        return 8000
    if value.isascii() and value.isdigit() and 1 <= int(value) <= 65535:
        return int(value)
    raise WrongSetting("PORT", "a number from 1 to 65535")


def _level(value: str) -> str:
    level = value.upper() or "INFO"
    if level not in LEVELS:
        raise WrongSetting("LOG_LEVEL", ", ".join(LEVELS))
    return level


def _hosts(value: str) -> list[str]:
    if not value:
        return ["localhost", "127.0.0.1", "[::1]"]
    hosts = [host.strip() for host in value.split(",") if host.strip()]
    if not hosts or any("/" in host or " " in host for host in hosts):
        raise WrongSetting(
            "ALLOWED_HOSTS", "host names separated by commas, without http:// and without paths"
        )
    return hosts


def _base_url(value: str, port: int) -> str:
    if not value:
        return f"http://127.0.0.1:{port}"
    parts = _split("BASE_URL", value, "an address such as https://dialogue.example.org, without a path")
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path.strip("/") or parts.query:
        raise WrongSetting("BASE_URL", "an address such as https://dialogue.example.org, without a path")
    return f"{parts.scheme}://{parts.netloc}"


def _split(name: str, value: str, accepts: str) -> Any:
    try:
        parts = urlsplit(value)
        _ = parts.port
    except ValueError:
        raise WrongSetting(name, accepts) from None
    return parts


def _database(value: str, root: Path) -> dict[str, Any]:
    """Django's DATABASES entry; SQLite locks early, waits 20 s, and writes ahead."""
    accepts = "postgres://user:password@host:5432/name, sqlite:////absolute/path or sqlite:///path/in/project"
    value = value or f"sqlite:///{root / 'var' / 'db.sqlite3'}"
    if not value.startswith(("sqlite:///", "postgres://", "postgresql://")):
        raise WrongSetting("DATABASE_URL", accepts)
    if value.startswith("sqlite:///"):
        path = unquote(value.removeprefix("sqlite:///"))
        if not path or "\0" in path:
            raise WrongSetting("DATABASE_URL", accepts)
        return _sqlite(root / path)
    try:
        entry: dict[str, Any] = dict(dj_database_url.parse(value, conn_max_age=60, conn_health_checks=True))
    except (ValueError, dj_database_url.ParseError, dj_database_url.UnknownSchemeError):
        raise WrongSetting("DATABASE_URL", accepts) from None
    return entry


def _sqlite(path: Path) -> dict[str, Any]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(path),
        "CONN_MAX_AGE": 60,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;PRAGMA foreign_keys=ON;",
        },
    }


def _cache(value: str) -> dict[str, Any]:
    if not value:
        return {
            "BACKEND": "django.core.cache.backends.db.DatabaseCache",
            "LOCATION": "shared_cache",
            "OPTIONS": {"MAX_ENTRIES": 1000},
        }
    accepts = "redis://host:6379/0"
    parts = _split("CACHE_URL", value, accepts)
    if parts.scheme not in ("redis", "rediss") or not parts.hostname:
        raise WrongSetting("CACHE_URL", accepts)
    return {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": value}


def _email(value: str) -> dict[str, Any]:
    """The EMAIL_… settings; `OUTBOX_ONLY` says that letters stay in the outbox."""
    accepts = (
        "smtp+tls://user:password@host:587, smtp://host:25, smtps://user:password@host:465 or file:///folder"
    )
    if not value:
        return {"OUTBOX_ONLY": True, "EMAIL_BACKEND": "django.core.mail.backends.dummy.EmailBackend"}
    parts = _split("EMAIL_URL", value, accepts)
    if parts.scheme == "file" and not parts.netloc and parts.path.strip("/"):
        return {
            "EMAIL_BACKEND": "registration.letters.eml_backend.EmailBackend",
            "EMAIL_FILE_PATH": unquote(parts.path),
        }
    if parts.scheme not in ("smtp", "smtp+tls", "smtps") or not parts.hostname or parts.query:
        raise WrongSetting("EMAIL_URL", accepts)
    default_port = {"smtp": 25, "smtp+tls": 587, "smtps": 465}[parts.scheme]
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or default_port,
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_TLS": parts.scheme == "smtp+tls",
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_TIMEOUT": 20,
    }


def _sender(value: str) -> str:
    if value and not re.fullmatch(r"[^@\s<>]+@[^@\s<>]+|[^<>\n\r]* ?<[^@\s<>]+@[^@\s<>]+>", value):
        raise WrongSetting("DEFAULT_FROM_EMAIL", "an address such as Secretariat <dialogue@example.org>")
    return value or "Dialogue <dialogue@localhost>"


def _replies(value: str) -> RepliesMailbox | None:
    if not value:
        return None
    accepts = "imaps://user:password@host:993/folder, with %40 for an @ in the user’s name"
    parts = _split("REPLIES_URL", value, accepts)
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    folder = unquote(parts.path.removeprefix("/")) or "INBOX"
    wrong = parts.scheme != "imaps" or not parts.hostname or not user or not password
    if wrong or parts.query or parts.fragment or not (user + password + folder).isprintable():
        raise WrongSetting("REPLIES_URL", accepts)
    return RepliesMailbox(parts.hostname, parts.port or 993, user, password, folder)


def _secret(value: str) -> str:
    if value and len(value) < SHORTEST_SECRET:
        raise WrongSetting("SECRET_KEY", f"at least {SHORTEST_SECRET} characters, better 50, made at random")
    return value


def _secret_folder(database: Mapping[str, Any], root: Path) -> Path:
    """Beside the database where that is a file, else the project's `var/`."""
    if database["ENGINE"].endswith("sqlite3"):
        return Path(database["NAME"]).parent
    return root / "var"


def _kept_secret(folder: Path) -> str:
    """The secret kept in `folder`, made at first use, readable by its owner only."""
    path = folder / ".secret_key"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            pass
        else:
            with os.fdopen(handle, "w") as file:
                file.write(secrets.token_urlsafe(50))
        secret = path.read_text().strip()
    except OSError:
        raise WrongSetting(
            "SECRET_KEY", f"50 random characters; none is set, and {path} cannot be written"
        ) from None
    if len(secret) < 40:
        raise WrongSetting(
            "SECRET_KEY", f"50 random characters; {path} holds too few: delete it to make a new one"
        )
    return secret
