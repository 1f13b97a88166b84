"""The pages of the council's figures: who sees what, and what each step says."""

import datetime
import io

import pytest
import time_machine
from django.urls import reverse
from openpyxl import load_workbook

from challenges.models import Job
from challenges.moments import now
from preparation import actions, queries
from preparation.scheduled import read_performance_task
from scoping.models import KeyLineOfEnquiry
from tests.factories import ChallengeFactory
from tests.preparation.factories import DocumentRequestFactory
from tests.preparation.files import pdf, upload
from tests.preparation.workbooks import HEAD, found_with, table, workbook

pytestmark = pytest.mark.django_db
CLEAN = {"Contacts": table(["FD1", "Contacts received", "number", 312, 3, 298, None, None])}
WRONG = {"Contacts": table(["FD1", "Contacts received", "number", "many", 340, "x"])}


@pytest.fixture(autouse=True)
def _in_december():
    with time_machine.travel(datetime.datetime(2026, 12, 10, 12, 0, tzinfo=datetime.UTC), tick=False):
        yield


@pytest.fixture
def challenge():
    return ChallengeFactory(stage="preparation")


@pytest.fixture
def organiser(challenge, person):
    return person("organiser", challenge)


def address(challenge, name, *args):
    return reverse(f"preparation:{name}", args=[challenge.slug, *args])


def bring(challenge, by, sheets):
    brought = actions.bring_performance(challenge, upload("Figures.xlsx", workbook(sheets)), by=by)
    read_performance_task(job_id=brought.job_id)
    brought.refresh_from_db()
    return brought


def text(response):
    return " ".join(response.content.decode().split())


def key_line(challenge):
    by, moment = challenge.created_by, datetime.datetime(2026, 12, 1, tzinfo=datetime.UTC)
    return KeyLineOfEnquiry.objects.create(
        challenge=challenge, number=1, question="How sound are decisions at the front door?", audience="council",
        written_by=by, written_at=moment, changed_by=by, changed_at=moment,
    )  # fmt: skip


def test_from_the_template_to_the_charts(challenge, organiser, log_in_as):
    """As the organiser does it, with the worker's part between."""
    key_line(challenge)
    item = DocumentRequestFactory(challenge=challenge, code="4")
    client = log_in_as(organiser)

    response = client.get(address(challenge, "performance_template"))
    assert response["Content-Disposition"] == f'attachment; filename="Performance data of {challenge.council}.xlsx"'
    book = load_workbook(io.BytesIO(response.content))
    sheet = book["Contacts and referrals"]
    sheet["D2"], sheet["E2"] = 312, "many"
    out = io.BytesIO()
    book.save(out)

    response = client.post(address(challenge, "performance_upload"), {"workbook": upload("Mine.xlsx", out.getvalue())})
    assert response.url == address(challenge, "performance_check")
    assert "Your workbook is being read" in text(client.get(response.url))

    waiting = challenge.performance_sets.get()
    read_performance_task(job_id=waiting.job_id)
    page = text(client.get(address(challenge, "performance_check")))
    assert "1 cell to mend" in page
    assert "Holds words, where a number is needed" in page
    assert "Use these figures" not in page

    sheet["E2"] = 340
    out = io.BytesIO()
    book.save(out)
    client.post(address(challenge, "performance_upload"), {"workbook": upload("Mine.xlsx", out.getvalue())})
    waiting = challenge.performance_sets.get()
    read_performance_task(job_id=waiting.job_id)
    page = text(client.get(address(challenge, "performance_check")))
    assert "1 indicator, August 2026 to September 2026." in page
    response = client.post(address(challenge, "performance_confirm"), {"workbook": waiting.pk}, follow=True)

    page = text(response)
    assert "Version 1 of the performance data is in use" in page
    assert "August 2026: 312; September 2026: 340." in page
    item.refresh_from_db()
    assert item.state == "in"


