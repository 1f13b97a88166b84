"""What a peer asks for besides the list: the council's task, the answer for whoever asked, and nobody asks twice."""

import datetime

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.urls import reverse

from challenges import outbox
from challenges.action_tools import ActionRefused
from challenges.models import AuditEvent, Membership, NextAction
from challenges.moments import now, today
from preparation import actions, queries
from preparation.models import DocumentRequest, DocumentRound
from preparation.scheduled import write_document_digests
from tests.factories import ChallengeFactory
from tests.preparation.factories import DocumentRequestFactory
from tests.preparation.files import upload
from tests.scoping.factories import KeyLineFactory

pytestmark = pytest.mark.django_db
A_DAY = datetime.timedelta(days=1)
WHY = "The figures rise in June, and nobody says why."


@pytest.fixture
def challenge():
    day = today()
    return ChallengeFactory(
        stage="preparation", starts_on=day + datetime.timedelta(days=40), ends_on=day + datetime.timedelta(days=43)
    )


@pytest.fixture
def peer(person, challenge):
    return person("peer", challenge, name="Jo Peer")


@pytest.fixture
def organiser(person, challenge):
    return person("organiser", challenge)


@pytest.fixture
def manager(person, challenge):
    return person("challenge_manager", challenge)


def pull(challenge, by, **said):
    asked = {"title": "Return home interviews", "why": WHY, "importance": "reference", "due_on": today() + A_DAY}
    return actions.pull_document(challenge, by=by, **asked | said)


def at(name, challenge, *args):
    return reverse(f"preparation:{name}", args=[challenge.slug, *args])


def typed(**said):
    day = today() + A_DAY
    return {
        "title": "Return home interviews",
        "why": WHY,
        "importance": "reference",
        "due_on_0": day.day,
        "due_on_1": day.month,
        "due_on_2": day.year,
        "due_on_day": day.day,
        "due_on_month": day.month,
        "due_on_year": day.year,
    } | said


def left(challenge, person):
    return [todo.sentence for todo in queries.pulls_left(challenge) if todo.person_id in (None, person.pk)]


def test_one_more_thing_is_on_the_councils_list_and_its_next_action(log_in_as, challenge, peer, organiser):
    DocumentRequestFactory(challenge=challenge, code="30", title="Self-evaluation")
    line = KeyLineFactory(challenge=challenge)

    answer = log_in_as(peer).post(at("document_pull", challenge), typed(key_lines=[line.pk]))

    item = DocumentRequest.objects.get(title="Return home interviews")
    assert answer.url == at("document", challenge, item.pk)
    assert (item.code, item.pulled_by, item.state, item.closed_at) == ("31", peer, "wanted", None)
    assert list(item.key_lines.all()) == [line]
    (todo,) = queries.pulls_left(challenge)
    assert (todo.sentence, todo.role, todo.due_on, todo.gates) == (
        "Answer what the peer team asked for: item 31, return home interviews",
        "organiser",
        today() + A_DAY,
        False,
    )
    page = log_in_as(organiser).get(at("document", challenge, item.pk))
    assert "Asked for by the peer team" in page.text
    assert "Jo Peer" in page.text
    assert WHY in page.text
    event = AuditEvent.objects.get(what="document.pulled")
    assert (event.audience, event.reason) == ("council", WHY)


def test_it_stands_on_the_home_page_once_and_not_among_the_further_items(
    challenge, peer, organiser, django_capture_on_commit_callbacks
):
    DocumentRequestFactory(challenge=challenge, code="30", importance="reference")
    with django_capture_on_commit_callbacks(execute=True):
        pull(challenge, peer)

    sentences = {action.sentence for action in NextAction.objects.for_person(organiser)}
    assert {each for each in sentences if "item" in each} == {
        "Answer 1 further item of the document list",
        "Answer what the peer team asked for: item 31, return home interviews",
    }


