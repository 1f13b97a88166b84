"""Each way a text comes before more readers is shut while an identifier stands in it, and opens once it is kept."""

import datetime

import pytest

import casereview.actions
import evaluation.actions
import feedback.actions
import onsite.actions
import preparation.actions
import reports.actions
import scoping.actions
from casereview.models import CaseReviewReport
from challenges import actions
from challenges.actions import Reason
from challenges.models import Audience, AuditEvent, OutboundMail
from challenges.moments import acting_at
from challenges.text_check import NotClean, found_in
from evaluation.models import EvaluationInterview
from feedback.models import EvidenceNote, Finding, Presentation
from onsite.models import DailyNote
from preparation.models import DocumentRequest
from reports.models import Report
from scoping.models import KeyLineOfEnquiry
from tests.casereview.factories import CaseReviewReportFactory
from tests.factories import ChallengeFactory
from tests.feedback.factories import FindingFactory, NoteFactory, PresentationFactory, SessionFactory, theme_of
from tests.feedback.test_actions import LAST_DAY
from tests.onsite.factories import DailyNoteFactory
from tests.preparation.factories import DocumentRequestFactory
from tests.reports.factories import PassageFactory, ReportFactory
from tests.scoping.factories import KeyLineFactory

pytestmark = pytest.mark.django_db
NUMBER = "999 110 6847"
WORDS = f"The file of {NUMBER} was read."


def note(challenge, who, text=WORDS, audience=Audience.AUTHOR):
    return NoteFactory(challenge=challenge, text=text, audience=audience, written_by=who, changed_by=who)


def write_note(challenge, who):
    session = SessionFactory(challenge=challenge)
    feedback.actions.write_note(challenge, by=who, kind="fact", text=WORDS, session=session, share=True)


def share_note(challenge, who):
    feedback.actions.share_note(note(challenge, who), by=who)


def edit_shared_note(challenge, who):
    standing = note(challenge, who, text="Clean.", audience=Audience.TEAM)
    feedback.actions.edit_note(
        standing, by=who, version=1, kind="fact", text="Clean.", where=NUMBER, session=standing.session
    )


def write_finding(challenge, who):
    cited = [note(challenge, who, text="Clean.", audience=Audience.TEAM)]
    theme = theme_of(challenge)
    feedback.actions.write_finding(
        challenge, by=who, kind="area", headline="Clean", detail=WORDS, theme=theme, evidence=cited
    )


def edit_finding(challenge, who):
    finding = FindingFactory(challenge=challenge, headline="Clean")
    feedback.actions.edit_finding(
        finding,
        by=who,
        version=1,
        kind="area",
        headline=WORDS,
        theme=finding.theme,
        evidence=list(finding.evidence.all()),
    )


def set_aside_finding(challenge, who):
    feedback.actions.set_aside_finding(FindingFactory(challenge=challenge), by=who, reason=WORDS)


def edit_presentation(challenge, who):
    feedback.actions.edit_presentation(challenge, by=who, version=1, headline_messages=WORDS, next_steps="")


def give_presentation(challenge, who):
    FindingFactory(challenge=challenge, detail=WORDS, number=3)
    PresentationFactory(challenge=challenge)
    with acting_at(LAST_DAY):
        feedback.actions.give_presentation(
            challenge, by=who, given_on=challenge.ends_on, override_reason="Told in person."
        )


def write_daily_note(challenge, who):
    onsite.actions.write_daily_note(challenge, on_date=challenge.starts_on, text=WORDS, by=who)


def edit_daily_note(challenge, who):
    standing = DailyNoteFactory(challenge=challenge, text="Clean.")
    onsite.actions.edit_daily_note(standing, version=1, on_date=standing.on_date, text=WORDS, by=who)


def share_daily_note(challenge, who, person):
    person("sponsor", challenge)
    onsite.actions.share_daily_note(DailyNoteFactory(challenge=challenge, text=WORDS), by=who)


def edit_passage(challenge, who):
    passage = PassageFactory(report=ReportFactory(challenge=challenge))
    reports.actions.edit_passage(passage, heading="Clean", text=WORDS, version=1, by=who)


def ask_for_changes(challenge, who, person):
    report = ReportFactory(challenge=challenge, state="with_lead_peer")
    reports.actions.ask_for_changes(report, comment=WORDS, by=person("lead_peer", challenge))


def write_case_review_report(challenge, who):
    casereview.actions.write_report(
        challenge, by=who, version=1, overall_messages=WORDS, strengths="", areas="", lines_for_on_site=""
    )


def share_case_review_report(challenge, who, person):
    person("sponsor", challenge)
    CaseReviewReportFactory(challenge=challenge, overall_messages=WORDS, strengths="Clean.", areas="Clean.")
    casereview.actions.share_report(challenge, by=who, version=1, subject="It is there", body="Read it.")


def record_interview(challenge, who, person):
    code = challenge.programme.plan.evaluation.questions[0].code
    with acting_at(LAST_DAY + datetime.timedelta(days=60)):
        evaluation.actions.record_interview(
            challenge,
            held_on=challenge.ends_on + datetime.timedelta(days=30),
            spoken_to=person("sponsor", challenge),
            answers={code: WORDS},
            version=0,
            by=who,
        )


