"""The tables of the bottom app."""

from challenges.models.agreements import Acceptance, AgreementText, kinds_waiting, texts_waiting_for
from challenges.models.audience import (
    COUNCIL_ROLES,
    LGA_ROLES,
    PLAN_ROLES,
    READERS,
    TEAM_ROLES,
    Audience,
    Written,
    WrittenQuerySet,
)
from challenges.models.audit import AuditEvent
from challenges.models.challenge import Challenge, Milestone, NextAction, StageEnding
from challenges.models.documents import RenderedDocument, StoredFile
from challenges.models.drafts import Draft
from challenges.models.invitations import Invitation
from challenges.models.jobs import Job
from challenges.models.mail import OutboundMail
from challenges.models.openings import Opening
from challenges.models.people import Council, Membership, Role, User
from challenges.models.profiles import PeerMonth, PeerProfile, PeerSkill
from challenges.models.programme import Probe, Programme, Theme
from challenges.models.text_check import KeptWords, WatchedList, WatchedName
from challenges.models.uploads import UnfinishedUpload

__all__ = [
    "COUNCIL_ROLES",
    "LGA_ROLES",
    "PLAN_ROLES",
    "READERS",
    "TEAM_ROLES",
    "Acceptance",
    "AgreementText",
    "Audience",
    "AuditEvent",
    "Challenge",
    "Council",
    "Draft",
    "Invitation",
    "Job",
    "KeptWords",
    "Membership",
    "Milestone",
    "NextAction",
    "Opening",
    "OutboundMail",
    "PeerMonth",
    "PeerProfile",
    "PeerSkill",
    "Probe",
    "Programme",
    "RenderedDocument",
    "Role",
    "StageEnding",
    "StoredFile",
    "Theme",
    "UnfinishedUpload",
    "User",
    "WatchedList",
    "WatchedName",
    "Written",
    "WrittenQuerySet",
    "kinds_waiting",
    "texts_waiting_for",
]
