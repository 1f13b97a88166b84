"""The end of the on-site week."""

from django.db import transaction

from challenges.actions import end_stage
from challenges.lifecycle import Stage
from challenges.models import Challenge, User


@transaction.atomic
def end_onsite(challenge: Challenge, *, by: User, override_reason: str = "") -> Challenge:
    """End the on-site week; the challenge goes on to the feedback."""
    return end_stage(challenge, Stage.ON_SITE, by=by, override_reason=override_reason)
