"""The case review in the matrix of tests/test_visibility_matrix.py; tests/visibility.py says what stands here."""

import datetime

from django.core.files.uploadedfile import SimpleUploadedFile

from casereview import actions, queries
from casereview.actions import Beside, Note, Offered, Wanted
from casereview.annex_a import Reading, Row
from casereview.models import (
    CASE_ROLES,
    CaseConflict,
    CaseMessage,
    CaseReview,
    Concern,
    ConversationNote,
    SampledChild,
    SecondReading,
)
from casereview.sample_lines import CaseLine
from challenges import leftovers
from challenges.lifecycle import Stage
from challenges.models import Role
from challenges.moments import now, today
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
        case = actions.mark_audited(case, audited=True, by=world.challenge_manager)
        save(world, case, finish=False, version=1)
    finished.refresh_from_db()
    save(world, finished, finish=True, version=CaseReview.objects.get(case=finished).version)
    read_again(world)
    conversations(world)
    report(world, version=1)
    gathered(world, finished)


def gathered(world, case):
    """Messages of which one is a line of enquiry, both in the report; one changed before; the talk with the sponsor."""
    by = world.challenge_manager
    aspect = world.challenge.programme.plan.case_review.aspects[0].code
    for kind in ("area", "line"):
        message = actions.write_message(world.challenge, by=by, kind=kind, text=world.say(), case=case, aspect=aspect)
        world.remember()
        actions.edit_message(message, by=by, version=1, kind=kind, text=world.say())
    written = world.challenge.case_review_report
    written.refresh_from_db()
    actions.bring_in_messages(world.challenge, by=by, version=written.version)
    words = {name: world.say() for name in ("present", "told", "heard", "agreed")}
    actions.write_sponsor_summary(world.challenge, by=by, version=1, met_on=today(), **words)


def save(world, case, *, finish, version):
    audit = {"audit_view": "lower", "audit_why": world.say()} if case.to_validate else {}
    aspects = world.challenge.programme.plan.case_review.aspects
    actions.save_review(
        case,
        by=world.writer,
        version=version,
        words={name: world.say() for name in ("headline", "good_practice", "question_for_on_site")} | audit,
        notes={each.code: Note(tag="mixed", strengths=world.say(), areas=world.say()) for each in aspects},
        finish=finish,
    )


def read_again(world):
    """The finished case read again, an aspect settled and one proposed; the other begun again; one nobody should give away."""
    finished = CaseReview.objects.finished().get(challenge=world.challenge).case
    begun = CaseReview.objects.get(challenge=world.challenge, finished_at=None).case
    free = world.challenge.cases.filter(reviewer=None).last()
    codes = [aspect.code for aspect in world.challenge.programme.plan.case_review.aspects]
    tags = dict.fromkeys(codes, "area")
    for case, reader in ((finished, world.peer), (begun, world.lead_peer)):
        actions.assign_second_reader(case, reader=reader, by=world.challenge_manager)
        actions.save_tags(case, by=reader, version=1, tags=tags, tags_in=True)
    seen = {code: Beside(differs=True, because=world.say()) for code in codes}
    actions.save_beside(finished, by=world.peer, version=2, seen=seen, finish=True)
    for code in codes[:2]:
        note = actions.propose_settlement(finished, code, tag="mixed", words=world.say(), by=world.writer)
    actions.agree_settlement(finished, codes[1], by=world.peer, answers=note.proposed_at)
    actions.say_conflict(free, person=world.peer, because=world.say(), by=world.lead_peer)


def report(world, *, version):
    words = queries.REPORT_TEXTS
    written = actions.write_report(
        world.challenge, by=world.challenge_manager, version=version, **{name: world.say() for name in words}
    )
    render(actions.make_draft(world.challenge, by=world.challenge_manager))
    written.refresh_from_db()
    return written


def conversations(world):
    """Times that are free and taken, one with what was said for its author, one with what the team reads."""
    begun, finished, other, *_rest = world.challenge.cases.filter(code__startswith="ZQ").order_by("pk")
    moment = now() + datetime.timedelta(days=1)
    for case in (begun, finished, other):
        times = [Offered(case, who, moment) for who in ("worker", "manager")]
        actions.offer_conversations(world.challenge, times=times, where=world.say(), by=world.people["organiser"])
    for case, finish in ((begun, False), (finished, True)):
        row = actions.take_conversation(case.conversations.first(), by=world.writer)
        actions.save_conversation_note(
            row,
            by=world.writer,
            version=1,
            answers={each.code: world.say() for each in queries.questions(world.challenge, row.who)},
            reflection=world.say(),
            finish=finish,
        )
    actions.take_conversation(begun.conversations.last(), by=world.writer)


def times(world):
    return [[row.pk] for row in world.challenge.conversations.all()]


def arranged(user, world):
    """Who works with cases, and the organiser, who arranges them."""
    return bool(user.roles_in(world.challenge) & (CASE_ROLES | {Role.ORGANISER}))


def share(world):
    """On site the report reaches the council."""
    written = world.challenge.case_review_report
    shared = actions.share_report(
        world.challenge, by=world.challenge_manager, version=written.version, subject=world.say(), body=world.say()
    )
    render(shared.document)
    summary = world.challenge.sponsor_summary
    actions.share_sponsor_summary(world.challenge, by=world.challenge_manager, version=summary.version)


