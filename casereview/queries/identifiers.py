"""What the text check does not know and the case review does: case codes, workers' tokens, and numbers so small that they lead to a child."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from django.utils.text import get_text_list

from casereview.models import Case, ListedChild
from challenges.models import Challenge

# “the one child in residential care”, “in two of the cases”: numbers the tables leave out, written in words.
SMALL = re.compile(
    r"\b(?:the\s+(?:one|only|single|two|three|four|other)|(?:just|only)\s+(?:one|two|three|four)|one|two|three|four|[1-4])"
    r"\s+(?:of\s+(?:the|these)\s+)?(?:\w+\s+)?"
    r"(?:child(?:ren)?|baby|babies|sibling(?:s|\s+groups?)?|boys?|girls?|young\s+(?:people|persons?|m[ae]n|wom[ae]n)"
    r"|teenagers?|famil(?:y|ies)|cases?|case\s+files?)\b",
    re.IGNORECASE,
)


def codes_in(challenge: Challenge, text: str) -> list[str]:
    """The codes of cases, and the tokens of workers in the lists, that stand in a text; two queries."""
    cases = Case.objects.filter(challenge=challenge).values_list("code", flat=True)
    workers = ListedChild.objects.filter(child_lists__challenge=challenge).exclude(worker="").order_by("worker")
    return _standing([*cases, *workers.values_list("worker", flat=True).distinct()], text)


def case_codes_in(challenge: Challenge, text: str) -> list[str]:
    """The codes of cases alone."""
    return _standing(Case.objects.filter(challenge=challenge).values_list("code", flat=True), text)


def _standing(codes: Iterable[str], text: str) -> list[str]:
    """Those that stand in the text as words of their own."""
    return [code for code in codes if _stands_in(code, text)] if text.strip() else []


def _stands_in(code: str, text: str) -> bool:
    return bool(re.search(rf"(?<!\w){re.escape(code)}(?!\w)", text, re.IGNORECASE))


def codes_by_place(challenge: Challenge, texts: Mapping[str, str]) -> list[str]:
    """A sentence for each place in which codes stand: what to take out, and where. `texts` are by what people call them."""
    every = codes_in(challenge, "\n".join(texts.values()))
    sentences = []
    for place, text in texts.items():
        there = [f"“{code}”" for code in every if _stands_in(code, text)]
        if there:
            sentences.append(
                f"Take {get_text_list(there, 'and')} out of “{place}”: a code leads to a child or a worker."
            )
    return sentences


def small_numbers(texts: Mapping[str, str]) -> list[tuple[str, str]]:
    """Where a text tells a number under five in words, as (place, the words). Pointed out, never refused."""
    return [
        (place, " ".join(found[0].split()))
        for place, text in texts.items()
        for found in {match[0].casefold(): match for match in SMALL.finditer(text)}.values()
    ]
