"""The app of this stage, and what it tells the lifecycle."""

from django.apps import AppConfig


class CaseReviewConfig(AppConfig):
    name = "casereview"

    def ready(self):
        from casereview import (  # noqa: PLC0415  # models must be loaded first
            actions,
            dates,
            notifications,
            phases,
            queries,
            rules,  # noqa: F401  # registers the permissions
            scheduled,  # noqa: F401  # registers the clock's jobs
        )
        from challenges import outbox  # noqa: PLC0415  # as above
        from challenges.alone_first import hold_back  # noqa: PLC0415  # as above
        from challenges.calendars import ENTRIES  # noqa: PLC0415  # as above
        from challenges.lifecycle import (  # noqa: PLC0415  # as above
            REACHED,
            WHEN_A_ROLE_CHANGES,
            WHILE_PAUSED,
            Ending,
            Stage,
            register_duty,
            register_stage,
        )
        from challenges.models import Role  # noqa: PLC0415  # as above
        from challenges.retention import before_it_goes  # noqa: PLC0415  # as above

        hold_back(phases.events_held_back)
        hold_back(phases.concerns_held_back)
        register_duty(queries.concerns_left)
        if queries.concerns_left not in WHILE_PAUSED:
            WHILE_PAUSED.append(queries.concerns_left)
        for kind in (queries.RAISED, queries.SILENT):
            outbox.AT_ONCE.add(kind)
            outbox.FOUND_BY[kind] = notifications.may_know_of_concern_mail
            outbox.FILLED_IN[kind] = notifications.concern_body
        outbox.STILL_NEEDED[queries.RAISED] = notifications.concern_is_there
        outbox.STILL_NEEDED[queries.SILENT] = notifications.nobody_has_it_still
        before_it_goes("case_notes", actions.keep_counts)
        REACHED.append(dates.reached)
        WHEN_A_ROLE_CHANGES.append(actions.let_go_when_somebody_leaves)
        ENTRIES.append(queries.calendar_entries)
        register_stage(
            Stage.CASE_REVIEW,
            left_to_do=queries.left_to_do,
            ending=Ending("casereview:casereview_end", "End the case review", Role.CHALLENGE_MANAGER),
        )
