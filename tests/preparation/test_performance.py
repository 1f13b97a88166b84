"""A workbook of figures comes, is read by the worker, and is used once all of it can be and the council confirms it."""

import datetime
import io
import random
import re
import zipfile

import pytest
import time_machine
from django.core.files.storage import default_storage
from openpyxl import load_workbook

from challenges import documents, jobs, next_actions
from challenges.action_tools import ActionRefused
from challenges.models import AuditEvent, Job, NextAction, StoredFile
from challenges.moments import acting_at
from challenges.retention import kept_until
from preparation import actions, queries
from preparation.models import Indicator, PerformanceSet
from preparation.scheduled import read_performance_task
from scoping.models import KeyLineOfEnquiry
from tests.challenges.purging import CASES_READ, at_night, finished, night
from tests.factories import ChallengeFactory
from tests.preparation.factories import DocumentRequestFactory
from tests.preparation.files import pdf, upload
from tests.preparation.workbooks import TABLE, found_with, table, workbook

pytestmark = pytest.mark.django_db
CLEAN = {"Contacts": table(["FD1", "Contacts received", "number", 312, 3, 298, None, None])}
WRONG = {"Contacts": table(["FD1", "Contacts received", "number", "many", 340, 298])}
CLOSED = "The documents were closed at the deadline"


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


@pytest.fixture
def item(challenge):
    return DocumentRequestFactory(challenge=challenge, code="4")


def line(challenge, number=1, question="How sound are decisions at the front door?"):
    by = challenge.created_by
    moment = datetime.datetime(2026, 12, 1, tzinfo=datetime.UTC)
    return KeyLineOfEnquiry.objects.create(
        challenge=challenge, number=number, question=question, audience="council", written_by=by, written_at=moment,
        changed_by=by, changed_at=moment,
    )  # fmt: skip


def bring(challenge, by, sheets=None, name="Figures.xlsx"):
    brought = actions.bring_performance(challenge, upload(name, workbook(sheets or CLEAN)), by=by)
    read_performance_task(job_id=brought.job_id)
    brought.refresh_from_db()
    return brought


def confirmed(challenge, by, sheets=None, name="Figures.xlsx"):
    return actions.confirm_performance(bring(challenge, by, sheets, name), by=by)


def test_the_worker_reads_it_and_the_council_confirms_it(challenge, organiser, item):
    first = line(challenge)

    brought = bring(challenge, organiser)
    assert (brought.wrong_cells, brought.job.state, brought.can_be_confirmed) == (0, "done", True)
    assert Indicator.objects.exists() is False

    used = actions.confirm_performance(brought, by=organiser)
    (indicator,) = queries.indicators(challenge)
    assert (used.number, used.is_current, used.confirmed_by) == (1, True, organiser)
    assert (indicator.name, indicator.values) == ("Contacts received", {"2026-09": 312, "2026-10": 3, "2026-11": 298})
    assert list(indicator.key_lines.all()) == [first]
    item.refresh_from_db()
    assert (item.state, [version.file for version in item.versions.all()]) == ("in", [used.file])
    assert used.document.kind == "performance_pack"
    told = AuditEvent.objects.filter(challenge_id=challenge.pk, what="performance.confirmed").get()
    assert told.sentence == (
        "confirmed the performance data, version 1: 1 indicators, and put “Figures.xlsx” under item "
        "4. Performance data, last six months"
    )


def test_one_wrong_cell_keeps_everything_back(challenge, organiser, item):
    sheets = WRONG | {"Assessments": table(["AS1", "Assessments completed", "number", 1, 2, 3])}

    brought = bring(challenge, organiser, sheets)

    assert (brought.wrong_cells, brought.can_be_confirmed) == (1, False)
    assert [(each["sheet"], each["cell"], each["what"]) for each in brought.found["wrong"]] == [
        ("Contacts", "D2", "many")
    ]
    with pytest.raises(ActionRefused, match="Not all of the workbook can be read, so nothing of it is used"):
        actions.confirm_performance(brought, by=organiser)
    item.refresh_from_db()
    assert (Indicator.objects.count(), item.state, item.versions.count()) == (0, "wanted", 0)


