"""Nobody who opens no case can reckon a small number: not from one table, not from two views of it (ADR 0034)."""

import datetime
from collections import defaultdict

import pytest
from django.urls import reverse

from casereview import actions, queries
from casereview.models import AspectNote, CaseReviewReport, TimelinessNote
from casereview.queries import FEW, FEWER, NOT_SHOWN, Chosen, without_small
from challenges.models import Challenge, Role
from challenges.moments import acting_at, now
from tests.casereview.factories import CaseReviewReportFactory
from tests.casereview.test_picture import numbers, page, read, settle
from tests.scoping.factories import KeyLineFactory

WITHOUT_CASES = [Role.OBSERVER, Role.ADVISER]


def parted(total, places):
    """Every way to part a number into so many places."""
    if places == 1:
        yield (total,)
        return
    for first in range(total + 1):
        for rest in parted(total - first, places - 1):
            yield (first, *rest)


@pytest.mark.parametrize(("places", "most"), [(2, 40), (3, 40), (4, 32), (5, 26)])
def test_no_small_number_follows_from_a_line_its_sum_and_the_rule_itself(places, most):
    """Every line there can be is tried: whoever knows the sum and this rule still finds two numbers for each small one."""
    for total in range(most + 1):
        alike = defaultdict(list)
        for line in parted(total, places):
            alike[tuple(without_small(line))].append(line)
        for lines in alike.values():
            for possible in map(set, zip(*lines, strict=True)):
                assert len(possible) > 1 or not 1 <= min(possible) < FEW, (total, lines)


def the_table(client, challenge):
    """The numbers of a page as somebody reads them, with whatever they try in the address."""
    shown = page(client, challenge)
    found = shown.context["picture"]
    assert shown.status_code == 200
    return [[cell.number for cell in row.cells] for row in [*found.aspects, *found.timescales]] if found else None


@pytest.fixture
def seen(challenge):
    """Twelve finished cases of two parts, some of them about a key line, with small numbers wherever one narrows it."""
    line = KeyLineFactory(challenge=challenge)
    for number in range(12):
        note = read(
            challenge,
            "strength" if number < 7 else "mixed",
            stratum="Early help" if number < 5 else "Care leavers",
            line=line if number % 4 == 0 else None,
        )
        TimelinessNote.objects.create(review=note.review, timescale="T2", state="within" if number < 11 else "beyond")
    return line


@pytest.mark.django_db
@pytest.mark.parametrize("role", WITHOUT_CASES)
def test_two_views_are_never_two_tables(challenge, seen, person, log_in_as, role):
    CaseReviewReportFactory(challenge=challenge, shared=True)
    client = log_in_as(person(role, challenge))
    where = reverse("casereview:picture", args=[challenge.slug])
    tries = ["", "?part=Early+help", "?part=Care+leavers", f"?line={seen.pk}", f"?part=Early+help&line={seen.pk}"]
    tries += ["?order=areas", "?seen=0"]

    views = [client.get(where + address).context["picture"] for address in tries]
    by_htmx = client.get(f"{where}?part=Early+help", headers={"HX-Request": "true"}).context["picture"]

    # What subtraction would give to who could narrow it: seven strengths, five of them in early help, leave two.
    full = [numbers(queries.picture(challenge, Chosen(stratum=part))) for part in ("", "Early help")]
    assert [all_of - some for all_of, some in zip(*full, strict=True)] == [2, 5, 0, 0, 0]
    assert all(each == views[0] for each in [*views, by_htmx])
    assert numbers(views[0]) == [7, 5, FEWER, FEWER, FEWER]
    assert [cell.number for cell in views[0].timescales[0].cells] == [11, FEWER, FEWER, FEWER]
    page_of_it = client.get(where).text
    assert "<select" not in page_of_it
    assert "by themselves" not in page_of_it


@pytest.mark.django_db
@pytest.mark.parametrize("role", WITHOUT_CASES)
def test_before_the_report_is_shared_there_is_no_table_to_hold_a_later_one_against(
    challenge, seen, person, log_in_as, role
):
    client = log_in_as(person(role, challenge))
    report = CaseReviewReportFactory(challenge=challenge)

    shown = page(client, challenge)
    on_report = client.get(reverse("casereview:report", args=[challenge.slug]))

    assert "12 of 12 cases read" in shown.text
    assert "once the case review report is shared" in shown.text
    assert shown.context["picture"] is None
    assert on_report.context["rows"] is None
    assert "The counts come here once the report is shared." in on_report.text
    assert report.overall_messages in on_report.text
    assert actions.make_draft(challenge, by=challenge.created_by).permission == "casereview.view_full_picture"


@pytest.mark.django_db
def test_what_comes_after_the_report_was_shared_changes_no_view(challenge, seen, person, log_in_as):
    CaseReviewReportFactory(challenge=challenge, shared=True)
    clients = [log_in_as(person(role, challenge)) for role in WITHOUT_CASES]
    sponsor = log_in_as(person(Role.SPONSOR, challenge))
    before = [the_table(client, challenge) for client in clients]
    on_report = sponsor.get(reverse("casereview:report", args=[challenge.slug])).context["rows"]
    late = AspectNote.objects.filter(tag="strength").first()

    with acting_at(now() + datetime.timedelta(minutes=30)):
        read(challenge, "strength")
        settle(late, "area")
        after = [the_table(client, challenge) for client in clients]
        in_full = numbers(queries.picture(challenge, Chosen()))

        assert after == before
        assert [before[0][2]] * 2 == [table[2] for table in before] == [[7, 5, FEWER, FEWER, FEWER]] * 2
        assert sponsor.get(reverse("casereview:report", args=[challenge.slug])).context["rows"] == on_report
        assert on_report[2].counts == before[0][2]
        assert in_full == [7, 5, 1, 0, 0]


@pytest.mark.django_db
def test_without_a_report_the_table_stands_once_the_stage_is_over(challenge, seen, person, log_in_as):
    client = log_in_as(person(Role.ADVISER, challenge))
    assert the_table(client, challenge) is None

    Challenge.objects.filter(pk=challenge.pk).update(stage="onsite")

    assert the_table(client, challenge)[2] == [7, 5, FEWER, FEWER, FEWER]


@pytest.mark.django_db
@pytest.mark.parametrize("role", [Role.SPONSOR, Role.ORGANISER, Role.CO_ORDINATOR, Role.CONTRIBUTOR])
def test_the_council_sees_no_picture_and_reads_the_report_once_it_is_shared(challenge, seen, person, log_in_as, role):
    client = log_in_as(person(role, challenge))
    statuses = [page(client, challenge).status_code]

    CaseReviewReportFactory(challenge=challenge, shared=True)
    statuses.append(page(client, challenge).status_code)

    assert statuses == [403, 403]
    assert CaseReviewReport.objects.get().shared_at


@pytest.mark.django_db
def test_a_stranger_learns_of_no_picture(challenge, seen, person, log_in_as):
    assert page(log_in_as(person("stranger")), challenge).status_code == 404


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ([5, 5, 5, 5, 4], [NOT_SHOWN] * 5),  # one small beside four alike
        ([4, 4, 4, 4, 4], [NOT_SHOWN] * 5),  # 20 read, and five numbers below five: each would be four
        ([25, 0, 0, 0, 0], [25, FEWER, FEWER, FEWER, FEWER]),
        ([10, 9, 3, 2, 1], [10, 9, FEWER, FEWER, FEWER]),
    ],
)
def test_lines_that_would_have_told(line, shown):
    assert without_small(line) == shown
