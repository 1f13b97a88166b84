"""One immediate concern of a demo challenge: raised from a case, received within minutes, answered the same day."""

from datetime import timedelta

from casereview import actions
from challenges.moments import acting_at, now

WORDS = (
    "The record says the young person is going home for the weekend. The last visit note, of the day before yesterday, "
    "says that somebody whom the plan asks to keep away is staying there. I find no sign that the two were read together."
)
DONE = (
    "A manager read both records within the hour, spoke with the family the same afternoon and changed the weekend "
    "arrangement. The team’s way of reading visit notes before weekends was looked at in its next meeting."
)


def tell(challenge, cast):
    """The organiser is the safeguarding lead; what a peer raises is received by all three and answered by the sponsor."""
    moment = now()
    actions.name_safeguarding_lead(challenge, person=cast.organiser, by=cast.organiser)
    case = challenge.cases.exclude(reviewer=None).order_by("position").first()
    with acting_at(moment + timedelta(minutes=1)):
        concern = actions.raise_concern(challenge, words=WORDS, place="", case=case, by=case.reviewer)
    for minutes, person in ((5, cast.challenge_manager), (8, cast.organiser), (19, cast.sponsor)):
        with acting_at(moment + timedelta(minutes=minutes)):
            actions.receive_concern(concern, by=person)
    with acting_at(moment + timedelta(hours=5)):
        actions.answer_concern(concern, done=DONE, by=cast.sponsor)
