"""What is noted in a case besides words: key lines, times, the council's own audit, and what its lists say."""

import re

import pytest

from casereview import actions, queries
from casereview.actions import Note, Timed, Wanted
from casereview.models import AspectNote, CaseReview, SampledChild, TimelinessNote
from challenges.action_tools import ActionRefused, SavedByAnother
from challenges.models import AuditEvent, Role
from challenges.moments import today
from tests.casereview.conftest import NO_WORDS, plan_aspects
from tests.casereview.factories import CaseFactory, CaseReviewFactory, kept_lists
from tests.casereview.test_views import HTMX, everything, told, typed, url, words_of
from tests.factories import ChallengeFactory, ProgrammeFactory
from tests.scoping.factories import KeyLineFactory

pytestmark = pytest.mark.django_db
WORDS = NO_WORDS | {"headline": "Known and heard."}


@pytest.fixture
def case(challenge, peer_in):
    return CaseFactory(challenge=challenge, reviewer=peer_in(challenge), code="C-07")


@pytest.fixture
def lines(challenge):
    return [KeyLineFactory(challenge=challenge, number=number, question=f"Question {number}?") for number in (1, 2, 3)]


def save(case, *, version=1, words=WORDS, notes=None, **more):
    return actions.save_review(case, by=case.reviewer, version=version, words=words, notes=notes or {}, **more)


def spoken_to(case):
    notes = AspectNote.objects.filter(review__case=case).prefetch_related("key_lines")
    return {note.aspect: [line.number for line in note.key_lines.all()] for note in notes}


def timed(case):
    return {note.timescale: (note.state, note.took) for note in TimelinessNote.objects.filter(review__case=case)}


# Key lines by aspect


def test_key_lines_are_kept_with_an_aspect_and_change_with_it(case, lines):
    one, two, three = (line.pk for line in lines)
    save(case, notes={"A1": Note("mixed", "Clear.", "", (two, one)), "A2": Note("area", key_lines=(three,))})
    assert spoken_to(case) == {"A1": [1, 2], "A2": [3]}

    save(case, version=2, notes={"A1": Note("mixed", "Clear.", "", (three,)), "A2": Note("area", key_lines=(three,))})
    assert spoken_to(case) == {"A1": [3], "A2": [3]}

    save(case, version=3, notes={"A1": Note("mixed", "Clear."), "A2": Note("area", key_lines=(three,))})
    assert spoken_to(case) == {"A1": [], "A2": [3]}


def test_the_same_key_lines_in_another_order_are_no_change(case, lines):
    one, two, _three = (line.pk for line in lines)
    save(case, notes={"A1": Note(key_lines=(two, one, two))})

    save(case, version=1, notes={"A1": Note(key_lines=(one, two))})

    assert CaseReview.objects.get().version == 2


def test_a_key_line_of_another_challenge_is_refused(case, lines):
    with pytest.raises(ActionRefused, match="^A key line you chose is not one of this challenge any more"):
        save(case, notes={"A1": Note(key_lines=(KeyLineFactory().pk,))})

    assert not AspectNote.objects.exists()


def test_the_form_leaves_out_a_key_line_that_is_not_one_of_this_challenge(case, challenge, lines, log_in_as):
    posted = {"A1-key_lines": [lines[0].pk, KeyLineFactory().pk, "x"], "headline": "Heard."}

    answer = log_in_as(case.reviewer).post(url("case", challenge, case.pk), typed(**posted))

    assert answer.status_code == 302
    assert spoken_to(case) == {"A1": [1]}


def test_the_form_shows_ticked_key_lines_under_the_legend(case, challenge, lines, log_in_as):
    save(case, notes={"A1": Note(key_lines=(lines[1].pk,))})

    html = log_in_as(case.reviewer).get(url("case", challenge, case.pk)).content.decode()

    assert html.count(f'id="kl{lines[1].pk}">Key line 2: Question 2?<') == 1
    ticked = re.findall(r'name="(A\d+)-key_lines" value="(\d+)" aria-labelledby="kl\d+" checked', html)
    assert ticked == [("A1", str(lines[1].pk))]
    assert html.count(f'aria-labelledby="kl{lines[0].pk}"') == 18


