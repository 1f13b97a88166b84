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
from challenges.models.calendars import CalendarFeed, SchoolHoliday
from challenges.models.challenge import Challenge, Milestone, NextAction, StageEnding
from challenges.models.documents import RenderedDocument, StoredFile
from challenges.models.drafts import Draft
from challenges.models.invitations import Invitation
from challenges.models.jobs import Job
from challenges.models.mail import OutboundMail
from challenges.models.mail_choices import MutedMail
from challenges.models.openings import Opening
from challenges.models.pauses import PauseRequest
from challenges.models.people import AuthorityType, Council, Membership, Region, Role, User
from challenges.models.profiles import PeerMonth, PeerProfile, PeerSkill
from challenges.models.programme import Probe, Programme, ProgrammeDraft, Theme
from challenges.models.retention import Leftover, RetentionCertificate, RetentionHold
from challenges.models.text_check import KeptWords, WatchedList, WatchedName
from challenges.models.together import ChallengeGroup, Visit
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
    "AuthorityType",
    "CalendarFeed",
    "Challenge",
    "ChallengeGroup",
    "Council",
    "Draft",
    "Invitation",
    "Job",
    "KeptWords",
    "Leftover",
    "Membership",
    "Milestone",
    "MutedMail",
    "NextAction",
    "Opening",
    "OutboundMail",
    "PauseRequest",
    "PeerMonth",
    "PeerProfile",
    "PeerSkill",
    "Probe",
    "Programme",
    "ProgrammeDraft",
    "Region",
    "RenderedDocument",
    "RetentionCertificate",
    "RetentionHold",
    "Role",
    "SchoolHoliday",
    "StageEnding",
    "StoredFile",
    "Theme",
    "UnfinishedUpload",
    "User",
    "Visit",
    "WatchedList",
    "WatchedName",
    "Written",
    "WrittenQuerySet",
    "kinds_waiting",
    "texts_waiting_for",
]
