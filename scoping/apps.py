"""The app of this stage, and what it tells the lifecycle."""

from django.apps import AppConfig


class ScopingConfig(AppConfig):
    name = "scoping"

    def ready(self):
        from challenges.lifecycle import REACHED, Ending, Stage, register_stage  # noqa: PLC0415  # models must be loaded first
        from challenges.models import Role  # noqa: PLC0415  # as above
        from challenges.outbox import STILL_NEEDED  # noqa: PLC0415  # as above
        from scoping import actions, dates, notifications, queries, rules  # noqa: F401, PLC0415  # as above; rules register themselves

        REACHED.append(dates.reached)
        register_stage(
            Stage.SCOPING,
            left_to_do=queries.left_to_do,
            ending=Ending("scoping:proposal", "Agree the scoping proposal", Role.SPONSOR),
            on_entering=actions.lay_out_themes,
        )
        STILL_NEEDED["scoping.comments"] = notifications.comments_wait
