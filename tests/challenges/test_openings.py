"""Who opened what: kept for every page about single children and every file, and read by the programme manager."""

import contextlib
import csv
import datetime
import io

import pytest
import time_machine
from django.urls import NoReverseMatch, reverse

from casereview.models import Case
from challenges.models import AuditEvent, Challenge, Membership, NextAction, Opening, Role, StoredFile
from challenges.moments import now
from challenges.tables_out import guarded
from tests.casereview.factories import CaseFactory, CaseReviewFactory
from tests.factories import ChallengeFactory, UserFactory
from tests.preparation.factories import TeamPlaceFactory
from tests.test_conventions import our_patterns

pytestmark = pytest.mark.django_db


@pytest.fixture
def challenge():
    return ChallengeFactory(stage="casereview")


@pytest.fixture
def case(challenge):
    return CaseFactory(challenge=challenge, code="C-07")


def opening(challenge, by, **fields):
    values = {"at": now(), "by_id": by.pk, "by_name": by.name, "challenge_id": challenge.pk, "target": "Case C-07"}
    values |= {"target_type": "casereview.Case", "target_id": 7, "how": "page"}
    return Opening.objects.create(**values | fields)


def listed(client, challenge, name="opening_list", **asked):
    return client.get(reverse(f"challenges:{name}", args=[challenge.slug]), asked)


# What is kept


def test_opening_a_case_is_kept_with_who_what_and_when(challenge, case, person, log_in_as):
    peer = person(Role.PEER, challenge, name="A peer")

    with time_machine.travel(datetime.datetime(2027, 2, 3, 9, 30, tzinfo=datetime.UTC), tick=False):
        client = log_in_as(peer)
        client.get(reverse("casereview:case", args=[challenge.slug, case.pk]))
        client.get(reverse("casereview:case_list", args=[challenge.slug]))

    rows = Opening.objects.order_by("pk").values_list("by_name", "target", "target_type", "target_id", "how")
    assert list(rows) == [
        ("A peer", "Case C-07", "casereview.Case", case.pk, "page"),
        ("A peer", "The list of cases", "", None, "page"),
    ]
    assert set(Opening.objects.values_list("at", flat=True)) == {
        datetime.datetime(2027, 2, 3, 9, 30, tzinfo=datetime.UTC)
    }
    assert set(Opening.objects.values_list("challenge_id", "by_id")) == {(challenge.pk, peer.pk)}


def test_every_page_about_single_children_says_so_and_is_kept(challenge, case, person, log_in_as):
    """Each view of the case review that names cases is child-level, and each child-level page leaves a row."""
    manager = person(Role.CHALLENGE_MANAGER, challenge)
    TeamPlaceFactory(accepted=True, challenge=challenge, user=person(Role.PEER, challenge), role=Role.PEER)
    client = log_in_as(manager)
    names = [name for name, view in our_patterns() if getattr(view, "child_level", False)]
    about_cases = {name for name, _view in our_patterns() if name.startswith("casereview:case_")}
    assert about_cases - set(names) == set()

    missing = []
    for name in names:
        before = Opening.objects.count()
        answer = client.get(address_of(name, challenge, case))
        if answer.status_code == 200 and Opening.objects.count() != before + 1:
            missing.append(name)

    assert missing == []


def address_of(name, challenge, case):
    with_row = {"slug": challenge.slug, "pk": case.pk}
    for kwargs in ({"slug": challenge.slug}, with_row, with_row | {"aspect": "A1"}):
        with contextlib.suppress(NoReverseMatch):
            return reverse(name, kwargs=kwargs)
    raise AssertionError(f"say in this test how {name} is reached")


@pytest.mark.parametrize("who", ["stranger", Role.SPONSOR, Role.OBSERVER])
def test_who_is_refused_has_opened_nothing(challenge, case, person, log_in_as, who):
    client = log_in_as(person(who, challenge))

    statuses = {
        client.get(reverse("casereview:case", args=[challenge.slug, case.pk])).status_code,
        client.get(reverse("casereview:case_list", args=[challenge.slug])).status_code,
    }

    assert statuses <= {403, 404}
    assert not Opening.objects.exists()


def test_saving_is_not_opening(challenge, person, log_in_as):
    peer = person(Role.PEER, challenge)
    TeamPlaceFactory(accepted=True, challenge=challenge, user=peer, role=Role.PEER)
    case = CaseFactory(challenge=challenge, reviewer=peer)

    log_in_as(peer).post(reverse("casereview:case", args=[challenge.slug, case.pk]), {"version": 1, "headline": "A."})

    assert not Opening.objects.exists()


