"""The app of this stage, and what it tells the lifecycle."""

from django.apps import AppConfig


class CaseReviewConfig(AppConfig):
    name = "casereview"

    def ready(self):
        from casereview import actions, dates, phases, queries, rules, scheduled  # noqa: F401, PLC0415  # models must be loaded first
        from challenges.alone_first import hold_back  # noqa: PLC0415  # as above
        from challenges.calendars import ENTRIES  # noqa: PLC0415  # as above
        from challenges.lifecycle import REACHED, WHEN_A_ROLE_CHANGES, Ending, Stage, register_stage  # noqa: PLC0415  # as above
        from challenges.models import Role  # noqa: PLC0415  # as above
        from challenges.retention import before_it_goes  # noqa: PLC0415  # as above

        hold_back(phases.events_held_back)
        before_it_goes("case_notes", actions.keep_counts)
        REACHED.append(dates.reached)
        WHEN_A_ROLE_CHANGES.append(actions.let_go_when_somebody_leaves)
        ENTRIES.append(queries.calendar_entries)
        register_stage(
            Stage.CASE_REVIEW,
            left_to_do=queries.left_to_do,
            ending=Ending("casereview:casereview_end", "End the case review", Role.CHALLENGE_MANAGER),
        )
