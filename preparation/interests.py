"""What a peer is asked about their interests. No text of the LGA's was found; the questions are ours."""

from __future__ import annotations

from dataclasses import asdict, dataclass

# Field of Declaration and Interests: the question, and what it is called in a list.
QUESTIONS: dict[str, tuple[str, str]] = {
    "employment": ("Have you worked for this council in the last five years?", "Work for this council"),
    "family": ("Do you have family or friends who work there, or who are known to its services?", "Family or friends"),
    "personal": (
        "Do you have a personal or commercial interest in the council, its partners or its suppliers?",
        "Personal or commercial interest",
    ),
    "neighbour": ("Do you work for a council next to it, or one that works closely with it?", "Neighbouring council"),
    "political": ("Do you have a political link with the council or its leaders?", "Political link"),
}
ANYTHING_ELSE = "anything_else"


@dataclass(frozen=True)
class Interests:
    """The answers of one declaration: what there is, in the person's words; an empty text says “none”."""

    employment: str = ""
    family: str = ""
    personal: str = ""
    neighbour: str = ""
    political: str = ""
    anything_else: str = ""

    def stripped(self) -> dict[str, str]:
        return {name: text.strip() for name, text in asdict(self).items()}
