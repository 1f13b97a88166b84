"""A case read again: alone first, then both side by side, then settled; who sees what when, through every door."""

import pytest
from django.urls import reverse

from casereview import actions, queries
from casereview.actions import Beside, Note
from casereview.models import AspectNote, CaseReview, SecondNote, SecondReading
from challenges.action_tools import ActionRefused, SavedByAnother
from challenges.models import Audience, AuditEvent, NextAction, Role
from challenges.next_actions import work_out
from challenges.text_check import NotClean
from tests.casereview.conftest import NO_WORDS, plan_aspects
from tests.casereview.factories import CaseFactory, CaseReviewFactory, CaseReviewReportFactory

pytestmark = pytest.mark.django_db
FIRST_SAW, SECOND_SAW = "The grandmother was not asked.", "She was asked in the spring, on page twelve."


@pytest.fixture
def first(challenge, peer_in):
    return peer_in(challenge, name="The first reader")


@pytest.fixture
def second(challenge, peer_in):
    return peer_in(challenge, name="The second reader")


@pytest.fixture
def case(challenge, first, second):
    return CaseFactory(challenge=challenge, code="C-07", reviewer=first, second_reader=second)


def codes(challenge):
    return [aspect.code for aspect in plan_aspects(challenge)]


def finish_first(case, tags=None):
    """The first reader tags everything as a strength unless `tags` says otherwise, with words only they have."""
    notes = {code: Note("strength", areas=FIRST_SAW) for code in codes(case.challenge)}
    notes |= {code: Note(tag, areas=FIRST_SAW) for code, tag in (tags or {}).items()}
    words = NO_WORDS | {"headline": FIRST_SAW}
    review = CaseReview.objects.filter(case=case).first()
    actions.save_review(
        case, by=case.reviewer, version=review.version if review else 1, words=words, notes=notes, finish=True
    )


def put_tags_in(case, tags=None):
    tags = dict.fromkeys(codes(case.challenge), "strength") | (tags or {})
    return actions.save_tags(case, by=case.second_reader, version=1, tags=tags, tags_in=True).reading


def finish_second(case, differs=()):
    seen = {code: Beside(code in differs, SECOND_SAW if code in differs else "") for code in codes(case.challenge)}
    version = SecondReading.objects.get(case=case).version
    return actions.save_beside(case, by=case.second_reader, version=version, seen=seen, finish=True).reading


def both_finished(case, differs=("A3",)):
    finish_first(case)
    put_tags_in(case, dict.fromkeys(differs, "area"))
    return finish_second(case, differs)


@pytest.fixture
def doors(challenge, log_in_as):
    """Everything in which this person might read what was noted."""

    def read(user):
        work_out(challenge)
        client = log_in_as(user)
        addresses = [
            reverse(name, args=[challenge.slug, case.pk])
            for case in challenge.cases.all()
            for name in ("casereview:case", "casereview:second_reading", "casereview:case_assign")
        ]
        addresses += [
            reverse("casereview:aspect_settle", args=[challenge.slug, case.pk, "A3"]) for case in challenge.cases.all()
        ]
        names = ["challenge", "history", "casereview:case_list", "casereview:case_share_out", "casereview:report"]
        addresses += [reverse(name, args=[challenge.slug]) for name in names] + [reverse("home")]
        pages = [client.get(address, follow=True).text for address in addresses]
        events = AuditEvent.objects.readable_by(user, challenge)
        told = [f"{event.sentence} {event.reason} {event.was} {event.now}" for event in events]
        notes = [note.areas for each in CaseReview.objects.visible_to(user) for note in each.aspect_notes.all()]
        seconds = [note.because for each in SecondReading.objects.visible_to(user) for note in each.notes.all()]
        todos = [action.sentence for action in NextAction.objects.filter(challenge=challenge)]
        everything = "\n".join([*pages, *told, *notes, *seconds, *todos])
        return FIRST_SAW in everything, SECOND_SAW in everything

    return read


# Alone first


