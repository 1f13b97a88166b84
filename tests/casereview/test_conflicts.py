"""Who should not read a case: it is taken from them, never given again, and the reason is for few."""

import pytest
from django.urls import reverse

from casereview import actions, queries
from casereview.models import AspectNote, CaseConflict, CaseReview, SecondReading
from challenges.action_tools import ActionRefused
from challenges.models import AuditEvent, PeerProfile, PeerSkill, Role
from challenges.moments import now
from challenges.text_check import NotClean
from preparation.models import Declaration
from tests.casereview.factories import (
    AspectNoteFactory,
    CaseConflictFactory,
    CaseFactory,
    CaseReviewFactory,
    CaseReviewReportFactory,
    SecondNoteFactory,
    SecondReadingFactory,
)

pytestmark = pytest.mark.django_db
WHY = "I know a worker of this case."


def url(name, challenge, *more):
    return reverse(f"casereview:{name}", args=[challenge.slug, *more])


def left(challenge):
    todos = queries.left_to_do(challenge)
    return [
        (todo.sentence, todo.role, todo.person_id) for todo in todos if todo.gates and "report" not in todo.sentence
    ]


@pytest.fixture
def lead(challenge, peer_in):
    return peer_in(challenge, Role.LEAD_PEER, name="The lead peer")


@pytest.fixture
def reader(challenge, peer_in):
    return peer_in(challenge, name="The reader")


@pytest.fixture
def case(challenge, reader):
    return CaseFactory(challenge=challenge, code="C-07", reviewer=reader)


def say(case, person, *, by=None, because=WHY):
    return actions.say_conflict(case, person=person, because=because, by=by or person)


def test_a_reader_gives_a_case_back_and_somebody_else_is_asked_for(challenge, case, reader):
    say(case, reader)

    case.refresh_from_db()
    assert case.reviewer is None
    assert left(challenge) == [("Give case C-07 to somebody else", Role.CHALLENGE_MANAGER, None)]


def test_it_is_never_given_to_them_again(challenge, case, reader, lead):
    say(case, reader)

    with pytest.raises(ActionRefused) as refused:
        actions.assign_case(case, reviewer=reader, by=lead)
    dealt = queries.shares(challenge, [reader, lead])

    assert str(refused.value) == f"The reader should not read C-07: “{WHY}”. Choose somebody else."
    assert [(share.reader, len(share.cases)) for share in dealt.shares] == [(reader, 0), (lead, 1)]


def test_a_case_nobody_chosen_may_read_is_told(challenge, case, reader, lead, log_in_as):
    say(case, reader)

    page = log_in_as(lead).get(url("case_share_out", challenge), {"chosen": "1", "readers": [reader.pk]}).text

    assert "Nobody chosen may read C-07." in page
    with pytest.raises(ActionRefused, match="Nobody chosen may read the cases that are left."):
        actions.share_out_cases(challenge, people=[reader], by=lead)


def test_what_is_written_waits_until_it_is_handed_over(challenge, case, reader, lead):
    review = CaseReviewFactory(case=case)

    say(case, reader)
    case.refresh_from_db()
    kept = case.reviewer, left(challenge)
    with pytest.raises(ActionRefused, match="You said that you should not read C-07."):
        actions.save_review(
            case,
            by=reader,
            version=1,
            words={"headline": "", "good_practice": "", "question_for_on_site": ""},
            notes={},
        )
    actions.assign_case(case, reviewer=lead, by=lead, hand_over=True)

    assert kept == (reader, [("Give case C-07 to somebody else", Role.CHALLENGE_MANAGER, None)])
    review.refresh_from_db()
    assert review.written_by == lead
    assert left(challenge) == [("Finish 1 case", Role.PEER, lead.pk)]


def test_nothing_noted_in_it_is_shown_to_them_also_later(challenge, case, reader, lead, log_in_as):
    say(case, reader)
    case.reviewer = lead
    case.save()
    AspectNoteFactory(review=CaseReviewFactory(case=case, finished=True, headline="They were asked."))
    client = log_in_as(reader)

    page = client.get(url("case", challenge, case.pk)).text

    assert not CaseReview.objects.visible_to(reader).exists()
    assert CaseReview.objects.visible_to(lead).exists()
    assert "They were asked." not in page
    assert "Nothing that is noted in it is shown to you." in page


