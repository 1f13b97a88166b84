"""What the tests of these pages share."""

from django.urls import reverse

from tests.onsite.factories import (
    TUESDAY,
)

DAY = TUESDAY.isoformat()


def page(name, challenge, *args):
    return reverse(f"onsite:{name}", args=[challenge.slug, *args])