def test_an_opening_is_no_act_of_the_process(challenge, case, person, log_in_as, django_capture_on_commit_callbacks):
    client = log_in_as(person(Role.CHALLENGE_MANAGER, challenge))

    with django_capture_on_commit_callbacks(execute=True) as callbacks:
        client.get(reverse("casereview:case", args=[challenge.slug, case.pk]))

    assert Opening.objects.count() == 1
    assert callbacks == []
    assert (AuditEvent.objects.count(), NextAction.objects.count()) == (0, 0)


def test_who_looks_on_as_someone_else_is_named_themselves(challenge, case, rf, person):
    from challenges.openings import record  # noqa: PLC0415  # beside the one test that calls it without a page

    request = rf.get("/")
    request.user, request.real_user = person(Role.PEER, challenge, name="Peer"), UserFactory(name="Office")

    record(request, challenge, "Case C-07", case, how=Opening.How.PAGE)

    row = Opening.objects.get()
    assert (row.by_id, row.by_name, row.seen_as) == (request.real_user.pk, "Office", "Peer")


def test_a_row_outlives_what_it_tells_of(challenge, case, person, log_in_as):
    log_in_as(person(Role.PEER, challenge)).get(reverse("casereview:case", args=[challenge.slug, case.pk]))

    Case.objects.all().delete()

    assert Opening.objects.get().target == "Case C-07"


def test_the_pages_say_that_opening_them_is_recorded(challenge, case, person, log_in_as):
    CaseReviewFactory(case=case, finished=True)
    peer = log_in_as(person(Role.PEER, challenge))
    office = log_in_as(person(Role.PROGRAMME_MANAGER, challenge))
    address = reverse("casereview:case", args=[challenge.slug, case.pk])

    pages = [peer.get(address).text, office.get(address).text]

    assert ["Opening this page is recorded." in page for page in pages] == [True, True]
    assert ["Who has opened this case" in page for page in pages] == [False, True]
    assert "Opening this page is recorded." in peer.get(reverse("casereview:case_list", args=[challenge.slug])).text


# The page


@pytest.mark.parametrize(
    "role", [Role.CHALLENGE_MANAGER, Role.CO_ORDINATOR, Role.ADVISER, Role.LEAD_PEER, Role.SPONSOR, Role.ORGANISER]
)
@pytest.mark.parametrize("name", ["opening_list", "opening_export"])
def test_only_the_programme_manager_asks_who_has_opened_this(challenge, person, log_in_as, role, name):
    assert listed(log_in_as(person(role, challenge)), challenge, name).status_code == 403
    assert listed(log_in_as(person("stranger")), challenge, name).status_code == 404


def test_the_page_tells_of_this_challenge_alone_newest_first(challenge, person, log_in_as):
    office = person(Role.PROGRAMME_MANAGER, challenge)
    first, second = UserFactory(name="First"), UserFactory(name="Second")
    opening(challenge, first)
    opening(challenge, second, target="plan.pdf", target_type="challenges.StoredFile", how="saved", seen_as="A peer")
    opening(ChallengeFactory(), UserFactory(name="Elsewhere"))

    page = listed(log_in_as(office), challenge)

    assert [row.by_name for row in page.context["openings"]] == ["Second", "First"]
    assert "Elsewhere" not in page.text
    assert "Second, seeing as A peer" in page.text
    assert "Downloaded" in page.text


def test_it_is_narrowed_by_person_thing_kind_and_days(challenge, person, log_in_as):
    office = person(Role.PROGRAMME_MANAGER, challenge)
    peer = person(Role.PEER, challenge, name="A peer")
    left = person(Role.PEER, challenge, name="Who left")
    Membership.objects.filter(user=left).update(ended_at=now(), ended_by=office)
    january, february = (
        datetime.datetime(2027, month, 31 if month == 1 else 1, 23, 30, tzinfo=datetime.UTC) for month in (1, 2)
    )
    opening(challenge, peer, at=january, target="one")
    opening(challenge, left, at=february, target="two", target_id=8)
    opening(challenge, peer, at=february, target="three", target_type="challenges.StoredFile", how="saved")
    client = log_in_as(office)

    def found(**asked):
        return [row.target for row in listed(client, challenge, **asked).context["openings"]]

    assert found() == ["three", "two", "one"]
    assert found(who=peer.pk) == ["three", "one"]
    assert found(who=left.pk) == ["two"]
    assert found(thing="casereview.Case:8") == ["two"]
    assert found(thing="casereview.Case:x") == []
    assert found(kind="pages") == ["two", "one"]
    assert found(kind="files") == ["three"]
    assert found(until="2027-01-31") == ["one"]
    assert found(since="1 February 2027") == ["three", "two"]
    assert found(since="2027-02-01", who=peer.pk, kind="pages") == []


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ({"since": "soon"}, "From: enter a day, such as 4 March 2027."),
        ({"since": "2027-03-02", "until": "2027-03-01"}, "The first day comes after the last. Change one of them."),
        ({"who": "0"}, "Select a valid choice."),
    ],
)
def test_what_cannot_be_asked_is_said(challenge, person, log_in_as, asked, says):
    opening(challenge, challenge.created_by)

    page = listed(log_in_as(person(Role.PROGRAMME_MANAGER, challenge)), challenge, **asked)

    assert page.status_code == 200
    assert says in page.text
    assert list(page.context["openings"]) == []


