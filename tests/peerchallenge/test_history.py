"""The history page: sentences, what changed word by word, ways to narrow it, for its reader alone."""

import ast
import datetime
import re
from pathlib import Path

import pytest
from django.urls import reverse

from challenges.lifecycle import Stage
from challenges.models import AuditEvent, Role
from challenges.moments import now
from peerchallenge import history
from tests.factories import ChallengeFactory, UserFactory

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).parents[2]


@pytest.fixture
def challenge():
    return ChallengeFactory(stage="reports")


def event(challenge, by=None, **fields):
    by = by or challenge.created_by
    values = {
        "at": now(),
        "what": "passage.edited",
        "sentence": "edited passage 3 of the report",
        "audience": "council",
    }
    values |= {"by_id": by.pk, "by_name": by.name, "challenge_id": challenge.pk, "target_type": "reports.Passage"}
    return AuditEvent.objects.create(**values | fields)


def page_of(client, challenge, **asked):
    return client.get(reverse("history", args=[challenge.slug]), asked)


def sentences(page):
    return [told.event.sentence for told in page.context["events"]]


def marked(page):
    """The page without its tags, as a screen reader says what changed."""
    text = re.sub(r"<[^>]+>", "", page.text[page.text.index('class="changes"') :])
    return re.sub(r"\s+", " ", text)


def test_a_change_is_marked_in_words_and_not_by_colour_alone(challenge, person, log_in_as):
    event(challenge, was={"text": "There are 120 staff."}, now={"text": "There are 112 staff."})

    page = page_of(log_in_as(person(Role.SPONSOR, challenge)), challenge)

    assert "There are [taken out: 120 ] [put in: 112 ] staff." in marked(page)
    assert "<del>" in page.text
    assert "<ins>" in page.text
    assert "<details" not in page.text[page.text.index('class="history"') :]


def test_a_long_change_is_folded(challenge, person, log_in_as):
    event(challenge, was={"text": "Short."}, now={"text": " ".join(f"word{n}" for n in range(60))})

    page = page_of(log_in_as(person(Role.SPONSOR, challenge)), challenge).text

    assert "What changed: 61 words" in page[page.index('class="history"') :]


def test_every_kind_of_value_is_told_and_what_did_not_change_is_not(challenge):
    was = {"text": "The same.", "agreed": False, "people": ["A", "B"], "plan": {"room": "1"}, "owner": None}
    becomes = {"text": "The same.", "agreed": True, "people": ["A"], "plan": {"room": "2"}, "owner": "Head"}

    changes = history.told(event(challenge, was=was, now=becomes)).changes

    told = {change.label: [(piece.kind, piece.text) for piece in change.pieces] for change in changes}
    assert told == {
        "Agreed": [("removed", "No"), ("added", "Yes")],
        "People": [("same", "A\n"), ("removed", "B")],
        "Plan": [("same", "room: "), ("removed", "1"), ("added", "2")],
        "Owner": [("added", "Head")],
    }


def test_the_move_to_a_stage_is_told_by_its_sentence(challenge):
    moved = event(challenge, what="challenge.stage_changed", was={"stage": "onsite"}, now={"stage": "feedback"})

    assert history.told(moved).changes == []


def test_text_in_the_history_is_text(challenge, person, log_in_as):
    event(challenge, was={"text": "Safe."}, now={"text": "<script>alert(1)</script>"})

    page = page_of(log_in_as(person(Role.SPONSOR, challenge)), challenge).text

    assert "<script>alert" not in page
    assert "script" in page[page.index('class="changes"') :]


