"""manage.py demo load|status|clear."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from challenges.models import Challenge, Programme, User
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
        if not Programme.objects.filter(code=load.PROGRAMME).exists():
            raise CommandError("Load the programmes first: manage.py load_programmes")
        for line in load.load():
            self.stdout.write(line)

    def clear(self):
        cleared = load.clear()
        self.stdout.write(f"Cleared {cleared} challenge{'' if cleared == 1 else 's'}.")

    def status(self):
        people = User.objects.filter(is_demo=True).order_by("pk")
        if not people:
            self.stdout.write("The demo is not loaded.")
            return
        self.stdout.write(f"Demo logins, all with the password {PASSWORD}")
        for user in people:
            if user.has_usable_password():
                self.stdout.write(f"  {user.email:<34}{user.name}")
        for challenge in Challenge.objects.filter(is_demo=True).select_related("council").order_by("pk"):
            stage, council = challenge.get_stage_display(), challenge.council.name
            self.stdout.write(f"  {stage:<14}{council:<32}on site {challenge.on_site_dates}")
