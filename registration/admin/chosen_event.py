"""Pages of rows that belong to an event: a new one begins by choosing it, unless the address or the list names it."""

from __future__ import annotations

from typing import Any, TypeVar

from django.db.models import Model
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from agenda import roles
from agenda.admin.belonging import event_named
from agenda.models import Event
from registration.admin.reading import OfEventAdmin

Row = TypeVar("Row", bound=Model)


class ChosenEventAdmin(OfEventAdmin[Row]):
    """The form class is told of the event as `event`, which a row never leaves."""

    def event_of_new(self, request: HttpRequest) -> Event | None:
        """That of the address, or of the list it was asked from."""
        return event_named(request)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """The form class made for this page, told of the event."""
        form: Any = super().get_form(request, obj, change=change, **kwargs)
        form.event = obj.event if obj is not None else event_named(request)
        return form

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """The form, or first the choice of the event."""
        if event_named(request) is not None or not self.has_add_permission(request):
            return super().add_view(request, form_url, extra_context)
        return self.choose_event(request)

    def choose_event(self, request: HttpRequest) -> HttpResponse:
        """A link for each event where the account may add such a row."""
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("Add %s: for which event?") % self.opts.verbose_name,
            "events": roles.events_for(request.user, self.permission("add")),
        }
        return TemplateResponse(request, "participants/admin/choose_event.html", context)

    def response_add(
        self, request: HttpRequest, obj: Any, post_url_continue: str | None = None
    ) -> HttpResponse:
        """Another one is of the same event."""
        answer: HttpResponse = super().response_add(request, obj, post_url_continue)
        if "_addanother" in request.POST:
            return HttpResponseRedirect(f"{request.path}?event={obj.event_id}")
        return answer
