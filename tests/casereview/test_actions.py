"""What may be done in the case review, and each refusal in its words."""

import pytest

from casereview import actions, queries
from casereview.actions import Note
from casereview.models import AspectNote, Case, CaseReview
from casereview.sample_lines import CaseLine
from challenges.action_tools import ActionRefused, SavedByAnother
from challenges.lifecycle import Stage
from challenges.models import Audience, AuditEvent, OutboundMail, Role
from tests.casereview.conftest import NO_WORDS
from tests.casereview.factories import CaseFactory, CaseReviewFactory, CaseReviewReportFactory

pytestmark = pytest.mark.django_db

WORDS = {
    "headline": "Known and heard.",
    "good_practice": "Letters to the child.",
    "question_for_on_site": "Who decides?",
}


def happened():
    events = AuditEvent.objects.exclude(what="interests.asked_again").order_by("pk")
    return list(events.values_list("what", flat=True))


def save(case, *, by=None, version=1, words=NO_WORDS, notes=None, **options):
    return actions.save_review(case, by=by or case.reviewer, version=version, words=words, notes=notes or {}, **options)


# The sample


def test_cases_are_added_in_order(challenge, person):
    manager = person(Role.CHALLENGE_MANAGER, challenge)

    actions.add_cases(challenge, lines=[CaseLine("C-01", "Early help"), CaseLine("C-02", "Early help")], by=manager)
    actions.add_cases(challenge, lines=[CaseLine("C-03", "Care leavers", "18 to 25")], by=manager)

    assert list(challenge.cases.values_list("code", "position")) == [("C-01", 1), ("C-02", 2), ("C-03", 3)]
    assert happened() == ["cases.added", "cases.added"]


def test_a_code_that_stands_already_stops_all_of_them(challenge, person):
    CaseFactory(challenge=challenge, code="C-02")
    lines = [CaseLine("C-01", "Early help"), CaseLine("C-02", "Early help")]

    with pytest.raises(ActionRefused, match="^There is a case C-02 already. No case was added.$"):
        actions.add_cases(challenge, lines=lines, by=person(Role.LEAD_PEER, challenge))

    assert challenge.cases.count() == 1


def test_no_case_is_no_sample(challenge, person):
    with pytest.raises(ActionRefused, match="^Enter at least one case.$"):
        actions.add_cases(challenge, lines=[], by=person(Role.LEAD_PEER, challenge))


def test_what_is_not_a_code_is_refused_by_the_action_too(challenge, person):
    with pytest.raises(ActionRefused, match="^A case code is one to three letters and a number, such as C-07.$"):
        actions.add_cases(challenge, lines=[CaseLine("Smith", "Early help")], by=person(Role.LEAD_PEER, challenge))


def test_a_case_nobody_reads_is_removed(challenge, person):
    case = CaseFactory(challenge=challenge)

    actions.remove_case(case, by=person(Role.CHALLENGE_MANAGER, challenge))

    assert challenge.cases.count() == 0
    assert happened() == ["case.removed"]


def test_a_case_being_read_stays(challenge, person):
    case = CaseFactory(challenge=challenge, code="C-07")
    CaseReviewFactory(case=case)

    with pytest.raises(ActionRefused, match="^C-07 is being read, so it stays in the sample.$"):
        actions.remove_case(case, by=person(Role.CHALLENGE_MANAGER, challenge))


# Who reads what


def test_cases_are_shared_out_evenly(challenge, peer_in):
    lead, peer = peer_in(challenge, Role.LEAD_PEER), peer_in(challenge)
    CaseFactory.create_batch(5, challenge=challenge)

    given = actions.share_out_cases(challenge, people=[lead, peer], by=lead)

    assert given == 5
    assert sorted(challenge.cases.filter(reviewer=each).count() for each in (lead, peer)) == [2, 3]
    assert happened() == ["cases.shared_out"]


def test_cases_that_have_a_reviewer_keep_them(challenge, peer_in):
    lead, peer = peer_in(challenge, Role.LEAD_PEER), peer_in(challenge)
    kept = CaseFactory(challenge=challenge, reviewer=lead)
    CaseFactory(challenge=challenge)

    actions.share_out_cases(challenge, people=[lead, peer], by=lead)

    assert list(challenge.cases.order_by("pk").values_list("reviewer", flat=True)) == [lead.pk, peer.pk]
    assert kept.reviewer == lead