def test_neither_reader_sees_the_other_before_both_are_in(challenge, case, first, second, doors):
    finish_first(case)
    assert doors(second) == (False, False)

    actions.save_tags(case, by=second, version=1, tags={"A3": "area"})
    assert doors(second) == (False, False)
    assert doors(first) == (True, False)

    actions.save_tags(
        case, by=second, version=2, tags=dict.fromkeys(codes(challenge), "strength") | {"A3": "area"}, tags_in=True
    )
    assert doors(second) == (True, False)

    finish_second(case, ["A3"])
    assert doors(first) == doors(second) == (True, True)


def test_a_second_reader_reads_the_first_of_that_case_alone(challenge, case, second, peer_in):
    finish_first(case)
    other = CaseReviewFactory(case=CaseFactory(challenge=challenge, reviewer=peer_in(challenge)), finished=True)
    CaseFactory(challenge=challenge, reviewer=second)  # of their own, to finish
    put_tags_in(case)

    seen = set(CaseReview.objects.visible_to(second))

    assert seen == {CaseReview.objects.get(case=case)}
    assert other not in seen


def test_a_second_reading_is_a_case_of_ones_own_to_finish(challenge, case, second, noted):
    own = CaseFactory(challenge=challenge, reviewer=second)
    actions.save_review(own, by=second, version=1, words=NO_WORDS | {"headline": "Known."}, notes=noted, finish=True)
    assert queries.cases_left_before_others(challenge, second) == 1

    finish_first(case)
    put_tags_in(case)
    finish_second(case)

    assert queries.cases_left_before_others(challenge, second) == 0


def test_two_who_wait_for_each_other_both_get_done(challenge, case, first, second):
    other = CaseFactory(challenge=challenge, reviewer=second, second_reader=first)
    put_tags_in(case)
    put_tags_in(other)  # each waits for the other's first reading now

    finish_first(case)
    finish_first(other)
    finish_second(case)
    finish_second(other)

    assert queries.second_readings_progress(challenge) == queries.SecondReadingsProgress(given=2, tagged=2, finished=2)
    assert [queries.cases_left_before_others(challenge, person) for person in (first, second)] == [0, 0]


WHO = [Role.CHALLENGE_MANAGER, Role.PROGRAMME_MANAGER, Role.LEAD_PEER, Role.PEER]
WHO_NOT = [Role.OBSERVER, Role.ADVISER, Role.SPONSOR, Role.ORGANISER, Role.CONTRIBUTOR]


@pytest.mark.parametrize("role", [*WHO, *WHO_NOT])
def test_who_reads_a_second_reading_before_and_after_it_is_finished(challenge, case, person, role):
    user = person(role, challenge)
    finish_first(case)
    put_tags_in(case, {"A3": "area"})
    before = SecondReading.objects.visible_to(user).exists()

    finish_second(case, ["A3"])

    assert (before, SecondReading.objects.visible_to(user).exists()) == (False, role in WHO)


def test_the_page_of_a_case_shows_what_both_saw_to_those_who_may_read_it(challenge, case, person, peer_in, log_in_as):
    both_finished(case)
    still_alone = peer_in(challenge)
    CaseFactory(challenge=challenge, reviewer=still_alone)
    address = reverse("casereview:case", args=[challenge.slug, case.pk])

    manager = log_in_as(person(Role.CHALLENGE_MANAGER, challenge)).get(address).text
    alone = log_in_as(still_alone).get(address).text

    assert SECOND_SAW in manager
    assert "differ on 1" in manager
    assert "Settle A3" not in manager
    assert SECOND_SAW not in alone
    assert FIRST_SAW not in alone


# What the second reader does


def test_tags_are_in_only_when_every_aspect_has_one_and_what_was_chosen_is_kept(challenge, case, second):
    saved = actions.save_tags(case, by=second, version=1, tags={"A1": "mixed"}, tags_in=True)

    assert len(saved.missing) == len(codes(challenge)) - 1
    assert saved.missing[0].sentence == "Choose a tag for A2 Referral and threshold response"
    assert saved.reading.tagged_at is None
    assert SecondNote.objects.get(reading=saved.reading, aspect="A1").tag == "mixed"


