"""What people may type about the team and the documents."""

from preparation.forms.agreements import AgreementForm, InvitationForm, OwnTextForm, TextsForm
from preparation.forms.answers import (
    DeadlineForm,
    ItemsForm,
    KeyLinesForm,
    OutlookForm,
    OwnerForm,
    PartlyForm,
    RoundForm,
    SignpostForm,
)
from preparation.forms.candidates import CandidateForm, OverrideForm, PoolForm, RemarkAnswerForm, RemarkForm
from preparation.forms.documents import AskForm, DocumentForm, NoteForm, NotHeldForm, UploadForm
from preparation.forms.interests import DecisionForm, DeclarationForm, InterestsForm
from preparation.forms.performance import (
    IndicatorsForm,
    PerformanceForm,
)
from preparation.forms.places import PeopleField, PlaceForm
from preparation.forms.pulls import PullForm, WithdrawForm
from preparation.forms.reading_notes import ReadingNoteEditForm, ReadingNoteForm
from preparation.forms.statements import HandOverForm, SectionForm, WritersForm
from preparation.forms.unsorted import DropForm, ItemOptions

__all__ = [
    "AgreementForm",
    "AskForm",
    "CandidateForm",
    "DeadlineForm",
    "DecisionForm",
    "DeclarationForm",
    "DocumentForm",
    "DropForm",
    "HandOverForm",
    "IndicatorsForm",
    "InterestsForm",
    "InvitationForm",
    "ItemOptions",
    "ItemsForm",
    "KeyLinesForm",
    "NotHeldForm",
    "NoteForm",
    "OutlookForm",
    "OverrideForm",
    "OwnTextForm",
    "OwnerForm",
    "PartlyForm",
    "PeopleField",
    "PerformanceForm",
    "PlaceForm",
    "PoolForm",
    "PullForm",
    "ReadingNoteEditForm",
    "ReadingNoteForm",
    "RemarkAnswerForm",
    "RemarkForm",
    "RoundForm",
    "SectionForm",
    "SignpostForm",
    "TextsForm",
    "UploadForm",
    "WithdrawForm",
    "WritersForm",
]
