import datetime

import pytest

from challenges.actions import agree_to_observer, invite
from challenges.lifecycle import ENDINGS, Stage, ToDo
from challenges.models import Membership, Milestone, NextAction, OutboundMail, Role
from challenges.moments import now, today, working_days_from
from challenges.next_actions import work_out
from challenges.outbox import STILL_NEEDED
from preparation import actions, queries
from preparation.models import TeamPlace
from tests.factories import ChallengeFactory, UserFactory
from tests.preparation.factories import (
    DocumentRequestFactory,
    DocumentVersionFactory,
    ReadingFactory,
    TeamPlaceFactory,
)
from tests.preparation.joining import join as accept

pytestmark = pytest.mark.django_db


@pytest.fixture
def challenge():
    return ChallengeFactory(stage="preparation")


def join(challenge, role, **fields):
    place = TeamPlaceFactory(challenge=challenge, role=role, **fields)
    accept(place)
    return place


def whole_team(challenge):
    return [join(challenge, role) for role in ("peer", "peer", "peer", "lead_peer")]


def test_the_team_is_who_accepted_with_the_lead_peer_first(challenge, person):
    observer, peer, lead, other = (join(challenge, role) for role in ("observer", "peer", "lead_peer", "peer"))
    join(challenge, "observer")  # the council has not agreed to this one
    agree_to_observer(observer.user.memberships.get(), by=person("sponsor", challenge))
    TeamPlaceFactory(challenge=challenge)
    actions.withdraw_place(other, by=challenge.created_by)
    in_order = [lead, peer, observer]

    assert list(queries.team_places(challenge)) == in_order
    assert list(queries.team(challenge)) == [place.user for place in in_order]


def test_the_team_of_another_challenge_is_another(challenge):
    place = join(challenge, "peer")
    elsewhere = ChallengeFactory(stage="preparation")
    join(elsewhere, "lead_peer", user=place.user)

    assert [list(queries.team(each)) for each in (challenge, elsewhere)] == [[place.user], [place.user]]
    assert [place.role for place in queries.team_places(challenge)] == ["peer"]


def test_what_the_team_is_short_of(challenge):
    join(challenge, "peer")
    TeamPlaceFactory(challenge=challenge)

    needs = {
        need.role: (need.least, need.accepted, need.invited, need.short, need.to_invite, need.sentence)
        for need in queries.team_needs(challenge)
    }

    assert needs == {
        Role.LEAD_PEER: (1, 0, 0, 1, 1, "The team is 1 lead peer short."),
        Role.PEER: (3, 1, 1, 2, 1, "The team is 2 peers short. 1 invited."),
        Role.OBSERVER: (0, 0, 0, 0, 0, ""),
    }  # fmt: skip


def test_the_days_of_a_place_are_those_of_its_kind(challenge):
    specs = {spec.label: spec.days for spec in challenge.programme.plan.team if spec.role == "peer"}
    label = next(iter(specs))
    own = TeamPlaceFactory.build(challenge=challenge, place=label.partition(":")[0].lower())
    other = TeamPlaceFactory.build(challenge=challenge, place="Housing peer")

    assert queries.days_expected(own) == [(label, specs[label])]
    assert queries.days_expected(other) == list(specs.items())


def test_documents_for_later_stages(challenge, person):
    reader = person("peer", challenge)
    read = DocumentRequestFactory(challenge=challenge, is_in=True)
    unread = DocumentRequestFactory(challenge=challenge, is_in=True)
    DocumentRequestFactory(challenge=challenge)
    ReadingFactory.create_batch(2, request=read)

    assert list(queries.documents_in(challenge, reader=reader)) == [read, unread]
    assert queries.documents_read(challenge) == 1


def test_files_stand_by_name_with_the_newest_version_first(challenge):
    item = DocumentRequestFactory(challenge=challenge, is_in=True)
    other = DocumentVersionFactory(request=item, file__name="b.pdf", same_name="b.pdf")
    old = DocumentVersionFactory(request=item, file__name="A.pdf", same_name="a.pdf", is_newest=False)
    new = DocumentVersionFactory(request=item, file__name="a.pdf", same_name="a.pdf", number=2)

    assert queries.files_of(item) == (
        [queries.FileOfItem(newest=new, older=[old]), queries.FileOfItem(newest=other, older=[])],
        False,
    )


def test_readers_are_those_who_read_what_stands_there_now(challenge):
    item = DocumentRequestFactory(challenge=challenge, is_in=True)
    before, now_read = UserFactory(), UserFactory()
    ReadingFactory(request=item, reader=before, read_at=item.answered_at - datetime.timedelta(minutes=1))
    ReadingFactory(request=item, reader=now_read)

    assert queries.readers_of(item) == [now_read]
    assert queries.readers_of(DocumentRequestFactory(challenge=challenge)) == []


