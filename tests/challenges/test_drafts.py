"""Drafts on the server: kept while people type, private, thrown away or gone after their time."""

import datetime
import json
import re

import pytest
from django.urls import reverse
from django.utils.timezone import localtime

from challenges import drafts
from challenges.clock import CLOCK
from challenges.models import AuditEvent, Draft, Membership, NextAction
from challenges.moments import acting_at, now
from feedback.models import EvidenceNote
from tests.casereview.factories import CaseFactory
from tests.challenges.drafting import OTHER, WRITER, add_page, edit_page, save, sent, words_of
from tests.factories import ChallengeFactory
from tests.scoping.factories import KeyLineFactory


@pytest.fixture
def challenge(db):
    return ChallengeFactory(stage="scoping")


@pytest.fixture
def sponsor(person, challenge):
    return person("sponsor", challenge)


@pytest.fixture
def client(log_in_as, sponsor):
    return log_in_as(sponsor)


# Keeping


def test_words_are_kept_and_said_to_be(client, challenge, sponsor):
    moment = now()
    with acting_at(moment):
        answer = save(client, challenge, sent(sponsor, add_page(challenge), {"question": "Are children heard?"}))

    draft = Draft.objects.get()
    assert answer.json() == {"kept": False, "at": f"{localtime(moment):%H:%M}"}
    assert (draft.person, draft.challenge, draft.page) == (sponsor, challenge, add_page(challenge))
    assert words_of(draft) == {"question": "Are children heard?"}
    assert draft.texts == [("Question", "Are children heard?")]


def test_going_on_writing_changes_the_same_draft_and_an_older_message_changes_nothing(client, challenge, sponsor):
    page = add_page(challenge)
    for step, words in [(1, "Are"), (5, "Are children heard?"), (3, "Are children")]:
        save(client, challenge, sent(sponsor, page, {"question": words}, step=step))

    assert [words_of(draft) for draft in Draft.objects.all()] == [{"question": "Are children heard?"}]


def test_going_on_writing_costs_little_and_leaves_no_trace(client, challenge, sponsor, django_assert_num_queries):
    page = add_page(challenge)
    save(client, challenge, sent(sponsor, page, {"question": "Are"}))
    before = (AuditEvent.objects.count(), NextAction.objects.count())

    with django_assert_num_queries(5):  # session, person, challenge, roles, and the words
        save(client, challenge, sent(sponsor, page, {"question": "Are children heard?"}, step=2))

    assert (AuditEvent.objects.count(), NextAction.objects.count()) == before


def test_two_tabs_never_write_over_each_other(client, challenge, sponsor):
    page = add_page(challenge)
    save(client, challenge, sent(sponsor, page, {"question": "One tab"}))
    save(client, challenge, sent(sponsor, page, {"question": "Another tab"}, writer=OTHER))

    assert {words_of(draft)["question"] for draft in Draft.objects.all()} == {"One tab", "Another tab"}


def test_a_page_loaded_with_a_draft_carries_it_on(client, challenge, sponsor):
    page = add_page(challenge)
    save(client, challenge, sent(sponsor, page, {"question": "Begun"}, step=4))

    save(
        client, challenge, sent(sponsor, page, {"question": "Begun, gone on"}, writer=OTHER, after=WRITER, after_step=4)
    )

    assert [(draft.writer, words_of(draft)) for draft in Draft.objects.all()] == [
        (OTHER, {"question": "Begun, gone on"})
    ]


def test_a_draft_another_tab_has_gone_on_with_is_left_to_it(client, challenge, sponsor):
    page = add_page(challenge)
    save(client, challenge, sent(sponsor, page, {"question": "Begun"}, step=4))
    save(client, challenge, sent(sponsor, page, {"question": "Begun, gone on here"}, step=5))

    save(
        client,
        challenge,
        sent(sponsor, page, {"question": "Begun, and there"}, writer=OTHER, after=WRITER, after_step=4),
    )

    kept = {words_of(draft)["question"] for draft in Draft.objects.all()}
    assert kept == {"Begun, gone on here", "Begun, and there"}


def test_words_typed_earlier_and_sent_later_keep_their_time(client, challenge, sponsor):
    moment = now()
    with acting_at(moment):
        save(client, challenge, sent(sponsor, add_page(challenge), {"question": "Q"}, seconds_ago=600))

    assert Draft.objects.get().saved_at == moment - datetime.timedelta(minutes=10)


