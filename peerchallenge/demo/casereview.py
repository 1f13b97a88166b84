"""The case review of a demo challenge: 25 invented cases, what peers noted in them, and the report."""

from casereview import actions, queries
from casereview.actions import CaseLine, Note
from peerchallenge.demo import case_concerns, case_messages, case_reading, case_second, case_talks, child_lists
from peerchallenge.demo.preparation import nothing_has_changed

FINISHED_AT_FIRST = 12
BANDS = ["Under 1", "1 to 4", "5 to 9", "10 to 15", "5 to 9", "16 to 17", "1 to 4"]

# Aspect: what reviewers noted as strengths, and as areas for consideration.
NOTES = {
    "A1": (
        ["The case summary says at a glance why the team is involved and for how long."],
        ["Two teams are named as holding the case; the record should say which one does."],
    ),
    "A2": (
        [
            "The decision was made within one working day, with a clear rationale and consent recorded.",
            "The front door rang the referrer back before deciding, which changed the response for the better.",
        ],
        [
            "Consent is ticked but not described; it is not clear what the family agreed to.",
            "A second contact about the same worry was closed without reference to the first.",
        ],
    ),
    "A3": (
        [
            "The assessment weighs risk and protective factors and reads as an analysis, not a list.",
            "History is used well: earlier moves and losses explain what is seen today.",
        ],
        [
            "The father is named but his view was not sought.",
            "The assessment describes events in order; what they mean for the child comes late and is short.",
        ],
    ),
    "A4": (
        ["A short, current chronology that the worker uses in supervision."],
        [
            "The chronology stops eighteen months ago.",
            "There is a genogram from an earlier episode; it leaves out the people the child lives with now.",
        ],
    ),
    "A5": (
        ["The plan has few actions, each with a person and a date, and the family helped to write it."],
        [
            "Actions say what services will do, not what should be different for the child.",
            "There is no contingency: it is not clear what happens if the plan does not work.",
            "The same actions are carried from plan to plan.",
        ],
    ),
    "A6": (
        ["Reviews were on time and the plan changed after each of them."],
        ["Drift between two reviews was seen by the worker but not taken up for three months."],
    ),
    "A7": (
        [
            "Visits are regular and purposeful; the child is seen alone and recordings bring them to life.",
            "Direct work with a timeline helped the child to say what they were worried about.",
        ],
        ["Visits are on time, but the recording does not say what each one was for."],
    ),
    "A8": (
        [
            "The child’s own words run through the record and changed where contact takes place.",
            "The worker writes to the child, in language the child can read later.",
            "An advocate was offered early and used at both conferences.",
        ],
        ["Views are recorded, but it is hard to see what was done because of them."],
    ),
    "A9": (
        ["A family group conference brought in grandparents, and their offer became part of the plan."],
        ["The wider family came up only when care was being considered; it could have been asked earlier."],
    ),
    "A10": (
        ["Faith and language were asked about and shaped who works with the family."],
        [
            "Ethnicity is recorded as a code; what it means for this child is not explored.",
            "The child’s disability is described as a diagnosis rather than as how they live with it.",
        ],
    ),
    "A11": (
        [
            "School, health and police came to the strategy meeting and each left with a task.",
            "The core group meets in between and solves problems itself.",
        ],
        ["Health was invited but did not come, and nobody went after what they knew."],
    ),
    "A12": (
        ["Decisions at each turning point are signed off with a reason."],
        [
            "The decision is there, the reason is not.",
            "Management oversight is frequent but mostly repeats the plan.",
        ],
    ),
    "A13": (
        ["Reflective supervision: the worker’s own hypothesis is tested and changes."],
        [
            "Supervision is on time but works through tasks; there is little reflection.",
            "There was a gap of four months in supervision when the manager’s post was vacant.",
            "Actions agreed in supervision are not followed up at the next one.",
        ],
    ),
    "A14": (
        ["The independent reviewing officer raised the delay twice, and it was put right."],
        ["The footprint of the chair between conferences is hard to find."],
    ),
    "A15": (
        ["Assessment, conference and reviews all fell within their times."],
        ["The assessment took 61 working days; the reason, waiting for a report, is recorded."],
    ),
    "A16": (
        ["The record is complete, kind in its language, and agrees with the data list."],
        ["Several visits were written up more than two weeks later."],
    ),
    "A17": (
        [
            "School attendance is up and the child says home is calmer; the record shows how.",
            "The young person kept their flat and their college place through a hard winter.",
        ],
        ["Much was done; what is better for the child because of it is not drawn out."],
    ),
    "A18": (
        ["The council’s own audit saw the same strengths and the same gaps."],
        ["The council’s own audit looked at compliance and did not comment on impact, which we found thin."],
    ),
}
OTHERWISE = (["A clear strength in this case."], ["Worth talking about with the worker."])