def test_what_comes_next_is_the_must_read_for_readers_and_the_soonest_for_the_council(challenge, person):
    here = DocumentRequestFactory(challenge=challenge, is_in=True)
    reference = DocumentRequestFactory(challenge=challenge, is_in=True, importance="reference")
    must_read = DocumentRequestFactory(challenge=challenge, is_in=True)
    DocumentRequestFactory(challenge=challenge, due_on=datetime.date(2027, 2, 9))
    sooner = DocumentRequestFactory(challenge=challenge, due_on=datetime.date(2027, 2, 2))
    reader, organiser = person("peer", challenge), person("organiser", challenge)

    assert queries.next_to_come(here, organiser) == sooner
    assert queries.next_to_read(here, reader) == must_read
    ReadingFactory(request=must_read, reader=reader)
    assert queries.next_to_read(here, reader) == reference


def test_counts_in_words():
    counts = queries.DocumentCounts(total=29, are_in=9, not_held=2)

    assert f"{counts.are_in} of {counts.total} {counts.after_the_first}" == "9 of 29 in, 2 not held, 18 to come"


@pytest.mark.parametrize(
    ("title", "inside"),
    [
        ("Latest self-evaluation", "latest self-evaluation"),
        ("ChAT analysis", "ChAT analysis"),
        ("Early Help Strategy", "Early Help Strategy"),
    ],
)
def test_a_title_in_a_sentence(title, inside):
    assert queries.in_a_sentence(title) == inside


# What is left to do


def test_an_empty_team_is_invited(challenge):
    Milestone.objects.create(
        challenge=challenge,
        code="team_accepted",
        name="Team accepted",
        stage="preparation",
        owner="challenge_manager",
        due_on=datetime.date(2027, 1, 5),
        position=1,
    )

    left = queries.left_to_do(challenge)

    invite_at = f"/challenges/{challenge.slug}/team/invite/"
    manager, due_on = Role.CHALLENGE_MANAGER, datetime.date(2027, 1, 5)
    assert left == [
        ToDo("Invite a lead peer", "preparation:team", manager, url=f"{invite_at}?role=lead_peer", due_on=due_on),
        ToDo("Invite 3 peers", "preparation:team", manager, url=f"{invite_at}?role=peer", due_on=due_on),
    ]


def test_a_team_half_there_is_invited_on(challenge):
    join(challenge, "lead_peer")
    join(challenge, "peer")
    TeamPlaceFactory(challenge=challenge)

    left = [todo.sentence for todo in queries.left_to_do(challenge)]

    assert left == ["Invite one more peer", f"Answer the invitation to the peer challenge of {challenge.council}"]


def test_an_open_invitation_is_the_turn_of_that_person(challenge):
    whole_team(challenge)
    place, observer = TeamPlaceFactory(challenge=challenge), TeamPlaceFactory(challenge=challenge, role="observer")

    left = queries.left_to_do(challenge)

    sentence = f"Answer the invitation to the peer challenge of {challenge.council}"
    assert left == [
        ToDo(sentence, "preparation:team", "peer", url=f"/invitations/{place.pk}/", person_id=place.user_id),
        ToDo(
            sentence,
            "preparation:team",
            "observer",
            url=f"/invitations/{observer.pk}/",
            person_id=observer.user_id,
            gates=False,
        ),
    ]


def test_an_invitation_that_goes_out_late_is_not_overdue_at_once(challenge):
    milestone = Milestone.objects.create(
        challenge=challenge,
        code="team_briefing",
        name="Declarations",
        stage="preparation",
        owner="challenge_manager",
        due_on=today(),
        position=1,
    )
    TeamPlaceFactory(challenge=challenge)

    late = queries.left_to_do(challenge)[-1].due_on
    milestone.due_on = working_days_from(today(), 30)
    milestone.save()
    early = queries.left_to_do(challenge)[-1].due_on

    assert (late, early) == (working_days_from(today(), 5), milestone.due_on)


def test_someone_invited_after_preparation_finds_the_invitation_at_home_and_it_holds_nothing_up(challenge):
    challenge.stage = Stage.ON_SITE
    challenge.save()
    place = TeamPlaceFactory(challenge=challenge)

    work_out(challenge)

    action = NextAction.objects.get(person=place.user)
    assert action.sentence.startswith("Answer the invitation to the peer challenge of")
    assert not action.gates
    place.state = TeamPlace.State.WITHDRAWN
    place.save()
    work_out(challenge)
    assert not NextAction.objects.filter(person=place.user).exists()


def test_must_read_items_hold_the_stage_up_until_in_or_not_held(challenge):
    whole_team(challenge)
    item = DocumentRequestFactory(challenge=challenge, code="3", title="Latest self-evaluation")
    DocumentRequestFactory(challenge=challenge, is_in=True, state="not_held", not_held_because="There is none.")

    left = queries.left_to_do(challenge)

    assert left == [
        ToDo(
            "Upload item 3, latest self-evaluation",
            "preparation:document_list",
            Role.ORGANISER,
            url=f"/challenges/{challenge.slug}/advance-documents/{item.pk}/",
            due_on=item.due_on,
        )
    ]


