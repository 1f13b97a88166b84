"""What the tests of these pages share."""


def shown(text):
    """The page's text as people read it, in one line."""
    return " ".join(text.split())
