"""Each model's rule: how long its rows are kept, and why. A model without one is caught by a test.

The periods are proposals for a data protection officer; the clock that purges comes with the retention work.
"""

WITH_THE_CHALLENGE = "kept with its challenge"
SIX_YEARS = "six years after the challenge closes"

RULES: dict[str, str] = {
    "challenges.User": "while the person takes part, then two years",
    "challenges.Council": "for good: public facts",
    "challenges.Membership": "two years after it ended",
    "challenges.Programme": "for good: no personal data",
    "challenges.Theme": "for good: no personal data",
    "challenges.Probe": "for good: no personal data",
    "challenges.Challenge": SIX_YEARS,
    "challenges.StageEnding": WITH_THE_CHALLENGE,
    "challenges.Milestone": WITH_THE_CHALLENGE,
    "challenges.NextAction": "until it is worked out again",
    "challenges.StoredFile": "with what it belongs to",
    "challenges.RenderedDocument": WITH_THE_CHALLENGE,
    "challenges.Job": "90 days after it ended, except those of rendered documents",
    "challenges.OutboundMail": "two years",
    "challenges.AuditEvent": "six years",
}
RULES |= {
    "scoping.ChosenTheme": WITH_THE_CHALLENGE,
    "scoping.KeyLineOfEnquiry": WITH_THE_CHALLENGE,
    "scoping.ScopingProposal": WITH_THE_CHALLENGE,
    "preparation.TeamPlace": "two years after the challenge closes",
    "preparation.DocumentRequest": WITH_THE_CHALLENGE,
    "preparation.DocumentVersion": "30 days after the final report",
    "preparation.Reading": "30 days after the final report",
    "casereview.Case": "until the final report is issued; the anonymous counts stay",
    "casereview.CaseReview": "until the final report is issued",
    "casereview.AspectNote": "until the final report is issued; the anonymous counts stay",
    "casereview.CaseReviewReport": WITH_THE_CHALLENGE,
    "onsite.Room": WITH_THE_CHALLENGE,
    "onsite.Session": WITH_THE_CHALLENGE,
    "onsite.Attendance": WITH_THE_CHALLENGE,
    "onsite.DailyNote": WITH_THE_CHALLENGE,
    "feedback.EvidenceNote": "six months after the final report",
    "feedback.Finding": WITH_THE_CHALLENGE,
    "feedback.Presentation": WITH_THE_CHALLENGE,
    "reports.Report": WITH_THE_CHALLENGE,
    "reports.Passage": WITH_THE_CHALLENGE,
    "reports.ReportVersion": WITH_THE_CHALLENGE,
    "reports.QualityReview": WITH_THE_CHALLENGE,
    "reports.AccuracyPoint": WITH_THE_CHALLENGE,
    "evaluation.EvaluationInterview": WITH_THE_CHALLENGE,
    "evaluation.InterviewAnswer": WITH_THE_CHALLENGE,
}
