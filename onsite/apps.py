"""The app of this stage, and what it tells the lifecycle."""

from django.apps import AppConfig

from challenges.lifecycle import Ending, Stage, register_stage


class OnSiteConfig(AppConfig):
    name = "onsite"

    def ready(self):
        from onsite import actions, queries, rules  # noqa: F401, PLC0415  # models are there only now

        register_stage(
            Stage.ON_SITE,
            left_to_do=queries.left_to_do,
            ending=Ending("onsite:onsite_end", "End the on-site week", "challenge_manager"),
        )
