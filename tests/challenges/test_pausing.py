"""A challenge at a standstill: what is refused, what goes on, who is told, and what comes after."""

import datetime

import pytest
import rules.permissions

from challenges import actions, audit, next_actions, outbox, standstill
from challenges.action_tools import ActionRefused
from challenges.lifecycle import STAGE_MOVES, WORKING_STAGES, Stage
from challenges.models import AuditEvent, Challenge, Invitation, NextAction, OutboundMail, PauseRequest, Role, User
from challenges.moments import acting_at, now
from evaluation.queries import waiting_for_interview
from reports.models import Report
from reports.queries import windows_gone_by
from scoping.actions import add_key_line
from tests.factories import ChallengeFactory

MONDAY = datetime.datetime(2027, 3, 1, 10, tzinfo=datetime.UTC)
NEXT_MONDAY = datetime.datetime(2027, 3, 8, 10, tzinfo=datetime.UTC)


@pytest.fixture
def office(person):
    return person("office", name="Ola Office")


@pytest.fixture
def challenge(db):
    return ChallengeFactory(council__name="Northshire Council")


def pause(challenge, by):
    return actions.pause_challenge(
        challenge, because="Ofsted has announced an inspection.", goes_on_when="the report is out", by=by
    )


@pytest.fixture
def paused(challenge, office):
    with acting_at(MONDAY):
        return pause(challenge, office)


@pytest.fixture
def withdrawn(challenge, office):
    with acting_at(MONDAY):
        return actions.withdraw_challenge(challenge, because="the council is being merged", by=office)


# One mechanism for every permission and every event


def in_the_registry():
    """Every permission in a challenge; the one about a place in the team is asked with the place."""
    return sorted(set(rules.permissions.permissions) - {"preparation.answer_invitation"})


@pytest.mark.parametrize("stage", [*WORKING_STAGES])
def test_while_paused_nobody_holds_a_permission_that_changes_something(stage, person, office):
    challenge = ChallengeFactory(stage=stage)
    people = [office, *(person(role, challenge) for role in Role)]
    before = {name: {user for user in people if user.has_perm(name, challenge)} for name in in_the_registry()}
    challenge.paused_at = now()

    after = {name: {user for user in people if user.has_perm(name, challenge)} for name in in_the_registry()}

    for name, holders in after.items():
        reads = name.partition(".")[2].startswith("view_")
        goes_on = reads or name in standstill.STILL_WHEN_PAUSED
        assert holders == (before[name] if goes_on else set()), name


def test_what_goes_on_all_the_same_are_permissions_that_there_are():
    assert set(rules.permissions.permissions) >= standstill.STILL_WHEN_PAUSED


def test_an_action_that_comes_by_another_way_is_undone(paused, person):
    manager = person("challenge_manager", paused)

    with pytest.raises(ActionRefused) as refused:
        add_key_line(paused, question="How well do we know our practice?", by=manager)

    assert str(refused.value) == (
        "This challenge is paused. It can be read, and nothing in it changes until it goes on."
    )
    assert not paused.key_lines.exists()


def test_it_is_the_stored_challenge_that_counts(challenge, office):
    loaded_before = Challenge.objects.get(pk=challenge.pk)
    pause(challenge, office)

    with pytest.raises(ActionRefused, match="This challenge is paused"):
        audit.record("key_line.added", "added a key line", by=office, challenge=loaded_before, target=loaded_before)


def test_the_clock_is_not_held_back_by_it(withdrawn):
    audit.record("report.anything", "did its duty", by=User.objects.clock(), challenge=withdrawn, target=withdrawn)

    assert AuditEvent.objects.filter(what="report.anything").exists()


# Pausing


def test_a_paused_challenge_says_why_and_what_it_waits_for(paused):
    event = AuditEvent.objects.get(what="challenge.paused")

    assert (paused.paused_at, paused.paused_because, paused.goes_on_when) == (
        MONDAY,
        "Ofsted has announced an inspection",
        "the report is out",
    )
    assert (event.sentence, event.reason) == (
        "paused the challenge; it goes on when the report is out",
        "Ofsted has announced an inspection",
    )


@pytest.mark.parametrize("stage", ["closed", "withdrawn"])
def test_what_has_ended_is_not_paused(stage, office):
    with pytest.raises(ActionRefused, match="This challenge has ended"):
        pause(ChallengeFactory(stage=stage), office)


def test_it_is_paused_once(paused, office):
    with pytest.raises(ActionRefused, match="This challenge is paused already"):
        pause(paused, office)


def test_next_actions_say_that_it_is_paused_and_nothing_else(challenge, office, person):
    for role in (Role.SPONSOR, Role.ORGANISER, Role.CHALLENGE_MANAGER):
        person(role, challenge)
    with acting_at(MONDAY):
        pause(challenge, office)
        next_actions.work_out(challenge)

    left = NextAction.objects.filter(challenge=challenge)
    assert set(left.values_list("role", "gates")) == {
        (role, False) for role in ("programme_manager", "challenge_manager", "lead_peer", "sponsor", "organiser")
    }
    assert set(left.values_list("sentence", flat=True)) == {
        "Paused since 1 March because Ofsted has announced an inspection; goes on when the report is out"
    }


