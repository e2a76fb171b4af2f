"""The verbs: what is done with participants and with invited institutions, and which may follow which state.

Each takes the actor and the moment (aware), runs in one transaction under a lock, leaves one audit entry (and one for
each calendar entry that is mailed), and puts the letters it causes into the outbox. `transitions` holds the tables.
"""

from registration.invitations.address_change import readdress
from registration.invitations.arrangements import agree, arrange, note_consents
from registration.invitations.capacities import CAPACITIES, CONFIRMED_BY, INSTITUTION_CAPACITIES, REFUSED_BY
from registration.invitations.draft_letters import discard_draft, outdated, send_draft
from registration.invitations.institutions import (
    accept_invitation,
    decline_invitation,
    invite_institution,
    mark_opened,
    remind,
    renew_link,
    reopen_invitation,
    withdraw_invitation,
)
from registration.invitations.nominations import invite, nominate, replace
from registration.invitations.particulars import Named, Particulars, particulars_of
from registration.invitations.people import (
    accept,
    confirm,
    correct,
    decline,
    link_to_speaker,
    name_is_fixed,
    refuse,
    reopen,
    withdraw,
)
from registration.invitations.quotas import passed_over
from registration.invitations.registration import enter, first_state, register
from registration.invitations.transitions import (
    INSTITUTION_TRANSITIONS,
    TRANSITIONS,
    AlreadyRegistered,
    InstitutionVerb,
    Verb,
    VerbRefused,
    allowed,
    allowed_to_institution,
)
from registration.invitations.waiting_list import fill_places, promote_waiting

__all__ = [
    "CAPACITIES",
    "CONFIRMED_BY",
    "INSTITUTION_CAPACITIES",
    "INSTITUTION_TRANSITIONS",
    "REFUSED_BY",
    "TRANSITIONS",
    "AlreadyRegistered",
    "InstitutionVerb",
    "Named",
    "Particulars",
    "Verb",
    "VerbRefused",
    "accept",
    "accept_invitation",
    "agree",
    "allowed",
    "allowed_to_institution",
    "arrange",
    "confirm",
    "correct",
    "decline",
    "decline_invitation",
    "discard_draft",
    "enter",
    "fill_places",
    "first_state",
    "invite",
    "invite_institution",
    "link_to_speaker",
    "mark_opened",
    "name_is_fixed",
    "nominate",
    "note_consents",
    "outdated",
    "particulars_of",
    "passed_over",
    "promote_waiting",
    "readdress",
    "refuse",
    "register",
    "remind",
    "renew_link",
    "reopen",
    "reopen_invitation",
    "replace",
    "send_draft",
    "withdraw",
    "withdraw_invitation",
]
