"""An agreed proposal keeps its dates, and its page says that others stand now."""

import datetime

import pytest

from challenges import actions, redating
from challenges.moments import acting_at
from scoping import dates
from scoping.models import ScopingProposal
from tests.factories import CouncilFactory, ProgrammeFactory

BEFORE = datetime.datetime(2026, 9, 1, 9, tzinfo=datetime.UTC)


@pytest.fixture
def challenge(person):
    with acting_at(BEFORE):
        return actions.create_challenge(
            council=CouncilFactory(),
            programme=ProgrammeFactory(),
            starts_on=datetime.date(2027, 3, 9),
            by=person("office"),
        )


def proposal(due_on):
    milestones = [{"name": "Advance documents in", "due_on": due_on, "owner": "Organiser"}]
    return ScopingProposal(scope={"dates": {"on_site": "9 to 12 March 2027", "milestones": milestones}})


@pytest.mark.parametrize("due_on", ["9 February 2027", "2027-02-09"])
def test_the_dates_of_a_version_are_compared_with_those_that_stand(challenge, due_on):
    before = dates.changed_since(proposal(due_on), challenge)
    wish = redating.Wish(starts_on=datetime.date(2027, 4, 20))
    with acting_at(BEFORE):
        seen = redating.work_out(challenge, wish, reader=challenge.created_by)
        actions.move_dates(challenge, wish, fingerprint=seen.fingerprint, reason="Ofsted.", by=challenge.created_by)
    challenge.refresh_from_db()

    assert before == []
    assert dates.changed_since(proposal(due_on), challenge) == [
        "On site: 9 to 12 March 2027 became 20 to 23 April 2027",
        "Advance documents in: 9 February 2027 became 19 March 2027",
    ]


def test_a_version_from_before_dates_were_kept_says_nothing(challenge):
    assert dates.changed_since(ScopingProposal(scope={}), challenge) == []
