"""The app of this stage, and what it tells the lifecycle."""

from django.apps import AppConfig


class PreparationConfig(AppConfig):
    name = "preparation"

    def ready(self):
        from challenges.lifecycle import Ending, Stage, register_duty, register_stage  # noqa: PLC0415  # models must be loaded first
        from challenges.models import Role  # noqa: PLC0415  # as above
        from challenges.outbox import STILL_NEEDED  # noqa: PLC0415  # as above
        from preparation import actions, notifications, queries, rules  # noqa: F401, PLC0415  # as above

        register_stage(
            Stage.PREPARATION,
            left_to_do=queries.left_to_do,
            ending=Ending("preparation:preparation_end", "Confirm the team and the documents", Role.CHALLENGE_MANAGER),
            on_entering=actions.lay_out_documents,
        )
        register_duty(queries.invitations_left)
        STILL_NEEDED[notifications.INVITATION] = notifications.invitation_still_needed
