"""The app of this stage, and what it tells the lifecycle."""

from django.apps import AppConfig

from challenges.lifecycle import REACHED, Ending, Stage, register_duty, register_stage


class OnSiteConfig(AppConfig):
    name = "onsite"

    def ready(self):
        from challenges.calendars import ENTRIES  # noqa: PLC0415  # models are there only now
        from challenges.redating import DATED, Dated  # noqa: PLC0415  # as above
        from onsite import actions, coverage, dates, queries, rules  # noqa: F401, PLC0415  # as above

        register_stage(
            Stage.ON_SITE,
            left_to_do=queries.left_to_do,
            ending=Ending("onsite:onsite_end", "End the on-site week", "challenge_manager"),
        )
        register_duty(coverage.lines_left_to_plan)  # the timetable is built before the week itself is the stage
        REACHED.append(dates.reached)
        DATED.append(Dated("Sessions of the timetable", dates.look, actions.move_sessions))
        ENTRIES.append(dates.entries)
