"""Lists of invitations: read, planned, shown, applied."""

from registration.importing.outcomes import Plan, apply, languages_of, plan
from registration.importing.rows import ListRefused, ListRow, read_file, template_workbook
from registration.importing.sheet import invitations_workbook

__all__ = [
    "ListRefused",
    "ListRow",
    "Plan",
    "apply",
    "invitations_workbook",
    "languages_of",
    "plan",
    "read_file",
    "template_workbook",
]
