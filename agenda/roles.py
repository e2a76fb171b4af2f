"""Who may do what, event by event: roles of accounts, and the permissions that a role gives.

Permissions are Django's own names (`agenda.change_session`), asked with the event as object:
`user.has_perm("agenda.publish_event", event)`. Asked without an object, the answer is whether some event allows it.
"""

from __future__ import annotations

from typing import Any

from django.contrib.auth.backends import BaseBackend
from django.db.models import Q, QuerySet

from agenda.models import Event, EventRole

PARTS = (
    "organiser", "city", "section", "room", "person", "session", "question", "segment", "appearance",
)  # fmt: skip
REGISTRATION = ("organisation", "participant", "message", "auditentry", "registrationdesk")


def _each(app: str, verbs: tuple[str, ...], names: tuple[str, ...]) -> frozenset[str]:
    return frozenset(f"{app}.{verb}_{name}" for verb in verbs for name in names)


ALL = ("view", "add", "change", "delete")
READ = _each("agenda", ("view",), ("event", *PARTS, "publication", "step", "remark", "clearance"))
EDIT = READ | _each("agenda", ("add", "change", "delete"), PARTS) | {"agenda.change_event"}
PUBLISH = EDIT | {"agenda.publish_event"}
CLERK = READ | _each("registration", ALL, REGISTRATION)
ADMINISTER = (
    PUBLISH | CLERK | _each("agenda", ALL, ("event", "eventrole", "reviewlink")) | {"agenda.administer_event"}
)

GRANTS: dict[str, frozenset[str]] = {
    "viewer": READ,
    "programme-editor": EDIT,
    "publisher": PUBLISH,
    "registration-clerk": CLERK,
    "administrator": ADMINISTER,
}
"""Permissions of each role."""

EVERYWHERE_ONLY = frozenset({"agenda.add_event"})
"""What a role gives only when it holds for every event."""


class RoleBackend(BaseBackend):
    """Answers for the roles of an account; accounts and passwords are another backend's."""

    def has_perm(self, user_obj: Any, perm: str, obj: Any = None) -> bool:
        """Whether a role of the account gives `perm` at the event of `obj`; without `obj` at some event."""
        if not user_obj.is_active or user_obj.is_anonymous:
            return False
        event = _event_key(obj)
        for event_key, role in roles_of(user_obj):
            here = event_key is None or (
                perm not in EVERYWHERE_ONLY and (obj is None or event_key == event)
            )
            if here and perm in GRANTS[role]:
                return True
        return False

    def has_module_perms(self, user_obj: Any, app_label: str) -> bool:
        """Whether some role gives anything in the app."""
        if not user_obj.is_active or user_obj.is_anonymous:
            return False
        return any(
            perm.startswith(f"{app_label}.") for _event, role in roles_of(user_obj) for perm in GRANTS[role]
        )


def roles_of(user: Any) -> list[tuple[int | None, str]]:
    """Event key (None: every event) and role, read once for a request's user."""
    if not hasattr(user, "_event_roles"):
        user._event_roles = list(EventRole.objects.filter(user=user).values_list("event_id", "role"))
    found: list[tuple[int | None, str]] = user._event_roles
    return found


def events_for(user: Any, perm: str) -> QuerySet[Event]:
    """The events where the account may do `perm`."""
    events = Event.objects.all()
    if user.is_active and user.is_superuser:
        return events
    keys = {key for key, role in roles_of(user) if perm in GRANTS[role]}
    if not user.is_active or not keys:
        return events.none()
    return events if None in keys else events.filter(Q(pk__in=keys))


def _event_key(obj: Any) -> int | None:
    """The key of the event that a row belongs to: the row itself, its `event`, or that of its session."""
    if obj is None or isinstance(obj, Event):
        return obj.pk if obj is not None else None
    if hasattr(obj, "event_id"):
        key: int | None = obj.event_id
        return key
    session = getattr(obj, "session", None)
    return session.event_id if session is not None else None
