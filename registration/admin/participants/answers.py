"""The answers of a participant to the event's own questions: shown on their page, entered and corrected by staff."""

from __future__ import annotations

from typing import Any, NamedTuple

from django import forms
from django.contrib import admin, messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from agenda.models import Event
from registration import invitations, locks, questions
from registration.admin.desk import ConfirmForm
from registration.admin.participants.verbs import crumbs_of, facts_of
from registration.models import FormQuestion, Participant
from registration.questions import asked_at, fields_for, given_by, words_of


class Answered(NamedTuple):
    """A question and its answer in words; `address` where the answer is a file."""

    question: str
    words: str
    address: str


class AnswersForm(forms.Form):
    """The questions put to the person's role. None has to be answered here: staff write down what they heard."""

    def __init__(self, *args: Any, participant: Participant, **kwargs: Any) -> None:
        kwargs["auto_id"] = "answer_%s"
        super().__init__(*args, **kwargs)
        event = participant.event
        asked = [one for one in asked_at(event, event.language).questions if one.is_put_to(participant.role)]
        self.fields.update(fields_for(asked, event.language, given_by(participant)))
        for field in self.fields.values():
            field.required = field.widget.is_required = False


def answers_of(participant: Participant, event: Event) -> list[Answered]:
    """The questions of the person's role, and all that were answered, in the order of the questions. Two queries."""
    given = {one.question_id: one for one in participant.given_answers.select_related("file")}
    found = []
    for question in FormQuestion.objects.filter(event=event):
        question.event = event  # its language says how options are kept
        one = given.get(question.pk)
        if one is None and not question.is_put_to(participant.role):
            continue
        value = one and (one.file or one.value)
        words = words_of(question.kind, value, question.options(event.language), event.language)
        address = ""
        if one is not None and one.file is not None:
            address = reverse("admin:registration_participant_answer_file", args=[participant.pk, one.pk])
        found.append(Answered(question.label(event.language), words, address))
    return found


def page_of(page: admin.ModelAdmin[Any], request: HttpRequest, person: Participant) -> HttpResponse:
    """The form; when it is sent, the person's page. What is left empty is no answer any more."""
    moment, back = timezone.now(), crumbs_of(person)[-1][0]
    may = invitations.allowed("correct", person.state)
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form, act = AnswersForm(*sent, participant=person), ConfirmForm(*sent[:1], moment=moment)
    if sent and may and form.is_valid() & act.is_valid():
        with transaction.atomic():
            locked = locks.lock(person)
            if may := invitations.allowed("correct", locked.state):
                questions.save(locked, form.cleaned_data, act.actor(request), moment)
        if may:
            page.message_user(request, gettext("The answers are kept."), messages.SUCCESS)
            return HttpResponseRedirect(back)
    if not may:
        text = gettext("%(name)s: not possible, since the registration is %(state)s.")
        words = {"name": person.full_name, "state": person.get_state_display()}
        page.message_user(request, text % words, messages.ERROR)
        return HttpResponseRedirect(back)
    context = {
        **page.admin_site.each_context(request),
        "title": gettext("Answers"),
        "facts": facts_of(person),
        "forms": [form, act],
        "multipart": True,
        "buttons": [("save", gettext("Save the answers"))],
        "crumbs": crumbs_of(person),
        "back": back,
    }
    return TemplateResponse(request, "admin/registration/desk/person_form.html", context)
