"""Large files part by part: what arrives stays, what is wrong is told, and one person's file is theirs alone."""

import datetime
import hashlib
import os

import pytest
import time_machine
from django.urls import reverse

from challenges import clock
from challenges.models import StoredFile, UnfinishedUpload
from challenges.moments import now
from challenges.uploads import parts
from tests.factories import ChallengeFactory
from tests.preparation import files
from tests.preparation.factories import DocumentRequestFactory

pytestmark = pytest.mark.django_db

WHOLE = files.pdf("A long plan, in parts")
SHA256 = hashlib.sha256(WHOLE).hexdigest()
THIRD = len(WHOLE) // 3


class Sender:
    """A browser that sends one file to one item, as static/js/upload_parts.js does."""

    def __init__(self, client, item, name="plan.pdf", content=WHOLE):
        self.client, self.item, self.name, self.content = client, item, name, content
        self.slug = item.challenge.slug
        self.place = reverse("preparation:document_upload", args=[self.slug, item.pk])
        self.key = None

    def post(self, url, data, **options):
        return self.client.post(url, data, headers={"X-Requested-With": "upload"}, **options)

    def begin(self, **other):
        data = {
            "name": self.name,
            "size": len(self.content),
            "modified": 1_700_000_000_000,
            "place": self.place,
        } | other
        response = self.post(reverse("challenges:upload_begin", args=[self.slug]), data)
        self.key = response.json().get("key")
        return response

    def part(self, at, content):
        url = reverse("challenges:upload_part", args=[self.slug, self.key])
        response = self.post(f"{url}?at={at}", content, content_type="application/octet-stream")
        return response.status_code, response.json().get("received") if response.status_code in (200, 409) else None

    def finish(self, sha256=SHA256, **more):
        return self.post(self.place, {"received": self.key, "sha256": sha256} | more)

    def all_of_it(self):
        self.begin()
        self.part(0, self.content)
        return self.finish()


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.INCOMING_DIR = tmp_path


@pytest.fixture
def item():
    return DocumentRequestFactory(challenge=ChallengeFactory(stage="preparation"), title="Improvement plan")


@pytest.fixture
def organiser(person, item):
    return person("organiser", item.challenge)


@pytest.fixture
def sender(organiser, item, log_in_as):
    return Sender(log_in_as(organiser), item)


def bytes_of(stored):
    with stored.content.open("rb") as content:
        return content.read()


def unfinished():
    return UnfinishedUpload.objects.get()


# It arrives


def test_a_file_arrives_in_parts_and_is_stored_as_if_in_one(sender, item):
    assert sender.begin().json() == {
        "ok": True,
        "key": str(unfinished().key),
        "received": 0,
        "most": parts.MOST_OF_A_PART,
    }
    assert sender.part(0, WHOLE[:THIRD]) == (200, THIRD)
    assert sender.part(THIRD, WHOLE[THIRD:]) == (200, len(WHOLE))
    path = parts.path_of(unfinished())
    assert path.stat().st_mode & 0o777 == 0o600

    response = sender.finish(note="Read page 1.")

    assert (response.status_code, response.json()) == (200, {"ok": True, "name": "plan.pdf"})
    stored = item.versions.get().file
    assert (stored.name, stored.size, stored.sha256, stored.page_count) == ("plan.pdf", len(WHOLE), SHA256, 1)
    assert bytes_of(stored) == WHOLE
    item.refresh_from_db()
    assert (item.state, item.note) == ("in", "Read page 1.")