def test_who_gave_all_back_reads_what_others_noted_of_other_cases(challenge, case, reader, peer_in):
    other = CaseReviewFactory(case=CaseFactory(challenge=challenge, reviewer=peer_in(challenge)), finished=True)
    CaseReviewFactory(case=case)
    assert not CaseReview.objects.visible_to(reader).filter(pk=other.pk).exists()

    say(case, reader)

    assert set(CaseReview.objects.visible_to(reader)) == {other}


def test_a_second_reader_gives_back_and_their_tags_go(challenge, case, lead, peer_in):
    second = peer_in(challenge, name="The second reader")
    case.second_reader = second
    case.save()
    SecondNoteFactory(reading=SecondReadingFactory(case=case))

    say(case, second)

    assert not SecondReading.objects.exists()
    assert ("Give the second reading of case C-07 to somebody else", Role.CHALLENGE_MANAGER, None) in left(challenge)
    actions.assign_second_reader(case, reader=lead, by=lead)
    assert ("Finish 1 second reading", Role.PEER, lead.pk) in left(challenge)
    assert "Give the second" not in str(left(challenge))


def test_what_is_finished_is_reopened_first(case, reader):
    CaseReviewFactory(case=case, finished=True)

    with pytest.raises(ActionRefused, match="C-07 is finished. Its reviewer reopens it first"):
        say(case, reader)


def test_the_reason_is_checked(case, reader):
    with pytest.raises(NotClean):
        say(case, reader, because="Ring me on 07700 900123.")
    with pytest.raises(ActionRefused, match="Say why you should not read C-07."):
        say(case, reader, because="  ")


def test_it_is_said_once(case, reader, lead):
    say(case, reader)

    with pytest.raises(ActionRefused, match="It is known that The reader does not read C-07."):
        say(case, reader, by=lead)


def test_nobody_speaks_for_another_but_who_shares_cases_out(case, reader, lead, peer_in):
    other = peer_in(case.challenge, name="Another")

    with pytest.raises(ActionRefused, match="Each person says for themselves"):
        say(case, reader, by=other)
    assert say(case, other, by=lead).said_by == lead


def test_only_the_team_is_asked(challenge, case, person, lead):
    with pytest.raises(ActionRefused, match="is not in the peer team now"):
        say(case, person(Role.OBSERVER, challenge), by=lead)


def test_what_was_entered_by_mistake_is_taken_back(challenge, case, reader, lead, log_in_as):
    conflict = say(case, reader)

    log_in_as(lead).post(url("conflict_take_back", challenge, conflict.pk))

    assert not CaseConflict.objects.exists()
    assert actions.assign_case(case, reviewer=reader, by=lead).reviewer == reader


@pytest.mark.parametrize(
    ("role", "reads"),
    [
        (Role.CHALLENGE_MANAGER, True),
        (Role.PROGRAMME_MANAGER, True),
        (Role.LEAD_PEER, True),
        (Role.PEER, False),
        (Role.OBSERVER, False),
        (Role.ADVISER, False),
        (Role.SPONSOR, False),
        (Role.ORGANISER, False),
    ],
)
def test_the_reason_is_for_those_who_share_out_and_for_the_person(
    challenge, case, reader, person, log_in_as, role, reads
):
    say(case, reader)
    user = person(role, challenge)
    page = log_in_as(user).get(url("case", challenge, case.pk))
    history = log_in_as(user).get(reverse("history", args=[challenge.slug]))

    assert (WHY in page.text) is reads
    assert WHY not in history.text
    assert queries.conflicts_of(challenge, reader=user).exists() is reads
    assert WHY in log_in_as(reader).get(url("case", challenge, case.pk)).text
    assert WHY not in str(list(AuditEvent.objects.values()))


def test_giving_back_on_its_page(challenge, case, reader, log_in_as):
    client = log_in_as(reader)

    before = client.get(url("case", challenge, case.pk)).text
    asked = client.get(url("case_give_back", challenge, case.pk)).text
    wrong = client.post(url("case_give_back", challenge, case.pk), {"because": "Ring me on 07700 900123."}).text
    answer = client.post(url("case_give_back", challenge, case.pk), {"because": WHY})

    assert "I should not read this case" in before
    assert "the case is taken from you" in asked
    assert "07700 900123" in wrong
    assert answer.url == url("case_list", challenge)
    assert CaseConflict.objects.get().person == reader


