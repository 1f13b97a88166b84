import pytest
from django.urls import reverse

from challenges import next_actions
from challenges.models import AuditEvent, NextAction
from challenges.moments import now
from tests.factories import ChallengeFactory

pytestmark = pytest.mark.django_db


def to_do(challenge, sentence, role, **fields):
    return NextAction.objects.create(
        challenge=challenge,
        sentence=sentence,
        role=role,
        **({"position": 0, "page": "challenge", "url": "/x/"} | fields),
    )


def test_the_overview_offers_the_one_thing_that_is_mine(person, log_in_as):
    challenge = ChallengeFactory()
    to_do(challenge, "Add the sponsor", "programme_manager")
    to_do(challenge, "Add a key line", "challenge_manager", position=1)

    answer = log_in_as(person("challenge_manager", challenge)).get(challenge.get_absolute_url())

    assert answer.context["main"].sentence == "Add a key line"
    assert [line.sentence for line in answer.context["missing"]] == ["Add the sponsor", "Add a key line"]


def test_the_council_learns_whose_turn_it_is_but_not_what_the_team_has_left_to_do(person, log_in_as):
    challenge = ChallengeFactory(stage="feedback")
    to_do(challenge, "Three findings rest on one voice", "lead_peer")

    page = log_in_as(person("sponsor", challenge)).get(challenge.get_absolute_url()).text

    assert "Three findings rest on one voice" not in page
    assert "lead peer" in page


@pytest.mark.parametrize(("role", "may"), [("sponsor", True), ("peer", True), ("contributor", False)])
def test_the_overview_of_a_closed_challenge_leads_to_the_report(role, may, person, log_in_as):
    challenge = ChallengeFactory(stage="closed")

    page = log_in_as(person(role, challenge)).get(challenge.get_absolute_url()).text

    assert ("Read the final report" in page) is may


def missing_for(client, challenge):
    """The sentences and links a reader of the overview gets, and the others whose turn it is."""
    context = client.get(challenge.get_absolute_url()).context
    return [(line.sentence, line.url) for line in context["missing"]], context["others"]


def test_of_what_is_done_on_a_page_they_may_not_open_people_learn_only_whose_turn_it_is(person, log_in_as):
    challenge = ChallengeFactory(stage="evaluation")
    to_do(challenge, "Hold the interview", "challenge_manager", page="evaluation:interview")

    told = {role: missing_for(log_in_as(person(role, challenge)), challenge) for role in ("challenge_manager", "peer")}

    assert told == {"challenge_manager": ([("Hold the interview", "/x/")], []), "peer": ([], ["Challenge manager"])}


def test_what_is_missing_is_no_link_for_those_who_may_not_open_its_address(person, log_in_as):
    challenge = ChallengeFactory(stage="preparation")
    url = reverse("preparation:place_invite", args=[challenge.slug]) + "?role=peer"
    to_do(challenge, "Invite a peer", "challenge_manager", page="preparation:team", url=url)

    told = {role: missing_for(log_in_as(person(role, challenge)), challenge) for role in ("challenge_manager", "peer")}

    assert told == {"challenge_manager": ([("Invite a peer", url)], []), "peer": ([("Invite a peer", "")], [])}


def test_the_contents_list_shows_each_person_only_their_pages(person, log_in_as):
    challenge = ChallengeFactory(stage="feedback")

    def labels(role):
        frame = log_in_as(person(role, challenge)).get(challenge.get_absolute_url()).context["frame"]
        return {entry["label"] for chapter in frame["contents"] for entry in chapter["entries"]}

    assert "Findings" in labels("peer")
    assert "Findings" not in labels("sponsor")
    assert "Mail" in labels("challenge_manager")
    assert "Mail" not in labels("peer")


def test_a_page_has_its_tick_once_nothing_on_it_holds_the_stage_up(person, log_in_as):
    challenge = ChallengeFactory(stage="scoping")
    manager = person("challenge_manager", challenge)
    to_do(challenge, "Add a key line", "challenge_manager").page = "scoping:scope"
    NextAction.objects.update(page="scoping:scope")

    def ticks():
        frame = log_in_as(manager).get(challenge.get_absolute_url()).context["frame"]
        return {entry["label"]: entry["done"] for chapter in frame["contents"] for entry in chapter["entries"]}

    before = ticks()
    NextAction.objects.all().delete()

    assert (before["Themes and key lines"], ticks()["Themes and key lines"]) == (False, True)


def test_next_actions_are_worked_out_again_after_what_is_recorded(person, django_capture_on_commit_callbacks):
    challenge = ChallengeFactory(stage="scoping")
    to_do(challenge, "Something stale", "sponsor")

    next_actions.work_out(challenge)

    kept = [row.sentence for row in NextAction.objects.filter(challenge=challenge)]
    assert kept == [todo.sentence for todo in next_actions.left_to_do(challenge)]


@pytest.mark.parametrize("how_many", [1, 100])
def test_history_is_read_in_the_same_number_of_queries(how_many, person, log_in_as, django_assert_num_queries):
    challenge = ChallengeFactory()
    AuditEvent.objects.bulk_create(
        AuditEvent(
            at=now(),
            what="note.written",
            sentence=f"did thing {n}",
            by_id=0,
            by_name="Someone",
            challenge_id=challenge.pk,
            audience="council",
        )
        for n in range(how_many)
    )
    client = log_in_as(person("sponsor", challenge))

    with django_assert_num_queries(7):
        client.get(f"{challenge.get_absolute_url()}history/")
