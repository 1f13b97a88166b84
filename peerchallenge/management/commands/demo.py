"""manage.py demo load|status|clear."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from challenges.models import Challenge, User
from peerchallenge.demo import load
from peerchallenge.demo.cast import PASSWORD


class Command(BaseCommand):
    help = "Load the demo and keep it current, say who can sign in, or clear it."

    def add_arguments(self, parser):
        parser.add_argument("what", choices=["load", "status", "clear"])

    def handle(self, *args, what, **options):
        if not settings.DEMO and what == "load":
            raise CommandError("Set DEMO=1 first: the demo's people share one password that everyone can read.")
        getattr(self, what)()

    def load(self):
        for line in load.load():
            self.stdout.write(line)

    def clear(self):
        self.stdout.write(f"Cleared {load.clear()} challenges.")

    def status(self):
        people = User.objects.filter(is_demo=True).order_by("pk")
        if not people:
            self.stdout.write("The demo is not loaded.")
            return
        self.stdout.write(f"Demo logins, all with the password {PASSWORD}")
        for user in people:
            self.stdout.write(f"  {user.email:<34}{user.name}")
        for challenge in Challenge.objects.filter(is_demo=True).select_related("council"):
            self.stdout.write(f"  {challenge.get_stage_display():<14}{challenge.council.name}")
