"""What people may type about challenges and the people in them."""

from challenges.forms.account import DetailsForm, LostSecondStepForm
from challenges.forms.challenges import ChallengeForm, CouncilForm, EndStageForm
from challenges.forms.dates import MilestoneForm, MoveForm, SchoolHolidaysForm, WishForm
from challenges.forms.first_people import FirstPeopleForm
from challenges.forms.invitations import ChoosePasswordForm
from challenges.forms.logs import LogFilterForm
from challenges.forms.mail_choices import MailForm
from challenges.forms.pausing import AskToPauseForm, DeclineForm, PauseForm, WithdrawForm
from challenges.forms.people import PersonForm, RemovalForm, SuccessorForm
from challenges.forms.personal_data import CloseForm, CopyForPersonForm, EraseForm, PersonAskingForm
from challenges.forms.profiles import ProfileForm
from challenges.forms.programmes import (
    CaseLinesPartForm,
    DatesForm,
    DocumentForm,
    LabelsForm,
    ReasonForm,
    SampleDayForm,
    ThemeForm,
    ThrowAwayForm,
)
from challenges.forms.retention import HoldForm
from challenges.forms.seeing_as import SeeAsForm
from challenges.forms.together import GroupForm, PlaceForm, VisitForm

__all__ = [
    "AskToPauseForm",
    "CaseLinesPartForm",
    "ChallengeForm",
    "ChoosePasswordForm",
    "CloseForm",
    "CopyForPersonForm",
    "CouncilForm",
    "DatesForm",
    "DeclineForm",
    "DetailsForm",
    "DocumentForm",
    "EndStageForm",
    "EraseForm",
    "FirstPeopleForm",
    "GroupForm",
    "HoldForm",
    "LabelsForm",
    "LogFilterForm",
    "LostSecondStepForm",
    "MailForm",
    "MilestoneForm",
    "MoveForm",
    "PauseForm",
    "PersonAskingForm",
    "PersonForm",
    "PlaceForm",
    "ProfileForm",
    "ReasonForm",
    "RemovalForm",
    "SampleDayForm",
    "SchoolHolidaysForm",
    "SeeAsForm",
    "SuccessorForm",
    "ThemeForm",
    "ThrowAwayForm",
    "VisitForm",
    "WishForm",
    "WithdrawForm",
]
