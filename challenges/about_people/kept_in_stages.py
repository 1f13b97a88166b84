"""The columns of the stages that point at a person, by label: the bottom app knows no stage (as in challenges/retention.py)."""

from __future__ import annotations

from challenges.about_people.kept import ENDS, Group, Kept, did

TEXT = "written_at", "changed_at", "audience"


def wrote(heading: str, *words: str, shows: tuple[str, ...] = (), about_child: bool | str = False) -> Kept:
    """A text the person wrote, in a row that inherits Written."""
    return Kept(Group.WROTE, heading, (*shows, *TEXT), words, about_child=about_child)


def changed(heading: str) -> Kept:
    """A text that somebody else wrote and this person changed last: that they did, not the text."""
    return did(heading, "changed_at", unless="written_by")


SCOPING = {
    "scoping.ChosenTheme.chosen_by": did("Themes you chose", "theme.name", "chosen_at"),
    "scoping.KeyLineOfEnquiry.written_by": wrote(
        "Key lines of enquiry",
        "question",
        "already_known",
        "outcome_wanted",
        "measure",
        "owner",
        "baseline",
        "target",
        "partners",
        shows=("number",),
    ),
    "scoping.KeyLineOfEnquiry.changed_by": changed("Key lines of enquiry you changed"),
    "scoping.LeftOutProbe.left_out_by": did("Probes you left out", "left_out_at"),
    "scoping.ScopingMeeting.written_by": wrote(
        "Scoping meetings",
        "present",
        "focus",
        "extra_key_lines",
        "timetable",
        "team_needs",
        "background",
        "agreed_with",
        "other_reviews",
        "decision_reason",
        shows=("held_on", "decision"),
    ),
    "scoping.ScopingMeeting.changed_by": changed("Scoping meetings you changed"),
    "scoping.ScopingMeeting.decided_by": did("Scoping meetings after which you decided", "decision", "decided_at"),
    "scoping.ProposalTerms.written_by": wrote(
        "Terms of a proposal", "team_needed", "feedback_to", "confidentiality", "responsibilities"
    ),
    "scoping.ProposalTerms.changed_by": changed("Terms of a proposal you changed"),
    "scoping.ProposalComment.written_by": wrote("Comments on a proposal", "text", shows=("section",)),
    "scoping.ProposalComment.changed_by": changed("Comments on a proposal you changed"),
    "scoping.ProposalComment.answered_by": Kept(
        Group.WROTE, "Your answers to comments on a proposal", ("section", "outcome", "answered_at"), ("answer",)
    ),
    "scoping.ScopingProposal.made_by": did("Scoping proposals you made", "number", "made_at"),
    "scoping.ScopingProposal.sent_by": did("Scoping proposals you sent", "number", "sent_at"),
    "scoping.ScopingProposal.agreed_by": did("Scoping proposals you agreed", "number", "agreed_at"),
}
PREPARATION = {
    "preparation.TeamPlace.user": Kept(
        Group.ROLES,
        "Places in a peer team",
        ("role", "place", "brings", "state", "invited_at", "answered_at"),
        ("decline_reason",),
        closed=ENDS,
    ),
    "preparation.TeamPlace.invited_by": did("People you invited into a team", "role", "invited_at", unless="user"),
    "preparation.Candidate.user": Kept(
        Group.DECIDED,
        "Where you were on the list for a team",
        ("role", "place", "brings", "standing_as", "added_at", "answer", "removed_at"),
        closed=ENDS,
    ),
    "preparation.Candidate.added_by": Kept(
        Group.WROTE, "People you put on the list for a team", ("role", "added_at"), ("waived_because",), unless="user"
    ),
    "preparation.Candidate.answered_by": did("People proposed to you that you answered about", "answer", "answered_at"),
    "preparation.CandidateRemark.written_by": Kept(
        Group.WROTE,
        "What you asked about people proposed to you",
        ("kind", "for_lga_only", "written_at"),
        ("text",),
        challenge="candidate.challenge",
    ),
    "preparation.CandidateRemark.answered_by": Kept(
        Group.WROTE,
        "Your answers about people you proposed",
        ("answered_at",),
        ("answer",),
        challenge="candidate.challenge",
    ),
    "preparation.PerformanceSet.confirmed_by": did("Performance data you confirmed", "number", "confirmed_at"),
    "preparation.DocumentRequest.answered_by": Kept(
        Group.WROTE,
        "Items of the document list you answered",
        ("code", "state", "answered_at"),
        ("not_held_because", "missing_part", "withdrawn_because"),
    ),
    "preparation.DocumentRequest.changed_by": Kept(
        Group.WROTE, "Notes on documents", ("code", "changed_at"), ("note",)
    ),
    "preparation.DocumentRequest.owned_by": Kept(Group.ROLES, "Items of the document list you see to", ("code",)),
    "preparation.DocumentRequest.outlook_by": Kept(
        Group.WROTE,
        "What you said about documents still to come",
        ("code", "outlook", "outlook_at"),
        ("outlook_because",),
    ),
    "preparation.DocumentRound.opened_by": Kept(
        Group.WROTE, "Rounds of documents you opened", ("number", "opened_at"), ("asks_for",)
    ),
    "preparation.DocumentRound.closed_by": did("Rounds of documents you closed", "number", "closed_at"),
    "preparation.StatementSection.changed_by": did("Sections of a position statement you wrote last", "changed_at"),
    "preparation.StatementSection.ready_by": did("Sections of a position statement you marked as ready", "ready_at"),
    "preparation.SectionAsk.contributor": Kept(
        Group.ROLES,
        "Sections of a position statement you were given",
        ("section.key_line.number", "asked_at"),
        challenge="section.challenge",
        closed=ENDS,
    ),
    "preparation.SectionAsk.asked_by": did(
        "Sections of a position statement you gave to contributors",
        "section.key_line.number",
        "asked_at",
        challenge="section.challenge",
        unless="contributor",
    ),
    "preparation.PositionStatement.handed_over_by": did(
        "Position statements you handed over", "number", "handed_over_at"
    ),
    "preparation.AskedOf.contributor": Kept(
        Group.ROLES,
        "Items you were asked for",
        ("request.code", "asked_at"),
        challenge="request.challenge",
        closed=ENDS,
    ),
    "preparation.AskedOf.asked_by": did(
        "Items you asked contributors for",
        "request.code",
        "asked_at",
        challenge="request.challenge",
        unless="contributor",
    ),
    "preparation.Reading.reader": did(
        "Documents you marked as read", "request.code", "read_at", challenge="request.challenge"
    ),
    "preparation.DocumentRequest.pulled_by": Kept(
        Group.WROTE, "Documents you asked for besides the list", ("code", "title", "state", "pulled_at"), ("why",)
    ),
    "preparation.ReadingNote.written_by": wrote("Notes on documents you read", "text", shows=("request.code",)),
    "preparation.ReadingNote.changed_by": changed("Notes on documents you changed"),
    "preparation.Declaration.user": Kept(
        Group.TOLD,
        "Your declarations of interest, and what was decided",
        ("number", "asked_at", "asked_because", "answered_at", "unchanged", "decision", "changed_at"),
        ("employment", "family", "personal", "neighbour", "political", "anything_else"),
        closed=ENDS,
    ),
    "preparation.Declaration.changed_by": did(
        "Declarations of others you decided about", "number", "decision", "changed_at", unless="user"
    ),
}
CASE_REVIEW = {
    "casereview.ChildLists.uploaded_by": did("Lists of children you uploaded", "uploaded_at"),
    "casereview.ChildLists.kept_by": did("Lists of children you decided to keep", "kept_at"),
    "casereview.ChildLists.key_taken_by": did("Keys to lists of children you took", "key_taken_at"),
    "casereview.Sample.drawn_by": did("Samples you drew", "drawn_at"),
    "casereview.Sample.locked_by": did("Samples you locked", "locked_at"),
    "casereview.Case.reviewer": Kept(Group.ROLES, "Cases you were given (without their codes)"),
    "casereview.Case.second_reader": Kept(Group.ROLES, "Cases you were given to read again (without their codes)"),
    "casereview.CaseConflict.person": Kept(
        Group.ROLES, "Cases you do not read", ("said_at",), challenge="case.challenge"
    ),
    "casereview.CaseConflict.said_by": did(
        "Reasons you gave why somebody does not read a case", "said_at", challenge="case.challenge"
    ),
    "casereview.SecondReading.written_by": wrote("Second readings of cases", shows=("finished_at",), about_child=True),
    "casereview.SecondReading.changed_by": changed("Second readings you changed"),
    "casereview.AspectNote.proposed_by": did(
        "Aspects of cases on which you proposed how to settle them", "proposed_at", challenge="review.challenge"
    ),
    "casereview.AspectNote.settled_by": did(
        "Aspects of cases you settled with the other reader", "settled_at", challenge="review.challenge"
    ),
    "casereview.Conversation.offered_by": did("Times for conversations you offered", "starts_at", "offered_at"),
    "casereview.Conversation.taken_by": Kept(Group.ROLES, "Conversations you took", ("starts_at", "taken_at")),
    "casereview.ConversationNote.written_by": wrote(
        "Notes of conversations", "reflection", shows=("finished_at",), about_child=True
    ),
    "casereview.ConversationNote.changed_by": changed("Notes of conversations you changed"),
    "casereview.SafeguardingLead.user": Kept(Group.ROLES, "Safeguarding lead", ("named_at",)),
    "casereview.SafeguardingLead.named_by": did("Safeguarding leads you named", "named_at"),
    "casereview.Concern.raised_by": Kept(
        Group.WROTE, "Immediate concerns you raised", ("raised_at",), ("words",), about_child=True
    ),
    "casereview.Concern.done_by": did("Immediate concerns you answered for the council", "done_at"),
    "casereview.ConcernTold.person": Kept(
        Group.ROLES, "Immediate concerns you were told of", ("told_at", "seen_at"), challenge="concern.challenge"
    ),
    "casereview.CaseMessage.written_by": wrote("Messages of the case review", "text", "brought_in"),
    "casereview.CaseMessage.changed_by": changed("Messages of the case review you changed"),
    "casereview.SponsorSummary.written_by": wrote(
        "Talks with the sponsor after the case review", "present", "told", "heard", "agreed", shows=("met_on",)
    ),
    "casereview.SponsorSummary.changed_by": changed("Records of the talk with the sponsor you changed"),
    "casereview.CaseReview.written_by": wrote(
        "Case reviews",
        "headline",
        "good_practice",
        "question_for_on_site",
        "audit_why",
        shows=("finished_at",),
        about_child=True,
    ),
    "casereview.CaseReview.changed_by": changed("Case reviews you changed"),
    "casereview.CaseReviewReport.written_by": wrote(
        "Case review reports",
        "overall_messages",
        "strengths",
        "areas",
        "audit_validation",
        "data_quality",
        "lines_for_on_site",
        "immediate_issues",
    ),
    "casereview.CaseReviewReport.changed_by": changed("Case review reports you changed"),
    "casereview.CaseReviewReport.shared_by": did("Case review reports you shared", "shared_at"),
}
ON_SITE = {
    "onsite.Session.held_by": did("Sessions you marked as held", "title", "held_at"),
    "onsite.Session.changed_by": did("Sessions you changed", "title", "changed_at"),
    "onsite.Attendance.user": Kept(
        Group.ROLES, "Sessions you go to", ("session.title", "session.starts_at"), challenge="session.challenge"
    ),
    "onsite.Participant.contributor": Kept(
        Group.ROLES,
        "Sessions that name you",
        ("session.title", "session.starts_at", "named_at"),
        challenge="session.challenge",
        closed=ENDS,
    ),
    "onsite.Participant.named_by": did(
        "Contributors you named for a session", "named_at", challenge="session.challenge", unless="contributor"
    ),
    "onsite.DailyNote.written_by": wrote("No-surprises notes", "text", shows=("on_date",)),
    "onsite.DailyNote.changed_by": changed("No-surprises notes you changed"),
    "onsite.DailyNote.shared_by": did("No-surprises notes you shared", "on_date", "shared_at"),
    "onsite.DailyNote.seen_by": did("No-surprises notes you read", "on_date", "seen_at"),
}
FEEDBACK = {
    "feedback.EvidenceNote.written_by": wrote(
        "Evidence notes", "text", "where", shows=("kind", "non_attributable"), about_child="case_id"
    ),
    "feedback.EvidenceNote.changed_by": changed("Evidence notes you changed"),
    "feedback.Finding.written_by": wrote(
        "Findings", "headline", "detail", "set_aside_because", shows=("number", "kind", "set_aside_at")
    ),
    "feedback.Finding.changed_by": changed("Findings you changed"),
    "feedback.Presentation.written_by": wrote("Presentations", "headline_messages", "next_steps"),
    "feedback.Presentation.changed_by": changed("Presentations you changed"),
    "feedback.Presentation.given_by": did("Presentations you gave", "given_on"),
}
REPORTS = {
    "reports.Report.made_by": did("Reports you began", "made_at"),
    "reports.Report.agreed_by": did("Reports you agreed for the team", "agreed_at"),
    "reports.Report.sent_by": did("Reports you sent to the council", "sent_at"),
    "reports.Report.issued_by": did("Reports you issued", "issued_at"),
    "reports.Passage.written_by": wrote("Passages of a report", "heading", "text", shows=("section",)),
    "reports.Passage.changed_by": changed("Passages of a report you changed"),
    "reports.ReportVersion.made_by": did(
        "Versions of a report you made", "number", "kind", "made_at", challenge="report.challenge"
    ),
    "reports.QualityReview.reviewer": Kept(
        Group.WROTE,
        "What you decided about a draft report",
        ("role", "outcome", "reviewed_at"),
        ("comment",),
        challenge="report.challenge",
        private=True,
    ),
    "reports.AccuracyPoint.written_by": wrote("Answers on factual accuracy", "because", shows=("correct",)),
    "reports.AccuracyPoint.changed_by": changed("Answers on factual accuracy you changed"),
    "reports.AccuracyPoint.responded_by": Kept(
        Group.WROTE, "Your responses on factual accuracy", ("response", "responded_at"), ("response_reason",)
    ),
}
EVALUATION = {
    "evaluation.EvaluationInterview.written_by": wrote("Evaluation interviews you recorded", shows=("held_on",)),
    "evaluation.EvaluationInterview.changed_by": changed("Evaluation interviews you changed"),
    "evaluation.EvaluationInterview.spoken_to": Kept(
        Group.TOLD,
        "Evaluation interviews with you",
        ("held_on",),
        below=(("answers", ("question_text", "text")),),
    ),
}
STAGES = SCOPING | PREPARATION | CASE_REVIEW | ON_SITE | FEEDBACK | REPORTS | EVALUATION

# Texts of a model that names its author (written_by) which no copy holds, and why.
LEFT_OUT = {
    "reports.Passage.heading_sent": "the heading as it was sent to the council; the passage itself is copied",
    "reports.Passage.text_sent": "the text as it was sent to the council; the passage itself is copied",
    "scoping.ProposalComment.answer": "somebody else’s answer, copied for who wrote it",
    "reports.AccuracyPoint.response_reason": "somebody else’s answer, copied for who wrote it",
}