def test_it_takes_files_although_the_list_is_closed(challenge, peer, organiser, manager):
    closed = DocumentRequestFactory(challenge=challenge, due_on=today())
    actions.upload_documents(closed, [upload()], by=organiser)
    DocumentRound.objects.create(
        challenge=challenge, number=1, closes_on=today(), opened_at=now(), opened_by=challenge.created_by
    )
    actions.close_documents(challenge, by=manager)

    item = pull(challenge, peer)
    actions.upload_documents(item, [upload("interviews.pdf")], by=organiser)

    closed.refresh_from_db()
    item.refresh_from_db()
    assert (closed.takes_files, item.takes_files, item.state) == (False, True, "in")
    assert item.versions.get().after_deadline is False


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (
            lambda item, council: actions.upload_documents(item, [upload()], by=council),
            "Read what you asked for: item 1, return home interviews",
        ),
        (
            lambda item, council: actions.mark_not_held(item, reason="Nobody writes them down.", by=council),
            "See why what you asked for is not held: item 1, return home interviews",
        ),
        (
            lambda item, council: actions.withdraw_pull(item, reason="It is in item 4.", by=council),
            "See why what you asked for was withdrawn: item 1, return home interviews",
        ),
    ],
)
def test_who_asked_is_told_of_the_answer_until_they_have_seen_it(
    log_in_as, challenge, peer, organiser, answer, expected
):
    item = pull(challenge, peer)
    answer(item, organiser)

    (todo,) = queries.pulls_left(challenge)
    assert (todo.sentence, todo.person_id, todo.role, todo.gates) == (expected, peer.pk, "peer", False)
    log_in_as(peer).post(at("document_mark_read", challenge, item.pk))
    assert queries.pulls_left(challenge) == []


def test_only_who_asked_marks_as_read_that_there_is_nothing(log_in_as, person, challenge, peer, organiser):
    item = pull(challenge, peer)
    actions.mark_not_held(item, reason="Nobody writes them down.", by=organiser)

    assert "Mark as read" in log_in_as(peer).get(at("document", challenge, item.pk)).text
    assert "Mark as read" not in log_in_as(person("peer", challenge)).get(at("document", challenge, item.pk)).text
    actions.mark_read(item, by=peer)
    assert queries.documents_read(challenge) == 0


def test_a_new_answer_is_told_again(challenge, peer, organiser):
    item = pull(challenge, peer)
    actions.mark_not_held(item, reason="Nobody writes them down.", by=organiser)
    actions.mark_read(item, by=peer)

    actions.upload_documents(item, [upload()], by=organiser)

    assert left(challenge, peer) == ["Read what you asked for: item 1, return home interviews"]


def test_who_has_left_the_team_is_told_nothing(challenge, peer, organiser):
    actions.upload_documents(pull(challenge, peer), [upload()], by=organiser)
    Membership.objects.filter(user=peer).update(ended_at=now(), ended_by=organiser)

    assert queries.pulls_left(challenge) == []


def test_the_answer_and_who_asked_are_for_the_whole_team(log_in_as, person, challenge, peer, organiser):
    item = pull(challenge, peer)
    actions.mark_not_held(item, reason="Nobody writes them down.", by=organiser)

    for role in ("lead_peer", "observer", "challenge_manager", "sponsor"):
        page = log_in_as(person(role, challenge)).get(at("document", challenge, item.pk))
        assert "Nobody writes them down." in page.text, role
        assert "Jo Peer" in page.text, role


def test_a_restricted_one_is_not_for_observers(log_in_as, person, challenge, peer):
    item = pull(challenge, peer, importance="restricted")

    assert log_in_as(person("observer", challenge)).get(at("document", challenge, item.pk)).status_code == 404
    assert AuditEvent.objects.get(what="document.pulled").audience == "lga"


