"""What the council says about the proposal, section by section, and what comes of it."""

import pytest
from django.db import IntegrityError, transaction

from challenges.action_tools import ActionRefused
from challenges.models import AuditEvent, OutboundMail
from challenges.moments import now
from scoping import actions, notifications, queries
from scoping.models import ProposalComment
from tests.factories import ChallengeFactory, UserFactory
from tests.scoping.factories import KeyLineFactory, ProposalCommentFactory, ScopingProposalFactory
from tests.scoping.pages import text_of, url

pytestmark = pytest.mark.django_db


@pytest.fixture
def sent(person):
    challenge = ChallengeFactory()
    KeyLineFactory(challenge=challenge, number=1)
    for role in ["sponsor", "organiser", "challenge_manager"]:
        person(role, challenge)
    return ScopingProposalFactory(challenge=challenge, number=1, sent_at=now(), ready=True)


def holder(challenge, role):
    return challenge.memberships.get(role=role).user


def refusal_of(function, *args, **kwargs):
    with pytest.raises(ActionRefused) as refused:
        function(*args, **kwargs)
    return str(refused.value)


def test_a_comment_is_told_to_the_challenge_manager_once_a_day(sent):
    sponsor, manager = (holder(sent.challenge, role) for role in ["sponsor", "challenge_manager"])

    for section in ["team", "dates"]:
        actions.comment_proposal(sent, section=section, text="Why so?", by=sponsor)

    (mail,) = OutboundMail.objects.all()
    assert (mail.person, mail.kind) == (manager, "scoping.comments")
    assert notifications.comments_wait(mail)
    event = AuditEvent.objects.latest("pk")
    assert (event.sentence, event.audience) == ("commented on “Dates” in version 1 of the scoping proposal", "council")


def test_a_mail_about_comments_is_not_needed_once_they_are_answered(sent):
    comment = actions.comment_proposal(sent, section="team", text="Why?", by=holder(sent.challenge, "sponsor"))
    mail = OutboundMail.objects.get()

    actions.answer_comment(comment, outcome="resolved", answer="As agreed.", by=UserFactory())

    assert not notifications.comments_wait(mail)


def test_only_the_newest_version_that_was_sent_is_commented(sent):
    unsent = ScopingProposalFactory(challenge=sent.challenge, number=2)
    say = {"section": "team", "text": "Why?", "by": UserFactory()}
    assert refusal_of(actions.comment_proposal, unsent, **say) == "Version 2 has not been sent yet."

    ScopingProposalFactory(challenge=sent.challenge, number=3, sent_at=now())

    assert refusal_of(actions.comment_proposal, sent, **say) == "Version 3 was sent since. Comment on that one."


def test_a_comment_says_nothing_that_leads_to_a_person(sent):
    refusal = refusal_of(
        actions.comment_proposal, sent, section="team", text="Ask the family at 943 476 5919.", by=UserFactory()
    )

    assert refusal == "There is an NHS number in “text”. Take it out, or say why it must stay. Nothing was shared."


def test_a_comment_is_taken_back_by_who_wrote_it_until_it_is_answered():
    comment = ProposalCommentFactory()
    assert (
        refusal_of(actions.take_back_comment, comment, by=UserFactory()) == "Only who wrote a comment can take it back."
    )

    actions.take_back_comment(comment, by=comment.written_by)
    assert not ProposalComment.objects.exists()
    assert AuditEvent.objects.latest("pk").was == {"text": "Who leads the team?"}

    answered = ProposalCommentFactory()
    actions.answer_comment(answered, outcome="resolved", answer="A director.", by=UserFactory())
    assert refusal_of(actions.take_back_comment, answered, by=answered.written_by) == (
        "This comment has been answered. It stays, with its answer."
    )


def test_an_answer_says_why_the_proposal_stays_as_it_is():
    refusal = refusal_of(
        actions.answer_comment, ProposalCommentFactory(), outcome="resolved", answer="", by=UserFactory()
    )

    assert refusal == "Say why the proposal stays as it is."


