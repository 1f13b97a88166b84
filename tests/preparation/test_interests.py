"""Declarations of interest: made, decided, asked again; and who reads them."""

import pytest
from django.db import IntegrityError
from django.urls import reverse

from casereview import actions as casereview
from casereview.actions import CaseLine
from challenges.action_tools import ActionRefused, SavedByAnother
from challenges.actions import agree_to_observer, end_membership
from challenges.models import AuditEvent
from challenges.moments import now
from preparation import actions, queries
from preparation.actions import Interests
from preparation.models import Declaration
from tests.factories import ChallengeFactory
from tests.preparation.factories import TeamPlaceFactory
from tests.preparation.joining import NO_TO_ALL, join

pytestmark = pytest.mark.django_db


@pytest.fixture
def challenge():
    return ChallengeFactory(stage="preparation")


@pytest.fixture
def manager(person, challenge):
    return person("challenge_manager", challenge)


@pytest.fixture
def peer(challenge):
    """Joined, having declared a cousin."""
    place = TeamPlaceFactory(challenge=challenge)
    join(place, family="A cousin works there")
    return place.user


def joined(challenge, **fields):
    place = TeamPlaceFactory(challenge=challenge, **fields)
    join(place)
    return place.user


def newest(user):
    return user.declarations.order_by("number").last()


def decide(user, by, decision="none", text=""):
    declaration = newest(user)
    return actions.decide_interests(
        declaration, decision=decision, decision_text=text, version=declaration.version, by=by
    )


def declaration(challenge, user, **fields):
    standing = {"number": 1, "asked_at": now(), "asked_because": "joined the team", "answered_at": now()}
    return Declaration.objects.create(challenge=challenge, user=user, **standing | fields)


# The table


@pytest.mark.parametrize(
    "wrong",
    [
        {"number": 0},
        {"answered_at": None, "decision": "none", "changed_at": True},
        {"decision": "none"},
        {"changed_at": True},
        {"decision": "manage", "changed_at": True},
        {"decision": "replace", "changed_at": True},
    ],
)
def test_a_decision_follows_an_answer_and_says_how_or_why(challenge, person, wrong):
    user = person("peer", challenge)
    if "changed_at" in wrong:
        wrong = wrong | {"changed_at": now(), "changed_by": challenge.created_by}

    with pytest.raises(IntegrityError):
        declaration(challenge, user, **wrong)


@pytest.mark.parametrize("again", [{"number": 1}, {"number": 2, "answered_at": None}])
def test_a_person_is_asked_one_thing_at_a_time(challenge, person, again):
    user = person("peer", challenge)
    declaration(challenge, user, answered_at=None if again["number"] == 2 else now())

    with pytest.raises(IntegrityError):
        declaration(challenge, user, **again)


# Declared


def test_what_there_is_is_told_with_its_name(peer):
    assert newest(peer).declared == [("Family or friends", "A cousin works there")]


def test_declaring_of_one_s_own_accord_is_a_new_round(challenge, peer):
    actions.declare_interests(challenge, interests=Interests(political=" A party "), by=peer)

    rounds = peer.declarations.order_by("number").values_list("number", "asked_because", "family", "political")
    assert list(rounds) == [
        (1, "joined the team", "A cousin works there", ""),
        (2, "said that something has changed", "", "A party"),
    ]


def test_the_history_tells_that_and_not_what(challenge, peer):
    events = AuditEvent.objects.filter(what="interests.declared")

    assert [(event.sentence, event.was, event.now) for event in events] == [("declared their interests", {}, {})]


# Decided


def test_a_decision_is_kept_with_who_and_when(peer, manager):
    decided = decide(peer, manager, "manage", " Goes to no session with her. ")

    assert (decided.decision, decided.decision_text, decided.changed_by) == (
        "manage",
        "Goes to no session with her.",
        manager,
    )
    event = AuditEvent.objects.get(what="interests.decided")
    assert (event.by_id, event.audience, event.now) == (
        manager.pk,
        "author",
        {"decision": "manage", "decision_text": "Goes to no session with her."},
    )


def test_nothing_to_manage_needs_no_words(peer, manager):
    assert decide(peer, manager, "none", "Typed and then not meant").decision_text == ""


@pytest.mark.parametrize("decision", ["manage", "replace"])
def test_the_others_do(peer, manager, decision):
    with pytest.raises(ActionRefused) as refusal:
        decide(peer, manager, decision)

    assert str(refusal.value) == "Say how it is managed, or why the person is replaced."


