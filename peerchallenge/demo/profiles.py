"""What the demo's peers say about themselves. They wrote it before they were first invited."""

from __future__ import annotations

from challenges.actions import save_profile
from challenges.models import PeerProfile, User
from challenges.moments import months_after, today
from peerchallenge.demo.cast import address

# Part of the cast: authority, field of work, level, themes (those of the programme whose names hold one of these words),
# about, training, earlier challenges, when they can come.
PROFILES = {
    "lead_peer": (
        "A county council in another region",
        "social_care",
        "chief",
        ("leadership", "vision", "protection", "quality"),
        (
            "Director for six years, social worker by profession. I have taken a service through hard years and out of "
            "intervention, and learned most from the staff who told me what did not work."
        ),
        "Lead peer training 2023; peer induction 2019.",
        "Led two challenges before this service was in use, both with case reviews.",
        "Not in the last week of a month.",
    ),
    "peer_1": (
        "A metropolitan borough council",
        "social_care",
        "head",
        ("front door", "protection", "early help"),
        "I run assessment and child protection. We rebuilt a front door around early help, and repeat referrals fell.",
        "Peer induction 2024.",
        "",
        "",
    ),
    "peer_2": (
        "An integrated care board",
        "health",
        "practitioner",
        ("disab", "partner", "looked after"),
        "Designated nurse. Joint commissioning, health assessments of children in care, child death overview.",
        "Peer induction 2025; safeguarding level 5.",
        "",
        "Two days of notice for anything beyond the week.",
    ),
    "peer_3": (
        "A unitary council",
        "education",
        "assistant",
        ("capacity", "disab", "looked after", "vulnerab"),
        "Virtual school, attendance and inclusion. Head teacher for nine years before.",
        "Peer induction 2022.",
        "One thematic challenge on inclusion.",
        "Not in school holidays.",
    ),
    "peer_4": (
        "A borough council",
        "elected",
        "member",
        ("leadership", "care leavers"),
        "Lead member for five years; I chair a corporate parenting board on which young people have the first item.",
        "Member peer induction 2024.",
        "",
        "Not in the weeks before elections.",
    ),
}


def write_profiles(programme) -> None:
    """The peers of the cast write their profiles where they have none."""
    themes = list(programme.themes.values_list("name", flat=True))
    first = months_after(today().replace(day=1), 1)
    for part, (authority, field, level, words, about, training, earlier, availability) in PROFILES.items():
        user = User.objects.get(email=address(part))
        if not PeerProfile.objects.filter(user=user).exists():
            save_profile(
                user,
                version=1,
                authority=authority,
                profession=field,
                seniority=level,
                about=about,
                training=training,
                earlier_challenges=earlier,
                availability=availability,
                skills=[name for name in themes if any(word in name.lower() for word in words)],
                months=[months_after(first, count) for count in range(9)],
                by=user,
            )
