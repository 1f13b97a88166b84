"""What everyone who joins a peer team accepts. A changed text takes a new version: places keep the version accepted.

Drawn from the LGA's guidance manual (sections 1, 6, 9 and 10) and the ground rules of the regional programmes; the
wording is ours until the LGA's own Peer Charter and briefing are to hand.
"""

VERSION = 1
RULES = [
    "I come as a critical friend. A peer challenge is not an inspection, and I do not behave as if it were.",
    "I am open and honest, and I hold to “no surprises”: what the team finds is told to the council as we go along.",
    "What I read, hear and see is for this challenge only. I pass nothing on to my own council, another body or the press.",
    "I name no person in my notes.",
    "Children are known to me by a code. I copy no child's details out of the council's systems or out of this service.",
    "I open documents and cases only for the work of this challenge, on a safe device, and delete my copies afterwards.",
    "If I hear or see that a child may be at risk of harm now, I tell the challenge manager at once, outside my notes.",
    "I tell the challenge manager as soon as an interest of mine changes, or when someone I know turns up in the work.",
]
INTERESTS_TO_THINK_OF = [
    "work for this council in the last five years, or for a council next to it",
    "family or friends who work there, or who are known to its services",
    "a personal, business or political link with the council, its leaders or its partners",
]