def test_a_mended_workbook_takes_the_place_of_the_one_that_waits_bytes_and_all(
    challenge, organiser, django_capture_on_commit_callbacks
):
    before = bring(challenge, organiser, WRONG)
    bytes_of_it = before.file.content.name

    with django_capture_on_commit_callbacks(execute=True):
        mended = bring(challenge, organiser)

    assert list(challenge.performance_sets.all()) == [mended]
    assert default_storage.exists(bytes_of_it) is False
    assert StoredFile.objects.filter(challenge=challenge).count() == 1


def test_a_new_version_keeps_the_earlier_one_and_where_its_charts_stood(challenge, organiser, item):
    first, second = line(challenge), line(challenge, 2, "Are staff well led?")
    one = confirmed(challenge, organiser)
    actions.link_indicators(challenge, second, chosen=queries.indicators(challenge), by=organiser)
    actions.link_indicators(challenge, first, chosen=[], by=organiser)

    more = CLEAN["Contacts"] + [["FD4", "Referrals received", "number", 8, 9, 10]]
    two = confirmed(challenge, organiser, {"Contacts": more}, name="Later.xlsx")

    one.refresh_from_db()
    assert [(each.number, each.is_current) for each in queries.confirmed_sets(challenge, organiser)] == [
        (2, True),
        (1, False),
    ]
    with one.file.content.open("rb") as kept:
        assert (one.confirmed_by, one.indicators.count(), kept.read(2)) == (organiser, 1, b"PK")
    lines = {each.code: [line.number for line in each.key_lines.all()] for each in queries.indicators(challenge)}
    assert lines == {"FD1": [2], "FD4": [1]}
    assert two.found == {"months": ["2026-09", "2026-10", "2026-11"], "remarks": [], "left_out": []}


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("Figures.pdf", pdf(), "“Figures.pdf” is no Excel workbook (.xlsx). Save it as one, or use our template."),
        ("Figures.xlsx", b"words", "“Figures.xlsx” ends in .xlsx, but its content is something else (text/plain)."),
    ],
)
def test_what_is_no_workbook_is_refused(challenge, organiser, name, content, reason):
    with pytest.raises(ActionRefused, match=re.escape(reason)):
        actions.bring_performance(challenge, upload(name, content), by=organiser)

    assert challenge.performance_sets.count() == 0


def test_a_workbook_that_unpacks_without_end_is_refused_before_it_is_kept(challenge, organiser):
    out = io.BytesIO(workbook())
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/nothing.bin", b"\0" * 60_000_000)

    with pytest.raises(ActionRefused, match="unpacks to far more than its size"):
        actions.bring_performance(challenge, upload("Figures.xlsx", out.getvalue()), by=organiser)


def test_one_too_large_is_refused(challenge, organiser):
    out = io.BytesIO(workbook())
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr("xl/media/noise.bin", random.Random(1).randbytes(10 * 1024 * 1024))  # noqa: S311  # no secret

    with pytest.raises(ActionRefused, match="A workbook of figures can have at most 10.0"):
        actions.bring_performance(challenge, upload("Figures.xlsx", out.getvalue()), by=organiser)


def test_after_the_deadline_what_is_in_stays(challenge, organiser, item):
    brought = bring(challenge, organiser)
    item.state, item.answered_at, item.answered_by = "in", brought.file.stored_at, organiser
    item.closed_at = brought.file.stored_at
    item.save()

    with pytest.raises(ActionRefused, match=CLOSED):
        actions.confirm_performance(brought, by=organiser)
    with pytest.raises(ActionRefused, match=CLOSED):
        actions.bring_performance(challenge, upload("Figures.xlsx", workbook()), by=organiser)


def test_nothing_is_confirmed_before_the_scanner_has_looked(challenge, organiser):
    brought = bring(challenge, organiser)
    StoredFile.objects.filter(pk=brought.file_id).update(state="pending")
    brought.file.refresh_from_db()

    assert brought.can_be_confirmed is False
    with pytest.raises(ActionRefused, match="waits to be scanned"):
        actions.confirm_performance(brought, by=organiser)


