"""What changed between two frozen scopes: in sentences, and word by word."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from challenges.word_diff import Piece, pieces
from scoping.models import KeyLineOfEnquiry, Section

# What a key line says, and what it is called on pages and in the document.
WORDS = {"question": "question", "theme": "theme"} | KeyLineOfEnquiry.WANTED | KeyLineOfEnquiry.ALSO
WORDS |= {"evidence": "evidence planned"}
# What the pages and the document call them, where that is longer.
LABELS = {
    "measure": "How we will know",
    "owner": "Owner at the council",
    "partners": "Partners who share this aim",
    "theme": "Theme it belongs to",
}
# What else a scope says: (part, field), its section, its name. A part that an older version has not is not compared.
TERMS = [
    (("team", "peers"), Section.TEAM, "peers on site"),
    (("team", "places"), Section.TEAM, "places of the team"),
    (("team", "needed"), Section.TEAM, "what this scope asks of the team"),
    (("responsibilities", "also"), Section.RESPONSIBILITIES, "what else was agreed on who does what"),
    (("confidentiality", "own_agreement"), Section.CONFIDENTIALITY, "confidentiality agreement of the council"),
    (("confidentiality", "also"), Section.CONFIDENTIALITY, "what else was agreed on confidentiality"),
    (("feedback", "formats"), Section.FEEDBACK, "forms of feedback"),
    (("feedback", "to"), Section.FEEDBACK, "who receives the feedback"),
]


@dataclass(frozen=True)
class Part:
    """One text of what changed, before and after."""

    label: str
    was: str
    becomes: str

    @property
    def pieces(self) -> list[Piece]:
        return pieces(self.was, self.becomes)


@dataclass(frozen=True)
class Change:
    """One thing that is different in the later scope: the section, a sentence, and the words that changed."""

    section: Section
    sentence: str
    parts: tuple[Part, ...] = ()


def changes(was: dict[str, Any], becomes: dict[str, Any]) -> list[str]:
    """What is different in the later scope, in sentences; nothing when both say the same."""
    return [change.sentence for change in marked(was, becomes)]


def marked(was: dict[str, Any], becomes: dict[str, Any]) -> list[Change]:
    """The same with the words."""
    return [
        *_themes(was, becomes),
        *_probes(was, becomes),
        *_key_lines(was, becomes),
        *_terms(was, becomes),
        *_dates(was, becomes),
        *_people(was, becomes),
    ]


def _themes(was: dict[str, Any], becomes: dict[str, Any]) -> list[Change]:
    before = {theme["name"]: theme for theme in was.get("themes", [])}
    after = {theme["name"]: theme for theme in becomes.get("themes", [])}
    added = [
        Change(Section.THEMES, f"“{name}” was added.", (Part("Probes", "", _lines(theme.get("probes", []))),))
        for name, theme in after.items()
        if name not in before
    ]
    return added + [Change(Section.THEMES, f"“{name}” was taken out.") for name in before if name not in after]


def _probes(was: dict[str, Any], becomes: dict[str, Any]) -> list[Change]:
    before = {theme["name"]: theme for theme in was.get("themes", [])}
    found = []
    for theme in becomes.get("themes", []):
        earlier = before.get(theme["name"], {})
        if "probes" in earlier and earlier["probes"] != theme.get("probes"):
            part = Part("Probes", _lines(earlier["probes"]), _lines(theme.get("probes", [])))
            found.append(Change(Section.THEMES, f"The probes of “{theme['name']}” changed.", (part,)))
    return found


def _key_lines(was: dict[str, Any], becomes: dict[str, Any]) -> list[Change]:
    before = {line["id"]: line for line in was.get("key_lines", [])}
    after = {line["id"]: line for line in becomes.get("key_lines", [])}
    found = []
    for pk, line in after.items():
        if pk not in before:
            found.append(_key_line(f"Key line {line['number']} was added.", {}, line))
            continue
        earlier = before[pk]
        changed = {field: words for field, words in WORDS.items() if _text(earlier, field) != _text(line, field)}
        if changed:
            sentence = f"Key line {line['number']} changed: {in_words(list(changed.values()))}."
            found.append(_key_line(sentence, earlier, line, list(changed)))
        if earlier["number"] != line["number"]:
            found.append(Change(Section.KEY_LINES, f"Key line {line['number']} was number {earlier['number']}."))
    return found + [
        _key_line(f"Key line {line['number']} was taken out.", line, {}, ["question"])
        for pk, line in before.items()
        if pk not in after
    ]


def _key_line(sentence: str, was: dict[str, Any], becomes: dict[str, Any], fields: list[str] | None = None) -> Change:
    told = [
        Part(LABELS.get(field, words[0].upper() + words[1:]), _text(was, field), _text(becomes, field))
        for field, words in WORDS.items()
        if fields is None or field in fields
    ]
    return Change(Section.KEY_LINES, sentence, tuple(part for part in told if part.was or part.becomes))


def _terms(was: dict[str, Any], becomes: dict[str, Any]) -> list[Change]:
    found = []
    for (part, field), section, words in TERMS:
        if part not in was or part not in becomes:
            continue
        earlier, later = _text(was[part], field), _text(becomes[part], field)
        if earlier != later:
            called = words[0].upper() + words[1:]
            found.append(Change(section, f"{section.label} changed: {words}.", (Part(called, earlier, later),)))
    return found


def _dates(was: dict[str, Any], becomes: dict[str, Any]) -> list[Change]:
    before, after = _plan(was), _plan(becomes)
    if before == after:
        return []
    names = [*after, *(name for name in before if name not in after)]
    told = [Part(name, before.get(name, ""), after.get(name, "")) for name in names]
    changed = tuple(part for part in told if part.was != part.becomes)
    return [Change(Section.DATES, "The dates changed.", changed)]


def _plan(scope: dict[str, Any]) -> dict[str, str]:
    """What happens when, and who sees to it."""
    dates = scope.get("dates", {})
    plan = {"On site": dates["on_site"]} if "on_site" in dates else {}
    for each in dates.get("milestones", []):
        plan[each["name"]] = f"{_day(each['due_on'])}, {each['owner'].lower()}"
    return plan


def _people(was: dict[str, Any], becomes: dict[str, Any]) -> list[Change]:
    before, after = was.get("people", []), becomes.get("people", [])
    if before == after:
        return []
    part = Part("Who to turn to", _lines(map(_person, before)), _lines(map(_person, after)))
    return [Change(Section.PURPOSE, "The people named changed.", (part,))]


def _person(person: dict[str, str]) -> str:
    return f"{person['role']}: {', '.join(filter(None, [person['name'], person['job_title']]))}"


def _text(said: dict[str, Any], field: str) -> str:
    """What a scope says in a field, in words; older versions lack some."""
    value = said.get(field, "")
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, list):
        return _lines(_row(each) if isinstance(each, dict) else each for each in value)
    return str(value or "")


def _row(row: dict[str, Any]) -> str:
    """A place of the team or a form of feedback, in words; PostgreSQL keeps no order of the names in a JSON."""
    return ", ".join(str(row[name]) for name in ("label", "how_many", "days", "what") if row.get(name))


def _lines(texts: Any) -> str:
    return "\n".join(texts)


def _day(text: str) -> str:
    """A date in words; versions made earlier keep it as 2027-03-09."""
    try:
        return f"{datetime.date.fromisoformat(text):%-d %B %Y}"
    except ValueError:
        return text


def in_words(words: list[str]) -> str:
    """As: a, b and c."""
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)
