"""Immediate concerns: told at once, read by few, received, answered, and never left in silence."""

import datetime

import pytest
from django.urls import reverse

from casereview import actions, queries, scheduled
from casereview.models import Concern, ConcernTold
from challenges import next_actions, outbox
from challenges.action_tools import ActionRefused
from challenges.actions import keep_words
from challenges.actions.kept_words import Reason
from challenges.models import AuditEvent, Draft, Membership, NextAction, OutboundMail, Role
from challenges.moments import acting_at, now
from challenges.text_check import NotClean, found_in
from tests.casereview.factories import CaseFactory
from tests.factories import ChallengeFactory

WORDS = "The child in C-07 may go home tonight to the man the plan keeps away."
MARK = "keeps away"
PAUSED = {"paused_because": "Inspection", "goes_on_when": "It is over"}


@pytest.fixture
def team(challenge, person):
    """Everybody who has to do with concerns, by a short name."""
    people = {
        "sponsor": person(Role.SPONSOR, challenge, name="Dana Sponsor"),
        "organiser": person(Role.ORGANISER, challenge, name="Omar Organiser"),
        "manager": person(Role.CHALLENGE_MANAGER, challenge, name="Maya Manager"),
        "lead": person(Role.CONTRIBUTOR, challenge, name="Lena Lead"),
        "peer": person(Role.PEER, challenge, name="Piet Peer"),
        "office": person("office", name="Olga Office"),
    }
    actions.name_safeguarding_lead(challenge, person=people["lead"], by=people["organiser"])
    return people


def raised(challenge, team, **fields):
    given = {"words": WORDS, "place": "Interview with a worker", "by": team["peer"]} | fields
    return actions.raise_concern(challenge, **given)


# Told at once


def test_sponsor_manager_and_safeguarding_lead_are_told_by_a_row_and_a_mail_each(challenge, team):
    concern = raised(challenge, team)

    told = set(concern.told.values_list("person__name", flat=True))
    mailed = set(OutboundMail.objects.filter(kind="casereview.concern:1").values_list("person__name", flat=True))
    assert told == mailed == {"Dana Sponsor", "Maya Manager", "Lena Lead"}


@pytest.mark.django_db(transaction=True)
def test_the_mail_goes_as_the_concern_is_committed_and_says_when_and_who_but_never_what(challenge, team, mailoutbox):
    case = CaseFactory(challenge=challenge, code="KX-77")
    with acting_at(datetime.datetime(2026, 11, 3, 14, 20, tzinfo=datetime.UTC)):
        concern = raised(challenge, team, case=case)
        outbox.send_due()

    assert sorted(mail.to[0] for mail in mailoutbox) == sorted(
        team[name].email for name in ("sponsor", "manager", "lead")
    )
    for mail in mailoutbox:
        assert "at 14:20 on 3 November 2026, by Piet Peer" in mail.body
        assert reverse("casereview:concern", args=[challenge.slug, concern.pk]) in mail.body
        assert MARK not in mail.body
        assert "KX-77" not in mail.body + mail.subject


def test_what_the_outbox_holds_tells_neither_who_nor_what(challenge, team):
    raised(challenge, team)

    for mail in OutboundMail.objects.filter(kind="casereview.concern:1"):
        assert MARK not in mail.subject + mail.body
        assert "Piet Peer" not in mail.subject + mail.body


def test_it_goes_before_other_mail_and_while_the_challenge_is_paused(challenge, team):
    outbox.write("test.older", to=team["peer"], challenge=challenge, subject="Older", body="x", by=team["manager"])
    raised(challenge, team)

    assert outbox.due().first().kind == "casereview.concern:1"

    type(challenge).objects.update(**PAUSED, paused_at=now())
    assert {mail.kind for mail in outbox.due()} == {"casereview.concern:1"}


def test_only_the_challenge_and_programme_managers_find_its_mail_on_the_mail_page(challenge, team, person, log_in_as):
    raised(challenge, team)
    page = reverse("challenges:mail_list", args=[challenge.slug])
    mail = OutboundMail.objects.filter(kind="casereview.concern:1").first()

    seen = log_in_as(team["manager"]).get(page)
    adviser = log_in_as(person(Role.ADVISER, challenge))

    assert b"An immediate concern" in seen.content
    assert b"An immediate concern" not in adviser.get(page).content
    assert adviser.get(reverse("challenges:mail_detail", args=[challenge.slug, mail.pk])).status_code == 404


