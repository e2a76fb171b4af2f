"""Participants by country and organisation: to read, correct, confirm, refuse, and to take along as a sheet.

All that writes goes through the verbs of `registration.invitations`, with the signed-in member of staff as actor.
"""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.utils import unquote
from django.contrib.admin.views.main import ERROR_FLAG, PAGE_VAR
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from agenda.admin.desk import PermittedEvents, StaleFormGuard, event_named, language_name, moment_there
from agenda.models import Event, roles
from agenda.outputs import country_name
from registration import invitations, locks, models, spreadsheets
from registration.admin import desk
from registration.admin.desk import ChosenEventAdmin, chosen_only, moment_of, staff
from registration.admin.institutions import state_words
from registration.admin.participants import export as participant_sheet
from registration.admin.participants.answers import answers_of
from registration.admin.participants.bulk import ParticipantActions
from registration.admin.participants.consents import NOT_ASKED, HeardConsentForm, agreed
from registration.admin.participants.entering import enter_page
from registration.admin.participants.forms import ParticipantForm
from registration.admin.participants.listing import InstitutionFilter, chain_of, meant
from registration.admin.participants.urls import ParticipantPages
from registration.admin.participants.verbs import buttons
from registration.admin.register import CountryFilter
from registration.models import CalendarAnswer, Participant


