"""The report in its sections, drafted from messages, checked before it is shared, in both files; and the talk with the sponsor."""

import datetime
import io

import pytest
from docx import Document

from casereview import actions, queries
from casereview.models import CaseMessage, CaseReviewReport, SponsorSummary
from casereview.queries.report_tables import shares, together
from challenges.action_tools import ActionRefused, SavedByAnother
from challenges.documents import render, store_rendered
from challenges.models import Audience, AuditEvent, Role
from challenges.moments import today
from challenges.text_check import NotClean
from reports.assembly import pieces
from tests.casereview.factories import (
    AspectNoteFactory,
    CaseFactory,
    CaseMessageFactory,
    CaseReviewFactory,
    CaseReviewReportFactory,
    SponsorSummaryFactory,
)
from tests.casereview.test_views import told, url, words_of

pytestmark = pytest.mark.django_db
MAIL = {"subject": "Case review report", "body": "It is there."}


@pytest.fixture
def manager(challenge, person):
    person(Role.SPONSOR, challenge)
    return person(Role.CHALLENGE_MANAGER, challenge)


def read(challenge, stratum, how_many, *, tag="strength", audit_view=""):
    for _case in range(how_many):
        review = CaseReviewFactory(
            case=CaseFactory(challenge=challenge, stratum=stratum, to_validate=bool(audit_view)),
            finished=True,
            audit_view=audit_view,
        )
        AspectNoteFactory(review=review, aspect="A5", tag=tag)


# By stage


def test_small_parts_of_the_sample_stand_together_for_the_council(challenge):
    for stratum, how_many in (("Contacts", 4), ("Early help", 3), ("In care", 6), ("Care leavers", 2)):
        read(challenge, stratum, how_many)

    rows = queries.stage_counts(challenge, for_council=True)

    assert [(row.name, row.cases) for row in rows] == [("Contacts, Early help", 7), ("In care, Care leavers", 8)]
    assert [row.counts[:2] for row in rows] == [["100%", "Under 5%"], ["100%", "Under 5%"]]
    assert [row.name for row in queries.stage_counts(challenge)] == [
        "Contacts",
        "Early help",
        "In care",
        "Care leavers",
    ]


def test_shares_are_rounded_so_that_no_count_can_be_reckoned_from_them():
    assert shares([63, 40, 20, 3, 0]) == ["50%", "30%", "15%", "Under 5%", "Under 5%"]
    assert shares([0, 0]) == ["Under 5%", "Under 5%"]


def test_who_opens_no_case_sees_the_tables_once_the_report_is_shared(challenge, person, log_in_as):
    read(challenge, "Contacts", 6)
    client = log_in_as(person(Role.OBSERVER, challenge))
    assert client.get(url("report", challenge)).context["stages"] == []

    CaseReviewReportFactory(challenge=challenge, shared=True)

    (row,) = client.get(url("report", challenge)).context["stages"]
    assert (row.name, row.cases, row.counts[0]) == ("Contacts", 6, "100%")


def test_a_handful_of_cases_makes_no_table_for_the_council(challenge):
    read(challenge, "Contacts", 4)

    assert queries.stage_counts(challenge, for_council=True) == []


@pytest.mark.parametrize(
    ("parts", "groups"),
    [
        ([("A", 5), ("B", 5)], [["A"], ["B"]]),
        ([("A", 2), ("B", 2), ("C", 2), ("D", 9)], [["A", "B", "C"], ["D"]]),
        ([("A", 9), ("B", 1)], [["A", "B"]]),
        ([("A", 1)], [["A"]]),
        ([], []),
    ],
)
def test_neighbours_stand_together_until_they_are_enough(parts, groups):
    assert together(parts) == groups


def test_how_often_the_team_agreed_with_the_councils_audits(challenge):
    read(challenge, "Contacts", 6, audit_view="agree")
    read(challenge, "Contacts", 1, audit_view="higher")

    assert [number for _label, number in queries.audits_shown(challenge)] == [6, 1, 0]
    assert queries.audits_shown(challenge, for_council=True)[1][1] == "Fewer than 5"
    assert queries.audits_shown(CaseFactory().challenge) == []