def test_without_key_lines_the_form_asks_for_none(case, challenge, log_in_as):
    page = log_in_as(case.reviewer).get(url("case", challenge, case.pk))

    assert "Key line" not in words_of(page)


def test_who_saves_second_sees_the_key_lines_and_times_of_the_other(case, challenge, lines, log_in_as):
    client, where = log_in_as(case.reviewer), url("case", challenge, case.pk)
    client.post(where, typed(**{"A1-key_lines": [lines[0].pk], "time-T2-took": "50", "A2-key_lines": [lines[2].pk]}))

    posted = {"A1-key_lines": [lines[1].pk], "time-T2-took": "40", "A2-key_lines": [lines[2].pk]}
    page = client.post(where, typed(**posted))

    words = words_of(page)
    assert "Bring together A1, key lines" in words
    assert "Bring together A2, key lines" not in words
    assert f"{case.reviewer} saved: 1" in words
    assert f"{case.reviewer} saved: Beyond the time, it took 50 working days" in words
    assert spoken_to(case) == {"A1": [1], "A2": [3]}
    again = client.post(where, typed(version=2, **posted))
    assert again.status_code == 302
    assert spoken_to(case) == {"A1": [2], "A2": [3]}
    assert timed(case) == {"T2": ("within", 40)}


def test_a_finished_case_shows_key_lines_times_and_the_audit(case, challenge, lines, peer_in, log_in_as):
    case.to_validate = True
    case.save()
    notes = {
        each.code: Note("strength", key_lines=(lines[1].pk,) * (each.code == "A3")) for each in plan_aspects(challenge)
    }
    words = WORDS | {"audit_view": "lower", "audit_why": "It did not look at the direct work."}
    saved = save(
        case, words=words, notes=notes, timeliness={"T2": Timed("within", 50), "T1": Timed("not_recorded")}, finish=True
    )
    assert saved.missing == []

    page = words_of(log_in_as(peer_in(challenge)).get(url("case", challenge, case.pk)))

    assert page.count("2. Question 2?") == 1
    assert "T2 Assessment, from referral to its end 45 working days 50 working days Within the time" in page
    assert "T1 Decision on a referral 1 working day No number Not recorded" in page
    assert "T2: it took 50 working days, the limit is 45 working days, and “Within the time” is chosen." in page
    assert "It saw the practice as less strong than we do." in page
    assert "It did not look at the direct work." in page


# Timeliness


def test_a_number_says_whether_it_was_within_the_time(case):
    save(case, timeliness={"T2": Timed(took=45), "T3": Timed(took=16), "T4": Timed(took=0), "T1": Timed()})

    assert timed(case) == {"T2": ("within", 45), "T3": ("beyond", 16), "T4": ("within", 0)}


def test_what_was_chosen_stays_and_a_contradiction_is_pointed_out(case, challenge, log_in_as):
    sentence = "T2: it took 50 working days, the limit is 45 working days, and “Within the time” is chosen. Look at both again."
    client, where = log_in_as(case.reviewer), url("case", challenge, case.pk)

    part = client.post(where, typed(**{"time-T2-took": "50", "time-T2-state": "within"}), headers=HTMX)
    page = client.get(where)

    assert timed(case) == {"T2": ("within", 50)}
    assert sentence in words_of(part)
    assert words_of(page).count(sentence) == 2  # at its row, and by the button


def test_a_contradiction_does_not_hold_up_finishing_and_is_told(case, challenge, log_in_as):
    fields = everything(challenge) | {"time-T2-took": "50", "time-T2-state": "within"}

    answer = log_in_as(case.reviewer).post(url("case", challenge, case.pk), typed(finish="1", **fields))

    assert told(answer)[0].startswith("C-07 is finished.")
    assert told(answer)[1].startswith("C-07, T2: it took 50 working days")


def test_times_are_taken_back(case):
    save(case, timeliness={"T2": Timed("beyond", 50), "T3": Timed("within")})

    save(case, version=2, timeliness={"T2": Timed(), "T3": Timed("within")})

    assert timed(case) == {"T3": ("within", None)}


