"""The draft is put together from what the earlier stages hold."""

import pytest

from challenges.lifecycle import Stage
from challenges.moments import now
from reports import actions, assembly, queries
from tests.casereview.factories import CaseReviewReportFactory
from tests.factories import ChallengeFactory, ProgrammeFactory, say_otherwise
from tests.feedback.factories import (
    CaseFactory,
    DocumentFactory,
    FindingFactory,
    KeyLineFactory,
    PresentationFactory,
    SessionFactory,
    theme_of,
)
from tests.preparation.factories import TeamPlaceFactory
from tests.reports.factories import PassageFactory, ReportFactory

pytestmark = pytest.mark.django_db


def piece(challenge, heading):
    return next(each for each in assembly.pieces(challenge) if each.heading == heading)


def test_the_sections_stand_in_the_programmes_order(story):
    sections = assembly.sections_of(story.report, story.report.passages.all())

    assert [section["code"] for section in sections] == [
        "summary",
        "recommendations",
        "scope",
        "findings",
        "good_practice",
        "next_steps",
    ]


def test_the_summary_begins_with_the_headline_messages():
    challenge = ChallengeFactory(stage=Stage.REPORTING)
    PresentationFactory(challenge=challenge, headline_messages="Children are heard here.")

    assert assembly.pieces(challenge)[0] == assembly.Piece("summary", text="Children are heard here.")


def test_the_scope_names_themes_and_key_lines():
    challenge = ChallengeFactory(stage=Stage.REPORTING)
    theme = theme_of(challenge)
    KeyLineFactory(challenge=challenge, number=1, question="Are children heard?")
    KeyLineFactory(challenge=challenge, number=2, question="Do plans work?")

    assert piece(challenge, "What the challenge looked at").text == (
        f"{challenge.council} asked for this {challenge.programme.name}. It looked at:\n\n"
        f"- {theme.name}\n\n"
        "The council also asked the team to look into:\n\n"
        "1. Are children heard?\n2. Do plans work?"
    )


def test_the_team_is_named_by_its_places(person):
    challenge = ChallengeFactory(stage=Stage.REPORTING)
    person("challenge_manager", challenge, job_title="LGA peer challenge manager")
    TeamPlaceFactory(challenge=challenge, user=person("peer", challenge), place="Health peer", accepted=True)
    lead = person("lead_peer", challenge)
    TeamPlaceFactory(challenge=challenge, user=lead, role="lead_peer", place="Lead peer", accepted=True)
    TeamPlaceFactory(challenge=challenge, user=person("peer", challenge), place="Education peer")

    assert piece(challenge, "The peer team").text == (
        "The peer team were:\n\n- Lead peer\n- Health peer\n- LGA peer challenge manager"
    )


def test_how_the_team_worked_when_little_is_known():
    challenge = ChallengeFactory(stage=Stage.REPORTING)

    assert piece(challenge, "How the team worked").text.startswith(
        "The team read documents and met people across the council and its partners.\n\nA peer challenge is not an "
        "inspection."
    )


def test_what_was_not_read_is_not_counted(person):
    challenge = ChallengeFactory(stage=Stage.REPORTING)
    DocumentFactory(challenge=challenge)
    CaseFactory(challenge=challenge)
    SessionFactory(challenge=challenge, held_at=now(), held_by=challenge.created_by)

    assert piece(challenge, "How the team worked").text.startswith(
        "The team held 1 session on site: meetings, focus groups, visits and observations.\n\n"
    )


@pytest.mark.parametrize(
    ("strengths", "areas", "count"),
    [
        (1, 1, "1 strength, 1 area for consideration"),
        (2, 0, "2 strengths"),
        (0, 3, "3 areas for consideration"),
    ],
)
def test_each_theme_says_how_many(strengths, areas, count):
    report = ReportFactory()
    for kind in ["strength"] * strengths + ["area"] * areas:
        finding = FindingFactory(challenge=report.challenge, kind=kind)
        PassageFactory(report=report, section="findings", finding=finding, theme=finding.theme)

    [section] = assembly.sections_of(report, report.passages.all())

    assert [group["counted"] for group in section["themes"]] == [count]


def test_sections_that_people_write_and_have_not(story):
    story.edit(story.passage(section="next_steps"), text="")

    assert assembly.sections_that_say_nothing(story.report) == ["Next steps"]


def test_an_empty_passage_is_shown_to_those_who_write_and_not_printed(story):
    story.edit(story.passage(heading="Supervision varies"), heading="", text="")

    printed = assembly.pdf_context(story.report)["sections"]

    assert story.report.passages.count() == queries.passages_that_say_something(story.report).count() + 1
    assert "Supervision varies" not in str([passage.heading for each in printed for passage in each["passages"]])


