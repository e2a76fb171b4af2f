"""Invited institutions in the admin: their places, people, letters and audit trail on one page, with the verbs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, ClassVar

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from agenda.admin.desk import PermittedEvents, PermittedInline, StaleFormGuard, event_named, rows_where
from agenda.models import Event
from agenda.outputs import country_name
from agenda.programme import clocks
from registration import invitations, links
from registration.admin.desk import (
    PRIVATE,
    ChosenEventAdmin,
    ConfirmForm,
    chosen_only,
    done,
    moment_of,
    staff,
)
from registration.admin.institutions import verbs as invited_acts
from registration.admin.institutions.forms import (
    InstitutionSelect,
    InvitedForm,
    RolePlacesFormSet,
    zone_words,
)
from registration.admin.institutions.people import page_of
from registration.audit import record_reply
from registration.matching import conditions
from registration.models import (
    AuditEntry,
    DelegationRole,
    InvitedOrganisation,
    Message,
    Participant,
    Reply,
    RolePlaces,
)


class RolePlacesInline(PermittedInline, admin.TabularInline[RolePlaces, InvitedOrganisation]):
    """At most so many of the places in one role."""

    model = RolePlaces
    verbose_name = _("role with places of its own")
    verbose_name_plural = _("places by role")
    formset = RolePlacesFormSet
    fields: ClassVar[Any] = ["role", "places"]
    extra = 1
    max_num = len(DelegationRole)

    def event_of_new(self, request: HttpRequest) -> Event | None:
        """That of the page."""
        return event_named(request)


class CountryOfInstitution(admin.SimpleListFilter):
    """The countries that occur in the list, by their printed names."""

    title = _("country")
    parameter_name = "country"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Code and printed name, by name."""
        rows = rows_where(model_admin, request, "view").exclude(organisation__country="").order_by()
        codes = rows.values_list("organisation__country", flat=True).distinct()
        return sorted(((code, country_name(code)) for code in codes), key=lambda pair: pair[1])

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        """Those of the chosen country."""
        return queryset.filter(organisation__country=self.value()) if self.value() else queryset


