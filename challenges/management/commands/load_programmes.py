"""manage.py load_programmes: keep the programme files of challenges/programmes/ as versions."""

import tomllib
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from challenges import actions, programme_files
from challenges.action_tools import ActionRefused
from challenges.models import User


class Command(BaseCommand):
    help = "Load the programme files, each version once. A running challenge keeps the version it started with."

    def add_arguments(self, parser):
        parser.add_argument("files", nargs="*", type=Path, help="TOML files; all of challenges/programmes/ by default")
        parser.add_argument(
            "--take-file",
            action="store_true",
            help="Load a newer file also where the version in use was edited in the browser",
        )

    def handle(self, *args, files, take_file, **options):
        for file in files or programme_files.files():
            text = file.read_text()
            try:
                plan = programme_files.parse(text)
                loaded = actions.load_programme(tomllib.loads(text), plan, by=User.objects.clock(), take_file=take_file)
            except actions.EditedHere as kept:  # the server starts all the same, by the version that was edited
                self.stderr.write(f"{file.name}: {kept}")
                continue
            except (programme_files.ProgrammeFileWrong, ActionRefused) as error:
                raise CommandError(f"{file.name}: {error}") from error
            self.stdout.write(f"{file.name}: {'loaded' if loaded else 'stands already'}")