def test_the_contents_lead_to_chapters_and_themes(story):
    context = assembly.pdf_context(story.report)

    assert [(each["id"], each["label"]) for each in context["contents"]] == [
        ("summary", "1. Executive summary"),
        ("recommendations", "2. Key recommendations"),
        ("scope", "3. Scope and approach"),
        ("findings", "4. Findings by theme"),
        ("good_practice", "5. Good practice"),
        ("next_steps", "6. Next steps"),
    ]
    assert [entry["id"] for entry in context["contents"][3]["entries"]] == ["theme-C1"]


def test_a_case_review_that_was_shared_is_the_appendix():
    challenge = ChallengeFactory(stage=Stage.REPORTING)
    CaseReviewReportFactory(
        challenge=challenge,
        overall_messages="Children are seen.",
        strengths="Direct work.",
        areas="",
        lines_for_on_site="",
        audience="council",
        shared_at=now(),
        shared_by=challenge.created_by,
    )

    report = actions.make_report(challenge, by=challenge.created_by)

    context = assembly.pdf_context(report)
    assert [[passage.heading for passage in each["passages"]] for each in context["appendices"]] == [
        ["Overall messages", "Strengths in the cases"]
    ]
    assert context["contents"][-1] == {"id": "case_review", "label": "Appendix: Case record review"}


def test_a_case_review_that_was_not_shared_stays_out():
    challenge = ChallengeFactory(stage=Stage.REPORTING)
    CaseReviewReportFactory(challenge=challenge, overall_messages="Children are seen.")

    assert [each for each in assembly.pieces(challenge) if each.section == "case_review"] == []


def with_an_appendix(*more):
    """A challenge whose programme has a conclusion and an appendix besides the summary, and more appendices."""
    programme = ProgrammeFactory(code="lga-safeguarding-children")
    report = programme.content["report"]
    added = [{"code": each, "heading": each, "kind": "appendix"} for each in more]
    say_otherwise(programme, report=report | {"sections": [*report["sections"], *added]})
    return ChallengeFactory(programme=programme, stage=Stage.REPORTING)


def test_only_the_summary_begins_with_words_the_rest_people_write_themselves():
    challenge = with_an_appendix()
    PresentationFactory(challenge=challenge, headline_messages="Children are heard here.")

    written = {each.section: each.text for each in assembly.pieces(challenge)}

    assert (written["summary"], written["conclusion"], written["record"]) == ("Children are heard here.", "", "")


def test_what_nobody_wrote_is_offered_not_printed_and_holds_up_only_where_it_is_no_appendix():
    challenge = with_an_appendix()
    PresentationFactory(challenge=challenge, headline_messages="Children are heard here.")

    report = actions.make_report(challenge, by=challenge.created_by)

    offered = [section["code"] for section in assembly.sections_of(report, report.passages.all())]
    printed = [each["label"] for each in assembly.pdf_context(report)["contents"]]
    assert offered == ["summary", "scope", "conclusion", "next_steps", "record"]
    assert printed == ["1. Summary", "2. Scope and approach", "3. Next steps"]
    assert assembly.sections_that_say_nothing(report) == ["Conclusion"]


def test_appendices_stand_at_the_end_and_are_numbered_when_there_are_several():
    report = ReportFactory(challenge=with_an_appendix("Words used"))
    PassageFactory(report=report, section="summary", text="Short.")
    PassageFactory(report=report, section="record", text="Where this comes from.")
    one = assembly.pdf_context(report)["contents"]
    PassageFactory(report=report, section="Words used", text="What they mean.")
    two = assembly.pdf_context(report)["contents"]

    assert [each["label"] for each in one] == ["1. Summary", "Appendix: About this record"]
    assert [each["label"] for each in two] == [
        "1. Summary",
        "Appendix 1: About this record",
        "Appendix 2: Words used",
    ]


def test_a_chapter_begins_on_the_same_page_after_a_short_one():
    report = ReportFactory(challenge=with_an_appendix())
    summary = PassageFactory(report=report, section="summary", text="Short.")
    PassageFactory(report=report, section="scope", text="What the team looked at.")

    assert [each["follows"] for each in assembly.pdf_context(report)["sections"]] == [False, True]

    summary.text = "Long. " * 200
    summary.save()
    assert [each["follows"] for each in assembly.pdf_context(report)["sections"]] == [False, False]