def test_who_raises_it_is_not_told_of_it_and_where_nobody_is_left_the_programme_managers_are(challenge, person, team):
    Membership.objects.filter(challenge=challenge).exclude(user=team["manager"]).update(
        ended_at=now(), ended_by=team["office"]
    )

    concern = raised(challenge, team, by=team["manager"])

    assert [told.person.name for told in concern.told.all()] == ["Olga Office"]


def test_without_a_safeguarding_lead_the_others_are_told(challenge, person):
    sponsor, peer = person(Role.SPONSOR, challenge), person(Role.PEER, challenge)

    concern = actions.raise_concern(challenge, words="Something cannot wait.", place="", by=peer)

    assert [told.person for told in concern.told.all()] == [sponsor]
    assert concern.place == "Not said"


def test_the_same_words_sent_twice_are_one_concern(challenge, team):
    first = raised(challenge, team)

    assert raised(challenge, team) == first
    with acting_at(now() + datetime.timedelta(minutes=11)):
        assert raised(challenge, team).number == 2


def test_a_case_of_another_challenge_is_refused(challenge, team):
    elsewhere = CaseFactory(challenge=ChallengeFactory(stage="casereview"))

    with pytest.raises(ActionRefused, match="not one of this challenge"):
        raised(challenge, team, case=elsewhere)


def test_when_the_case_goes_its_place_stays(challenge, team):
    case = CaseFactory(challenge=challenge, code="C-44")
    concern = raised(challenge, team, case=case)

    case.delete()

    concern.refresh_from_db()
    assert concern.case is None
    assert concern.place == "Case C-44"


# The text check


def test_words_that_lead_to_a_person_are_refused_until_they_are_kept_with_a_reason(challenge, team):
    words = "Call the mother on 07700 900123."
    with pytest.raises(NotClean):
        raised(challenge, team, words=words)
    assert not Concern.objects.exists()

    (found,) = found_in(challenge, {"words": words}, audience="council")
    reason = Reason("council", found.mark.kind, found.digest, "The council has no other way to reach her tonight.")
    keep_words(challenge, reasons=[reason], by=team["peer"])

    assert raised(challenge, team, words=words).number == 1


def test_a_page_that_was_refused_says_so_and_keeps_the_words_as_a_draft_and_a_reason_sends_them(
    challenge, team, log_in_as
):
    client = log_in_as(team["peer"])
    page = reverse("casereview:concern_raise", args=[challenge.slug])
    words = "Call the mother on 07700 900123."

    refused = client.post(page, {"words": words, "place": ""})

    assert "Nobody has been told yet" in refused.content.decode()
    assert words in refused.content.decode()
    draft = Draft.objects.get(person=team["peer"])
    assert draft.fields["words"] == [words]
    assert words in client.get(page).content.decode()

    (box,) = [each.name for each in refused.context["form"].text_checks(refused.wsgi_request)["words"].excerpts]
    reason = "The council has no other way to reach her tonight."
    sent = client.post(page, {"words": words, "place": "", box: reason, "draft": draft.writer})

    concern = Concern.objects.get()
    assert sent.url == reverse("casereview:concern", args=[challenge.slug, concern.pk])
    assert not Draft.objects.unsaved().exists()


# The page


def test_the_page_says_first_what_to_do_now_and_whom_to_call(challenge, team, log_in_as):
    page = log_in_as(team["peer"]).get(reverse("casereview:concern_raise", args=[challenge.slug]))

    text = page.content.decode()
    assert text.index("call 999") < text.index("What worries you")
    for name in ("Dana Sponsor", "Maya Manager", "Lena Lead"):
        assert text.index(name) < text.index("What worries you")
    assert 'data-not-sent="not-sent"' in text
    assert 'id="not-sent"' in text


