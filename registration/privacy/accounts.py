"""Data of a person outside registration: account, visits, the admin's log, tracebacks of tasks."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session as Visit
from django_tasks_db.models import DBTaskResult

from registration.links import address_of
from registration.models import InvitedOrganisation, Participant
from registration.privacy.traces import ERASED_NAME, MOST_KEYS, PersonTraces, log_of, reword, write


def unneeded(addresses: Sequence[str]) -> set[str]:
    """Those of the addresses (compared form) that nobody else has, at any event: no participant, no focal point."""
    wanted = {address_of(one) for one in addresses} - {""}
    people = Participant.objects.filter(email_normalised__in=wanted, erased__isnull=True)
    focal = InvitedOrganisation.objects.exclude(focal_email="").values_list("focal_email", flat=True)
    needed = set(people.values_list("email_normalised", flat=True)) | {address_of(one) for one in focal}
    return wanted - needed


def accounts_of(addresses: set[str]) -> list[User]:
    """The accounts of these addresses (compared form) that are not the secretariat's."""
    if not addresses:
        return []
    rows = User.objects.filter(is_staff=False, is_superuser=False, event_roles__isnull=True)
    return [user for user in rows if {address_of(user.email), address_of(user.username)} & addresses]


def forget_accounts(traces: PersonTraces) -> None:
    """Delete accounts, addresses and visits, and what the log and failed tasks say; of addresses nobody else has."""
    addresses = unneeded(sorted(traces.addresses))
    written = addresses | {one.casefold() for one in traces.addresses if address_of(one) in addresses}
    users = accounts_of(addresses)
    keys = {str(user.pk) for user in users}
    kind = ContentType.objects.get_for_model(User)
    LogEntry.objects.filter(content_type=kind, object_id__in=keys).update(
        object_repr=ERASED_NAME, change_message=""
    )
    _forget_visits(keys, written, traces)
    for user in users:
        user.delete()
    others = EmailAddress.objects.filter(user__is_staff=False).values_list("pk", "email")
    left = [key for key, address in others if address_of(address) in addresses]
    EmailAddress.objects.filter(pk__in=left).delete()
    reword(DBTaskResult.objects.exclude(traceback=""), ("traceback",), traces.reworded)


def forget_log(keys: Sequence[int], traces: PersonTraces) -> None:
    """Erase the entries of the admin's log on these participants, under whatever name."""
    for start in range(0, len(keys), MOST_KEYS):
        log_of(keys[start : start + MOST_KEYS]).update(object_repr=ERASED_NAME, change_message="")
    reword(LogEntry.objects.all(), ("object_repr",), traces.reworded)

    def said(message: str) -> str:
        plain = _decoded(message)
        clean = traces.reworded(plain)
        return message if clean == plain else clean

    reword(LogEntry.objects.exclude(change_message=""), ("change_message",), said)


def _forget_visits(keys: set[str], addresses: set[str], traces: PersonTraces) -> None:
    """Visits of the accounts, and those in which a code for one of the addresses was asked, end.

    Of others only the messages go that the admin has not shown yet and that name somebody.
    """
    for visit in Visit.objects.iterator():
        held: dict[str, Any] = visit.get_decoded()
        said = json.dumps(held, ensure_ascii=False, default=str).casefold()
        if held.get("_auth_user_id") in keys or any(one in said for one in addresses):
            visit.delete()
        elif (unread := held.get("_messages", "")) and traces.reworded(_decoded(unread)) != _decoded(unread):
            del held["_messages"]
            write(visit, {"session_data": Visit.objects.encode(held)})


def _decoded(messages: Any) -> str:
    """The stored messages with their letters as they are read."""
    try:
        return json.dumps(json.loads(messages), ensure_ascii=False)
    except (TypeError, ValueError):
        return str(messages)
