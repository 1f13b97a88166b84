"""Who comes, and what they read before they come."""

from preparation.models.candidates import Candidate, CandidateRemark
from preparation.models.documents import AskedOf, DocumentRequest, DocumentVersion, Reading
from preparation.models.interests import Declaration
from preparation.models.rounds import DocumentRound
from preparation.models.team import TeamPlace
from preparation.models.unsorted import UnsortedFile

__all__ = [
    "AskedOf",
    "Candidate",
    "CandidateRemark",
    "Declaration",
    "DocumentRequest",
    "DocumentRound",
    "DocumentVersion",
    "Reading",
    "TeamPlace",
    "UnsortedFile",
]
