"""Permissions event by event: roles of accounts, and the permissions that a role gives.

Permissions are Django's own names (`agenda.change_session`), asked with the event as object:
`user.has_perm("agenda.publish_event", event)`. Asked without an object, the answer is whether some event allows it.
"""

from __future__ import annotations

from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.backends import BaseBackend
from django.db.models import QuerySet

from agenda.models.collaboration import EventRole
from agenda.models.programme_rows import Event

PARTS = (
    "organiser", "city", "section", "room", "person", "session", "question", "segment", "appearance",
)  # fmt: skip
REGISTRATION = (
    "organisation", "organisationname", "delegation", "invitationletter", "invitedorganisation", "roleplaces", "storedfile",
    "participant", "formquestion", "givenanswer", "speakerprofile", "slidedeck", "consent", "message", "auditentry",
    "registrationsettings",
)  # fmt: skip


def _each(app: str, verbs: tuple[str, ...], names: tuple[str, ...]) -> frozenset[str]:
    return frozenset(f"{app}.{verb}_{name}" for verb in verbs for name in names)


ALL = ("view", "add", "change", "delete")
READ = _each("agenda", ("view",), ("event", *PARTS, "publication", "step", "remark", "clearance"))
EDIT = READ | _each("agenda", ("add", "change", "delete"), PARTS) | {"agenda.change_event"}
PUBLISH = EDIT | {"agenda.publish_event"}
CLERK = READ | _each("registration", ALL, REGISTRATION)
ACCOUNTS = _each("auth", ("view", "add", "change"), ("user",))
ADMINISTER = (
    PUBLISH
    | CLERK
    | ACCOUNTS
    | _each("agenda", ALL, ("event", "eventrole", "reviewlink"))
    | {"agenda.administer_event"}
)

GRANTS: dict[str, frozenset[str]] = {
    "viewer": READ,
    "programme-editor": EDIT,
    "publisher": PUBLISH,
    "registration-clerk": CLERK,
    "administrator": ADMINISTER,
}
"""Permissions of each role."""

EVERYWHERE_ONLY = ACCOUNTS | {"agenda.add_event", "registration.delete_organisation"}
"""What a role gives only when it holds for every event: it touches what all events share."""


class RoleBackend(BaseBackend):
    """Answers for the roles of an account; accounts and passwords are another backend's."""

    def has_perm(self, user_obj: Any, perm: str, obj: Any = None) -> bool:
        """Whether a role of the account gives `perm` at the event of `obj`; without `obj` at some event."""
        if obj is None:
            return allows(user_obj, perm)
        keys = keys_for(user_obj, perm)
        return keys is None or _event_key(obj) in keys

    def has_module_perms(self, user_obj: Any, app_label: str) -> bool:
        """Whether some role gives anything in the app."""
        return any(allows(user_obj, perm) for perm in sorted(ADMINISTER) if perm.startswith(f"{app_label}."))


def roles_of(user: Any) -> list[tuple[int | None, str]]:
    """Event key (None: every event) and role, read once for a request's user."""
    if not hasattr(user, "_event_roles"):
        user._event_roles = list(EventRole.objects.filter(user=user).values_list("event_id", "role"))
    found: list[tuple[int | None, str]] = user._event_roles
    return found


def keys_for(user: Any, perm: str) -> frozenset[int] | None:
    """Keys of the events where the account may do `perm`; None: at every event, those to come too."""
    if not user.is_active:
        return frozenset()
    if user.is_superuser:
        return None
    keys = {key for key, role in roles_of(user) if perm in GRANTS[role]}
    if None in keys:
        return None
    return frozenset() if perm in EVERYWHERE_ONLY else frozenset(key for key in keys if key is not None)


def allows(user: Any, perm: str) -> bool:
    """Whether a role of the account gives `perm` at some event. Permissions of Django's own do not count."""
    keys = keys_for(user, perm)
    return keys is None or bool(keys)


def events_for(user: Any, perm: str) -> QuerySet[Event]:
    """The events where the account may do `perm`."""
    return rows_for(Event.objects.all(), user, perm, "pk")


def rows_for(rows: QuerySet[Any], user: Any, perm: str, path: str = "event") -> QuerySet[Any]:
    """Those of `rows` at whose event the account may do `perm`; `path` is the lookup from a row to its event."""
    keys = keys_for(user, perm)
    if keys is None:
        return rows
    return rows.filter(**{f"{path}__in": keys}) if keys else rows.none()


def administrators_of(event: Event | None) -> QuerySet[Any]:
    """Active accounts that give the roles of the event; of none: of every event. Superusers are not counted."""
    rows = EventRole.objects.filter(role="administrator", event=event)
    return get_user_model().objects.filter(is_active=True, is_staff=True, event_roles__in=rows).distinct()


def _event_key(obj: Any) -> int | None:
    """The key of the event that a row belongs to: the row itself, its `event`, or that of its session."""
    if isinstance(obj, Event):
        return obj.pk
    if hasattr(obj, "event_id"):
        key: int | None = obj.event_id
        return key
    session = getattr(obj, "session", None)
    return session.event_id if session is not None else None
