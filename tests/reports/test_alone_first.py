"""Quality assurance is written alone first: what another reader decided, through every door, before and after."""

import pytest
from django.urls import reverse

from challenges.alone_first import Reader
from challenges.models import AuditEvent, Challenge, NextAction, OutboundMail, Programme, Role
from challenges.moments import now
from challenges.next_actions import work_out
from challenges.programme_files import hash_of
from reports import actions, queries
from reports.models import QualityReview, Report

pytestmark = pytest.mark.django_db

State = Report.State
SECRET = "Passage 3 reads as if someone were blamed."
READERS_OF_THE_DRAFT = ["programme_manager", "adviser", "challenge_manager", "lead_peer", "peer", "observer"]


@pytest.fixture
def people(story, person):
    """Everyone who may read the draft, and the council."""
    named = {role: getattr(story, role, None) or person(role, story.challenge) for role in READERS_OF_THE_DRAFT}
    return named | {"sponsor": story.sponsor, "organiser": person(Role.ORGANISER, story.challenge)}


@pytest.fixture
def doors(story, log_in_as):
    """Everything this person can read that might tell of a decision."""

    def read(user):
        challenge = story.challenge
        work_out(challenge)
        client = log_in_as(user)
        names = [reverse(name, args=[challenge.slug]) for name in ("challenge", "history", "reports:report")]
        pages = [client.get(address, follow=True).text for address in [*names, reverse("home")]]
        events = AuditEvent.objects.readable_by(user, challenge)
        told = [f"{event.sentence} {event.reason} {event.was} {event.now}" for event in events]
        reviews = QualityReview.objects.readable_by(user, Report.objects.get())
        decided = [f"{review.comment} {review.outcome}" for review in reviews]
        mails = [mail.body for mail in OutboundMail.objects.filter(person=user)]
        todos = [action.sentence for action in NextAction.objects.filter(challenge=challenge)]
        return "\n".join([*pages, *told, *decided, *mails, *todos])

    return read


def see(people, doors):
    return {role for role, user in people.items() if SECRET in doors(user)}


@pytest.mark.parametrize("decide", [actions.review_quality, actions.ask_for_changes])
@pytest.mark.parametrize("first", ["programme_manager", "adviser"])
def test_a_reader_who_has_yet_to_decide_learns_nothing_of_the_others_words_or_outcome(
    story, people, doors, first, decide
):
    story.take_to(State.QUALITY_ASSURANCE)

    decide(story.report, comment=SECRET, by=getattr(story, first))

    assert see(people, doors) == {first, "challenge_manager"}
    waiting = people["adviser" if first == "programme_manager" else "programme_manager"]
    told = doors(waiting)
    assert "asked for changes to the draft" not in told
    assert "quality-assured the draft" not in told


def test_once_theirs_is_in_they_read_the_others(story, people, doors):
    chain_of_three(story)
    story.take_to(State.QUALITY_ASSURANCE)
    actions.ask_for_changes(story.report, comment=SECRET, by=story.programme_manager)
    assert SECRET not in doors(story.adviser)

    actions.review_quality(story.report, comment="Clear.", by=story.adviser)

    assert SECRET in doors(story.adviser)
    assert see(people, doors) == {"programme_manager", "adviser", "challenge_manager"}
    assert Report.objects.get().reader(people["peer"]) is Reader.STILL_WRITES


def test_after_the_round_everyone_who_reads_the_draft_reads_it_and_the_council_never(story, people, doors):
    story.take_to(State.QUALITY_ASSURANCE)
    actions.ask_for_changes(story.report, comment=SECRET, by=story.programme_manager)
    actions.review_quality(story.report, by=story.adviser)
    assert see(people, doors) == set(READERS_OF_THE_DRAFT)

    story.take_to(State.FACTUAL_ACCURACY)

    assert see(people, doors) == set(READERS_OF_THE_DRAFT)


def test_a_new_round_is_alone_again_and_the_old_one_stays_open(story, people, doors):
    story.take_to(State.QUALITY_ASSURANCE)
    actions.ask_for_changes(story.report, comment="Of the first round.", by=story.programme_manager)
    actions.review_quality(story.report, by=story.adviser)
    story.take_to(State.QUALITY_ASSURANCE)

    actions.review_quality(story.report, comment=SECRET, by=story.programme_manager)

    assert SECRET not in doors(story.adviser)
    assert "Of the first round." in doors(story.adviser)


def test_the_lead_peers_word_for_the_team_is_read_by_the_readers_who_come_after(story, doors):
    story.take_to(State.WITH_LEAD_PEER)

    actions.agree_report(story.report, comment="The team stands behind it.", by=story.lead_peer)

    assert "The team stands behind it." in doors(story.adviser)


def test_who_wrote_the_draft_is_not_waited_for_and_sees_no_more_for_that(story):
    story.take_to(State.QUALITY_ASSURANCE)
    Report.objects.update(agreed_by=story.programme_manager)
    actions.review_quality(story.report, comment=SECRET, by=story.adviser)
    report = Report.objects.get()

    assert report.reader(story.programme_manager) is Reader.LOOKS_ON
    assert not queries.decisions(report, reader=story.programme_manager).filter(comment=SECRET).exists()


@pytest.mark.parametrize(
    ("role", "says"),
    [
        ("adviser", "You read what the others decided once your own decision is in."),
        ("lead_peer", "What they decided can be read once the last of them has decided."),
        ("programme_manager", "Each decides alone first."),
        ("challenge_manager", "Each decides alone first."),
    ],
)
def test_the_page_says_how_far_it_is_and_why_something_is_hidden(story, at, role, says):
    story.take_to(State.QUALITY_ASSURANCE)
    actions.review_quality(story.report, comment=SECRET, by=story.programme_manager)

    page = at(role, "report").text

    assert "Quality assurance of this draft: 1 of 2 readers has decided." in page
    assert says in page


def test_nothing_of_the_round_stands_on_the_sponsors_page(story, at):
    story.take_to(State.QUALITY_ASSURANCE)
    actions.review_quality(story.report, comment=SECRET, by=story.programme_manager)

    assert "readers has decided" not in at("sponsor", "report").text


def chain_of_three(story):
    content = story.challenge.programme.content
    chain = ["programme_manager", "adviser", "peer"]
    content = content | {"report": content["report"] | {"qa": chain}}
    programme = Programme.objects.create(
        code="other",
        version=1,
        name="Other",
        content=content,
        sha256=hash_of(content),
        loaded_at=now(),
    )
    Challenge.objects.filter(pk=story.challenge.pk).update(programme=programme)
    story.report = Report.objects.get()
