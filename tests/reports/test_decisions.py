"""The way of the draft to the council: who agrees, who asks for changes, and each refusal's sentence."""

import pytest

from challenges.lifecycle import Stage
from challenges.models import AuditEvent, Challenge, Membership, Programme
from challenges.moments import now
from challenges.programme_files import hash_of
from reports import actions, queries
from reports.models import QualityReview, Report
from tests.factories import UserFactory
from tests.reports.factories import refusal

pytestmark = pytest.mark.django_db

State = Report.State
NOT_MY_TURN = "No decision about the draft is awaited from you."
CLOSED = "The answers are closed: the council has finished, or its time has ended."


def nothing_to_decide(state):
    return f"The report stands at “{State(state).label}”. There is nothing to decide here now."


def under_programme_with_chain(challenge, chain):
    programme = challenge.programme
    content = programme.content | {"report": programme.content["report"] | {"qa": chain}}
    other = Programme.objects.create(
        code="other", version=1, name="Other", content=content, sha256=hash_of(content), loaded_at=now()
    )
    Challenge.objects.filter(pk=challenge.pk).update(programme=other)


def leave(challenge, role):
    Membership.objects.filter(challenge=challenge, role=role).update(ended_at=now(), ended_by=UserFactory())


# The way to the council


def test_from_the_draft_to_the_issued_report(story):
    report = story.report
    way = [State(report.state)]

    for state in list(State)[1:]:
        story.take_to(state)
        way.append(State(report.state))

    assert way == list(State)
    assert story.challenge.stage == Stage.EVALUATION
    assert list(
        AuditEvent.objects.exclude(what__startswith="document.").order_by("pk").values_list("what", "by_name")
    ) == [
        ("report.put_together", story.challenge_manager.name),
        ("report.sent_to_lead_peer", story.challenge_manager.name),
        ("report.agreed", story.lead_peer.name),
        ("report.quality_assured", story.programme_manager.name),
        ("report.quality_assured", story.adviser.name),
        ("report.round_closed", story.adviser.name),
        ("report_version.made", story.challenge_manager.name),
        ("report.sent_to_council", story.challenge_manager.name),
        ("accuracy.answered", story.sponsor.name),
        ("accuracy.finished", story.sponsor.name),
        ("report_version.made", story.challenge_manager.name),
        ("report.issued", story.programme_manager.name),
        ("stage.ended", story.programme_manager.name),
        ("challenge.stage_changed", story.programme_manager.name),
    ]


def test_a_draft_needs_a_lead_peer_to_agree_it(story):
    leave(story.challenge, "lead_peer")

    assert refusal(actions.send_to_lead_peer, story.report, by=story.challenge_manager) == (
        "Nobody is lead peer of this challenge, so nobody can agree the draft for the team."
    )


def test_a_draft_needs_its_summary(story):
    story.edit(story.passage(section="summary"), text="")

    assert refusal(actions.send_to_lead_peer, story.report, by=story.challenge_manager) == (
        "“Executive summary” says nothing yet. Write it first."
    )


@pytest.mark.parametrize("state", list(State)[1:])
def test_a_draft_is_sent_to_the_lead_peer_once(story, state):
    story.take_to(state)

    assert refusal(actions.send_to_lead_peer, story.report, by=story.challenge_manager) == nothing_to_decide(state)


def test_what_readers_say_with_their_agreement_is_kept(story):
    story.take_to(State.WITH_LEAD_PEER)
    actions.agree_report(story.report, comment="Well put. ", by=story.lead_peer)
    actions.review_quality(story.report, comment="Clear.", by=story.programme_manager)

    kept = QualityReview.objects.values_list("step", "role", "outcome", "comment")

    assert list(kept) == [(0, "lead_peer", "agreed", "Well put."), (1, "programme_manager", "agreed", "Clear.")]


