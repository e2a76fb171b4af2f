"""The addresses of a participant's page: verbs, somebody else, the right address, consents, answers."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from agenda.files import answer
from registration import links
from registration.admin.desk import PRIVATE, done, staff
from registration.admin.participants import answers as participant_answers
from registration.admin.participants import consents as participant_consents
from registration.admin.participants import readdress as participant_readdressing
from registration.admin.participants.verbs import ACTS, deed_of, replace_page
from registration.audit import record
from registration.models import GivenAnswer, Participant


class ParticipantPages(admin.ModelAdmin[Any]):
    """The addresses, for those who may change participants of the event; answers also for those who may only see them."""

    def get_urls(self) -> list[URLPattern]:
        """One for each, named after what it does."""
        wrap, name = self.admin_site.admin_view, "registration_participant"
        return [
            path("<int:pk>/do/<str:verb>/", wrap(self.do), name=f"{name}_do"),
            path("<int:pk>/replace/", wrap(self.replace), name=f"{name}_replace"),
            path("<int:pk>/link/", wrap(self.link), name=f"{name}_link"),
            path("<int:pk>/readdress/", wrap(self.readdress), name=f"{name}_readdress"),
            path("<int:pk>/consents/", wrap(self.consents), name=f"{name}_consents"),
            path("<int:pk>/answers/", wrap(self.answers), name=f"{name}_answers"),
            path("<int:pk>/answers/<int:given>/save/", wrap(self.answer_file), name=f"{name}_answer_file"),
            *super().get_urls(),
        ]

    def do(self, request: HttpRequest, pk: int, verb: str) -> HttpResponse:
        """One verb on one participant, by POST; without `sure` some only ask."""
        participant = self._changeable(request, pk)
        if verb not in ACTS:
            raise PermissionDenied
        return done(self, request, deed_of(participant, verb))

    def replace(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The page on which somebody else is put in the person's place."""
        participant = self._changeable(request, pk)
        return self._erased(request, participant) or replace_page(self, request, participant)

    def link(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show the person's private link, by POST; who asked for it is written down."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        participant = self._changeable(request, pk)
        if gone := self._erased(request, participant):
            return gone
        record(participant, "show link", staff(request), timezone.now())
        context = {
            **self.admin_site.each_context(request),
            "title": _("Private link"),
            "participant": participant,
            "link": links.link(participant),
            "back": reverse("admin:registration_participant_change", args=[pk]),
        }
        return TemplateResponse(
            request, "admin/registration/participants/link.html", context, headers=PRIVATE
        )

    def readdress(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The page on which a wrong e-mail address is corrected."""
        participant = self._changeable(request, pk)
        return self._erased(request, participant) or participant_readdressing.page_of(
            self, request, participant
        )

    def consents(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Write down what the person said of the list and of photographs."""
        participant = self._changeable(request, pk)
        return self._erased(request, participant) or participant_consents.page_of(self, request, participant)

    def answers(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The person's answers to the event's questions; staff who may change participants enter them here."""
        participant = self._changeable(request, pk)
        return self._erased(request, participant) or participant_answers.page_of(self, request, participant)

    def answer_file(self, request: HttpRequest, pk: int, given: int) -> HttpResponseBase:
        """A file that somebody answered with, for those who may see the participant."""
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET", "HEAD"])
        if not self.has_view_permission(request):
            raise PermissionDenied
        row = get_object_or_404(
            GivenAnswer.objects.select_related("file", "participant"), pk=given, participant=pk
        )
        if not request.user.has_perm("registration.view_participant", row.participant):
            raise PermissionDenied
        if row.file is None:
            raise Http404
        try:
            return answer(row.file.file, row.file.name, row.file.media_type)
        except FileNotFoundError:
            raise Http404 from None

    def _erased(self, request: HttpRequest, participant: Participant) -> HttpResponse | None:
        """Back to the page of somebody whose data are erased, where nothing more is done."""
        if participant.erased is None:
            return None
        text = _("The data of this person are erased; nothing more can be done with them.")
        self.message_user(request, text, messages.ERROR)
        return HttpResponseRedirect(reverse("admin:registration_participant_change", args=[participant.pk]))

    def _changeable(self, request: HttpRequest, pk: int) -> Participant:
        """The person, whatever their state, for those who may change participants of the event."""
        if not super().has_change_permission(request):
            raise PermissionDenied
        participant = get_object_or_404(Participant.objects.select_related("event", "organisation"), pk=pk)
        if not super().has_change_permission(request, participant):
            raise PermissionDenied
        return participant