def test_what_was_declared_since_is_decided_first(challenge, peer, manager):
    old = newest(peer)
    actions.declare_interests(challenge, interests=Interests(), by=peer)

    with pytest.raises(ActionRefused) as refusal:
        actions.decide_interests(old, decision="none", decision_text="", version=1, by=manager)

    assert str(refusal.value) == f"{peer} has declared again since. Decide about the newer declaration."


def test_two_who_decide_at_once_see_both_decisions(challenge, peer, manager, person):
    declaration = newest(peer)
    decide(peer, person("programme_manager", challenge), "manage", "Reads no case of hers.")

    with pytest.raises(SavedByAnother) as refusal:
        actions.decide_interests(declaration, decision="none", decision_text="", version=1, by=manager)

    assert refusal.value.theirs == {"decision": "manage", "decision_text": "Reads no case of hers."}


# Asked again


def asked(challenge):
    return {each.user: each.asked_because for each in Declaration.objects.open().filter(challenge=challenge)}


def test_who_joins_has_the_others_asked_again(challenge, peer):
    newcomer = joined(challenge)

    assert asked(challenge) == {peer: "Health peer joined the team"}
    assert newest(newcomer).answered_at


def test_who_is_withdrawn_has_the_others_asked_again(challenge, peer, manager):
    place = TeamPlaceFactory(challenge=challenge)
    join(place)
    actions.confirm_interests(challenge, by=peer)

    actions.withdraw_place(place, by=manager)

    assert asked(challenge) == {peer: "Health peer left the team"}


def test_who_is_removed_among_the_people_has_the_others_asked_again(challenge, peer, manager):
    leaver = joined(challenge)
    actions.confirm_interests(challenge, by=peer)

    end_membership(leaver.memberships.get(), by=manager)

    assert asked(challenge) == {peer: "Health peer left the team"}


def test_nobody_is_asked_because_an_observer_comes_or_goes(challenge, peer, manager, person):
    observer = joined(challenge, role="observer")
    agree_to_observer(observer.memberships.get(), by=person("sponsor", challenge))
    end_membership(observer.memberships.get(), by=manager)

    assert asked(challenge) == {}


def test_no_one_is_asked_because_an_organiser_leaves(challenge, peer, manager, person):
    person("organiser", challenge)

    end_membership(person("organiser", challenge).memberships.get(), by=manager)

    assert asked(challenge) == {}


@pytest.fixture
def in_case_review(challenge, peer):
    challenge.stage = "casereview"
    challenge.save()
    return challenge


def line(number):
    return CaseLine(f"C-{number}", "Early help", "5 to 9")


def test_a_changed_sample_has_who_reads_cases_asked_again(in_case_review, peer, manager):
    observer = joined(in_case_review, role="observer")

    (case,) = casereview.add_cases(in_case_review, lines=[line(1)], by=manager)
    added = asked(in_case_review)
    actions.confirm_interests(in_case_review, by=peer)
    casereview.remove_case(case, by=manager)

    assert (added, asked(in_case_review)) == ({peer: "the sample of cases has changed"},) * 2
    assert observer.declarations.count() == 1


def test_who_gets_cases_is_asked_again_once_for_both_reasons(in_case_review, peer, manager):
    casereview.add_cases(in_case_review, lines=[line(1), line(2)], by=manager)

    casereview.share_out_cases(in_case_review, people=[peer], by=manager)

    assert asked(in_case_review) == {peer: "the sample of cases has changed; cases were shared out to you"}
    assert peer.declarations.count() == 2


def test_who_takes_a_case_over_is_asked_again(in_case_review, peer, manager):
    other = joined(in_case_review)
    (case,) = casereview.add_cases(in_case_review, lines=[line(1)], by=manager)
    for user in (peer, other):
        actions.confirm_interests(in_case_review, by=user)

    casereview.assign_case(case, reviewer=other, by=manager)

    assert asked(in_case_review) == {other: "cases were shared out to you"}


def test_nothing_has_changed_keeps_the_words_and_the_decision(challenge, peer, manager):
    decide(peer, manager, "manage", "Reads no case of hers.")
    joined(challenge)

    confirmed = actions.confirm_interests(challenge, by=peer)

    assert (confirmed.number, confirmed.unchanged, confirmed.family) == (2, True, "A cousin works there")
    assert (confirmed.decision, confirmed.decision_text, confirmed.changed_by) == (
        "manage",
        "Reads no case of hers.",
        manager,
    )
    assert peer.declarations.count() == 2


def test_who_was_not_asked_has_nothing_to_confirm(challenge, peer):
    with pytest.raises(ActionRefused) as refusal:
        actions.confirm_interests(challenge, by=peer)

    assert str(refusal.value) == "You have answered already. If an interest of yours changes, declare it."