def test_there_is_an_end_to_versions_of_one_page_and_nothing_is_dropped_for_it(client, challenge, sponsor):
    page = add_page(challenge)
    for number in range(drafts.MOST_OF_A_PAGE):
        save(client, challenge, sent(sponsor, page, {"question": f"Q{number}"}, writer=f"writer-{number:03}"))

    answer = save(client, challenge, sent(sponsor, page, {"question": "One more"}))

    told = "You have 10 unsaved versions of this page. Load it again and throw some away."
    assert (answer.status_code, answer.json()) == (400, {"refused": told})
    assert Draft.objects.count() == drafts.MOST_OF_A_PAGE


NONSENSE = [
    {"fields": "["},
    {"fields": "[]"},
    {"fields": '{"question": 3}'},
    {"fields": '{"question": [3]}'},
    {"fields": "[" * 100_000},
    {"labels": "[1]"},
    {"labels": "{"},
    {"writer": "<script>"},
    {"writer": ""},
    {"after": "no such"},
    {"step": "-1"},
    {"step": "9" * 5000},
    {"version": "one"},
    {"seconds_ago": "1e9"},
    {"fields": json.dumps({"question": ["x" * drafts.LONGEST]})},
]


@pytest.mark.parametrize("nonsense", NONSENSE, ids=lambda each: str(each)[:40])
def test_what_no_page_of_ours_sends_is_refused(client, challenge, sponsor, nonsense):
    answer = save(client, challenge, sent(sponsor, add_page(challenge), {"question": "Q"}) | nonsense)

    assert (answer.status_code, answer.json()) == (400, {"refused": "This page is out of date: load it again."})
    assert Draft.objects.count() == 0


def test_characters_a_database_cannot_hold_do_no_harm(client, challenge, sponsor):
    words = {"question": "a\x00b", "measure": "\ud800"}

    save(client, challenge, sent(sponsor, add_page(challenge), words))

    assert words_of(Draft.objects.get()) == {"question": "ab", "measure": ""}


def test_tokens_and_versions_are_never_in_a_draft(client, challenge, sponsor):
    words = {"question": "Q", "csrfmiddlewaretoken": "secret", "version": "7", "draft": "x"}

    save(client, challenge, sent(sponsor, add_page(challenge), words))

    draft = Draft.objects.get()
    assert (words_of(draft), draft.labels) == ({"question": "Q"}, [["question", "Question"]])


# Who may


@pytest.mark.parametrize("role", ["peer", "adviser", "contributor"])
def test_a_draft_asks_for_the_permission_of_its_page(person, log_in_as, challenge, role):
    user = person(role, challenge)

    answer = save(log_in_as(user), challenge, sent(user, add_page(challenge), {"question": "Q"}))

    assert (answer.status_code, answer.json()) == (403, {"refused": "This page is no longer open to you."})
    assert Draft.objects.count() == 0


def test_a_stranger_learns_nothing(person, log_in_as, challenge):
    user = person("stranger")

    answer = save(log_in_as(user), challenge, sent(user, add_page(challenge), {"question": "Q"}))

    assert answer.status_code == 404


@pytest.mark.parametrize("address", ["/", "/nowhere/", "nonsense", "", "OTHER", "/challenges/add/"])
def test_a_draft_belongs_to_a_page_of_its_challenge(client, challenge, sponsor, address):
    page = add_page(ChallengeFactory()) if address == "OTHER" else address

    answer = save(client, challenge, sent(sponsor, page, {"question": "Q"}))

    assert (answer.status_code, Draft.objects.count()) == (403, 0)


def test_the_words_of_one_person_are_not_saved_for_another(client, challenge, sponsor, person):
    other = person("sponsor", challenge)

    answer = save(client, challenge, sent(other, add_page(challenge), {"question": "Q"}))

    assert (answer.status_code, answer.json()) == (409, {"refused": "Someone else is signed in."})
    assert Draft.objects.count() == 0


def test_a_page_learns_who_is_signed_in_and_gets_a_new_token(client, challenge, sponsor):
    answer = client.get(reverse("challenges:draft_save", args=[challenge.slug])).json()

    assert (answer["person"], len(answer["token"])) == (sponsor.pk, 64)