def test_a_contributor_who_answers_it_does_not_read_who_asked(log_in_as, person, challenge, peer, organiser):
    item = pull(challenge, peer)
    contributor = person("contributor", challenge)
    actions.ask_contributors(item, contributors=[contributor], by=organiser)
    client = log_in_as(contributor)

    for page in (client.get(at("document", challenge, item.pk)), client.get(at("document_list", challenge))):
        assert "Return home interviews" in page.text
        assert "Jo Peer" not in page.text


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"importance": "must_read"}, "^Ask for it for reference"),
        ({"due_on": today() - A_DAY}, "^The date must be from today on"),
        ({"due_on": today() + 50 * A_DAY}, "^The date must be from today on"),
        ({"why": "Ask Sam on 07700 900123."}, "phone"),
    ],
)
def test_what_cannot_be_asked(challenge, peer, said, told):
    with pytest.raises(ActionRefused, match=told):
        pull(challenge, peer, **said)
    assert not challenge.document_requests.exists()


def test_a_key_line_of_another_challenge_is_refused(challenge, peer):
    with pytest.raises(ActionRefused, match="^Choose key lines of this challenge"):
        pull(challenge, peer, key_lines=[KeyLineFactory()])


# Nobody asks twice


def test_what_is_like_it_is_shown_once_and_then_it_is_asked(log_in_as, challenge, peer):
    DocumentRequestFactory(challenge=challenge, code="9", title="Missing children: return interviews, last year")
    client = log_in_as(peer)

    shown = client.post(at("document_pull", challenge), typed())

    assert not challenge.document_requests.filter(pulled_at__isnull=False).exists()
    assert "9. Missing children: return interviews, last year" in shown.text
    assert shown.context["form"].errors == {
        "title": ["Like it on the list: item 9. If it is not what you need, ask all the same"]
    }
    assert "Ask all the same" in shown.text
    assert WHY in shown.text
    anyway = shown.context["form"]["asked_anyway"].value()
    changed = client.post(at("document_pull", challenge), typed(title="Interviews on return", asked_anyway=anyway))
    assert "Ask all the same" in changed.text
    client.post(at("document_pull", challenge), typed(asked_anyway=anyway))
    assert challenge.document_requests.get(pulled_at__isnull=False).title == "Return home interviews"


def test_the_page_says_what_the_team_has_asked_for(log_in_as, person, challenge, peer):
    pull(challenge, peer)
    actions.withdraw_pull(pull(challenge, peer, title="Cars"), reason="Not needed.", by=challenge.created_by)

    page = log_in_as(person("lead_peer", challenge)).get(at("document_pull", challenge))

    assert "What the team has asked for so far (2)" in page.text
    assert "Jo Peer" in page.text
    listed = log_in_as(peer).get(at("document_list", challenge))
    assert listed.context["pulls"] == queries.PullCounts(asked=1, to_come=1)
    assert [
        item.title for item in log_in_as(peer).get(at("document_list", challenge) + "?show=asked").context["shown"]
    ] == ["Return home interviews"]


# Withdrawn


def test_the_challenge_manager_withdraws_it_with_a_reason(log_in_as, challenge, peer, organiser, manager):
    item = pull(challenge, peer)

    empty = log_in_as(manager).post(at("document_withdraw", challenge, item.pk), {"reason": ""})
    log_in_as(manager).post(at("document_withdraw", challenge, item.pk), {"reason": "Item 4 says it."})

    assert empty.context["form"].errors == {"reason": ["Say why it is no longer needed"]}
    item.refresh_from_db()
    assert (item.state, item.withdrawn_because, item.takes_files, item.is_to_come) == (
        "withdrawn",
        "Item 4 says it.",
        False,
        False,
    )
    page = log_in_as(organiser).get(at("document", challenge, item.pk))
    assert "Item 4 says it." in page.text
    assert page.context["form"] is None
    assert "second round" not in page.text
    assert left(challenge, organiser) == []
    seen = log_in_as(organiser).get(at("document_list", challenge))
    assert (seen.context["shown"], seen.context["glance"].total) == ([], 0)
    only = log_in_as(organiser).get(at("document_list", challenge) + "?show=withdrawn")
    assert [each.pk for each in only.context["shown"]] == [item.pk]


