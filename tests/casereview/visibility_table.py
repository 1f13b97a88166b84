"""The case review in the matrix of tests/test_visibility_matrix.py; tests/visibility.py says what stands here."""

from django.core.files.uploadedfile import SimpleUploadedFile

from casereview import actions, queries
from casereview.actions import Note, Wanted
from casereview.annex_a import Reading, Row
from casereview.models import CASE_ROLES, CaseReview, SampledChild
from casereview.sample_lines import CaseLine
from challenges import leftovers
from challenges.lifecycle import Stage
from tests.scoping.visibility_table import render


def lists_and_sample(world):
    """Lists that are kept, and a sample of them that was drawn twice, changed and locked."""
    organiser = world.people["organiser"]
    row = Row(
        6, "", "5 to 9", "Female", "White", "No", "North", "", "", "Child in need plan", "", {"start": "2026-01-05"}
    )
    of_nobody = row._replace(number=2, child="child 99", team=world.say())  # nobody is drawn from list 2 here
    reading = Reading(rows=[*(row._replace(child=f"child {number}") for number in range(12)), of_nobody])
    upload = SimpleUploadedFile("List 6.csv", b"Child Unique ID")
    lists = actions.upload_lists(world.challenge, [upload], by=organiser)
    lists = actions.keep_reading_of_lists(lists, reading, by=organiser)
    lists = actions.store_lists(actions.keep_lists(lists, by=organiser), reading, by=organiser)
    leftovers.clear()  # what follows the commit in which the upload goes: this world is one transaction
    name = next(part.name for part in queries.proposed_parts(world.challenge) if 6 in part.lists)
    wanted = Wanted({name: 2}, reserves=2)
    actions.draw_sample(world.challenge, wanted=wanted, by=world.challenge_manager)
    sample = actions.draw_sample(world.challenge, wanted=wanted, because=world.say(), by=world.challenge_manager)
    actions.replace_sampled(sample.children.first(), because=world.say(), by=world.challenge_manager)
    actions.lock_sample(world.challenge, by=world.challenge_manager)


def cases(world):
    """A sample from lists; of other cases one finished, one begun, one nobody has; a report the team drafts."""
    lists_and_sample(world)
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


def sampled(world):
    return [[child.pk] for child in SampledChild.objects.filter(sample__challenge=world.challenge, state="chosen")]


def with_cases(rows):
    """For those who work with cases."""
    return lambda user, world: rows(world) if user.roles_in(world.challenge) & CASE_ROLES else []


STEPS = {Stage.CASE_REVIEW: cases, Stage.ON_SITE: share}
READS = {
    "casereview.Case": {
        "*": lambda user, world: world.challenge.cases.all() if user.roles_in(world.challenge) & CASE_ROLES else []
    },
    "casereview.ListedChild": {"*": lambda user, world: []},  # the sampler alone reads the lists
    "casereview.Sample": {"*": with_cases(lambda world: [world.challenge.sample])},
    "casereview.SampledChild": {"*": with_cases(lambda world: world.challenge.sample.children.all())},
    "casereview.AspectNote": {
        "*": lambda user, world: (
            CaseReview.objects.visible_to(user).filter(challenge=world.challenge).values_list("aspect_notes", flat=True)
        )
    },
}
CODES = {
    "casereview.ListedChild.code": "made by chance",
    "casereview.ListedChild.age_band": "one of a few",
    "casereview.ListedChild.gender": "one of a few",
    "casereview.ListedChild.ethnicity": "one of a few",
    "casereview.ListedChild.disability": "one of a few",
    "casereview.ListedChild.worker": "made by chance",
    "casereview.ListedChild.family": "made by chance",
    "casereview.ListedChild.status": "one of a few",
    "casereview.Sample.seed": "made by chance",
    "casereview.Sample.method": "ours",
    "casereview.SampledChild.code": "made by chance",
    "casereview.SampledChild.stratum": "the programme's",
    "casereview.AspectNote.aspect": "the programme's",
    "casereview.CaseReviewCount.aspect": "the programme's",
    "casereview.CaseReviewCount.stratum": "the programme's",
    "casereview.CaseReviewCount.timescale": "the programme's",
    "casereview.CaseReviewCount.answer": "ours",
    "casereview.Case.stratum": "the programme's",
    "casereview.Case.age_band": "one of a few",
}
OPENED = {f"casereview:case{page}": opened for page in ("", "_assign", "_reopen", "_remove")} | {
    "casereview:sample_replace": sampled
}
POSTED = {"casereview:case": "its reviewer writes there", "casereview:report": "the team writes there"}
PARTS = {"casereview:case": "what was saved", "casereview:picture": "the numbers as they stand now"}
ASKED = {
    "casereview:case_share_out": ["", "?chosen=1"],
    "casereview:case": ["", "?finish=1"],
    # Every door of the picture: the numbers, narrowed, and what lies behind them.
    "casereview:picture": ["", "?order=areas", "?part=Early+help", "?line=1"],
    "casereview:picture_cases": [
        *(f"?show={each}" for each in ("questions", "good-practice", "differences")),
        *(f"?aspect=A3&tag={tag}" for tag in ("mixed", "strength")),
        "?timescale=T2&state=beyond",
        "?audit=higher",
        "",
    ],
}
