"""Links between participants and people of the programme: those made, the likely ones, and the verbs that make them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from agenda import drafts, versions
from agenda.drafts import steps
from agenda.models import Appearance, Event
from agenda.models import Person as DraftPerson
from agenda.outputs import country_name, labels
from agenda.programme import FrozenPerson, FrozenSession, Programme, in_language
from registration import invitations
from registration.audit import Actor
from registration.calendars import appears_in
from registration.invitations import VerbRefused
from registration.matching import TITLE, full, same_name
from registration.models import ENDED, Participant, SlideDeck, SpeakerProfile


class ProgrammePart(NamedTuple):
    """The part of a person in a session, in words; `is_open` while the draft still says that it is to be confirmed."""

    session: str
    title: str
    roles: str
    is_open: bool


class Likely(NamedTuple):
    """A participant of the same name; `exact` where nothing speaks against it and nobody else comes into question."""

    participant: Participant
    exact: bool


class HandedIn(NamedTuple):
    """The answers and files that the linked participant gave on their own page."""

    profile: SpeakerProfile | None = None
    slides: tuple[SlideDeck, ...] = ()


class SpeakerRow(NamedTuple):
    """A person of the programme, with the participant who is linked, or else those who are likely the same."""

    person: FrozenPerson
    affiliation: str
    country: str
    parts: tuple[ProgrammePart, ...]
    linked: Participant | None
    likely: tuple[Likely, ...]
    handed_in: HandedIn

    @property
    def confirmed(self) -> datetime | None:
        """When the speaker said that they come (aware)."""
        return self.handed_in.profile.confirmed if self.handed_in.profile else None

    @property
    def can_be_noted(self) -> bool:
        """Whether the speaker confirmed what the draft still says is to be confirmed."""
        return self.confirmed is not None and any(part.is_open for part in self.parts)


def links(event: Event) -> list[SpeakerRow]:
    """A row for each person of the draft, then for those of the latest version who are not in the draft (any more)."""
    found = list(_people(event))
    linked, free = _participants(event, {person.id for _programme, person in found})
    likely = _likely([person for _programme, person in found if person.id not in linked], free)
    handed_in = _handed_in(linked.values())
    rows = []
    for programme, person in found:
        participant = linked.get(person.id)
        rows.append(
            SpeakerRow(
                person=person,
                affiliation=labels.affiliation(person, programme.event.language, programme.event.language),
                country=country_name(person.country) if person.country else "",
                parts=_parts(programme, person),
                linked=participant,
                likely=likely.get(person.id, ()),
                handed_in=handed_in.get(participant.pk, HandedIn()) if participant else HandedIn(),
            )
        )
    return rows


def link(event: Event, person: str, key: int, actor: Actor, moment: datetime) -> Participant:
    """Say that the participant of this key is the person of the programme. Raises VerbRefused, also where either is
    linked to somebody else already.
    """
    found = Participant.objects.filter(event=event, pk=key, erased__isnull=True).first()
    if found is None or not is_in_programme(event, person):
        raise VerbRefused(_("This person is no longer here. Nothing was changed."))
    if found.programme_person_id != person and is_in_programme(event, found.programme_person_id):
        sentence = _("%(name)s is linked to another person of the programme. Take that link off first.")
        raise VerbRefused(sentence % {"name": found.full_name})
    return invitations.link_to_speaker(found, person, actor, moment)


def link_exact(event: Event, actor: Actor, moment: datetime) -> tuple[list[Participant], list[str]]:
    """Link every exact match; who is linked now, and what was refused in sentences."""
    linked, refused = [], []
    for row in links(event):
        for one in row.likely:
            if one.exact:
                try:
                    linked.append(link(event, row.person.id, one.participant.pk, actor, moment))
                except VerbRefused as refusal:
                    refused.append(str(refusal))
    return linked, refused


def unlink(event: Event, person: str, actor: Actor, moment: datetime) -> Participant:
    """Take the link off; what the speaker handed in stays with the participant. Raises VerbRefused."""
    found = linked_to(event, person)
    if found is None:
        raise VerbRefused(_("Nobody is linked to this person of the programme. Nothing was changed."))
    return invitations.link_to_speaker(found, "", actor, moment)


def note_in_draft(event: Event, person: str, user: Any, moment: datetime) -> int:
    """Write into the draft, as one step of `user`, that the person comes; how many appearances that confirms.

    Raises VerbRefused unless the speaker confirmed.
    """
    found = linked_to(event, person)
    if (
        found is None
        or not SpeakerProfile.objects.filter(participant=found, confirmed__isnull=False).exists()
    ):
        raise VerbRefused(_("The speaker has not confirmed. Nothing was changed."))
    action = _("%(name)s comes: confirmed by the speaker") % {"name": found.full_name}
    with steps.step(event, user, action, moment) as locked:
        open_ones = Appearance.objects.filter(session__event=locked, person__identifier=person, state="tbc")
        return open_ones.update(state="confirmed")


def linked_to(event: Event, person: str) -> Participant | None:
    """The participant who is this person of the programme and takes part, or may yet."""
    rows = Participant.objects.filter(event=event, programme_person_id=person, erased__isnull=True)
    return rows.exclude(state__in=ENDED).first() if person else None


def is_in_programme(event: Event, person: str) -> bool:
    """Whether the latest version or the draft has a person of this identifier."""
    if not person:
        return False
    published = versions.latest(event.slug)
    if published is not None and person in published.people_by_id:
        return True
    return DraftPerson.objects.filter(event=event, identifier=person).exists()


def roles_in(session: FrozenSession, person: str) -> str:
    """The person's roles in the session, each once: "Moderator, Panellist"."""
    names = dict.fromkeys(one.role for one in session.appearances if one.person == person)
    return ", ".join(_("Facilitator") if name == "facilitator" else labels.role(name) for name in names)


