"""The app of this stage, and what it tells the lifecycle."""

from django.apps import AppConfig

from challenges.lifecycle import REACHED, WHEN_IT_GOES_ON, Ending, Stage, register_stage


class ReportsConfig(AppConfig):
    name = "reports"

    def ready(self):
        from challenges.alone_first import hold_back  # noqa: PLC0415  # models must be loaded first
        from challenges.models import Role  # noqa: PLC0415  # models must be loaded first
        from reports import actions, dates, queries, rules, scheduled  # noqa: F401, PLC0415  # as above; they register

        hold_back(queries.events_held_back)
        REACHED.append(dates.reached)
        WHEN_IT_GOES_ON.append(actions.give_days_back)
        register_stage(
            Stage.REPORTING,
            left_to_do=queries.left_to_do,
            ending=Ending("reports:report_issue", "Issue the final report", Role.PROGRAMME_MANAGER),
        )
