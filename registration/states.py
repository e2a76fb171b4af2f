"""The words that a row may hold, each with what people read."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Policy(models.TextChoices):
    """How a registration by the web form begins."""

    OPEN = "open", _("open: who registers is confirmed")
    APPROVAL = "approval", _("approval: the secretariat confirms")
    INVITATION = "invitation", _("by invitation only")


class OrganisationKind(models.TextChoices):
    """What sort of institution it is."""

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

    NOMINATED = "nominated", _("awaiting confirmation")
    CONFIRMED = "confirmed", _("confirmed")
    WAITING = "waiting", _("on the waiting list")
    DECLINED = "declined", _("declined")
    WITHDRAWN = "withdrawn", _("withdrawn")
    REPLACED = "replaced", _("replaced")
    REFUSED = "refused", _("not accepted")


class Sex(models.TextChoices):
    """As the person says."""

    FEMALE = "female", _("female")
    MALE = "male", _("male")
    OTHER = "other", _("other")
    UNDISCLOSED = "prefer-not-to-say", _("prefer not to say")


class MeetingRole(models.TextChoices):
    """What someone comes as."""

    PARTICIPANT = "participant", _("participant")
    SPEAKER = "speaker", _("speaker or moderator")
    OBSERVER = "observer", _("observer")
    INTERPRETER = "interpreter", _("interpreter")
    SUPPORT = "support-staff", _("support staff")
    ORGANISER = "organiser", _("organiser")
    MEDIA = "media", _("media")


class ListConsent(models.TextChoices):
    """Who may see a name in the list of participants."""

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
