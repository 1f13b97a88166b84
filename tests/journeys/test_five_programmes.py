"""A challenge of each of the five programmes goes through its own stages to the close, pages and all."""

import datetime
import tomllib

import pytest
from django.urls import reverse

from challenges import actions, next_actions, programme_files
from challenges.lifecycle import WORKING_STAGES, Stage
from challenges.models import Programme, User
from challenges.moments import working_days_from
from peerchallenge.frame import CONTENTS
from tests.factories import CouncilFactory
from tests.journeys.going import Going, on

FIVE = [programme_files.parse(file.read_text(encoding="utf-8")).code for file in programme_files.files()]
STARTS_ON = datetime.date(2027, 3, 9)
# Immediate concerns come up where peers talk with people, too, so their pages belong to no stage.
IN_EVERY_PROGRAMME = {"casereview:safeguarding_lead", "casereview:concern_list"}
REPORT_PAGES = ("reports:report", "reports:accuracy")


@pytest.fixture
def loaded(db):
    """All five files, as the command loads them."""
    for file in programme_files.files():
        text = file.read_text(encoding="utf-8")
        actions.load_programme(tomllib.loads(text), programme_files.parse(text), by=User.objects.clock())


def begin(code, office):
    programme = Programme.objects.newest().get(code=code)
    with on(working_days_from(STARTS_ON, -70)):
        challenge = actions.create_challenge(
            council=CouncilFactory(region="South East"), programme=programme, starts_on=STARTS_ON, by=office
        )
        return Going(challenge, office)


def take(going, stage):
    """Through a stage, about the days it takes place."""
    day = {Stage.SCOPING: -60, Stage.PREPARATION: -30, Stage.CASE_REVIEW: -8, Stage.ON_SITE: -4}.get(stage, 10)
    with on(working_days_from(STARTS_ON, day)):
        return going.through(stage)


def pages_of(client, challenge):
    """What the frame of the overview shows: the stages of the tracker, the chapters and the pages of the contents."""
    frame = client.get(challenge.get_absolute_url()).context["frame"]
    return (
        [each["label"] for each in frame["stages"]],
        [each["label"] for each in frame["contents"]],
        [entry["url"] for each in frame["contents"] for entry in each["entries"]],
    )


def test_there_are_five():
    assert sorted(FIVE) == [
        "internal",
        "lga-childrens-services",
        "lga-safeguarding-children",
        "regional-sector-led",
        "seslip-topical",
    ]


@pytest.mark.parametrize("code", FIVE)
def test_from_set_up_to_close_by_the_steps_people_take(code, loaded, person, log_in_as):
    office = person("office")
    going = begin(code, office)
    challenge = going.challenge
    stages = [Stage(each) for each in challenge.programme.plan.stages]
    left_out = [stage for stage in WORKING_STAGES if stage not in stages]
    client = log_in_as(office)
    passed = []

    for stage in stages:
        assert challenge.stage == stage
        tracker, chapters, urls = pages_of(client, challenge)
        assert tracker == [each.label for each in stages]
        assert not {each.label for each in left_out} & set(chapters)
        for url in urls:
            assert client.get(url).status_code == 200, url
        for todo in next_actions.left_to_do(challenge):
            assert todo.page in IN_EVERY_PROGRAMME or todo.page.split(":")[0] not in left_out, todo
        take(going, stage)
        passed.append(stage)

    assert passed == stages
    assert challenge.stage == Stage.CLOSED
    assert [each.stage for each in challenge.stage_endings.all()] == stages
    assert not challenge.stage_endings.exclude(override_reason="").exists()
    closed = client.get(challenge.get_absolute_url())
    assert closed.context["may_read_report"] == (Stage.REPORTING in stages)


@pytest.mark.parametrize("code", [code for code in FIVE if code in {"seslip-topical", "internal"}])
def test_nobody_reaches_a_stage_the_programme_leaves_out(code, loaded, person, log_in_as):
    office = person("office")
    going = begin(code, office)
    challenge = going.challenge
    left_out = [stage for stage in WORKING_STAGES if stage not in challenge.stages]
    for stage in challenge.programme.plan.stages:
        take(going, Stage(stage))
    client = log_in_as(office)

    answers = {
        entry.page: client.get(reverse(entry.page, args=[challenge.slug])).status_code
        for stage in left_out
        for entry in CONTENTS[stage]
    }

    assert set(answers.values()) == {403}


def test_feedback_in_person_only_leaves_the_report_out(loaded, person, log_in_as):
    """Of a programme that has a report: the sponsor agrees a proposal with feedback in person, and no report is asked for."""
    office = person("office")
    going = begin("regional-sector-led", office)
    challenge = going.challenge
    assert Stage.REPORTING in challenge.stages

    going.scoping(formats=["verbal"])
    going.reload()
    for stage in (Stage.PREPARATION, Stage.ON_SITE, Stage.FEEDBACK):
        take(going, stage)

    assert challenge.without_report
    assert not challenge.milestones.filter(stage=Stage.REPORTING).exists()
    assert challenge.stage == Stage.EVALUATION
    tracker, _chapters, urls = pages_of(log_in_as(office), challenge)
    assert "Report" not in tracker
    assert not set(urls) & {reverse(page, args=[challenge.slug]) for page in REPORT_PAGES}
    sponsor = log_in_as(going.person("sponsor"))
    assert sponsor.get(reverse("feedback:presentation", args=[challenge.slug])).status_code == 200
    assert sponsor.get(reverse("reports:report", args=[challenge.slug])).status_code == 403