def test_a_blocked_file_is_not_read(challenge, organiser):
    brought = actions.bring_performance(challenge, upload("Figures.xlsx", workbook()), by=organiser)
    StoredFile.objects.filter(pk=brought.file_id).update(
        state="blocked", signature="A worm", scanned_at=brought.file.stored_at
    )

    read_performance_task(job_id=brought.job_id)

    brought.refresh_from_db()
    assert (brought.could_not_be_read, brought.job.reason) == (True, "The virus scanner has blocked the file.")


def test_what_is_not_there_any_more_says_so(challenge, organiser):
    gone = actions.bring_performance(challenge, upload("Figures.xlsx", workbook()), by=organiser)
    default_storage.delete(gone.file.content.name)
    read_performance_task(job_id=gone.job_id)
    gone.refresh_from_db()
    assert gone.job.reason == "The file is not where it was stored."

    orphan = jobs.enqueue("preparation.read_performance")
    read_performance_task(job_id=orphan.pk)
    assert Job.objects.get(pk=orphan.pk).reason == "The workbook was thrown away before it was read."


def test_one_that_takes_too_much_is_told_and_not_used(challenge, organiser):
    """A cell at the far end of a sheet makes a table larger than the reader's memory."""
    opened = load_workbook(io.BytesIO(workbook({"S": TABLE})))
    opened["S"].cell(1_048_576, 16_384).value = 1
    out = io.BytesIO()
    opened.save(out)

    brought = actions.bring_performance(challenge, upload("Figures.xlsx", out.getvalue()), by=organiser)
    read_performance_task(job_id=brought.job_id)

    brought.refresh_from_db()
    assert brought.refusal == queries.TOO_MUCH_TO_READ
    with pytest.raises(ActionRefused, match="Not all of the workbook can be read"):
        actions.confirm_performance(brought, by=organiser)


def test_a_name_that_leads_to_a_child_keeps_it_back(challenge, organiser):
    own = table(["", "Visits to child 943 476 5919", "number", 1, 2, 3])

    brought = bring(challenge, organiser, {"Own": own})

    with pytest.raises(ActionRefused, match="There is an NHS number in “sheet “Own””"):
        actions.confirm_performance(brought, by=organiser)
    assert Indicator.objects.count() == 0


def test_it_is_thrown_away_once_and_a_stale_page_does_nothing(challenge, organiser):
    brought = bring(challenge, organiser)
    actions.throw_performance_away(brought, by=organiser)

    assert challenge.performance_sets.count() == 0
    for act in (actions.throw_performance_away, actions.confirm_performance):
        with pytest.raises(ActionRefused, match="was replaced or thrown away meanwhile"):
            act(brought, by=organiser)


def test_charts_of_another_challenge_or_an_earlier_version_are_not_put_beside_a_line(challenge, organiser):
    own_line = line(challenge)
    with pytest.raises(ActionRefused, match="There are no figures in use yet"):
        actions.link_indicators(challenge, own_line, chosen=[], by=organiser)
    confirmed(challenge, organiser)
    elsewhere = ChallengeFactory(stage="preparation")
    confirmed(elsewhere, organiser)

    with pytest.raises(ActionRefused, match="Choose indicators that are in use in this challenge"):
        actions.link_indicators(challenge, own_line, chosen=queries.indicators(elsewhere), by=organiser)
    with pytest.raises(ActionRefused, match="Choose indicators"):
        actions.link_indicators(elsewhere, own_line, chosen=[], by=organiser)


def test_the_pdf_is_made_anew_and_gives_way(challenge, organiser):
    with pytest.raises(ActionRefused, match="There are no figures in use yet"):
        actions.make_performance_pack(challenge, by=organiser)
    used = confirmed(challenge, organiser)
    with pytest.raises(ActionRefused, match="The PDF is being made just now"):
        actions.make_performance_pack(challenge, by=organiser)
    before = used.document
    documents.store_rendered(before.job, b"%PDF-1.7 of the first")
    used.document.refresh_from_db()

    again = actions.make_performance_pack(challenge, by=organiser)

    used.refresh_from_db()
    assert used.document == again
    assert list(challenge.rendered_documents.all()) == [again]


