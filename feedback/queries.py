"""What is left to do in this stage, and what other apps may ask about findings and the presentation."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, Q, QuerySet
from django.urls import reverse

import scoping.queries
from challenges import text_check
from challenges.lifecycle import ToDo
from challenges.models import Audience, Challenge, Membership, Role, Theme, User
from challenges.queries import milestone_date
from feedback.models import EvidenceNote, Finding, Presentation

if TYPE_CHECKING:
    from scoping.models import KeyLineOfEnquiry

SENTENCE = 250  # the longest sentence a next action keeps


def judgement_words(*texts: str) -> list[str]:
    """The words in these texts that sound like a judgement, each once, as they stand there."""
    return text_check.words_of_judgement(*texts)


def findings(challenge: Challenge) -> QuerySet[Finding]:
    """What stands, in the order of the presentation: by theme, strengths first."""
    return Finding.objects.filter(challenge=challenge).standing().in_order().select_related("theme", "key_line")


def findings_by_theme(challenge: Challenge) -> list[tuple[Theme, list[Finding]]]:
    """Every chosen theme with what stands under it, in the order of the presentation."""
    return group_by_theme(challenge, findings(challenge))


def group_by_theme(challenge: Challenge, rows: QuerySet[Finding]) -> list[tuple[Theme, list[Finding]]]:
    """Every chosen theme with those of these findings that stand under it."""
    by_theme: dict[Theme, list[Finding]] = {theme: [] for theme in scoping.queries.chosen_themes(challenge)}
    for finding in rows:
        by_theme.setdefault(finding.theme, []).append(finding)
    return list(by_theme.items())


@dataclass(frozen=True)
class EvidenceSources:
    """What a finding stands on: how many notes, from how many sessions, documents and cases."""

    pieces: int = 0
    sessions: int = 0
    documents: int = 0
    cases: int = 0

    @property
    def sources(self) -> int:
        return self.sessions + self.documents + self.cases

    @property
    def kinds(self) -> int:
        """How many of the three kinds of source."""
        return sum(1 for count in (self.sessions, self.documents, self.cases) if count)

    @property
    def is_one_voice(self) -> bool:
        return self.sources == 1

    def __str__(self) -> str:
        """As: 5 pieces of evidence from 3 sessions, 1 document and 1 case."""
        named = [
            counted(count, one, many)
            for count, one, many in (
                (self.sessions, "session", "sessions"),
                (self.documents, "document", "documents"),
                (self.cases, "case", "cases"),
            )
            if count
        ]
        pieces = counted(self.pieces, "piece of evidence", "pieces of evidence")
        return f"{pieces} from {listed(named)}" if named else pieces


def evidence_sources(challenge: Challenge) -> dict[int, EvidenceSources]:
    """What each finding stands on, by the finding's id, in one query."""
    cited = Finding.evidence.through.objects.filter(finding__challenge=challenge).values_list(
        "finding_id", "evidencenote__session_id", "evidencenote__document_id", "evidencenote__case_id"
    )
    pieces: Counter[int] = Counter()
    sources: dict[int, tuple[set[int], set[int], set[int]]] = {}
    for finding, *source in cited:
        pieces[finding] += 1
        for ids, pk in zip(sources.setdefault(finding, (set(), set(), set())), source, strict=True):
            if pk:
                ids.add(pk)
    return {finding: EvidenceSources(pieces[finding], *(len(ids) for ids in sources[finding])) for finding in pieces}


def notes_not_cited(challenge: Challenge) -> int:
    """How many notes the team shares that no finding cites yet."""
    return EvidenceNote.objects.filter(challenge=challenge).not_cited().count()


def presentation(challenge: Challenge) -> Presentation | None:
    """The presentation, once someone has begun it."""
    return Presentation.objects.filter(challenge=challenge).select_related("changed_by", "given_by").first()


def presentation_given(challenge: Challenge) -> bool:
    """Whether the presentation was given to the council."""
    return Presentation.objects.filter(challenge=challenge, given_at__isnull=False).exists()


def key_messages(challenge: Challenge) -> str:
    """The headline messages of the presentation, as they stand."""
    return Presentation.objects.filter(challenge=challenge).values_list("headline_messages", flat=True).first() or ""


@dataclass(frozen=True)
class Gaps:
    """Chosen themes and key lines that no finding speaks to."""

    themes: list[Theme]
    key_lines: list[KeyLineOfEnquiry]


