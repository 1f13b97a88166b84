"""The check on pages: while someone types, after saving, with reasons; and the page of the names to watch for."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from casereview.models import CaseReview
from challenges import actions
from challenges.models import Audience, AuditEvent, Draft, KeptWords, StoredFile, WatchedList
from feedback.models import EvidenceNote
from reports.models import AccuracyPoint
from tests.casereview.factories import CaseFactory
from tests.factories import ChallengeFactory
from tests.feedback.factories import FindingFactory, NoteFactory, SessionFactory
from tests.preparation.factories import TeamPlaceFactory

pytestmark = pytest.mark.django_db
WORDS = "The file of 999 110 6847 was read."
WAITING = "1 place to look at before others read this"


@pytest.fixture
def challenge():
    return ChallengeFactory(stage="onsite")


def address(name, challenge, *more):
    return reverse(name, args=[challenge.slug, *more])


def boxes(page):
    """The names of the boxes for reasons on this page."""
    return re.findall(r'name="(keep:[^"]+)"', page.text)


# While someone types


def ask(client, challenge, text, **more):
    fields = {"field": "text", "id": "id_text", "audience": "team", "text": text} | more
    return client.post(address("challenges:text_check", challenge), fields)


def test_a_text_is_answered_with_its_marked_words(challenge, person, log_in_as):
    page = ask(log_in_as(person("peer", challenge)), challenge, "a\r\n" + WORDS)

    assert "The file of <mark>999 110 6847</mark> was read." in page.text
    assert 'data-start="14"' in page.text  # counted as the browser counts lines
    assert [name[:21] for name in boxes(page)] == ["keep:team:nhs_number:"]
    assert not KeptWords.objects.exists()
    assert not AuditEvent.objects.filter(challenge_id=challenge.pk).exists()


def test_nothing_is_said_of_a_clean_text(challenge, person, log_in_as):
    assert ask(log_in_as(person("sponsor", challenge)), challenge, "We met 14 foster carers.").text.strip() == ""


def test_words_of_judgement_are_pointed_out_where_that_is_asked_for(challenge, person, log_in_as):
    client = log_in_as(person("peer", challenge))

    assert "<mark>inadequate</mark>" in ask(client, challenge, "It is inadequate.", all_kinds="1").text
    assert ask(client, challenge, "It is inadequate.").text.strip() == ""


def test_many_marks_come_a_few_at_a_time(challenge, person, log_in_as):
    text = " ".join(f"01632 9600{n:02}" for n in range(40))

    page = ask(log_in_as(person("peer", challenge)), challenge, text)

    assert len(boxes(page)) == 30
    assert "40 places to look at before others read this" in page.text
    assert "10 more come up once you have settled these." in page.text


@pytest.mark.parametrize("role", ["observer", "contributor", "moderator"])
def test_who_writes_nothing_asks_nothing(challenge, person, log_in_as, role):
    assert ask(log_in_as(person(role, challenge)), challenge, WORDS).status_code == 403


def test_a_stranger_learns_of_no_challenge(challenge, person, log_in_as):
    assert ask(log_in_as(person("stranger")), challenge, WORDS).status_code == 404


def test_an_audience_must_be_one(challenge, person, log_in_as):
    assert ask(log_in_as(person("peer", challenge)), challenge, WORDS, audience="everybody").status_code == 400


def test_what_is_marked_is_escaped(challenge, person, log_in_as):
    page = ask(log_in_as(person("peer", challenge)), challenge, "<b>x</b> 999 110 6847", id='"><script>')

    assert "&lt;b&gt;x&lt;/b&gt; <mark>999 110 6847</mark>" in page.text
    assert "<script>" not in page.text


# An evidence note


def note(challenge, **more):
    return {"kind": "fact", "text": WORDS, "session": SessionFactory(challenge=challenge).pk} | more


def test_sharing_is_refused_at_the_field_and_what_was_typed_stays(challenge, person, log_in_as):
    client = log_in_as(person("peer", challenge))

    page = client.post(address("feedback:note_add", challenge), note(challenge, share="1"))

    told = "There is an NHS number in “What you heard, saw or read”. Take it out, or say why it must stay."
    assert page.context["form"].errors == {"text": [told]}
    assert f"{WORDS}</textarea>" in page.text
    assert WAITING in page.text
    assert not EvidenceNote.objects.exists()


def test_a_reason_given_with_the_same_form_lets_it_pass(challenge, person, log_in_as):
    client = log_in_as(person("peer", challenge))
    refused = client.post(address("feedback:note_add", challenge), note(challenge, share="1"))
    (box,) = boxes(refused)

    client.post(address("feedback:note_add", challenge), note(challenge, share="1", **{box: "The sample of a leaflet"}))

    assert EvidenceNote.objects.get().audience == Audience.TEAM
    assert KeptWords.objects.get().reason == "The sample of a leaflet"
    assert AuditEvent.objects.get(what="words.kept").reason == "The sample of a leaflet"


def test_a_reason_that_repeats_the_number_is_refused(challenge, person, log_in_as):
    client = log_in_as(person("peer", challenge))
    (box,) = boxes(client.post(address("feedback:note_add", challenge), note(challenge, share="1")))

    page = client.post(address("feedback:note_add", challenge), note(challenge, share="1", **{box: "999 110 6847"}))

    assert page.context["form"].non_field_errors() == [
        "Say why these words must stay without writing them, or others that lead to a person."
    ]
    assert not KeptWords.objects.exists()


@pytest.mark.parametrize("box", ["keep:team:nhs_number:short", "keep:all:nhs_number:" + "0" * 32, "keep:x"])
def test_a_box_of_nobodys_making_is_passed_over(challenge, person, log_in_as, box):
    client = log_in_as(person("peer", challenge))

    client.post(address("feedback:note_add", challenge), note(challenge, **{box: "Because"}))

    assert not KeptWords.objects.exists()


def test_a_note_kept_for_oneself_shows_its_marks_when_it_is_opened(challenge, person, log_in_as):
    peer = person("peer", challenge)
    kept = NoteFactory(challenge=challenge, text=WORDS, written_by=peer, changed_by=peer, audience="author")

    page = log_in_as(peer).get(address("feedback:note_edit", challenge, kept.pk))

    assert WAITING in page.text
    assert 'href="#id_text" data-mend="id_text"' in page.text


def test_what_was_kept_says_who_and_why(challenge, person, log_in_as):
    peer = person("peer", challenge, name="Peer")
    client = log_in_as(peer)
    (box,) = boxes(client.post(address("feedback:note_add", challenge), note(challenge, share="1")))
    client.post(address("feedback:note_add", challenge), note(challenge, share="1", **{box: "The sample of a leaflet"}))

    page = client.get(address("feedback:note_edit", challenge, EvidenceNote.objects.get().pk))

    assert "Every marked place is kept with a reason." in page.text
    assert re.search(r"An NHS number. Peer kept it on \d+ \w+ \d+, because: The sample of a leaflet", page.text)


def test_a_share_without_a_form_says_what_stands_in_the_way(challenge, person, log_in_as):
    peer = person("peer", challenge)
    kept = NoteFactory(challenge=challenge, text=WORDS, written_by=peer, changed_by=peer, audience="author")

    page = log_in_as(peer).post(address("feedback:note_share", challenge, kept.pk), follow=True)

    assert "There is an NHS number in “text”. Take it out, or say why it must stay. Nothing was shared." in page.text
    assert EvidenceNote.objects.get().audience == Audience.AUTHOR


# Findings point out words of judgement and do not refuse them


def test_a_finding_with_a_word_of_judgement_is_saved_and_the_word_is_marked(challenge, person, log_in_as):
    client = log_in_as(person("lead_peer", challenge))
    finding = FindingFactory(challenge=challenge, detail="Practice is inadequate.")

    page = client.get(address("feedback:finding_edit", challenge, finding.pk))

    assert "Practice is <mark>inadequate</mark>." in page.text


# A case


@pytest.fixture
def case(person):
    challenge = ChallengeFactory(stage="casereview")
    peer = person("peer", challenge)
    TeamPlaceFactory(accepted=True, challenge=challenge, user=peer, role="peer")
    return CaseFactory(challenge=challenge, reviewer=peer)


def everything(case, **more):
    tags = {f"{each.code}-tag": "strength" for each in case.challenge.programme.plan.case_review.aspects}
    return tags | {"version": 1, "headline": "Heard.", "A3-strengths": WORDS} | more


def test_a_case_is_not_finished_with_an_identifier_and_nothing_typed_is_lost(case, log_in_as):
    client = log_in_as(case.reviewer)
    where = address("casereview:case", case.challenge, case.pk)

    page = client.post(where, everything(case, finish="1"), follow=True)

    told = "There is an NHS number in “A3 Assessment, strengths”. Take it out, or say why it must stay."
    assert told in page.text
    assert WAITING in page.text
    assert f"{WORDS}</textarea>" in page.text
    assert CaseReview.objects.get().finished_at is None


def test_a_case_is_finished_once_the_words_are_kept(case, log_in_as):
    client = log_in_as(case.reviewer)
    where = address("casereview:case", case.challenge, case.pk)
    (box,) = boxes(client.post(where, everything(case, finish="1"), follow=True))

    client.post(where, everything(case, version=2, finish="1", **{box: "The sample of a leaflet"}))

    assert CaseReview.objects.get().finished_at
    assert KeptWords.objects.get().audience == Audience.TEAM


def test_what_a_page_saves_by_itself_keeps_no_half_typed_reason(case, log_in_as):
    client = log_in_as(case.reviewer)
    where = address("casereview:case", case.challenge, case.pk)
    (box,) = boxes(client.post(where, everything(case, finish="1"), follow=True))

    client.post(where, everything(case, version=2, by_itself="1", **{box: "The sam"}), headers={"HX-Request": "true"})

    assert not KeptWords.objects.exists()


# The names to watch for


@pytest.fixture
def organiser(challenge, person, log_in_as):
    return log_in_as(person("organiser", challenge, name="Organiser"))


def test_names_are_pasted_counted_and_not_shown_again(challenge, organiser):
    where = address("challenges:watched_names", challenge)

    page = organiser.post(where, {"whose": "child", "names": "Amina Okonkwo\nMarsh, Kai"}, follow=True)

    assert "2 names are watched for in texts. Nobody can read them here, and neither can you." in page.text
    assert "okonkwo" not in page.text.lower()
    made = WatchedList.objects.get()
    assert (made.whose, made.how_many, str(made.added_by)) == ("child", 2, "Organiser")


def test_names_come_from_a_file_that_is_not_kept(challenge, organiser):
    file = SimpleUploadedFile("workers.csv", "Forename,Surname,Team\nPetra,Vandermolen,North\n".encode("utf-8-sig"))

    organiser.post(address("challenges:watched_names", challenge), {"whose": "worker", "file": file})

    assert (WatchedList.objects.get().how_many, StoredFile.objects.count()) == (1, 0)


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("names", b"", "Paste at least one name, or choose a file"),
        ("file", b"PK\0\0", "This is not a text or CSV file. Save the sheet as CSV, then choose it again."),
        (
            "file",
            b"Amina Okonkwo\n" * 150_000,
            "The file is larger than 2 MB. Save only the columns of names, then choose it again.",
        ),
    ],
)
def test_what_is_no_list_is_refused(challenge, organiser, name, content, told):
    file = {"file": SimpleUploadedFile("names.csv", content)} if content else {}

    page = organiser.post(address("challenges:watched_names", challenge), {"whose": "child", **file})

    assert page.context["form"].errors == {name: [told]}
    assert not WatchedList.objects.exists()


def test_first_names_alone_are_refused_in_words(challenge, organiser):
    page = organiser.post(address("challenges:watched_names", challenge), {"whose": "child", "names": "Amina"})

    assert page.context["form"].non_field_errors() == ["Give at least one full name: a first name and a surname."]


def test_a_list_is_deleted_after_a_confirmation(challenge, organiser):
    organiser.post(address("challenges:watched_names", challenge), {"whose": "child", "names": "Amina Okonkwo"})
    where = address("challenges:watched_names_remove", challenge, WatchedList.objects.get().pk)

    asked = organiser.get(where)
    page = organiser.post(where, follow=True)

    assert "Delete this list of names?" in asked.text
    assert "Children: 1 name, given on" in asked.text
    assert "The list is deleted. Texts are no longer checked for its names." in page.text
    assert not WatchedList.objects.exists()


def test_a_list_of_another_challenge_is_out_of_reach(challenge, person, organiser):
    other = ChallengeFactory()
    theirs = actions.watch_names(other, whose="child", names=["Amina Okonkwo"], by=person("organiser", other))

    assert organiser.post(address("challenges:watched_names_remove", challenge, theirs.pk)).status_code == 404


def test_a_list_under_an_older_key_says_so(challenge, organiser):
    organiser.post(address("challenges:watched_names", challenge), {"whose": "child", "names": "Amina Okonkwo"})
    WatchedList.objects.update(key_check="0" * 32)

    page = organiser.get(address("challenges:watched_names", challenge))

    assert "The key of this site has changed: give this list again, then delete this one." in page.text


@pytest.mark.parametrize("how_many", [1, 30])
def test_the_page_costs_the_same_with_many_lists(challenge, person, organiser, how_many, django_assert_num_queries):
    by = person("organiser", challenge)
    for n in range(how_many):
        actions.watch_names(challenge, whose="child", names=[f"Amina Okonkwo{'x' * n}"], by=by)
    organiser.get(address("challenges:watched_names", challenge))

    with django_assert_num_queries(8):
        organiser.get(address("challenges:watched_names", challenge))


def test_names_are_never_a_draft(challenge, organiser):
    page = organiser.get(address("challenges:watched_names", challenge))

    assert "data-draft" not in page.text
    assert not Draft.objects.exists()
    assert not AccuracyPoint.objects.exists()