@pytest.mark.parametrize(
    ("sent", "reason"),
    [
        ({}, "Choose the workbook"),
        ({"name": "Figures.pdf", "content": pdf()}, "“Figures.pdf” is no Excel workbook (.xlsx)"),
        ({"name": "Figures.xlsx", "content": b""}, "“Figures.xlsx” is empty"),
    ],
)
def test_a_file_that_is_refused_is_told_at_the_field(challenge, organiser, log_in_as, sent, reason):
    data = {"workbook": upload(sent["name"], sent["content"])} if sent else {}

    response = log_in_as(organiser).post(address(challenge, "performance_upload"), data)

    assert response.status_code == 200
    assert [error[: len(reason)] for error in response.context["form"].errors["workbook"]] == [reason]


def test_what_waits_is_the_councils_own(challenge, organiser, person, log_in_as):
    waiting = bring(challenge, organiser, CLEAN)

    for role in ("peer", "lead_peer", "observer", "challenge_manager", "programme_manager"):
        client = log_in_as(person(role, challenge))
        assert client.get(address(challenge, "performance_check")).status_code == 403
        assert client.get(address(challenge, "performance_file", waiting.pk)).status_code == 404
        assert "Figures.xlsx" not in text(client.get(address(challenge, "performance")))
    response = log_in_as(organiser).get(address(challenge, "performance_file", waiting.pk))
    assert b"".join(response.streaming_content)[:2] == b"PK"
    response.close()


def test_a_contributor_reads_no_figures(challenge, person, log_in_as):
    response = log_in_as(person("contributor", challenge)).get(address(challenge, "performance"))

    assert response.status_code == 403


@pytest.mark.parametrize(
    ("role", "said"),
    [
        ("organiser", "3"),
        ("sponsor", "3"),
        ("adviser", "3"),
        ("lead_peer", "Fewer than 5"),
        ("observer", "Fewer than 5"),
    ],
)
def test_very_small_counts_are_for_the_council_and_the_lga(challenge, organiser, person, log_in_as, role, said):
    actions.confirm_performance(bring(challenge, organiser, CLEAN), by=organiser)

    response = log_in_as(person(role, challenge)).get(address(challenge, "performance"))

    assert [cell.figure for cell in response.context["charts"][0].table] == ["312", said, "298"]
    assert ("Counts of one to four are shown as" in text(response)) == (said != "3")


@pytest.mark.parametrize("how_many", [1, 3, 60])
def test_the_page_asks_as_often_for_one_chart_as_for_many(
    challenge, organiser, person, log_in_as, how_many, django_assert_num_queries
):
    line = key_line(challenge)
    rows = [row(f"Own {number}") for number in range(how_many)]
    brought = bring(challenge, organiser, CLEAN)
    actions.keep_reading(brought, found=found_with(*rows), by=organiser)
    actions.confirm_performance(brought, by=organiser)
    actions.link_indicators(challenge, line, chosen=queries.indicators(challenge), by=organiser)
    client = log_in_as(person("peer", challenge))
    client.get(address(challenge, "performance"))

    with django_assert_num_queries(13):
        response = client.get(address(challenge, "performance"))

    assert len(response.context["charts"]) == min(how_many, 40)
    assert response.context["not_shown"] == max(0, how_many - 40)


def row(name):
    words = {"topic": "Own", "code": "", "name": name, "compared": "", "unit": "number", "sheet": "Own", "own": True}
    return words | {"values": {"2026-09": 12, "2026-10": 14}, "remarks": {}, "neighbours": None, "england": 13}


def test_the_charts_beside_a_key_line_are_chosen_by_the_team(challenge, organiser, person, log_in_as):
    line = key_line(challenge)
    actions.confirm_performance(bring(challenge, organiser, CLEAN), by=organiser)
    client = log_in_as(person("lead_peer", challenge))
    page = text(client.get(address(challenge, "performance_link", line.pk)))
    assert "Contacts and referrals: Contacts received" in page

    response = client.post(address(challenge, "performance_link", line.pk), {"indicators": []}, follow=True)

    assert "The charts beside key line 1 are saved." in text(response)
    assert [(each.key, len(each.indicators)) for each in response.context["groups"]] == [("line-1", 0), ("topic-1", 1)]
    assert response.context["group"].key == "line-1"
    assert log_in_as(organiser).get(address(challenge, "performance_link", line.pk)).status_code == 403


