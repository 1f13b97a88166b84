"""Reading pages in tests."""

import re


def without_marks(html):
    """A page without the marks on what differs between two texts."""
    return re.sub(r"</?(?:mark|ins|del)>", "", html)