def test_the_longest_reason_still_fits_a_next_action(challenge, office):
    actions.pause_challenge(challenge, because="b" * 100, goes_on_when="w" * 90, by=office)

    next_actions.work_out(challenge)

    assert {len(each.sentence) <= 250 for each in NextAction.objects.filter(challenge=challenge)} == {True}


def test_everyone_is_told_and_reasons_are_for_those_who_know_the_plan(challenge, office, person):
    sponsor, contributor = person("sponsor", challenge), person("contributor", challenge)
    pause(challenge, office)

    mails = {mail.person: mail for mail in OutboundMail.objects.filter(challenge=challenge)}

    assert set(mails) == {sponsor, contributor}
    assert mails[sponsor].subject == "The peer challenge of Northshire Council is paused"
    assert "Why: Ofsted has announced an inspection. It goes on when the report is out." in mails[sponsor].body
    assert "Ofsted" not in mails[contributor].body


def test_mails_of_the_stages_wait_and_those_about_the_pause_go(paused, person):
    sponsor = person("sponsor", paused)
    for number, kind in enumerate(["scoping.sent", "challenges.paused:1"]):
        OutboundMail.objects.create(
            challenge=paused,
            kind=kind,
            person=sponsor,
            due_on=datetime.date(2027, 1, 1) - datetime.timedelta(days=365),
            subject="-",
            body="-",
            message_id=f"<{number}@example.org>",
            written_at=now(),
            written_by=sponsor,
        )

    assert [mail.kind for mail in outbox.due()] == ["challenges.paused:1"]


def test_nobody_is_reminded_and_no_window_closes(office):
    challenge = ChallengeFactory(stage="reports")
    Report.objects.create(
        challenge=challenge,
        state="factual_accuracy",
        made_at=now(),
        made_by=office,
        agreed_at=now(),
        agreed_by=office,
        sent_at=now(),
        sent_by=office,
        window_ends_on=datetime.date(2027, 3, 4),
    )
    evaluating = ChallengeFactory(stage="evaluation")
    day = datetime.date(2027, 4, 1)
    before = [each.challenge for each in windows_gone_by(day)], list(waiting_for_interview())
    for each in (challenge, evaluating):
        pause(each, office)

    assert before == ([challenge], [evaluating])
    assert (list(windows_gone_by(day)), list(waiting_for_interview())) == ([], [])


# Going on


def test_it_goes_on_in_the_stage_it_stood_in(paused, office, person):
    manager = person("challenge_manager", paused)
    with acting_at(NEXT_MONDAY):
        goes_on = actions.resume_challenge(paused, by=office)
        next_actions.work_out(goes_on)

    assert (goes_on.stage, goes_on.paused_at, goes_on.paused_because, goes_on.goes_on_when) == ("scoping", None, "", "")
    assert manager.has_perm("scoping.add_key_line", goes_on)
    assert NextAction.objects.filter(challenge=goes_on, gates=True).exists()
    assert AuditEvent.objects.get(what="challenge.resumed").sentence == (
        "let the challenge go on, which was paused since 1 March 2027 because Ofsted has announced an inspection"
    )


def test_what_is_not_paused_cannot_go_on(challenge, office):
    with pytest.raises(ActionRefused, match="This challenge is not paused"):
        actions.resume_challenge(challenge, by=office)


def test_the_council_gets_the_days_of_the_pause_back(office):
    challenge = ChallengeFactory(stage="reports")
    report = Report.objects.create(
        challenge=challenge,
        state="factual_accuracy",
        made_at=now(),
        made_by=office,
        agreed_at=now(),
        agreed_by=office,
        sent_at=now(),
        sent_by=office,
        window_ends_on=datetime.date(2027, 3, 4),
    )
    with acting_at(MONDAY):
        pause(challenge, office)
    with acting_at(NEXT_MONDAY):
        actions.resume_challenge(challenge, by=office)

    report.refresh_from_db()
    assert report.window_ends_on == datetime.date(2027, 3, 11)


# Withdrawing


def test_which_stages_can_be_withdrawn_from(office):
    for stage in WORKING_STAGES:
        challenge = ChallengeFactory(stage=stage)
        if Stage.WITHDRAWN in STAGE_MOVES[stage]:
            actions.withdraw_challenge(challenge, because="it ends", by=office)
            challenge.refresh_from_db()
            assert (challenge.stage, challenge.withdrawn_from) == ("withdrawn", stage)
        else:
            with pytest.raises(ActionRefused, match="cannot become “Withdrawn”"):
                actions.withdraw_challenge(challenge, because="it ends", by=office)


def test_withdrawing_says_why_and_sets_the_day_that_periods_run_from(withdrawn):
    event = AuditEvent.objects.get(what="challenge.withdrawn")

    assert (withdrawn.withdrawn_at, withdrawn.withdrawn_because) == (MONDAY, "the council is being merged")
    assert (event.sentence, event.reason) == ("withdrew the challenge at scoping", "the council is being merged")


