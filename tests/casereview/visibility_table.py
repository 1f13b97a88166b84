"""The case review in the matrix of tests/test_visibility_matrix.py; tests/visibility.py says what stands here."""

from casereview import actions
from casereview.actions import Note
from casereview.models import CASE_ROLES, CaseReview
from casereview.sample_lines import CaseLine
from challenges.lifecycle import Stage
from tests.scoping.visibility_table import render


def cases(world):
    """One finished, one begun, one nobody has; a report the team drafts."""
    stratum = world.challenge.programme.plan.case_review.strata[0].name
    lines = [CaseLine(world.code(), stratum, "5 to 9") for _case in range(3)]
    finished, begun, _free = actions.add_cases(world.challenge, lines=lines, by=world.challenge_manager)
    for case in (finished, begun):
        actions.assign_case(case, reviewer=world.writer, by=world.challenge_manager)
        case.refresh_from_db()
        save(world, case, finish=False, version=1)
    save(world, finished, finish=True, version=CaseReview.objects.get(case=finished).version)
    report(world, version=1)


def save(world, case, *, finish, version):
    aspects = world.challenge.programme.plan.case_review.aspects
    actions.save_review(
        case,
        by=world.writer,
        version=version,
        words={name: world.say() for name in ("headline", "good_practice", "question_for_on_site")},
        notes={each.code: Note(tag="mixed", strengths=world.say(), areas=world.say()) for each in aspects},
        finish=finish,
    )


def report(world, *, version):
    words = ("overall_messages", "strengths", "areas", "lines_for_on_site")
    written = actions.write_report(
        world.challenge, by=world.challenge_manager, version=version, **{name: world.say() for name in words}
    )
    render(actions.make_draft(world.challenge, by=world.challenge_manager))
    written.refresh_from_db()
    return written


def share(world):
    """On site the report reaches the council."""
    written = world.challenge.case_review_report
    shared = actions.share_report(
        world.challenge, by=world.challenge_manager, version=written.version, subject=world.say(), body=world.say()
    )
    render(shared.document)


def opened(world):
    return [[case.pk] for case in world.challenge.cases.all()]


STEPS = {Stage.CASE_REVIEW: cases, Stage.ON_SITE: share}
READS = {
    "casereview.Case": {
        "*": lambda user, world: world.challenge.cases.all() if user.roles_in(world.challenge) & CASE_ROLES else []
    },
    "casereview.AspectNote": {
        "*": lambda user, world: (
            CaseReview.objects.visible_to(user).filter(challenge=world.challenge).values_list("aspect_notes", flat=True)
        )
    },
}
CODES = {
    "casereview.AspectNote.aspect": "the programme's",
    "casereview.CaseReviewCount.aspect": "the programme's",
    "casereview.CaseReviewCount.stratum": "the programme's",
    "casereview.Case.stratum": "the programme's",
    "casereview.Case.age_band": "one of a few",
}
OPENED = {f"casereview:case{page}": opened for page in ("", "_assign", "_reopen", "_remove")}
POSTED = {"casereview:case": "its reviewer writes there", "casereview:report": "the team writes there"}
PARTS = {"casereview:case": "what was saved"}
ASKED = {"casereview:case_share_out": ["", "?chosen=1"], "casereview:case": ["", "?finish=1"]}
