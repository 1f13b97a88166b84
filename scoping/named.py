"""Who must be named before a scope can be agreed."""

from challenges.models import Role

# Role: what the next actions say while nobody holds it.
NAMED = {
    Role.SPONSOR: "Name the sponsor",
    Role.CHALLENGE_MANAGER: "Name the challenge manager",
    Role.ORGANISER: "Name the organiser",
}