def test_what_was_promised_is_changed_in_the_next_version(sent):
    comment = ProposalCommentFactory(proposal=sent)
    actions.answer_comment(comment, outcome="changed", answer="", by=UserFactory())
    actions.add_key_line(sent.challenge, question="Who waits?", by=UserFactory())

    made = actions.make_proposal(sent.challenge, by=UserFactory())

    comment.refresh_from_db()
    assert comment.changed_in == made


def test_the_mail_with_the_next_version_says_what_came_of_the_comments_and_counts_as_telling(sent):
    manager = holder(sent.challenge, "challenge_manager")
    comment = ProposalCommentFactory(proposal=sent)
    actions.answer_comment(comment, outcome="resolved", answer="A director leads it.", by=manager)
    actions.add_key_line(sent.challenge, question="Who waits?", by=manager)
    made = actions.make_proposal(sent.challenge, by=manager)

    letter = notifications.proposal_letter(made, changed=["Key line 2 was added."])
    assert "Who leads the team?" in letter.body
    assert "The proposal stays as it is. A director leads it." in letter.body
    actions.send_proposal(made, subject=letter.subject, body=letter.body, by=manager)

    comment.refresh_from_db()
    assert comment.told_at
    refusal = refusal_of(actions.answer_comment, comment, outcome="changed", answer="", by=manager)
    assert refusal == "The council has been told of this answer. It stands."


def test_the_sponsor_and_who_asked_are_told_without_a_new_version(sent):
    sponsor, organiser = (holder(sent.challenge, role) for role in ["sponsor", "organiser"])
    comment = ProposalCommentFactory(proposal=sent, written_by=organiser)
    actions.answer_comment(comment, outcome="resolved", answer="A director.", by=UserFactory())

    told = actions.send_answers(sent.challenge, subject="Answers", body="Read them.", by=UserFactory())

    assert set(told) == {sponsor, organiser}
    assert {mail.person for mail in OutboundMail.objects.filter(subject="Answers")} == {sponsor, organiser}
    refusal = refusal_of(actions.send_answers, sent.challenge, subject="S", body="B", by=UserFactory())
    assert refusal == "The council has been told of every answer."


def test_answers_need_somebody_to_hear_them():
    comment = ProposalCommentFactory()
    actions.answer_comment(comment, outcome="resolved", answer="A director.", by=UserFactory())

    refusal = refusal_of(actions.send_answers, comment.challenge, subject="S", body="B", by=UserFactory())

    assert refusal == "Nobody is sponsor of this challenge. Add the sponsor under People first."


@pytest.mark.parametrize(
    "wrong", [{"outcome": "resolved"}, {"told_at": now()}, {"audience": "team"}], ids=["answered", "told", "audience"]
)
def test_what_the_table_never_holds(wrong):
    comment = ProposalCommentFactory()

    with pytest.raises(IntegrityError), transaction.atomic():
        ProposalComment.objects.filter(pk=comment.pk).update(**wrong)


# Pages


def test_the_sponsor_comments_on_a_section_and_takes_it_back(sent, log_in_as):
    client = log_in_as(holder(sent.challenge, "sponsor"))
    read = client.get(url("proposal_read", sent.challenge, 1))
    assert "Comment on “The team”" in text_of(read)
    assert "Comment on “Probes”" not in text_of(read)
    add = url("comment_add", sent.challenge, 1, "team")
    assert "Five peers." in text_of(client.get(add))

    response = client.post(add, {"text": "Why five?"})

    assert response.url == url("proposal_read", sent.challenge, 1) + "#team"
    comment = ProposalComment.objects.get()
    assert "Why five?" in text_of(client.get(response.url))
    asked = client.get(url("comment_take_back", sent.challenge, comment.pk))
    assert "Why five?" in text_of(asked)
    client.post(url("comment_take_back", sent.challenge, comment.pk))
    assert not ProposalComment.objects.exists()