def test_tags_that_are_in_stay(case, second):
    put_tags_in(case)

    with pytest.raises(ActionRefused) as refused:
        actions.save_tags(case, by=second, version=2, tags={"A1": "mixed"})

    assert str(refused.value) == "Your tags for C-07 are in, so they stay as they are."


def test_another_tab_does_not_overwrite(case, second):
    actions.save_tags(case, by=second, version=1, tags={"A1": "mixed"})

    with pytest.raises(SavedByAnother) as refused:
        actions.save_tags(case, by=second, version=1, tags={"A1": "area"})

    assert refused.value.theirs == {"A1-tag": "mixed"}


def test_only_the_second_reader_writes(case, first):
    with pytest.raises(ActionRefused, match="The second reader reads C-07 again"):
        actions.save_tags(case, by=first, version=1, tags={})


def test_nobody_compares_before_the_first_reader_has_finished(case, second):
    put_tags_in(case)

    with pytest.raises(ActionRefused) as refused:
        actions.save_beside(case, by=second, version=2, seen={})

    assert str(refused.value) == "The first reader has not finished C-07. You go on when they have."


def test_who_sees_it_otherwise_says_why(challenge, case, second):
    finish_first(case)
    reading = put_tags_in(case, {"A3": "area"})
    seen = {code: Beside(code == "A3") for code in codes(challenge)}

    saved = actions.save_beside(case, by=second, version=reading.version, seen=seen, finish=True)

    assert [each.sentence for each in saved.missing] == ["Say why you see A3 Assessment otherwise"]
    assert saved.reading.finished_at is None


def test_a_reason_that_leads_to_a_person_does_not_reach_the_team(challenge, case, second):
    finish_first(case)
    reading = put_tags_in(case)
    seen = {code: Beside(differs=False) for code in codes(challenge)} | {
        "A3": Beside(differs=True, because="Call 07700 900123 about it.")
    }

    saved = actions.save_beside(case, by=second, version=reading.version, seen=seen, finish=True)

    assert [each.place for each in saved.missing] == ["id_A3-because"]
    assert saved.reading.audience == Audience.AUTHOR


def test_finishing_opens_it_to_the_team_and_keeps_no_words_where_both_agree(challenge, case, second):
    finish_first(case)
    reading = put_tags_in(case, {"A3": "area"})
    seen = {code: Beside(differs=False) for code in codes(challenge)} | {
        "A3": Beside(differs=False, because="I read it again.")
    }

    reading = actions.save_beside(case, by=second, version=reading.version, seen=seen, finish=True).reading

    assert reading.audience == Audience.TEAM
    assert SecondNote.objects.get(reading=reading, aspect="A3").because == ""
    assert queries.differences(challenge) == queries.Differences(
        aspects=len(codes(challenge)), agreed=len(codes(challenge)), differing=0, settled=0
    )


def test_the_history_has_no_word_of_it(challenge, case):
    both_finished(case)

    told = [f"{event.sentence} {event.was} {event.now}" for event in AuditEvent.objects.all()]

    assert not [each for each in told if SECOND_SAW in each or "area" in each]
    assert AuditEvent.objects.get(what="second_reading.finished").audience == Audience.TEAM


def test_a_first_reader_who_reopens_lets_comparing_begin_afresh(challenge, case, first, second):
    finish_first(case)
    reading = put_tags_in(case, {"A3": "area"})
    actions.save_beside(case, by=second, version=reading.version, seen={"A3": Beside(differs=True, because=SECOND_SAW)})

    actions.reopen_case(case, by=first)

    reading.refresh_from_db()
    note = SecondNote.objects.get(reading=reading, aspect="A3")
    assert (note.tag, note.differs, note.because) == ("area", None, SECOND_SAW)
    assert queries.first_reading_beside(case, reader=second) is None
    finish_first(case, {"A3": "area"})
    assert finish_second(case).finished_at


