"""What the pages of the case review say, and to whom."""

import re

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from casereview.models import AspectNote, Case, CaseReview, CaseReviewReport
from challenges.lifecycle import Stage
from challenges.models import OutboundMail, Role
from tests.casereview.conftest import NO_WORDS
from tests.casereview.factories import (
    AspectNoteFactory,
    CaseFactory,
    CaseReviewFactory,
    CaseReviewReportFactory,
)

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


def url(name, challenge, *more):
    return reverse(f"casereview:{name}", args=[challenge.slug, *more])


def told(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


def words_of(response):
    """The words of a page, without its markup; a mark round words puts no space into them."""
    unmarked = re.sub(r"</?(?:mark|ins|del)>", "", response.content.decode())
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", unmarked))


def typed(version=1, **fields):
    return NO_WORDS | {"version": version} | fields


def everything(challenge):
    aspects = challenge.programme.plan.case_review.aspects
    return {f"{aspect.code}-tag": "strength" for aspect in aspects} | {"headline": "Known and heard."}


# The sample


def test_an_empty_list_says_what_comes_and_who_adds_it(challenge, person, log_in_as):
    page = log_in_as(person(Role.PEER, challenge)).get(url("case_list", challenge))

    assert "The cases of the sample come here, by code only." in words_of(page)
    assert "Add cases" not in words_of(page)


def test_a_peer_finds_their_own_cases_first(challenge, peer_in, log_in_as):
    peer = peer_in(challenge)
    CaseFactory(challenge=challenge, code="C-01", position=1)
    CaseFactory(challenge=challenge, code="C-02", position=2, reviewer=peer)

    page = words_of(log_in_as(peer).get(url("case_list", challenge)))

    assert "Next for you: C-02, early help" in page
    assert page.index("My cases") < page.rindex("C-02") < page.index("Other cases") < page.index("C-01")


def test_progress_is_shown_overall_and_for_each_reviewer(challenge, peer_in, log_in_as):
    peer = peer_in(challenge, name="Reader")
    CaseReviewFactory(case=CaseFactory(challenge=challenge, reviewer=peer), finished=True)
    CaseFactory(challenge=challenge, reviewer=peer)

    page = words_of(log_in_as(peer).get(url("case_list", challenge)))

    assert "1 of 2 cases finished" in page
    assert "Reader 1 of 2" in page


@pytest.mark.parametrize("how_many", [1, 30])
def test_the_list_costs_the_same_for_every_sample(challenge, peer_in, log_in_as, how_many, django_assert_num_queries):
    peer = peer_in(challenge, Role.LEAD_PEER)
    for case in CaseFactory.create_batch(how_many, challenge=challenge, reviewer=peer):
        CaseReviewFactory(case=case, finished=True)
    client = log_in_as(peer)

    with django_assert_num_queries(8):
        client.get(url("case_list", challenge))


def test_cases_are_pasted_in(challenge, person, log_in_as):
    client = log_in_as(person(Role.CHALLENGE_MANAGER, challenge))

    answer = client.post(url("case_add", challenge), {"lines": "C-01, Early help, 5-9\nC-02, care leavers"})

    assert answer.url == url("case_list", challenge)
    assert told(answer) == ["2 cases added. Next: share them out."]
    assert list(challenge.cases.values_list("code", "stratum", "age_band")) == [
        ("C-01", "Early help", "5 to 9"),
        ("C-02", "Care leavers", ""),
    ]


def test_wrong_lines_are_told_and_nothing_is_stored(challenge, person, log_in_as):
    client = log_in_as(person(Role.LEAD_PEER, challenge))
    lines = "C-01, Early help\nJo Smith, Early help\nC-02, 14/02/2015"

    page = client.post(url("case_add", challenge), {"lines": lines})

    words = words_of(page)
    assert "Line 2: “Jo Smith” looks like a name." in words
    assert "Line 3: this looks like a date of birth." in words
    assert page.context["form"]["lines"].value() == lines
    assert Case.objects.count() == 0


def test_no_line_is_told_too(challenge, person, log_in_as):
    page = log_in_as(person(Role.LEAD_PEER, challenge)).post(
        url("case_add", challenge), {"lines": "Code, Part of the sample"}
    )

    assert "Enter at least one case." in words_of(page)


def test_a_case_is_removed_after_a_question(challenge, person, log_in_as):
    case = CaseFactory(challenge=challenge, code="C-07")
    client = log_in_as(person(Role.CHALLENGE_MANAGER, challenge))

    question = client.get(url("case_remove", challenge, case.pk))
    answer = client.post(url("case_remove", challenge, case.pk))

    assert "Remove case C-07 from the sample?" in words_of(question)
    assert answer.url == url("case_list", challenge)
    assert Case.objects.count() == 0


def test_sharing_out_shows_first_who_would_get_how_many(challenge, peer_in, log_in_as):
    lead, peer = peer_in(challenge, Role.LEAD_PEER, name="Lead"), peer_in(challenge, name="Reader")
    CaseFactory.create_batch(3, challenge=challenge)
    client = log_in_as(lead)

    page = client.get(url("case_share_out", challenge))
    answer = client.post(url("case_share_out", challenge), {"readers": [lead.pk, peer.pk]})

    assert [(share.reader.name, share.total) for share in page.context["shares"]] == [("Lead", 2), ("Reader", 1)]
    assert told(answer) == ["3 cases shared out. Each reviewer finds theirs here."]
    assert Case.objects.filter(reviewer=lead).count() == 2


def test_who_reads_cases_can_be_chosen(challenge, peer_in, log_in_as):
    lead, peer = peer_in(challenge, Role.LEAD_PEER), peer_in(challenge)
    CaseFactory.create_batch(3, challenge=challenge)

    page = log_in_as(lead).get(url("case_share_out", challenge), {"chosen": "1", "readers": [peer.pk]})

    assert [(share.reader, share.total) for share in page.context["shares"]] == [(peer, 3)]


def test_sharing_out_among_nobody_is_refused_on_the_page(challenge, peer_in, log_in_as):
    lead = peer_in(challenge, Role.LEAD_PEER)
    CaseFactory(challenge=challenge)

    page = log_in_as(lead).post(url("case_share_out", challenge))

    assert "Choose at least one person who reads cases." in words_of(page)


def test_sharing_out_without_a_team_points_to_the_team(challenge, person, log_in_as):
    CaseFactory(challenge=challenge)

    page = log_in_as(person(Role.CHALLENGE_MANAGER, challenge)).get(url("case_share_out", challenge))

    assert "Nobody in the peer team can be given cases yet." in words_of(page)


def test_one_case_is_given_to_someone_else(challenge, peer_in, log_in_as):
    lead, peer = peer_in(challenge, Role.LEAD_PEER), peer_in(challenge)
    case = CaseFactory(challenge=challenge, reviewer=lead)
    client = log_in_as(lead)

    client.post(url("case_assign", challenge, case.pk), {"reviewer": peer.pk})
    case.refresh_from_db()
    assert case.reviewer == peer

    client.post(url("case_assign", challenge, case.pk), {"reviewer": "nobody"})
    case.refresh_from_db()
    assert case.reviewer is None


def test_handing_over_is_asked_for_on_the_page(challenge, peer_in, log_in_as):
    lead, peer = peer_in(challenge, Role.LEAD_PEER), peer_in(challenge, name="Reader")
    case = CaseFactory(challenge=challenge, reviewer=peer)
    CaseReviewFactory(case=case)
    client = log_in_as(lead)

    refused = client.post(url("case_assign", challenge, case.pk), {"reviewer": lead.pk})
    client.post(url("case_assign", challenge, case.pk), {"reviewer": lead.pk, "hand_over": "on"})

    assert "Say that you hand over what is written, then save again." in words_of(refused)
    assert "Hand over what Reader has written so far" in words_of(refused)
    assert CaseReview.objects.get().written_by == lead


# One case


def test_a_case_page_says_codes_only_and_whom_to_tell(challenge, peer_in, person, log_in_as):
    person(Role.SPONSOR, challenge, name="Director")
    person(Role.CHALLENGE_MANAGER, challenge, name="Manager")
    case = CaseFactory(challenge=challenge, reviewer=peer_in(challenge))

    for reader in (case.reviewer, peer_in(challenge)):
        page = words_of(log_in_as(reader).get(url("case", challenge, case.pk)))

        assert "Codes only: do not write a name" in page
        assert "stop, and tell Director (the sponsor) and Manager (the challenge manager) now." in re.sub(
            r" +", " ", page
        )


@pytest.mark.parametrize("finished", [True, False])
def test_a_case_page_costs_little(challenge, peer_in, log_in_as, finished, django_assert_num_queries):
    case = CaseFactory(challenge=challenge, reviewer=peer_in(challenge))
    review = CaseReviewFactory(case=case, finished=finished)
    for aspect in challenge.programme.plan.case_review.aspects:
        AspectNoteFactory(review=review, aspect=aspect.code)
    client = log_in_as(case.reviewer)

    with django_assert_num_queries(15 if finished else 16):
        client.get(url("case", challenge, case.pk))


def test_saving_keeps_everything_and_stays_on_the_page(challenge, peer_in, log_in_as):
    case = CaseFactory(challenge=challenge, reviewer=peer_in(challenge))
    client = log_in_as(case.reviewer)
    where = url("case", challenge, case.pk)
    fields = {"A1-tag": "mixed", "A1-strengths": "Clear.", "A1-areas": "Long.", "headline": "Heard."}

    answer = client.post(where, typed(**fields))
    page = client.get(where)

    assert (answer.url, told(answer)) == (where, ["Saved."])
    form = page.context["form"]
    assert {name: form.initial[name] for name in fields} == fields
    assert form.initial["version"] == 2
    assert '<textarea class="govuk-textarea" id="id_A1-strengths" name="A1-strengths" rows="3">Clear.</textarea>' in (
        page.content.decode()
    )


def test_marks_say_which_aspects_have_a_tag(challenge, peer_in, log_in_as):
    case = CaseFactory(challenge=challenge, reviewer=peer_in(challenge))
    AspectNoteFactory(review=CaseReviewFactory(case=case), aspect="A2")

    page = log_in_as(case.reviewer).get(url("case", challenge, case.pk))

    marked = re.findall(
        r'href="#(A\d+)" title="[^"]*">A\d+<span [^>]*>[^<]*</span> <span class="contents__tick"', page.content.decode()
    )
    assert marked == ["A2"]
    assert "1 of 18 aspects have a tag." in words_of(page)


def test_finishing_goes_back_to_the_list(challenge, peer_in, log_in_as):
    case = CaseFactory(challenge=challenge, reviewer=peer_in(challenge), code="C-07")

    answer = log_in_as(case.reviewer).post(url("case", challenge, case.pk), typed(finish="1", **everything(challenge)))

    assert answer.url == url("case_list", challenge)
    assert told(answer) == ["C-07 is finished. Who has finished their own cases can read it now."]
    assert CaseReview.objects.finished().count() == 1


def test_finishing_too_early_says_what_is_missing_and_links_to_it(challenge, peer_in, log_in_as):
    case = CaseFactory(challenge=challenge, reviewer=peer_in(challenge))
    fields = everything(challenge) | {"A3-tag": "", "A3-strengths": "Weighed well.", "headline": ""}

    page = log_in_as(case.reviewer).post(url("case", challenge, case.pk), typed(finish="1", **fields), follow=True)

    html = page.content.decode()
    assert '<a href="#id_A3-tag">Choose a tag for A3 Assessment</a>' in html
    assert '<a href="#id_headline">Write a headline</a>' in html
    assert 'id="id_A3-tag"' in html
    assert AspectNote.objects.get(aspect="A3").strengths == "Weighed well."


def test_who_saves_second_sees_both_texts_and_keeps_theirs(challenge, peer_in, log_in_as):
    case = CaseFactory(challenge=challenge, reviewer=peer_in(challenge))
    client = log_in_as(case.reviewer)
    where = url("case", challenge, case.pk)
    client.post(where, typed(**{"A1-areas": "From the office.", "headline": "Same."}))

    page = client.post(where, typed(**{"A1-areas": "From the train.", "A2-tag": "area", "headline": "Same."}))

    words = words_of(page)
    assert "From the train." in words
    assert "From the office." in words
    assert "Bring together A1, areas for consideration" in words
    assert "Bring together the headline" not in words
    assert page.context["version"] == "2"
    again = client.post(where, typed(version=2, **{"A1-areas": "From both.", "A2-tag": "area", "headline": "Same."}))
    assert again.status_code == 302
    assert AspectNote.objects.get(aspect="A1").areas == "From both."


def test_what_is_too_long_is_kept_and_told(challenge, peer_in, log_in_as):
    case = CaseFactory(challenge=challenge, reviewer=peer_in(challenge))
    long = "x" * 4001

    page = log_in_as(case.reviewer).post(url("case", challenge, case.pk), typed(**{"A1-areas": long}))

    assert "A1, areas for consideration: Ensure this value has at most 4000 characters" in words_of(page)
    assert long in page.content.decode()


def test_saving_in_place_answers_with_the_line_that_saves(challenge, peer_in, log_in_as):
    case = CaseFactory(challenge=challenge, reviewer=peer_in(challenge))

    part = log_in_as(case.reviewer).post(url("case", challenge, case.pk), typed(**{"A1-tag": "mixed"}), headers=HTMX)

    html = part.content.decode()
    assert "<html" not in html
    assert 'name="version" value="2"' in html
    assert 'hx-swap-oob="true"' in html
    assert "1 of 18 aspects have a tag." in words_of(part)


def test_a_save_by_itself_never_takes_the_page_away(challenge, peer_in, log_in_as):
    case = CaseFactory(challenge=challenge, reviewer=peer_in(challenge))
    client = log_in_as(case.reviewer)
    where = url("case", challenge, case.pk)
    client.post(where, typed(headline="From the office."))

    part = client.post(where, typed(headline="From the train.", by_itself="1"), headers=HTMX)

    assert "Not saved. Press Save to see why." in words_of(part)
    assert 'name="version" value="1"' in part.content.decode()  # so that Save shows both texts
    assert CaseReview.objects.get().headline == "From the office."


def test_what_was_typed_is_kept_when_the_case_was_handed_over_meanwhile(challenge, peer_in, log_in_as):
    case = CaseFactory(challenge=challenge, reviewer=peer_in(challenge, name="Reader"), code="C-07")
    AspectNoteFactory(review=CaseReviewFactory(case=case), areas="Not for others.")

    page = log_in_as(peer_in(challenge)).post(url("case", challenge, case.pk), typed(headline="Typed for long."))

    words = words_of(page)
    assert "C-07 is read by Reader. Only its reviewer writes here." in words
    assert "Typed for long." in words
    assert "Not for others." not in words


def test_who_does_not_review_cannot_post(challenge, person, log_in_as):
    case = CaseFactory(challenge=challenge)
    client = log_in_as(person(Role.CHALLENGE_MANAGER, challenge))

    assert client.post(url("case", challenge, case.pk), typed()).status_code == 403


def test_a_conflict_in_place_brings_the_whole_page(challenge, peer_in, log_in_as):
    case = CaseFactory(challenge=challenge, reviewer=peer_in(challenge))
    client = log_in_as(case.reviewer)
    where = url("case", challenge, case.pk)
    client.post(where, typed(headline="From the office."))

    page = client.post(where, typed(headline="From the train."), headers=HTMX)
    mended = client.post(where, typed(version=2, headline="From both.", mends="1"), headers=HTMX)

    assert page.headers["HX-Retarget"] == "#main-content"
    assert "From the office." in words_of(page)
    assert mended.headers["HX-Redirect"] == where


def test_finishing_in_place_leaves_the_page(challenge, peer_in, log_in_as):
    case = CaseFactory(challenge=challenge, reviewer=peer_in(challenge))
    where = url("case", challenge, case.pk)
    client = log_in_as(case.reviewer)

    early = client.post(where, typed(finish="1"), headers=HTMX)
    done = client.post(where, typed(finish="1", **everything(challenge)), headers=HTMX)

    assert early.headers["HX-Redirect"] == f"{where}?finish=1"
    assert done.headers["HX-Redirect"] == url("case_list", challenge)


def test_a_finished_case_is_read_by_the_team(challenge, peer_in, log_in_as):
    case = CaseFactory(challenge=challenge, reviewer=peer_in(challenge))
    AspectNoteFactory(review=CaseReviewFactory(case=case, finished=True), aspect="A8", strengths="Heard.")

    page = words_of(log_in_as(peer_in(challenge)).get(url("case", challenge, case.pk)))

    assert "Heard." in page
    assert "Reopen this case" not in page


def test_a_reviewer_reopens_their_case(challenge, peer_in, log_in_as):
    case = CaseFactory(challenge=challenge, reviewer=peer_in(challenge), code="C-07")
    CaseReviewFactory(case=case, finished=True)
    client = log_in_as(case.reviewer)
    page = client.get(url("case", challenge, case.pk))

    answer = client.post(url("case_reopen", challenge, case.pk))

    assert "Reopen this case" in words_of(page)
    assert answer.url == url("case", challenge, case.pk)
    assert told(answer) == ["C-07 is open again. Only you can read it until you finish it."]


def test_reopening_is_never_a_link(challenge, peer_in, log_in_as):
    case = CaseFactory(challenge=challenge, reviewer=peer_in(challenge))

    assert log_in_as(case.reviewer).get(url("case_reopen", challenge, case.pk)).status_code == 405


def test_a_case_of_another_challenge_is_not_reached_through_this_one(challenge, peer_in, log_in_as):
    elsewhere = CaseFactory()

    assert log_in_as(peer_in(challenge)).get(url("case", challenge, elsewhere.pk)).status_code == 404


# The report

TEXTS = {"overall_messages": "Heard.", "strengths": "Patient.", "areas": "Plans.", "lines_for_on_site": ""}


def test_the_report_is_written_on_its_page(challenge, person, log_in_as):
    client = log_in_as(person(Role.PEER, challenge))

    answer = client.post(url("report", challenge), {"version": 1} | TEXTS)

    assert answer.url == url("report", challenge)
    assert CaseReviewReport.objects.get().strengths == "Patient."


def test_who_saves_the_report_second_sees_both_texts(challenge, person, log_in_as):
    client = log_in_as(person(Role.PEER, challenge))
    client.post(url("report", challenge), {"version": 1} | TEXTS)

    page = client.post(url("report", challenge), {"version": 1} | TEXTS | {"areas": "Supervision."})

    assert "Supervision." in words_of(page)
    assert "Plans." in words_of(page)


def test_the_counts_stand_beside_the_report(challenge, person, log_in_as):
    AspectNoteFactory(review=CaseReviewFactory(case=CaseFactory(challenge=challenge), finished=True), aspect="A1")

    page = log_in_as(person(Role.LEAD_PEER, challenge)).get(url("report", challenge))
    advisers = log_in_as(person(Role.ADVISER, challenge)).get(url("report", challenge))

    assert page.context["rows"][0].counts == [1, 0, 0, 0, 0]
    assert advisers.context["rows"] is None  # the same table as the council's, once it is shared (ADR 0034)
    assert advisers.context["form"] is None


@pytest.mark.parametrize("how_many", [1, 30])
def test_the_report_page_costs_the_same_for_every_sample(
    challenge, person, log_in_as, how_many, django_assert_num_queries
):
    for _ in range(how_many):
        AspectNoteFactory(review=CaseReviewFactory(case=CaseFactory(challenge=challenge), finished=True))
    CaseReviewReportFactory(challenge=challenge)
    client = log_in_as(person(Role.CHALLENGE_MANAGER, challenge))

    with django_assert_num_queries(19):
        client.get(url("report", challenge))


def test_a_pdf_is_asked_for_with_what_was_typed_and_its_state_is_shown(challenge, person, log_in_as):
    client = log_in_as(person(Role.PEER, challenge))

    answer = client.post(url("report", challenge), {"version": 1, "make_pdf": "Save and make the PDF"} | TEXTS)
    page = client.get(url("report", challenge))

    assert (answer.url, told(answer)) == (
        url("report", challenge),
        ["Saved. The PDF and the Word file are being made."],
    )
    assert "Patient." in CaseReviewReport.objects.get().document.html
    assert page.context["document"].state == "queued"
    assert page.context["document_is_old"] is False


def test_a_pdf_older_than_the_text_says_so(challenge, person, log_in_as):
    client = log_in_as(person(Role.PEER, challenge))
    client.post(url("report", challenge), {"version": 1, "make_pdf": "Save and make the PDF"} | TEXTS)
    client.post(url("report", challenge), {"version": 2} | TEXTS | {"areas": "Supervision."})

    page = client.get(url("report", challenge))

    assert "The report has changed since this PDF was made." in words_of(page)


def test_sharing_shows_the_mail_first_and_it_can_be_changed(challenge, person, log_in_as):
    CaseReviewReportFactory(challenge=challenge)
    CaseFactory(challenge=challenge)
    sponsor = person(Role.SPONSOR, challenge)
    client = log_in_as(person(Role.CHALLENGE_MANAGER, challenge, name="Manager"))

    question = client.get(url("report_share", challenge))
    answer = client.post(
        url("report_share", challenge), {"version": 1, "subject": "Case review report", "body": "In my words."}
    )

    words = words_of(question)
    assert f"the mail below goes to {sponsor.name}, {sponsor.email}" in words
    assert "0 of 1 cases are finished. Only these are counted in the report." in words
    assert "Manager Challenge manager" in words
    assert answer.url == url("report", challenge)
    assert OutboundMail.objects.get().body == "In my words."


def test_a_report_that_is_not_ready_is_not_offered_for_sharing(challenge, person, log_in_as):
    CaseReviewReportFactory(challenge=challenge, areas="")
    client = log_in_as(person(Role.CHALLENGE_MANAGER, challenge))

    page = client.get(url("report", challenge))
    answer = client.get(url("report_share", challenge))

    assert "share the report with the council" not in words_of(page)
    assert (answer.url, told(answer)) == (url("report", challenge), ["Write the areas for consideration."])


def test_sharing_without_a_sponsor_says_whom_to_add(challenge, person, log_in_as):
    CaseReviewReportFactory(challenge=challenge)
    client = log_in_as(person(Role.CHALLENGE_MANAGER, challenge))

    page = client.get(url("report_share", challenge))

    assert "This challenge has no sponsor to write to." in words_of(page)


# The end


def test_the_end_lists_what_is_missing_and_whose_turn_it_is(challenge, person, peer_in, log_in_as):
    CaseFactory(challenge=challenge, reviewer=peer_in(challenge, name="Reader"))
    client = log_in_as(person(Role.CHALLENGE_MANAGER, challenge))

    page = client.get(url("casereview_end", challenge))
    refused = client.post(url("casereview_end", challenge), {"override_reason": ""})
    answer = client.post(url("casereview_end", challenge), {"override_reason": "The reader is ill."})

    assert "Finish 1 case Whose turn: Reader" in words_of(page)
    assert "Fill in “Why can this wait?”" in words_of(refused)
    challenge.refresh_from_db()
    assert (answer.url, challenge.stage) == (challenge.get_absolute_url(), Stage.ON_SITE)