def test_only_what_was_pulled_and_is_not_answered_is_withdrawn(challenge, peer, organiser, manager):
    listed, answered, twice = DocumentRequestFactory(challenge=challenge), pull(challenge, peer), pull(challenge, peer)
    actions.mark_not_held(answered, reason="No such thing.", by=organiser)
    actions.withdraw_pull(twice, reason="No.", by=manager)

    for item, told in (
        (listed, "^The programme’s list asks for this"),
        (answered, "^The council has answered this"),
        (twice, "^This is withdrawn already"),
    ):
        with pytest.raises(ActionRefused, match=told):
            actions.withdraw_pull(item, reason="No.", by=manager)


def test_what_is_withdrawn_takes_no_answer(challenge, peer, organiser, manager):
    item = pull(challenge, peer)
    actions.withdraw_pull(item, reason="No.", by=manager)

    with pytest.raises(ActionRefused, match="^The team no longer asks for item 1. Return home interviews"):
        actions.upload_documents(item, [upload()], by=organiser)
    with pytest.raises(ActionRefused, match="^The team no longer asks for this"):
        actions.mark_not_held(item, reason="No.", by=organiser)
    with pytest.raises(ActionRefused, match="^There is nothing to read"):
        actions.mark_read(DocumentRequestFactory(challenge=challenge), by=peer)


def test_the_database_keeps_withdrawn_to_what_was_pulled(challenge):
    with pytest.raises(IntegrityError), transaction.atomic():
        DocumentRequestFactory(
            challenge=challenge, is_in=True, state="withdrawn", withdrawn_because="No."
        )  # nobody had asked for it besides the list


# The day's mail


def test_the_days_mail_tells_the_council_and_then_who_asked(time_machine, person):
    time_machine.move_to(datetime.datetime(2027, 2, 1, 7, tzinfo=datetime.UTC), tick=False)
    challenge = ChallengeFactory(
        stage="preparation", starts_on=datetime.date(2027, 3, 2), ends_on=datetime.date(2027, 3, 4)
    )
    peer, organiser = person("peer", challenge), person("organiser", challenge)
    item = pull(challenge, peer, due_on=datetime.date(2027, 2, 15))

    write_document_digests()
    outbox.send_due()
    (asked,) = mail.outbox
    time_machine.move_to(datetime.datetime(2027, 2, 2, 7, tzinfo=datetime.UTC), tick=False)
    actions.upload_documents(item, [upload()], by=organiser)
    write_document_digests()
    outbox.send_due()
    (_asked, came) = mail.outbox

    assert asked.to == [organiser.email]
    assert "Newly asked for:\n- 1. Return home interviews, due on 15 February 2027, by the peer team\n" in asked.body
    assert came.to == [peer.email]
    assert "What came:\n- 1. Return home interviews: 1 file (you asked for it)\n" in came.body


def test_the_days_mail_says_what_is_no_longer_asked_for(time_machine, person):
    time_machine.move_to(datetime.datetime(2027, 2, 1, 7, tzinfo=datetime.UTC), tick=False)
    challenge = ChallengeFactory(
        stage="preparation", starts_on=datetime.date(2027, 3, 2), ends_on=datetime.date(2027, 3, 4)
    )
    manager, organiser = person("challenge_manager", challenge), person("organiser", challenge)
    item = pull(challenge, challenge.created_by, due_on=datetime.date(2027, 2, 15))
    actions.withdraw_pull(item, reason="No.", by=manager)

    write_document_digests()
    outbox.send_due()

    (told,) = mail.outbox
    assert told.to == [organiser.email]
    assert "No longer asked for:\n- 1. Return home interviews\n" in told.body
    assert "What came" not in told.body
    assert "Newly asked for" not in told.body


@pytest.mark.parametrize("how_many", [1, 12])
def test_what_is_left_of_pulls_costs_the_same_for_any_number(
    challenge, peer, organiser, how_many, django_assert_num_queries
):
    for number in range(how_many):
        pull(challenge, peer, title=f"Thing {number}")
        actions.mark_not_held(pull(challenge, peer, title=f"Other {number}"), reason="No.", by=organiser)

    with django_assert_num_queries(4):
        todos = queries.pulls_left(challenge)

    assert len(todos) == 2 * how_many