def test_who_never_declared_cannot_say_that_nothing_changed(challenge, peer, manager):
    peer.declarations.all().delete()
    actions.ask_interests_again(challenge, because="the team has changed", by=manager)

    with pytest.raises(ActionRefused) as refusal:
        actions.confirm_interests(challenge, by=peer)

    assert str(refusal.value) == "You have not declared your interests yet. Answer the questions."


# What is left to do


def left(challenge):
    return [(todo.sentence, todo.role, todo.person_id) for todo in queries.interests_left(challenge)]


def test_undecided_declarations_wait_for_the_challenge_manager(challenge, peer):
    one = left(challenge)
    other = joined(challenge)

    assert one == [(f"Decide about the interests of {peer}", "challenge_manager", None)]
    assert left(challenge) == [
        ("Check your declaration of interest", "peer", peer.pk),
        ("Decide about the interests of 2 people", "challenge_manager", None),
    ]
    assert newest(other).answered_at


def test_who_is_to_be_replaced_waits_for_it_until_they_left(challenge, peer, manager):
    decide(peer, manager, "replace", "Her sister leads the service.")
    before = left(challenge)

    actions.withdraw_place(challenge.team_places.get(user=peer), by=manager)

    assert before == [(f"Replace {peer} in the team", "challenge_manager", None)]
    assert left(challenge) == []


@pytest.mark.parametrize("stage", ["scoping", "evaluation", "closed", "withdrawn"])
def test_before_and_after_the_team_works_nothing_waits(challenge, peer, stage):
    challenge.stage = stage

    assert left(challenge) == []


# The pages


def at(name, challenge, *args):
    return reverse(f"preparation:{name}", args=[challenge.slug, *args])


def test_a_peer_answers_with_one_button(log_in_as, challenge, peer):
    joined(challenge)
    client = log_in_as(peer)

    before = client.get(at("declaration", challenge))
    after = client.post(at("declaration_confirm", challenge), follow=True)

    assert "Health peer joined the team. Does what you declared still hold?" in before.text
    assert "Noted: nothing has changed." in after.text
    assert asked(challenge) == {}


def test_the_form_begins_with_what_was_declared(log_in_as, challenge, peer):
    client = log_in_as(peer)

    form = client.get(at("declaration_write", challenge)).context["form"]
    client.post(at("declaration_write", challenge), NO_TO_ALL | {"political": "yes", "political_text": "A party"})

    assert (form["family"].value(), form["family_text"].value()) == ("yes", "A cousin works there")
    assert form["political"].value() == "no"
    assert (newest(peer).family, newest(peer).political) == ("", "A party")


def test_who_never_declared_comes_to_the_form(log_in_as, challenge, person):
    answer = log_in_as(person("peer", challenge)).get(at("declaration", challenge))

    assert answer.url == at("declaration_write", challenge)


def test_a_peer_reads_how_it_is_managed_but_not_why_they_are_replaced(log_in_as, challenge, peer, manager):
    client = log_in_as(peer)
    decide(peer, manager, "manage", "Reads no case of hers.")
    managed = client.get(at("declaration", challenge)).text
    decide(peer, manager, "replace", "The sponsor asked for it.")
    replaced = client.get(at("declaration", challenge)).text

    assert "Reads no case of hers." in managed
    assert "The sponsor asked for it." not in replaced
    assert "The challenge manager speaks with you about your place." in replaced


def test_deciding_on_the_page(log_in_as, challenge, peer, manager):
    client = log_in_as(manager)
    page = at("declaration_decide", challenge, newest(peer).pk)

    missing = client.post(page, {"decision": "manage", "version": "1"})
    client.post(page, {"decision": "manage", "decision_text": "No session with her", "version": "1"})

    assert missing.context["form"].errors == {"decision_text": ["Say how it is managed"]}
    assert newest(peer).decision == "manage"


def test_an_older_round_and_one_of_another_challenge_are_not_decided(log_in_as, challenge, peer, manager):
    old, elsewhere = newest(peer), ChallengeFactory(stage="preparation")
    actions.declare_interests(challenge, interests=Interests(), by=peer)
    other = newest(joined(elsewhere))
    client = log_in_as(manager)

    answers = [client.get(at("declaration_decide", challenge, each.pk)).status_code for each in (old, other)]

    assert answers == [404, 404]


@pytest.mark.parametrize("how_many", [1, 30])
def test_the_list_costs_the_same_for_any_team(log_in_as, challenge, manager, how_many, django_assert_num_queries):
    for _each in range(how_many):
        joined(challenge)
    client = log_in_as(manager)

    with django_assert_num_queries(8):
        client.get(at("declaration_list", challenge))
