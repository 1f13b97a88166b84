"""The demo takes the stage through its real steps."""

import pytest

from casereview import queries
from casereview.models import CaseReview
from challenges.lifecycle import Stage
from challenges.models import Role
from challenges.next_actions import what_is_missing
from peerchallenge.demo import casereview as demo
from peerchallenge.demo.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(challenge, person, peer_in):
    others = ["programme_manager", "challenge_manager", "adviser", "co_ordinator", "sponsor", "organiser", "observer"]
    return Cast(
        **{role: person(role, challenge) for role in others},
        lead_peer=peer_in(challenge, Role.LEAD_PEER),
        peers=[peer_in(challenge) for _ in range(4)],
    )


def test_half_way_the_stage_looks_alive(challenge, cast):
    demo.begin(challenge, cast)

    progress = queries.progress(challenge)
    assert (progress.sampled, progress.finished) == (25, 12)
    assert CaseReview.objects.filter(finished_at=None).count() == 1
    assert [todo.sentence for todo in what_is_missing(challenge)][-1] == "Write the case review report"


def test_completing_ends_the_stage_with_nothing_missing(challenge, cast):
    demo.begin(challenge, cast)

    demo.complete(challenge, cast)

    assert challenge.stage == Stage.ON_SITE
    assert challenge.stage_endings.get().missing == []
    assert queries.progress(challenge).is_complete
    assert queries.shared_report(challenge) is not None


def test_a_lead_member_reads_no_case(challenge, cast):
    demo.begin(challenge, cast)

    assert challenge.cases.filter(reviewer=cast.peers[-1]).count() == 0


def test_the_cases_come_from_a_sample_of_lists(challenge, cast):
    demo.begin(challenge, cast)

    sample = queries.sample(challenge)
    assert sample.is_locked
    assert set(challenge.cases.values_list("code", flat=True)) == set(
        sample.children.filter(state="chosen").values_list("code", flat=True)
    )
    assert sample.remarks["short"] == {}
    assert sample.children.filter(state="replaced").count() == 1
