"""Stands between a text and its sharing: what is marked and neither mended nor kept with a reason."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.text import get_text_list

from challenges.action_tools import ActionRefused
from challenges.models import Audience, Challenge, KeptWords
from challenges.text_check.checking import check
from challenges.text_check.known import key_of, names_for
from challenges.text_check.marks import Mark, joined
from challenges.text_check.names import hashed

WIDER = list(Audience)  # from the narrowest to the widest


@dataclass(frozen=True)
class Found:
    """A mark, where it stands, and the words somebody kept it with, if they did."""

    field: str
    mark: Mark
    digest: str
    kept: KeptWords | None = None

    @property
    def stands_in_the_way(self) -> bool:
        return self.mark.kind.is_identifier and self.kept is None


class NotClean(ActionRefused):
    """Words that lead to a person stand in a text that was to be shared. Names what and where, never the words."""

    def __init__(self, found: list[Found]) -> None:
        self.found = found
        # The words themselves stay where they are: this sentence may be shown, logged or mailed.
        there = [f"{found.mark.kind.words} in “{place(found.field)}”" for found in found]
        listed = get_text_list(list(dict.fromkeys(there)), "and")
        super().__init__(f"There is {listed}. Take it out, or say why it must stay. Nothing was shared.")

    def of(self, field: str, *, called: str) -> str:
        """The sentence for one field, which can be read alone at the top of a page."""
        kinds = dict.fromkeys(each.mark.kind.words for each in self.found if each.field == field)
        there = get_text_list(list(kinds), "and")
        return f"There is {there} in “{called}”. Take it out, or say why it must stay."


def must_be_clean(challenge: Challenge, fields: Mapping[str, str], *, audience: str) -> None:
    """Refuse to let this audience read texts in which an unresolved identifier stands.

    `fields` are the texts by the name people know the place by: a field of the form, or words such as
    “finding F-03, headline”. Every action that widens an audience, or changes what is shared already, calls this.
    """
    in_the_way = [each for each in found_in(challenge, fields, audience=audience) if each.stands_in_the_way]
    if in_the_way:
        raise NotClean(in_the_way)


def found_in(challenge: Challenge, fields: Mapping[str, str], *, audience: str) -> list[Found]:
    """Every mark in these texts, with what was kept of it for this audience or a wider one. Three queries at most."""
    texts = {field: text for field, text in fields.items() if text}
    if not texts:
        return []
    names = names_for(challenge, texts.values())
    marks = [(field, mark) for field, text in texts.items() for mark in check(text, names=names)]
    if not marks:
        return []
    key = key_of(challenge)
    digests = [digest_of(key, mark) for _field, mark in marks]
    kept = kept_in(challenge, digests, audience=audience)
    return [
        Found(field, mark, digest, kept.get((mark.kind, digest)))
        for (field, mark), digest in zip(marks, digests, strict=True)
    ]


def kept_in(challenge: Challenge, digests: Iterable[str], *, audience: str) -> dict[tuple[str, str], KeptWords]:
    """What was kept of these words for this audience or a wider one, by kind and hash."""
    wide_enough = WIDER[WIDER.index(Audience(audience)) :]
    rows = KeptWords.objects.filter(challenge=challenge, digest__in=list(digests), audience__in=wide_enough)
    return {(row.kind, row.digest): row for row in rows.select_related("kept_by")}


def digest_of(key: bytes, mark: Mark) -> str:
    """The keyed hash by which kept words are known again, however they are spaced."""
    return hashed(key, f"\0kept {mark.kind} {joined(mark.words)}")


def place(field: str) -> str:
    """A field as people read it: “good practice” for good_practice."""
    return field.replace("_", " ")