def test_sharing_out_needs_people(challenge, peer_in):
    CaseFactory(challenge=challenge)

    with pytest.raises(ActionRefused, match="^Choose at least one person who reads cases.$"):
        actions.share_out_cases(challenge, people=[], by=peer_in(challenge, Role.LEAD_PEER))


def test_only_the_peer_team_is_given_cases(challenge, peer_in, person):
    CaseFactory(challenge=challenge)
    observer = peer_in(challenge, Role.OBSERVER, name="Onlooker")

    with pytest.raises(ActionRefused, match="^Onlooker is not in the peer team now. Choose again.$"):
        actions.share_out_cases(challenge, people=[observer], by=peer_in(challenge, Role.LEAD_PEER))


def test_nothing_to_share_out_is_said(challenge, peer_in):
    peer = peer_in(challenge)
    CaseFactory(challenge=challenge, reviewer=peer)

    with pytest.raises(ActionRefused, match="^Every case has a reviewer already.$"):
        actions.share_out_cases(challenge, people=[peer], by=peer)


def test_a_reviewer_is_changed_while_nothing_is_written(challenge, peer_in):
    first, second = peer_in(challenge), peer_in(challenge)
    case = CaseFactory(challenge=challenge, reviewer=first)

    actions.assign_case(case, reviewer=second, by=first)
    actions.assign_case(case, reviewer=None, by=first)

    case.refresh_from_db()
    assert case.reviewer is None
    assert happened() == ["case.assigned", "case.assigned"]


def test_what_is_written_is_handed_over_only_when_that_is_said(challenge, peer_in):
    first, second = peer_in(challenge, name="First"), peer_in(challenge)
    case = CaseFactory(challenge=challenge, reviewer=first, code="C-07")
    CaseReviewFactory(case=case)

    with pytest.raises(
        ActionRefused,
        match="^First has started to write about C-07. Say that you hand over what is written, then save again.$",
    ):
        actions.assign_case(case, reviewer=second, by=first)


def test_handing_over_moves_the_author_and_is_recorded(challenge, peer_in, person):
    first, second = peer_in(challenge), peer_in(challenge, name="Second")
    case = CaseFactory(challenge=challenge, reviewer=first, code="C-07")
    CaseReviewFactory(case=case)

    actions.assign_case(case, reviewer=second, by=person(Role.CHALLENGE_MANAGER, challenge), hand_over=True)

    review = CaseReview.objects.get()
    event = AuditEvent.objects.exclude(what="interests.asked_again").get()
    assert (review.written_by, review.version) == (second, 2)
    assert (event.what, event.sentence) == ("case.handed_over", "gave case C-07 to Second, with what was written")
    assert CaseReview.objects.visible_to(first).count() == 0


def test_a_case_being_read_is_not_left_with_nobody(challenge, peer_in):
    first = peer_in(challenge, name="First")
    case = CaseFactory(challenge=challenge, reviewer=first, code="C-07")
    CaseReviewFactory(case=case)

    with pytest.raises(ActionRefused, match="^First has started to write about C-07. Choose who takes it over.$"):
        actions.assign_case(case, reviewer=None, by=first, hand_over=True)


def test_a_finished_case_keeps_its_reviewer(challenge, peer_in):
    first, second = peer_in(challenge), peer_in(challenge)
    case = CaseFactory(challenge=challenge, reviewer=first, code="C-07")
    CaseReviewFactory(case=case, finished=True)

    with pytest.raises(ActionRefused, match="^C-07 is finished. Its reviewer stays.$"):
        actions.assign_case(case, reviewer=second, by=first, hand_over=True)


def test_a_case_is_given_to_the_peer_team_only(challenge, peer_in, person):
    case = CaseFactory(challenge=challenge)
    sponsor = person(Role.SPONSOR, challenge, name="Director")

    with pytest.raises(ActionRefused, match="^Director is not in the peer team now. Choose again.$"):
        actions.assign_case(case, reviewer=sponsor, by=peer_in(challenge))


# One case


