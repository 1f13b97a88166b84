"""Of the demo's cases: the key lines that notes speak to, the times beside the statutory ones, the council's own audits."""

import dataclasses

from casereview import actions, queries
from casereview.actions import Timed
from scoping import queries as scoping

# Which of the aspects usually say something about which key line, by its place in the list.
SPEAKS_TO = {"A2": (0,), "A3": (0, 1), "A5": (1,), "A6": (1,), "A8": (0, 1), "A11": (0,), "A12": (1,), "A17": (2, 0)}
# By a word of the part of the sample: which times can be seen in such a case, and how long they usually took.
SEEN = {
    "Contacts": {"T1": 1},
    "Assessments": {"T1": 1, "T2": 38},
    "need": {"T2": 41},
    "protection": {"T3": 13, "T4": 9, "T5": 3},
    "care": {"T6": 1, "T7": 19, "T8": 24},
    "leavers": {"T10": 6},
}
AUDIT_VIEWS = [
    ("agree", ""),
    ("higher", "The audit looked at whether visits were on time. We looked at what they were for, and found less."),
    ("lower", "The audit marked the late recording. The direct work behind it is careful, and the child speaks of it."),
    ("agree", "The same strengths and the same gaps, in nearly the same words."),
]
BY_HAND = 2


def with_key_lines(case, notes):
    """The notes, some of them with the key lines they speak to."""
    keys = list(scoping.key_lines(case.challenge).values_list("pk", flat=True))
    found = {}
    for place, (code, note) in enumerate(notes.items()):
        said = [keys[at] for at in SPEAKS_TO.get(code, ()) if at < len(keys)]
        seen = said if note.tag not in {"not_seen", "not_applicable"} and (case.position + place) % 4 else ()
        found[code] = dataclasses.replace(note, key_lines=tuple(seen))
    return found


def timeliness(case):
    """What can be seen of the times: mostly a number, here and there that the record does not say."""
    specs = {spec.code: spec for spec in case.challenge.programme.plan.case_review.timescales}
    usual = {code: took for word, times in SEEN.items() if word in case.stratum for code, took in times.items()}
    found = {}
    for code, took in usual.items():
        if code not in specs:
            continue
        late = specs[code].most // 3 + 1 if (case.position + int(code[1:])) % 5 == 0 else 0
        silent = (case.position + int(code[1:])) % 7 == 0
        found[code] = Timed("not_recorded") if silent else Timed(took=took + late)
    return found


def beside_the_audit(case):
    """How the council's own audit saw the case, where there is one."""
    if not case.to_validate:
        return {}
    view, why = AUDIT_VIEWS[case.position % len(AUDIT_VIEWS)]
    return {"audit_view": view, "audit_why": why}


def mark_audited(challenge, cast):
    """Of cases that were added by hand, the challenge manager says which the council audited too."""
    every = list(queries.cases(challenge))
    if not any(case.to_validate for case in every):
        for case in every[1 : 1 + BY_HAND]:
            actions.mark_audited(case, audited=True, by=cast.challenge_manager)
