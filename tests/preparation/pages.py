"""What the tests of these pages share."""

from django.urls import reverse


def at(name, challenge, *args):
    return reverse(f"preparation:{name}", args=[challenge.slug, *args])