@pytest.mark.parametrize(("how_many", "items"), [(1, "1 further item"), (17, "17 further items")])
def test_other_items_are_one_line_and_hold_nothing_up(challenge, how_many, items):
    whole_team(challenge)
    first, *_others = DocumentRequestFactory.create_batch(how_many, challenge=challenge, importance="reference")
    DocumentRequestFactory(challenge=challenge, importance="reference", is_in=True)

    left = queries.left_to_do(challenge)

    assert left == [
        ToDo(
            f"Answer {items} of the document list",
            "preparation:document_list",
            Role.ORGANISER,
            url=f"/challenges/{challenge.slug}/advance-documents/?show=to_come",
            due_on=first.due_on,
            gates=False,
        )
    ]


def test_each_peer_is_told_what_to_read(challenge):
    *peers, lead = whole_team(challenge)
    join(challenge, "observer")
    items = DocumentRequestFactory.create_batch(2, challenge=challenge, is_in=True)
    DocumentRequestFactory(challenge=challenge, is_in=True, importance="reference")
    for item in items:
        ReadingFactory(request=item, reader=lead.user)
    ReadingFactory(request=items[0], reader=peers[0].user)
    ReadingFactory(request=items[1], reader=peers[0].user, read_at=now() - datetime.timedelta(days=1))

    left = [(todo.sentence, todo.person_id, todo.role, todo.gates) for todo in queries.left_to_do(challenge)]

    assert sorted(left, key=lambda todo: todo[1]) == [
        ("Read 1 must-read document", peers[0].user_id, "peer", False),
        ("Read 2 must-read documents", peers[1].user_id, "peer", False),
        ("Read 2 must-read documents", peers[2].user_id, "peer", False),
    ]


def test_the_ending_is_the_challenge_manager_s():
    ending = ENDINGS[Stage.PREPARATION]

    assert (ending.page, ending.sentence, ending.role) == (
        "preparation:preparation_end",
        "Confirm the team and the documents",
        "challenge_manager",
    )


def test_what_is_missing_says_whose_turn_it_is(challenge):
    whole_team(challenge)
    place = TeamPlaceFactory(challenge=challenge)
    item = DocumentRequestFactory(challenge=challenge, code="3", title="ChAT analysis")

    assert queries.missing_lines(challenge) == [
        {
            "sentence": f"Answer the invitation to the peer challenge of {challenge.council}",
            "url": f"/invitations/{place.pk}/",
            "whose": place.user.name,
        },
        {
            "sentence": "Upload item 3, ChAT analysis",
            "url": f"/challenges/{challenge.slug}/advance-documents/{item.pk}/",
            "whose": "Organiser",
        },
    ]


def test_an_invitation_stands_among_the_next_actions_of_who_is_invited(
    challenge, person, django_capture_on_commit_callbacks
):
    manager = person("challenge_manager", challenge)

    with django_capture_on_commit_callbacks(execute=True):
        place = actions.invite_person(
            challenge, email="peer@example.org", name="A peer", role="peer", place="Health peer", by=manager
        )

    action = NextAction.objects.for_person(place.user).get()
    assert (action.sentence, action.url) == (
        f"Answer the invitation to the peer challenge of {challenge.council}",
        f"/invitations/{place.pk}/",
    )


@pytest.mark.parametrize("withdrawn", [False, True])
def test_the_invitation_is_mailed_while_it_is_open(challenge, withdrawn):
    place = TeamPlaceFactory(challenge=challenge)
    invite(place.user, challenge=challenge, role="peer", by=challenge.created_by)
    mail = OutboundMail.objects.get()
    if withdrawn:
        actions.withdraw_place(place, by=challenge.created_by)

    assert STILL_NEEDED["challenges.invitation"](mail) is not withdrawn


def test_a_mail_names_its_person_plainly():
    challenge = ChallengeFactory(stage="preparation", council__name="King's Marsh & Fen Council")
    place = TeamPlaceFactory(challenge=challenge, user__name="O'Peer")

    invite(place.user, challenge=challenge, role="peer", by=challenge.created_by)

    mail = OutboundMail.objects.get()
    assert mail.body.startswith("Dear O'Peer\n")
    assert "King's Marsh & Fen Council" in mail.body


@pytest.mark.parametrize("how_many", [1, 30])
def test_what_is_left_costs_the_same_for_any_list(challenge, how_many, django_assert_num_queries):
    TeamPlaceFactory.create_batch(how_many, challenge=challenge)
    for item in DocumentRequestFactory.create_batch(how_many, challenge=challenge, is_in=True):
        ReadingFactory(request=item)
    for _ in range(how_many):
        Membership.objects.create(
            challenge=challenge, user=UserFactory(), role="peer", added_at=now(), added_by=challenge.created_by
        )

    with django_assert_num_queries(10):
        queries.left_to_do(challenge)