def _people(event: Event) -> Iterator[tuple[Programme, FrozenPerson]]:
    draft, published = drafts.draft_if_readable(event), versions.latest(event.slug)
    known: set[str] = set()
    for programme in (draft, published):
        if programme is not None:
            yield from ((programme, one) for one in programme.people if one.id not in known)
            known |= programme.people_by_id.keys()


def _participants(event: Event, known: set[str]) -> tuple[dict[str, Participant], list[Participant]]:
    """By identifier of a person those who are linked; and those who are not, or to somebody taken out since."""
    rows = Participant.objects.filter(event=event, erased__isnull=True).exclude(state__in=ENDED)
    rows = rows.select_related("organisation").prefetch_related("organisation__names").order_by("pk")
    people = list(rows)
    linked = {one.programme_person_id: one for one in people if one.programme_person_id in known}
    return linked, [one for one in people if one.programme_person_id not in known]


def _likely(people: Sequence[FrozenPerson], free: Sequence[Participant]) -> dict[str, tuple[Likely, ...]]:
    """By identifier, those of the same name; of several the ones of the same organisation, where there are such."""
    by_name: dict[str, list[Participant]] = {}
    for one in free:
        for name in _names(one.honorific, one.name):
            by_name.setdefault(name, []).append(one)
    found: dict[str, list[Participant]] = {}
    for person in people:
        named = [one for name in _names(person.honorific, person.name) for one in by_name.get(name, ())]
        same = list({one.pk: one for one in named}.values())
        found[person.id] = [one for one in same if _same_organisation(person, one)] or same
    wanted = Counter(one.pk for same in found.values() for one in same)
    return {
        person.id: tuple(
            Likely(one, len(same) == 1 and wanted[one.pk] == 1 and _fits(person, one)) for one in same
        )
        for person in people
        if (same := found[person.id])
    }


def _names(honorific: str, name: str) -> set[str]:
    """The forms of a name that are compared: as printed, and with a title that may be part of it, like "U" or "Daw"."""
    return {same_name(_without_titles(one)) for one in (name, full(honorific, name))} - {""}


def _without_titles(name: str) -> str:
    while title := TITLE.match(name):
        name = name[title.end() :]
    return name


def _same_organisation(person: FrozenPerson, participant: Participant) -> bool:
    organisation = participant.organisation
    names = [organisation.name, organisation.acronym, str(organisation)]
    names += [one.name for one in organisation.names.all()]
    return bool(
        {same_name(text) for _language, text in person.organisation}
        & {same_name(one) for one in names if one}
    )


def _fits(person: FrozenPerson, participant: Participant) -> bool:
    """Whether organisation or country says the same; where the programme prints neither, nothing speaks against it."""
    if not person.organisation and not person.country:
        return True
    same_country = bool(person.country) and person.country == participant.country
    return same_country or _same_organisation(person, participant)


def _handed_in(participants: Iterable[Participant]) -> Mapping[int, HandedIn]:
    keys = [one.pk for one in participants]
    profiles = {
        one.participant_id: one
        for one in SpeakerProfile.objects.filter(participant__in=keys).select_related("photo")
    }
    decks: dict[int, list[SlideDeck]] = {}
    for deck in SlideDeck.objects.filter(participant__in=keys).select_related("file"):
        decks.setdefault(deck.participant_id, []).append(deck)
    return {key: HandedIn(profiles.get(key), tuple(decks.get(key, ()))) for key in keys}


def _parts(programme: Programme, person: FrozenPerson) -> tuple[ProgrammePart, ...]:
    language = programme.event.language
    return tuple(
        ProgrammePart(
            one.id,
            in_language(one.title, language, language)[0],
            roles_in(one, person.id),
            programme.version == 0
            and any(part.person == person.id and part.state == "tbc" for part in one.appearances),
        )
        for one in programme.in_order
        if appears_in(person.id, one)
    )