def test_a_long_list_is_read_page_by_page_with_what_was_asked(challenge, person, log_in_as):
    office, peer = person(Role.PROGRAMME_MANAGER, challenge), person(Role.PEER, challenge)
    for number in range(60):
        opening(challenge, peer, target=f"thing {number}")
    client = log_in_as(office)

    first = listed(client, challenge, who=peer.pk)
    second = client.get(reverse("challenges:opening_list", args=[challenge.slug]) + "?" + first.context["earlier"])

    assert [row.target for row in first.context["openings"]] == [f"thing {n}" for n in range(59, 9, -1)]
    assert [row.target for row in second.context["openings"]] == [f"thing {n}" for n in range(9, -1, -1)]
    assert f"who={peer.pk}" in first.context["earlier"]
    assert second.context["earlier"] == ""


@pytest.mark.parametrize("how_many", [1, 30])
def test_the_page_costs_the_same_for_every_length(challenge, person, log_in_as, how_many, django_assert_num_queries):
    office = person(Role.PROGRAMME_MANAGER, challenge)
    for _ in range(how_many):
        opening(challenge, office)
    client = log_in_as(office)

    with django_assert_num_queries(7):
        listed(client, challenge)


# The table to take away


def table(answer):
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text)))


def test_the_table_holds_what_the_page_was_asked_for_and_taking_it_is_kept(challenge, person, log_in_as):
    office = person(Role.PROGRAMME_MANAGER, challenge, name="Office")
    opening(challenge, office, at=datetime.datetime(2027, 7, 1, 8, 0, tzinfo=datetime.UTC))
    opening(challenge, office, how="saved", target="plan.pdf")

    answer = listed(log_in_as(office), challenge, "opening_export", kind="pages")

    assert table(answer) == [
        ["When (London)", "Who", "Seen as", "What", "How"],
        ["2027-07-01 09:00:00", "Office", "", "Case C-07", "Opened the page"],
    ]
    assert answer["Content-Disposition"] == f'attachment; filename="openings-{challenge.slug}.csv"'
    assert Opening.objects.latest("pk").target == "Who has opened this (CSV)"


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", " =", "＝"])
def test_no_cell_is_run_by_a_spreadsheet(challenge, person, log_in_as, start):
    office = person(Role.PROGRAMME_MANAGER, challenge, name="Office")
    name = f"{start}HYPERLINK(1).pdf"
    opening(challenge, office, target=name)

    rows = table(listed(log_in_as(office), challenge, "opening_export"))

    assert rows[2][3] == f"'{name}"
    assert guarded("plan.pdf") == "plan.pdf"


def test_files_kept_before_openings_were_are_told_in_both_places(challenge):
    """What the migration copies: the file's downloads of the history."""
    from importlib import import_module  # noqa: PLC0415  # a migration's name is no identifier

    from django.apps import apps  # noqa: PLC0415  # as the migration is given them

    migration = import_module("challenges.migrations.0006_openings_and_append_only")
    event = {"at": now(), "by_id": 3, "by_name": "A peer", "sentence": "opened “plan.pdf”", "target": "plan.pdf"}
    event |= {"challenge_id": challenge.pk, "target_type": StoredFile._meta.label, "target_id": 9}
    AuditEvent.objects.create(what="file.downloaded", **event)
    AuditEvent.objects.create(what="file.stored", **event)

    migration.copy_downloads(apps, None)

    assert list(Opening.objects.values_list("by_name", "target", "target_id", "how")) == [
        ("A peer", "plan.pdf", 9, "saved")
    ]
    assert Challenge.objects.filter(pk=Opening.objects.get().challenge_id).exists()