def test_from_a_case_it_carries_the_case_and_from_a_session_its_place(challenge, team, log_in_as):
    client = log_in_as(team["peer"])
    case = CaseFactory(challenge=challenge, reviewer=team["peer"])
    raise_page = reverse("casereview:concern_raise", args=[challenge.slug])
    button = f"{raise_page}?case={case.pk}"
    assert button in client.get(reverse("casereview:case", args=[challenge.slug, case.pk])).content.decode()

    client.post(button, {"words": WORDS})
    placed = client.get(f"{raise_page}?where=Workers%2C+9+March").content.decode()

    assert Concern.objects.get().case == case
    assert 'value="Workers, 9 March"' in placed


@pytest.mark.parametrize("asked", ["999999", "x", "-1", "9" * 40])
def test_a_case_that_is_none_of_this_challenge_leaves_the_place_to_be_said(challenge, team, log_in_as, asked):
    page = reverse("casereview:concern_raise", args=[challenge.slug])

    text = log_in_as(team["peer"]).get(page, {"case": asked}).content.decode()

    assert 'name="place"' in text


def test_whoever_has_no_second_step_raises_it_all_the_same_and_sees_who_was_told(challenge, team, log_in_as):
    client = log_in_as(team["peer"], second_step=False)
    case = CaseFactory(challenge=challenge, code="ZQ-91")
    page = reverse("casereview:concern_raise", args=[challenge.slug])
    assert "ZQ-91" not in client.get(f"{page}?case={case.pk}").content.decode()

    answer = client.post(page, {"words": WORDS, "place": "A talk"}, follow=True)

    text = answer.content.decode()
    assert "Dana Sponsor" in text
    assert MARK not in text
    words_page = client.get(reverse("casereview:concern", args=[challenge.slug, Concern.objects.get().pk]))
    assert words_page.status_code == 302


def test_with_htmx_it_leads_on_and_a_refusal_comes_back_as_a_page(challenge, team, log_in_as):
    client = log_in_as(team["peer"])
    page = reverse("casereview:concern_raise", args=[challenge.slug])

    empty = client.post(page, {"words": ""}, HTTP_HX_REQUEST="true")
    sent = client.post(page, {"words": WORDS}, HTTP_HX_REQUEST="true")

    assert "Say what worries you" in empty.content.decode()
    assert sent.headers["HX-Redirect"].endswith(f"/{Concern.objects.get().pk}/")


# Who reads it


def test_who_reads_it_and_who_does_not(challenge, team, person):
    concern = raised(challenge, team)
    others = [
        person(role, challenge)
        for role in (Role.LEAD_PEER, Role.PEER, Role.OBSERVER, Role.ADVISER, Role.CO_ORDINATOR, Role.CONTRIBUTOR)
    ]
    reads = {name for name, user in team.items() if concern in Concern.objects.readable_by(user, challenge)}

    assert reads == {"sponsor", "manager", "lead", "peer", "office"}
    for user in others:
        assert not Concern.objects.readable_by(user, challenge).exists()


def test_a_lead_who_has_left_the_challenge_reads_nothing_more_that_is_new(challenge, team, person):
    Membership.objects.filter(user=team["lead"]).update(ended_at=now(), ended_by=team["office"])
    concern = raised(challenge, team)

    assert team["lead"] not in {told.person for told in concern.told.all()}
    assert queries.safeguarding_lead(challenge) is None


@pytest.mark.parametrize("role", [Role.LEAD_PEER, Role.PEER, Role.OBSERVER, Role.ADVISER, Role.ORGANISER])
def test_the_others_find_it_by_no_page_and_not_in_the_history(challenge, team, person, log_in_as, role):
    concern = raised(challenge, team)
    client = log_in_as(person(role, challenge))

    page = client.get(reverse("casereview:concern", args=[challenge.slug, concern.pk]))
    listed = client.get(reverse("casereview:concern_list", args=[challenge.slug]))
    history = client.get(reverse("history", args=[challenge.slug]))

    assert page.status_code == 404
    assert "Concern 1" not in listed.content.decode()
    assert "raised an immediate concern" not in history.content.decode()


def test_the_told_and_who_raised_it_find_it_in_the_history_without_its_words(challenge, team):
    raised(challenge, team)

    for name in ("sponsor", "manager", "lead", "peer", "office"):
        events = AuditEvent.objects.readable_by(team[name], challenge).filter(what="concern.raised")
        if name != "lead":  # a contributor reads no history at all
            assert [event.sentence for event in events] == ["raised an immediate concern"]
    assert not AuditEvent.objects.filter(sentence__contains=MARK).exists()