def test_nobody_else_reads_a_draft(client, challenge, sponsor, person, log_in_as):
    save(client, challenge, sent(sponsor, add_page(challenge), {"question": "Mine alone"}))
    discard = reverse("challenges:draft_discard", args=[challenge.slug, Draft.objects.get().pk])

    for other in (person("sponsor", challenge), person("challenge_manager", challenge), person("office")):
        theirs = log_in_as(other)
        assert "Mine alone" not in theirs.get(add_page(challenge)).text
        assert "Mine alone" not in theirs.get(reverse("challenges:draft_list", args=[challenge.slug])).text
        assert (theirs.get(discard).status_code, theirs.post(discard).status_code) == (404, 404)
        assert list(Draft.objects.visible_to(other)) == []
    assert Draft.objects.count() == 1


# Thrown away, and past its time


def test_throwing_away_is_confirmed_with_the_words_in_sight(client, challenge, sponsor):
    line = KeyLineFactory(challenge=challenge, question="Saved?")
    save(client, challenge, sent(sponsor, edit_page(line), {"question": "Unsaved?"}, version=line.version))
    address = re.search(r'href="([^"]+throw-away/)"', client.get(edit_page(line)).text)[1]

    asked = client.get(address)
    done = client.post(address)

    assert "Unsaved?" in asked.text
    assert (done.url, Draft.objects.count()) == (edit_page(line), 0)
    assert "Saved?</textarea>" in client.get(edit_page(line)).text


def test_words_for_a_page_that_has_closed_can_still_be_read(client, challenge, sponsor):
    save(client, challenge, sent(sponsor, add_page(challenge), {"question": "Too late?"}))
    challenge.stage = "onsite"
    challenge.save()

    refused = client.get(add_page(challenge))
    listed = client.get(reverse("challenges:draft_list", args=[challenge.slug]))

    assert refused.status_code == 403
    assert reverse("challenges:draft_list", args=[challenge.slug]) in refused.text
    assert "Too late?" in listed.text
    assert "Its page is no longer open to you" in listed.text


def test_words_about_single_children_are_read_on_their_page_only(person, log_in_as):
    challenge = ChallengeFactory(stage="casereview")
    peer = person("peer", challenge)
    case = CaseFactory(challenge=challenge, reviewer=peer)
    page = reverse("casereview:case", args=[challenge.slug, case.pk])
    client = log_in_as(peer)
    save(client, challenge, sent(peer, page, {"headline": "About one child"}, version=1))
    Draft.objects.update(child_level=True)
    challenge.stage = "scoping"  # case pages are not open then
    challenge.save()

    listed = client.get(reverse("challenges:draft_list", args=[challenge.slug])).text

    assert "About one child" not in listed
    assert "They can be read on their page only." in listed


def test_who_leaves_the_challenge_reads_nothing_more(client, challenge, sponsor):
    save(client, challenge, sent(sponsor, add_page(challenge), {"question": "Q"}))
    Membership.objects.filter(user=sponsor).update(ended_at=now(), ended_by=sponsor)

    assert client.get(reverse("challenges:draft_list", args=[challenge.slug])).status_code == 404


def test_old_drafts_go(client, challenge, sponsor):
    with acting_at(now() - datetime.timedelta(days=31)):
        save(client, challenge, sent(sponsor, add_page(challenge), {"question": "Old"}))
    save(client, challenge, sent(sponsor, add_page(challenge), {"question": "New"}, writer=OTHER))

    said = CLOCK["throw_old_drafts_away"](dry_run=True)
    done = CLOCK["throw_old_drafts_away"]()

    assert (said, done) == (["would throw away: 1"], ["thrown away: 1"])
    assert [words_of(draft) for draft in Draft.objects.all()] == [{"question": "New"}]


def test_pages_of_a_challenge_stay_in_no_cache(client, challenge):
    assert client.get(add_page(challenge)).headers["Cache-Control"] == "private, no-store"


def test_the_key_of_the_browser_is_the_persons_own(client, challenge, person, log_in_as):
    def key(who):
        return re.search(r'data-draft-key="([^"]+)"', who.get(add_page(challenge)).text)[1]

    other = log_in_as(person("sponsor", challenge))

    assert key(client) == key(client)
    assert key(client) != key(other)


def test_notes_have_no_draft_until_somebody_types(person, log_in_as):
    challenge = ChallengeFactory(stage="onsite")
    client = log_in_as(person("peer", challenge))

    page = client.get(reverse("feedback:note_add", args=[challenge.slug])).text

    assert "data-draft=" in page
    assert (Draft.objects.count(), EvidenceNote.objects.count()) == (0, 0)