@admin.register(InvitedOrganisation)
class InvitedOrganisationAdmin(StaleFormGuard, ChosenEventAdmin[InvitedOrganisation]):
    """Institutions in order of precedence. The reply is changed by verbs only."""

    form = InvitedForm
    change_form_template = "admin/registration/institutions/change_form.html"
    list_display = ["organisation", "country_words", "reply", "places", "until", "focal_name", "event"]
    list_filter = [("event", PermittedEvents), "reply", "organisation__kind", CountryOfInstitution]
    list_select_related = ["organisation", "event"]
    list_per_page = 100
    lists_moments = False
    search_fields = ["organisation__search"]
    autocomplete_fields = ["organisation"]
    inlines = [RolePlacesInline]
    fields = [
        "event_name", "organisation", "delegation", "places", "rank", "focal_name", "focal_email", "cc", "language",
        "deadline", "invitation_letter", "note", "reply_words", "invited_there", "opened_there", "answered_there", "contacted",
    ]  # fmt: skip
    invited_there = moment_of("invited_at", _("invited"))
    opened_there = moment_of("opened", _("page first used"))
    answered_there = moment_of("answered", _("answered"))
    contacted = moment_of("last_contact", _("last contact"))

    class Media:
        """Room for names, in the list too."""

        css: ClassVar[Any] = {"all": ["css/pages/invited.css"]}

    def get_readonly_fields(self, request: HttpRequest, obj: InvitedOrganisation | None = None) -> list[str]:
        """Event and institution stay as they were listed."""
        fixed = ["event_name", "reply_words", "invited_there", "opened_there", "answered_there", "contacted"]
        return fixed if obj is None else [*fixed, "organisation", "copies", "until", "written_to_in"]

    def get_fields(self, request: HttpRequest, obj: InvitedOrganisation | None = None) -> Any:
        """A new one has no history yet; for those who only read, in words what the form makes fields of."""
        found = super().get_fields(request, obj)
        if obj is None:
            return found[: found.index("reply_words")]
        words = {"cc": "copies", "deadline": "until", "language": "written_to_in"}
        reads = not self.has_change_permission(request, obj)
        return [words.get(name, name) if reads else name for name in found]

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """The institution is searched for in the register."""
        if db_field.name == "organisation":
            kwargs["widget"] = InstitutionSelect(db_field, self.admin_site)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """It is changed and deleted on its own page."""
        return chosen_only(super().formfield_for_dbfield(db_field, request, **kwargs))

    @admin.display(description=_("reply"), ordering="reply")
    def reply_words(self, invited: InvitedOrganisation) -> str:
        """Where it stands, with the reason for which it declined."""
        return " · ".join(part for part in (str(invited.get_reply_display()), invited.decline_reason) if part)

    @admin.display(description=_("country"), ordering="organisation__country")
    def country_words(self, invited: InvitedOrganisation) -> str:
        """The printed name."""
        return country_name(invited.organisation.country) if invited.organisation.country else ""

    @admin.display(description=_("deadline"), ordering="deadline")
    def until(self, invited: InvitedOrganisation) -> str:
        """On the institution's own clock."""
        if invited.deadline is None:
            return ""
        place = zone_words(invited.timezone).partition(" (")[0]
        words = clocks.moment_words(invited.deadline, invited.timezone)
        return gettext("%(moment)s %(place)s time") % {"moment": words, "place": place}

    @admin.display(description=_("copy of letters to"))
    def copies(self, invited: InvitedOrganisation) -> str:
        """The addresses, separated by commas."""
        return ", ".join(invited.cc)

    @admin.display(description=_("language of letters"))
    def written_to_in(self, invited: InvitedOrganisation) -> str:
        """Its code."""
        return invited.language

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """By words of the register, in any order and without accents; else by the focal point."""
        by_name, by_person = queryset, queryset.filter(focal_name__icontains=search_term.strip())
        for one in conditions(search_term):
            by_name = by_name.filter(organisation__search__contains=one)
        return (by_name | by_person) if search_term.strip() else queryset, False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Only of one that was never invited, and has neither people nor letters."""
        return super().has_delete_permission(request, obj) and (obj is None or not _kept([obj]))

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """The rows; or which of them have to stay. Their audit entries are kept, which stops no row from going."""
        if kept := _kept(objs):
            text = gettext("%s: it was invited, or has people or letters. Withdraw the invitation instead.")
            return [], {}, set(), [text % one for one in kept]
        rows = list(objs)
        return [str(one) for one in rows], {self.opts.verbose_name_plural: len(rows)}, set(), []

    def delete_model(self, request: HttpRequest, obj: InvitedOrganisation) -> None:
        """With an entry of the event that says which was taken off the list."""
        with transaction.atomic():
            AuditEntry.objects.filter(invited=obj).update(invited=None)
            user = staff(request)
            AuditEntry.objects.create(
                event_id=obj.event_id, moment=timezone.now(), actor=user.name, user=user.user, verb="unlist",
                details={"organisation": obj.organisation_id},
            )  # fmt: skip
            obj.delete()

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[InvitedOrganisation]) -> None:
        """One by one."""
        for one in queryset:
            self.delete_model(request, one)

    def save_model(self, request: HttpRequest, obj: InvitedOrganisation, form: Any, change: bool) -> None:
        """A new one is listed now; its reply follows from the verbs."""
        if not change:
            obj.created = timezone.now()
        super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Write down which fields; more places are filled from the waiting list where the event says so."""
        super().save_related(request, form, formsets, change)
        changed = sorted(form.changed_data) + ["role_places"] * any(one.has_changed() for one in formsets)
        moment = timezone.now()
        if not change:
            record_reply(form.instance, "list", staff(request), moment)
        elif changed:
            record_reply(form.instance, "correct", staff(request), moment, fields=changed)
            invitations.fill_places(form.instance, moment)
            invited_acts.ask_for_new_link(self, request, form.instance, changed)
        invited_acts.look_after(self, request, form.instance, changed, moment)

    def get_urls(self) -> list[URLPattern]:
        """With what the buttons of an institution's page do."""
        wrap, name = self.admin_site.admin_view, "registration_invitedorganisation"
        return [
            path("<int:pk>/do/<str:verb>/", wrap(self.do), name=f"{name}_do"),
            path("<int:pk>/name/", wrap(self.name_somebody), name=f"{name}_name"),
            path("<int:pk>/link/", wrap(self.link), name=f"{name}_link"),
            *super().get_urls(),
        ]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> Any:
        """With people, letters, entries, and the buttons that the reply allows."""
        invited = self.get_object(request, object_id)
        context: dict[str, Any] = dict(extra_context or {})
        if invited is not None:
            context |= page_of(invited)
            if self.has_change_permission(request, invited):
                context |= _buttons(invited)
        return super().change_view(request, object_id, form_url, context)

    def do(self, request: HttpRequest, pk: int, verb: str) -> HttpResponse:
        """One verb on one institution, by POST; without `sure` some only ask."""
        invited = self._changeable(request, pk)
        if verb not in invited_acts.ACTS:
            raise PermissionDenied
        return done(self, request, invited_acts.deed_of(invited, verb))

    def name_somebody(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The page on which somebody is named."""
        invited = self._changeable(request, pk)
        if not request.user.has_perm("registration.add_participant", invited):
            raise PermissionDenied
        return invited_acts.name_page(self, request, invited)

    def link(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show the institution's link, by POST; who asked for it is written down."""
        invited = self._changeable(request, pk)
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        record_reply(invited, "show link", staff(request), timezone.now())
        context = {
            **self.admin_site.each_context(request),
            "title": gettext("The institution’s link"),
            "name": str(invited),
            "link": links.institution_link(invited),
            "crumbs": invited_acts.crumbs_of(invited),
            "back": invited_acts.crumbs_of(invited)[-1][0],
        }
        return TemplateResponse(
            request, "admin/registration/institutions/link.html", context, headers=PRIVATE
        )

    def _changeable(self, request: HttpRequest, pk: int) -> InvitedOrganisation:
        """The institution, for those who may change it; it is looked for only where they may somewhere."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        rows = InvitedOrganisation.objects.select_related("event", "organisation")
        invited = get_object_or_404(rows, pk=pk)
        if not self.has_change_permission(request, invited):
            raise PermissionDenied
        return invited


def _buttons(invited: InvitedOrganisation) -> dict[str, Any]:
    verbs = {
        verb: act
        for verb, act in invited_acts.ACTS.items()
        if invitations.allowed_to_institution(verb, invited.reply)  # type: ignore[arg-type]
    }
    asks = sorted({name for act in verbs.values() for name in act.asks})
    return {
        "verbs": [(verb, invited_acts.label_of(verb, invited)) for verb in verbs],
        "act": ConfirmForm(moment=timezone.now(), asks=asks),
        "may_name": invited.reply not in (Reply.DECLINED, Reply.WITHDRAWN),
        "may_see_link": invited.reply != Reply.WITHDRAWN,
    }


def _kept(rows: Iterable[InvitedOrganisation]) -> Sequence[InvitedOrganisation]:
    """Those that cannot be deleted: invited once, or with people or letters."""
    found = InvitedOrganisation.objects.filter(pk__in=[one.pk for one in rows]).select_related("organisation")
    people = Exists(Participant.objects.filter(invited=OuterRef("pk")))
    letters = Exists(Message.objects.filter(invited=OuterRef("pk")))
    return list(found.exclude(~people & ~letters, reply=Reply.LISTED))
