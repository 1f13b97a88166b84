"""What people may type about challenges and the people in them."""

from challenges.forms.account import DetailsForm, LostSecondStepForm
from challenges.forms.challenges import ChallengeForm, CouncilForm, EndStageForm
from challenges.forms.invitations import ChoosePasswordForm
from challenges.forms.logs import LogFilterForm
from challenges.forms.people import PersonForm, RemovalForm, SuccessorForm
from challenges.forms.profiles import ProfileForm
from challenges.forms.seeing_as import SeeAsForm

__all__ = [
    "ChallengeForm",
    "ChoosePasswordForm",
    "CouncilForm",
    "DetailsForm",
    "EndStageForm",
    "LogFilterForm",
    "LostSecondStepForm",
    "PersonForm",
    "ProfileForm",
    "RemovalForm",
    "SeeAsForm",
    "SuccessorForm",
]
