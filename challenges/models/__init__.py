"""The tables of the bottom app."""

from challenges.models.audience import (
    COUNCIL_ROLES,
    LGA_ROLES,
    READERS,
    TEAM_ROLES,
    Audience,
    Written,
    WrittenQuerySet,
)
from challenges.models.audit import AuditEvent
from challenges.models.challenge import Challenge, Milestone, NextAction, StageEnding
from challenges.models.documents import RenderedDocument, StoredFile
from challenges.models.jobs import Job
from challenges.models.mail import OutboundMail
from challenges.models.people import Council, Membership, Role, User
from challenges.models.programme import Probe, Programme, Theme

__all__ = [
    "COUNCIL_ROLES",
    "LGA_ROLES",
    "READERS",
    "TEAM_ROLES",
    "Audience",
    "AuditEvent",
    "Challenge",
    "Council",
    "Job",
    "Membership",
    "Milestone",
    "NextAction",
    "OutboundMail",
    "Probe",
    "Programme",
    "RenderedDocument",
    "Role",
    "StageEnding",
    "StoredFile",
    "Theme",
    "User",
    "Written",
    "WrittenQuerySet",
]
