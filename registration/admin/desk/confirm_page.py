"""Acts of staff for a person: how and when they heard it, why, and the page that asks before it is done."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from registration.admin.desk.before_sending import Before
from registration.admin.desk.day_field import DayField
from registration.audit import Actor
from registration.fields import LineField
from registration.invitations import VerbRefused
from registration.models import Channel

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

PRIVATE = {"Cache-Control": "private, no-store", "Referrer-Policy": "no-referrer"}
"""Headers of a page with a private link."""


class ConfirmForm(forms.Form):
    """The form of an act of staff: how and when they heard it, and the fields of the act itself (`asks`: their names)."""

    reason = LineField(label=_("Reason"), max_length=300, required=False)
    over_quota_reason = LineField(
        label=_("Beyond the places, because …"),
        max_length=300,
        required=False,
        help_text=_("Empty: where no place is free, the person goes onto the waiting list."),
    )
    channel = forms.ChoiceField(
        label=_("How you were told"),
        choices=[("", _("not told: the secretariat decides")), *Channel.choices],
        required=False,
    )
    said = DayField(label=_("On the day"), required=False)

    def __init__(self, *args: Any, moment: datetime, asks: Sequence[str] = (), **kwargs: Any) -> None:
        kwargs["auto_id"] = "act_%s"  # beside the fields of the page's own form
        super().__init__(*args, **kwargs)
        self.moment = moment
        for name in {"reason", "over_quota_reason"} - set(asks):
            del self.fields[name]

    def clean_said(self) -> date | None:
        """Refuse a day that has begun nowhere on earth."""
        said: date | None = self.cleaned_data["said"]
        if said and said > (self.moment + timedelta(hours=14)).date():
            raise ValidationError(_("This day is still to come."), code="future")
        return said

    def clean(self) -> dict[str, Any]:
        """A day alone says too little."""
        super().clean()
        if self.cleaned_data.get("said") and not self.cleaned_data.get("channel"):
            self.add_error("channel", gettext("Say how you were told."))
        return self.cleaned_data

    def actor(self, request: HttpRequest) -> Actor:
        """The signed-in member of staff, with what a valid form says."""
        return staff(request, self.cleaned_data["channel"], self.cleaned_data["said"])


def staff(request: HttpRequest, channel: str = "", said: date | None = None) -> Actor:
    """The signed-in member of staff: the admin lets in nobody else."""
    user: Any = request.user
    return Actor.staff(user, channel, said)


class ConfirmText(NamedTuple):
    """A button and what comes of it.

    `question` heads the page that asks, `points` say what happens, `yes` is its button; `first`: it always asks.
    """

    label: str | _StrPromise
    question: str | _StrPromise
    yes: str | _StrPromise
    points: Sequence[str | _StrPromise] = ()
    asks: Sequence[str] = ()
    first: bool = False


class ConfirmAction(NamedTuple):
    """An act on one row. `run` does it and returns what to say; `facts` tell the rows apart; `may`: its state allows it; `sending`: the
    letter that it sends, to be looked at first; `stops`: address and words of who has to leave first, so that nothing is asked."""

    act: ConfirmText
    facts: str
    run: Callable[[Actor, datetime, dict[str, Any]], str]
    crumbs: Sequence[tuple[str, str]]
    may: bool
    sending: Callable[[datetime], Before] | None = None
    stops: Sequence[tuple[str, str]] = ()


def done(page: admin.ModelAdmin[Any], request: HttpRequest, deed: ConfirmAction) -> HttpResponse:
    """Do it, by POST; without `sure` some acts only ask, and so does a form with a fault."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    moment, back = timezone.now(), deed.crumbs[-1][0]
    form = ConfirmForm(request.POST, asks=deed.act.asks, moment=moment)
    wants_sure = deed.act.first and "sure" not in request.POST
    if (deed.may and (wants_sure or deed.stops)) or not form.is_valid():
        return _asked(page, request, deed, form)
    try:
        said = deed.run(form.actor(request), moment, form.cleaned_data)
        page.message_user(request, said, messages.SUCCESS)
    except VerbRefused as refusal:
        page.message_user(request, str(refusal), messages.ERROR)
    return HttpResponseRedirect(back)


def _asked(
    page: admin.ModelAdmin[Any], request: HttpRequest, deed: ConfirmAction, form: ConfirmForm
) -> HttpResponse:
    context = {
        **page.admin_site.each_context(request),
        "sending": deed.sending(form.moment) if deed.sending else None,
        "title": deed.act.question,
        "facts": deed.facts,
        "points": deed.act.points,
        "stops": deed.stops,
        "yes": deed.act.yes,
        "form": form,
        "crumbs": deed.crumbs,
        "back": deed.crumbs[-1][0],
    }
    return TemplateResponse(request, "admin/registration/desk/confirm.html", context)