# How often an aspect leans which way: one letter per case in turn (s strength, m mixed, a area, n not seen, x n/a).
LEANING = {
    "A1": "sssmss",
    "A2": "ssmssa",
    "A3": "smssmas",
    "A4": "amamsan",
    "A5": "mamasma",
    "A6": "smsmas",
    "A7": "ssssms",
    "A8": "sssmsss",
    "A9": "smsnm",
    "A10": "mansm",
    "A11": "sssmssa",
    "A12": "msmsam",
    "A13": "amamsam",
    "A14": "smnsm",
    "A15": "ssmssas",
    "A16": "smsmsa",
    "A17": "smsmms",
    "A18": "nsnnmn",
}
TAGS = {"s": "strength", "m": "mixed", "a": "area", "n": "not_seen", "x": "not_applicable"}
# In these parts of the sample nobody reviews the case independently.
NO_CHAIR = {"Contacts and referrals", "Early help", "Assessments", "Children in need"}

HEADLINES = [
    "A quick, kind response that stopped a worry from growing.",
    "A worker who knows the child well, in a record that does not yet show why decisions were made.",
    "Good relationships carry this case; the plan needs to catch up with them.",
    "The child’s voice is strong and has changed what adults do.",
    "Partners work as one team around this family.",
    "Much activity, and less clarity about what should be different.",
    "Patient direct work that has made school possible again.",
    "Help came at the second asking; the first contact deserved more curiosity.",
    "Supervision kept to time, with room for more reflection.",
    "A steady placement, helped by family who were asked early.",
    "Ambition for this young person, shared by everyone who works with them.",
    "A delay that everybody saw; it took an outside voice to end it.",
]
GOOD_PRACTICE = [
    "Letters to the child after each visit, kept in the file for later.",
    "The core group agrees a one-page plan at the end of each meeting, before people leave.",
    "A young person co-wrote the pathway plan and chairs its reviews.",
    "Daily call between the front door and the early help hub, so that families do not wait between them.",
]
QUESTIONS = [
    "How do managers decide when a plan needs a new direction?",
    "What helps workers to find time for reflective supervision?",
    "How are fathers asked, and what gets in the way?",
    "How does the council learn from a delay like this one?",
    "Who keeps the chronology, and when is it used?",
]

REPORT = {
    "overall_messages": (
        "Children in {place} are seen, listened to and known. In most cases the child’s own words run through the"
        " record, and in many they changed what adults did. Workers spoke about children with warmth and knowledge.\n\n"
        "The front door responds quickly and with curiosity. Decisions are timely, referrers are rung back, and partner"
        " agencies take part early. Families get help sooner because of it.\n\n"
        "Practice is ahead of the record. Good thinking was often plain when we spoke with people, and hard to find in"
        " plans, chronologies and supervision notes. Someone new to the case would not always understand why it went"
        " the way it did.\n\n"
        "Management oversight is frequent. Where it explains the reason for a decision and asks what has changed for"
        " the child, plans move. Where it repeats tasks, they tend to drift."
    ),
    "strengths": (
        "Voice and lived experience. Direct work is purposeful and patient, children are seen alone, and several"
        " workers write to the child in language the child can read later.\n\n"
        "Relationships. Visits are regular and often go beyond what is required. Changes of worker were few and well"
        " handled.\n\n"
        "Working together. School, health and police come to strategy meetings and leave with a task. Core groups solve"
        " problems between conferences.\n\n"
        "The response to contacts and referrals. Decisions are made within a working day, with a rationale, and early"
        " help is offered while families still want it.\n\n"
        "Timeliness. Assessments, conferences and reviews mostly fall within their times, and where they do not the"
        " reason is recorded."
    ),
    "areas": (
        "Plans. Fewer actions, each about what should be different for the child, with a date and with what happens if"
        " it does not work. We saw some good examples to build on.\n\n"
        "Supervision. It is largely on time. More room for reflection, and a look back at what was agreed last time,"
        " would help workers to move cases on.\n\n"
        "Chronologies and genograms. Many are out of date or belong to an earlier episode. Where they are current they"
        " are used, and they help.\n\n"
        "Fathers and the wider family. They are often known and less often asked. Family group conferences work well in"
        " {place} and could come earlier.\n\n"
        "Identity. Ethnicity, faith and disability are recorded. What they mean in the life of this child could be"
        " explored more."
    ),
    "lines_for_on_site": (
        "How do team managers decide that a plan needs a new direction, and what helps them to say so?\n\n"
        "What would workers need so that supervision can be reflective in a busy month?\n\n"
        "How does learning from audits reach the people who write plans?\n\n"
        "How are fathers and wider family asked, from the first contact on?\n\n"
        "What do conference chairs and independent reviewing officers do between meetings when a plan drifts?"
    ),
}

