"""Ways to join, by event: added, changed, deleted, and told of. No value stands in a title, a log or a letter.

The list names the host of a link, so that one is told from another; never its path, and no code or number.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from itertools import groupby
from typing import Any, ClassVar
from urllib.parse import urlsplit

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator, URLValidator
from django.db.models import Q, QuerySet
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from agenda.admin.desk import PermittedEvents, StaleFormGuard, ask_for_rank, hours, next_rank, select
from agenda.models import Event, Session, roles
from agenda.outputs import language_name
from agenda.programme import clocks
from registration import calendars
from registration.admin.desk import ChosenEventAdmin, moment_of
from registration.admin.register import WallField
from registration.audit import Actor
from registration.fields import refuse_unprintable
from registration.models import ENDED, JoiningAudience, JoiningDetail, JoiningKind, Participant

_TELEPHONE = re.compile(r"\+?[0-9][0-9 ().,;*#/-]*")
_web_address = URLValidator(schemes=["https"])


class JoiningForm(ModelForm[JoiningDetail]):
    """A way to join. Its session is one of the draft's, its person one of the event's."""

    event: ClassVar[Event]

    session = forms.ChoiceField(label=_("Session"), required=False)
    value = forms.CharField(
        label=_("Value"),
        max_length=1000,
        validators=[refuse_unprintable],
        help_text=_("The address, the code, the number, or the channel."),
    )
    language = forms.CharField(
        label=_("Language"),
        max_length=35,
        required=False,
        validators=[
            RegexValidator(r"\A[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*\Z", _("Enter a code, such as th or pt-BR."))
        ],
        help_text=_("The code of the language heard in an interpretation channel, such as th."),
    )
    visible_from = WallField(label=_("Visible from"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance._state.adding:
            self.instance.event = self.event
        if "rank" in self.fields:
            ask_for_rank(self)
        if "session" in self.fields:
            field: Any = self.fields["session"]
            field.choices = _sessions_of(self.event, self.instance.session)
        if "audience" in self.fields:
            self.fields["audience"].help_text = gettext(
                "Speakers: where a session is chosen, the speakers of that session only; else those of any session."
            )
        if "participant" in self.fields:
            self.fields["participant"].required = False
            select(self.fields["participant"], _people_of(self.event, self.instance.participant_id))
        if "visible_from" in self.fields:
            zone = f"{hours.place_of(self.event)} ({self.event.timezone})"
            self.fields["visible_from"].help_text = gettext("On the clock of %s. Empty: at once.") % zone
            if self.instance.visible_from:
                wall, _fold = clocks.wall_of(self.instance.visible_from, self.event.timezone)
                self.initial["visible_from"] = wall.replace(second=0, microsecond=0)

    def clean_value(self) -> str:
        """A link leads to an https address; a telephone number can be dialled."""
        value: str = self.cleaned_data["value"]
        kind = self.data.get(self.add_prefix("kind"))
        if kind == JoiningKind.LINK or (kind == JoiningKind.INTERPRETATION and "://" in value):
            try:
                _web_address(value)
            except ValidationError:
                raise ValidationError(
                    gettext("Enter a whole web address that begins with https://."), code="invalid"
                ) from None
        elif kind == JoiningKind.DIAL_IN and not _TELEPHONE.fullmatch(value):
            text = gettext(
                "Enter a number as it is dialled, such as +63 2 8632 4444, 123#. Words belong in the note."
            )
            raise ValidationError(text, code="invalid")
        return value

    def clean(self) -> dict[str, Any]:
        """The instant of the hour given, one that nobody touched as it was; a person where one is meant, else none."""
        super().clean()
        found = self.cleaned_data
        self._check_whom(found)
        if "language" in self.fields and found.get("kind") != JoiningKind.INTERPRETATION:
            found["language"] = ""
        elif "language" in self.fields and not found.get("language"):
            self.add_error("language", gettext("Say which language is heard in this channel."))
        if "rank" in self.fields and found.get("rank") is None:
            rows = JoiningDetail.objects.filter(event=self.event).exclude(pk=self.instance.pk)
            found["rank"] = next_rank(rows)
        if "visible_from" in self.fields and "visible_from" not in self.errors:
            self._read_moment(found)
        return found

    def _check_whom(self, found: dict[str, Any]) -> None:
        is_for_one = found.get("audience") == JoiningAudience.PERSON
        if is_for_one and not found.get("participant"):
            self.add_error("participant", gettext("Choose the person."))
        elif found.get("audience") and not is_for_one:
            found["participant"] = None

    def _read_moment(self, found: dict[str, Any]) -> None:
        wall: datetime | None = found.get("visible_from")
        zone = self.event.timezone
        if "visible_from" not in self.changed_data:
            found["visible_from"] = self.instance.visible_from
        elif wall is None:
            found["visible_from"] = None
        elif fault := hours.fault_of(wall, zone):
            self.add_error("visible_from", fault)
        elif hours.is_doubled(wall, zone):
            text = gettext("%(hour)s comes twice on %(day)s in %(zone)s. Choose an hour before or after.")
            words = {"hour": f"{wall:%H:%M}", "day": clocks.date_words(wall.date()), "zone": zone}
            self.add_error("visible_from", text % words)
        else:
            found["visible_from"] = clocks.instant(wall, zone)


def _sessions_of(event: Event, current: str) -> list[tuple[str, str]]:
    """Identifier and title of the draft's sessions, in order; one that is kept and no longer there by its identifier."""
    rows = Session.objects.filter(event=event).order_by("day", "start", "rank", "pk")
    known = [(one.identifier, str(one)) for one in rows]
    gone = [(current, current)] if current and current not in dict(known) else []
    return [("", gettext("the whole event")), *known, *gone]


