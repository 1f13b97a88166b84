"""The report is put together, edited, made into PDFs and issued; and each refusal's sentence."""

import pytest

from challenges.action_tools import SavedByAnother
from challenges.lifecycle import Stage
from challenges.models import Audience, AuditEvent, Challenge, Job, Membership, OutboundMail
from challenges.moments import now
from reports import actions, queries
from reports.models import AccuracyPoint, Passage, Report
from tests.factories import ChallengeFactory, UserFactory
from tests.feedback.factories import FindingFactory
from tests.reports.factories import LETTER, make_ready, refusal

pytestmark = pytest.mark.django_db

State = Report.State
NOT_MY_TURN = "It is not your turn to decide about the draft."
CLOSED = "The answers are closed: the council has finished, or its time has ended."


def leave(challenge, role):
    Membership.objects.filter(challenge=challenge, role=role).update(ended_at=now(), ended_by=UserFactory())


# Put together and edited


def test_the_draft_has_a_passage_for_each_finding(story):
    passages = story.report.passages.filter(finding__isnull=False)

    assert [(each.section, each.heading, each.text) for each in passages] == [
        ("recommendations", "Ask at three months", "Each time."),
        ("findings", "Leaders know their services", "They do."),
        ("findings", "Supervision varies", "It varies."),
        ("good_practice", "Letters to children", "They are kept."),
    ]
    assert story.report.passages.filter(audience=Audience.TEAM).count() == story.report.passages.count()


def test_a_finding_set_aside_is_not_in_the_draft(challenge, story):
    other = ChallengeFactory(stage=Stage.REPORTING, programme=challenge.programme)
    FindingFactory(challenge=other, headline="Left out", set_aside_at=now(), set_aside_because="One voice only.")

    report = actions.make_report(other, by=story.challenge_manager)

    assert not report.passages.filter(heading="Left out").exists()


def test_the_draft_is_put_together_once(challenge, story):
    assert refusal(actions.make_report, challenge, by=story.challenge_manager) == (
        "The draft has been put together already."
    )


@pytest.mark.parametrize("stage", [Stage.FEEDBACK, Stage.EVALUATION])
def test_the_draft_is_put_together_in_its_stage(stage):
    challenge = ChallengeFactory(stage=stage)

    assert refusal(actions.make_report, challenge, by=challenge.created_by) == (
        "The report is put together once the feedback has been given."
    )


def test_an_edit_is_kept_with_what_it_was(story):
    passage = story.passage(heading="Supervision varies")

    edited = actions.edit_passage(passage, heading="Supervision", text="It is kept.", version=1, by=story.lead_peer)

    event = AuditEvent.objects.get(what="passage.edited")
    assert (edited.heading, edited.text, edited.version, edited.changed_by) == (
        "Supervision",
        "It is kept.",
        2,
        story.lead_peer,
    )
    assert (event.sentence, event.was, event.now, event.audience) == (
        f"edited passage {passage.position} of the report",
        {"heading": "Supervision varies", "text": "It varies."},
        {"heading": "Supervision", "text": "It is kept."},
        Audience.TEAM,
    )


def test_who_saves_second_is_handed_the_other_text(story):
    passage = story.passage(heading="Supervision varies")
    actions.edit_passage(passage, heading="", text="Theirs.", version=1, by=story.lead_peer)

    with pytest.raises(SavedByAnother) as refused:
        actions.edit_passage(passage, heading="", text="Mine.", version=1, by=story.challenge_manager)

    passage.refresh_from_db()
    assert passage.text == "Theirs."
    assert (refused.value.theirs, refused.value.version) == ({"heading": "", "text": "Theirs."}, 2)


@pytest.mark.parametrize(
    "state",
    [State.WITH_LEAD_PEER, State.QUALITY_ASSURANCE, State.READY_FOR_COUNCIL, State.FACTUAL_ACCURACY, State.FINAL],
)
def test_the_text_stands_while_others_read_it(story, state):
    story.take_to(state)

    said = refusal(story.edit, story.passage(position=1), text="Other words.")

    assert said == (
        f"The report stands at “{state.label}”. Its text can be changed while it is drafted, and once the council has "
        "answered."
    )


# Versions


def test_a_draft_pdf_is_for_those_who_read_the_draft(story):
    version = actions.make_draft(story.report, by=story.challenge_manager)

    assert (version.number, version.kind, version.document.permission) == (1, "draft", "reports.view_draft")
    assert version.document.title == f"{story.challenge.council} peer challenge report, draft, version 1"


def test_the_pdf_for_the_council_is_for_the_sponsor_too(story):
    story.take_to(State.FACTUAL_ACCURACY)

    assert story.report.versions.get().document.permission == "reports.view_sent_draft"


def test_the_same_text_is_not_made_twice(story):
    actions.make_draft(story.report, by=story.challenge_manager)

    assert refusal(actions.make_draft, story.report, by=story.challenge_manager) == (
        "Version 1 has this very text. It stands under Versions."
    )


def test_a_version_that_could_not_be_made_may_be_made_anew(story):
    version = actions.make_draft(story.report, by=story.challenge_manager)
    Job.objects.filter(pk=version.document.job_id).update(state="failed", reason="No room.", ended_at=now())

    assert actions.make_draft(story.report, by=story.challenge_manager).number == 2


def test_another_text_is_another_version(story):
    first = actions.make_draft(story.report, by=story.challenge_manager)
    story.edit(story.passage(position=1), text="Other words.")

    second = actions.make_draft(story.report, by=story.challenge_manager)

    assert (first.number, second.number) == (1, 2)
    assert "Other words." in second.document.html
    assert "Other words." not in first.document.html