@pytest.mark.parametrize("section", ["probes", "nothing"])
def test_what_is_no_section_cannot_be_commented(sent, log_in_as, section):
    client = log_in_as(holder(sent.challenge, "sponsor"))

    assert client.get(url("comment_add", sent.challenge, 1, section)).status_code == 404


def test_the_challenge_manager_answers_and_tells(sent, log_in_as):
    comment = ProposalCommentFactory(proposal=sent, written_by=holder(sent.challenge, "sponsor"))
    client = log_in_as(holder(sent.challenge, "challenge_manager"))
    assert "1 comment to answer" in text_of(client.get(url("proposal", sent.challenge)))
    answer = url("comment_answer", sent.challenge, comment.pk)
    assert "Say why the proposal stays as it is" in text_of(client.post(answer, {"outcome": "resolved", "answer": " "}))

    client.post(answer, {"outcome": "resolved", "answer": "A director leads it."})

    page = text_of(client.get(url("proposal", sent.challenge)))
    assert "Resolved, stays as it is" in page
    assert "Tell the council what you answered" in page
    asked = client.get(url("answers_send", sent.challenge))
    assert "A director leads it." in asked.context["form"]["body"].value()
    assert holder(sent.challenge, "sponsor").email in text_of(asked)
    assert not OutboundMail.objects.exists()
    client.post(url("answers_send", sent.challenge), {"subject": "Answers", "body": "Read them."})
    assert OutboundMail.objects.get().subject == "Answers"
    assert "The council has been told of every answer." in text_of(client.get(url("answers_send", sent.challenge)))


@pytest.mark.parametrize(
    ("role", "name", "status"),
    [
        ("peer", "comment_add", 403),
        ("challenge_manager", "comment_add", 403),
        ("organiser", "comment_add", 200),
        ("sponsor", "comment_answer", 403),
        ("adviser", "comment_answer", 403),
        ("adviser", "answers_send", 403),
        ("peer", "proposal_read", 200),
        ("contributor", "proposal_read", 403),
    ],
)
def test_who_comments_who_answers(sent, person, log_in_as, role, name, status):
    comment = ProposalCommentFactory(proposal=sent)
    more = {"comment_add": (1, "team"), "comment_answer": (comment.pk,), "proposal_read": (1,)}.get(name, ())

    client = log_in_as(person(role, sent.challenge))

    assert client.get(url(name, sent.challenge, *more)).status_code == status


def test_a_comment_of_another_challenge_cannot_be_reached(sent, log_in_as):
    other = ProposalCommentFactory()
    client = log_in_as(holder(sent.challenge, "challenge_manager"))

    assert client.get(url("comment_answer", sent.challenge, other.pk)).status_code == 404


@pytest.mark.parametrize("rows", [1, 30])
def test_reading_costs_the_same_with_many_comments(sent, log_in_as, django_assert_num_queries, rows):
    for _ in range(rows):
        comment = ProposalCommentFactory(proposal=sent, written_by=holder(sent.challenge, "sponsor"))
    actions.answer_comment(comment, outcome="resolved", answer="So.", by=UserFactory())
    client = log_in_as(holder(sent.challenge, "challenge_manager"))

    with django_assert_num_queries(8):
        client.get(url("proposal_read", sent.challenge, 1))


def test_answers_are_shown_with_the_version_that_changed(sent, log_in_as):
    comment = ProposalCommentFactory(proposal=sent)
    actions.answer_comment(comment, outcome="changed", answer="", by=UserFactory())
    client = log_in_as(holder(sent.challenge, "sponsor"))
    assert "Changes in the next version" in text_of(client.get(url("proposal", sent.challenge)))

    actions.add_key_line(sent.challenge, question="Who waits?", by=UserFactory())
    actions.make_proposal(sent.challenge, by=UserFactory())

    assert "Changed in version 2" in text_of(client.get(url("proposal", sent.challenge)))
    assert queries.comments(sent.challenge).get().changed_in.number == 2