def test_see_as_shows_only_what_both_may_read(challenge, team, person):
    raised(challenge, team)
    sponsor = team["sponsor"]
    sponsor.seen_by = person(Role.ADVISER, challenge)

    assert not Concern.objects.readable_by(sponsor, challenge).exists()
    assert not AuditEvent.objects.readable_by(sponsor, challenge).filter(what="concern.raised").exists()


# Received and answered


def test_i_have_it_is_kept_to_the_minute_and_shown_to_who_raised_it(challenge, team, log_in_as):
    with acting_at(datetime.datetime(2026, 11, 3, 14, 20, tzinfo=datetime.UTC)):
        concern = raised(challenge, team)
    with acting_at(datetime.datetime(2026, 11, 3, 14, 32, tzinfo=datetime.UTC)):
        actions.receive_concern(concern, by=team["lead"])
        actions.receive_concern(concern, by=team["lead"])

    page = log_in_as(team["peer"]).get(reverse("casereview:concern", args=[challenge.slug, concern.pk]))

    assert "3 November 2026, 14:32" in page.content.decode()
    assert "On its way since 3 November 2026, 14:20" in page.content.decode()
    assert AuditEvent.objects.filter(what="concern.received").count() == 1


def test_who_raised_it_cannot_receive_it_and_who_may_not_read_it_neither(challenge, team, person):
    concern = raised(challenge, team)

    for user in (team["peer"], person(Role.ADVISER, challenge)):
        with pytest.raises(ActionRefused):
            actions.receive_concern(concern, by=user)


def test_a_sponsor_who_came_later_has_it_by_name(challenge, team, person):
    concern = raised(challenge, team)

    actions.receive_concern(concern, by=person(Role.SPONSOR, challenge, name="Nora New"))

    assert concern.told.get(person__name="Nora New").seen_at


@pytest.mark.parametrize("name", ["sponsor", "lead"])
def test_the_sponsor_or_the_lead_says_what_the_council_did(challenge, team, log_in_as, name):
    concern = raised(challenge, team)
    client = log_in_as(team[name])
    page = reverse("casereview:concern_answer", args=[challenge.slug, concern.pk])

    answer = client.post(page, {"done": "A manager saw the family the same evening."})

    assert answer.status_code == 302
    concern.refresh_from_db()
    assert concern.done_by == team[name]
    assert queries.concern_responses(challenge, team["manager"]) == ["A manager saw the family the same evening."]
    assert queries.concern_counts(challenge) == queries.ConcernCounts(raised=1, received=1, answered=1)
    read = log_in_as(team["peer"]).get(reverse("casereview:concern", args=[challenge.slug, concern.pk]))
    assert "A manager saw the family" in read.content.decode()


def test_the_report_offers_the_answer_to_who_may_read_it_and_prints_nothing_of_it(challenge, team, person, log_in_as):
    actions.answer_concern(raised(challenge, team), done="A manager saw the family.", by=team["sponsor"])
    page = reverse("casereview:report", args=[challenge.slug])

    managers = log_in_as(team["manager"]).get(page)
    others = log_in_as(person(Role.LEAD_PEER, challenge)).get(page)

    assert "A manager saw the family." in managers.content.decode()
    assert managers.context["form"].initial.get("immediate_issues", "") == ""
    assert "A manager saw the family." not in others.content.decode()


def test_others_do_not_answer_and_it_is_answered_once(challenge, team):
    concern = raised(challenge, team)
    with pytest.raises(ActionRefused, match="sponsor or the safeguarding lead"):
        actions.answer_concern(concern, done="Done.", by=team["manager"])
    actions.answer_concern(concern, done="Done.", by=team["sponsor"])

    with pytest.raises(ActionRefused, match="Dana Sponsor has said already"):
        actions.answer_concern(concern, done="Done otherwise.", by=team["lead"])


def test_an_answer_has_no_code_and_nothing_that_leads_to_a_child(challenge, team):
    CaseFactory(challenge=challenge, code="C-07")
    concern = raised(challenge, team)

    with pytest.raises(ActionRefused, match="Leave out the case code C-07"):
        actions.answer_concern(concern, done="The child in c-07 is safe.", by=team["sponsor"])
    with pytest.raises(NotClean):
        actions.answer_concern(concern, done="The mother, 07700 900123, was called.", by=team["sponsor"])


