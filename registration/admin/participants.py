"""Participants by country and organisation: to read, correct, confirm, refuse, and to take along as a sheet.

All that writes goes through the verbs of `registration.invitations`, with the signed-in member of staff as actor.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ERROR_FLAG, PAGE_VAR
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from agenda.admin.permitted import PermittedEvents
from agenda.admin.seen import SeenAdmin
from agenda.admin.texts import language_name
from agenda.models import Person
from agenda.outputs.countries import country_name
from registration import invitations, tokens
from registration.admin.organisations import CountryFilter
from registration.admin.reading import CountryField, KeptAdmin, chosen_only, moment_of
from registration.audit import Actor, record
from registration.forms import LineField, refuse_nameless
from registration.identity import same_name
from registration.models import Participant
from registration.outputs import participant_list
from registration.states import Answer

Verb = Callable[[Participant, Actor, datetime], Participant]
VERBS: dict[str, Verb] = {
    "confirm": invitations.confirm,
    "refuse": invitations.refuse,
    "withdraw": invitations.withdraw,
}
DONE = {
    "confirm": _("%(name)s is confirmed; the letter is in the outbox."),
    "refuse": _("%(name)s is refused; the letter is in the outbox."),
    "withdraw": _("%(name)s is withdrawn; the letter is in the outbox."),
}
"""What is said after each verb."""
ASKED = {
    "refuse": _("Refuse this registration?"),
    "withdraw": _("Withdraw this registration?"),
}
"""The verbs that are asked about first: the person is written to at once, and neither can be taken back here."""


class ParticipantForm(ModelForm[Participant]):
    """What staff may correct; a name that would make two people one is refused."""

    name = LineField(label=_("Name"), max_length=200, validators=[refuse_nameless])
    country = CountryField()
    person = forms.ChoiceField(
        label=_("In the programme"),
        required=False,
        help_text=_("Who this is there. A speaker sees what is for speakers."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "person" in self.fields:
            field = cast(forms.ChoiceField, self.fields["person"])
            people = Person.objects.filter(event=self.instance.event_id)
            field.choices = [("", "---------"), *((one.identifier, str(one)) for one in people)]

    def clean(self) -> dict[str, Any] | None:
        """Refuse the name of somebody else at the same address."""
        cleaned = super().clean()
        rivals = Participant.objects.exclude(pk=self.instance.pk).filter(
            event=self.instance.event_id,
            email_normalised=self.instance.email_normalised,
            name_normalised=same_name(self.cleaned_data.get("name", ""))[:200],
        )
        if rivals.exists():
            self.add_error(
                "name", _now("Someone of this name is already registered with this e-mail address.")
            )
        return cleaned


@admin.register(Participant)
class ParticipantAdmin(SeenAdmin, KeptAdmin[Participant]):
    """The secretariat's list."""

    lists_moments = False
    form = ParticipantForm
    change_list_template = "participants/admin/change_list.html"
    change_form_template = "participants/admin/change_form.html"
    list_display = ["name", "standing", "organisation", "country_words", "role", "email"]
    list_filter = [
        ("event", PermittedEvents),
        "state",
        "answer",
        CountryFilter,
        "organisation__kind",
        ("organisation", admin.RelatedOnlyFieldListFilter),
        "role",
        "sex",
        "consent_list",
        "consent_photos",
    ]
    list_select_related = ["organisation"]
    list_per_page = 100
    search_fields = ["name", "name_normalised", "email", "organisation__name", "organisation__acronym"]
    ordering = ["country", "organisation__name", "name"]
    actions = ["confirm_chosen", "refuse_chosen"]
    fields = [
        "event", "state", "answer", "answer_given", "honorific", "name", "position", "organisation", "country",
        "email", "sex", "role", "person",
        "consent_list", "consent_photos", "consent_wording", "consented", "written_to_in", "registered", "corrected",
    ]  # fmt: skip
    readonly_fields = [
        "event", "event_name", "state", "answer", "answer_given", "email", "country_words", "consent_list",
        "consent_photos", "consent_wording", "consented", "written_to_in", "registered", "corrected",
    ]  # fmt: skip
    autocomplete_fields = ["organisation"]
    consented = moment_of("consent_moment", _("agreed"))
    answer_given = moment_of("answered", _("answered"))
    registered = moment_of("created", _("registered"))
    corrected = moment_of("changed", _("last changed"))

    def get_fields(self, request: HttpRequest, obj: Participant | None = None) -> Any:
        """For those who only read, the country's name."""
        found = super().get_fields(request, obj)
        reads = obj is not None and not self.has_change_permission(request, obj)
        return ["country_words" if name == "country" and reads else name for name in found]

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """The organisation is chosen here; it is changed and deleted on its own page."""
        return chosen_only(super().formfield_for_dbfield(db_field, request, **kwargs))

    @admin.display(description=_("state"), ordering="state")
    def standing(self, participant: Participant) -> str:
        """The state, and what their calendar answered where it did."""
        words = [participant.get_state_display()]
        if participant.answer != Answer.NEEDS_ACTION:
            words.append(_now("calendar: %s") % participant.get_answer_display())
        return " · ".join(words)

    @admin.display(description=_("language of letters"), ordering="language")
    def written_to_in(self, participant: Participant) -> str:
        """The language's name."""
        return language_name(participant.language)

    @admin.display(description=_("country"), ordering="country")
    def country_words(self, participant: Participant) -> str:
        """The printed name."""
        return country_name(participant.country)

    def has_change_permission(self, request: HttpRequest, obj: Participant | None = None) -> bool:
        """Staff with the right, as long as the person's state allows to correct."""
        may = super().has_change_permission(request, obj)
        return may and (obj is None or invitations.allowed("correct", obj.state))

    def save_model(
        self, request: HttpRequest, obj: Participant, form: ModelForm[Participant], change: bool
    ) -> None:
        """Through the verb, so that the audit trail holds."""
        actor, moment = Actor.staff(_user(request)), timezone.now()
        try:
            invitations.correct(obj, invitations.particulars_of(obj), actor, moment)
            if "person" in form.changed_data:
                invitations.appear(obj, form.cleaned_data["person"], actor, moment)
        except invitations.VerbRefused as refusal:
            self.message_user(request, str(refusal), messages.ERROR)

    @admin.action(description=_("Confirm the selected participants"), permissions=["change"])
    def confirm_chosen(self, request: HttpRequest, chosen: QuerySet[Participant]) -> None:
        """Confirm each, and say how many."""
        done = self._each(request, chosen, invitations.confirm)
        text = ngettext("%(count)s participant confirmed.", "%(count)s participants confirmed.", done)
        self._tell(request, text, done)

    @admin.action(description=_("Refuse the selected participants"), permissions=["change"])
    def refuse_chosen(self, request: HttpRequest, chosen: QuerySet[Participant]) -> None:
        """Refuse each, and say how many."""
        done = self._each(request, chosen, invitations.refuse)
        text = ngettext("%(count)s participant refused.", "%(count)s participants refused.", done)
        self._tell(request, text, done)

    def _each(self, request: HttpRequest, chosen: QuerySet[Participant], verb: Verb) -> int:
        moment, actor, done = timezone.now(), Actor.staff(_user(request)), 0
        for participant in chosen:
            try:
                verb(participant, actor, moment)
                done += 1
            except invitations.VerbRefused as refusal:
                self.message_user(request, str(refusal), messages.WARNING)
        return done

    def _tell(self, request: HttpRequest, text: str, done: int) -> None:
        if done:
            self.message_user(request, text % {"count": done}, messages.SUCCESS)

    def get_urls(self) -> list[URLPattern]:
        """Export of the list, and what the buttons of a participant's page do."""
        wrap = self.admin_site.admin_view
        return [
            path("export/", wrap(self.export), name="registration_participant_export"),
            path("<int:pk>/do/<str:verb>/", wrap(self.do), name="registration_participant_do"),
            path("<int:pk>/link/", wrap(self.link), name="registration_participant_link"),
            *super().get_urls(),
        ]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> Any:
        """With the buttons that the person's state allows."""
        participant = self.get_object(request, object_id)
        allowed = [verb for verb in VERBS if participant and invitations.allowed(verb, participant.state)]  # type: ignore[arg-type]
        may = super().has_change_permission(request, participant)
        context = {
            **(extra_context or {}),
            "verbs": allowed if may else [],
            "may_see_link": may and bool(allowed),
        }
        return super().change_view(request, object_id, form_url, context)

    def export(self, request: HttpRequest) -> HttpResponse:
        """The list as it is filtered and searched, as XLSX."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        asked: Any = request.GET.copy()
        asked.pop(PAGE_VAR, None)  # the sheet has all pages of the list
        request.GET = asked
        try:
            shown = self.get_changelist_instance(request).queryset  # as the address filters it
        except IncorrectLookupParameters:  # as the list does
            return redirect(f"{reverse('admin:registration_participant_changelist')}?{ERROR_FLAG}=1")
        rows = [_row(participant) for participant in shown.select_related("organisation", "event")]
        headers = {
            "Content-Disposition": 'attachment; filename="participants.xlsx"',
            "Cache-Control": "private, no-store",
        }
        return HttpResponse(
            participant_list.workbook(rows), content_type=participant_list.MEDIA_TYPE, headers=headers
        )

    def do(self, request: HttpRequest, pk: int, verb: str) -> HttpResponse:
        """One verb on one participant, by POST; without `sure` some only ask."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        participant = self._changeable(request, pk)
        if verb not in VERBS:
            raise PermissionDenied
        if verb in ASKED and "sure" not in request.POST and invitations.allowed(verb, participant.state):  # type: ignore[arg-type]
            return self._ask(request, participant, verb)
        try:
            VERBS[verb](participant, Actor.staff(_user(request)), timezone.now())
            self.message_user(request, DONE[verb] % {"name": participant.full_name}, messages.SUCCESS)
        except invitations.VerbRefused as refusal:
            self.message_user(request, str(refusal), messages.ERROR)
        return redirect("admin:registration_participant_change", pk)

    def _ask(self, request: HttpRequest, participant: Participant, verb: str) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": ASKED[verb],
            "participant": participant,
            "event": participant.event,
            "verb": verb,
            "back": reverse("admin:registration_participant_change", args=[participant.pk]),
        }
        return TemplateResponse(request, "participants/admin/sure.html", context)

    def link(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show the person's private link, by POST; who asked for it is written down."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        participant = self._changeable(request, pk)
        record(participant, "show link", Actor.staff(_user(request)), timezone.now())
        context = {
            **self.admin_site.each_context(request),
            "title": _("Private link"),
            "participant": participant,
            "link": tokens.link(participant),
            "back": reverse("admin:registration_participant_change", args=[pk]),
        }
        headers = {"Cache-Control": "private, no-store", "Referrer-Policy": "no-referrer"}
        return TemplateResponse(request, "participants/admin/link.html", context, headers=headers)

    def _changeable(self, request: HttpRequest, pk: int) -> Participant:
        """The person, whatever their state, for those who may change participants of the event."""
        if not super().has_change_permission(request):
            raise PermissionDenied
        participant = get_object_or_404(Participant.objects.select_related("event", "organisation"), pk=pk)
        if not super().has_change_permission(request, participant):
            raise PermissionDenied
        return participant


def _user(request: HttpRequest) -> Any:
    """The signed-in member of staff: the admin lets in nobody else."""
    return request.user


def _row(participant: Participant) -> participant_list.Row:
    return participant_list.Row(
        event=str(participant.event),
        state=participant.get_state_display(),
        country=country_name(participant.country),
        organisation_kind=participant.organisation.get_kind_display(),
        honorific=participant.honorific,
        name=participant.name,
        position=participant.position,
        role=participant.get_role_display(),
        organisation=str(participant.organisation),
        sex=participant.get_sex_display(),
        email=participant.email,
        consent_list=participant.get_consent_list_display(),
        consent_photos=_now("yes") if participant.consent_photos else _now("no"),
        registered=f"{participant.created:%Y-%m-%d %H:%M}",
    )
