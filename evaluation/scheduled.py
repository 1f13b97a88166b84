"""Work the clock starts in the evaluation."""

from celery import shared_task

from challenges.clock import clock_job
from challenges.models import User
from challenges.moments import today
from evaluation import actions, queries


@clock_job
def remind_about_evaluation(*, dry_run: bool = False) -> list[str]:
    """A month after the final report, remind the sponsor and the challenge manager of the interview, once each."""
    if dry_run:
        return [
            f"would remind {user} about {challenge}, due on {due_on:%-d %B %Y}"
            for challenge in queries.waiting_for_interview()
            for user, _role, due_on in queries.people_to_remind(challenge, day=today())
        ]
    return actions.remind_about_evaluation(by=User.objects.clock())


@shared_task(name="evaluation.remind_about_evaluation")
def remind_about_evaluation_task():
    """What the beat starts."""
    remind_about_evaluation()
