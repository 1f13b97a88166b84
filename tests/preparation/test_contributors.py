"""A contributor answers the items that name them, and knows of nothing else."""

import pytest
from django.urls import reverse

from challenges import next_actions
from challenges.action_tools import ActionRefused
from challenges.models import AuditEvent
from preparation import actions
from tests.factories import ChallengeFactory
from tests.preparation.factories import DocumentRequestFactory, TeamPlaceFactory
from tests.preparation.files import upload

pytestmark = pytest.mark.django_db


@pytest.fixture
def challenge():
    return ChallengeFactory(stage="preparation")


@pytest.fixture
def contributor(person, challenge):
    return person("contributor", challenge, name="Partner Officer")


@pytest.fixture
def items(challenge, contributor, person):
    """One they are asked for, one they are not."""
    theirs = DocumentRequestFactory(challenge=challenge, title="Health offer to children in care")
    other = DocumentRequestFactory(challenge=challenge, title="Candid self-evaluation")
    actions.ask_contributors(theirs, contributors=[contributor], by=person("organiser", challenge))
    return theirs, other


def test_the_list_holds_what_names_them(items, challenge, contributor, log_in_as):
    page = log_in_as(contributor).get(reverse("preparation:document_list", args=[challenge.slug])).text

    assert "Health offer to children in care" in page
    assert "Candid self-evaluation" not in page
    assert "0 of 1 answered" in page


def test_the_page_of_another_item_is_not_there(items, challenge, contributor, log_in_as):
    theirs, other = items
    client = log_in_as(contributor)
    pages = ["document", "document_upload", "document_note", "document_not_held"]

    def opened(item):
        return {
            client.get(reverse(f"preparation:{page}", args=[challenge.slug, item.pk])).status_code for page in pages
        }

    assert opened(other) == {404}
    assert opened(theirs) == {200, 302}
    assert client.get(reverse("preparation:document_ask", args=[challenge.slug, theirs.pk])).status_code == 403


def test_they_answer_it_and_are_not_led_to_what_comes_next(items, challenge, contributor, log_in_as):
    theirs, _other = items
    client = log_in_as(contributor)
    where = reverse("preparation:document_upload", args=[challenge.slug, theirs.pk])

    page = client.post(where, {"documents": upload("offer.pdf"), "note": ""}, follow=True)

    theirs.refresh_from_db()
    assert (theirs.state, theirs.answered_by) == ("in", contributor)
    assert "Candid self-evaluation" not in page.text


def test_home_and_overview_say_what_is_theirs_and_nothing_of_the_plan(items, challenge, contributor, log_in_as):
    TeamPlaceFactory(challenge=challenge)
    next_actions.work_out(challenge)
    client = log_in_as(contributor)

    for page in (client.get("/").text, client.get(challenge.get_absolute_url()).text):
        assert "health offer to children in care" in page
        assert "Candid self-evaluation" not in page
        assert "Whose turn: " not in page
    overview = client.get(challenge.get_absolute_url())
    assert [entry["label"] for part in overview.context["frame"]["contents"] for entry in part["entries"]] == [
        "Overview",
        "Ground rules",
        "Documents",
        "Timetable",
    ]
    assert overview.context["milestones"] == []
    assert overview.context["turn"] == ""


def test_what_they_answered_is_no_longer_asked(items, challenge, contributor):
    theirs, _other = items
    asked = [todo.person_id for todo in next_actions.left_to_do(challenge)]
    actions.mark_not_held(theirs, reason="Nobody writes one.", by=contributor)

    assert asked.count(contributor.pk) == 1
    assert contributor.pk not in [todo.person_id for todo in next_actions.left_to_do(challenge)]


def test_another_contributor_sees_none_of_it(items, challenge, person, log_in_as):
    client = log_in_as(person("contributor", challenge))

    page = client.get(reverse("preparation:document_list", args=[challenge.slug])).text

    assert "Health offer to children in care" not in page
    assert "Nothing is asked of you yet." in page


def test_who_is_no_longer_asked_no_longer_sees_it(items, challenge, contributor, person, log_in_as):
    theirs, _other = items
    actions.ask_contributors(theirs, contributors=[], by=person("sponsor", challenge))

    where = reverse("preparation:document", args=[challenge.slug, theirs.pk])
    assert log_in_as(contributor).get(where).status_code == 404


def test_only_contributors_of_this_challenge_are_asked(items, challenge, person):
    theirs, _other = items
    organiser = person("organiser", challenge)

    for wrong in (person("peer", challenge), person("contributor", ChallengeFactory())):
        with pytest.raises(ActionRefused, match="contributors of this challenge"):
            actions.ask_contributors(theirs, contributors=[wrong], by=organiser)


def test_that_a_restricted_item_was_given_to_someone_is_not_for_observers(challenge, contributor, person):
    item = DocumentRequestFactory(challenge=challenge, importance="restricted", title="Sample of audits")
    actions.ask_contributors(item, contributors=[contributor], by=person("organiser", challenge))

    event = AuditEvent.objects.get(what="document.contributors_asked")
    assert event.sentence == f"asked Partner Officer to answer item {item}"
    assert event.audience == "lga"


def test_the_organiser_chooses_on_a_page(items, challenge, contributor, person, log_in_as):
    _theirs, other = items
    client = log_in_as(person("organiser", challenge))
    where = reverse("preparation:document_ask", args=[challenge.slug, other.pk])

    page = client.post(where, {"contributors": [contributor.pk]}, follow=True)

    assert "Saved. They find the item among their next actions." in page.text
    assert "Partner Officer" in page.text
    assert [ask.contributor for ask in other.asked_of.all()] == [contributor]
