"""The app of this stage, and what it tells the lifecycle."""

from django.apps import AppConfig


class EvaluationConfig(AppConfig):
    name = "evaluation"

    def ready(self):
        from challenges.lifecycle import REACHED, Ending, Stage, register_stage  # noqa: PLC0415  # models must be loaded first
        from challenges.models import Role  # noqa: PLC0415  # as above
        from challenges.outbox import STILL_NEEDED  # noqa: PLC0415  # as above
        from evaluation import actions, dates, queries, rules, scheduled  # noqa: F401, PLC0415  # as above; they register

        REACHED.append(dates.reached)
        register_stage(
            Stage.EVALUATION,
            left_to_do=queries.left_to_do,
            ending=Ending("evaluation:evaluation_end", "Close the challenge", Role.CHALLENGE_MANAGER),
        )
        STILL_NEEDED[queries.REMINDER] = queries.reminder_still_needed