def test_people_keep_reading_what_was_reached_and_change_nothing(office, person):
    challenge = ChallengeFactory(stage="feedback")
    sponsor, peer, manager = (person(role, challenge) for role in ("sponsor", "peer", "challenge_manager"))
    actions.withdraw_challenge(challenge, because="it ends", by=office)
    challenge.refresh_from_db()

    assert sponsor.has_perm("onsite.view_timetable", challenge)
    assert peer.has_perm("feedback.view_findings", challenge)
    assert not peer.has_perm("casereview.view_cases", challenge)  # pages about single children close
    assert not sponsor.has_perm("evaluation.view_interview", challenge)  # never reached
    held = {
        name
        for name in in_the_registry()
        for user in (sponsor, peer, manager, office)
        if user.has_perm(name, challenge)
    }
    assert {
        name for name in held if not name.partition(".")[2].startswith("view_")
    } <= standstill.STILL_WHEN_WITHDRAWN | {
        "challenges.add_challenge",
        "challenges.answer_about_data",
        "challenges.take_second_step_away",
    }


def test_a_paused_challenge_can_be_withdrawn_and_rests_no_more(paused, office):
    ended = actions.withdraw_challenge(paused, because="it does not go on", by=office)

    assert (ended.stage, ended.paused_at, ended.paused_because) == ("withdrawn", None, "")


def test_what_waits_to_be_sent_is_not_and_links_stop_working(challenge, office):
    membership = actions.add_person(
        challenge, email="sam@example.org", name="Sam Sponsor", role=Role.SPONSOR, by=office
    )
    actions.withdraw_challenge(challenge, because="it ends", by=office)

    states = dict(OutboundMail.objects.filter(person=membership.user).values_list("subject", "state"))
    assert states == {
        "Invitation to the peer challenge of Northshire Council": "not_needed",
        "The peer challenge of Northshire Council has ended": "due",
    }
    assert not Invitation.objects.open().exists()


# Asking for it


@pytest.fixture
def sponsor(challenge, person):
    return person("sponsor", challenge, name="Sam Sponsor")


def ask(challenge, sponsor, kind="pause"):
    return actions.ask_to_pause(challenge, kind=kind, because="Our director leaves.", by=sponsor)


def test_asking_changes_nothing_and_reaches_the_programme_manager(challenge, sponsor, person):
    manager = person("programme_manager", challenge)
    ask(challenge, sponsor)
    next_actions.work_out(challenge)

    challenge.refresh_from_db()
    mail = OutboundMail.objects.get(person=manager)
    assert challenge.paused_at is None
    assert mail.subject == "Sam Sponsor asks: pause the challenge (Northshire Council)"
    assert NextAction.objects.filter(
        challenge=challenge, role="programme_manager", sentence="Answer Sam Sponsor, who asks to pause the challenge"
    ).exists()


def test_one_question_at_a_time(challenge, sponsor):
    ask(challenge, sponsor)

    with pytest.raises(ActionRefused, match="You have asked already. The programme manager answers."):
        ask(challenge, sponsor, kind="withdraw")


def test_doing_what_was_asked_answers_it(challenge, sponsor, office):
    asked = ask(challenge, sponsor)
    pause(challenge, office)

    asked.refresh_from_db()
    assert (asked.followed, asked.answered_by) == (True, office)


def test_a_sponsor_may_ask_to_end_what_is_paused(paused, sponsor, office):
    asked = ask(paused, sponsor, kind="withdraw")
    with pytest.raises(ActionRefused, match="paused already"):
        ask(paused, sponsor)

    actions.withdraw_challenge(paused, because="it ends", by=office)

    asked.refresh_from_db()
    assert asked.followed is True


def test_an_answer_says_why_it_goes_on(challenge, sponsor, office):
    asked = ask(challenge, sponsor)
    with pytest.raises(ActionRefused, match="Say why the challenge goes on"):
        actions.decline_to_pause(asked, answer=" ", by=office)

    actions.decline_to_pause(asked, answer="The deputy can stand in.", by=office)

    asked.refresh_from_db()
    mail = OutboundMail.objects.get(person=sponsor)
    assert (asked.followed, asked.answer) == (False, "The deputy can stand in.")
    assert "The deputy can stand in." in mail.body
    with pytest.raises(ActionRefused, match="answered already"):
        actions.decline_to_pause(asked, answer="Again.", by=office)
    assert not PauseRequest.objects.waiting().exists()


@pytest.mark.parametrize("act", ["pause", "withdraw", "ask"])
def test_a_reason_that_leads_to_a_person_is_refused(challenge, office, sponsor, act):
    words = "a child, NHS 943 476 5919, was hurt"
    with pytest.raises(ActionRefused, match="There is"):
        {
            "pause": lambda: actions.pause_challenge(challenge, because=words, goes_on_when="later", by=office),
            "withdraw": lambda: actions.withdraw_challenge(challenge, because=words, by=office),
            "ask": lambda: actions.ask_to_pause(challenge, kind="pause", because=words, by=sponsor),
        }[act]()
