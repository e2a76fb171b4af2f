"""The consents of a participant: as their page shows them, and as staff write down what they heard."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from agenda.admin.desk import moment_there
from agenda.models import Event
from registration import invitations
from registration.admin.desk import ConfirmForm
from registration.admin.participants.verbs import crumbs_of, facts_of
from registration.invitations import VerbRefused
from registration.models import ConsentAbout, ListConsent, Participant, RegistrationSettings, text_read

NOT_ASKED = _("not asked")
SILENT = _("nothing said of it")


class HeardConsentForm(ConfirmForm):
    """A person's consents to the list of participants and to photographs, and how staff heard them."""

    consent_list = forms.ChoiceField(choices=[("", SILENT), *ListConsent.choices], required=False)
    consent_photos = forms.ChoiceField(
        choices=[("", SILENT), ("yes", _("yes")), ("no", _("no"))], required=False
    )

    def __init__(self, *args: Any, event: Event, moment: datetime) -> None:
        super().__init__(*args, moment=moment)
        self.auto_id = "consent_%s"  # it stands beside other forms of acts
        self.order_fields(["consent_list", "consent_photos"])
        version = RegistrationSettings.objects.of(event).consent_wording
        for about, name in ((ConsentAbout.LIST, "consent_list"), (ConsentAbout.PHOTOS, "consent_photos")):
            self.fields[name].label = str(about.label).capitalize()
            text = text_read(version, about)
            self.fields[name].help_text = (
                gettext("The text of the form: “%s”") % text
                if text != version
                else gettext("The text that the form shows, version %s.") % version
            )
        self.fields["channel"].required = True


class Agreed(NamedTuple):
    """A consent in words: about what, the choice, the text that was read with its version, and when."""

    about: str
    choice: str
    text: str
    version: str
    moment: str


def agreed(participant: Participant, event: Event) -> list[Agreed]:
    """All that the person said, the latest first. `event` has its cities read already. One query."""
    words = {**dict(ListConsent.choices), "yes": _("yes"), "no": _("no")}
    return [
        Agreed(
            about=str(one.get_about_display()),
            choice=str(words.get(one.choice, one.choice)),
            text=text_read(one.wording, one.about),
            version=one.wording,
            moment=moment_there(one.moment, event),
        )
        for one in participant.consents.all()
    ]


def page_of(page: admin.ModelAdmin[Any], request: HttpRequest, person: Participant) -> HttpResponse:
    """Write it down, by POST; a form with a fault comes back on a page of its own."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    moment, back = timezone.now(), crumbs_of(person)[-1][0]
    form = HeardConsentForm(request.POST, event=person.event, moment=moment)
    if form.is_valid():
        said = form.cleaned_data
        photos = {"yes": True, "no": False}.get(said["consent_photos"])
        try:
            invitations.note_consents(
                person, form.actor(request), moment, consent_list=said["consent_list"], consent_photos=photos
            )
            page.message_user(request, gettext("What the person said is noted."), messages.SUCCESS)
            return HttpResponseRedirect(back)
        except VerbRefused as refusal:
            form.add_error(None, str(refusal))
    context = {
        **page.admin_site.each_context(request),
        "title": gettext("Note what the person agreed to"),
        "facts": facts_of(person),
        "forms": [form],
        "buttons": [("note", gettext("Note it"))],
        "crumbs": crumbs_of(person),
        "back": back,
    }
    return TemplateResponse(request, "admin/registration/desk/person_form.html", context)
