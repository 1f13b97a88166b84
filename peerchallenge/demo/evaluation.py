"""The evaluation in the demo: the talk with the sponsor a month on."""

from challenges.moments import today
from evaluation import actions

ANSWERS = {
    "aims": "Yes, mostly. The findings about the front door gave us one picture that our partners share, which we did "
    "not have before. On stepping down to early help we would have liked more time with families. The young people who "
    "met the team said that they felt heard.",
    "useful": "The presentation to the whole partnership on the last day. Since then the feedback to referrers has been "
    "changed, and a housing officer sits at the front door two days a week. The forum of care leavers has been asked to "
    "review the pathway plan.",
    "report": "It was clear and fair, and short enough to be read. The lead member, the chief executive and the "
    "safeguarding partners have read it. It goes to the scrutiny committee with our plan next month.",
    "team": "With warmth and care. Staff had been nervous and said afterwards that it was a conversation, not an "
    "inspection. Two health partners would have liked to meet the health peer for longer.",
    "better": "Send the timetable template earlier, and leave an hour free each day for what comes up. A one-page summary "
    "for practitioners would have helped us to tell them what was found.",
    "support": "A visit to a council where housing and health lead early help plans, and a conversation with the adviser "
    "in the autumn about how far we have come.",
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