MAIL = """Dear colleague

The case review report is ready; you and your organiser find it on the pages of the challenge. It brings together what \
the team saw in 25 cases. Nothing in it should surprise you after our talk on the last day of reading.

If something does, call me before the on-site week.

With kind regards
Your challenge manager
"""


def begin(challenge, cast):
    """The sample is in and shared out; twelve cases are finished and one is half-written."""
    if child_lists.can_be_drawn(challenge):
        child_lists.keep(challenge, cast)
        child_lists.draw(challenge, cast)
    else:
        strata = challenge.programme.plan.case_review.strata
        names = [stratum.name for stratum in strata for _ in range(stratum.cases)]
        lines = [CaseLine(f"C-{number:02}", name, _band(name, number)) for number, name in enumerate(names, start=1)]
        actions.add_cases(challenge, lines=lines, by=cast.challenge_manager)
    case_reading.mark_audited(challenge, cast)
    # The last peer is a lead member: councillors do not read children's files.
    readers = [person for person in queries.readers(challenge) if person != cast.peers[-1]]
    actions.share_out_cases(challenge, people=readers, by=cast.lead_peer)
    case_second.give(challenge, cast, readers)
    nothing_has_changed(challenge, readers[:2])
    every = list(queries.cases(challenge))
    for case in every[:FINISHED_AT_FIRST]:
        _finish(case)
    for case in every[FINISHED_AT_FIRST : FINISHED_AT_FIRST + 1]:
        notes = dict(list(_notes(case).items())[:7])
        words = {"headline": "", "good_practice": "", "question_for_on_site": ""}
        times = case_reading.timeliness(case)
        actions.save_review(case, by=case.reviewer, version=1, words=words, notes=notes, timeliness=times)
    case_second.begin(challenge)
    case_concerns.tell(challenge, cast)
    case_messages.begin(challenge, cast, REPORT)
    case_talks.begin(challenge, cast)


def complete(challenge, cast):
    """Every case is finished, the report is written and shared, and the stage is ended."""
    if not challenge.cases.exists():
        begin(challenge, cast)
    nothing_has_changed(challenge, [cast.lead_peer, *cast.peers])
    for case in queries.cases(challenge):
        if not case.finished_at:
            _finish(case)
    case_second.complete(challenge)
    case_messages.complete(challenge, cast, REPORT)
    version = queries.report(challenge).version
    actions.share_report(challenge, by=cast.challenge_manager, version=version, subject="Case review report", body=MAIL)
    actions.end_case_review(challenge, by=cast.challenge_manager)
    challenge.refresh_from_db()


def _band(stratum, number):
    return "18 to 25" if stratum == "Care leavers" else BANDS[number % len(BANDS)]


def _finish(case):
    review = queries.review_of(case, reader=case.reviewer)
    number = case.position
    words = {
        "headline": HEADLINES[number % len(HEADLINES)],
        "good_practice": GOOD_PRACTICE[number // 6 % len(GOOD_PRACTICE)] if number % 6 == 2 else "",
        "question_for_on_site": QUESTIONS[number % len(QUESTIONS)] if number % 3 else "",
    } | case_reading.beside_the_audit(case)
    actions.save_review(
        case,
        by=case.reviewer,
        version=review.version if review else 1,
        words=words,
        notes=_notes(case),
        timeliness=case_reading.timeliness(case),
        finish=True,
    )


def _notes(case):
    """What the reviewer noted in each aspect: the same each time for the same case."""
    noted = {}
    for place, aspect in enumerate(case.challenge.programme.plan.case_review.aspects):
        leaning = LEANING.get(aspect.code, "sma")
        letter = "x" if aspect.code == "A14" and case.stratum in NO_CHAIR else leaning[case.position % len(leaning)]
        strengths, areas = NOTES.get(aspect.code, OTHERWISE)
        pick = case.position + place
        noted[aspect.code] = Note(
            TAGS[letter],
            strengths[pick % len(strengths)] if letter in "sm" else "",
            areas[pick % len(areas)] if letter in "ma" else "",
        )
    return case_reading.with_key_lines(case, noted)
