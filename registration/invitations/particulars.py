"""The particulars of a person, as they say them or are named with, and how they are written into the row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime

from registration.matching import same_name
from registration.models import (
    Consent,
    ConsentAbout,
    DelegationRole,
    InvitedOrganisation,
    Organisation,
    Participant,
    RegistrationSettings,
)
from registration.register import organisation_named

CONSENTS = ("consent_list", "consent_photos")


@dataclass(frozen=True, kw_only=True)
class Particulars:
    """The particulars of a person. `organisation` is a name as written, or a row that staff chose; `country` ISO
    alpha-2."""

    honorific: str
    name: str
    position: str
    organisation: str | Organisation
    country: str
    sex: str
    role: str
    consent_list: str
    consent_photos: bool
    given: str = ""
    family: str = ""
    own_script: str = ""
    unit: str = ""
    phone: str = ""
    languages: str = ""
    interpretation: str = ""
    accessibility: str = ""
    diet: str = ""


@dataclass(frozen=True, kw_only=True)
class Named:
    """A person that an institution names, with what it knows of them. Without `country` they have the institution's."""

    name: str
    email: str
    honorific: str = ""
    position: str = ""
    country: str = ""
    delegation_role: str = str(DelegationRole.MEMBER)


def particulars_of(participant: Participant) -> Particulars:
    """The particulars in the row of the person."""
    return Particulars(**{field.name: getattr(participant, field.name) for field in fields(Particulars)})


def describe(
    participant: Participant,
    particulars: Particulars,
    desk: RegistrationSettings,
    moment: datetime,
    *,
    anew: bool = False,
    asked: bool = True,
) -> list[str]:
    """Write what the person says into the row, not yet saved; the names of the fields that changed.

    Who says everything `anew` has read the text on consents as it stands now. A person for whom others speak is not `asked`.
    """
    wanted = {field.name: getattr(particulars, field.name) for field in fields(particulars)}
    wanted["organisation"] = _organisation(participant, particulars)
    is_new = participant.pk is None
    changed = [name for name, value in wanted.items() if is_new or getattr(participant, name) != value]
    for name in changed:
        setattr(participant, name, wanted[name])
    if asked and (is_new or anew or set(CONSENTS) & set(changed)):
        participant.consent_wording, participant.consent_moment = desk.consent_wording, moment
    return changed


def keep_consents(participant: Participant, changed: Sequence[str] = CONSENTS) -> None:
    """A row for each consent among the `changed` fields, with the wording that the person read. The row is saved."""
    moment = participant.consent_moment
    if moment is None:  # nothing was asked
        return
    said = {
        "consent_list": (ConsentAbout.LIST, participant.consent_list),
        "consent_photos": (ConsentAbout.PHOTOS, "yes" if participant.consent_photos else "no"),
    }
    Consent.objects.bulk_create(
        Consent(
            participant=participant,
            about=about,
            choice=choice,
            wording=participant.consent_wording,
            moment=moment,
        )
        for name, (about, choice) in said.items()
        if name in changed
    )


def place_of(participant: Participant) -> InvitedOrganisation | None:
    """The invitation that the participant's organisation has at the event, if it has one."""
    rows = InvitedOrganisation.objects.filter(event=participant.event_id)
    return rows.filter(organisation=participant.organisation_id).first()


def is_theirs(participant: Participant, organisation: str | Organisation) -> bool:
    """Whether this is the participant's own organisation, as a row or as its name is written."""
    own = participant.organisation
    if isinstance(organisation, Organisation):
        return organisation == own
    return same_name(organisation) in {own.name_normalised, same_name(str(own))}


def _organisation(participant: Participant, particulars: Particulars) -> Organisation:
    """The person's own organisation when they left its name as it stands, else that of the register, else a new one."""
    if isinstance(particulars.organisation, Organisation):
        return particulars.organisation
    if participant.pk and is_theirs(participant, particulars.organisation):
        return participant.organisation
    return organisation_named(particulars.organisation, particulars.country)
