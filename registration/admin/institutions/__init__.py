"""The pages of invited institutions, delegations, and letters of invitation."""

from registration.admin.institutions import admin, delegations, invitation_letters  # noqa: F401 - they register their pages
from registration.admin.institutions.forms import AddressesField
from registration.admin.institutions.people import state_words

__all__ = [
    "AddressesField",
    "state_words",
]
