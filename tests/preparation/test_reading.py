"""How much there is to read: pages and time, for one peer and for the team, against what was asked for."""

import dataclasses

import pytest
from django.urls import reverse

from challenges.moments import acting_at, now
from challenges.programme_files.specs import TeamPlaceSpec
from preparation import actions, queries
from preparation.queries.reading import ALLOWANCE, hours_in, in_time, pages_in
from tests.factories import ChallengeFactory, ProgrammeFactory, say_otherwise
from tests.preparation.factories import (
    DocumentRequestFactory,
    DocumentVersionFactory,
    ReadingFactory,
    StoredFileFactory,
    TeamPlaceFactory,
)
from tests.preparation.files import upload

pytestmark = pytest.mark.django_db
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@pytest.fixture
def challenge():
    return ChallengeFactory(stage="preparation")


@pytest.fixture
def peer(person, challenge):
    return person("peer", challenge, name="Jo Peer")


@pytest.fixture
def lead_peer(person, challenge):
    return person("lead_peer", challenge, name="Lee Lead")


def paper(challenge, pages=10, **fields):
    item = DocumentRequestFactory(challenge=challenge, is_in=True, **fields)
    DocumentVersionFactory(request=item, file=StoredFileFactory(challenge=challenge, page_count=pages))
    return item


def page_of(client, challenge):
    return client.get(reverse("preparation:reading", args=[challenge.slug]))


# Pages and time


@pytest.mark.parametrize(
    ("file", "pages"),
    [
        ({"media_type": "application/pdf", "page_count": 12, "size": 1}, 12),
        ({"media_type": WORD, "page_count": 3, "size": 1}, 3),
        ({"media_type": WORD, "page_count": None, "size": 1}, None),
        ({"media_type": "image/png", "page_count": None, "size": 900_000}, 1),
        ({"media_type": "text/plain", "page_count": None, "size": 1}, 1),
        ({"media_type": "text/plain", "page_count": None, "size": 3001}, 2),
        ({"media_type": "text/csv", "page_count": None, "size": 90_000}, None),
    ],
)
def test_the_pages_of_a_file(file, pages):
    assert pages_in(**file) == pages


def test_the_pages_are_counted_as_the_file_comes_in(challenge, person):
    item = DocumentRequestFactory(challenge=challenge)
    actions.upload_documents(
        item, [upload("a.pdf"), upload("b.txt", b"words " * 600)], by=person("organiser", challenge)
    )

    sheets = queries.sheets_of([item])[item.pk]

    assert (sheets.pages, sheets.files, sheets.unknown) == (3, 2, 0)


def test_older_versions_and_blocked_files_are_nothing_to_read(challenge):
    item = paper(challenge, pages=5)
    DocumentVersionFactory(
        request=item, is_newest=False, number=7, file=StoredFileFactory(challenge=challenge, page_count=50)
    )
    blocked = StoredFileFactory(
        challenge=challenge, page_count=70, name="bad.pdf", state="blocked", scanned_at=now(), signature="Eicar"
    )
    DocumentVersionFactory(request=item, file=blocked)
    DocumentVersionFactory(
        request=item, file=StoredFileFactory(challenge=challenge, name="x.xlsx", media_type="application/x")
    )

    sheets = queries.sheets_of([item])[item.pk]

    assert (sheets.pages, sheets.files, sheets.unknown) == (5, 2, 1)


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (0, ""),
        (1, "about 1 minute"),
        (4, "about 4 minutes"),
        (23, "about 25 minutes"),
        (54, "about 55 minutes"),
        (60, "about 1 hour"),
        (88, "about 1 and a half hours"),
        (420, "about 7 hours"),
    ],
)
def test_time_in_words(minutes, words):
    assert in_time(minutes) == words


@pytest.mark.parametrize(
    ("words", "hours"),
    [
        ("Two days, a day with cases, half a day of reading", 3.5),
        ("The visit, a day of reading", 7),
        ("2 days for reading", 14),
        ("1.5 days of pre-reading", 10.5),
        ("Length of challenge, pre-reading and 1 off-site day", None),
        ("", None),
    ],
)
def test_the_hours_a_programme_promises(words, hours):
    assert hours_in(words) == hours


