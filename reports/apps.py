"""The app of this stage, and what it tells the lifecycle."""

from django.apps import AppConfig

from challenges.lifecycle import Ending, Stage, register_stage


class ReportsConfig(AppConfig):
    name = "reports"

    def ready(self):
        from reports import queries, rules, scheduled  # noqa: F401, PLC0415  # models are there only now

        register_stage(
            Stage.REPORTING,
            left_to_do=queries.left_to_do,
            ending=Ending("reports:report_issue", "Issue the final report", "programme_manager"),
        )