@pytest.mark.parametrize("state", [each for each in State if each not in {State.ANSWERED, State.FINAL}])
def test_the_final_pdf_waits_for_the_council(story, state):
    story.take_to(state)

    assert refusal(actions.make_final, story.report, by=story.challenge_manager) == (
        "The final PDF can be made once the council has answered."
    )


def test_the_final_pdf_waits_for_every_answer_to_the_council(story):
    story.take_to(State.ANSWERED, not_correct=[2])

    assert refusal(actions.make_final, story.report, by=story.challenge_manager) == (
        "Answer every point the council made first."
    )


def test_the_final_pdf_waits_for_what_was_accepted(story):
    story.take_to(State.ANSWERED, not_correct=[2])
    story.respond_to_all(response="accepted")

    assert refusal(actions.make_final, story.report, by=story.challenge_manager) == (
        "Passage 2 reads as it did, and the council’s point about it was accepted. Change it first, or decline the point."
    )
    story.edit(story.passage(position=2), text="Three.")
    assert actions.make_final(story.report, by=story.challenge_manager).kind == "final"


# Issuing


def issue(story, version):
    return actions.issue_report(story.report, version=version, by=story.programme_manager, **LETTER)


def test_issuing_opens_the_report_to_the_council_and_ends_the_stage(story):
    story.take_to(State.ANSWERED)
    version = story.final_version()

    issue(story, version)

    report, challenge = Report.objects.get(), Challenge.objects.get(pk=story.challenge.pk)
    version.refresh_from_db()
    assert (report.state, report.issued_by, challenge.stage) == (State.FINAL, story.programme_manager, Stage.EVALUATION)
    assert version.issued_at == report.issued_at
    assert queries.issued_version(challenge).document.permission == "reports.view_final"
    assert set(report.passages.values_list("audience", flat=True)) == {Audience.COUNCIL}
    assert OutboundMail.objects.get(kind="report.final").person == story.sponsor


def test_a_text_changed_since_the_pdf_is_not_issued(story):
    story.take_to(State.ANSWERED)
    version = story.final_version()
    story.edit(story.passage(position=1), text="Other words.")

    assert refusal(issue, story, version) == (
        "The text changed since this PDF was made. Make the final PDF again and read it."
    )


def test_only_the_pdf_that_was_looked_at_is_issued(story):
    story.take_to(State.ANSWERED)
    looked_at = story.final_version()
    story.edit(story.passage(position=1), text="Other words.")
    story.final_version()

    assert refusal(issue, story, looked_at) == (
        "The text changed since this PDF was made. Make the final PDF again and read it."
    )


def test_a_draft_is_not_issued(story):
    story.take_to(State.ANSWERED)
    draft = actions.make_draft(story.report, by=story.challenge_manager)
    make_ready(draft)
    story.final_version()

    assert refusal(issue, story, draft) == (
        "The text changed since this PDF was made. Make the final PDF again and read it."
    )


def test_a_pdf_that_is_not_ready_is_not_issued(story):
    story.take_to(State.ANSWERED)
    version = actions.make_final(story.report, by=story.challenge_manager)

    assert refusal(issue, story, version) == "The final PDF is not ready yet."


def test_issuing_needs_a_sponsor(story):
    story.take_to(State.ANSWERED)
    version = story.final_version()
    leave(story.challenge, "sponsor")

    assert refusal(issue, story, version) == "Nobody is sponsor of this challenge. Add the sponsor under People first."


def test_issuing_waits_for_every_answer_to_the_council(story):
    story.take_to(State.ANSWERED)
    version = story.final_version()
    AccuracyPoint.objects.filter(passage__position=2).update(correct=False, because="It was three.")

    assert refusal(issue, story, version) == "Answer every point the council made first."


def test_issuing_waits_for_what_was_accepted_after_the_pdf_was_made(story):
    story.take_to(State.ANSWERED, not_correct=[2])
    story.respond_to_all()
    version = story.final_version()
    story.respond(story.point(), response="accepted")

    assert refusal(issue, story, version) == "Change every passage where a point was accepted first."


@pytest.mark.parametrize("state", [State.DRAFTING, State.FACTUAL_ACCURACY, State.FINAL])
def test_a_report_is_issued_once_and_after_the_council(story, state):
    version = actions.make_draft(story.report, by=story.challenge_manager)
    story.take_to(state)

    assert refusal(issue, story, version) == f"The report stands at “{state.label}” and cannot be issued now."


def test_after_the_final_report_nothing_about_it_changes(story):
    story.take_to(State.FINAL, not_correct=[])
    before = list(Passage.objects.values()), list(AccuracyPoint.objects.values()), list(story.report.versions.values())
    issued = "The final report is issued. No other version can be made."

    assert refusal(actions.make_draft, story.report, by=story.challenge_manager) == issued
    assert refusal(actions.make_final, story.report, by=story.challenge_manager) == issued
    assert refusal(story.answer) == CLOSED
    assert refusal(story.respond, story.point()).startswith("Points can be answered")
    assert refusal(story.edit, story.passage(position=1), text="Other.").startswith("The report stands at “Final”")
    assert refusal(story.send).startswith("The report stands at “Final”")
    after = list(Passage.objects.values()), list(AccuracyPoint.objects.values()), list(story.report.versions.values())
    assert after == before


def test_the_words_of_a_version_are_those_it_was_made_with(story):
    version = actions.make_draft(story.report, by=story.challenge_manager)
    was = version.document.html_sha256

    make_ready(version)

    version.document.refresh_from_db()
    assert version.document.html_sha256 == was
    assert AuditEvent.objects.get(what="report_version.made").now == {"sha256": was}