# For one peer


def test_a_peer_sees_what_to_read_first_and_how_long_it_takes(log_in_as, challenge, peer):
    first = paper(challenge, pages=20, title="Position statement")
    first.versions.update(signpost="section 4, pages 12-18")
    paper(challenge, pages=5, importance="reference", title="Strategy")
    done = paper(challenge, pages=7, title="Structure chart")
    paper(challenge, importance="working", title="Rooms")
    ReadingFactory(request=done, reader=peer)

    page = page_of(log_in_as(peer), challenge)

    own = page.context["own"]
    assert (own.must_read, own.must_read_done) == (2, 1)
    assert ([row.item for row in own.read_first.rows], own.read_first.pages, own.read_first.minutes) == (
        [first],
        20,
        40,
    )
    assert [row.item.title for row in own.look_up.rows] == ["Strategy"]
    assert [row.item for row in own.read.rows] == [done]
    assert "Left to read: 20 pages, about 40 minutes" in " ".join(page.text.split())
    assert page.text.count(reverse("preparation:document", args=[challenge.slug, first.pk])) == 2
    assert "Where to look: section 4, pages 12-18" in page.text
    assert "Rooms" not in page.text
    assert page.context["team"] is None


def test_the_next_action_leads_here(log_in_as, challenge, peer):
    paper(challenge)

    (todo,) = [todo for todo in queries.left_to_do(challenge) if todo.person_id == peer.pk]

    assert (todo.sentence, todo.url) == (
        "Read 1 must-read document",
        reverse("preparation:reading", args=[challenge.slug]),
    )


def test_what_changed_since_is_to_read_again(log_in_as, challenge, peer, person):
    item = paper(challenge)
    with acting_at(item.answered_at):
        actions.mark_read(item, by=peer)
    actions.upload_documents(item, [upload("new.pdf")], by=person("organiser", challenge))

    page = page_of(log_in_as(peer), challenge)

    assert "Changed since you read it" in page.text
    assert page.context["own"].must_read_done == 0


def test_nothing_in_yet_says_so(log_in_as, person, challenge, peer):
    assert "Nothing is in to read yet." in page_of(log_in_as(peer), challenge).text
    manager = person("challenge_manager", challenge)
    assert "No must-read document is in yet." in page_of(log_in_as(manager), challenge).text


@pytest.mark.parametrize(
    ("role", "status"), [("observer", 403), ("organiser", 403), ("contributor", 403), ("stranger", 404)]
)
def test_who_does_not_read_the_page(log_in_as, person, challenge, role, status):
    assert page_of(log_in_as(person(role, challenge)), challenge).status_code == status


# For the team


def test_the_lead_peer_and_the_challenge_manager_see_how_far_each_is(log_in_as, person, challenge, peer, lead_peer):
    one, two = paper(challenge, pages=20), paper(challenge, pages=30)
    ReadingFactory(request=one, reader=peer)
    TeamPlaceFactory(challenge=challenge, user=peer, place="Health peer", accepted=True)

    for user in (lead_peer, person("challenge_manager", challenge)):
        page = page_of(log_in_as(user), challenge)
        team = page.context["team"]
        assert [(each.user, len(each.done.rows), each.left.pages, each.left.minutes) for each in team.readers] == [
            (lead_peer, 0, 50, 100),
            (peer, 1, 30, 60),
        ]
        assert [(each.read_by, each.not_yet) for each in team.items] == [([peer], [lead_peer]), ([], [lead_peer, peer])]
        text = " ".join(page.text.split())
        assert "2 must-read documents in: 50 pages, about 1 and a half hours." in text
        assert "Health peer" in text
        assert "1 of 2 read" in text
        assert two.title in text


