"""Second steps of signing in: take a lost one away, seal all of them with the newest key."""

from django.core.management.base import BaseCommand, CommandError

from challenges import actions
from challenges.action_tools import ActionRefused
from challenges.models import User


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser):
        parser.add_argument("what", choices=["remove", "seal"])
        parser.add_argument("--of", help="The e-mail address of the person who has lost theirs.")
        parser.add_argument("--by", required=True, help="The e-mail address of the one in the programme office.")

    def handle(self, *args, what, of, by, **options):
        office = known(by)
        if what == "seal":
            self.stdout.write(f"{actions.seal_second_steps_anew(by=office)} sealed with the newest key.")
            return
        person = known(of)
        try:
            actions.take_second_step_away(person, by=office)
        except ActionRefused as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"{person} can set up a new one.")


def known(email):
    person = User.objects.filter(email__iexact=email or "").first()
    if person is None:
        raise CommandError(f"Nobody is known as {email}.")
    return person
