"""The proposal on paper."""

import datetime
import io
import re
from types import SimpleNamespace

import pikepdf
import pytest
from docx import Document
from docx.oxml.ns import qn
from lxml import html as lxml_html

from challenges.actions import add_person, create_challenge
from peerchallenge.demo import scoping as story
from scoping import actions
from scoping.queries import how_many, newest_proposal
from scoping.reading import sections
from tests.factories import CouncilFactory, ProgrammeFactory, UserFactory
from tests.scoping.factories import TERMS

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


def bytes_of(stored):
    with stored.content.open() as file:
        return io.BytesIO(file.read())


def test_a_full_proposal_is_a_few_tagged_pages_with_bookmarks():
    challenge, cast = scoped()
    story.begin(challenge, cast)
    story.complete(challenge, cast)

    pdf = pikepdf.open(bytes_of(newest_proposal(challenge).document.file))

    assert 4 <= len(pdf.pages) <= 8
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
        "The probes",
        "Changes since version 1",
    ]


def test_the_word_file_says_what_the_pdf_says():
    challenge, cast = scoped()
    story.begin(challenge, cast)
    story.complete(challenge, cast)
    document = newest_proposal(challenge).document

    paper = Document(bytes_of(document.word))

    words = "".join(each.text or "" for each in paper.element.body.iter(qn("w:t")))
    html = lxml_html.document_fromstring(document.html).body.text_content()
    assert re.sub(r"\s", "", words) == re.sub(r"\s", "", html)
    headings = [each.text for each in paper.paragraphs if each.style.name == "Heading 1"]
    assert headings[:3] == ["Purpose", "What the team looks at", "Key lines of enquiry"]
    assert (document.file.name, document.word.name) == (
        "Scoping proposal, version 2.pdf",
        "Scoping proposal, version 2.docx",
    )


def test_words_that_changed_since_the_version_sent_before_are_marked_in_the_document():
    challenge, cast = scoped()
    story.begin(challenge, cast)
    story.complete(challenge, cast)
    html = newest_proposal(challenge).document.html

    changes = html.partition('id="changes"')[2]
    assert "Key line 2 changed: measure, where we stand today, where we want to be and evidence planned." in changes
    assert "<del>" in changes or "<ins>" in changes
    assert "Key line 3 was added." in changes


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


def test_what_was_agreed_beside_the_scope_stands_in_its_section():
    challenge, cast = scoped()
    actions.set_terms(challenge, version=0, by=cast.challenge_manager, **TERMS)

    read = sections(actions.make_proposal(challenge, by=cast.challenge_manager).document.html)

    said = {key: html for key, (_title, html) in read.items()}
    assert "For this scope 5 peers come on site." in said["team"]
    assert "A peer from health." in said["team"]
    assert "<strong>Feedback report.</strong>" in said["feedback"]
    assert "Presentation on the last day" not in said["feedback"]
    assert "The council asks for a confidentiality agreement of its own" in said["confidentiality"]
    assert "No recordings." in said["confidentiality"]
    assert "The council books rooms." in said["responsibilities"]


@pytest.mark.parametrize(("least", "most", "words"), [(1, 1, "1"), (3, 4, "3 to 4"), (0, 1, "up to 1")])
def test_how_many_people_a_place_takes(least, most, words):
    assert how_many(least, most) == words