# Drafted from the messages


def test_one_button_saves_what_is_typed_and_adds_the_messages(challenge, manager, log_in_as):
    CaseMessageFactory(challenge=challenge, kind="area", number=1, text="Plans drift.")
    CaseMessageFactory(challenge=challenge, kind="line", number=2, text="How do managers decide?")

    response = log_in_as(manager).post(
        url("report", challenge), {"version": 1, "areas": "Typed by hand.", "draft_from_messages": "1"}
    )

    report = CaseReviewReport.objects.get()
    assert report.areas == "Typed by hand.\n\nPlans drift."
    assert report.lines_for_on_site == "How do managers decide?"
    assert "Areas for consideration: M-01" in told(response)[0]


def test_the_page_points_out_what_changed_and_what_is_not_in(challenge, manager, log_in_as):
    CaseReviewReportFactory(challenge=challenge, areas="Plans drift.")
    CaseMessageFactory(challenge=challenge, number=1, text="Plans lose pace.", brought_in="Plans drift.")
    CaseMessageFactory(challenge=challenge, number=2, text="Chronologies stop.")

    page = words_of(log_in_as(manager).get(url("report", challenge)))

    assert "M-01 (area for consideration) now says: Plans lose pace." in page
    assert "1 message is not in the report yet." in page


# Before it is shared


@pytest.mark.parametrize("field", queries.REPORT_TEXTS)
def test_a_case_code_is_told_with_its_place_and_refused(challenge, manager, field):
    CaseFactory(challenge=challenge, code="C-07")
    report = CaseReviewReportFactory(challenge=challenge, **{field: "As in C-07."})

    with pytest.raises(ActionRefused, match=f"Take “C-07” out of “{queries.REPORT_LABELS[field]}”"):
        actions.share_report(challenge, by=manager, version=report.version, **MAIL)


def test_a_number_in_words_is_pointed_out_and_does_not_stand_in_the_way(challenge, manager, log_in_as):
    report = CaseReviewReportFactory(challenge=challenge, strengths="The one child in residential care was seen.")

    page = words_of(log_in_as(manager).get(url("report_share", challenge)))

    assert "“The one child” in “Strengths”: a number below 5 can lead to a child." in page
    actions.share_report(challenge, by=manager, version=report.version, **MAIL)


def test_sharing_gives_the_lines_that_stand_in_it_to_the_council_and_no_other_message(challenge, manager, person):
    there = CaseMessageFactory(challenge=challenge, kind="line", text="How do managers decide?")
    for kind, text in (("line", "Never brought in."), ("area", "Plans drift.")):
        CaseMessageFactory(challenge=challenge, kind=kind, text=text)
    report = CaseReviewReportFactory(
        challenge=challenge, lines_for_on_site="How do managers\ndecide?", areas="Plans drift."
    )

    actions.share_report(challenge, by=manager, version=report.version, **MAIL)

    assert list(CaseMessage.objects.visible_to(person(Role.ORGANISER, challenge))) == [there]


def test_the_words_of_a_line_are_checked_for_the_council_too(challenge, manager):
    text = "Ring 020 7946 0123?"
    report = CaseReviewReportFactory(challenge=challenge, lines_for_on_site="How do managers decide?")
    CaseMessageFactory(challenge=challenge, kind="line", text=text, brought_in="How do managers decide?")

    with pytest.raises(NotClean, match="telephone number"):
        actions.share_report(challenge, by=manager, version=report.version, **MAIL)


# Its files