def test_a_number_that_is_none_is_told_and_kept_in_the_form(case, challenge, log_in_as):
    page = log_in_as(case.reviewer).post(url("case", challenge, case.pk), typed(**{"time-T2-took": "about 50"}))

    assert (
        "T2 Assessment, from referral to its end, how long it took: Enter a whole number of working days"
        in words_of(page)
    )
    assert 'value="about 50"' in page.content.decode()


def test_a_time_limit_the_programme_does_not_have_is_refused(case):
    with pytest.raises(ActionRefused, match="^This programme has no time limit T99.$"):
        save(case, timeliness={"T99": Timed("within")})


def test_nothing_of_the_times_is_needed_to_finish(case, noted):
    assert save(case, notes=noted, finish=True).missing == []


def test_who_was_quicker_is_told_of_the_times_too(case):
    save(case, timeliness={"T2": Timed("beyond", 50)})

    with pytest.raises(SavedByAnother) as refusal:
        save(case, version=1, words=NO_WORDS, timeliness={"T2": Timed("within", 40)})

    assert refusal.value.theirs["time-T2-took"] == "50"
    assert refusal.value.theirs["time-T2-state"] == "beyond"


def test_the_table_stands_at_the_aspect_of_times(case, challenge, log_in_as):
    html = log_in_as(case.reviewer).get(url("case", challenge, case.pk)).content.decode()

    assert html.index('id="A15"') < html.index('id="id_time-T1-took"') < html.index('id="A16"')
    assert 'id="times"' not in html


def test_without_such_an_aspect_it_stands_before_the_whole_case(peer_in, log_in_as):
    challenge = ChallengeFactory(stage="casereview", programme=ProgrammeFactory(code="internal"))
    case = CaseFactory(challenge=challenge, reviewer=peer_in(challenge))

    html = log_in_as(case.reviewer).get(url("case", challenge, case.pk)).content.decode()

    assert (
        html.index('id="A18"')
        < html.index('id="times"')
        < html.index('id="id_time-T1-took"')
        < html.index('id="whole"')
    )
    assert 'href="#times"' in html


def test_counts_of_times_leave_small_numbers_out_for_the_council(challenge):
    for took in (50, 50, 50, 50, 50, 40):
        review = CaseReviewFactory(case=CaseFactory(challenge=challenge), finished=True)
        TimelinessNote.objects.create(
            review=review, timescale="T2", state="beyond" if took > 45 else "within", took=took
        )
    begun = CaseReviewFactory(case=CaseFactory(challenge=challenge))
    TimelinessNote.objects.create(review=begun, timescale="T2", state="within")

    team = {row.code: row.counts for row in queries.timeliness_counts(challenge)}
    council = {row.code: row.counts for row in queries.timeliness_counts(challenge, for_council=True)}

    assert team["T2"] == [1, 5, 0, 0]
    assert team["T1"] == [0, 0, 0, 0]
    assert council["T2"] == ["Fewer than 5", 5, "Fewer than 5", "Fewer than 5"]


# The council's own audits


def audited_case(challenge, peer_in, **fields):
    return CaseFactory(challenge=challenge, reviewer=peer_in(challenge), to_validate=True, **fields)


@pytest.mark.parametrize(
    ("words", "missing"),
    [
        ({}, ["Say how the council’s own audit saw the case"]),
        ({"audit_view": "higher"}, ["Say why you see it otherwise than the council’s own audit"]),
        ({"audit_view": "lower", "audit_why": "Direct work."}, []),
        ({"audit_view": "agree"}, []),
    ],
)
def test_an_audited_case_is_finished_once_it_is_said_how_the_two_compare(words, missing, challenge, peer_in, noted):
    case = audited_case(challenge, peer_in)

    saved = save(case, words=WORDS | words, notes=noted, finish=True)

    assert [each.sentence for each in saved.missing] == missing
    assert bool(saved.review.finished_at) is not bool(missing)


def test_other_cases_ask_nothing_of_an_audit_and_keep_nothing_of_it(case, challenge, noted, log_in_as):
    page = log_in_as(case.reviewer).get(url("case", challenge, case.pk))
    saved = save(case, words=WORDS | {"audit_view": "lower", "audit_why": "Why."}, notes=noted, finish=True)

    assert "own audit of this case" not in words_of(page)
    assert (saved.missing, saved.review.audit_view, saved.review.audit_why) == ([], "", "")


