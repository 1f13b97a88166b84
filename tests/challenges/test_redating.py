"""Moving every date in one move: what holds whatever the dates are, and what a real challenge does."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from challenges import actions, redating
from challenges.action_tools import ActionRefused
from challenges.models import AuditEvent, Challenge, Milestone, OutboundMail, SchoolHoliday
from challenges.moments import acting_at, is_working_day, now, working_days_between, working_days_from
from challenges.redating import Shift, Wish, rows_of, work_out
from tests.factories import ChallengeFactory, CouncilFactory, ProgrammeFactory

DAYS = st.dates(datetime.date(2024, 1, 1), datetime.date(2031, 12, 31)).map(lambda day: working_days_from(day, 0))
COUNTS = st.integers(-200, 200).filter(bool)
MILESTONES = st.lists(
    st.tuples(DAYS, st.booleans(), st.booleans()), min_size=1, max_size=12, unique_by=lambda each: each[0]
)
BEFORE = datetime.datetime(2026, 9, 1, 9, tzinfo=datetime.UTC)


def made(dates):
    return [
        Milestone(pk=number, code=f"date-{number}", name=f"Date {number}", due_on=day, set_by_hand=by_hand)
        for number, (day, by_hand, _done) in enumerate(dates)
    ]


def moved(rows):
    return [
        Milestone(
            pk=row.milestone.pk, code=row.milestone.code, due_on=row.becomes, set_by_hand=row.milestone.set_by_hand
        )
        for row in rows
    ]


@given(dates=MILESTONES, count=COUNTS)
def test_order_and_distances_in_working_days_are_kept(dates, count):
    rows = rows_of(made(dates), Shift(count), done=lambda each: False)

    for one in rows:
        for other in rows:
            assert (one.was < other.was) == (one.becomes < other.becomes)
            assert working_days_between(one.was, other.was) == working_days_between(one.becomes, other.becomes)
    assert {working_days_between(row.was, row.becomes) for row in rows} == {count}


@given(day=st.dates(datetime.date(2024, 1, 1), datetime.date(2031, 12, 31)), count=COUNTS)
def test_nothing_lands_on_a_weekend_or_a_bank_holiday(day, count):
    assert is_working_day(Shift(count).of(day))


@given(dates=MILESTONES, count=COUNTS, moves_set_by_hand=st.booleans())
def test_there_and_back_gives_the_same_dates(dates, count, moves_set_by_hand):
    done = {number for number, each in enumerate(dates) if each[2]}

    there = rows_of(made(dates), Shift(count), done=lambda each: each.pk in done, moves_set_by_hand=moves_set_by_hand)
    back = rows_of(moved(there), Shift(-count), done=lambda each: each.pk in done, moves_set_by_hand=moves_set_by_hand)

    assert [row.becomes for row in back] == [row.was for row in there]


@given(dates=MILESTONES, count=COUNTS, since=DAYS)
def test_what_was_set_by_hand_what_is_done_and_what_comes_before_stays(dates, count, since):
    rows = rows_of(
        made(dates),
        Shift(count, since=since),
        done=lambda each: dates[each.pk][2],
        moves_set_by_hand=False,
    )

    for row, (day, by_hand, done) in zip(rows, dates, strict=True):
        assert row.moves is not (by_hand or done or day < since)
        assert bool(row.stays_because) is not row.moves


# A real challenge


@pytest.fixture
def office(person):
    return person("office", name="Ola Office")


@pytest.fixture
def challenge(office):
    with acting_at(BEFORE):
        return actions.create_challenge(
            council=CouncilFactory(name="Northshire Council"),
            programme=ProgrammeFactory(),
            starts_on=datetime.date(2027, 3, 9),
            by=office,
        )


def dates_of(challenge):
    return dict(challenge.milestones.values_list("code", "due_on"))


def move(challenge, wish, by, reason="An inspection was announced."):
    seen = work_out(challenge, wish, reader=by)
    actions.move_dates(challenge, wish, fingerprint=seen.fingerprint, reason=reason, by=by)
    challenge.refresh_from_db()
    return seen


APRIL = Wish(starts_on=datetime.date(2027, 4, 20))


def test_a_new_first_day_moves_everything_and_back_again(challenge, office):
    with acting_at(BEFORE):
        before = dates_of(challenge)
        move(challenge, APRIL, office)
        there = dates_of(challenge)
        move(challenge, Wish(starts_on=datetime.date(2027, 3, 9)), office)

    assert there["first_day"] == datetime.date(2027, 4, 20)
    assert there["documents_due"] == working_days_from(datetime.date(2027, 4, 20), -20)
    assert dates_of(challenge) == before
    assert challenge.on_site_dates == "9 to 12 March 2027"


def test_the_new_dates_are_those_of_a_challenge_set_up_for_them(challenge, office):
    with acting_at(BEFORE):
        move(challenge, APRIL, office)
        fresh = actions.create_challenge(
            council=challenge.council, programme=challenge.programme, starts_on=APRIL.starts_on, by=office
        )

    assert dates_of(challenge) == dates_of(fresh)
    assert (challenge.starts_on, challenge.ends_on) == (fresh.starts_on, fresh.ends_on)


def test_a_date_set_by_hand_stays_when_asked_to(challenge, office):
    by_hand = challenge.milestones.get(code="documents_due")
    with acting_at(BEFORE):
        actions.change_milestone(
            by_hand, due_on=datetime.date(2027, 2, 3), owner=by_hand.owner, reason="Half term.", version=1, by=office
        )
        move(challenge, Wish(starts_on=APRIL.starts_on, moves_set_by_hand=False), office)
        stayed = dates_of(challenge)["documents_due"]
        move(challenge, Wish(working_days=3), office)

    assert stayed == datetime.date(2027, 2, 3)
    assert dates_of(challenge)["documents_due"] == datetime.date(2027, 2, 8)


def test_from_one_date_on_leaves_what_comes_before(challenge, office):
    since = challenge.milestones.get(code="draft_report")
    with acting_at(BEFORE):
        before = dates_of(challenge)
        move(challenge, Wish(working_days=5, since=since), office)

    after = dates_of(challenge)
    assert challenge.on_site_dates == "9 to 12 March 2027"
    assert {code for code in before if before[code] != after[code]} == {
        code for code in before if before[code] >= before["draft_report"]
    }


@pytest.mark.parametrize(
    ("wish", "sentence"),
    [
        (
            Wish(starts_on=datetime.date(2027, 3, 29)),
            "The first on-site day must be a working day in England. Choose another date.",
        ),
        (Wish(starts_on=datetime.date(2027, 3, 9)), "Nothing would move. Choose another day."),
        (Wish(working_days=400), "This is 400 working days away. Dates move by 260 at most."),
    ],
)
def test_what_cannot_be_meant_is_refused(challenge, office, wish, sentence):
    with pytest.raises(ActionRefused) as refused:
        work_out(challenge, wish, reader=office)

    assert str(refused.value) == sentence


def test_a_new_first_day_from_a_later_date_on_is_refused(challenge, office):
    since = challenge.milestones.get(code="draft_report")

    with pytest.raises(ActionRefused, match="lies before the date you want to begin with"):
        work_out(challenge, Wish(starts_on=APRIL.starts_on, since=since), reader=office)


def test_once_the_week_is_over_only_later_dates_move(office):
    challenge = ChallengeFactory(stage="feedback")

    with pytest.raises(ActionRefused, match="The on-site days have begun"):
        work_out(challenge, APRIL, reader=office)


def test_nothing_moves_when_something_changed_since_the_page_was_made(challenge, office):
    with acting_at(BEFORE):
        seen = work_out(challenge, APRIL, reader=office)
        milestone = challenge.milestones.get(code="evaluation")
        actions.change_milestone(
            milestone, due_on=datetime.date(2027, 6, 1), owner=milestone.owner, reason="Leave.", version=1, by=office
        )
        before = dates_of(challenge)
        with pytest.raises(ActionRefused, match="Something changed since this page was made"):
            actions.move_dates(challenge, APRIL, fingerprint=seen.fingerprint, reason="Ofsted.", by=office)

    assert dates_of(challenge) == before
    assert not OutboundMail.objects.filter(kind__startswith="challenges.dates_moved").exists()


def test_a_reason_is_asked_and_nothing_moves_without(challenge, office):
    with acting_at(BEFORE):
        seen = work_out(challenge, APRIL, reader=office)
        with pytest.raises(ActionRefused, match="Say why the dates move"):
            actions.move_dates(challenge, APRIL, fingerprint=seen.fingerprint, reason=" ", by=office)


def test_each_person_gets_one_mail_with_what_is_theirs(challenge, office, person):
    sponsor = person("sponsor", challenge, name="Sam Sponsor")
    organiser = person("organiser", challenge, name="Ona Organiser")
    contributor = person("contributor", challenge, name="Con Tributor")
    with acting_at(BEFORE):
        seen = move(challenge, APRIL, office, reason="Ofsted has announced an inspection.")

    mails = {mail.person: mail for mail in OutboundMail.objects.filter(challenge=challenge)}
    assert set(mails) == {sponsor, organiser, contributor}
    assert [letter.sentence for letter in seen.letters] == [
        "Sam Sponsor (sponsor): the on-site days and 2 dates of theirs",
        "Ona Organiser (organiser): the on-site days and 6 dates of theirs",
        "Con Tributor (contributor): the on-site days",
    ]
    assert "Advance documents in: 9 February 2027 becomes 19 March 2027" in mails[organiser].body
    assert "Why: Ofsted has announced an inspection." in mails[sponsor].body
    assert "Ofsted" not in mails[contributor].body
    assert "On site: 20 to 23 April 2027 (was 9 to 12 March 2027)." in mails[contributor].body


def test_moving_twice_on_one_day_sends_two_mails(challenge, office, person):
    person("sponsor", challenge)
    with acting_at(BEFORE):
        move(challenge, Wish(working_days=1), office)
        move(challenge, Wish(working_days=1), office)

    assert OutboundMail.objects.filter(challenge=challenge).count() == 2


def test_the_history_keeps_old_and_new_and_why(challenge, office):
    with acting_at(BEFORE):
        move(challenge, APRIL, office, reason="Ofsted has announced an inspection.")

    event = AuditEvent.objects.get(what="dates.moved")
    assert event.sentence == (
        "moved the dates 28 working days later, on site 20 to 23 April 2027 instead of 9 to 12 March 2027"
    )
    assert (event.audience, event.reason) == ("council", "Ofsted has announced an inspection.")
    assert (event.was["Advance documents in"], event.now["Advance documents in"]) == (
        "9 February 2027",
        "19 March 2027",
    )


def test_mails_that_wait_for_their_day_move_and_those_sent_stay(challenge, office, person):
    sponsor = person("sponsor", challenge)
    for number, (state, day) in enumerate([("due", 10), ("due", 11), ("not_needed", 10)]):
        OutboundMail.objects.create(
            challenge=challenge,
            kind="evaluation.reminder" if state == "due" else "evaluation.other",
            person=sponsor,
            due_on=datetime.date(2027, 5, day),
            subject="Evaluation",
            body="-",
            message_id=f"<{number}@example.org>",
            state=state,
            written_at=now(),
            written_by=office,
        )

    with acting_at(BEFORE):
        move(challenge, Wish(working_days=1), office)

    days = OutboundMail.objects.filter(kind__startswith="evaluation").order_by("pk").values_list("due_on", flat=True)
    assert list(days) == [datetime.date(2027, 5, 11), datetime.date(2027, 5, 12), datetime.date(2027, 5, 10)]


# Clashes


def sentences(challenge, wish, reader):
    with acting_at(BEFORE):
        return [clash.sentence for clash in work_out(challenge, wish, reader=reader).clashes]


def test_a_plain_week_has_no_clash(challenge, office):
    assert sentences(challenge, Wish(starts_on=datetime.date(2027, 6, 15)), office) == []


def test_holidays_in_the_week_are_pointed_out(challenge, office):
    SchoolHoliday.objects.create(
        council=challenge.council,
        name="Easter",
        first_day=datetime.date(2027, 3, 25),
        last_day=datetime.date(2027, 4, 9),
        entered_at=now(),
        entered_by=office,
    )

    told = sentences(challenge, Wish(starts_on=datetime.date(2027, 3, 25)), office)

    assert told[:4] == [
        "Good Friday, Friday 26 March 2027, lies between the on-site days",
        "Easter Monday, Monday 29 March 2027, lies between the on-site days",
        "The on-site days go over a weekend",
        "The on-site days touch the school holidays (Easter, 25 March to 9 April 2027)",
    ]


def test_dates_in_the_past_and_at_christmas_are_pointed_out(challenge, office):
    told = sentences(challenge, Wish(working_days=-60), office)

    assert told == [
        "“Enquiry: is a peer challenge the right thing?” would lie in the past: 19 August 2026",
        "The on-site days go over a weekend",
        "“Draft report agreed by the team” would be on 31 December 2026, in Christmas week",
    ]


def test_people_and_councils_in_two_places_are_named_only_to_who_may_know(challenge, office, person):
    elsewhere = ChallengeFactory(
        council__name="Southmoor Council",
        starts_on=datetime.date(2027, 4, 21),
        ends_on=datetime.date(2027, 4, 23),
    )
    ChallengeFactory(council=challenge.council, starts_on=datetime.date(2027, 5, 4), ends_on=datetime.date(2027, 5, 5))
    manager = person("challenge_manager", challenge, name="Mo Manager")
    peer = person("peer", challenge, name="Pia Peer")
    for user in (peer,):
        elsewhere.memberships.create(user=user, role="peer", added_at=now(), added_by=office)

    assert sentences(challenge, APRIL, office) == [
        "Pia Peer is on site with Southmoor Council then, 21 to 23 April 2027",
        "This council has another challenge near by: LGA children's services peer challenge, 4 to 5 May 2027",
    ]
    assert sentences(challenge, APRIL, manager) == [
        "Pia Peer is on site in another challenge then, 21 to 23 April 2027",
        "This council has another review near these days. The programme office knows more.",
    ]


def test_what_comes_out_of_order_is_pointed_out(challenge, office):
    since = challenge.milestones.get(code="final_report")

    told = sentences(challenge, Wish(working_days=-20, since=since), office)

    assert any(each.startswith("“Final report issued” comes after “Draft report quality-assured”") for each in told)


def test_every_kind_of_thing_that_moves_is_registered():
    assert {dated.what for dated in redating.DATED} == {
        "Mails that wait for their day",
        "Due dates of documents that are not in",
        "Sessions of the timetable",
    }


def test_the_slug_and_the_stage_stay(challenge, office):
    before = (challenge.slug, challenge.stage)
    with acting_at(BEFORE):
        move(challenge, APRIL, office)

    stored = Challenge.objects.get(pk=challenge.pk)
    assert (stored.slug, stored.stage) == before