def test_a_programme_without_a_chain_is_ready_once_the_lead_peer_agrees(story):
    under_programme_with_chain(story.challenge, [])
    story.take_to(State.WITH_LEAD_PEER)

    actions.agree_report(Report.objects.get(), by=story.lead_peer)

    assert Report.objects.get().state == State.READY_FOR_COUNCIL


@pytest.mark.parametrize("state", [State.DRAFTING, State.QUALITY_ASSURANCE, State.READY_FOR_COUNCIL, State.FINAL])
def test_the_lead_peer_agrees_what_is_with_them(story, state):
    story.take_to(state)

    assert refusal(actions.agree_report, story.report, by=story.lead_peer) == nothing_to_decide(state)


def test_nobody_agrees_for_the_lead_peer(story):
    story.take_to(State.WITH_LEAD_PEER)

    assert refusal(actions.agree_report, story.report, by=story.programme_manager) == NOT_MY_TURN


@pytest.mark.parametrize("state", [State.DRAFTING, State.WITH_LEAD_PEER, State.READY_FOR_COUNCIL, State.ANSWERED])
def test_quality_is_assured_in_its_turn(story, state):
    story.take_to(state)

    assert refusal(actions.review_quality, story.report, by=story.programme_manager) == nothing_to_decide(state)


@pytest.mark.parametrize("first", ["programme_manager", "adviser"])
def test_the_readers_decide_in_any_order_and_the_last_closes_the_round(story, first):
    second = {"programme_manager": "adviser", "adviser": "programme_manager"}[first]
    story.take_to(State.QUALITY_ASSURANCE)

    actions.review_quality(story.report, by=getattr(story, first))
    between = Report.objects.get().state
    actions.review_quality(story.report, by=getattr(story, second))

    assert (between, Report.objects.get().state) == (State.QUALITY_ASSURANCE, State.READY_FOR_COUNCIL)


@pytest.mark.parametrize("wants_changes", ["programme_manager", "adviser"])
def test_changes_wanted_by_one_reader_wait_for_the_others_and_then_all_come_together(story, wants_changes):
    story.take_to(State.QUALITY_ASSURANCE)
    decided = []

    for who in ("programme_manager", "adviser"):
        action = actions.ask_for_changes if who == wants_changes else actions.review_quality
        action(story.report, comment=f"Word of the {who}.", by=getattr(story, who))
        decided.append(Report.objects.get().state)

    report = Report.objects.get()
    assert decided == [State.QUALITY_ASSURANCE, State.DRAFTING]
    assert (report.round, report.agreed_at) == (2, None)
    assert list(QualityReview.objects.filter(round=1, step__gt=0).values_list("comment", flat=True)) == [
        "Word of the programme_manager.",
        "Word of the adviser.",
    ]


def test_who_holds_two_of_the_roles_decides_first_as_what_they_were_asked_to_be(story):
    Membership.objects.create(
        challenge=story.challenge, user=story.programme_manager, role="adviser", added_at=now(), added_by=story.sponsor
    )
    story.programme_manager.__dict__.pop("roles_by_challenge", None)
    Membership.objects.filter(user=story.programme_manager, role="programme_manager").delete()
    story.take_to(State.QUALITY_ASSURANCE)

    review = actions.review_quality(story.report, by=story.programme_manager)

    assert review.role == "adviser"


def test_the_programme_manager_agrees_once(story):
    story.take_to(State.QUALITY_ASSURANCE)
    actions.review_quality(story.report, by=story.programme_manager)

    assert refusal(actions.review_quality, story.report, by=story.programme_manager) == NOT_MY_TURN