def test_an_audited_case_asks_at_the_aspect_of_the_audit(challenge, peer_in, log_in_as):
    case = audited_case(challenge, peer_in)
    client, where = log_in_as(case.reviewer), url("case", challenge, case.pk)

    html = client.get(where).content.decode()
    early = client.post(where, typed(finish="1", **everything(challenge)), follow=True).content.decode()
    client.post(where, typed(version=2, audit_view="higher", audit_why="Plans.", **everything(challenge)))

    assert html.index('id="A18"') < html.index('id="id_audit_view"') < html.index('id="whole"')
    assert '<a href="#id_audit_view">Say how the council’s own audit saw the case</a>' in early
    review = CaseReview.objects.get()
    assert (review.audit_view, review.audit_why) == ("higher", "Plans.")


def test_why_is_checked_for_what_leads_to_a_person(challenge, peer_in, noted):
    case = audited_case(challenge, peer_in)
    words = WORDS | {"audit_view": "lower", "audit_why": "It was about 943 476 5919."}

    saved = save(case, words=words, notes=noted, finish=True)

    assert [each.place for each in saved.missing] == ["id_audit_why"]
    assert "“the council’s own audit, why”" in saved.missing[0].sentence


def test_a_view_of_the_audit_that_is_none_is_refused(challenge, peer_in, log_in_as):
    case = audited_case(challenge, peer_in)

    page = log_in_as(case.reviewer).post(url("case", challenge, case.pk), typed(audit_view="outstanding"))

    assert "the council’s own audit: Select a valid choice." in words_of(page)
    assert not CaseReview.objects.exists()


def test_who_edits_cases_says_which_the_council_audited(challenge, person, peer_in, log_in_as):
    case = CaseFactory(challenge=challenge, reviewer=peer_in(challenge), code="C-07")
    client, where = log_in_as(person(Role.CHALLENGE_MANAGER, challenge)), url("case_audited", challenge, case.pk)

    answer = client.post(where, {"audited": "yes"})
    case.refresh_from_db()
    assert (answer.url, case.to_validate) == (url("case", challenge, case.pk), True)
    assert AuditEvent.objects.latest("pk").what == "case.audited"
    assert "Take back that the council audited this case" in words_of(client.get(answer.url))

    client.post(where, {"audited": "no"})
    case.refresh_from_db()
    assert case.to_validate is False


def test_a_mark_stays_where_something_is_noted_beside_the_audit(challenge, person, peer_in, log_in_as):
    case = audited_case(challenge, peer_in, code="C-07")
    save(case, words=WORDS | {"audit_view": "agree"})
    client = log_in_as(person(Role.CHALLENGE_MANAGER, challenge))

    answer = client.post(url("case_audited", challenge, case.pk), {"audited": "no"})

    assert told(answer) == ["The reviewer of C-07 has noted something beside the council’s own audit, so it stays."]


def test_a_finished_case_is_not_marked_any_more(challenge, person):
    case = CaseReviewFactory(finished=True).case

    with pytest.raises(ActionRefused, match="is finished. Its reviewer reopens it first.$"):
        actions.mark_audited(case, audited=True, by=person(Role.LEAD_PEER, case.challenge))


def test_a_reviewer_does_not_mark_a_case(challenge, peer_in, log_in_as):
    case = CaseFactory(challenge=challenge, reviewer=peer_in(challenge))

    answer = log_in_as(case.reviewer).post(url("case_audited", challenge, case.pk), {"audited": "yes"})

    assert answer.status_code == 403


def test_counts_of_audits_leave_small_numbers_out_for_the_council(challenge):
    for view in ["agree"] * 6 + ["lower"]:
        case = CaseFactory(challenge=challenge, to_validate=True)
        CaseReviewFactory(case=case, finished=True, audit_view=view, audit_why="Why.")
    CaseReviewFactory(case=CaseFactory(challenge=challenge, to_validate=True), audit_view="higher")

    assert queries.audit_counts(challenge).labelled == [
        ("We agree with it", 6),
        ("It saw the practice as stronger than we do", 0),
        ("It saw the practice as less strong than we do", 1),
    ]
    assert queries.audit_counts(challenge, for_council=True).counts == [6, "Fewer than 5", "Fewer than 5"]


