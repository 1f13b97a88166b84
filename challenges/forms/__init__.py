"""What people may type about challenges and the people in them."""

from challenges.forms.challenges import ChallengeForm, CouncilForm, EndStageForm
from challenges.forms.people import PersonForm

__all__ = ["ChallengeForm", "CouncilForm", "EndStageForm", "PersonForm"]
