"""Scoping in the matrix of tests/test_visibility_matrix.py; tests/visibility.py says what stands here."""

import datetime

from challenges import jobs
from challenges.documents import Made, store_rendered
from challenges.lifecycle import Stage
from scoping import actions


def scope(world):
    meet(world)
    words = ("question", "already_known", "outcome_wanted", "measure", "baseline", "target", "partners", "owner")
    line = actions.add_key_line(world.challenge, by=world.sponsor, **{name: world.say() for name in words})
    world.remember()
    changed = {name: world.say() for name in words}
    actions.edit_key_line(line, version=line.version, by=world.challenge_manager, **changed)
    actions.lay_out_themes(world.challenge, by=world.challenge_manager)
    texts = ("team_needed", "feedback_to", "confidentiality", "responsibilities")
    terms = {name: world.say() for name in texts} | {"peers": 5, "formats": [], "own_agreement": True}
    actions.set_terms(world.challenge, version=0, by=world.challenge_manager, **terms)
    made = actions.make_proposal(world.challenge, by=world.challenge_manager)
    render(made.document)
    actions.send_proposal(made, subject=world.say(), body=world.say(), by=world.challenge_manager)
    said = [
        actions.comment_proposal(made, section=section, text=world.say(), by=by)
        for section, by in [("team", world.sponsor), ("dates", world.organiser)]
    ]
    actions.answer_comment(said[0], outcome="resolved", answer=world.say(), by=world.challenge_manager)
    actions.add_key_line(world.challenge, by=world.sponsor, **{name: world.say() for name in words})
    render(actions.make_proposal(world.challenge, by=world.challenge_manager).document)


def meet(world):
    """A record the LGA keeps to itself; what the council shares of it stands in a second one, elsewhere."""
    texts = ("present", "focus", "extra_key_lines", "timetable", "team_needs", "background", "agreed_with")
    texts += ("other_reviews", "decision_reason")
    said = actions.Said(
        held_on=datetime.date(2026, 11, 30),
        in_intervention="yes",
        decision="go_on",
        **{name: world.say() for name in texts},
    )
    actions.record_meeting(world.challenge, said, version=0, shared=False, by=world.challenge_manager)


def render(document):
    """The worker's part: its files say the frozen words, so that the doors of the files are looked at too."""
    words = document.html.encode()
    jobs.run(
        document.job_id,
        work=lambda job: Made(words, words if job.document.with_word else b""),
        finish=store_rendered,
    )


def key_lines(world):
    return [[line.pk] for line in world.challenge.key_lines.all()]


def comments(world):
    return [[comment.pk] for comment in world.challenge.proposal_comments.all()]


def sections(world):
    return [[number, "team"] for (number,) in numbers(world)]


def themes(world):
    return [[chosen.theme_id] for chosen in world.challenge.chosen_themes.all()]


def numbers(world):
    return [[each.number] for each in world.challenge.scoping_proposals.all()]


STEPS = {Stage.SCOPING: scope}
OPENED = {
    "scoping:key_line_edit": key_lines,
    "scoping:key_line_remove": key_lines,
    "scoping:proposal_send": numbers,
    "scoping:proposal_agree": numbers,
    "scoping:proposal_read": numbers,
    "scoping:proposal_changes": numbers,
    "scoping:comment_add": sections,
    "scoping:comment_take_back": comments,
    "scoping:comment_answer": comments,
    "scoping:probe_choose": themes,
}
NO_LABEL = {
    "scoping.KeyLineOfEnquiry.question": "stands for the key line wherever it is meant; its label stands where its words do"
}
CODES = {"scoping.ScopingProposal.agreed_sha256": "a hash"}
POSTED = {"scoping:proposal_verify": "a file is compared by posting it"}