# What the lists say


@pytest.fixture
def sampled(challenge, person):
    """A locked sample, with one case the council audited."""
    audited = kept_lists(challenge).rows.filter(number=6).order_by("code").first().code
    challenge.child_lists.rows.filter(number=6, code=audited).update(audited_on=today())
    lead = person(Role.LEAD_PEER, challenge)
    name = next(part.name for part in queries.proposed_parts(challenge) if 6 in part.lists)
    actions.draw_sample(challenge, wanted=Wanted({name: 3}, to_validate=1, reserves=1), by=lead)
    actions.lock_sample(challenge, by=lead)
    cases = list(challenge.cases.all())
    assert len(cases) == 3
    return cases


def test_a_case_from_the_sample_carries_that_the_council_audited_it(sampled):
    children = {child.code: child.to_validate for child in SampledChild.objects.filter(state="chosen")}

    assert {case.code: case.to_validate for case in sampled} == children
    assert sum(children.values()) == 1


def test_a_case_that_takes_the_place_of_another_carries_it_too(challenge, sampled, person):
    SampledChild.objects.filter(state="reserve").update(to_validate=True)
    child = SampledChild.objects.filter(state="chosen", to_validate=False).first()

    came = actions.replace_sampled(child, because="It is in court.", by=person(Role.LEAD_PEER, challenge))

    assert came.case.to_validate is True


def test_the_reviewer_reads_what_the_lists_say_without_the_worker(challenge, sampled, peer_in, log_in_as):
    case = sampled[0]
    case.reviewer = peer_in(challenge)
    case.save()
    facts = case.sampled.facts

    html = log_in_as(case.reviewer).get(url("case", challenge, case.pk)).content.decode()

    page = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))
    assert f"List 6 Children in Need Team {facts['team']} Status {facts['status']}" in page
    assert "CIN Start Date 5 January 2026" in page
    assert facts["worker"] not in page


def test_a_case_added_by_hand_has_no_list(case):
    assert queries.listed(case) is None


# One page, however much stands on it


@pytest.fixture
def full(case, challenge, lines):
    """Eighteen aspects, each with six key lines, and ten times."""
    more = [KeyLineFactory(challenge=challenge, number=number, question="Q" * 160) for number in (4, 5, 6)]
    keys = tuple(line.pk for line in [*lines, *more])
    notes = {each.code: Note("mixed", "Clear. " * 20, "Long. " * 20, keys) for each in plan_aspects(challenge)}
    timescales = challenge.programme.plan.case_review.timescales
    save(case, notes=notes, timeliness={spec.code: Timed(took=spec.most + 1) for spec in timescales})
    assert (len(notes), len(timescales), len(keys)) == (18, 10, 6)
    return keys


def test_a_full_page_costs_little_and_is_small(case, challenge, full, log_in_as, django_assert_num_queries):
    client = log_in_as(case.reviewer)

    with django_assert_num_queries(16):
        page = client.get(url("case", challenge, case.pk))

    assert len(page.content) < 200_000


@pytest.mark.parametrize("aspects", [1, 18])
def test_saving_costs_the_same_however_much_changes(
    case, challenge, full, log_in_as, django_assert_num_queries, aspects
):
    client = log_in_as(case.reviewer)
    plan = challenge.programme.plan.case_review
    fields = {"headline": WORDS["headline"], "by_itself": "1"}
    for number, aspect in enumerate(plan.aspects):
        changes = number < aspects
        fields |= {
            f"{aspect.code}-tag": "mixed",
            f"{aspect.code}-strengths": "Other words." if changes else "Clear. " * 20,
            f"{aspect.code}-areas": "Long. " * 20,
            f"{aspect.code}-key_lines": full[:3] if changes else full,
        }
    for number, spec in enumerate(plan.timescales):
        fields[f"time-{spec.code}-took"] = 1 if number < aspects else spec.most + 1

    with django_assert_num_queries(21):
        answer = client.post(url("case", challenge, case.pk), typed(version=2, **fields), headers=HTMX)

    assert 'name="version" value="3"' in answer.content.decode()
    assert sum(len(numbers) == 3 for numbers in spoken_to(case).values()) == aspects