def test_a_first_reader_settles_instead_of_reopening_once_both_were_compared(case, first):
    both_finished(case)

    with pytest.raises(ActionRefused) as refused:
        actions.reopen_case(case, by=first)

    assert str(refused.value) == (
        "The second reader has finished reading C-07 again. Settle it instead of reopening it."
    )


def test_nobody_reads_alone_once_the_report_is_shared(challenge, case, second):
    CaseReviewReportFactory(challenge=challenge, shared=True)

    with pytest.raises(ActionRefused, match="The case review report is shared"):
        actions.save_tags(case, by=second, version=1, tags={})


# Settling


def proposed(case, by, *, tag="mixed", words="Asked late, and heard.", answers=None):
    return actions.propose_settlement(case, "A3", tag=tag, words=words, by=by, answers=answers)


def test_one_proposes_and_the_other_agrees_and_what_each_saw_stays(challenge, case, first, second):
    both_finished(case)
    note = proposed(case, first)
    assert note.counted_tag == "strength"

    note = actions.agree_settlement(case, "A3", by=second, answers=note.proposed_at)

    assert (note.tag, note.counted_tag, note.settled_by) == ("strength", "mixed", second)
    assert SecondNote.objects.get(reading__case=case, aspect="A3").because == SECOND_SAW
    assert queries.differences(challenge).settled == 1


def test_nobody_agrees_with_themselves(case, first):
    both_finished(case)
    note = proposed(case, first)

    with pytest.raises(ActionRefused, match="The second reader has proposed nothing on A3 yet."):
        actions.agree_settlement(case, "A3", by=first, answers=note.proposed_at)


def test_the_other_may_propose_otherwise(case, first, second):
    both_finished(case)
    theirs = proposed(case, first)

    note = proposed(case, second, tag="area", answers=theirs.proposed_at)

    assert (note.proposed_by, note.settled_tag) == (second, "area")


def test_nobody_agrees_to_what_they_have_not_seen(case, first, second):
    both_finished(case)
    seen = proposed(case, first).proposed_at
    proposed(case, first, tag="area", words="Asked too late.")

    with pytest.raises(ActionRefused, match="has changed what is proposed"):
        actions.agree_settlement(case, "A3", by=second, answers=seen)
    with pytest.raises(ActionRefused, match="has changed what is proposed"):
        proposed(case, second, answers=seen)


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"tag": ""}, "Choose the tag that both of you could give."),
        ({"words": "  "}, "Say in a sentence what both of you could say."),
    ],
)
def test_a_proposal_has_a_tag_and_words(case, first, said, sentence):
    both_finished(case)

    with pytest.raises(ActionRefused) as refused:
        proposed(case, first, **said)

    assert str(refused.value) == sentence


def test_a_proposal_leads_to_nobody(case, first):
    both_finished(case)

    with pytest.raises(NotClean):
        proposed(case, first, words="Her number is 07700 900123.")


def test_where_both_agree_there_is_nothing_to_settle(case, first):
    both_finished(case, differs=())

    with pytest.raises(ActionRefused, match="On A3 both readers of C-07 agree."):
        proposed(case, first)


def test_what_is_settled_stays(case, first, second):
    both_finished(case)
    actions.agree_settlement(case, "A3", by=second, answers=proposed(case, first).proposed_at)

    with pytest.raises(ActionRefused, match="is settled"):
        proposed(case, first)


def test_only_the_two_readers_settle(challenge, case, peer_in):
    both_finished(case)

    with pytest.raises(ActionRefused, match="The two readers of C-07 settle"):
        proposed(case, peer_in(challenge))


def test_nobody_settles_with_somebody_who_left(case, first, second):
    both_finished(case)
    second.memberships.all().delete()

    with pytest.raises(ActionRefused, match="The second reader is not in the peer team now"):
        proposed(case, first)