def test_the_first_save_starts_a_case_for_its_reviewer_alone(challenge, peer_in):
    case = CaseFactory(challenge=challenge, reviewer=peer_in(challenge))

    saved = save(case, words=WORDS, notes={"A1": Note("mixed", "Clear.", "Long.")})

    review = CaseReview.objects.get()
    assert (review.written_by, review.audience, review.version) == (case.reviewer, Audience.AUTHOR, 2)
    assert list(review.aspect_notes.values_list("aspect", "tag", "strengths", "areas")) == [
        ("A1", "mixed", "Clear.", "Long.")
    ]
    assert saved.missing == []
    assert [(event.what, event.audience) for event in AuditEvent.objects.all()] == [
        ("case_review.started", Audience.AUTHOR)
    ]


def test_the_history_never_holds_what_was_noted(challenge, peer_in):
    case = CaseFactory(challenge=challenge, reviewer=peer_in(challenge))

    save(case, words=WORDS)
    save(case, version=2, words=WORDS, notes={"A1": Note("area", "", "Known and heard.")})

    kept = "".join(f"{event.sentence}{event.was}{event.now}" for event in AuditEvent.objects.all())
    assert happened() == ["case_review.started", "case_review.saved"]
    assert "Known and heard." not in kept


def test_what_the_page_saves_by_itself_is_no_event(challenge, peer_in):
    case = CaseFactory(challenge=challenge, reviewer=peer_in(challenge))

    save(case, words=WORDS, by_itself=True)
    save(case, version=2, words=WORDS | {"headline": "Changed."}, by_itself=True)

    assert happened() == ["case_review.started"]
    assert CaseReview.objects.get().headline == "Changed."


def test_saving_the_same_again_changes_nothing(challenge, peer_in):
    case = CaseFactory(challenge=challenge, reviewer=peer_in(challenge))
    save(case, words=WORDS)

    save(case, version=1, words=WORDS)

    assert CaseReview.objects.get().version == 2


def test_who_saves_second_is_shown_both_texts(challenge, peer_in):
    case = CaseFactory(challenge=challenge, reviewer=peer_in(challenge))
    save(case, words=WORDS, notes={"A1": Note("strength", "First.", "")})

    with pytest.raises(SavedByAnother) as refusal:
        save(case, version=1, words=NO_WORDS, notes={"A1": Note("area", "", "Second.")})

    noted = {"A1-tag": "strength", "A1-strengths": "First.", "A1-areas": "", "A1-key_lines": ()}
    assert refusal.value.theirs == WORDS | noted
    assert refusal.value.version == 2
    assert AspectNote.objects.get().strengths == "First."


def test_only_the_reviewer_writes(challenge, peer_in):
    case = CaseFactory(challenge=challenge, reviewer=peer_in(challenge, name="Reader"), code="C-07")

    with pytest.raises(ActionRefused, match="^C-07 is read by Reader. Only its reviewer writes here.$"):
        save(case, by=peer_in(challenge))


def test_nobody_writes_in_a_case_nobody_has(challenge, peer_in):
    case = CaseFactory(challenge=challenge, code="C-07")

    with pytest.raises(ActionRefused, match="^C-07 is read by nobody yet. Only its reviewer writes here.$"):
        save(case, by=peer_in(challenge))


def test_finishing_opens_a_case_to_the_team(challenge, peer_in, noted):
    case = CaseFactory(challenge=challenge, reviewer=peer_in(challenge))

    saved = save(case, words=WORDS, notes=noted, finish=True)

    assert saved.missing == []
    assert saved.review.finished_at
    assert CaseReview.objects.get().audience == Audience.TEAM
    assert happened() == ["case_review.started", "case_review.finished"]


def test_finishing_says_exactly_what_is_missing_and_keeps_what_was_typed(challenge, peer_in, noted):
    case = CaseFactory(challenge=challenge, reviewer=peer_in(challenge))
    noted |= {"A3": Note("", "Weighed well.", ""), "A8": Note("strength", "Wrote to 943 476 5919.", "")}

    saved = save(case, notes=noted, finish=True)

    assert saved.missing == [
        queries.Missing("id_A3-tag", "Choose a tag for A3 Assessment"),
        queries.Missing("id_headline", "Write a headline"),
        queries.Missing(
            "id_A8-strengths",
            "There is an NHS number in “A8 Voice and lived experience of the child, strengths”. "
            "Take it out, or say why it must stay.",
        ),
    ]
    assert CaseReview.objects.get().finished_at is None
    assert AspectNote.objects.get(aspect="A3").strengths == "Weighed well."


