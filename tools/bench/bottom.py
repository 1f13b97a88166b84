"""The bottom app for the floor page: its models, and nothing of what it sets up for the whole application."""

from django.apps import AppConfig


class BottomConfig(AppConfig):
    name = "challenges"