# What is left to do


def left(challenge):
    todos = queries.left_to_do(challenge)
    return [(todo.sentence, todo.person_id) for todo in todos if todo.gates and "report" not in todo.sentence]


def test_each_has_what_is_their_turn(challenge, case, first, second):
    assert left(challenge) == [("Finish 1 case", first.pk), ("Finish 1 second reading", second.pk)]

    put_tags_in(case, {"A3": "area"})
    assert left(challenge) == [("Finish 1 case", first.pk)]  # the second reader waits for the first

    finish_first(case)
    assert left(challenge) == [("Finish 1 second reading", second.pk)]

    finish_second(case, ["A3"])
    assert left(challenge) == [
        ("Settle 1 aspect of case C-07 with The second reader", first.pk),
        ("Settle 1 aspect of case C-07 with The first reader", second.pk),
    ]

    note = proposed(case, first)
    assert left(challenge) == [("Settle 1 aspect of case C-07 with The first reader", second.pk)]

    actions.agree_settlement(case, "A3", by=second, answers=note.proposed_at)
    assert left(challenge) == []


def test_a_stage_does_not_end_while_something_is_to_be_settled(challenge, case, person, log_in_as):
    both_finished(case)
    manager = person(Role.CHALLENGE_MANAGER, challenge)

    page = log_in_as(manager).get(reverse("casereview:casereview_end", args=[challenge.slug])).text

    assert "Settle 1 aspect of case C-07 with The second reader" in page
    with pytest.raises(ActionRefused):
        actions.end_case_review(challenge, by=manager)


def test_a_second_reader_who_left_is_named(challenge, case, first, second):
    second.memberships.all().delete()

    assert left(challenge) == [
        ("Finish 1 case", first.pk),
        ("Give these second readings to someone in the team, since their reader has left it: C-07", None),
    ]


def test_nothing_is_left_to_settle_with_somebody_who_left(challenge, case, second):
    both_finished(case)
    second.memberships.all().delete()

    assert left(challenge) == []


def test_second_readings_nobody_began_are_left_out_once_the_report_is_shared(challenge, case):
    finish_first(case)
    CaseReviewReportFactory(challenge=challenge, shared=True)

    assert left(challenge) == []


@pytest.mark.parametrize("how_many", [1, 30])
def test_what_is_left_costs_the_same_for_every_sample(challenge, first, second, how_many, django_assert_num_queries):
    for _ in range(how_many):
        both_finished(CaseFactory(challenge=challenge, reviewer=first, second_reader=second))

    with django_assert_num_queries(10):
        queries.left_to_do(challenge)


# Its pages


def url(name, challenge, *more):
    return reverse(f"casereview:{name}", args=[challenge.slug, *more])


def test_the_page_saves_itself_and_is_taken_up_again(challenge, case, second, log_in_as):
    client, address = log_in_as(second), url("second_reading", challenge, case.pk)

    part = client.post(address, {"version": 1, "A1-tag": "mixed", "by_itself": "1"}, headers={"HX-Request": "true"})
    page = client.get(address)

    assert "1 of 18 aspects have a tag" in part.text
    assert page.context["form"].initial["A1-tag"] == "mixed"
    assert AuditEvent.objects.filter(what="second_reading.saved").count() == 0


def test_the_page_says_what_is_missing_and_leads_there(challenge, case, second, log_in_as):
    client, address = log_in_as(second), url("second_reading", challenge, case.pk)

    answer = client.post(address, {"version": 1, "A1-tag": "mixed", "tags_in": "1"})
    page = client.get(answer.url).text

    assert answer.url == f"{address}?finish=1"
    assert '<a href="#id_A2-tag">Choose a tag for A2 Referral and threshold response</a>' in page


def test_the_page_says_whom_it_waits_for(challenge, case, second, log_in_as):
    put_tags_in(case)

    page = log_in_as(second).get(url("second_reading", challenge, case.pk)).text

    assert "The first reader has not finished this case." in page


