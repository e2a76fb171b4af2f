"""Making a database ready: tables, the shared cache, the demo event and its logins."""

from __future__ import annotations

import base64
import hashlib
import hmac
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone

from agenda import versions
from agenda.exchange import json
from agenda.models import Event, EventRole
from agenda.versions import import_programme

DEMO_FILE = Path(settings.BASE_DIR) / "agenda" / "demo" / "gms-labour-migration-2020.json"


class Login(NamedTuple):
    """A demo login; `password` is '' where it is no longer the one made here."""

    role: str
    email: str
    password: str


def migrate() -> None:
    """Tables of every app, and the table of the shared cache; nothing to do when they are there."""
    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)


def load_demo_event() -> None:
    """The demo event and its first version, unless there is an event of that slug."""
    programme = json.parse(DEMO_FILE.read_bytes())
    if not Event.objects.filter(slug=programme.event.slug).exists():
        import_programme(programme)
    if versions.latest(programme.event.slug) is None:
        versions.publish(programme.event.slug, timezone.now())


def demo_logins() -> list[Login]:
    """The demo's accounts, made where missing. Passwords come of SECRET_KEY: the same on each call, unguessable."""
    return [
        _login("organiser", "organiser@demo.invalid", "administrator"),
        _login("registration clerk", "clerk@demo.invalid", "registration-clerk"),
        _login("programme editor", "editor@demo.invalid", "programme-editor"),
        _login("publisher", "publisher@demo.invalid", "publisher"),
        _login("viewer", "viewer@demo.invalid", "viewer"),
    ]


def _login(title: str, email: str, role: str) -> Login:
    """An account with the role at every event. What was changed since it was made, its roles too, stays so."""
    digest = hmac.new(settings.SECRET_KEY.encode(), f"demo login {email}".encode(), hashlib.sha256).digest()
    password = base64.b32encode(digest).decode().lower()[:16]
    with transaction.atomic():
        user, created = User.objects.get_or_create(
            username=email, defaults={"email": email, "is_staff": True, "first_name": title.capitalize()}
        )
        if created:
            user.set_password(password)
            user.save()
            EventRole.objects.create(user=user, event=None, role=role)
    return Login(title, email, password if user.check_password(password) else "")
