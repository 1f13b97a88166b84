"""What people may type in scoping."""

from scoping.forms.comments import AnswerForm, CommentForm
from scoping.forms.key_lines import HINTED, KeyLineEditForm, KeyLineForm, hints_on
from scoping.forms.meetings import MeetingForm
from scoping.forms.proposals import LetterForm, TermsForm, VerifyForm
from scoping.forms.themes import ModulesForm, ProbesForm

__all__ = [
    "HINTED",
    "AnswerForm",
    "CommentForm",
    "KeyLineEditForm",
    "KeyLineForm",
    "LetterForm",
    "MeetingForm",
    "ModulesForm",
    "ProbesForm",
    "TermsForm",
    "VerifyForm",
    "hints_on",
]
