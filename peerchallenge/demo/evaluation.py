"""The evaluation in the demo: the talk with the sponsor a month on."""

from challenges.moments import today
from evaluation import actions

ANSWERS = {
    "aims": "Yes, mostly. On the front door we now have one picture that our partners share, which we did not have before. "
    "On stepping down to early help we would have liked the team to meet more families. The young people who met the "
    "team said that they felt heard.",
    "insight": "New to us: how much of our support for families is tied to the school day. Confirmed: staff know their "
    "children well, and the reasons for decisions do not always reach the record.",
    "team": "With warmth and care. Staff had been nervous and said afterwards that it was a conversation. Two health "
    "partners would have liked to meet the health peer for longer.",
    "preparation": "About twelve days of the organiser’s time. The lists of children took longest. We could have done "
    "without two of the strategies, which nobody had time to read.",
    "no_surprises": "No. The meeting at the end of each day saw to that. I would have liked the preview an hour earlier.",
    "report": "Clear and fair, and short enough to be read. The lead member, the chief executive and the safeguarding "
    "partners have read it. It goes to the scrutiny committee with our plan next month.",
    "recommendations": "Three are taken up as they stand, with an owner and a date in the improvement plan. Asking of each "
    "child in need plan at three months whether it works is taken up in part: one locality tries it first.",
    "changes": "Every referrer hears within a week what happened next. The two workers make the step-down visit together "
    "in all three localities. It is early to say what has changed for children.",
    "good_practice": "Yes, both: the letters to children and the one-page record of a step-down. Ask the head of service "
    "first, and leave out anything from a real letter.",
    "next": "A talk with the adviser after the summer holidays, when we will see whether families were held. A visit to a "
    "council that reaches the care leavers who come to no forum.",
}


def begin(challenge, cast):
    """The report has been issued; the interview is a month away, so there is nothing to do yet."""


def complete(challenge, cast):
    """The interview is held and recorded, and the challenge closes."""
    questions = challenge.programme.plan.evaluation.questions
    actions.record_interview(
        challenge,
        held_on=today(),
        spoken_to=cast.sponsor,
        answers={each.code: ANSWERS.get(each.code, "Not talked about this time.") for each in questions},
        version=0,
        by=cast.challenge_manager,
    )
    actions.close_challenge(challenge, by=cast.challenge_manager)