def test_a_finished_case_is_not_written_in(challenge, peer_in):
    case = CaseFactory(challenge=challenge, reviewer=peer_in(challenge), code="C-07")
    CaseReviewFactory(case=case, finished=True)

    with pytest.raises(ActionRefused, match="^C-07 is finished. Reopen it to change what you noted.$"):
        save(case, words=WORDS)


def test_a_reopened_case_is_for_its_reviewer_alone_again(challenge, peer_in):
    case = CaseFactory(challenge=challenge, reviewer=peer_in(challenge))
    CaseReviewFactory(case=case, finished=True)

    review = actions.reopen_case(case, by=case.reviewer)

    assert (review.finished_at, review.audience) == (None, Audience.AUTHOR)
    assert happened() == ["case_review.reopened"]


def test_only_the_reviewer_reopens(challenge, peer_in):
    case = CaseFactory(challenge=challenge, reviewer=peer_in(challenge, name="Reader"), code="C-07")
    CaseReviewFactory(case=case, finished=True)

    with pytest.raises(ActionRefused, match="^C-07 is read by Reader. Only its reviewer reopens it.$"):
        actions.reopen_case(case, by=peer_in(challenge))


def test_what_is_open_is_not_reopened(challenge, peer_in):
    case = CaseFactory(challenge=challenge, reviewer=peer_in(challenge), code="C-07")

    with pytest.raises(ActionRefused, match="^C-07 is not finished, so there is nothing to reopen.$"):
        actions.reopen_case(case, by=case.reviewer)


def test_a_case_behind_a_shared_report_stays(challenge, peer_in):
    case = CaseFactory(challenge=challenge, reviewer=peer_in(challenge))
    CaseReviewFactory(case=case, finished=True)
    CaseReviewReportFactory(challenge=challenge, shared=True)

    with pytest.raises(
        ActionRefused, match="^The case review report is shared. The cases behind it stay as they are.$"
    ):
        actions.reopen_case(case, by=case.reviewer)


# The report

TEXTS = {"overall_messages": "Heard.", "strengths": "Patient.", "areas": "Plans.", "lines_for_on_site": ""}


def test_a_report_is_written_for_the_team(challenge, peer_in):
    report = actions.write_report(challenge, by=peer_in(challenge), version=1, **TEXTS)

    assert (report.audience, report.version, report.strengths) == (Audience.TEAM, 2, "Patient.")
    assert happened() == ["case_review_report.written"]


def test_who_saves_the_report_second_is_shown_both_texts(challenge, peer_in):
    actions.write_report(challenge, by=peer_in(challenge), version=1, **TEXTS)

    with pytest.raises(SavedByAnother) as refusal:
        actions.write_report(challenge, by=peer_in(challenge), version=1, **TEXTS | {"areas": "Supervision."})

    assert refusal.value.theirs["areas"] == "Plans."


def test_a_shared_report_is_frozen(challenge, peer_in):
    CaseReviewReportFactory(challenge=challenge, shared=True)

    with pytest.raises(ActionRefused, match="^The report is shared with the council. Its words stay as they are.$"):
        actions.write_report(challenge, by=peer_in(challenge), version=1, **TEXTS)


def test_a_draft_pdf_stays_with_those_who_work_with_cases(challenge, peer_in):
    CaseReviewReportFactory(challenge=challenge)

    document = actions.make_draft(challenge, by=peer_in(challenge))

    assert document.permission == "casereview.view_full_picture"
    assert 'class="draft"' in document.html
    assert happened() == ["case_review_report.draft_made"]


def test_a_pdf_needs_a_report(challenge, peer_in):
    with pytest.raises(ActionRefused, match="^Write the report first, then make the PDF.$"):
        actions.make_draft(challenge, by=peer_in(challenge))


def test_a_shared_report_has_its_pdf(challenge, peer_in):
    CaseReviewReportFactory(challenge=challenge, shared=True)

    with pytest.raises(ActionRefused, match="^The report is shared with the council. Its PDF stands for good.$"):
        actions.make_draft(challenge, by=peer_in(challenge))


def share(challenge, manager, version=1):
    return actions.share_report(challenge, by=manager, version=version, subject="The report", body="It is here.")


