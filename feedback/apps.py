"""The app of this stage, and what it tells the lifecycle."""

from django.apps import AppConfig


class FeedbackConfig(AppConfig):
    name = "feedback"

    def ready(self):
        from challenges.lifecycle import REACHED, Ending, Stage, register_stage  # noqa: PLC0415  # models must be loaded first
        from challenges.models import Role  # noqa: PLC0415  # as above
        from feedback import actions, dates, queries, rules  # noqa: F401, PLC0415  # as above; rules register themselves

        REACHED.append(dates.reached)
        register_stage(
            Stage.FEEDBACK,
            left_to_do=queries.left_to_do,
            ending=Ending("feedback:presentation_give", "Record that the presentation was given", Role.LEAD_PEER),
        )