def test_its_parts_are_gone_once_it_is_stored(sender, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        sender.all_of_it()

    assert not parts.path_of(unfinished()).exists()
    assert bytes_of(StoredFile.objects.get()) == WHOLE


def test_an_answer_that_was_lost_is_given_again_and_nothing_doubled(sender, item):
    sender.all_of_it()

    assert sender.finish().json() == {"ok": True, "name": "plan.pdf"}
    assert sender.part(0, WHOLE[:THIRD]) == (200, len(WHOLE))
    assert item.versions.count() == 1


# The line is bad


def test_an_upload_goes_on_where_it_stopped(sender):
    sender.begin()
    sender.part(0, WHOLE[:THIRD])
    first = sender.key

    response = sender.begin()  # the page was loaded again, and the same file chosen

    assert (response.json()["key"], response.json()["received"]) == (first, THIRD)
    assert sender.part(THIRD, WHOLE[THIRD:]) == (200, len(WHOLE))
    assert sender.finish().status_code == 200


def test_the_page_names_what_is_unfinished_to_its_owner_only(sender, person, item, log_in_as):
    sender.begin()
    sender.part(0, WHOLE[: len(WHOLE) // 2])
    page = reverse("preparation:document", args=[sender.slug, item.pk])
    sentence = "is 49% uploaded. Choose it again to go on from there; what has arrived is kept for a day."

    assert sentence in sender.client.get(page).content.decode()
    assert sentence not in log_in_as(person("sponsor", item.challenge)).get(page).content.decode()


def test_a_part_sent_twice_is_one(sender):
    sender.begin()

    assert sender.part(0, WHOLE[:THIRD]) == (200, THIRD)
    assert sender.part(0, WHOLE[:THIRD]) == (200, THIRD)
    assert sender.part(0, WHOLE[: THIRD - 5]) == (200, THIRD)
    assert parts.path_of(unfinished()).read_bytes() == WHOLE[:THIRD]


@pytest.mark.parametrize(
    ("at", "content"),
    [
        (THIRD + 1, b"more"),
        (0, WHOLE[: THIRD + 1]),
        (THIRD, b"x" * (len(WHOLE) - THIRD + 1)),
        ("", b"more"),
        ("-1", b"more"),
        ("nonsense", b"more"),
        ("9" * 30, b"more"),
    ],
    ids=["gap", "overlap", "more than its size", "nowhere", "before", "nonsense", "far away"],
)
def test_a_part_out_of_place_is_told_where_to_go_on(at, content, sender):
    sender.begin()
    sender.part(0, WHOLE[:THIRD])

    assert sender.part(at, content) == (409, THIRD)
    assert unfinished().received == THIRD


def test_a_part_larger_than_a_part_may_be_is_told_where_to_go_on(organiser, item, log_in_as):
    sender = Sender(log_in_as(organiser), item, content=b"%PDF-" + b"x" * (parts.MOST_OF_A_PART * 2))
    sender.begin()

    assert sender.part(0, sender.content[: parts.MOST_OF_A_PART + 1]) == (409, 0)
    assert not parts.path_of(unfinished()).exists()


def test_bytes_lost_on_the_disk_are_asked_for_again(sender):
    sender.begin()
    sender.part(0, WHOLE[: 2 * THIRD])
    os.truncate(parts.path_of(unfinished()), THIRD)

    assert sender.begin().json()["received"] == THIRD
    assert sender.part(2 * THIRD, WHOLE[2 * THIRD :]) == (409, THIRD)
    assert sender.part(THIRD, WHOLE[THIRD:]) == (200, len(WHOLE))
    assert sender.finish().status_code == 200


# What is wrong


def test_what_did_not_arrive_as_it_was_sent_is_refused_in_words(sender, item):
    sender.begin()
    sender.part(0, WHOLE)

    response = sender.finish(sha256="0" * 64)

    assert (response.status_code, response.json()["message"]) == (
        400,
        "“plan.pdf” did not arrive as it was sent. Nothing of it was kept: upload it again.",
    )
    assert (item.versions.count(), UnfinishedUpload.objects.count()) == (0, 0)


def test_what_has_not_arrived_in_full_is_refused_in_words_and_kept(sender):
    sender.begin()
    sender.part(0, WHOLE[:THIRD])

    response = sender.finish()

    assert (response.status_code, response.json()["message"]) == (
        400,
        "“plan.pdf” has not arrived in full yet. Choose it again to go on.",
    )
    assert unfinished().received == THIRD


def test_what_may_not_come_in_is_refused_in_words_and_let_go(organiser, item, log_in_as):
    content = files.PNG
    sender = Sender(log_in_as(organiser), item, content=content)
    sender.begin()
    sender.part(0, content)

    response = sender.finish(sha256=hashlib.sha256(content).hexdigest())

    assert response.json()["message"] == "“plan.pdf” ends in .pdf, but its content is something else (image/png)."
    assert (UnfinishedUpload.objects.count(), StoredFile.objects.count()) == (0, 0)


def test_the_same_bytes_again_are_no_new_version(sender, item):
    sender.all_of_it()

    again = Sender(sender.client, item)
    assert again.all_of_it().json() == {"ok": True, "name": "plan.pdf"}

    assert item.versions.count() == 1
    assert UnfinishedUpload.objects.filter(file=None).count() == 0


@pytest.mark.parametrize(
    ("other", "sentence"),
    [
        ({"size": 0}, "“plan.pdf” is empty. Check the file, then upload it again."),
        ({"size": 2_147_483_648}, "“plan.pdf” is 2.0\xa0GB. A file can be at most 250.0\xa0MB."),
        (
            {"name": "../run\u202efdp.exe"},
            (
                "“runfdp.exe” is not a kind of file we take. Upload PDF, Word (.docx), Excel (.xlsx), PowerPoint (.pptx), "
                "text, CSV, PNG or JPEG."
            ),
        ),
        (
            {"size": "-1"},
            "The browser did not say how large the file is. Reload the page, then choose it again.",
        ),
        (
            {"modified": "9" * 40},
            "The browser did not say how large the file is. Reload the page, then choose it again.",
        ),
        (
            {"place": "https://example.org/"},
            "The page you chose the file on is not known here. Reload it, then choose the file again.",
        ),
    ],
)
def test_what_is_refused_is_refused_before_it_is_sent(other, sentence, sender):
    response = sender.begin(**other)

    assert (response.status_code, response.json()["message"]) == (400, sentence)
    assert UnfinishedUpload.objects.count() == 0


def test_one_person_takes_only_so_much_room(sender, settings):
    settings.MAX_UNFINISHED_BYTES_EACH = 2 * len(WHOLE)
    sender.begin()
    sender.begin(name="two.pdf")
    sender.begin()  # the first one again: it counts once

    response = sender.begin(name="three.pdf")

    assert response.json()["message"] == (
        "With “three.pdf” you would have more than 1.1\xa0KB of unfinished uploads. Finish one of them "
        "first: choose its file again where you began it. What you leave is cleared after a day."
    )


def test_all_together_take_only_so_much_room(sender, settings):
    settings.MAX_UNFINISHED_BYTES = len(WHOLE)
    sender.begin()

    response = sender.begin(name="two.pdf")

    assert response.json()["message"] == "There is no room for “two.pdf” just now. Try again in an hour."


# Whose it is


@pytest.mark.parametrize("role", ["sponsor", "contributor", "peer", "challenge_manager", "stranger"])
def test_nobody_adds_to_or_takes_the_upload_of_another(role, sender, item, person, log_in_as):
    sender.begin()
    sender.part(0, WHOLE[:THIRD])
    other = Sender(log_in_as(person(role, item.challenge)), item)
    other.key = sender.key

    status, _received = other.part(THIRD, WHOLE[THIRD:])
    assert status in {403, 404}
    sender.part(THIRD, WHOLE[THIRD:])
    assert other.finish().status_code in {403, 404}
    assert (item.versions.count(), unfinished().received) == (0, len(WHOLE))


def test_an_upload_belongs_to_the_form_it_was_begun_in(sender, item):
    sender.begin()
    sender.part(0, WHOLE)
    elsewhere = Sender(sender.client, DocumentRequestFactory(challenge=item.challenge))
    elsewhere.key = sender.key

    assert elsewhere.finish().status_code == 404
    assert sender.finish().status_code == 200


def test_an_upload_belongs_to_its_challenge(sender, person):
    sender.begin()
    other = ChallengeFactory(stage="preparation")
    other.memberships.create(user=unfinished().owner, role="organiser", added_at=now(), added_by=other.created_by)
    url = reverse("challenges:upload_part", args=[other.slug, sender.key])

    response = sender.client.post(f"{url}?at=0", WHOLE[:5], content_type="application/octet-stream")

    assert (response.status_code, unfinished().received) == (404, 0)


@pytest.mark.parametrize("role", ["peer", "lead_peer", "observer", "moderator", "challenge_manager", "stranger"])
def test_only_those_who_may_upload_begin_one(role, item, person, log_in_as):
    sender = Sender(log_in_as(person(role, item.challenge)), item)
    url = reverse("challenges:upload_begin", args=[sender.slug])

    response = sender.client.post(url, {"name": "a.pdf", "size": 5, "modified": 1, "place": sender.place})

    assert response.status_code == (404 if role == "stranger" else 403)


# The clock


def test_what_nobody_finishes_is_cleared_after_a_day(sender):
    sender.begin()
    sender.part(0, WHOLE[:THIRD])
    upload, path = unfinished(), parts.path_of(unfinished())

    with time_machine.travel(now() + datetime.timedelta(hours=23, minutes=59)):
        assert clock.CLOCK["clear_uploads"]() == []
    with time_machine.travel(now() + datetime.timedelta(hours=24, minutes=1)):
        assert clock.CLOCK["clear_uploads"](dry_run=True) == [f"unfinished upload {upload.pk}"]
        assert path.exists()
        assert clock.CLOCK["clear_uploads"]() == [f"unfinished upload {upload.pk}"]

    assert (path.exists(), UnfinishedUpload.objects.count()) == (False, 0)


def test_parts_without_a_row_are_cleared_after_a_day(sender, settings):
    left = settings.INCOMING_DIR / f"{'0' * 32}.part"
    left.write_bytes(b"words")

    assert clock.CLOCK["clear_uploads"]() == []
    with time_machine.travel(now() + datetime.timedelta(hours=25)):
        assert clock.CLOCK["clear_uploads"]() == [f"left behind: {left.name}"]

    assert not left.exists()