def gaps(challenge: Challenge, standing: list[Finding]) -> Gaps:
    """What these findings leave open of what the challenge set out to look at."""
    themes = {finding.theme_id for finding in standing}
    key_lines = {finding.key_line_id for finding in standing}
    return Gaps(
        themes=[theme for theme in scoping.queries.chosen_themes(challenge) if theme.pk not in themes],
        key_lines=[line for line in scoping.queries.key_lines(challenge) if line.pk not in key_lines],
    )


def left_to_do(challenge: Challenge) -> list[ToDo]:
    """What the feedback stage still needs: findings over the whole scope, headline messages, and notes looked through."""
    return [*_missing(challenge), *_notes_to_look_through(challenge)]


def _missing(challenge: Challenge) -> list[ToDo]:
    due_on = milestone_date(challenge, "presentation")
    standing = list(Finding.objects.filter(challenge=challenge).standing())
    to_write = []
    if not standing:
        to_write.append("Write the first finding")
    else:
        open_ = gaps(challenge, standing)
        kinds = {finding.kind for finding in standing}
        if open_.themes:
            to_write.append(_naming("Write a finding under each theme that has none: ", open_.themes))
        if open_.key_lines:
            lines = listed([str(line.number) for line in open_.key_lines])
            to_write.append(f"Answer key {'line' if len(open_.key_lines) == 1 else 'lines'} {lines} with a finding")
        if Finding.Kind.STRENGTH not in kinds:
            to_write.append("Write at least one strength")
        if Finding.Kind.AREA not in kinds:
            to_write.append("Write at least one area for consideration")
    add = reverse("feedback:finding_add", args=[challenge.slug])
    todos = [ToDo(each, "feedback:finding_list", Role.LEAD_PEER, url=add, due_on=due_on) for each in to_write]
    if not key_messages(challenge).strip():
        edit = reverse("feedback:presentation_edit", args=[challenge.slug])
        sentence = "Write the headline messages of the presentation"
        todos.append(ToDo(sentence, "feedback:presentation", Role.LEAD_PEER, url=edit, due_on=due_on))
    return todos


def _notes_to_look_through(challenge: Challenge) -> list[ToDo]:
    notes = reverse("feedback:note_list", args=[challenge.slug])
    todos = [
        ToDo(
            f"Share or keep {counted(kept, 'note', 'notes')}",
            "feedback:note_list",
            Role.PEER,
            url=f"{notes}?whose=kept",
            person_id=author,
            gates=False,
        )
        for author, kept in _kept(challenge)
    ]
    not_cited = notes_not_cited(challenge)
    if not_cited:
        sentence = f"{counted(not_cited, 'note is', 'notes are')} cited by no finding yet"
        url = f"{notes}?cited=no"
        todos.append(ToDo(sentence, "feedback:note_list", Role.LEAD_PEER, url=url, gates=False))
    return todos


def _kept(challenge: Challenge) -> list[tuple[int, int]]:
    """Each author who still takes part and keeps notes for themselves, with how many."""
    here = Membership.objects.current().filter(challenge=challenge).values("user")
    kept = EvidenceNote.objects.filter(challenge=challenge, audience=Audience.AUTHOR)
    of_those_here = kept.filter(Q(written_by__in=here) | Q(written_by__is_programme_office=True))
    return list(of_those_here.order_by("written_by").values_list("written_by").annotate(Count("pk")))


def notes_from(challenge: Challenge, source: str, pk: int, *, by: User) -> QuerySet[EvidenceNote]:
    """What this person noted from one session, document or case, newest first."""
    own = EvidenceNote.objects.visible_to(by).filter(challenge=challenge, written_by=by)
    return own.filter(**{source: pk}).order_by("-pk")


def counted(count: int, one: str, many: str) -> str:
    """As: 1 note, 3 notes."""
    return f"{count} {one if count == 1 else many}"


def listed(words: list[str]) -> str:
    """As: a, b and c."""
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def _naming(start: str, themes: list[Theme]) -> str:
    """A sentence that names as many themes as fit, and counts the rest."""
    names = [theme.name for theme in themes]
    for shown in range(len(names), 0, -1):
        rest = len(names) - shown
        sentence = start + listed([*names[:shown], *([f"{rest} more"] if rest else [])])
        if len(sentence) <= SENTENCE:
            return sentence
    return start + counted(len(names), "theme", "themes")
