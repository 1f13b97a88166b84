"""The proposal on paper."""

import datetime
import io
from types import SimpleNamespace

import pikepdf
import pytest

from challenges import documents
from challenges.actions import add_person, create_challenge
from peerchallenge.demo import scoping as story
from scoping import actions, assembly
from scoping.queries import newest_proposal
from tests.factories import CouncilFactory, ProgrammeFactory, UserFactory

pytestmark = pytest.mark.django_db
ROLES = ["sponsor", "organiser", "challenge_manager"]


def scoped(code="lga-childrens-services"):
    """A challenge of this programme with its people, and who plays which part."""
    office = UserFactory(is_programme_office=True)
    challenge = create_challenge(
        council=CouncilFactory(name="Northshire County Council"),
        programme=ProgrammeFactory(code=code),
        starts_on=datetime.date(2027, 3, 8),
        by=office,
    )
    cast = SimpleNamespace(programme_manager=office, **{role: UserFactory() for role in ROLES})
    for role in ROLES:
        user = getattr(cast, role)
        add_person(challenge, email=user.email, name=user.name, role=role, by=office)
    return challenge, cast


def test_a_full_proposal_is_a_few_tagged_pages_with_bookmarks():
    challenge, cast = scoped()
    story.begin(challenge, cast)
    story.complete(challenge, cast)

    pdf = pikepdf.open(io.BytesIO(documents.make_pdf(newest_proposal(challenge).document.html)))

    assert 3 <= len(pdf.pages) <= 5
    assert pdf.Root.MarkInfo.Marked
    with pdf.open_outline() as outline:
        chapters = [each.title for each in outline.root]
    assert chapters == [
        "Purpose",
        "What the team looks at",
        "Key lines of enquiry",
        "The team",
        "Dates",
        "Who does what",
        "Confidentiality",
        "Feedback",
    ]


def test_the_proposal_says_the_key_lines_in_full_and_the_dates_to_come():
    challenge, cast = scoped()
    story.begin(challenge, cast)
    html = newest_proposal(challenge).document.html

    for words in [story.STEP_DOWN["question"], story.STEP_DOWN["owner"], "To be agreed", "Final report issued"]:
        assert words in html
    assert "Scoping meeting" not in html
    assert "reads about 25 case records" in html


def test_a_programme_without_case_review_and_modules_says_nothing_of_them():
    challenge, cast = scoped("lga-safeguarding-children")

    html = actions.make_proposal(challenge, by=cast.challenge_manager).document.html

    assert "case records" not in html
    assert "modules" not in html
    assert "The council has no question of its own yet." in html
    assert "a small number of recommendations" not in html


@pytest.mark.parametrize(("least", "most", "words"), [(1, 1, "1"), (3, 4, "3 to 4"), (0, 1, "up to 1")])
def test_how_many_people_a_place_takes(least, most, words):
    assert assembly.how_many(least, most) == words
