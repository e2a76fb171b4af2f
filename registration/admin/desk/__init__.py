"""The toolkit of the secretariat's pages of registration."""

from registration.admin.desk.audit_trail import MOST, entries, letters, of_institution
from registration.admin.desk.before_sending import before
from registration.admin.desk.chosen_event import ChosenEventAdmin
from registration.admin.desk.confirm_page import PRIVATE, ConfirmAction, ConfirmForm, ConfirmText, done, staff
from registration.admin.desk.day_field import DayField
from registration.admin.desk.kept_rows import CountryField, KeptAdmin, OfEventAdmin, chosen_only, moment_of
from registration.admin.desk.outcomes import outcome, passed_over

__all__ = [
    "MOST",
    "PRIVATE",
    "ChosenEventAdmin",
    "ConfirmAction",
    "ConfirmForm",
    "ConfirmText",
    "CountryField",
    "DayField",
    "KeptAdmin",
    "OfEventAdmin",
    "before",
    "chosen_only",
    "done",
    "entries",
    "letters",
    "moment_of",
    "of_institution",
    "outcome",
    "passed_over",
    "staff",
]
