"""Who comes, and what they read before they come."""

from preparation.models.candidates import Candidate, CandidateRemark
from preparation.models.documents import AskedOf, DocumentRequest, DocumentVersion, Reading
from preparation.models.interests import Declaration
from preparation.models.performance import Indicator, PerformanceSet
from preparation.models.reading_notes import ReadingNote
from preparation.models.rounds import DocumentRound
from preparation.models.statements import Box, PositionStatement, SectionAsk, StatementSection
from preparation.models.team import TeamPlace
from preparation.models.unsorted import UnsortedFile

__all__ = [
    "AskedOf",
    "Box",
    "Candidate",
    "CandidateRemark",
    "Declaration",
    "DocumentRequest",
    "DocumentRound",
    "DocumentVersion",
    "Indicator",
    "PerformanceSet",
    "PositionStatement",
    "Reading",
    "ReadingNote",
    "SectionAsk",
    "StatementSection",
    "TeamPlace",
    "UnsortedFile",
]
