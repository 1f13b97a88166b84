"""The evaluation in the matrix of tests/test_visibility_matrix.py; tests/visibility.py says what stands here."""

from challenges.lifecycle import Stage
from challenges.moments import today
from evaluation import actions
from evaluation.models import EvaluationInterview


def interview(world):
    actions.record_interview(
        world.challenge,
        held_on=today(),
        spoken_to=world.sponsor,
        answers={each.code: world.say() for each in world.challenge.programme.plan.evaluation.questions},
        version=0,
        by=world.challenge_manager,
    )


STEPS = {Stage.EVALUATION: interview}
READS = {
    "evaluation.InterviewAnswer": {
        "*": lambda user, world: (
            EvaluationInterview.objects.visible_to(user)
            .filter(challenge=world.challenge)
            .values_list("answers", flat=True)
        )
    },
}
CODES = {
    "evaluation.InterviewAnswer.question": "the programme's",
    "evaluation.InterviewAnswer.question_text": "the programme's",
}
POSTED = {"evaluation:interview": "it is recorded there"}
