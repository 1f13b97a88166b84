"""The lists of children: uploaded, read, kept in short, and the key that is here once."""

import csv
import datetime
import io
from pathlib import Path

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from casereview import actions, queries
from casereview.models import ChildListFile, ChildLists, ListedChild
from casereview.scheduled import forget_child_lists, keep_lists_task, read_lists_task
from challenges.action_tools import ActionRefused
from challenges.models import AuditEvent, Job, Leftover, Opening, Role, StoredFile, WatchedList
from challenges.moments import today
from tests.casereview.invented_lists import comma_separated, invented, workbook

pytestmark = pytest.mark.django_db


@pytest.fixture
def organiser(person, challenge):
    return person(Role.ORGANISER, challenge)


@pytest.fixture
def work(django_capture_on_commit_callbacks):
    """Run what waits, as a worker would."""

    def do(lists):
        with django_capture_on_commit_callbacks(execute=True):
            {"casereview.read_lists": read_lists_task, "casereview.keep_lists": keep_lists_task}[lists.job.task](
                job_id=lists.job_id
            )
        return ChildLists.objects.get(pk=lists.pk)

    return do


@pytest.fixture
def read(challenge, organiser, work):
    """Lists that are read and wait for a decision."""
    upload = SimpleUploadedFile("Annex A of Jo Bloggs.xlsx", workbook(invented(children=30)))
    return work(actions.upload_lists(challenge, [upload], by=organiser))


@pytest.fixture
def kept(read, organiser, work):
    return work(actions.keep_lists(read, by=organiser))


def address(name, challenge):
    return reverse(f"casereview:{name}", args=[challenge.slug])


def test_reading_keeps_nothing_but_what_was_found(read):
    assert read.state == ChildLists.State.READ
    assert not ListedChild.objects.exists()
    assert [each["number"] for each in read.found["lists"]] == list(range(1, 12))
    assert "Worker" not in str(read.found)
    assert "100007" not in str(read.found)


def test_keeping_stores_codes_and_deletes_the_files(kept):
    rows = list(kept.rows.all())
    everything = str([vars(row) for row in rows])

    assert kept.state == ChildLists.State.KEPT
    assert {row.number for row in rows} == set(range(1, 10))
    assert "100007" not in everything
    assert "Worker " not in everything
    assert {row.age_band for row in rows} <= {"Under 1", "1 to 4", "5 to 9", "10 to 15", "16 to 17", "18 to 25"}
    assert not any("born" in row.dates for row in rows)
    assert not kept.files.filter(is_key=False).exists()
    assert StoredFile.objects.count() == 1  # the key
    assert not Leftover.objects.exists()


def test_a_child_has_one_code_in_every_list_and_the_key_says_whose_it_is(kept, organiser):
    content = actions.take_key(kept, by=organiser).decode("utf-8-sig")

    key = list(csv.DictReader(io.StringIO(content)))
    assert len({line["Code"] for line in key}) == len(key) == 30
    assert {line["Child unique ID"] for line in key} == {str(100_000 + number * 7) for number in range(1, 31)}
    listed = {
        code: set(kept.rows.filter(code=code).values_list("number", flat=True))
        for code in {line["Code"] for line in key}
    }
    assert all({int(number) for number in line["Lists"].split()} == listed[line["Code"]] for line in key)


def test_the_key_is_here_once(log_in_as, kept, challenge, organiser, django_capture_on_commit_callbacks):
    client = log_in_as(organiser)
    name = StoredFile.objects.get().content.name
    with django_capture_on_commit_callbacks(execute=True):
        first = client.post(address("child_lists_key", challenge))

    again = client.post(address("child_lists_key", challenge), follow=True)

    assert first["Content-Disposition"].startswith("attachment")
    assert first.content.startswith("\ufeffCode,Child unique ID,Lists".encode())
    assert b"nobody here has it" in again.content
    assert not StoredFile.objects.exists()
    assert not default_storage.exists(name)
    assert "Key taken" in client.get(address("child_lists", challenge)).content.decode()


def test_workers_become_tokens_and_their_whole_names_are_watched_for(kept):
    tokens = set(kept.rows.exclude(worker="").values_list("worker", flat=True))

    assert tokens
    assert all(token.startswith("W-") for token in tokens)
    assert WatchedList.objects.get().whose == WatchedList.Whose.WORKER


def test_the_history_names_no_file_child_or_worker(kept):
    words = " ".join(f"{event.what} {event.sentence} {event.was} {event.now}" for event in AuditEvent.objects.all())

    assert "Jo Bloggs" not in words
    assert "100007" not in words


def test_lists_come_as_csv_files(challenge, organiser, work):
    files = [
        SimpleUploadedFile(f"list_{number} of Ambertown.csv", comma_separated(rows))
        for number, rows in invented(children=8, lists=[1, 6, 7]).items()
    ]

    lists = work(actions.upload_lists(challenge, files, by=organiser))

    assert [each["number"] for each in lists.found["lists"]] == [1, 6, 7]
    assert set(StoredFile.objects.values_list("name", flat=True)) == {"List 1.csv", "List 6.csv", "List 7.csv"}


