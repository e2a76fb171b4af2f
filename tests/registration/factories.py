"""Published events, forms and participants for the tests of registration; a test names only what it is about."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Any

from agenda.models import City, Event, Session
from agenda.versions import publishing
from registration.models import InvitedOrganisation, Organisation, Participant, RegistrationSettings
from registration.models.choices import OrganisationKind

MOMENT = datetime(2026, 11, 2, 3, 4, 5, tzinfo=UTC)


def event(slug: str = "dialogue-2026", *, published: bool = True, **fields: Any) -> Event:
    """An event in Manila with one session, and, unless told otherwise, its first version."""
    made = Event.objects.create(slug=slug, title=f"The {slug}", timezone="Asia/Manila", **fields)
    City.objects.create(event=made, name="Bangkok", timezone="Asia/Bangkok")
    Session.objects.create(
        event=made,
        identifier="s1",
        slug="s1",
        title="Opening",
        day=date(2026, 12, 1),
        start=time(14),
        minutes=90,
    )
    if published:
        publishing.publish(slug, MOMENT)
    return made


def desk(event: Event, **fields: Any) -> RegistrationSettings:
    """The event's desk."""
    return RegistrationSettings.objects.create(event=event, **fields)


def said(**fields: Any) -> dict[str, Any]:
    """What a browser sends when the form is filled in well; a field given as None is left out."""
    filled = {
        "honorific": "Ms.",
        "name": "Nguyễn Thị Hương",
        "position": "Director",
        "organisation": "Ministry of Labour",
        "country": "VN",
        "email": "huong@molisa.example",
        "sex": "female",
        "role": "participant",
        "consent_list": "participants",
        "consent_photos": "yes",
        **fields,
    }
    return {name: value for name, value in filled.items() if value is not None}


def organisation(name: str = "Ministry of Labour", country: str = "VN", **fields: Any) -> Organisation:
    """An organisation of the register."""
    fields.setdefault("kind", OrganisationKind.MINISTRY)
    return Organisation.objects.create(name=name, country=country, **fields)


_organisation = organisation


def participant(event: Event, **fields: Any) -> Participant:
    """Someone registered, written past the verbs."""
    fields.setdefault("organisation", Organisation.objects.first() or organisation())
    defaults = {
        "honorific": "Ms.",
        "name": "Nguyễn Thị Hương",
        "position": "Director",
        "country": "VN",
        "email": "huong@molisa.example",
        "sex": "female",
        "role": "participant",
        "consent_list": "none",
        "consent_photos": False,
        "consent_wording": "2026-11",
        "consent_moment": MOMENT,
        "state": "nominated",
        "created": MOMENT,
        "changed": MOMENT,
    }
    values = {**defaults, **fields}
    if values["state"] == "waiting":
        values.setdefault("waiting_number", 1 + Participant.objects.filter(state="waiting").count())
    return Participant.objects.create(event=event, **values)


def invited(event: Event, organisation: Organisation | None = None, **fields: Any) -> InvitedOrganisation:
    """An institution that is invited with three places, written past the verbs."""
    defaults = {
        "places": 3,
        "focal_name": "Trần Văn Minh",
        "focal_email": "focal@molisa.example",
        "reply": "invited",
        "invited_at": MOMENT,
        "created": MOMENT,
    }
    chosen = organisation or Organisation.objects.first() or _organisation()
    return InvitedOrganisation.objects.create(event=event, organisation=chosen, **{**defaults, **fields})
