"""The rows of the secretariat's sheet of participants: words for what is kept in codes, a column for each question."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from agenda.outputs import country_name
from agenda.programme import clocks
from registration import models, reports
from registration.models import FormQuestion, GivenAnswer, Participant, QuestionKind
from registration.questions import cell_of, words_of
from registration.spreadsheets import Written


def sheet(shown: QuerySet[Participant]) -> bytes:
    """The workbook (.xlsx) of these participants, with what they answered to the questions of their events.

    A question stands under its words with its key, by which it is found again; questions of several events that have one
    key share a column. Moments are on the clock of the event, of several events with several clocks in UTC. Three queries.
    """
    rows = models.with_numbers(shown)
    people = list(rows.select_related("organisation", "event", "invited__organisation", "replaces"))
    events = {one.event_id for one in people}
    asked = FormQuestion.objects.filter(event__in=events).order_by("event", "rank", "pk")
    words: dict[str, str] = {}
    for one in asked.select_related("event") if events else ():
        words.setdefault(one.key, f"{one.label(one.event.language)} ({one.key})")
    keys = list(words)
    cells = _answers(events) if keys else {}
    answers = [[cells.get((one.pk, key)) for key in keys] for one in people]
    zones = {one.event.timezone for one in people}
    clock = zones.pop() if len(zones) == 1 else "UTC"
    return reports.participants_workbook(
        [_row(one, clock) for one in people], clock, list(words.values()), answers
    )


def _answers(events: set[int]) -> dict[tuple[int, str], Written]:
    """By participant and key: dates as dates, yes and no in words, files by their names."""
    given = GivenAnswer.objects.filter(question__event__in=events).select_related("question__event", "file")
    return {(one.participant_id, one.question.key): _cell(one) for one in given}


def _cell(answer: GivenAnswer) -> Written:
    value = answer.file or answer.value
    question = answer.question
    if question.kind == QuestionKind.YES_NO:
        return words_of(question.kind, value, (), question.event.language)
    return cell_of(question.kind, value)


def _row(participant: Participant, clock: str) -> reports.ParticipantRow:
    organisation, invited = participant.organisation, participant.invited
    return reports.ParticipantRow(
        event=str(participant.event),
        state=participant.get_state_display(),
        country=country_name(participant.country),
        organisation_kind=organisation.get_kind_display(),
        honorific=participant.honorific,
        name=participant.name,
        position=participant.position,
        role=participant.get_role_display(),
        organisation=str(organisation),
        sex=participant.get_sex_display(),
        email=participant.email,
        consent_list=participant.get_consent_list_display(),
        consent_photos=_("yes") if participant.consent_photos else _("no"),
        registered=clocks.wall_of(participant.created, clock)[0].replace(second=0, microsecond=0),
        given=participant.given,
        family=participant.family,
        own_script=participant.own_script,
        unit=participant.unit,
        phone=participant.phone,
        languages=participant.languages,
        interpretation=participant.interpretation,
        accessibility=participant.accessibility,
        diet=participant.diet,
        delegation_role=participant.get_delegation_role_display() if invited else "",
        invited=str(invited or ""),
        waiting_number=getattr(participant, "in_line", None),
        replaces=participant.replaces.full_name if participant.replaces else "",
    )