def _people_of(event: Event, current: int | None) -> QuerySet[Participant]:
    """Those of the event who take part or may yet, and the one who is chosen."""
    rows = Participant.objects.filter(event=event)
    return rows.filter(~Q(state__in=ENDED) | Q(pk__in=[current] if current else [])).order_by("name", "pk")


class EventsOfDetails(PermittedEvents):
    """A list's filter by event: those whose participants the account may see."""

    def field_choices(self, field: Any, request: HttpRequest, model_admin: Any) -> Any:
        """Key and title."""
        events = roles.events_for(request.user, model_admin.permission("view"))
        return [(event.pk, str(event)) for event in events]


@admin.register(JoiningDetail)
class JoiningDetailAdmin(StaleFormGuard, ChosenEventAdmin[JoiningDetail]):
    """Links, codes, numbers and channels of an event. They are kept by whoever keeps its participants."""

    form = JoiningForm
    list_display = ["kind_words", "place", "readers", "shown", "event"]
    list_filter = ["kind", "audience", ("event", EventsOfDetails)]
    list_select_related = ["event", "participant"]
    ordering = ["event", "rank", "pk"]
    fields = [
        "event_name", "session", "kind", "language", "value", "note", "audience", "participant", "visible_from", "rank",
    ]  # fmt: skip
    readonly_fields = ["event_name"]
    actions = ["tell_those_concerned"]
    shown = moment_of("visible_from", _("visible from"))

    def permission(self, verb: str) -> str:
        """As for participants: who keeps them says how they join."""
        return f"registration.{verb}_participant"

    def get_queryset(self, request: HttpRequest) -> QuerySet[JoiningDetail]:
        """With the sessions of the events, which the list names."""
        return super().get_queryset(request).prefetch_related("event__sessions")

    def save_model(self, request: HttpRequest, obj: JoiningDetail, form: Any, change: bool) -> None:
        """Save; the audit trail says which fields."""
        super().save_model(request, obj, form, change)
        calendars.noted(obj, _actor(request), timezone.now(), new=not change, fields=form.changed_data)

    def delete_model(self, request: HttpRequest, obj: JoiningDetail) -> None:
        """Through the verb."""
        calendars.remove([obj], _actor(request), timezone.now())

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[JoiningDetail]) -> None:
        """Through the verb."""
        calendars.remove(list(queryset), _actor(request), timezone.now())

    @admin.action(description=_("Tell those concerned by letter"), permissions=["change"])
    def tell_those_concerned(self, request: HttpRequest, chosen: QuerySet[JoiningDetail]) -> None:
        """A letter to each confirmed participant who may see one of them now; it holds none of them."""
        moment, count = timezone.now(), 0
        for event, details in _by_event(chosen):
            count += calendars.tell(event, details, _actor(request), moment)
        text = ngettext("%(count)s letter is in the outbox.", "%(count)s letters are in the outbox.", count)
        if not count:
            text = gettext("Nobody who is confirmed can see these details now, so no letter was written.")
        self.message_user(request, text % {"count": count}, messages.SUCCESS if count else messages.WARNING)

    @admin.display(description=_("what"), ordering="kind")
    def kind_words(self, detail: JoiningDetail) -> str:
        """The kind, and the language of a channel or the host of a link."""
        words = detail.get_kind_display()
        if detail.kind == JoiningKind.LINK:
            return f"{words} {_host(detail.value)}".rstrip()
        return f"{words} ({language_name(detail.language)})" if detail.language else words

    @admin.display(description=_("for"), ordering="session")
    def place(self, detail: JoiningDetail) -> str:
        """The whole event, or the session's title in the draft."""
        titles = {one.identifier: str(one) for one in detail.event.sessions.all()}
        return titles.get(detail.session, detail.session) if detail.session else gettext("the whole event")

    @admin.display(description=_("readers"), ordering="audience")
    def readers(self, detail: JoiningDetail) -> str:
        """The audience, or the person's name."""
        return str(detail.participant) if detail.participant else detail.get_audience_display()


def _host(value: str) -> str:
    """Of a web address the host alone: neither port, path nor account; '' where there is none."""
    try:
        return urlsplit(value).hostname or ""
    except ValueError:
        return ""


def _by_event(details: Iterable[JoiningDetail]) -> list[tuple[Event, list[JoiningDetail]]]:
    rows = sorted(details, key=lambda one: one.event_id)
    return [(event, list(group)) for event, group in groupby(rows, key=lambda one: one.event)]


def _actor(request: HttpRequest) -> Actor:
    """The signed-in member of staff: the admin lets in nobody else."""
    user: Any = request.user
    return Actor.staff(user)
