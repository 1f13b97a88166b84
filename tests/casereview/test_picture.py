"""The live picture: numbers over all cases, and the cases behind them."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import escape

from casereview import actions, queries
from casereview.models import AspectNote, SecondNote, SecondReading, TimelinessNote
from casereview.queries import Chosen
from challenges.models import Audience, Opening, Role
from challenges.moments import now
from tests.casereview.conftest import NO_WORDS
from tests.casereview.factories import AspectNoteFactory, CaseFactory, CaseReviewFactory
from tests.factories import UserFactory
from tests.scoping.factories import KeyLineFactory

pytestmark = pytest.mark.django_db
WORDS = "The plan says what services do."


def read(challenge, tag="strength", *, aspect="A3", stratum="Early help", line=None, **fields):
    """A finished case with one note."""
    case = CaseFactory(challenge=challenge, stratum=stratum)
    note = AspectNoteFactory(review=CaseReviewFactory(case=case, finished=True, **fields), aspect=aspect, tag=tag)
    if line:
        note.key_lines.add(line)
    return note


def settle(note, tag):
    AspectNote.objects.filter(pk=note.pk).update(
        settled_tag=tag, proposed_at=now(), proposed_by=UserFactory(), settled_at=now(), settled_by=UserFactory()
    )


def second_reading(note, *, tag, because=""):
    """A finished second reading of one aspect."""
    moment, reader = now(), UserFactory()
    reading = SecondReading.objects.create(
        challenge=note.review.challenge,
        case=note.review.case,
        audience=Audience.TEAM,
        written_by=reader,
        written_at=moment,
        changed_by=reader,
        changed_at=moment,
        tagged_at=moment,
        finished_at=moment,
    )
    return SecondNote.objects.create(
        reading=reading, aspect=note.aspect, tag=tag, differs=tag != note.tag, because=because
    )


def row(found, code="A3"):
    return next(each for each in found.aspects if each.code == code)


def numbers(found, code="A3"):
    return [cell.number for cell in row(found, code).cells]


def page(client, challenge, name="picture", **asked):
    return client.get(reverse(f"casereview:{name}", args=[challenge.slug]), asked)


# What is counted


def test_finished_cases_are_counted_by_what_both_readers_settled(challenge):
    read(challenge, "strength")
    settle(read(challenge, "strength"), "area")
    AspectNoteFactory(review=CaseReviewFactory(case=CaseFactory(challenge=challenge)), aspect="A3", tag="mixed")

    found = queries.picture(challenge, Chosen())

    assert numbers(found) == [1, 0, 1, 0, 0]
    assert (found.progress.finished, found.progress.sampled) == (2, 3)
    assert {row.code: row.counts for row in queries.tag_counts(challenge)}["A3"] == [1, 0, 1, 0, 0]


def test_what_is_proposed_and_not_settled_does_not_count_yet(challenge):
    note = read(challenge, "strength")
    AspectNote.objects.filter(pk=note.pk).update(settled_tag="area", proposed_at=now(), proposed_by=UserFactory())

    assert numbers(queries.picture(challenge, Chosen())) == [1, 0, 0, 0, 0]


def test_the_picture_counts_what_each_note_says_it_counts_as(challenge):
    for tag, settled in (("strength", "mixed"), ("area", ""), ("mixed", "strength"), ("not_seen", "")):
        note = read(challenge, tag)
        if settled:
            settle(note, settled)

    cells = row(queries.picture(challenge, Chosen())).cells

    said = [note.counted_tag for note in AspectNote.objects.all()]
    assert {cell.key: cell.number for cell in cells} == {tag: said.count(tag) for tag in AspectNote.Tag.values}


def test_a_part_of_the_sample_and_a_key_line_narrow_it(challenge):
    line = KeyLineFactory(challenge=challenge)
    read(challenge, "strength", line=line)
    read(challenge, "mixed", stratum="Care leavers", line=line)
    read(challenge, "area", stratum="Care leavers")

    assert numbers(queries.picture(challenge, Chosen(stratum="Care leavers"))) == [0, 1, 1, 0, 0]
    assert numbers(queries.picture(challenge, Chosen(key_line=line.pk))) == [1, 1, 0, 0, 0]
    assert numbers(queries.picture(challenge, Chosen(stratum="Care leavers", key_line=line.pk))) == [0, 1, 0, 0, 0]


def test_most_areas_for_consideration_can_stand_first(challenge):
    read(challenge, "area", aspect="A9")
    read(challenge, "area", aspect="A9")
    read(challenge, "area", aspect="A5")
    read(challenge, "mixed", aspect="A7")

    found = queries.picture(challenge, Chosen(order=queries.AREAS_FIRST))

    assert [each.code for each in found.aspects[:4]] == ["A9", "A5", "A7", "A1"]
    assert [each.code for each in queries.picture(challenge, Chosen()).aspects[:2]] == ["A1", "A2"]


def test_a_bar_is_as_wide_as_the_share_and_leaves_out_what_does_not_apply(challenge):
    for tag in ("strength", "area", "area", "not_applicable"):
        read(challenge, tag)

    bar = row(queries.picture(challenge, Chosen())).bar

    assert [(piece.key, piece.x, piece.width) for piece in bar] == [("strength", 0, 33.33), ("area", 33.33, 66.67)]


def test_not_seen_in_one_case_of_four_is_worth_a_look(challenge):
    for number in range(8):
        review = read(challenge, "not_seen" if number < 2 else "strength", aspect="A4").review
        AspectNoteFactory(review=review, aspect="A14", tag="not_seen" if number < 5 else "mixed")
        AspectNoteFactory(review=review, aspect="A2", tag="not_seen" if number < 1 else "mixed")

    assert [each.code for each in queries.picture(challenge, Chosen()).not_seen_much] == ["A14", "A4"]


def test_timeliness_readers_audits_good_practice_and_questions_are_counted(challenge):
    first = read(challenge, good_practice="Letters.", question_for_on_site="Who decides?", audit_view="higher")
    second = read(challenge, audit_view="agree", stratum="Care leavers")
    TimelinessNote.objects.create(review=first.review, timescale="T2", state="beyond", took=61)
    TimelinessNote.objects.create(review=second.review, timescale="T2", state="within", took=30)
    second_reading(first, tag="area")
    settle(first, "mixed")
    second_reading(second, tag="strength")

    found = queries.picture(challenge, Chosen())
    part = queries.picture(challenge, Chosen(stratum="Care leavers"))

    assert [(each.code, [cell.number for cell in each.cells]) for each in found.timescales] == [("T2", [1, 1, 0, 0])]
    assert found.timescales[0].note == "45 working days"
    assert [cell.number for cell in found.readers.cells] == [1, 1, 0]
    assert [cell.number for cell in found.audits.cells] == [1, 1, 0]
    assert (found.good_practice, found.questions) == (1, 1)
    assert [cell.number for cell in part.timescales[0].cells] == [1, 0, 0, 0]
    assert [cell.number for cell in part.readers.cells] == [1, 0, 0]
    assert [cell.number for cell in part.audits.cells] == [1, 0, 0]
    assert (part.good_practice, part.questions) == (0, 0)
    assert (found.readers_differ, part.readers_differ) == (True, False)


@pytest.mark.parametrize("how_many", [1, 30])
def test_the_picture_costs_the_same_for_every_sample(challenge, how_many):
    line = KeyLineFactory(challenge=challenge)
    for _case in range(how_many):
        note = read(challenge, "area", line=line, good_practice="Letters.", audit_view="agree")
        TimelinessNote.objects.create(review=note.review, timescale="T2", state="beyond")
        second_reading(note, tag="mixed")

    with CaptureQueriesContext(connection) as asked:
        found = queries.picture(challenge, Chosen(stratum="Early help", key_line=line.pk))
        assert [row.bar for row in found.aspects]
        assert found.not_seen_much == []

    assert len(asked) == 6


@pytest.mark.parametrize("how_many", [1, 30])
@pytest.mark.parametrize(
    ("address", "cost"),
    [
        ({"aspect": "A3", "tag": "area"}, 2),
        ({"timescale": "T2", "state": "beyond"}, 2),
        ({"audit": "agree"}, 1),
        ({"show": "questions"}, 1),
        ({"show": "differences"}, 3),
    ],
)
def test_so_do_the_cases_behind_it(challenge, person, how_many, address, cost):
    for _case in range(how_many):
        note = read(challenge, "area", question_for_on_site="Who decides?", audit_view="agree")
        TimelinessNote.objects.create(review=note.review, timescale="T2", state="beyond")
        second_reading(note, tag="mixed")
    reader = person(Role.CHALLENGE_MANAGER, challenge)
    asked = queries.behind(challenge, address)

    with CaptureQueriesContext(connection) as found:
        assert len(queries.cases_behind(challenge, asked, Chosen(), reader=reader)) == how_many

    assert len(found) == cost


# The page


@pytest.mark.parametrize("role", [Role.PEER, Role.LEAD_PEER, Role.CHALLENGE_MANAGER, Role.PROGRAMME_MANAGER])
def test_who_works_with_cases_sees_every_number_and_where_it_leads(challenge, person, log_in_as, role):
    read(challenge, "area")
    client = log_in_as(person(role, challenge))

    shown = page(client, challenge)

    assert "1 of 1 cases read" in shown.text
    assert numbers(shown.context["picture"]) == [0, 0, 1, 0, 0]
    where = reverse("casereview:picture_cases", args=[challenge.slug])
    assert f'{where}?aspect=A3&amp;tag=area"' in shown.text
    assert client.get(f"{where}?aspect=A3&tag=area").status_code == 200


def test_who_reads_alone_still_sees_a_sentence_and_nothing_of_the_others(challenge, peer_in, log_in_as, noted):
    read(challenge, "area", headline="The grandmother was not asked.")
    reader = peer_in(challenge)
    own = CaseFactory(challenge=challenge, reviewer=reader)
    client = log_in_as(reader)

    shown = page(client, challenge)
    behind = page(client, challenge, "picture_cases", aspect="A3", tag="area")

    for each in (shown, behind):
        assert "What the others noted opens to you once your own last case is finished." in each.text
        assert "grandmother" not in each.text
    assert "picture" not in shown.context
    assert "A3" not in shown.text

    words = NO_WORDS | {"headline": "A worker who knows the child well."}
    actions.save_review(own, by=reader, version=1, words=words, notes=noted, finish=True)
    assert numbers(page(client, challenge).context["picture"]) == [1, 0, 1, 0, 0]
    assert "grandmother" in page(client, challenge, "picture_cases", aspect="A3", tag="area").text


def test_choosing_works_by_address_and_what_is_not_there_to_choose_changes_nothing(challenge, person, log_in_as):
    line = KeyLineFactory(challenge=challenge)
    elsewhere = KeyLineFactory()
    read(challenge, "strength", line=line)
    read(challenge, "mixed", stratum="Care leavers")
    client = log_in_as(person(Role.PEER, challenge))

    part = page(client, challenge, part="Care leavers")
    of_line = page(client, challenge, line=line.pk)
    nonsense = page(client, challenge, part="Adoption", line=elsewhere.pk, order="worst")

    assert numbers(part.context["picture"]) == [0, 1, 0, 0, 0]
    assert "part=Care+leavers" in part.text
    assert numbers(of_line.context["picture"]) == [1, 0, 0, 0, 0]
    assert escape(line.question) in of_line.text
    assert numbers(nonsense.context["picture"]) == [1, 1, 0, 0, 0]
    assert nonsense.context["picture"].chosen == Chosen()


def test_the_page_follows_by_itself_and_is_not_drawn_anew_for_nothing(challenge, person, log_in_as):
    read(challenge, "strength")
    client = log_in_as(person(Role.PEER, challenge))
    where = reverse("casereview:picture", args=[challenge.slug])
    seen = client.get(where).context["picture"].as_of
    asks = {"headers": {"HX-Request": "true", "X-By-Itself": "1"}}

    same = client.get(f"{where}?seen={seen}", **asks)
    read(challenge, "area")
    new = client.get(f"{where}?seen={seen}", **asks)

    assert (same.status_code, same.content) == (204, b"")
    assert new.status_code == 200
    assert "<h1" not in new.text
    assert numbers(new.context["picture"]) == [1, 0, 1, 0, 0]
    assert client.get(f"{where}?seen={new.context['picture'].as_of}").status_code == 200  # without HTMX it is a page


def test_a_page_that_follows_by_itself_keeps_no_session_open(challenge, person, log_in_as):
    client = log_in_as(person(Role.PEER, challenge))
    where = reverse("casereview:picture", args=[challenge.slug])

    def seen_at(ago, **asks):
        session = client.session
        session["seen_at"] = now().timestamp() - ago
        session.save()
        client.get(where, **asks)
        return now().timestamp() - client.session.get("seen_at", 0)

    assert seen_at(600, headers={"X-By-Itself": "1"}) > 590
    assert seen_at(600) < 10


# The cases behind a number


def test_the_cases_behind_a_number_with_the_words_that_belong_to_it(challenge, person, log_in_as):
    note = read(challenge, "area", headline="Much activity.", stratum="Care leavers")
    AspectNote.objects.filter(pk=note.pk).update(areas=WORDS)
    AspectNoteFactory(review=note.review, aspect="A4", tag="area", areas="Another aspect.")
    other = read(challenge, "strength", headline="Another case.")
    client = log_in_as(person(Role.PEER, challenge))

    shown = page(client, challenge, "picture_cases", aspect="A3", tag="area")

    assert note.review.case.code in shown.text
    assert "care leavers" in shown.text
    assert "Much activity." in shown.text
    assert WORDS in shown.text
    assert "Another" not in shown.text
    assert other.review.case.code not in shown.text
    assert reverse("casereview:case", args=[challenge.slug, note.review.case.pk]) in shown.text


def test_a_count_and_its_list_agree_also_where_it_was_settled_otherwise(challenge, person, log_in_as):
    settled = read(challenge, "strength")
    settle(settled, "area")
    AspectNote.objects.filter(pk=settled.pk).update(settled_words="Both of us looked again.")
    read(challenge, "area", stratum="Care leavers")
    read(challenge, "strength")
    client = log_in_as(person(Role.PEER, challenge))

    for chosen in ({}, {"part": "Care leavers"}, {"part": "Early help"}):
        for cell in row(page(client, challenge, **chosen).context["picture"]).cells:
            behind = page(client, challenge, "picture_cases", aspect="A3", tag=cell.key, **chosen)
            assert len(behind.context["found"]) == cell.number

    assert "Both of us looked again." in page(client, challenge, "picture_cases", aspect="A3", tag="area").text


def test_questions_good_practice_audits_lateness_and_differences_each_with_their_case(challenge, person, log_in_as):
    note = read(
        challenge,
        "strength",
        good_practice="Letters to the child.",
        question_for_on_site="Who decides?",
        audit_view="higher",
        audit_why="It saw the plan only.",
    )
    TimelinessNote.objects.create(review=note.review, timescale="T2", state="beyond", took=61)
    second_reading(note, tag="area", because="The father was not asked.")
    settle(note, "mixed")
    read(challenge, "mixed")
    client = log_in_as(person(Role.LEAD_PEER, challenge))

    for asked, said in (
        ({"show": "good-practice"}, "Letters to the child."),
        ({"show": "questions"}, "Who decides?"),
        ({"audit": "higher"}, "It saw the plan only."),
        ({"timescale": "T2", "state": "beyond"}, "61 working days"),
        ({"show": "differences"}, "The father was not asked."),
    ):
        shown = page(client, challenge, "picture_cases", **asked)
        assert [each.case for each in shown.context["found"]] == [note.review.case]
        assert said in shown.text
    assert "First strength, second area for consideration. Settled as mixed." in shown.text


def test_each_case_on_such_a_page_is_kept_as_opened(challenge, person, log_in_as):
    note = read(challenge, "area")
    read(challenge, "strength")
    reader = person(Role.PEER, challenge)

    page(log_in_as(reader), challenge, "picture_cases", aspect="A3", tag="area")

    kept = Opening.objects.filter(challenge_id=challenge.pk, by_id=reader.pk).values_list("target", "target_id")
    assert set(kept) == {
        ("Cases behind the picture, A3 Assessment: area for consideration", None),
        (f"Case {note.review.case}", note.review.case.pk),
    }


@pytest.mark.parametrize("asked", [{}, {"aspect": "A3"}, {"aspect": "A99", "tag": "area"}, {"show": "everything"}])
def test_an_address_that_asks_for_nothing_finds_nothing(challenge, person, log_in_as, asked):
    assert page(log_in_as(person(Role.PEER, challenge)), challenge, "picture_cases", **asked).status_code == 404


@pytest.mark.parametrize("role", [Role.OBSERVER, Role.ADVISER, Role.SPONSOR, Role.ORGANISER, Role.CONTRIBUTOR])
def test_nobody_else_opens_the_cases_behind_a_number(challenge, person, log_in_as, role):
    read(challenge, "area")

    shown = page(log_in_as(person(role, challenge)), challenge, "picture_cases", aspect="A3", tag="area")

    assert shown.status_code == 403