def test_the_lead_peer_notes_it_for_somebody(challenge, case, reader, lead, log_in_as):
    client = log_in_as(lead)

    client.post(url("case_conflict", challenge, case.pk), {"person": reader.pk, "because": WHY})
    page = client.get(url("case_conflict", challenge, case.pk)).text
    assign = client.get(url("case_assign", challenge, case.pk))

    assert CaseConflict.objects.get().said_by == lead
    assert WHY in page
    assert reader.name not in dict(assign.context["form"].fields["reviewer"].choices).values()


def test_a_peer_notes_nothing_for_others(challenge, case, reader, log_in_as):
    assert log_in_as(reader).get(url("case_conflict", challenge, case.pk)).status_code == 403


# Sharing out: what people know, whom the challenge manager replaces


def knows(user, theme):
    profile = PeerProfile.objects.create(user=user, changed_at=now(), changed_by=user)
    PeerSkill.objects.create(profile=profile, theme=theme)


def theme_called(challenge, code):
    return next(theme.name for theme in challenge.programme.plan.themes if theme.code == code)


def test_who_knows_the_theme_gets_its_cases_and_the_page_says_so(challenge, reader, lead, log_in_as):
    knows(reader, theme_called(challenge, "M9"))
    for code, stratum in (("C-01", "Early help"), ("C-02", "Children in care"), ("C-03", "Children in care")):
        CaseFactory(challenge=challenge, code=code, stratum=stratum, position=int(code[-1]))
    CaseFactory(challenge=challenge, code="C-04", stratum="Early help", position=4)

    shares = queries.shares(challenge, [lead, reader]).shares
    page = log_in_as(lead).get(url("case_share_out", challenge)).text

    assert [[case.code for case in share.cases] for share in shares] == [["C-01", "C-04"], ["C-02", "C-03"]]
    assert "C-02, C-03 (children in care): knows children in care" in page


def test_who_is_to_be_replaced_gets_nothing(challenge, reader, lead, log_in_as):
    CaseFactory.create_batch(2, challenge=challenge, reviewer=None)
    case = CaseFactory(challenge=challenge)
    Declaration.objects.create(
        challenge=challenge,
        user=reader,
        number=1,
        asked_at=now(),
        asked_because="you joined the team",
        answered_at=now(),
        family="A sister works here.",
        decision="replace",
        decision_text="Too near.",
        changed_at=now(),
        changed_by=lead,
    )

    shares = queries.shares(challenge, [reader, lead]).shares
    page = log_in_as(lead).get(url("case_share_out", challenge)).text

    assert [(share.reader, len(share.cases)) for share in shares] == [(lead, 3)]
    assert "The reader is given nothing more" in page
    assert "A sister works here." not in page
    with pytest.raises(ActionRefused, match="The reader gets no more cases"):
        actions.assign_case(case, reviewer=reader, by=lead)


# Second readers are shared out


@pytest.fixture
def three(challenge, reader, lead, peer_in):
    """Three readers with two cases each."""
    people = [lead, reader, peer_in(challenge, name="The third")]
    for number in range(6):
        stratum = ("Early help", "Assessments", "Care leavers")[number % 3]
        CaseFactory(
            challenge=challenge, reviewer=people[number % 3], stratum=stratum, position=number, code=f"C-{number}1"
        )
    return people


@pytest.mark.parametrize("how_many", [0, 1, 3, 6])
def test_so_many_are_read_twice_by_somebody_else_evenly(challenge, three, lead, how_many):
    dealt = queries.second_shares(challenge, three, how_many=how_many)

    if how_many:
        assert actions.share_out_second_readings(challenge, people=three, how_many=how_many, by=lead) == how_many
    twice = challenge.cases.exclude(second_reader=None)

    numbers = [len(share.cases) for share in dealt.shares]
    assert twice.count() == how_many == sum(numbers)
    assert max(numbers) - min(numbers) <= 1
    assert not [case for case in twice if case.second_reader_id == case.reviewer_id]
    strata = [list(twice.values_list("stratum", flat=True)).count(part) for part in ("Early help", "Care leavers")]
    assert max(strata) - min(strata) <= 1


