"""Rows of registration: the register, who is invited, participants, letters, audit, and what stands in calendars."""

from registration.models.calendars import CalendarEntry, JoiningDetail, MailedReply
from registration.models.choices import (
    ENDED,
    LINK_TO_SPEAKER,
    CalendarAnswer,
    Channel,
    ConsentAbout,
    DelegationRole,
    Delivery,
    JoiningAudience,
    JoiningKind,
    ListConsent,
    MeetingRole,
    OrganisationKind,
    Policy,
    QuestionKind,
    Reply,
    ReplyOutcome,
    Sex,
    State,
)
from registration.models.consent_texts import LIST_CONSENT, PHOTO_CONSENT, PURPOSE, RETENTION, text_read
from registration.models.files import StoredFile
from registration.models.invited import Delegation, InvitationLetter, InvitedOrganisation, RolePlaces
from registration.models.letter_kinds import kind_in_words
from registration.models.letters import AuditEntry, Message
from registration.models.organisations import COUNTRY, NotSame, Organisation, OrganisationName
from registration.models.people import Consent, Participant
from registration.models.questions import NOBODY, FormQuestion, GivenAnswer, SlideDeck, SpeakerProfile
from registration.models.settings import RegistrationSettings, RegistrationSettingsQuerySet
from registration.models.standings import Standing, named, number_of, standing, with_numbers

__all__ = [
    "COUNTRY",
    "ENDED",
    "LINK_TO_SPEAKER",
    "LIST_CONSENT",
    "NOBODY",
    "PHOTO_CONSENT",
    "PURPOSE",
    "RETENTION",
    "AuditEntry",
    "CalendarAnswer",
    "CalendarEntry",
    "Channel",
    "Consent",
    "ConsentAbout",
    "Delegation",
    "DelegationRole",
    "Delivery",
    "FormQuestion",
    "GivenAnswer",
    "InvitationLetter",
    "InvitedOrganisation",
    "JoiningAudience",
    "JoiningDetail",
    "JoiningKind",
    "ListConsent",
    "MailedReply",
    "MeetingRole",
    "Message",
    "NotSame",
    "Organisation",
    "OrganisationKind",
    "OrganisationName",
    "Participant",
    "Policy",
    "QuestionKind",
    "RegistrationSettings",
    "RegistrationSettingsQuerySet",
    "Reply",
    "ReplyOutcome",
    "RolePlaces",
    "Sex",
    "SlideDeck",
    "SpeakerProfile",
    "Standing",
    "State",
    "StoredFile",
    "kind_in_words",
    "named",
    "number_of",
    "standing",
    "text_read",
    "with_numbers",
]