def test_it_is_narrowed_by_person_stage_and_days(challenge, person, log_in_as):
    manager = person(Role.CHALLENGE_MANAGER, challenge, name="A manager")
    lead = person(Role.LEAD_PEER, challenge, name="A lead peer")
    early = datetime.datetime(2027, 1, 31, 23, 59, tzinfo=datetime.UTC)
    late = datetime.datetime(2027, 2, 1, 0, 1, tzinfo=datetime.UTC)
    event(challenge, manager, at=early, sentence="one")
    event(challenge, lead, at=late, sentence="two", what="cases.added", target_type="challenges.Challenge")
    event(challenge, lead, at=late, sentence="three", what="person.added", target_type="challenges.Membership")
    event(challenge, lead, at=late, sentence="four", what="case.assigned", target_type="casereview.Case")
    client = log_in_as(manager)

    def found(**asked):
        return sentences(page_of(client, challenge, **asked))

    assert found() == ["four", "three", "two", "one"]
    assert found(who=lead.pk) == ["four", "three", "two"]
    assert found(kind="reports") == ["one"]
    assert found(kind="casereview") == ["four", "two"]
    assert found(kind="challenge") == ["three"]
    assert found(until="31/01/2027") == ["one"]
    assert found(since="2027-02-01", who=lead.pk, kind="casereview") == ["four", "two"]
    assert found(kind="onsite") == []
    page = page_of(client, challenge, who=lead.pk, kind="casereview", since="2027-02-01", until="2027-02-28")
    assert "Only: A lead peer, Case review, from 1 February 2027, to 28 February 2027." in page.text


def test_pages_go_on_from_where_the_last_one_ended(challenge, person, log_in_as):
    manager = person(Role.CHALLENGE_MANAGER, challenge)
    for number in range(60):
        event(challenge, sentence=f"did thing {number}")
    client = log_in_as(manager)

    first = page_of(client, challenge, kind="reports")
    event(challenge, sentence="did something meanwhile")
    second = client.get(f"{reverse('history', args=[challenge.slug])}?{first.context['earlier']}")

    assert sentences(first)[-1] == "did thing 10"
    assert sentences(second) == [f"did thing {number}" for number in range(9, -1, -1)]
    assert "kind=reports" in first.context["earlier"]
    assert second.context["earlier"] == ""


@pytest.mark.parametrize(("role", "sees"), [(Role.CHALLENGE_MANAGER, True), (Role.PEER, False), (Role.SPONSOR, False)])
def test_the_choice_of_people_tells_no_more_than_the_people_page(challenge, person, log_in_as, role, sees):
    left = person(Role.PEER, challenge, name="Somebody who left")
    left.memberships.update(ended_at=now(), ended_by=challenge.created_by)
    UserFactory(is_programme_office=True, name="Somebody in the office")
    UserFactory(name="A stranger")

    page = page_of(log_in_as(person(role, challenge)), challenge).text

    assert ("Somebody who left" in page) is sees
    assert ("Somebody in the office" in page) is sees
    assert "A stranger" not in page


def test_narrowing_by_somebody_else_shows_no_more(challenge, person, log_in_as):
    manager = person(Role.CHALLENGE_MANAGER, challenge)
    event(challenge, manager, sentence="wrote for the LGA alone", audience="lga")

    page = page_of(log_in_as(person(Role.SPONSOR, challenge)), challenge, who=manager.pk)

    assert sentences(page) == []


def test_downloads_of_before_are_told_by_the_list_of_openings(challenge, person, log_in_as):
    office = person(Role.PROGRAMME_MANAGER, challenge)
    event(challenge, what="file.downloaded", sentence="opened “plan.pdf”", audience="lga")

    pages = [page_of(log_in_as(each), challenge) for each in (office, person(Role.CHALLENGE_MANAGER, challenge))]

    assert [sentences(page) for page in pages] == [[], []]
    assert ["Who opened which case or file" in page.text for page in pages] == [True, False]


def test_every_stage_finds_what_it_records_about_the_whole_challenge():
    """An event whose target is the challenge is found under its stage by its noun."""
    missing = []
    for stage in [each for each in Stage if each not in {Stage.CLOSED, Stage.WITHDRAWN}]:
        for path in (ROOT / stage.value).rglob("*.py"):
            for noun in nouns_about_the_challenge(path):
                if noun not in history.NOUNS.get(stage, []):
                    missing.append(f"{stage.value}: {noun}")

    assert missing == [], "add the noun to NOUNS in peerchallenge/history.py"


def nouns_about_the_challenge(path):
    for node in ast.walk(ast.parse(path.read_text())):
        if not (isinstance(node, ast.Call) and ast.unparse(node.func) == "audit.record"):
            continue
        targets = [ast.unparse(each.value) for each in node.keywords if each.arg == "target"]
        if targets and targets[0].rpartition(".")[2] == "challenge":
            names = [each.value for each in ast.walk(node.args[0]) if isinstance(each, ast.Constant)]
            yield from {name.partition(".")[0] for name in names if isinstance(name, str) and "." in name}
