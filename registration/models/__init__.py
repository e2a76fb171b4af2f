"""Rows of registration: the register, who is invited, participants, letters, audit, and what stands in calendars."""

from registration.models.calendars import CalendarEntry, JoiningDetail, MailedReply
from registration.models.files import StoredFile
from registration.models.invited import Delegation, Instrument, InvitedOrganisation, RolePlaces
from registration.models.letters import AuditEntry, Message
from registration.models.organisations import COUNTRY, NotSame, Organisation, OrganisationName
from registration.models.people import Consent, Participant
from registration.models.questions import FormQuestion, GivenAnswer, SlideDeck, SpeakerProfile
from registration.models.settings import RegistrationDesk, RegistrationDeskQuerySet

__all__ = [
    "COUNTRY",
    "AuditEntry",
    "CalendarEntry",
    "Consent",
    "Delegation",
    "FormQuestion",
    "GivenAnswer",
    "Instrument",
    "InvitedOrganisation",
    "JoiningDetail",
    "MailedReply",
    "Message",
    "NotSame",
    "Organisation",
    "OrganisationName",
    "Participant",
    "RegistrationDesk",
    "RegistrationDeskQuerySet",
    "RolePlaces",
    "SlideDeck",
    "SpeakerProfile",
    "StoredFile",
]
