"""What may be done in the case review: the sample, who reads what, what they note, the report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypedDict

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max

from casereview import counts, notifications, phases, queries
from casereview.models import AspectNote, Case, CaseReview, CaseReviewCount, CaseReviewReport
from casereview.sample_lines import CaseLine
from challenges import actions as challenge_actions
from challenges import audit, documents, text_check
from challenges.action_tools import ActionRefused, SavedByAnother, check_clean, locked, save_edit
from challenges.lifecycle import Stage
from challenges.models import Audience, Challenge, RenderedDocument, Role, User
from challenges.moments import now
from challenges.queries import people
from preparation import actions as preparation

TITLE = "Case review report"
SAMPLE_CHANGED = "the sample of cases has changed"
SHARED_OUT = "cases were shared out to you"


# The sample


@transaction.atomic
def add_cases(challenge: Challenge, *, lines: Sequence[CaseLine], by: User) -> list[Case]:
    """Put cases in the sample, all of them or none."""
    challenge = locked(challenge)
    if not lines:
        raise ActionRefused("Enter at least one case.")
    standing = {code.upper() for code in challenge.cases.values_list("code", flat=True)}
    twice = sorted({line.code for line in lines} & standing)
    if twice:
        raise ActionRefused(f"There is a case {twice[0]} already. No case was added.")
    last = challenge.cases.aggregate(last=Max("position"))["last"] or 0
    rows = [
        Case(challenge=challenge, code=each.code, stratum=each.stratum, age_band=each.age_band, position=position)
        for position, each in enumerate(lines, start=last + 1)
    ]
    for row in rows:
        try:
            row.clean_fields(exclude=["challenge"])
        except ValidationError as error:
            raise ActionRefused(" ".join(error.messages)) from error
    Case.objects.bulk_create(rows)
    audit.record(
        "cases.added",
        f"added {queries.number_of_cases(len(rows))} to the sample",
        by=by,
        challenge=challenge,
        target=challenge,
        audience=Audience.TEAM,
        becomes={"codes": [row.code for row in rows]},
    )
    _ask_interests_again(challenge, SAMPLE_CHANGED, by=by)
    return rows


@transaction.atomic
def remove_case(case: Case, *, by: User) -> None:
    """Take a case out of the sample; only while nobody has started to read it."""
    case = locked(case)
    if CaseReview.objects.filter(case=case).exists():
        raise ActionRefused(f"{case} is being read, so it stays in the sample.")
    audit.record(
        "case.removed",
        f"took case {case} out of the sample",
        by=by,
        challenge=case.challenge,
        target=case,
        audience=Audience.TEAM,
    )
    _ask_interests_again(case.challenge, SAMPLE_CHANGED, by=by)
    case.delete()


def _ask_interests_again(challenge: Challenge, because: str, *, by: User, people: Sequence[User] | None = None) -> None:
    """Somebody may know a child, a family or a worker of a case that is new to them: who reads cases says so, or not."""
    readers = list(queries.readers(challenge)) if people is None else people
    preparation.ask_interests_again(challenge, because=because, people=readers, by=by)


@transaction.atomic
def share_out_cases(challenge: Challenge, *, people: Sequence[User], by: User) -> int:
    """Give every case that nobody has yet to these people: even in number, a mix of the sample for each."""
    challenge = locked(challenge)
    if not people:
        raise ActionRefused("Choose at least one person who reads cases.")
    in_team = {person.pk for person in queries.readers(challenge)}
    strangers = [person.name for person in people if person.pk not in in_team]
    if strangers:
        raise ActionRefused(f"{strangers[0]} is not in the peer team now. Choose again.")
    shares = [share for share in queries.shares(challenge, people) if share.cases]
    if not shares:
        raise ActionRefused("Every case has a reviewer already.")
    for share in shares:
        Case.objects.not_shared_out().filter(pk__in=[case.pk for case in share.cases]).update(reviewer=share.reader)
    given = sum(len(share.cases) for share in shares)
    audit.record(
        "cases.shared_out",
        f"shared out {queries.number_of_cases(given)} among {len(shares)} people"
        if len(shares) > 1
        else f"gave {queries.number_of_cases(given)} to {shares[0].reader}",
        by=by,
        challenge=challenge,
        target=challenge,
        audience=Audience.TEAM,
        becomes={share.reader.name: [case.code for case in share.cases] for share in shares},
    )
    _ask_interests_again(challenge, SHARED_OUT, people=[share.reader for share in shares], by=by)
    return given


@transaction.atomic
def assign_case(case: Case, *, reviewer: User | None, by: User, hand_over: bool = False) -> Case:
    """Change who reads a case. What is written already moves with it, and only when that is said."""
    case = locked(case)
    review = CaseReview.objects.select_for_update(of=("self",)).filter(case=case).first()
    if review and review.finished_at:
        raise ActionRefused(f"{case} is finished. Its reviewer stays.")
    if reviewer and reviewer.pk not in {person.pk for person in queries.readers(case.challenge)}:
        raise ActionRefused(f"{reviewer} is not in the peer team now. Choose again.")
    if reviewer and reviewer.pk == case.reviewer_id:
        return case
    was, case.reviewer = case.reviewer, reviewer
    handed = ""
    if review:
        if reviewer is None:
            raise ActionRefused(f"{was} has started to write about {case}. Choose who takes it over.")
        if not hand_over:
            raise ActionRefused(
                f"{was} has started to write about {case}. Say that you hand over what is written, then save again."
            )
        review.written_by = review.changed_by = reviewer
        review.changed_at = now()
        review.version += 1
        review.save(update_fields=["written_by", "changed_by", "changed_at", "version"])
        handed = ", with what was written"
    case.save(update_fields=["reviewer"])
    audit.record(
        "case.handed_over" if review else "case.assigned",
        f"gave case {case} to {reviewer}{handed}" if reviewer else f"took case {case} from {was}",
        by=by,
        challenge=case.challenge,
        target=case,
        audience=Audience.TEAM,
        was={"reviewer": str(was) if was else ""},
        becomes={"reviewer": str(reviewer) if reviewer else ""},
    )
    if reviewer:
        _ask_interests_again(case.challenge, SHARED_OUT, people=[reviewer], by=by)
    return case


# One case


class Words(TypedDict):
    """What a review says of the whole case."""

    headline: str
    good_practice: str
    question_for_on_site: str


@dataclass(frozen=True)
class Note:
    """What a review says of one aspect."""

    tag: str = ""
    strengths: str = ""
    areas: str = ""


@dataclass(frozen=True)
class Saved:
    """A saved review, and what stood in the way where it was to be finished."""

    review: CaseReview
    missing: list[queries.Missing] = field(default_factory=list)


@transaction.atomic
def save_review(
    case: Case,
    *,
    by: User,
    version: int,
    words: Words,
    notes: Mapping[str, Note],
    finish: bool = False,
    by_itself: bool = False,
) -> Saved:
    """Keep what the reviewer of a case noted; with `finish`, open it to the team when nothing is missing.

    What was typed is kept either way. The history holds that something was noted, never the words: those are deleted
    with the case. What the page saves `by_itself` while someone types is no event of its own.
    """
    challenge = case.challenge
    case = locked(case)
    if case.reviewer_id != by.pk:
        raise ActionRefused(f"{case} is read by {case.reviewer or 'nobody yet'}. Only its reviewer writes here.")
    review, started = _started(case, challenge, by=by)
    if review.finished_at:
        raise ActionRefused(f"{case} is finished. Reopen it to change what you noted.")
    changed = _write_notes(review, by=by, version=version, words=words, notes=notes)
    if started or (changed and not by_itself):
        audit.record(
            "case_review.started" if started else "case_review.saved",
            f"started to read case {case}" if started else f"noted something about case {case}",
            by=by,
            challenge=challenge,
            target=review,
            audience=Audience.AUTHOR,
        )
    if not finish:
        return Saved(review)
    aspects = challenge.programme.plan.case_review.aspects
    missing = queries.in_the_way(review, aspects)
    if missing:
        return Saved(review, missing)
    review.finished_at, review.audience = now(), Audience.TEAM
    review.save(update_fields=["finished_at", "audience"])
    audit.record(
        "case_review.finished",
        f"finished case {case}",
        by=by,
        challenge=challenge,
        target=review,
        audience=Audience.TEAM,
    )
    return Saved(review)


def _started(case: Case, challenge: Challenge, *, by: User) -> tuple[CaseReview, bool]:
    """The review of a case, made when its reviewer first writes."""
    moment = now()
    return CaseReview.objects.get_or_create(
        case=case,
        defaults={
            "challenge": challenge,
            "written_by": by,
            "written_at": moment,
            "changed_by": by,
            "changed_at": moment,
        },
    )


def _write_notes(review: CaseReview, *, by: User, version: int, words: Words, notes: Mapping[str, Note]) -> bool:
    """Write what differs, in two queries however many aspects; refuse when someone was quicker. Says whether it wrote."""
    standing = {note.aspect: note for note in review.aspect_notes.all()}
    new_words = {name: text for name, text in words.items() if getattr(review, name) != text}
    new_notes = {code: note for code, note in notes.items() if note != _note(standing.get(code))}
    if not new_words and not new_notes:
        return False
    if review.version != version:
        refusal = SavedByAnother(review, list(words))
        for code in notes:
            theirs = _note(standing.get(code))
            refusal.theirs |= {
                f"{code}-tag": theirs.tag,
                f"{code}-strengths": theirs.strengths,
                f"{code}-areas": theirs.areas,
            }
        raise refusal
    rows = [
        AspectNote(review=review, aspect=code, tag=note.tag, strengths=note.strengths, areas=note.areas)
        for code, note in new_notes.items()
    ]
    for row in rows:
        row.clean_fields(exclude=["review"])
    AspectNote.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["review", "aspect"],
        update_fields=["tag", "strengths", "areas"],
    )
    for name, text in new_words.items():
        setattr(review, name, text)
    review.version += 1
    review.changed_at, review.changed_by = now(), by
    review.save()
    return True


def _note(row: AspectNote | None) -> Note:
    return Note(row.tag, row.strengths, row.areas) if row else Note()


@transaction.atomic
def reopen_case(case: Case, *, by: User) -> CaseReview:
    """Take a finished case back to change it: it is for its reviewer alone until it is finished again."""
    case = locked(case)
    review = CaseReview.objects.select_for_update(of=("self",)).filter(case=case).first()
    if case.reviewer_id != by.pk:
        raise ActionRefused(f"{case} is read by {case.reviewer or 'nobody yet'}. Only its reviewer reopens it.")
    if review is None or not review.finished_at:
        raise ActionRefused(f"{case} is not finished, so there is nothing to reopen.")
    if queries.shared_report(case.challenge):
        raise ActionRefused("The case review report is shared. The cases behind it stay as they are.")
    review.finished_at, review.audience = None, Audience.AUTHOR
    review.save(update_fields=["finished_at", "audience"])
    audit.record(
        "case_review.reopened",
        f"reopened case {case}",
        by=by,
        challenge=case.challenge,
        target=review,
        audience=Audience.TEAM,
    )
    return review


# The report


@transaction.atomic
def write_report(
    challenge: Challenge,
    *,
    by: User,
    version: int,
    overall_messages: str,
    strengths: str,
    areas: str,
    lines_for_on_site: str,
    make_pdf: bool = False,
) -> CaseReviewReport:
    """Write the case review report, or change it, and make its PDF if asked; its words are frozen once it is shared."""
    if phases.reads_own_cases_first(by, challenge):
        raise ActionRefused(
            "Finish your own cases first. Then you read what the others noted, and write about all of it."
        )
    moment = now()
    report, _made = CaseReviewReport.objects.get_or_create(
        challenge=challenge,
        defaults={
            "audience": Audience.TEAM,
            "written_by": by,
            "written_at": moment,
            "changed_by": by,
            "changed_at": moment,
        },
    )
    report = locked(report)
    if report.shared_at:
        raise ActionRefused("The report is shared with the council. Its words stay as they are.")
    words = {
        "overall_messages": overall_messages,
        "strengths": strengths,
        "areas": areas,
        "lines_for_on_site": lines_for_on_site,
    }
    text_check.must_be_clean(challenge, words, audience=Audience.TEAM)
    report, was, becomes = save_edit(report, by=by, version=version, changes=words)
    audit.record(
        "case_review_report.written",
        "wrote the case review report",
        by=by,
        challenge=challenge,
        target=report,
        audience=Audience.TEAM,
        was=was,
        becomes=becomes,
    )
    if make_pdf:
        make_draft(challenge, by=by)
    return report


@transaction.atomic
def make_draft(challenge: Challenge, *, by: User) -> RenderedDocument:
    """Ask for the PDF of the report as it stands, for the team."""
    report = CaseReviewReport.objects.select_for_update(of=("self",)).filter(challenge=challenge).first()
    if report is None:
        raise ActionRefused("Write the report first, then make the PDF.")
    if report.shared_at:
        raise ActionRefused("The report is shared with the council. Its PDF stands for good.")
    report.document = _ask_for_pdf(report, by=by, draft=True)
    report.save(update_fields=["document"])
    audit.record(
        "case_review_report.draft_made",
        "made the draft PDF of the case review report",
        by=by,
        challenge=challenge,
        target=report,
        audience=Audience.TEAM,
    )
    return report.document


@transaction.atomic
def share_report(challenge: Challenge, *, by: User, version: int, subject: str, body: str) -> CaseReviewReport:
    """Share the report with the council and tell the sponsor; its words and its PDF stand from then on."""
    report = CaseReviewReport.objects.select_for_update(of=("self",)).filter(challenge=challenge).first()
    if report and report.shared_at:
        raise ActionRefused("The report is shared already.")
    missing = queries.missing_to_share(report)
    if report is None or missing:
        raise ActionRefused(" ".join(missing))
    if report.version != version:
        raise ActionRefused(
            f"{report.changed_by} changed the report since you opened this page. Read it again, then share it."
        )
    sponsors = list(people(challenge, Role.SPONSOR))
    if not sponsors:
        raise ActionRefused("This challenge has no sponsor to write to. Add the sponsor under People first.")
    words = {name: getattr(report, name) for name in queries.REPORT_TEXTS}
    text_check.must_be_clean(challenge, words, audience=Audience.COUNCIL)
    report.shared_at, report.shared_by, report.audience = now(), by, Audience.COUNCIL
    report.document = _ask_for_pdf(report, by=by, draft=False)
    check_clean(report)
    report.save()
    for sponsor in sponsors:
        notifications.report_shared(challenge, to=sponsor, subject=subject, body=body, by=by)
    audit.record(
        "case_review_report.shared",
        "shared the case review report with the council",
        by=by,
        challenge=challenge,
        target=report,
        audience=Audience.COUNCIL,
    )
    return report


def _ask_for_pdf(report: CaseReviewReport, *, by: User, draft: bool) -> RenderedDocument:
    challenge = report.challenge
    return documents.ask_for(
        challenge,
        kind="case_review_report_draft" if draft else "case_review_report",
        title=TITLE,
        # A draft stays with the team for good, also when the report it came from is shared later.
        permission="casereview.view_draft_report" if draft else "casereview.view_report",
        template="casereview/pdf/report.html",
        context={
            "draft": draft,
            "report": report,
            "method": queries.method(challenge),
            "tags": queries.tags(),
            "rows": queries.tag_counts(challenge, for_council=True),
            "few": queries.FEW,
        },
        by=by,
    )


# The end of the notes


@transaction.atomic
def keep_counts(challenge: Challenge, *, by: User) -> None:
    """Before the notes on cases go: keep how many cases there were and how often each tag was given, and no more."""
    rows = counts.counted(challenge)
    if not rows or challenge.case_review_counts.exists():
        return
    CaseReviewCount.objects.bulk_create(rows)
    audit.record(
        "cases.counts_kept",
        "kept the counts of the case review, without a case or a person",
        by=by,
        challenge=challenge,
        target=challenge,
        audience=Audience.TEAM,
    )


# The end of the stage


@transaction.atomic
def end_case_review(challenge: Challenge, *, by: User, override_reason: str = "") -> Challenge:
    """End the case review and go on to the on-site week."""
    return challenge_actions.end_stage(challenge, Stage.CASE_REVIEW, by=by, override_reason=override_reason)
