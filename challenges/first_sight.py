"""The first time a person sees a challenge they were invited to, by whatever door: their link is used then."""

from __future__ import annotations

from challenges.actions import use_invitations


def first_sight(request, challenge, view):
    """A gate (challenges/access.py) that lets everyone pass."""
    if challenge.is_first_sight and not getattr(request, "see_as", None):  # looking on as somebody is no coming in
        use_invitations(challenge, by=request.user)
