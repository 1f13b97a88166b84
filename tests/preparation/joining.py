"""Accepting a place in the team, as its page does it."""

from preparation import actions, queries
from preparation.actions import Interests

NO_TO_ALL = dict.fromkeys(("employment", "family", "personal", "neighbour", "political"), "no")


def join(place, **interests):
    """Accept what stands, declare these interests, and come in."""
    texts = queries.texts_to_accept(place.challenge, {place.role}, place.user)
    return actions.accept_invitation(
        place, texts=[text.pk for text in texts], interests=Interests(**interests), by=place.user
    )


def ticked(*texts):
    """What a form posts when these texts are ticked."""
    return {f"text_{text.pk}": "on" for text in texts}
