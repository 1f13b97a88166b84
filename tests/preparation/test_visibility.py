"""What could leak is made first; then it is looked for at every door."""

import pytest
from django.urls import reverse

from preparation import actions
from tests.factories import ChallengeFactory
from tests.preparation.factories import DocumentRequestFactory, TeamPlaceFactory
from tests.preparation.files import upload
from tests.preparation.joining import join

pytestmark = pytest.mark.django_db

INTERESTS = "My sister works in this council"
REASON = "I do not get on with its director"


@pytest.fixture
def challenge():
    return ChallengeFactory(stage="preparation")


@pytest.fixture
def page(person, log_in_as, challenge):
    """The text of a page as somebody in a role reads it."""

    def read(role, name, *args):
        answer = log_in_as(person(role, challenge)).get(reverse(name, args=[challenge.slug, *args]))
        return answer.text if answer.status_code == 200 else answer.status_code

    return read


EVERYONE = ["co_ordinator", "adviser", "lead_peer", "peer", "observer", "sponsor", "organiser"]


@pytest.fixture
def team(challenge):
    """One joined, one invited, one declined."""
    joined = TeamPlaceFactory(challenge=challenge, user__name="Joined Person")
    join(joined, family=INTERESTS)
    TeamPlaceFactory(challenge=challenge, user__name="Invited Person")
    declined = TeamPlaceFactory(challenge=challenge, user__name="Declining Person")
    actions.decline_invitation(declined, reason=REASON, by=declined.user)
    return joined


@pytest.mark.parametrize("role", EVERYONE)
def test_interests_are_for_the_challenge_manager(page, team, role):
    declaration = team.challenge.declarations.get()

    assert INTERESTS in page("challenge_manager", "preparation:declaration_list")
    assert page(role, "preparation:declaration_list") == 403
    assert page(role, "preparation:declaration_decide", declaration.pk) == 403
    assert INTERESTS not in page(role, "preparation:team")
    assert INTERESTS not in page(role, "preparation:profile", team.pk)
    assert INTERESTS not in page(role, "history")


def test_a_peer_reads_what_they_declared_themselves(log_in_as, challenge, team):
    text = log_in_as(team.user).get(reverse("preparation:declaration", args=[challenge.slug])).text

    assert INTERESTS in text


@pytest.mark.parametrize("role", EVERYONE[1:])
def test_reasons_for_declining_are_for_who_invites(page, team, role):
    for text in (page(role, "preparation:team"), page(role, "history") if role != "adviser" else ""):
        assert REASON not in text
        assert "Declining Person" not in text
    assert REASON in page("challenge_manager", "preparation:team")
    assert REASON in page("co_ordinator", "preparation:team")


@pytest.mark.parametrize("role", ["sponsor", "organiser"])
def test_the_council_reads_of_proposed_people_on_the_page_of_the_team_alone(page, team, role):
    for text in (
        page(role, "challenges:person_list"),
        page(role, "history"),
        page(role, "challenge"),
    ):
        assert "Invited Person" not in text
    assert "Joined Person" in page(role, "preparation:team")
    assert "Invited Person" in page(role, "preparation:team")
    assert "Declining Person" not in page(role, "preparation:team")


@pytest.fixture
def restricted(challenge, person):
    item = DocumentRequestFactory(challenge=challenge, importance="restricted", title="Sample of audits")
    actions.upload_documents(item, [upload("audits of children.pdf")], by=person("organiser", challenge), note="Handle")
    return item


def test_observers_meet_no_restricted_item_at_any_door(page, restricted):
    version = restricted.versions.get()

    assert "Sample of audits" in page("peer", "preparation:document_list")
    for text in (
        page("observer", "preparation:document_list"),
        page("observer", "history"),
        page("observer", "challenge"),
    ):
        assert "Sample of audits" not in text
        assert "audits of children.pdf" not in text
    assert page("observer", "preparation:document", restricted.pk) == 404
    assert page("observer", "preparation:document_file", version.pk) == 404


def test_the_counts_of_an_observer_leave_restricted_items_out(page, challenge, restricted):
    DocumentRequestFactory(challenge=challenge)

    assert "0 of 1 answered" in page("observer", "preparation:document_list")
    assert "1 of 2 answered" in page("peer", "preparation:document_list")


@pytest.mark.parametrize("role", ["sponsor", "organiser"])
def test_the_council_does_not_see_who_has_read(page, challenge, person, log_in_as, role):
    item = DocumentRequestFactory(challenge=challenge, is_in=True)
    reader = person("peer", challenge, name="Reading Peer")
    actions.mark_read(item, by=reader)
    # The history can be narrowed to anybody in the challenge, whom the page of its people names too: to nothing here.
    to_narrow_by = f'<option value="{reader.pk}">Reading Peer</option>'
    narrowed = log_in_as(person(role, challenge)).get(reverse("history", args=[challenge.slug]), {"who": reader.pk})

    assert "Reading Peer" in page("lead_peer", "preparation:document", item.pk)
    assert "marked item" in page("co_ordinator", "history")
    assert "Reading Peer" not in page(role, "preparation:document", item.pk)
    assert "Reading Peer" in page(role, "challenges:person_list")
    history = page(role, "history")
    assert to_narrow_by in history
    assert "Reading Peer" not in history.replace(to_narrow_by, "")
    assert "marked item" not in history
    assert narrowed.context["form"].is_valid()
    assert narrowed.context["events"] == []


@pytest.mark.parametrize("role", ["contributor", "moderator"])
def test_contributors_and_moderators_do_not_see_the_team(page, team, role):
    assert page(role, "preparation:team") == 403


def test_moderators_do_not_see_the_documents(page, restricted):
    assert page("moderator", "preparation:document_list") == 403
    assert page("moderator", "preparation:document", restricted.pk) == 403


def test_contributors_meet_no_item_that_does_not_name_them(page, challenge, restricted):
    item = DocumentRequestFactory(challenge=challenge, title="Candid self-evaluation")

    text = page("contributor", "preparation:document_list")

    assert "Nothing is asked of you yet." in text
    assert "Sample of audits" not in text
    assert "Candid self-evaluation" not in text
    assert page("contributor", "preparation:document", item.pk) == 404
    assert page("contributor", "preparation:document", restricted.pk) == 404
    assert page("contributor", "preparation:document_file", restricted.versions.get().pk) == 404


def test_a_contributor_does_not_see_who_has_read_what_they_answer(challenge, person, log_in_as):
    item = DocumentRequestFactory(challenge=challenge, is_in=True)
    contributor = person("contributor", challenge)
    actions.ask_contributors(item, contributors=[contributor], by=person("organiser", challenge))
    actions.mark_read(item, by=person("peer", challenge, name="Reading Peer"))

    answer = log_in_as(contributor).get(reverse("preparation:document", args=[challenge.slug, item.pk]))

    assert answer.status_code == 200
    assert "Reading Peer" not in answer.text
