"""Rows of registration: desks, organisations, participants, letters, audit, and what stands in calendars."""

from registration.models.calendars import CalendarEntry, JoiningDetail, MailedReply
from registration.models.desk import RegistrationDesk, RegistrationDeskQuerySet
from registration.models.letters import AuditEntry, Message
from registration.models.people import COUNTRY, Organisation, Participant

__all__ = [
    "COUNTRY",
    "AuditEntry",
    "CalendarEntry",
    "JoiningDetail",
    "MailedReply",
    "Message",
    "Organisation",
    "Participant",
    "RegistrationDesk",
    "RegistrationDeskQuerySet",
]