@admin.register(Participant)
class ParticipantAdmin(ParticipantActions, ParticipantPages, StaleFormGuard, ChosenEventAdmin[Participant]):
    """The secretariat's list."""

    lists_moments = False
    form = ParticipantForm
    change_list_template = "admin/registration/participants/change_list.html"
    change_form_template = "admin/registration/participants/change_form.html"
    list_display = ["name", "standing", "organisation", "country_words", "role", "email"]
    list_filter = [
        ("event", PermittedEvents),
        "state",
        "answer",
        CountryFilter,
        "organisation__kind",
        ("organisation", admin.RelatedOnlyFieldListFilter),
        ("invited", InstitutionFilter),
        "role",
        "sex",
        "consent_list",
        "consent_photos",
    ]
    list_select_related = ["organisation"]
    list_per_page = 100
    search_fields = ["name_normalised", "email", "organisation__search"]
    ordering = ["country", "organisation__name", "sort_name"]
    actions = ["confirm_chosen", "refuse_chosen"]
    fields = [
        "event", "standing_words", "place", "chain", "answer", "answer_given", "honorific", "name", "given", "family",
        "own_script", "position", "unit", "organisation", "country", "delegation_role", "email", "cc", "phone", "sex",
        "role", "programme_person_id", "languages", "interpretation", "accessibility", "diet",
        "consent_list", "consent_photos", "consent_wording", "consented", "written_to_in", "registered", "corrected",
    ]  # fmt: skip
    readonly_fields = [
        "event", "event_name", "standing_words", "place", "chain", "answer", "answer_given", "email", "country_words",
        "copies", "consent_list", "consent_photos", "consent_wording", "consented", "written_to_in", "registered",
        "corrected",
    ]  # fmt: skip
    autocomplete_fields = ["organisation"]
    answer_given = moment_of("answered", _("answered"))
    registered = moment_of("created", _("registered"))
    corrected = moment_of("changed", _("last changed"))

    def get_queryset(self, request: HttpRequest) -> QuerySet[Participant]:
        """With everybody's place in line."""
        return models.with_numbers(super().get_queryset(request))

    def get_fields(self, request: HttpRequest, obj: Participant | None = None) -> Any:
        """For those who only read, the country's name."""
        found = super().get_fields(request, obj)
        reads = obj is not None and not self.has_change_permission(request, obj)
        words = {"country": "country_words", "cc": "copies"} if reads else {}
        left_out = set() if obj is None or obj.invited_id else {"place"}
        if obj is not None and obj.replaces_id is None and not hasattr(obj, "replaced_by"):
            left_out.add("chain")
        return [words.get(name, name) for name in found if name not in left_out]

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """The organisation is chosen here; it is changed and deleted on its own page."""
        return chosen_only(super().formfield_for_dbfield(db_field, request, **kwargs))

    @admin.display(description=_("state"), ordering="state")
    def standing(self, participant: Participant) -> str:
        """The state, and what their calendar answered where it did."""
        words = [state_words(participant)]
        if participant.answer != CalendarAnswer.NEEDS_ACTION:
            words.append(gettext("calendar: %s") % participant.get_answer_display())
        return " · ".join(words)

    @admin.display(description=_("state"))
    def standing_words(self, participant: Participant) -> str:
        """The state, with number on the waiting list and reasons."""
        return state_words(participant)

    @admin.display(description=_("place of"))
    def place(self, participant: Participant) -> str:
        """The invited institution, with a link to its page."""
        address = reverse("admin:registration_invitedorganisation_change", args=[participant.invited_id])
        return format_html('<a href="{}">{}</a>', address, participant.invited)

    @admin.display(description=_("in this place, one after the other"))
    def chain(self, participant: Participant) -> str:
        """The chain of people who replaced each other, from the first to the last, with links."""
        return chain_of(participant)

    @admin.display(description=_("copy of letters to"))
    def copies(self, participant: Participant) -> str:
        """The addresses, separated by commas."""
        return ", ".join(participant.cc)

    @admin.display(description=_("language of letters"), ordering="language")
    def written_to_in(self, participant: Participant) -> str:
        """The language's name."""
        return language_name(participant.language)

    @admin.display(description=_("country"), ordering="country")
    def country_words(self, participant: Participant) -> str:
        """The printed name."""
        return country_name(participant.country)

    @admin.display(description=_("agreed"), ordering="consent_moment")
    def consented(self, participant: Participant) -> str:
        """When they last said what they agree to, on the event's clock; or that nobody asked them."""
        if participant.consent_moment is None:
            return str(NOT_ASKED)
        return moment_there(participant.consent_moment, participant.event)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never: who came, or did not, stays written down."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Participant | None = None) -> bool:
        """Staff with the right, as long as the person's state allows to correct."""
        may = super().has_change_permission(request, obj)
        return may and (obj is None or (obj.erased is None and invitations.allowed("correct", obj.state)))

    def save_model(
        self, request: HttpRequest, obj: Participant, form: ModelForm[Participant], change: bool
    ) -> None:
        """Through the verb, so that the audit trail holds."""
        actor, moment, said = staff(request), timezone.now(), form.cleaned_data
        try:
            with transaction.atomic():
                invitations.correct(obj, invitations.particulars_of(obj), actor, moment)
                if {"delegation_role", "cc"} & set(form.changed_data):
                    role, cc = said["delegation_role"], said["cc"]
                    invitations.arrange(obj, actor, moment, delegation_role=role, cc=cc)
            if "programme_person_id" in form.changed_data:
                invitations.link_to_speaker(obj, said["programme_person_id"], actor, moment)
        except invitations.VerbRefused as refusal:
            self.message_user(request, str(refusal), messages.ERROR)

    def _digest_under_lock(self, request: HttpRequest, object_id: str) -> str | None:
        """With the locks, and in the order, of the verbs that save."""
        row = self.get_object(request, unquote(object_id))
        try:
            return self.digest(request, locks.lock(row, with_waiting=True)) if row else None
        except Participant.DoesNotExist:  # gone meanwhile
            return None

    def get_urls(self) -> list[URLPattern]:
        """With the export of the list."""
        wrap = self.admin_site.admin_view
        return [
            path("export/", wrap(self.export), name="registration_participant_export"),
            *super().get_urls(),
        ]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> Any:
        """With the buttons that the person's state allows."""
        participant = self.get_object(request, object_id)
        context: dict[str, Any] = dict(extra_context or {})
        if participant is not None:
            event = Event.objects.prefetch_related("cities").get(pk=participant.event_id)
            rows = participant.audit_entries.all()[: desk.MOST]
            context |= {
                "entries": desk.entries(rows, event),
                "consents": agreed(participant, event),
                "answers": answers_of(participant, event),
                "board": _board(request, event),
            }
            if super().has_change_permission(request, participant):
                context |= buttons(participant)
                if context["may_correct"]:
                    context["consent_form"] = HeardConsentForm(event=event, moment=timezone.now())
            if participant.erased is None and request.user.has_perm("agenda.administer_event", event):
                keys = [event.pk, participant.pk]
                context["forget"] = reverse("admin:agenda_event_forgetting_person", args=keys)
        return super().change_view(request, object_id, form_url, context)

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """Enter somebody who phoned or wrote: at which event, and who."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        if event := event_named(request):
            return enter_page(self, request, event)
        only = self._only_event(request)
        return redirect(f"{request.path}?event={only.pk}") if only else self.choose_event(request)

    def _only_event(self, request: HttpRequest) -> Event | None:
        """The event at which the account may enter somebody, where there is one only and none was asked for."""
        asked = "event" in request.GET or "event" in request.POST
        found = [] if asked else list(roles.events_for(request.user, self.permission("add"))[:2])
        return found[0] if len(found) == 1 else None

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """Each word in the name without accents, in its own script, in the address, or in the organisation's names."""
        for word in search_term.split():
            queryset = queryset.filter(meant(word))
        return queryset, False

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
        headers = {
            "Content-Disposition": 'attachment; filename="participants.xlsx"',
            "Cache-Control": "private, no-store",
        }
        return HttpResponse(
            participant_sheet.sheet(shown), content_type=spreadsheets.MEDIA_TYPE, headers=headers
        )


def _board(request: HttpRequest, event: Event) -> str:
    """Where the event's invitations stand, for those who may see them; else ''."""
    may = request.user.has_perm("registration.view_invitedorganisation", event)
    return reverse("admin:agenda_event_invitations", args=[event.pk]) if may else ""