def test_an_old_workbook_can_be_uploaded(challenge, organiser, work):
    content = Path(__file__).with_name("fixtures").joinpath("old.xls").read_bytes()

    lists = work(actions.upload_lists(challenge, [SimpleUploadedFile("old.xls", content)], by=organiser))

    assert [each["number"] for each in lists.found["lists"]] == [6, 7]


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("lists.docx", b"PK\x03\x04", "not a kind of file"),
        ("lists.xlsx", b"", "empty"),
        ("lists.xlsx", b"nothing", "something else"),
        ("lists.xlsx", b"\xd0\xcf\x11\xe0\xa1", "password"),
    ],
)
def test_what_is_no_workbook_is_refused_in_a_sentence(challenge, organiser, name, content, why):
    with pytest.raises(ActionRefused, match=why):
        actions.upload_lists(challenge, [SimpleUploadedFile(name, content)], by=organiser)


@pytest.mark.parametrize("content", [b"PK\x03\x04 and then nothing", workbook({})])
def test_what_cannot_be_read_says_so_and_can_be_uploaded_again(log_in_as, challenge, organiser, work, content):
    lists = work(actions.upload_lists(challenge, [SimpleUploadedFile("lists.xlsx", content)], by=organiser))

    client = log_in_as(organiser)
    page = client.get(address("child_lists", challenge)).content.decode()

    assert lists.state == ChildLists.State.FAILED
    assert "None of the lists was found in it" in page
    assert "Upload and check" in page


def test_new_lists_take_the_place_of_undecided_ones(read, challenge, organiser, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        again = actions.upload_lists(
            challenge, [SimpleUploadedFile("a.xlsx", workbook(invented(children=3)))], by=organiser
        )

    assert ChildLists.objects.get() == again
    assert StoredFile.objects.count() == 1
    assert Job.objects.filter(task="casereview.read_lists").count() == 1


def test_kept_lists_are_not_replaced_by_an_upload(kept, challenge, organiser):
    with pytest.raises(ActionRefused, match="kept already"):
        actions.upload_lists(challenge, [SimpleUploadedFile("a.xlsx", workbook(invented(children=3)))], by=organiser)


def test_lists_are_thrown_away_whole(kept, organiser, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        actions.throw_lists_away(kept, by=organiser)

    assert not ChildLists.objects.exists()
    assert not ListedChild.objects.exists()
    assert not ChildListFile.objects.exists()
    assert not StoredFile.objects.exists()


def test_lists_nobody_decides_about_go_after_a_day(read):
    assert forget_child_lists() == []

    with time_machine.travel(read.uploaded_at + datetime.timedelta(hours=25), tick=False):
        assert len(forget_child_lists(dry_run=True)) == 1
        assert ChildLists.objects.exists()
        forget_child_lists()

    assert not ChildLists.objects.exists()
    assert not StoredFile.objects.exists()


def test_the_page_tells_what_was_found_with_sheet_and_place(log_in_as, challenge, organiser, work):
    lists = invented(children=30, lists=[6, 7])
    lists[6][2][6] = "whenever"
    lists[6].append(lists[6][1])
    lists[7].append([999, *lists[7][1][1:]])
    work(actions.upload_lists(challenge, [SimpleUploadedFile("a.xlsx", workbook(lists))], by=organiser))

    client = log_in_as(organiser)
    page = client.get(address("child_lists", challenge)).content.decode()

    assert "Not a date that could be read." in page
    assert "G3" in page
    assert "This child stands in the list already, where one row is due." in page
    assert "row 32" in page
    assert "This child is not in list 6." in page
    assert "list 8, Children in care" in page


def test_the_page_is_uploaded_to_and_shows_how_far_the_worker_is(log_in_as, challenge, organiser):
    client = log_in_as(organiser)
    upload = SimpleUploadedFile("a.xlsx", workbook(invented(children=3)))

    page = client.post(address("child_lists_upload", challenge), {"lists": upload}, follow=True).content.decode()
    part = client.get(address("child_lists", challenge), headers={"HX-Request": "true"})

    assert "The lists are being read" in page
    assert 'value="0" max="100"' in page
    assert "HX-Refresh" not in part
    assert Opening.objects.filter(target="The lists of children").exists()


def test_nothing_chosen_and_a_wrong_file_are_said_at_the_field(log_in_as, challenge, organiser):
    client = log_in_as(organiser)

    nothing = client.post(address("child_lists_upload", challenge), {}).content.decode()
    wrong = client.post(
        address("child_lists_upload", challenge), {"lists": ContentFile(b"x", name="a.pdf")}
    ).content.decode()

    assert "Choose the workbook, or the CSV files" in nothing
    assert "not a kind of file lists come in" in wrong


@pytest.mark.parametrize("role", [role for role in Role if role != Role.ORGANISER])
def test_nobody_but_the_organiser_opens_the_lists(log_in_as, person, challenge, read, role):
    client = log_in_as(person(role, challenge))

    assert client.get(address("child_lists", challenge)).status_code == 403
    assert client.post(address("child_lists_key", challenge)).status_code == 403


def test_without_a_second_step_the_lists_stay_shut(log_in_as, challenge, organiser, read):
    client = log_in_as(organiser, second_step=False)

    assert b"What was found" not in client.get(address("child_lists", challenge), follow=True).content


def test_the_organiser_is_told_what_to_do_next(read, organiser, work):
    def sentences():
        return [todo.sentence for todo in queries.left_to_do(read.challenge)]

    assert "Decide about the lists of children" in sentences()
    kept = work(actions.keep_lists(read, by=organiser))
    assert "Take the key to the codes" in sentences()
    assert "Draw the sample" in sentences()
    actions.take_key(kept, by=organiser)
    assert "Take the key to the codes" not in sentences()


def test_ages_are_banded_on_the_day_the_lists_are_read(kept):
    assert kept.kept_at.date() == today()
