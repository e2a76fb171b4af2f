"""The names of the kinds of letters."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

KINDS = {
    "invitation": _("Invitation of an institution"),
    "invitation_reminder": _("Reminder to an institution"),
    "invitation_declined": _("Institution declined"),
    "invitation_withdrawn": _("Invitation withdrawn"),
    "names_reminder": _("Reminder to name people"),
    "names_proposed": _("Names proposed"),
    "person_answered": _("A person answered"),
    "link_renewed": _("New link of an institution"),
    "names_changed": _("Names changed by the secretariat"),
    "nominated": _("Named by an institution"),
    "personal_invitation": _("Personal invitation"),
    "registration_waiting": _("On the waiting list"),
    "registration_declined": _("Registration declined"),
    "registration_replaced": _("Replaced"),
    "registration_received": _("Registration received"),
    "registration_confirmed": _("Registration confirmed"),
    "registration_known": _("Already registered"),
    "registration_refused": _("Registration not accepted"),
    "registration_withdrawn": _("Registration withdrawn"),
    "joining_details": _("Joining details"),
    "calendar_request": _("Calendar entry"),
    "calendar_update": _("Calendar entry changed"),
    "calendar_cancelled": _("Calendar entry cancelled"),
    "erased": _("Personal data erased"),
    "forgetting_announced": _("Personal data will be erased"),
}
"""What each letter of `registration.messages` says."""


def kind_in_words(kind: str) -> str:
    """The kind of a letter as people read it."""
    return str(KINDS.get(kind) or kind.replace("_", " ").capitalize())
