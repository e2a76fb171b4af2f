"""The event: its particulars, organisers, cities and the sections of the concept note."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import ValidationError
from django.db.models import Case, Max, Min, OuterRef, QuerySet, Subquery, Value, When
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from agenda import drafts, versions
from agenda.admin import desk
from agenda.admin.desk import (
    FILTER,
    PermittedAdmin,
    PermittedInline,
    RankedForm,
    RankedFormSet,
    RecordedAdmin,
    TextsAdmin,
    TextsForm,
    languages_of,
    zones,
)
from agenda.exchange.json import LANGUAGE, RESERVED_SLUGS
from agenda.models import City, Event, Organiser, Publication, Section, Session, roles, words
from agenda.programme import ascii_slug, changes, clocks, free_slug


def languages_asked(request: HttpRequest, event: Event | None) -> tuple[str, ...]:
    """The event's languages; of a new one the language its form gives."""
    if event is not None:
        return languages_of(event)
    given = zones.codes(request.POST.get("language", ""))
    return (given[0] if given and LANGUAGE.fullmatch(given[0]) else "en",)


class EventForm(TextsForm):
    """An event."""

    language = forms.CharField(
        label=_("Language"),
        max_length=35,
        help_text=_("Code of the language that every text is given in, such as en."),
    )
    languages = zones.LanguagesField(
        label=_("Languages"),
        required=False,
        max_length=200,
        help_text=_(
            "Codes separated by commas, such as en, fr, in the order shown. Empty: the one above. "
            "Texts in a language that is taken out are kept."
        ),
    )
    timezone = zones.ZoneField(
        label=_("Time zone"),
        max_length=64,
        help_text=_("Zone of the host, such as Asia/Manila. Sessions keep their hours on the host's clock."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "slug" in self.fields:
            self.fields["slug"].required = False
            self.fields["slug"].help_text = _(
                "The address: /slug/. Empty: made of the title. Fixed once published."
            )

    def clean_language(self) -> str:
        """A language code."""
        code = str(self.cleaned_data["language"]).strip()
        if not LANGUAGE.fullmatch(code):
            raise ValidationError(_("Write a language code such as en or pt-BR."))
        return code

    def clean_slug(self) -> str:
        """Not one of the site's own addresses."""
        slug = str(self.cleaned_data.get("slug") or "")
        if slug in RESERVED_SLUGS:
            raise ValidationError(_("“%(slug)s” is an address of the site itself."), params={"slug": slug})
        return slug

    def clean(self) -> dict[str, Any]:
        """The languages hold the event's own; a slug left empty is made of the title."""
        super().clean()
        found = self.cleaned_data
        language, languages = found.get("language"), found.get("languages")
        if language and languages is not None and language not in languages:
            found["languages"] = [language, *languages]
        if "slug" in self.fields and found.get("slug") == "" and found.get("title"):
            taken = {
                *RESERVED_SLUGS,
                *Event.objects.exclude(pk=self.instance.pk).values_list("slug", flat=True),
            }
            found["slug"] = free_slug(ascii_slug(words(found["title"], language or "en")) or "event", taken)
        return found


class CityForm(RankedForm):
    """A city."""

    timezone = zones.ZoneField(label=_("Time zone"), max_length=64)


class PartInline(PermittedInline, TextsAdmin, admin.TabularInline[Any, Event]):
    """An ordered list of the event."""

    form = RankedForm
    formset = RankedFormSet
    extra = 1
    show_change_link = False

    def get_formset(self, request: HttpRequest, obj: Event | None = None, **kwargs: Any) -> Any:
        """Told of the languages."""
        formset = super().get_formset(request, obj, **kwargs)
        formset.form.written_in = languages_asked(request, obj)  # type: ignore[attr-defined]
        return formset


class OrganiserInline(PartInline):
    """The organisers of the meeting."""

    model = Organiser
    fields = ["name", "acronym", "rank"]


class CityInline(PartInline):
    """Whose clocks are printed."""

    model = City
    form = CityForm
    fields = ["name", "timezone", "rank"]


class SectionInline(PartInline):
    """The concept note."""

    model = Section
    template = "admin/edit_inline/stacked.html"
    fields = ["heading", "body", "rank"]


class EventList(ChangeList):
    """The list, with what freezing the drafts reads of all its events at once."""

    def get_queryset(self, request: HttpRequest, exclude_parameters: Any = None) -> QuerySet[Any]:
        """With the parts of the drafts."""
        return drafts.with_parts(super().get_queryset(request, exclude_parameters))


@admin.register(Event)
class EventAdmin(PermittedAdmin, RecordedAdmin, TextsAdmin, admin.ModelAdmin[Event]):
    """Events."""

    event_path = "pk"
    form = EventForm
    inlines = [OrganiserInline, CityInline, SectionInline]
    list_display = ["__str__", "dates", "timezone", "version", "draft", "links"]
    list_per_page = 20
    change_form_template = "admin/agenda/event/change_form.html"
    fieldsets: ClassVar[Any] = [
        (None, {"fields": ["title", "subtitle", "slug"]}),
        (_("Time and place"), {"fields": ["timezone", "setting", "visibility"]}),
        (_("Languages"), {"fields": ["language", "languages"]}),
    ]

    def get_urls(self) -> list[URLPattern]:
        """The desk's addresses and the stock ones."""
        return [*desk.urls(self, desk.PAGES), *super().get_urls()]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """With first and last day, number and label of the latest version, and whether the account may publish."""
        latest = Publication.objects.filter(event=OuterRef("pk")).order_by("-number")
        days = Session.objects.filter(event=OuterRef("pk")).order_by().values("event")
        rows: QuerySet[Any] = super().get_queryset(request)
        rows = rows.annotate(
            first_day=Subquery(days.annotate(first=Min("day")).values("first")),
            last_day=Subquery(days.annotate(last=Max("day")).values("last")),
            number=Subquery(latest.values("number")[:1]),
            label=Subquery(latest.values("label")[:1]),
            latest_key=Subquery(latest.values("pk")[:1]),
            digest=Subquery(latest.values("digest")[:1]),
            may_publish=may_publish_column(request.user),
        )
        return rows

    def event_of_new(self, request: HttpRequest) -> Event | None:
        """A new event is none that there is."""
        return None

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        """The list that reads its drafts at once."""
        return EventList

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """Told of the languages."""
        form: Any = super().get_form(request, obj, change=change, **kwargs)
        form.written_in = languages_asked(request, obj)
        return form

    def get_readonly_fields(self, request: HttpRequest, obj: Event | None = None) -> list[str]:
        """The slug is fixed once published. Who sees the event is for those to say who publish it."""
        if obj is None:
            return []
        fixed = ["slug"] if obj.ever_published else []
        if (
            obj.sessions.exists()
        ):  # another zone moves every session: the page "Time zone" shows how, and asks
            fixed.append("timezone")
        may_publish = request.user.has_perm("agenda.publish_event", obj)
        return fixed if may_publish else [*fixed, "visibility"]

    def has_delete_permission(self, request: HttpRequest, obj: Event | None = None) -> bool:
        """A published event is kept: its addresses answer for ever."""
        return super().has_delete_permission(request, obj) and not (obj is not None and obj.ever_published)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """With the zones to choose from, and links to what belongs to the event."""
        context["zone_list"], context["zone_names"] = zones.LIST, zones.offered()
        event: Event | None = kwargs.get("obj")
        context["belonging"] = _links_of_page(request, event) if event else []
        return super().render_change_form(request, context, *args, **kwargs)

    @admin.display(description=_("dates"), ordering="first_day")
    def dates(self, event: Any) -> str:
        """First and last day of the sessions."""
        if event.first_day is None:
            return gettext("no sessions yet")
        first, last = clocks.date_words(event.first_day), clocks.date_words(event.last_day)
        return first if first == last else f"{first} – {last}"

    @admin.display(description=_("version"))
    def version(self, event: Any) -> str:
        """The latest, with its label."""
        return f"{event.number} ({event.label})" if event.number else gettext("not published")

    @admin.display(description=_("draft"))
    def draft(self, event: Any) -> str:
        """Whether the draft differs from the latest version."""
        try:
            draft = drafts.freeze(event)
        except drafts.NotPublishable:
            return gettext("hours to correct")
        if not event.number:
            return ""
        live = versions.programme_of(versions.Pointer(event.latest_key, event.number, event.digest))
        count = len(changes.changes(live, versions.labelled(draft, live)))
        if not count:
            return gettext("as published")
        return ngettext("%d change not published", "%d changes not published", count) % count

    @admin.display(description=_("links"))
    def links(self, event: Any) -> SafeString:
        """To the page, to publishing for those who may, to the sessions."""
        count = 1 + bool(event.number) + event.may_publish
        return _joined(event_links(event, may_publish=event.may_publish)[:count])


def may_publish_column(user: Any) -> Case | Value:
    """Whether the account may publish the event of a row."""
    keys = roles.keys_for(user, "agenda.publish_event")
    if keys is None:
        return Value(True)
    return Case(When(pk__in=keys, then=Value(True)), default=Value(False))


def _links_of_page(request: HttpRequest, event: Event) -> list[tuple[str, str]]:
    """Links to the event's rows, to the pages of registration, and to the roles for those who give them."""
    found = event_links(event, may_publish=request.user.has_perm("agenda.publish_event", event))
    found += desk.added_pages(request, event)
    if request.user.has_perm("agenda.administer_event", event):
        found.append(
            (f"{reverse('admin:agenda_eventrole_changelist')}?{FILTER}={event.pk}", gettext("Roles"))
        )
    return found


def _joined(links: list[tuple[str, str]]) -> SafeString:
    return format_html_join(" · ", '<a href="{}">{}</a>', links)


def event_links(event: Event, *, may_publish: bool = True) -> list[tuple[str, str]]:
    """Address and words of the pages around an event."""
    publish = (reverse("admin:agenda_event_publish", args=[event.pk]), gettext("Publish…"))
    found = [
        (reverse("admin:agenda_event_board", args=[event.pk]), gettext("Board")),
        *([publish] if may_publish else []),
        *(
            (f"{reverse(f'admin:agenda_{model}_changelist')}?{FILTER}={event.pk}", label)
            for model, label in (
                ("session", gettext("Sessions")), ("person", gettext("People")), ("room", gettext("Rooms")),
            )
        ),
        (reverse("admin:agenda_event_versions", args=[event.pk]), gettext("Versions")),
        (reverse("admin:agenda_event_rezone", args=[event.pk]), gettext("Time zone")),
    ]  # fmt: skip
    if event.ever_published if not hasattr(event, "number") else event.number:
        found.insert(0, (reverse("home", args=[event.slug]), gettext("View")))
    return found