def test_a_page_from_before_confirms_nothing(challenge, organiser, log_in_as):
    before = bring(challenge, organiser, CLEAN)
    bring(challenge, organiser, CLEAN)
    client = log_in_as(organiser)

    for name in ("performance_confirm", "performance_throw_away"):
        response = client.post(address(challenge, name), {"workbook": before.pk}, follow=True)
        assert "This workbook was replaced or thrown away meanwhile" in text(response)
    assert (challenge.performance_sets.count(), queries.current_set(challenge)) == (1, None)


def test_what_may_not_be_shared_is_told_on_the_page_of_the_workbook(challenge, organiser, log_in_as):
    own = {"Own": table(["", "Visits to child 943 476 5919", "number", 1, 2, 3])}
    waiting = bring(challenge, organiser, own)

    response = log_in_as(organiser).post(
        address(challenge, "performance_confirm"), {"workbook": waiting.pk}, follow=True
    )

    assert response.redirect_chain[-1][0] == address(challenge, "performance_check")
    assert "There is an NHS number in “sheet “Own””" in text(response)


def test_a_workbook_is_thrown_away(challenge, organiser, log_in_as):
    waiting = bring(challenge, organiser, WRONG)
    client = log_in_as(organiser)

    response = client.post(address(challenge, "performance_throw_away"), {"workbook": waiting.pk}, follow=True)

    assert "The workbook was thrown away. Nothing of it was used." in text(response)
    assert client.get(address(challenge, "performance_check")).url == address(challenge, "performance")


def test_the_page_that_waits_asks_again_until_it_is_read(challenge, organiser, log_in_as):
    brought = actions.bring_performance(challenge, upload("Figures.xlsx", workbook(WRONG)), by=organiser)
    client = log_in_as(organiser)

    response = client.get(address(challenge, "performance_check"), headers={"HX-Request": "true"})
    assert ("every 2s" in text(response), response.has_header("HX-Refresh")) == (True, False)

    read_performance_task(job_id=brought.job_id)
    response = client.get(address(challenge, "performance_check"), headers={"HX-Request": "true"})
    assert ("every 2s" in text(response), response["HX-Refresh"]) == (False, "true")


def test_a_workbook_that_was_not_read_says_so(challenge, organiser, log_in_as):
    waiting = actions.bring_performance(challenge, upload("Figures.xlsx", workbook(WRONG)), by=organiser)
    client, at = log_in_as(organiser), address(challenge, "performance_check")
    Job.objects.filter(pk=waiting.job_id).update(state="failed", reason="The disk was full.", ended_at=now())
    assert "The disk was full. Upload it again." in text(client.get(at))

    Job.objects.filter(pk=waiting.job_id).delete()  # as jobs go after a while
    assert "It was not read. Upload it again." in text(client.get(at))


def test_what_was_noticed_and_left_out_is_told(challenge, organiser, log_in_as):
    head = [*HEAD, "Notes"]
    sheets = {
        "Contacts": [head, ["FD1", "Contacts received", "number", 312, 3, "x", None, None, "late"]],
        "Words": [["a"]],
    }
    bring(challenge, organiser, sheets)

    page = text(log_in_as(organiser).get(address(challenge, "performance_check")))

    assert "Also noticed: 3" in page
    assert "Not read: This column is neither a month nor one that we know." in page
    assert "1 figure counts one to four." in page


def test_the_pdf_is_asked_for_again(challenge, organiser, person, log_in_as):
    used = actions.confirm_performance(bring(challenge, organiser, CLEAN), by=organiser)
    client = log_in_as(organiser)
    assert "Make the PDF again" not in text(client.get(address(challenge, "performance")))  # it is being made
    type(used.document.job).objects.filter(pk=used.document.job_id).update(
        state="failed", reason="It was too long.", ended_at=used.confirmed_at
    )

    response = client.post(address(challenge, "performance_pack"), follow=True)

    assert "The PDF is being made." in text(response)
    used.refresh_from_db()
    assert used.document.job.state == "queued"
    assert log_in_as(person("observer", challenge)).post(address(challenge, "performance_pack")).status_code == 403


def test_before_there_are_figures_the_page_says_who_brings_them(challenge, person, log_in_as):
    page = text(log_in_as(person("peer", challenge)).get(address(challenge, "performance")))

    assert "The council’s organiser or sponsor uploads them." in page
    assert "Download the template" not in page