@pytest.mark.parametrize("standstill", ["paused", "withdrawn"])
def test_it_goes_on_while_the_challenge_stands_still(challenge, team, log_in_as, standstill):
    moment = now()
    fields = (
        PAUSED | {"paused_at": moment}
        if standstill == "paused"
        else {"stage": "withdrawn", "withdrawn_from": "casereview", "withdrawn_at": moment}
    )
    type(challenge).objects.filter(pk=challenge.pk).update(**fields)

    log_in_as(team["peer"]).post(reverse("casereview:concern_raise", args=[challenge.slug]), {"words": WORDS})
    concern = Concern.objects.get()
    log_in_as(team["lead"]).post(reverse("casereview:concern_receive", args=[challenge.slug, concern.pk]))
    done = {"done": "A manager went there."}
    log_in_as(team["sponsor"]).post(reverse("casereview:concern_answer", args=[challenge.slug, concern.pk]), done)

    concern.refresh_from_db()
    assert concern.done
    assert concern.told.filter(seen_at__isnull=False).count() == 2
    assert outbox.due().filter(kind="casereview.concern:1").count() == 3


# The safeguarding lead


def test_naming_a_lead_tells_them_of_what_is_still_open(challenge, team, person):
    concern = raised(challenge, team)
    later = person(Role.ORGANISER, challenge, name="Later Lead")

    actions.name_safeguarding_lead(challenge, person=later, by=team["manager"])

    assert concern.told.filter(person=later).exists()
    assert OutboundMail.objects.filter(kind="casereview.concern:1", person=later).exists()


def test_only_the_councils_people_can_be_named(challenge, team):
    with pytest.raises(ActionRefused, match="not one of the council"):
        actions.name_safeguarding_lead(challenge, person=team["peer"], by=team["organiser"])


def test_the_page_names_one_and_says_who_is_named(challenge, team, log_in_as):
    page = reverse("casereview:safeguarding_lead", args=[challenge.slug])
    client = log_in_as(team["organiser"])

    text = client.post(page, {"person": team["sponsor"].pk}, follow=True).content.decode()

    assert "Dana Sponsor is told of every immediate concern from now on." in text
    assert queries.safeguarding_lead(challenge).user == team["sponsor"]
    wrong = client.post(page, {"person": team["peer"].pk})
    assert wrong.status_code == 200
    assert wrong.context["form"].errors


@pytest.mark.parametrize("stage", ["preparation", "casereview"])
def test_until_one_is_named_the_organiser_is_asked_and_nothing_is_held_up(stage, db):
    challenge = ChallengeFactory(stage=stage)

    asked = [todo for todo in next_actions.left_to_do(challenge) if todo.page == "casereview:safeguarding_lead"]

    assert [(todo.role, todo.gates) for todo in asked] == [(Role.ORGANISER, False)]


# What waits for whom


def test_next_actions_are_for_those_who_were_told_alone(challenge, team):
    concern = raised(challenge, team)
    actions.receive_concern(concern, by=team["sponsor"])
    actions.receive_concern(concern, by=team["manager"])
    next_actions.work_out(challenge)

    waits = {row.person.name: row.sentence for row in NextAction.objects.filter(page="casereview:concern_list")}

    assert waits == {
        "Dana Sponsor": "Say what the council did about immediate concern 1",
        "Lena Lead": "Read immediate concern 1 now, and say that you have it",
    }
    actions.answer_concern(concern, done="Done.", by=team["sponsor"])
    next_actions.work_out(challenge)
    assert not NextAction.objects.filter(page="casereview:concern_list").exists()


def test_they_wait_while_the_challenge_is_paused_too(challenge, team):
    raised(challenge, team)
    challenge.paused_at = now()

    pages = {todo.page for todo in next_actions.left_to_do(challenge)}

    assert "casereview:concern_list" in pages


# Silence