def test_sharing_freezes_the_report_makes_its_pdf_and_tells_the_sponsor(challenge, person):
    CaseReviewReportFactory(challenge=challenge)
    manager, sponsor = person(Role.CHALLENGE_MANAGER, challenge), person(Role.SPONSOR, challenge)

    report = share(challenge, manager)

    mail = OutboundMail.objects.get()
    assert (report.audience, report.shared_by) == (Audience.COUNCIL, manager)
    assert (report.document.permission, 'class="draft"' in report.document.html) == ("casereview.view_report", False)
    assert (mail.person, mail.subject, mail.body) == (sponsor, "The report", "It is here.")
    assert AuditEvent.objects.get(what="case_review_report.shared").audience == Audience.COUNCIL


def test_a_report_is_shared_once(challenge, person):
    CaseReviewReportFactory(challenge=challenge, shared=True)

    with pytest.raises(ActionRefused, match="^The report is shared already.$"):
        share(challenge, person(Role.CHALLENGE_MANAGER, challenge))


def test_an_unwritten_report_is_not_shared(challenge, person):
    with pytest.raises(ActionRefused, match="^Write the report first.$"):
        share(challenge, person(Role.CHALLENGE_MANAGER, challenge))


def test_a_report_with_an_empty_part_is_not_shared(challenge, person):
    CaseReviewReportFactory(challenge=challenge, strengths="", areas=" ")

    with pytest.raises(ActionRefused, match="^Write the strengths and the areas for consideration.$"):
        share(challenge, person(Role.CHALLENGE_MANAGER, challenge))


def test_a_report_that_names_a_case_is_not_shared(challenge, person):
    CaseFactory(challenge=challenge, code="C-1")
    CaseFactory(challenge=challenge, code="C-12")
    CaseReviewReportFactory(challenge=challenge, areas="As in c-12, plans are long.")

    with pytest.raises(ActionRefused, match=r"^Take this out: “C-12” \(a case code\).$"):
        share(challenge, person(Role.CHALLENGE_MANAGER, challenge))


def test_a_report_changed_meanwhile_is_read_again_before_it_is_shared(challenge, person):
    CaseReviewReportFactory(challenge=challenge, version=3, written_by=person(Role.PEER, challenge, name="Peer"))
    person(Role.SPONSOR, challenge)

    with pytest.raises(
        ActionRefused,
        match="^Peer changed the report since you opened this page. Read it again, then share it.$",
    ):
        share(challenge, person(Role.CHALLENGE_MANAGER, challenge), version=2)


def test_a_report_is_shared_with_somebody(challenge, person):
    CaseReviewReportFactory(challenge=challenge)

    with pytest.raises(
        ActionRefused,
        match="^This challenge has no sponsor to write to. Add the sponsor under People first.$",
    ):
        share(challenge, person(Role.CHALLENGE_MANAGER, challenge))


# The end


def test_the_case_review_ends_and_the_on_site_week_begins(challenge, person, peer_in):
    manager = person(Role.CHALLENGE_MANAGER, challenge)
    CaseReviewFactory(case=CaseFactory(challenge=challenge, reviewer=peer_in(challenge)), finished=True)
    CaseReviewReportFactory(challenge=challenge, shared=True)

    actions.end_case_review(challenge, by=manager)

    challenge.refresh_from_db()
    assert challenge.stage == Stage.ON_SITE


def test_ending_early_needs_a_reason(challenge, person):
    manager = person(Role.CHALLENGE_MANAGER, challenge)

    with pytest.raises(
        ActionRefused,
        match="^Something is still missing: Add the cases of the sample; Write the case review report. "
        "Mend it, or say why it can wait.$",
    ):
        actions.end_case_review(challenge, by=manager)

    actions.end_case_review(challenge, by=manager, override_reason="The council asked for the week first.")
    assert challenge.stage_endings.get().override_reason == "The council asked for the week first."


def test_a_sample_is_never_left_half_stored(challenge, person):
    lines = [CaseLine("C-01", "Early help"), CaseLine("nonsense", "Early help")]

    with pytest.raises(ActionRefused):
        actions.add_cases(challenge, lines=lines, by=person(Role.LEAD_PEER, challenge))

    assert Case.objects.count() == 0
