"""The invented people of the demo: known by what they are, one password for all of them."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth.hashers import make_password

from challenges.models import User

PASSWORD = "peer-challenge-demo"  # noqa: S105  # nosec B105  # for invented people, and printed

PEOPLE = [
    ("programme_manager", "Programme manager", "LGA programme manager, children's services"),
    ("challenge_manager", "Challenge manager", "LGA peer challenge manager"),
    ("adviser", "Adviser", "LGA children's improvement adviser"),
    ("co_ordinator", "Co-ordinator", "LGA project co-ordinator"),
    ("sponsor", "Sponsor", "Director of children's services of the host council"),
    ("organiser", "Organiser", "The host council's single point of contact"),
    ("lead_peer", "Lead peer", "Director of children's services of another council"),
    ("peer_1", "Social care peer", "Head of service, social care, of another council"),
    ("peer_2", "Health peer", "Designated nurse of another area"),
    ("peer_3", "Education peer", "Assistant director, education, of another council"),
    ("peer_4", "Lead member peer", "Lead member for children of another council"),
    ("observer", "Observer", "Prospective peer"),
]


@dataclass(frozen=True)
class Cast:
    """Who plays which part."""

    programme_manager: User
    challenge_manager: User
    adviser: User
    co_ordinator: User
    sponsor: User
    organiser: User
    lead_peer: User
    peers: list[User]
    observer: User


def address(part: str) -> str:
    """The e-mail address a part signs in with."""
    return f"{part.replace('_', '-')}@demo.invalid"


def make_cast() -> Cast:
    """The invented people, made where they are missing."""
    known = {user.email: user for user in User.objects.filter(email__in=[address(part) for part, *_rest in PEOPLE])}
    missing = [person for person in PEOPLE if address(person[0]) not in known]
    hashed = make_password(PASSWORD) if missing else ""  # once: hashing is slow on purpose
    for part, name, job_title in missing:
        known[address(part)] = User.objects.create(
            email=address(part),
            password=hashed,
            name=name,
            job_title=job_title,
            is_demo=True,
            is_programme_office=part == "programme_manager",
        )
    parts = {part: known[address(part)] for part, *_rest in PEOPLE}
    peers = [parts.pop(f"peer_{number}") for number in range(1, 5)]
    return Cast(peers=peers, **parts)