@pytest.mark.parametrize(("minutes", "told"), [(59, 0), (60, 1), (61, 1)])
def test_an_hour_of_silence_is_told_again(challenge, team, minutes, told):
    concern = raised(challenge, team)

    with acting_at(concern.raised_at + datetime.timedelta(minutes=minutes)):
        assert len(scheduled.tell_concerns_again(dry_run=True)) == told
        assert len(scheduled.tell_concerns_again()) == told

    mailed = OutboundMail.objects.filter(kind="casereview.concern_silence:1")
    assert mailed.count() == 4 * told
    concern.refresh_from_db()
    assert bool(concern.chased_at) == bool(told)


def test_it_is_told_again_once_and_the_programme_managers_with_it(challenge, team):
    concern = raised(challenge, team)

    with acting_at(concern.raised_at + datetime.timedelta(hours=2)):
        scheduled.tell_concerns_again()
    with acting_at(concern.raised_at + datetime.timedelta(hours=30)):
        assert scheduled.tell_concerns_again() == []

    names = set(OutboundMail.objects.filter(kind="casereview.concern_silence:1").values_list("person__name", flat=True))
    assert names == {"Dana Sponsor", "Maya Manager", "Lena Lead", "Olga Office"}
    assert ConcernTold.objects.filter(concern=concern, person=team["office"]).exists()


@pytest.mark.parametrize("how", ["received", "answered"])
def test_what_somebody_has_is_not_told_again_not_even_when_the_mail_is_written(challenge, team, how, mailoutbox):
    with acting_at(now() - datetime.timedelta(hours=2)):  # what is written then is due now, also near midnight
        concern = raised(challenge, team)
    later = concern.raised_at + datetime.timedelta(minutes=61)
    with acting_at(later):
        scheduled.tell_concerns_again()
    if how == "received":
        actions.receive_concern(concern, by=team["lead"])
    else:
        actions.answer_concern(concern, done="Done.", by=team["sponsor"])

    with acting_at(later):
        outbox.send_due()

    assert [mail.subject for mail in mailoutbox if "nobody" in mail.subject] == []
    written = OutboundMail.objects.filter(kind="casereview.concern_silence:1").values_list("state", flat=True)
    assert list(written) == [OutboundMail.State.NOT_NEEDED] * 4
    again = raised(challenge, team, words="Another worry.")
    actions.receive_concern(again, by=team["manager"])
    with acting_at(later + datetime.timedelta(hours=3)):
        assert scheduled.tell_concerns_again() == []


@pytest.mark.django_db(transaction=True)
def test_a_clock_that_dies_before_its_commit_tells_again_once(challenge, team, monkeypatch, mailoutbox):
    with acting_at(now() - datetime.timedelta(hours=2)):  # what is written then is due now, also near midnight
        concern = raised(challenge, team)
    later = concern.raised_at + datetime.timedelta(minutes=61)
    record = actions.concerns.audit.record

    def dies(*args, **kwargs):
        record(*args, **kwargs)
        raise KeyboardInterrupt

    with acting_at(later):
        monkeypatch.setattr(actions.concerns.audit, "record", dies)
        with pytest.raises(KeyboardInterrupt):
            scheduled.tell_concerns_again()
        monkeypatch.undo()
        assert not OutboundMail.objects.filter(kind="casereview.concern_silence:1").exists()
        scheduled.tell_concerns_again()
        scheduled.tell_concerns_again()
        outbox.send_due()
        outbox.send_due()

    assert sorted(mail.to[0] for mail in mailoutbox if "nobody" in mail.subject) == sorted(
        team[name].email for name in ("sponsor", "manager", "lead", "office")
    )


def test_the_clock_runs_it_by_name_and_by_the_timetable(challenge, team):
    from challenges.clock import CLOCK  # noqa: PLC0415  # registered as the apps start
    from peerchallenge.celery import TIMETABLE  # noqa: PLC0415

    assert CLOCK["tell_concerns_again"]
    assert ("casereview.tell_concerns_again", 60.0) in TIMETABLE.values()


@pytest.mark.parametrize("many", [1, 30])
def test_the_list_costs_the_same_however_many_there_are(challenge, team, log_in_as, many, django_assert_num_queries):
    for number in range(many):
        raised(challenge, team, words=f"Worry {number}.")
    client = log_in_as(team["sponsor"])
    page = reverse("casereview:concern_list", args=[challenge.slug])
    client.get(page)

    with django_assert_num_queries(11):
        client.get(page)
