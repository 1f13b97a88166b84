"""The report as a PDF: read by pikepdf for its structure and by pdftotext for its words."""

import subprocess
from io import BytesIO
from itertools import pairwise

import pikepdf
import pytest

from challenges import documents
from challenges.lifecycle import Stage
from reports import actions
from reports.models import Report
from tests.casereview.factories import CaseReviewReportFactory
from tests.factories import ChallengeFactory
from tests.feedback.factories import FindingFactory, PresentationFactory, theme_of
from tests.reports.factories import Story

pytestmark = pytest.mark.django_db

THEMES = ["C1", "C2", "C3", "M4"]
KINDS = ["strength", "strength", "area", "area", "good_practice", "recommendation"]
DETAIL = "What leaders told us matches what we read and saw. They named their worries before we asked. " * 2
MADE = {}  # by kind: making a PDF takes a while, and all these tests read the same two


@pytest.fixture(params=["draft", "final"])
def kind(request):
    return request.param


@pytest.fixture
def made(kind, person):
    """The bytes of this kind of PDF, with 24 findings under four themes and an appendix."""
    if kind not in MADE:
        MADE[kind] = make(kind, person)
    return MADE[kind]


def make(kind, person):
    challenge = ChallengeFactory(stage=Stage.REPORTING, council__name=f"Eastmarsh {kind}")
    for place, code in enumerate(THEMES):
        for number, finding_kind in enumerate(KINDS, start=len(KINDS) * place + 1):
            FindingFactory(
                challenge=challenge,
                number=number,
                kind=finding_kind,
                headline=f"Headline number {number} of the report",
                detail=DETAIL,
                theme=theme_of(challenge, code),
                evidence=[],
            )
    PresentationFactory(challenge=challenge, headline_messages="Children are heard here.\n\n" + DETAIL, given=True)
    CaseReviewReportFactory(
        challenge=challenge,
        overall_messages=DETAIL,
        strengths=DETAIL,
        audience="council",
        shared_at=challenge.created_at,
        shared_by=challenge.created_by,
    )
    roles = ["challenge_manager", "lead_peer", "programme_manager", "adviser", "sponsor"]
    people = {role: person(role, challenge) for role in roles}
    story = Story(challenge=challenge, report=actions.make_report(challenge, by=people["challenge_manager"]), **people)
    if kind == "draft":
        version = actions.make_draft(story.report, by=story.challenge_manager)
    else:
        story.take_to(Report.State.ANSWERED)
        version = actions.make_final(story.report, by=story.challenge_manager)
    return documents.make_pdf(version.document.html)


@pytest.fixture
def pdf(made):
    with pikepdf.open(BytesIO(made)) as opened:
        yield opened


@pytest.fixture
def text(made, tmp_path):
    (tmp_path / "report.pdf").write_bytes(made)
    said = subprocess.run(["pdftotext", tmp_path / "report.pdf", "-"], capture_output=True, check=True, text=True)
    return " ".join(said.stdout.split())


def headings(pdf):
    """The levels of the headings, in reading order."""

    def walk(element):
        if isinstance(element, pikepdf.Array):
            for each in element:
                yield from walk(each)
        elif isinstance(element, pikepdf.Dictionary):
            tag = str(element.get("/S", ""))
            if tag.startswith("/H") and tag[2:].isdigit():
                yield int(tag[2:])
            if "/K" in element:
                yield from walk(element.K)

    return list(walk(pdf.Root.StructTreeRoot.K))


def test_it_says_its_language_and_its_title_and_is_tagged(pdf, kind):
    assert pdf.Root.Lang == "en-GB"
    assert bool(pdf.Root.MarkInfo.Marked) is True
    assert str(pdf.docinfo["/Title"]) == f"Peer challenge report – Eastmarsh {kind}"
    assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle) is True
    with pdf.open_metadata() as metadata:
        assert metadata["pdfuaid:part"] == "1"


def test_its_headings_go_down_one_level_at_a_time(pdf):
    levels = headings(pdf)

    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(level <= before + 1 for before, level in pairwise(levels))
    assert levels.count(5) == 16  # strengths and areas for consideration


def test_it_is_a_report_of_several_pages(pdf):
    assert 5 < len(pdf.pages) < 20


def test_it_has_a_watermark_while_it_is_a_draft(pdf, kind):
    # The watermark is the page's background: drawn on each page, and no part of the text that is read out.
    drawn = [
        any(str(each.operator) == "Do" for each in pikepdf.parse_content_stream(page)) for page in list(pdf.pages)[1:]
    ]

    assert set(drawn) == {kind == "draft"}


def test_its_cover_says_whether_it_is_a_draft(text, kind):
    assert (" DRAFT " in text or " Draft Peer" in text) is (kind == "draft")
    assert ("Final, version 2," in text) is (kind == "final")


def test_its_contents_lead_to_every_chapter(pdf):
    names = pdf.Root.Names.Dests.Names
    places = {str(names[i]): names[i + 1] for i in range(0, len(names), 2)}
    links = {str(link.Dest) for link in pdf.pages[1].Annots}

    chapters = {"summary", "recommendations", "scope", "findings", "good_practice", "next_steps", "case_review"}
    assert links == chapters | {f"theme-{code}" for code in THEMES}
    assert links <= set(places)
    pages = [page.obj.objgen for page in pdf.pages]
    assert min(pages.index(places[link][0].objgen) for link in links) == 2


def test_it_has_bookmarks(pdf):
    with pdf.open_outline() as outline:
        titles = [item.title for item in outline.root]

    assert titles == [
        "1. Executive summary",
        "2. Key recommendations",
        "3. Scope and approach",
        "4. Findings by theme",
        "5. Good practice",
        "6. Next steps",
        "Appendix: Case record review",
    ]


def test_each_finding_stands_in_it_once_with_its_number(text):
    headlines = [f"Headline number {number} of the report F-{number:02d}" for number in range(1, 25)]

    assert [headline for headline in headlines if text.count(headline) != 1] == []


def test_its_parts_stand_in_order(text):
    parts = [
        "Contents",
        "Children are heard here.",
        "Recommendation 1",
        "Recommendation 4",
        "What the challenge looked at",
        "2 strengths, 2 areas for consideration",
        "We thank everyone who took part",
        "Strengths in the cases",
    ]
    places = [text.find(part) for part in parts]

    assert -1 not in places
    assert places == sorted(places)


def test_it_gives_no_judgement(text):
    assert "judgement" not in text.lower()
    assert "It gives no grade and no score." in text
    assert "A peer challenge is not an inspection." in text