def test_side_by_side_the_tags_say_first_where_both_differ(challenge, case, second, log_in_as):
    finish_first(case)
    put_tags_in(case, {"A3": "area"})
    client, address = log_in_as(second), url("second_reading", challenge, case.pk)

    page = client.get(address)
    typed = {"beside": "1", "version": 2, "finish": "1", "A3-differs": "yes", "A3-because": SECOND_SAW}
    typed |= {f"{code}-differs": "no" for code in codes(challenge) if code != "A3"}
    answer = client.post(address, typed)

    assert {key for key, value in page.context["form"].initial.items() if value == "yes"} == {"A3-differs"}
    assert FIRST_SAW in page.text
    assert answer.url == f"{url('case', challenge, case.pk)}#both"
    assert SecondReading.objects.get(case=case).finished_at


def test_two_tabs_of_the_comparison_are_told_apart(challenge, case, second, log_in_as):
    finish_first(case)
    reading = put_tags_in(case, {"A3": "area"})
    actions.save_beside(case, by=second, version=reading.version, seen={"A3": Beside(differs=True, because=SECOND_SAW)})

    page = log_in_as(second).post(
        url("second_reading", challenge, case.pk),
        {"beside": "1", "version": reading.version, "A3-differs": "yes", "A3-because": "Otherwise."},
    )

    assert "saved this while you were writing" in page.text
    assert SECOND_SAW in page.text
    assert "Otherwise." in page.text


@pytest.mark.parametrize("role", [Role.PEER, Role.LEAD_PEER])
def test_nobody_else_opens_the_page_of_a_second_reader(challenge, case, peer_in, log_in_as, role):
    client = log_in_as(peer_in(challenge, role))

    assert client.get(url("second_reading", challenge, case.pk)).url == url("case", challenge, case.pk)
    assert client.get(url("aspect_settle", challenge, case.pk, "A3")).status_code == 403


def test_settling_on_its_page(challenge, case, first, second, log_in_as):
    both_finished(case)
    address = url("aspect_settle", challenge, case.pk, "A3")

    log_in_as(first).post(address, {"tag": "mixed", "words": "Asked late, and heard.", "answers": ""})
    page = log_in_as(second).get(address)
    stands = AspectNote.objects.get(review__case=case, aspect="A3").proposed_at
    answer = log_in_as(second).post(address, {"agree": "1", "answers": stands.isoformat()})
    shown = log_in_as(first).get(url("case", challenge, case.pk)).text

    assert "What The first reader proposes" in page.text
    assert answer.url == f"{url('case', challenge, case.pk)}#both"
    assert AspectNote.objects.get(review__case=case, aspect="A3").settled_by == second
    assert "Asked late, and heard." in shown
    assert SECOND_SAW in shown
    assert log_in_as(second).get(address).status_code == 302


def test_what_is_no_difference_has_no_page(challenge, case, first, log_in_as):
    both_finished(case)

    assert log_in_as(first).get(url("aspect_settle", challenge, case.pk, "A1")).status_code == 404


def test_who_compares_while_the_first_reader_reopens_is_told(challenge, case, first, second, log_in_as):
    finish_first(case)
    put_tags_in(case)
    actions.reopen_case(case, by=first)
    client, address = log_in_as(second), url("second_reading", challenge, case.pk)
    typed = {"beside": "1", "version": 2, "A3-differs": "yes", "A3-because": SECOND_SAW}

    by_itself = client.post(address, typed | {"by_itself": "1"}, headers={"HX-Request": "true"}).text
    by_htmx = client.post(address, typed | {"save": "1"}, headers={"HX-Request": "true"}).text
    as_browser = client.post(address, typed | {"save": "1"}, follow=True).text

    assert "Not saved." in by_itself
    assert "The first reader has not finished this case." in by_htmx
    assert "The first reader has not finished C-07. You go on when they have." in as_browser
    assert log_in_as(first).post(address, typed, follow=True).text.count("reads C-07 again. Only they write here.") == 1