def test_a_second_reader_is_never_barred_and_what_nobody_may_read_again_is_told(challenge, three, lead, log_in_as):
    case = challenge.cases.filter(reviewer=lead).first()
    for person in three[1:]:
        CaseConflictFactory(case=case, person=person)

    dealt = queries.second_shares(challenge, three, how_many=6)
    few = queries.second_shares(challenge, three, how_many=5)
    asked = {"chosen": "1", "how_many": "6", "readers": [each.pk for each in three]}
    page = log_in_as(lead).get(url("case_share_out", challenge), asked).text

    assert dealt.for_nobody == [case]
    assert (few.number, few.for_nobody) == (5, [])
    assert f"Nobody chosen may read {case.code} again." in page


def test_the_page_proposes_what_the_programme_has_and_shows_it_first(challenge, three, lead, log_in_as):
    client = log_in_as(lead)

    page = client.get(url("case_share_out", challenge))
    none = client.get(url("case_share_out", challenge), {"chosen": "1", "how_many": "0", "readers": [lead.pk]})
    wrong = client.get(url("case_share_out", challenge), {"chosen": "1", "how_many": "7", "readers": [lead.pk]})
    answer = client.post(
        url("case_share_out", challenge), {"how_many": "2", "readers": [person.pk for person in three]}
    )

    assert page.context["second"]["how_many"] == challenge.programme.plan.case_review.read_twice == 5
    assert none.context["second"]["dealt"].number == 0
    assert "There are 6 cases. Enter a number from 0 to 6." in wrong.text
    assert answer.url == url("case_list", challenge)
    assert challenge.cases.exclude(second_reader=None).count() == 2


def test_more_can_be_asked_for_later(challenge, three, lead):
    actions.share_out_second_readings(challenge, people=three, how_many=2, by=lead)

    assert actions.share_out_second_readings(challenge, people=three, how_many=3, by=lead) == 1
    with pytest.raises(ActionRefused, match="No case is given"):
        actions.share_out_second_readings(challenge, people=three, how_many=3, by=lead)


def test_second_readers_are_refused_as_readers_are(challenge, three, lead, person):
    with pytest.raises(ActionRefused, match="Choose at least one person"):
        actions.share_out_second_readings(challenge, people=[], how_many=1, by=lead)
    with pytest.raises(ActionRefused, match="is not in the peer team now"):
        actions.share_out_second_readings(challenge, people=[person(Role.OBSERVER, challenge)], how_many=1, by=lead)
    CaseReviewReportFactory(challenge=challenge, shared=True)
    with pytest.raises(ActionRefused, match="The case review report is shared."):
        actions.share_out_second_readings(challenge, people=three, how_many=1, by=lead)


# One case


def test_one_case_gets_and_loses_a_second_reader(challenge, case, lead, log_in_as):
    client, address = log_in_as(lead), url("case_assign", challenge, case.pk)

    client.post(address, {"second": "1", "reader": lead.pk})
    case.refresh_from_db()
    given = case.second_reader
    client.post(address, {"second": "1", "reader": "nobody"})
    case.refresh_from_db()

    assert (given, case.second_reader) == (lead, None)


def test_tags_go_only_when_that_is_said(challenge, case, lead, peer_in):
    second = peer_in(challenge, name="The second reader")
    actions.assign_second_reader(case, reader=second, by=lead)
    SecondReadingFactory(case=challenge.cases.get())

    with pytest.raises(ActionRefused) as refused:
        actions.assign_second_reader(case, reader=lead, by=lead)
    actions.assign_second_reader(case, reader=lead, by=lead, let_go=True)

    assert str(refused.value) == (
        "The second reader has begun to read C-07 again. Say that what they chose so far goes, then save again."
    )
    assert not SecondReading.objects.exists()


def test_the_two_readers_of_a_case_are_two(case, reader, lead):
    with pytest.raises(ActionRefused, match="The reader reads C-07 first."):
        actions.assign_second_reader(case, reader=reader, by=lead)
    actions.assign_second_reader(case, reader=lead, by=lead)
    with pytest.raises(ActionRefused, match="The lead peer reads C-07 again."):
        actions.assign_case(case, reviewer=lead, by=lead)