def test_both_files_have_the_sections_that_say_something_in_their_order(challenge, manager):
    read(challenge, "Contacts", 6, audit_view="agree")
    report = CaseReviewReportFactory(
        challenge=challenge,
        audit_validation="Audits are thorough.",
        data_quality="",
        immediate_issues="It was looked into.",
    )
    SponsorSummaryFactory(challenge=challenge, met_on=datetime.date(2027, 2, 12))

    shared = actions.share_report(challenge, by=manager, version=report.version, **MAIL)

    made = render(shared.document.job)
    store_rendered(shared.document.job, made)
    headings = [
        paragraph.text
        for paragraph in Document(io.BytesIO(made.word)).paragraphs
        if paragraph.style.name == "Heading 1"
    ]
    assert [heading for heading in headings if heading[0].isdigit()] == [
        "1. Purpose and method",
        "2. Overall messages",
        "3. Strengths",
        "4. Areas for consideration",
        "5. What was seen, by aspect",
        "6. What was seen, by stage of the service",
        "7. The council’s own audits",
        "8. Lines of enquiry for the on-site week",
        "9. Immediate issues and what the council did",
    ]
    html = words_of_html(shared.document.html)
    assert "On 12 February 2027 the peers told the sponsor informally what they had seen." in html
    assert "We agree with it 6" not in html  # another number of that table would give it away
    assert made.pdf.startswith(b"%PDF")


def words_of_html(html):
    from lxml import html as lxml_html  # noqa: PLC0415

    return " ".join(lxml_html.document_fromstring(html).text_content().split())


def test_the_final_report_has_every_section_as_its_appendix(challenge, manager):
    read(challenge, "Contacts", 6)
    report = CaseReviewReportFactory(
        challenge=challenge,
        audit_validation="Audits are thorough.",
        data_quality="Late.",
        immediate_issues="Looked into.",
    )
    actions.share_report(challenge, by=manager, version=report.version, **MAIL)

    found = {piece.heading: piece.text for piece in pieces(challenge) if piece.section == "case_review"}

    assert found["The council’s own audits"] == "Audits are thorough."
    assert found["Data quality"] == "Late."
    assert found["Lines of enquiry for the on-site week"] == "How do managers decide?"
    assert found["Immediate issues and what the council did"] == "Looked into."
    assert found["How the cases were read"].startswith("The team read 6 case files")
    assert "- Contacts: strength 100%" in found["What was seen in the cases, by stage of the service"]


# The talk with the sponsor


def talk(**fields):
    return {"version": 1, "met_on": today(), "present": "Director, lead peer", "told": "Children are seen."} | fields


def test_the_record_starts_from_the_overall_messages(challenge, manager, log_in_as):
    CaseMessageFactory(challenge=challenge, kind="overall", text="Children are seen.")

    page = log_in_as(manager).get(url("sponsor_summary", challenge))

    assert page.context["form"]["told"].value() == "Children are seen."


def test_it_is_for_the_team_until_it_is_shared_and_stays_from_then_on(challenge, manager, person, log_in_as):
    sponsor = log_in_as(person(Role.SPONSOR, challenge))
    summary = actions.write_sponsor_summary(challenge, by=manager, **talk())
    assert sponsor.get(url("sponsor_summary", challenge)).status_code == 403

    response = log_in_as(manager).post(url("sponsor_summary_share", challenge), {"version": summary.version})

    assert response.status_code == 302
    assert "Children are seen." in words_of(sponsor.get(url("sponsor_summary", challenge)))
    assert AuditEvent.objects.get(what="sponsor_summary.shared").audience == Audience.COUNCIL
    with pytest.raises(ActionRefused, match="stay as they are"):
        actions.write_sponsor_summary(challenge, by=manager, **talk(version=2))


def test_two_who_begin_the_record_at_once_both_keep_their_words(challenge, manager, person):
    actions.write_sponsor_summary(challenge, by=manager, **talk())

    with pytest.raises(SavedByAnother):
        actions.write_sponsor_summary(challenge, by=person(Role.LEAD_PEER, challenge), **talk(told="Something else."))

    assert SponsorSummary.objects.get().told == "Children are seen."


def test_the_record_holds_no_case_and_no_day_ahead(challenge, manager):
    CaseFactory(challenge=challenge, code="C-07")

    with pytest.raises(ActionRefused, match="Take “C-07” out of “heard”"):
        actions.write_sponsor_summary(challenge, by=manager, **talk(heard="C-07 was known."))
    with pytest.raises(ActionRefused, match="lies ahead"):
        actions.write_sponsor_summary(challenge, by=manager, **talk(met_on=today() + datetime.timedelta(days=1)))
