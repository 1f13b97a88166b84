"""manage.py clock JOB [--dry-run]: run one of the clock's jobs by hand, or see what it would do."""

from django.core.management.base import BaseCommand

from challenges.clock import CLOCK


class Command(BaseCommand):
    help = "Run one of the clock's jobs now; with --dry-run only say what it would do."

    def add_arguments(self, parser):
        parser.add_argument("job", choices=sorted(CLOCK), help="the job's name")
        parser.add_argument("--dry-run", action="store_true", help="say what it would do, and do nothing")

    def handle(self, *args, job, dry_run, **options):
        for line in CLOCK[job](dry_run=dry_run):
            self.stdout.write(line)
