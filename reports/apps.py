"""The app of this stage, and what it tells the lifecycle."""

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "reports"
