"""Brings the data up to date: the database, the programmes and, with DEMO, the demonstration.

For every start, and before new code serves. All in one process, because starting Python takes longer than the work.
"""

import argparse
import io
import os
import sys
from pathlib import Path

import django
from django.conf import settings
from django.core.management import call_command


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--static", action="store_true", help="also collect the static files")
    parser.add_argument("--logins", type=Path, help="a file for the list of who can sign in to the demonstration")
    options = parser.parse_args()

    sys.path.insert(0, str(Path(__file__).parent.parent))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "peerchallenge.settings")
    django.setup()
    call_command("migrate", verbosity=0)
    call_command("load_programmes")
    if options.static:
        call_command("collectstatic", interactive=False, verbosity=0)
    logins = io.StringIO()
    if settings.DEMO:
        call_command("demo", "load")
        call_command("demo", "status", stdout=logins)
    if options.logins:
        options.logins.write_text(logins.getvalue())


if __name__ == "__main__":
    main()