def test_a_finished_second_reading_keeps_its_reader(case, reader, lead, peer_in):
    actions.assign_second_reader(case, reader=lead, by=lead)
    case.refresh_from_db()
    SecondReadingFactory(case=case, finished=True)

    with pytest.raises(ActionRefused, match="The second reading of C-07 is finished. Its second reader stays."):
        actions.assign_second_reader(case, reader=None, by=lead)
    with pytest.raises(ActionRefused, match="The second reading of C-07 is finished."):
        say(case, lead)


def test_a_case_somebody_has_begun_to_read_again_stays_in_the_sample(challenge, case, lead, log_in_as):
    actions.assign_second_reader(case, reader=lead, by=lead)
    case.refresh_from_db()
    SecondReadingFactory(case=case)

    with pytest.raises(ActionRefused, match="C-07 is being read, so it stays in the sample."):
        actions.remove_case(case, by=lead)
    page = log_in_as(lead).get(url("case_remove", challenge, case.pk)).text
    assert "The lead peer has begun to read this case again" in page


def test_what_is_handed_over_keeps_the_second_reading(challenge, case, lead, peer_in):
    """The first reading goes on with somebody else; the second reader's tags stay theirs."""
    second = peer_in(challenge, name="The second reader")
    actions.assign_second_reader(case, reader=second, by=lead)
    case.refresh_from_db()
    CaseReviewFactory(case=case)
    reading = SecondReadingFactory(case=case, tagged=True)

    actions.assign_case(case, reviewer=lead, by=lead, hand_over=True)

    reading.refresh_from_db()
    assert reading.written_by == second
    assert set(SecondReading.objects.visible_to(second)) == {reading}


# The list


def test_the_list_says_how_far_first_and_second_readings_are(challenge, three, lead, log_in_as):
    first = challenge.cases.filter(reviewer=lead).first()
    first.second_reader = three[1]
    first.save()
    CaseReviewFactory(case=first, finished=True)
    SecondReadingFactory(case=first, finished=True)
    AspectNote.objects.all().delete()

    page = log_in_as(lead).get(url("case_list", challenge))

    assert [
        (row.reader.name, row.finished, row.given, row.second_finished, row.second_given)
        for row in page.context["by_reader"]
    ] == [("The lead peer", 1, 2, 0, 0), ("The reader", 0, 2, 1, 1), ("The third", 0, 2, 0, 0)]
    assert [(row.name, row.finished, row.given, row.second_finished) for row in page.context["by_part"]] == [
        ("Early help", 1, 2, 1),
        ("Assessments", 0, 2, 0),
        ("Care leavers", 0, 2, 0),
    ]
    assert "1 of 1 second readings finished" in page.text


def test_a_second_reader_finds_theirs_and_whom_they_wait_for(challenge, three, log_in_as):
    case = challenge.cases.filter(reviewer=three[0]).first()
    case.second_reader = three[2]
    case.save()
    challenge.cases.filter(reviewer=three[2]).delete()
    client = log_in_as(three[2])
    before = client.get(url("case_list", challenge)).text
    SecondReadingFactory(case=case, tagged=True)

    after = client.get(url("case_list", challenge)).text

    assert f"the second reading of {case.code}, early help" in before
    assert "Waits for The lead peer" in after


@pytest.mark.parametrize("how_many", [1, 30])
def test_sharing_out_costs_the_same_for_every_sample(
    challenge, lead, reader, log_in_as, how_many, django_assert_num_queries
):
    CaseFactory.create_batch(how_many, challenge=challenge, reviewer=reader)
    CaseFactory.create_batch(how_many, challenge=challenge)
    client = log_in_as(lead)

    with django_assert_num_queries(20):
        client.get(url("case_share_out", challenge))


def test_the_history_names_no_case_where_the_stage_ends_all_the_same(challenge, case, reader):
    say(case, reader)
    assert ("Give case C-07 to somebody else", Role.CHALLENGE_MANAGER, None) in left(challenge)

    actions.end_case_review(challenge, override_reason="The week begins.", by=challenge.created_by)

    ended = challenge.stage_endings.get(stage="casereview")
    assert "Give cases to somebody else, since their reader should not read them" in ended.missing
    assert "C-07" not in f"{ended.missing} {AuditEvent.objects.get(what='stage.ended').sentence}"
