"""The page on which staff correct a wrong e-mail address."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from registration import invitations
from registration.admin.desk import ConfirmForm
from registration.admin.participants.verbs import crumbs_of, facts_of
from registration.fields import AddressField
from registration.invitations import VerbRefused
from registration.models import Participant


class ReaddressForm(forms.Form):
    """The right address."""

    email = AddressField(label=_("The right e-mail address"), max_length=254)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].widget.attrs["autocomplete"] = "off"  # it is somebody else's


def page_of(page: admin.ModelAdmin[Any], request: HttpRequest, person: Participant) -> HttpResponse:
    """The form; when it is sent, the person's page."""
    moment, back = timezone.now(), crumbs_of(person)[-1][0]
    sent = request.POST if request.method == "POST" else None
    form, act = ReaddressForm(sent), ConfirmForm(sent, moment=moment)
    if sent is not None and form.is_valid() & act.is_valid():
        try:
            done = invitations.readdress(person, form.cleaned_data["email"], act.actor(request), moment)
            text = gettext(
                "%(name)s is written to at the new address; the letter with the link is in the outbox."
            )
            page.message_user(request, text % {"name": done.full_name}, messages.SUCCESS)
            return HttpResponseRedirect(back)
        except VerbRefused as refusal:
            form.add_error(None, str(refusal))
    context = {
        **page.admin_site.each_context(request),
        "title": gettext("Correct the e-mail address"),
        "facts": facts_of(person),
        "points": [
            gettext("Letters went to %(email)s until now.") % {"email": person.email},
            gettext("Links sent there end; a new link goes to the right address."),
            gettext("Calendar entries that were sent there are taken out, and sent to the right address."),
        ],
        "forms": [form, act],
        "buttons": [("readdress", gettext("Correct the address"))],
        "crumbs": crumbs_of(person),
        "back": back,
    }
    return TemplateResponse(request, "admin/registration/desk/person_form.html", context)
