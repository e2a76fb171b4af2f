"""The words that a row may hold, each with what people read."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Policy(models.TextChoices):
    """The policies of registration by the web form."""

    OPEN = "open", _("open: who registers is confirmed")
    APPROVAL = "approval", _("approval: the secretariat confirms")
    INVITATION = "invitation", _("by invitation only")


class OrganisationKind(models.TextChoices):
    """The kinds of organisations."""

    MINISTRY = "ministry", _("ministry or government agency")
    INTERNATIONAL = "international-organisation", _("international organisation")
    CIVIL_SOCIETY = "civil-society", _("civil society")
    EMPLOYERS = "employers", _("employers’ organisation")
    WORKERS = "workers", _("workers’ organisation")
    TRAINING = "training-institution", _("training institution")
    COMPANY = "company", _("company")
    DONOR = "donor", _("donor")
    OTHER = "other", _("other")


class State(models.TextChoices):
    """Where a participant stands."""

    INVITED = "invited", _("invited, no answer yet")
    NOMINATED = "nominated", _("awaiting confirmation")
    CONFIRMED = "confirmed", _("confirmed")
    WAITING = "waiting", _("on the waiting list")
    DECLINED = "declined", _("declined")
    WITHDRAWN = "withdrawn", _("withdrawn")
    REPLACED = "replaced", _("replaced")
    REFUSED = "refused", _("not accepted")


ENDED = frozenset({State.DECLINED, State.WITHDRAWN, State.REPLACED, State.REFUSED})
"""The states of those who do not take part, or no more."""


LINK_TO_SPEAKER = "link to speaker"
"""The verb of the audit entry that says who someone is in the programme."""


class Reply(models.TextChoices):
    """Where an invited institution stands."""

    LISTED = "listed", _("listed, not yet invited")
    INVITED = "invited", _("invited, no answer yet")
    ACCEPTED = "accepted", _("takes part")
    DECLINED = "declined", _("declined")
    WITHDRAWN = "withdrawn", _("invitation withdrawn")


class DelegationRole(models.TextChoices):
    """The roles in a delegation."""

    HEAD = "head", _("head of delegation")
    MEMBER = "member", _("member")
    ADVISER = "adviser", _("adviser")
    ALTERNATE = "alternate", _("alternate")
    OBSERVER = "observer", _("observer")
    INTERPRETER = "interpreter", _("interpreter")


class InvitationLetterKind(models.TextChoices):
    """The kinds of invitation letters."""

    NOTE_VERBALE = "note-verbale", _("note verbale")
    LETTER = "letter", _("letter")
    EMAIL = "e-mail", _("e-mail")


class Through(models.TextChoices):
    """The ways that an invitation letter takes."""

    DIRECT = "direct", _("nobody: sent to the institution itself")
    FOREIGN_AFFAIRS = "foreign-affairs", _("ministry of foreign affairs")
    MISSION = "mission", _("permanent mission or embassy")


class Channel(models.TextChoices):
    """The channels by which staff hear what they write down for a person."""

    PHONE = "phone", _("by phone")
    EMAIL = "e-mail", _("by e-mail")
    LETTER = "letter", _("by letter")
    IN_PERSON = "in person", _("in person")


class ConsentAbout(models.TextChoices):
    """The subjects of a consent."""

    LIST = "list", _("list of participants")
    PHOTOS = "photos", _("photographs and recordings")


class QuestionKind(models.TextChoices):
    """The kinds of answers that a question wants."""

    TEXT = "text", _("text")
    CHOICE = "choice", _("one of several")
    SEVERAL = "several", _("any of several")
    YES_NO = "yes-no", _("yes or no")
    DATE = "date", _("date")
    FILE = "file", _("file")


class Sex(models.TextChoices):
    """As the person says."""

    FEMALE = "female", _("female")
    MALE = "male", _("male")
    OTHER = "other", _("other")
    UNDISCLOSED = "prefer-not-to-say", _("prefer not to say")


class MeetingRole(models.TextChoices):
    """The roles at the meeting."""

    PARTICIPANT = "participant", _("participant")
    SPEAKER = "speaker", _("speaker or moderator")
    OBSERVER = "observer", _("observer")
    INTERPRETER = "interpreter", _("interpreter")
    SUPPORT = "support-staff", _("support staff")
    ORGANISER = "organiser", _("organiser")
    MEDIA = "media", _("media")


class ListConsent(models.TextChoices):
    """The readers of a name in the list of participants."""

    NONE = "none", _("nobody: leave me out of the list")
    PARTICIPANTS = "participants", _("the other participants")
    PUBLIC = "public", _("everybody: the list may be published")


class Delivery(models.TextChoices):
    """Where a letter stands in the outbox."""

    DRAFT = "draft", _("draft")
    QUEUED = "queued", _("queued")
    SENDING = "sending", _("being sent")
    SENT = "sent", _("sent")
    FAILED = "failed", _("failed")


class CalendarAnswer(models.TextChoices):
    """The answers of a calendar program (PARTSTAT, RFC 5545 §3.2.12)."""

    NEEDS_ACTION = "needs-action", _("no answer yet")
    ACCEPTED = "accepted", _("accepted")
    TENTATIVE = "tentative", _("perhaps")
    DECLINED = "declined", _("declined")


class JoiningAudience(models.TextChoices):
    """The readers of a joining detail."""

    PARTICIPANTS = "participants", _("all confirmed participants")
    SPEAKERS = "speakers", _("speakers")
    PERSON = "person", _("one person")


class JoiningKind(models.TextChoices):
    """The kinds of joining details."""

    LINK = "link", _("link")
    PASSCODE = "passcode", _("passcode")
    DIAL_IN = "dial-in", _("telephone number")
    INTERPRETATION = "interpretation", _("interpretation channel")


class ReplyOutcome(models.TextChoices):
    """The outcomes of a reply by mail."""

    APPLIED = "applied", _("applied")
    STALE = "stale", _("out of date")
    UNKNOWN = "unknown", _("of no entry of ours")
    FORGED = "forged", _("from somebody else")
    UNREADABLE = "unreadable", _("not readable")