def write_document_note(challenge, who):
    preparation.actions.write_note(DocumentRequestFactory(challenge=challenge), note=WORDS, version=1, by=who)


def mark_not_held(challenge, who):
    preparation.actions.mark_not_held(DocumentRequestFactory(challenge=challenge), reason=WORDS, by=who)


def add_document(challenge, who):
    preparation.actions.add_document(
        challenge, title="The file", why=WORDS, importance="reference", due_on=challenge.starts_on, by=who
    )


def add_key_line(challenge, who):
    scoping.actions.add_key_line(challenge, question=WORDS, by=who)


def edit_key_line(challenge, who):
    scoping.actions.edit_key_line(KeyLineFactory(challenge=challenge), version=1, question=WORDS, by=who)


SHARING = [
    (write_note, "feedback", "text"),
    (share_note, "feedback", "text"),
    (edit_shared_note, "feedback", "where"),
    (write_finding, "feedback", "detail"),
    (edit_finding, "feedback", "headline"),
    (set_aside_finding, "feedback", "reason"),
    (edit_presentation, "feedback", "headline messages"),
    (give_presentation, "feedback", "finding F-03, detail"),
    (write_daily_note, "onsite", "text"),
    (edit_daily_note, "onsite", "text"),
    (share_daily_note, "onsite", "the note"),
    (edit_passage, "reports", "text"),
    (ask_for_changes, "reports", "comment"),
    (write_case_review_report, "casereview", "overall messages"),
    (share_case_review_report, "casereview", "overall messages"),
    (record_interview, "evaluation", None),
    (write_document_note, "preparation", "note"),
    (mark_not_held, "preparation", "reason"),
    (add_document, "preparation", "why"),
    (add_key_line, "scoping", "question"),
    (edit_key_line, "scoping", "question"),
]
WRITTEN = [
    EvidenceNote,
    Finding,
    Presentation,
    DailyNote,
    Report,
    CaseReviewReport,
    EvaluationInterview,
    DocumentRequest,
    KeyLineOfEnquiry,
]


@pytest.fixture
def attempt(person):
    """attempt(share, challenge, who): do it; some need others about."""

    def do(share, challenge, who):
        needs_others = share.__code__.co_argcount == 3
        return share(challenge, who, person) if needs_others else share(challenge, who)

    return do


@pytest.mark.parametrize(("share", "stage", "place"), SHARING, ids=lambda value: getattr(value, "__name__", None))
def test_it_is_refused_without_repeating_the_words(share, stage, place, person, attempt):
    challenge = ChallengeFactory(stage=stage)
    who = person("challenge_manager", challenge)

    with pytest.raises(NotClean) as refusal:
        attempt(share, challenge, who)

    said = str(refusal.value)
    place = place or f"answer {challenge.programme.plan.evaluation.questions[0].code}".replace("_", " ")
    assert said == (f"There is an NHS number in “{place}”. Take it out, or say why it must stay. Nothing was shared.")
    assert not AuditEvent.objects.filter(challenge_id=challenge.pk).exists()
    assert not OutboundMail.objects.exists()


@pytest.mark.parametrize(("share", "stage", "place"), SHARING, ids=lambda value: getattr(value, "__name__", None))
def test_it_goes_on_once_the_words_are_kept_with_a_reason(share, stage, place, person, attempt):
    challenge = ChallengeFactory(stage=stage)
    who = person("challenge_manager", challenge)
    found = found_in(challenge, {"text": WORDS}, audience=Audience.COUNCIL)
    reasons = [Reason(Audience.COUNCIL, each.mark.kind, each.digest, "An example from the guidance") for each in found]
    actions.keep_words(challenge, reasons=reasons, by=who)

    attempt(share, challenge, who)

    kept, *done = AuditEvent.objects.filter(challenge_id=challenge.pk).order_by("pk").values_list("what", flat=True)
    assert kept == "words.kept"
    assert done


def test_a_note_kept_for_its_author_may_hold_what_it_likes(person):
    challenge = ChallengeFactory(stage="feedback")
    who = person("peer", challenge)
    session = SessionFactory(challenge=challenge)

    written = feedback.actions.write_note(challenge, by=who, kind="fact", text=WORDS, session=session)
    feedback.actions.edit_note(written, by=who, version=1, kind="area", text=WORDS, session=session)

    assert (EvidenceNote.objects.get().kind, EvidenceNote.objects.get().audience) == ("area", Audience.AUTHOR)


def test_a_note_that_cannot_be_shared_keeps_no_file_back(person):
    challenge = ChallengeFactory(stage="preparation")
    item = DocumentRequestFactory(challenge=challenge)

    uploaded = preparation.actions.upload_documents(item, [], note=WORDS, by=person("organiser", challenge))

    assert uploaded.refusals == [
        "The note is not kept. There is an NHS number in “note”. Take it out, or say why it must stay. Nothing was shared."
    ]
    assert DocumentRequest.objects.get().note == ""
