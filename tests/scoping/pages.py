"""What tests of the pages of scoping share."""

import re

from django.urls import reverse


def url(name, challenge, *args):
    return reverse(f"scoping:{name}", args=[challenge.slug, *args])


def text_of(response):
    """What a reader sees, without markup; a mark round words puts no space into them."""
    unmarked = re.sub(r"</?(?:mark|ins|del)>", "", response.content.decode())
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", unmarked))