def test_what_was_read_before_it_changed_is_not_read(challenge, peer):
    item = paper(challenge)
    reading = ReadingFactory(request=item, reader=peer)
    type(item).objects.filter(pk=item.pk).update(answered_at=now())
    assert reading.read_at < now()
    item.refresh_from_db()

    (reader,) = queries.team_reading(challenge, [item], queries.sheets_of([item])).readers

    assert (reader.done.rows, len(reader.left.rows)) == ([], 1)


def test_a_place_asks_for_what_its_programme_says(person):
    team = (
        TeamPlaceSpec("lead", "Lead peer", "lead_peer", 1, 1, days="Two days, half a day of reading"),
        TeamPlaceSpec("health", "Health peer: a nurse", "peer", 1, 1, days="Two days and a day of reading"),
        TeamPlaceSpec("other", "Other peer", "peer", 1, 1, days="Two days"),
    )
    programme = say_otherwise(ProgrammeFactory(), team=[dataclasses.asdict(place) for place in team])
    challenge = ChallengeFactory(stage="preparation", programme=programme)
    lead, health, other = (person(role, challenge) for role in ("lead_peer", "peer", "peer"))
    for user, role, place in (
        (lead, "lead_peer", "Lead peer"),
        (health, "peer", "Health peer"),
        (other, "peer", "Other peer"),
    ):
        TeamPlaceFactory(challenge=challenge, user=user, role=role, place=place, accepted=True)
    item = paper(challenge, pages=150)

    found = queries.team_reading(challenge, [item], queries.sheets_of([item]))

    promised = {each.user: (each.promised, each.is_promised, each.is_over) for each in found.readers}
    assert promised == {lead: (3.5, True, True), health: (7, True, False), other: (7, False, False)}
    assert (found.least_promised, found.most_pages, found.is_too_much) == (3.5, 105, True)
    assert found.asked_in_words == "The programme asks peers for 3.5 hours"
    assert [row.item for row in found.must_read.longest] == [item]


@pytest.mark.parametrize(("pages", "warned"), [(ALLOWANCE.pages, False), (ALLOWANCE.pages + 1, True)])
def test_the_challenge_manager_is_warned_above_the_limit_and_nothing_is_held_up(
    log_in_as, person, challenge, lead_peer, pages, warned
):
    paper(challenge, pages=pages)
    paper(challenge, pages=900, importance="reference")
    manager = log_in_as(person("challenge_manager", challenge))
    told = "There is more to read than peers were asked for."

    listed = manager.get(reverse("preparation:document_list", args=[challenge.slug]))

    assert (told in listed.text) is warned
    assert (told in page_of(manager, challenge).text) is warned
    assert told not in page_of(log_in_as(lead_peer), challenge).text
    assert not [todo for todo in queries.left_to_do(challenge) if todo.gates and "read" in todo.sentence.lower()]


def test_the_default_is_marked_as_ours(log_in_as, challenge, peer):
    page = page_of(log_in_as(peer), challenge)

    assert "Both numbers are ours, not the LGA’s." in page.text
    assert (ALLOWANCE.minutes_a_page, ALLOWANCE.hours, ALLOWANCE.pages, ALLOWANCE.derived) == (2, 7, 210, True)
    assert dataclasses.replace(ALLOWANCE, minutes_a_page=3).pages == 140


@pytest.mark.parametrize("how_many", [1, 12])
@pytest.mark.parametrize(("role", "expected"), [("peer", 12), ("lead_peer", 12), ("challenge_manager", 11)])
def test_the_page_costs_the_same_for_any_number_of_papers_and_peers(
    log_in_as, person, challenge, role, expected, how_many, django_assert_num_queries
):
    readers = [person("peer", challenge) for _each in range(how_many)]
    for user in readers:
        TeamPlaceFactory(challenge=challenge, user=user, accepted=True)
        item = paper(challenge)
        ReadingFactory(request=item, reader=user)
        actions.add_reading_note(item, text="Look at page 4.", share=True, by=user)
    client = log_in_as(person(role, challenge))

    with django_assert_num_queries(expected):
        page_of(client, challenge)
