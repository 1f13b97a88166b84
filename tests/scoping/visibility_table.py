"""Scoping in the matrix of tests/test_visibility_matrix.py; tests/visibility.py says what stands here."""

from challenges import jobs
from challenges.documents import store_rendered
from challenges.lifecycle import Stage
from scoping import actions


def scope(world):
    words = ("question", "already_known", "outcome_wanted", "measure", "owner")
    line = actions.add_key_line(world.challenge, by=world.sponsor, **{name: world.say() for name in words})
    world.remember()
    changed = {name: world.say() for name in words}
    actions.edit_key_line(line, version=line.version, by=world.challenge_manager, **changed)
    made = actions.make_proposal(world.challenge, by=world.challenge_manager)
    render(made.document)
    actions.send_proposal(made, subject=world.say(), body=world.say(), by=world.challenge_manager)
    actions.add_key_line(world.challenge, by=world.sponsor, **{name: world.say() for name in words})
    render(actions.make_proposal(world.challenge, by=world.challenge_manager).document)


def render(document):
    """The worker's part: its file says the frozen words, so that the door of the file is looked at too."""
    jobs.run(document.job_id, work=lambda job: job.document.html.encode(), finish=store_rendered)


def key_lines(world):
    return [[line.pk] for line in world.challenge.key_lines.all()]


def numbers(world):
    return [[each.number] for each in world.challenge.scoping_proposals.all()]


STEPS = {Stage.SCOPING: scope}
OPENED = {
    "scoping:key_line_edit": key_lines,
    "scoping:key_line_remove": key_lines,
    "scoping:proposal_send": numbers,
    "scoping:proposal_agree": numbers,
}
NO_LABEL = {
    "scoping.KeyLineOfEnquiry.question": "stands for the key line wherever it is meant; its label stands where its words do"
}
