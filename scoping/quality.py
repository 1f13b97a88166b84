"""What makes a key line one the team can answer. Hints help, never block; each says why in one sentence.

The tests of the wording are rules of thumb in plain English, tried on the questions of tests/scoping/questions.py. They
look for what councils said went wrong: areas of investigation too broad and vague, too much on the agenda, no outcome or
target agreed before the visit, and time spent telling people what they know (domain.md, pain points 8, 9, 12, 20).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

LONGEST = 45  # words of a question
SHORTEST = 6
A_FEW_WORDS = 6  # what says less says nothing yet
KINDS = 2  # of evidence
LOOKED_AT = 2_000  # characters of a text: what is longer is told to be shortened anyway


@dataclass(frozen=True)
class KeyLineWords:
    """What is typed of a key line, saved or not."""

    question: str = ""
    already_known: str = ""
    outcome_wanted: str = ""
    measure: str = ""
    baseline: str = ""
    target: str = ""
    owner: str = ""
    evidence: Sequence[str] = ()


@dataclass(frozen=True)
class Hint:
    """One thing that would make a key line better: the field, what to do, and why, in one sentence each."""

    code: str
    field: str
    what: str
    why: str


OPENERS = "how|what|which|why|when|where|who|whose|to what extent|do|does|did|is|are|was|were|can|could|has|have|had|will|would|should"
BEGINS_AS_A_QUESTION = re.compile(rf"^(?:[\"“(]*(?:(?:at|by|for|from|in|on|with) )?|(?:when|where|once|if|after|as|for|in|on|at|with)\b[^?]*,\s*)(?:{OPENERS})\b", re.IGNORECASE)  # fmt: skip
# A second question behind an "and": how, what, whether, or a verb that asks.
SECOND = re.compile(
    r"(?:\band\b|,|;|\bor\b)\s+(?:also\s+)?(?:how|what|which|why|whether|who|to what extent)\b"
    r"|\band\s+(?:is|are|do|does|can|could|has|have|should|will)\b",
    re.IGNORECASE,
)
VERDICT = re.compile(
    r"\bhow (?:good|bad|strong|weak|effective|successful|robust|excellent)\b"
    r"|\b(?:is|are) (?:our|the|your|we)\b[^?]*\b(?:good|good enough|effective|strong|right|robust|outstanding|adequate|fit for purpose|safe)\b\s*\??$"
    r"|\bhow (?:well )?are we (?:doing|performing)\b"
    r"|\bwhat is the (?:quality|standard) of\b|\bdoing the right things?\b|\bwhat do you think of\b|\bhow do we compare\b|\bare we (?:good|ready for)\b",
    re.IGNORECASE,
)
BROAD = re.compile(
    r"\b(?:everything|every aspect|all aspects|all (?:of )?our services|all services|overall|in general|generally|across the board"
    r"|whole (?:system|service|department|directorate)|anything|any areas?|areas? for improvement|improve (?:outcomes|services)"
    r"|children[’']?s (?:services|social care))\b",
    re.IGNORECASE,
)
IN_PLACE = re.compile(
    r"^(?:do we have|does the (?:council|service) have|(?:is|are) there (?:an?|any)|have we got|has the (?:council|service) got)\b"
    r"|\b(?:in place|up to date|compliant|comply|complies|being followed|completed on time|signed off)\b",
    re.IGNORECASE,
)
FOR_CHILDREN = re.compile(
    r"\b(?:child|children|young (?:people|person)|famil(?:y|ies)|parents?|carers?|care leavers?|babies|pupils|teenagers)\b",
    re.IGNORECASE,
)
A_FIGURE = re.compile(r"\d|\b(?:half|third|quarter|none|all|no|every|one|two|three|four|five|six|seven|eight|nine|ten|most|few)\b", re.IGNORECASE)  # fmt: skip
A_TIME = re.compile(
    r"\b(?:20\d\d|january|february|march|april|may|june|july|august|september|october|november|december|spring|summer|autumn"
    r"|winter|months?|years?|weeks?|term|quarter)\b",
    re.IGNORECASE,
)
A_PRODUCT = re.compile(
    r"^(?:(?:to (?:get|have|receive|see)|we (?:want|would like))\s+)?(?:a |an |the |some |your )?"
    r"(?:report|feedback|findings|recommendations?|views?|opinion|assurance|list of [a-z ]+)\W*$",
    re.IGNORECASE,
)


def hints(line: KeyLineWords) -> list[Hint]:
    """What would make this key line better, the question first. Nothing where there is nothing to say."""
    question = " ".join(line.question[:LOOKED_AT].split())
    return [*_of_the_question(question), *_of_the_rest(line)]


def _of_the_question(question: str) -> list[Hint]:
    if not question:
        return [
            Hint("empty", "question", "Write the question.", "Without it the team does not know what to look into.")
        ]
    found = []
    words = re.findall(r"[\w’'-]+", question)
    if not question.rstrip("”\"’' )").endswith("?") or not BEGINS_AS_A_QUESTION.search(question):
        found.append(
            Hint(
                "not_a_question",
                "question",
                "Phrase it as a question.",
                "The team can answer a question; a topic it can only describe.",
            )
        )
    if question.count("?") > 1 or SECOND.search(question):
        found.append(
            Hint(
                "two_questions",
                "question",
                "Ask one thing. This looks like two questions.",
                "Of two questions in one, usually only the first is answered.",
            )
        )
    if VERDICT.search(question):
        found.append(
            Hint(
                "verdict",
                "question",
                "Ask what works and for whom, not how good it is.",
                "A peer team gives no verdict, so the answer would not help you decide anything.",
            )
        )
    if BROAD.search(question) or len(words) < SHORTEST:
        found.append(
            Hint(
                "broad",
                "question",
                "Narrow it: which children, which step, which place?",
                "Councils told researchers that a broad, vague question adds no value in the few days there are.",
            )
        )
    if len(words) > LONGEST:
        found.append(
            Hint(
                "long",
                "question",
                f"Shorten it: {len(words)} words.",
                "A question that can be said in one breath is understood alike by everyone who is asked it.",
            )
        )
    if IN_PLACE.search(question) and not VERDICT.search(question):
        found.append(
            Hint(
                "process",
                "question",
                "Ask what difference it makes, not whether it is in place.",
                "You can check for yourselves whether something exists; peers can hear what it changes.",
            )
        )
    elif not FOR_CHILDREN.search(question):
        found.append(
            Hint(
                "nobody",
                "question",
                "Name the children or families it is about.",
                "A question about people leads to outcomes; one about arrangements stays with process.",
            )
        )
    return found


def _of_the_rest(line: KeyLineWords) -> list[Hint]:
    found = []
    if _says_little(line.already_known):
        found.append(
            Hint(
                "known",
                "already_known",
                "Say what you already know.",
                "Otherwise the team spends its time finding out what you could have told it.",
            )
        )
    if _says_little(line.outcome_wanted) or A_PRODUCT.search(line.outcome_wanted[:LOOKED_AT].strip()):
        found.append(
            Hint(
                "outcome",
                "outcome_wanted",
                "Say what you want to decide or do afterwards.",
                "The team can then look for what you need to decide it.",
            )
        )
    if not A_FIGURE.search(line.baseline):
        found.append(
            Hint(
                "baseline",
                "baseline",
                "Give the figure or fact as it is today.",
                "Without a starting point nobody can say in a year what has changed.",
            )
        )
    if not A_FIGURE.search(line.target) or not A_TIME.search(line.target):
        found.append(
            Hint(
                "target",
                "target",
                "Say where it should be, and by when.",
                "A target set before the visit turns advice into something that can be followed up.",
            )
        )
    if len(set(line.evidence)) < KINDS:
        found.append(
            Hint(
                "evidence",
                "evidence",
                "Plan at least two kinds of evidence.",
                "What two kinds of source say alike carries weight; what one says may be chance.",
            )
        )
    if not line.owner.strip():
        found.append(
            Hint(
                "owner",
                "owner",
                "Name who owns it at the council.",
                "Somebody has to carry the answer on once the team has left.",
            )
        )
    return found


def _says_little(text: str) -> bool:
    return len(re.findall(r"[\w’'-]+", text)) < A_FEW_WORDS
