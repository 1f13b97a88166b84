"""The demo's part of this stage, played by the real actions."""

import datetime

import pytest
import time_machine
from django.utils import timezone

from challenges.lifecycle import Stage
from challenges.models import Role
from challenges.moments import acting_at
from peerchallenge.demo import feedback, reports
from peerchallenge.demo.cast import make_cast
from peerchallenge.demo.story import moment
from reports import queries
from reports.models import AccuracyPoint, Report
from tests.factories import ChallengeFactory
from tests.feedback.factories import FindingFactory, PresentationFactory, theme_of

pytestmark = pytest.mark.django_db

DAY_22 = datetime.datetime(2027, 4, 12, 12, tzinfo=timezone.get_default_timezone())


@pytest.fixture
def cast():
    return make_cast()


@pytest.fixture
def challenge(cast):
    """A challenge with the demo's findings, as they stand at the end of feedback."""
    made = ChallengeFactory(stage=Stage.REPORTING)
    for role in [Role.CHALLENGE_MANAGER, Role.ADVISER, Role.SPONSOR, Role.LEAD_PEER]:
        made.memberships.create(
            user=getattr(cast, role.value), role=role, added_at=made.created_at, added_by=made.created_by
        )
    for number, found in enumerate([*feedback.FIRST_FINDINGS, *feedback.THEN_FINDINGS], start=1):
        FindingFactory(
            challenge=made,
            number=number,
            kind=found.kind,
            headline=found.headline,
            detail=found.detail,
            theme=theme_of(made, found.theme),
            evidence=[],
        )
    PresentationFactory(challenge=made, headline_messages=feedback.HEADLINES, given=True)
    return made


@time_machine.travel(DAY_22)
def test_a_challenge_at_this_stage_is_half_checked_by_the_council(challenge, cast):
    with acting_at(moment(datetime.date(2027, 3, 19), 14)):
        reports.begin(challenge, cast)

    report = Report.objects.get()
    answered, asked = AccuracyPoint.objects.count(), queries.answerable(report).count()
    assert report.state == Report.State.FACTUAL_ACCURACY
    assert (answered, report.round) == (asked // 2, 2)
    assert report.window_ends_on > DAY_22.date()
    assert {bool(version.document.file_id) for version in report.versions.select_related("document")} == {True}


@time_machine.travel(DAY_22 + datetime.timedelta(days=30))
def test_then_it_is_answered_and_issued(challenge, cast):
    with acting_at(moment(datetime.date(2027, 3, 19), 14)):
        reports.begin(challenge, cast)
    with acting_at(moment(datetime.date(2027, 4, 26), 16)):
        reports.complete(challenge, cast)

    points = AccuracyPoint.objects.filter(correct=False).values_list("response", flat=True)
    changed = queries.passages_changed_since_sent(Report.objects.get())
    assert challenge.stage == Stage.EVALUATION
    assert sorted(points) == ["accepted", "declined"]
    assert [passage.accuracy_point.response for passage in changed] == ["accepted"]
    assert queries.issued_on(challenge) == datetime.date(2027, 4, 26)
    assert queries.issued_version(challenge).document.file.size > 20_000