def test_the_pdf_says_fewer_than_five_and_holds_every_chart(challenge, organiser):
    line(challenge)
    html = confirmed(challenge, organiser).document.html

    assert "Key line 1: How sound are decisions at the front door?" in html
    assert "October 2026: fewer than 5" in html
    assert re.findall(r"<td[^>]*>([^<]*)</td>", html) == ["312", "Fewer than 5", "298"]
    assert documents.make_pdf(html)[:5] == b"%PDF-"


def test_charts_for_a_key_line_are_for_other_documents_too(challenge, organiser, django_assert_num_queries):
    first = line(challenge)
    confirmed(challenge, organiser)

    with django_assert_num_queries(1):
        (chart,) = queries.charts_for(challenge, first)

    assert (chart.key, chart.title, [cell.figure for cell in chart.table]) == (
        f"line-1-{queries.indicators(challenge).get().pk}",
        "Contacts received",
        ["312", "Fewer than 5", "298"],
    )
    (chart,) = queries.charts_for(challenge, first, with_small_numbers=True)
    assert [cell.figure for cell in chart.table] == ["312", "3", "298"]


def test_what_waits_is_among_the_councils_next_actions(challenge, organiser):
    def told():
        next_actions.work_out(challenge)
        rows = NextAction.objects.filter(challenge=challenge, page="preparation:performance")
        return [(row.sentence, row.role, row.gates) for row in rows]

    assert told() == []
    brought = actions.bring_performance(challenge, upload("Figures.xlsx", workbook(WRONG)), by=organiser)
    assert told() == []
    read_performance_task(job_id=brought.job_id)
    assert told() == [("Mend 1 cell of the performance data", "organiser", False)]
    bring(challenge, organiser, {"Words": [["Hello"]]})
    assert told() == [("Mend the performance data", "organiser", False)]
    waiting = bring(challenge, organiser)
    assert told() == [("Confirm the performance data", "organiser", False)]
    actions.confirm_performance(waiting, by=organiser)
    assert told() == []


def test_the_template_is_of_the_months_before_the_figures_are_due(challenge, organiser, item):
    assert queries.months_asked(challenge)[::5] == ["2026-08", "2027-01"]  # due on 9 February 2027

    item.delete()
    assert queries.months_asked(challenge)[::5] == ["2026-08", "2027-01"]  # twenty working days before 9 March


def test_a_set_read_with_nothing_in_it_is_shown_without_fault(challenge, organiser):
    waiting = PerformanceSet(challenge=challenge, found=found_with(), wrong_cells=0)

    found = queries.what_was_found(waiting)

    assert (found.indicators, found.months, found.noticed) == (0, [], 0)


def test_the_figures_their_workbook_and_their_pdf_go_with_the_other_documents(organiser):
    challenge = finished()
    with acting_at(at_night(CASES_READ)):
        item = DocumentRequestFactory(challenge=challenge, code="4")
        used = confirmed(challenge, organiser)
        actions.link_indicators(challenge, line(challenge), chosen=queries.indicators(challenge), by=organiser)
        documents.store_rendered(used.document.job, b"%PDF-1.7")
    due = kept_until(challenge)["documents"]
    names = list(StoredFile.objects.filter(challenge=challenge).values_list("content", flat=True))
    assert len(names) == 2

    night(due)
    assert Indicator.objects.count() == 1
    night(due + datetime.timedelta(days=1))

    item.refresh_from_db()
    assert (Indicator.objects.count(), PerformanceSet.objects.count(), item.versions.count()) == (0, 0, 0)
    assert challenge.rendered_documents.count() == 0
    assert [name for name in names if default_storage.exists(name)] == []
    told = AuditEvent.objects.filter(challenge_id=challenge.pk)
    assert [event.now for event in told if "Contacts received" in str(event.now)] == []
    assert [event.sentence for event in told if "Figures.xlsx" in event.sentence] == []
