"""Compiles every template, so that a slip in one is found before somebody opens its page."""

import os
import sys
from pathlib import Path

import django
from django.template import TemplateSyntaxError
from django.template.loader import get_template

TEMPLATES = Path(__file__).parent.parent / "templates"


def main():
    sys.path.insert(0, str(TEMPLATES.parent))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "peerchallenge.settings")
    django.setup()
    wrong = []
    for path in sorted(TEMPLATES.rglob("*.*")):
        name = path.relative_to(TEMPLATES).as_posix()
        try:
            get_template(name)
        except (TemplateSyntaxError, UnicodeDecodeError) as error:
            wrong.append(f"templates/{name}: {error}")
    sys.exit("\n".join(wrong) or 0)


if __name__ == "__main__":
    main()
