"""The bottom app."""

from django.apps import AppConfig


class ChallengesConfig(AppConfig):
    name = "challenges"
    verbose_name = "Challenges"

    def ready(self):
        from challenges import rules  # noqa: F401, PLC0415  # registers the permissions once the models are there