@pytest.mark.parametrize("how", ["made", "agreed", "edited"])
def test_nobody_quality_assures_their_own_draft(story, how):
    own = "You wrote some of this draft or agreed it. Someone else must quality-assure it."
    if how == "made":
        Report.objects.update(made_by=story.programme_manager)
    if how == "edited":
        passage = story.passage(position=1)
        actions.edit_passage(passage, heading="", text="Mine.", version=1, by=story.programme_manager)
    story.take_to(State.QUALITY_ASSURANCE)
    if how == "agreed":
        Report.objects.update(agreed_by=story.programme_manager)

    assert refusal(actions.review_quality, story.report, by=story.programme_manager) == own
    assert refusal(actions.ask_for_changes, story.report, comment="More.", by=story.programme_manager) == own


@pytest.mark.parametrize(
    ("state", "who"),
    [
        (State.WITH_LEAD_PEER, "lead_peer"),
        (State.READY_FOR_COUNCIL, "challenge_manager"),
        (State.READY_FOR_COUNCIL, "programme_manager"),
    ],
)
def test_changes_wanted_send_it_back_and_everyone_is_asked_again(story, state, who):
    story.take_to(state)

    actions.ask_for_changes(story.report, comment="Passage 2: say less.", by=getattr(story, who))

    report = Report.objects.get()
    assert (report.state, report.round, report.agreed_at, report.agreed_by) == (State.DRAFTING, 2, None, None)
    assert queries.decisions(report, reader=story.challenge_manager)[0].comment == "Passage 2: say less."
    story.take_to(State.READY_FOR_COUNCIL)
    second_round = QualityReview.objects.filter(round=2).order_by("step").values_list("role", "outcome")
    assert list(second_round) == [("lead_peer", "agreed"), ("programme_manager", "agreed"), ("adviser", "agreed")]


def test_the_adviser_may_want_changes_after_the_programme_manager_agreed(story):
    story.take_to(State.QUALITY_ASSURANCE)
    actions.review_quality(story.report, by=story.programme_manager)

    actions.ask_for_changes(story.report, comment="Passage 2: say less.", by=story.adviser)

    assert Report.objects.get().state == State.DRAFTING
    assert refusal(actions.review_quality, story.report, by=story.adviser) == nothing_to_decide(State.DRAFTING)


def test_changes_wanted_say_which(story):
    story.take_to(State.WITH_LEAD_PEER)

    assert refusal(actions.ask_for_changes, story.report, comment=" ", by=story.lead_peer) == "Say what should change."


@pytest.mark.parametrize(
    ("state", "who"),
    [
        (State.WITH_LEAD_PEER, "challenge_manager"),
        (State.WITH_LEAD_PEER, "programme_manager"),
        (State.QUALITY_ASSURANCE, "lead_peer"),
        (State.QUALITY_ASSURANCE, "challenge_manager"),
        (State.READY_FOR_COUNCIL, "lead_peer"),
        (State.READY_FOR_COUNCIL, "adviser"),
    ],
)
def test_only_the_one_whose_turn_it_is_sends_it_back(story, state, who):
    story.take_to(state)

    assert refusal(actions.ask_for_changes, story.report, comment="More.", by=getattr(story, who)) == NOT_MY_TURN


@pytest.mark.parametrize("state", [State.DRAFTING, State.FACTUAL_ACCURACY, State.ANSWERED, State.FINAL])
def test_nothing_is_sent_back_from_the_council_on(story, state):
    story.take_to(state)

    said = refusal(actions.ask_for_changes, story.report, comment="More.", by=story.challenge_manager)

    assert said == nothing_to_decide(state)


@pytest.mark.parametrize("decide", ["agree", "changes"])
def test_nobody_decides_about_words_they_have_not_read(story, decide):
    story.take_to(State.WITH_LEAD_PEER)
    actions.ask_for_changes(story.report, comment="Say less.", by=story.lead_peer, round_read=1)
    story.take_to(State.WITH_LEAD_PEER)
    action = {"agree": actions.agree_report, "changes": actions.ask_for_changes}[decide]

    assert refusal(action, story.report, comment="As before.", by=story.lead_peer, round_read=1) == (
        "The draft went back and was changed since you opened this page. Read it again, then decide."
    )
