"""The demo's second readings: one finished with a difference settled, one proposed and one open, one compared, one waiting,
one alone.
"""

from casereview import actions, queries
from casereview.actions import Beside

DIFFER = ("A5", "A8", "A13")
OTHER_TAG = {"strength": "mixed", "mixed": "area", "area": "mixed", "not_seen": "area", "not_applicable": "not_seen"}
WHY = [
    "I read the review beside the plan: the same three actions stand in both, with new dates.",
    "The words are the worker’s; I looked for what changed because of them and found one place only.",
    "The reflection is there, in the note of the second session. It is easy to miss.",
]
BOTH = [
    "A good first plan that was not taken further after the second review.",
    "The child is heard early; what was done with it could be easier to follow.",
    "Supervision reflects in places, and more often goes through tasks.",
]


def give(challenge, cast, readers):
    """So many cases as the programme says are read twice."""
    how_many = challenge.programme.plan.case_review.read_twice
    if how_many:
        actions.share_out_second_readings(challenge, people=readers, how_many=how_many, by=cast.lead_peer)


def begin(challenge):
    """Of the cases read twice, those whose first readers have finished come first."""
    every = [case for case in queries.cases(challenge) if case.second_reader]
    finished = [case for case in every if case.finished_at]
    still_read = [case for case in every if not case.finished_at]
    for case in finished[:1]:
        _compare(case)
        _settle(case, DIFFER[0])
        _propose(case, DIFFER[1])
    for case in [*finished[1:2], *still_read[:1]]:  # the second of them waits for the first reader
        _tags(case)
    for case in finished[2:3]:
        alone = dict(list(_chosen(case).items())[:7])
        actions.save_tags(case, by=case.second_reader, version=1, tags=alone)


def complete(challenge):
    """All are compared and settled."""
    for case in queries.cases(challenge):
        if case.second_reader and case.second_state != case.SecondState.FINISHED:
            _compare(case)
    for each in queries.to_settle(challenge, list(queries.cases(challenge))):
        case = queries.cases(challenge).get(pk=each.case_id)
        for aspect in DIFFER:
            _settle(case, aspect)


def _chosen(case):
    """What the second reader sees: mostly what the first will see or saw, and otherwise in three aspects."""
    review = queries.review_of(case, reader=case.reviewer)
    first = {note.aspect: note.tag for note in review.aspect_notes.all()} if review else {}
    aspects = case.challenge.programme.plan.case_review.aspects
    tags = {aspect.code: first.get(aspect.code) or "strength" for aspect in aspects}
    return tags | {code: OTHER_TAG[tags[code]] for code in DIFFER if code in tags}


def _tags(case):
    reading = queries.second_reading_of(case, reader=case.second_reader)
    if reading is None or not reading.tagged_at:
        version = reading.version if reading else 1
        tags = _chosen(case)
        reading = actions.save_tags(case, by=case.second_reader, version=version, tags=tags, tags_in=True).reading
    return reading


def _compare(case):
    reading = _tags(case)
    review = queries.first_reading_beside(case, reader=case.second_reader)
    rows = queries.both_saw(review, reading, case.challenge.programme.plan.case_review.aspects)
    seen = {
        row.aspect.code: Beside(differs=True, because=WHY[DIFFER.index(row.aspect.code)])
        if row.aspect.code in DIFFER and row.differs
        else Beside(differs=False)
        for row in rows
    }
    actions.save_beside(case, by=case.second_reader, version=reading.version, seen=seen, finish=True)


def _propose(case, aspect):
    return actions.propose_settlement(
        case, aspect, tag="mixed", words=BOTH[DIFFER.index(aspect)], by=case.reviewer, answers=None
    )


def _settle(case, aspect):
    aspects = case.challenge.programme.plan.case_review.aspects
    rows = {row.aspect.code: row for row in queries.read_twice(case, reader=case.second_reader, aspects=aspects)}
    note = rows[aspect].note
    if rows[aspect].is_settled or not rows[aspect].differs:
        return
    if not note.proposed_at:
        note = _propose(case, aspect)
    actions.agree_settlement(case, aspect, by=case.second_reader, answers=note.proposed_at)