def concerns(world):
    """One concern by somebody of the team, received and answered; one by the challenge manager that waits."""
    lead = world.people["named"]
    actions.name_safeguarding_lead(world.challenge, person=lead, by=world.people["organiser"])
    case = world.challenge.cases.first()
    actions.raise_concern(world.challenge, words=world.say(), place=world.say(), by=world.writer)
    raised = actions.raise_concern(world.challenge, words=world.say(), place="", case=case, by=world.writer)
    actions.receive_concern(raised, by=lead)
    actions.answer_concern(raised, done=world.say(), by=world.people["sponsor"])
    actions.raise_concern(world.challenge, words=world.say(), place=world.say(), by=world.challenge_manager)


def concerned(world):
    return [[concern.pk] for concern in Concern.objects.filter(challenge=world.challenge)]


def opened(world):
    return [[case.pk] for case in world.challenge.cases.all()]


def sampled(world):
    return [[child.pk] for child in SampledChild.objects.filter(sample__challenge=world.challenge, state="chosen")]


def conflicts(world):
    return [[row.pk] for row in CaseConflict.objects.filter(case__challenge=world.challenge)]


def aspects_of(world):
    return [[review.case_id, "A1"] for review in CaseReview.objects.finished().filter(challenge=world.challenge)]


def messages(world):
    return [[message.pk] for message in CaseMessage.objects.filter(challenge=world.challenge)]


def with_cases(rows):
    """For those who work with cases."""
    return lambda user, world: rows(world) if user.roles_in(world.challenge) & CASE_ROLES else []


STEPS = {Stage.CASE_REVIEW: [cases, concerns], Stage.ON_SITE: share}
READS = {
    "casereview.Case": {
        "*": lambda user, world: world.challenge.cases.all() if arranged(user, world) else []  # the organiser by code
    },
    "casereview.Conversation": {
        "*": lambda user, world: world.challenge.conversations.all() if arranged(user, world) else []
    },
    "casereview.ConversationAnswer": {
        "*": lambda user, world: (
            ConversationNote.objects.visible_to(user)
            .filter(challenge=world.challenge)
            .values_list("answers", flat=True)
        )
    },
    "casereview.Concern": {"*": lambda user, world: Concern.objects.readable_by(user, world.challenge)},
    "casereview.ListedChild": {"*": lambda user, world: []},  # the sampler alone reads the lists
    "casereview.Sample": {"*": with_cases(lambda world: [world.challenge.sample])},
    "casereview.SampledChild": {"*": with_cases(lambda world: world.challenge.sample.children.all())},
    "casereview.AspectNote": {
        "*": lambda user, world: (
            CaseReview.objects.visible_to(user).filter(challenge=world.challenge).values_list("aspect_notes", flat=True)
        )
    },
}
READS |= {
    "casereview.SecondNote": {
        "*": lambda user, world: (
            SecondReading.objects.visible_to(user).filter(challenge=world.challenge).values_list("notes", flat=True)
        )
    },
    "casereview.CaseConflict": {"*": lambda user, world: queries.conflicts_of(world.challenge, reader=user)},
}
CODES = {
    "casereview.SecondNote.aspect": "the programme's",
    "casereview.MessageCase.aspect": "the programme's",
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
    "casereview.ConversationAnswer.question": "the programme's",
    "casereview.CaseReviewCount.aspect": "the programme's",
    "casereview.CaseReviewCount.stratum": "the programme's",
    "casereview.CaseReviewCount.timescale": "the programme's",
    "casereview.CaseReviewCount.answer": "ours",
    "casereview.TimelinessNote.timescale": "the programme's",
    "casereview.Case.stratum": "the programme's",
    "casereview.Case.age_band": "one of a few",
}
TIMES = ("", "_take", "_give_back", "_reopen", "_file", "_change", "_withdraw")
OPENED = {f"casereview:case{page}": opened for page in ("", "_assign", "_reopen", "_remove")} | {
    "casereview:sample_replace": sampled,
    "casereview:concern": concerned,
    "casereview:concern_receive": concerned,
    "casereview:concern_answer": concerned,
    "casereview:message_from_case": opened,
    **{f"casereview:message{page}": messages for page in ("", "_edit", "_cases", "_move", "_remove")},
}
OPENED |= {
    f"casereview:{page}": opened for page in ("second_reading", "case_give_back", "case_conflict", "case_audited")
}
OPENED |= {"casereview:conflict_take_back": conflicts, "casereview:aspect_settle": aspects_of}
POSTED = {"casereview:case": "its reviewer writes there", "casereview:report": "the team writes there"}
OPENED |= {f"casereview:conversation{page}": times for page in TIMES}
POSTED |= {
    "casereview:conversation": "who holds it writes there",
    "casereview:message_cases": "who writes messages chooses cases there",
    "casereview:sponsor_summary": "who leads the review writes there",
}
PARTS = {
    "casereview:case": "what was saved",
    "casereview:second_reading": "what was saved",
    "casereview:picture": "the numbers as they stand now",
}
ASKED = {
    "casereview:case_share_out": ["", "?chosen=1", "?chosen=1&how_many=1"],
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
