"""Each model's rule. A model without one is caught by a test, ours or a library's.

Models stand here by name: the bottom app imports no stage. The periods are proposals for a data protection officer.
"""

from __future__ import annotations

from django.apps import apps
from django.db.models import Q

from challenges.programme_files.specs import RetentionSpec
from challenges.retention.kinds import ForGood, Group, HeldBy, OwnDate, Period, Rule, WhileUsed, With

TWO_YEARS, SIX_YEARS = 731, 2192
WHOLE = "report"  # the period of the challenge itself: with it everything of the challenge goes

# In the order of the page and, on one night, of the purge.
GROUPS: dict[str, Group] = {
    each.key: each
    for each in [
        Group(
            "watched_names",
            "Names to watch for",
            "The lists of names that texts are checked for, kept as codes nobody can read, and why marked words were kept.",
            RetentionSpec(0, "final_report", "Texts are checked for names as long as the report is written."),
        ),
        Group(
            "child_lists",
            "Lists of children",
            "What was kept of the council's lists to draw the sample from: codes, bands and dates, no name.",
            RetentionSpec(
                0,
                "case_review",
                "Lists of children serve only to choose the cases, so they go when the case review ends.",
            ),
            stays="How the sample was drawn, and how it compares with the lists: counts.",
        ),
        Group(
            "case_notes",
            "Notes on cases",
            "The sample by code, what was noted in each case, evidence notes from a case, and unsaved words of both.",
            RetentionSpec(
                0,
                "final_report",
                "Notes on cases are no longer needed once the report they led to is final; it names no child.",
            ),
            stays="How many cases were read, how often each aspect got each tag and each timescale was kept, how the council's "
            "audits compared, how two readers stood: counts without a case or a person, never two crossed.",
            events=("cases.",),
        ),
        Group(
            "restricted_documents",
            "Restricted documents",
            "The files of restricted items, who read them, what peers noted while reading, and evidence notes from them.",
            RetentionSpec(
                30,
                "final_report",
                "Audits and other restricted documents are the council's own; a month is kept for questions about the "
                "report.",
            ),
            stays="That each item was asked for, and when it came in.",
        ),
        Group(
            "documents",
            "Other documents",
            "The files of all other items, versions of the position statement, the figures read from them, who read "
            "them, and what peers noted while reading.",
            RetentionSpec(
                30,
                "final_report",
                "The documents are the council's own; a month is kept for questions about the report.",
            ),
            stays="That each item was asked for, when it came in, and the council's own text of the position statement.",
        ),
        Group(
            "session_notes",
            "Evidence notes",
            "What the team noted from sessions and documents.",
            RetentionSpec(182, "final_report", "Notes of sessions answer questions about findings for half a year."),
            stays="The findings that stand on them.",
        ),
        Group(
            "peer_details",
            "Details of who took part",
            "Places in the team, who was proposed for it, declarations of interest, invitations, and whom an item or a session was given to.",
            RetentionSpec(
                TWO_YEARS, "closed", "Contact details and expenses of peers, for payment and questions about it."
            ),
            stays="Who held which role.",
        ),
        Group(
            WHOLE,
            "The challenge itself",
            "The scope, the timetable, the findings, the report and its PDFs, the evaluation, mails, the history and the "
            "list of who opened what: everything that is still there.",
            RetentionSpec(
                SIX_YEARS,
                "closed",
                "The report belongs to the council; six years cover its plans and the next challenge.",
            ),
            stays="The certificates of what went.",
        ),
    ]
}

FROM_A_CASE = Q(case__isnull=False)
FROM_A_RESTRICTED_DOCUMENT = Q(document__importance="restricted")
RESTRICTED = Q(request__importance="restricted")
OF_A_CASE = Q(child_level=True) | Q(page__contains="/evidence/")  # by then no evidence note can be written any more

PUBLIC = ForGood("it says nothing about a person")
CHALLENGE, USER = With("challenge"), With("user")
ACCOUNTABLE = "who saw and changed what, for as long as somebody may ask"

RULES: dict[str, tuple[Rule, ...]] = {
    # People and their accounts
    "challenges.User": (WhileUsed(TWO_YEARS, "while the person takes part, and until they may be asked again"),),
    "challenges.PeerProfile": (USER,),
    "challenges.PeerSkill": (With("profile"),),
    "challenges.PeerMonth": (With("profile"),),
    "account.EmailAddress": (USER,),
    "account.EmailConfirmation": (With("email_address"),),
    "challenges.CalendarFeed": (With("person"),),
    "challenges.MutedMail": (With("person"),),
    "mfa.Authenticator": (USER,),
    "socialaccount.SocialAccount": (USER,),
    "socialaccount.SocialToken": (With("account"),),
    "socialaccount.SocialApp": (ForGood("a setting of single sign-on"),),
    "usersessions.UserSession": (USER,),
    "sessions.Session": (
        OwnDate("expire_date", 0, "they ended", "where people were signed in is not kept", job="forget_sessions"),
    ),
    "admin.LogEntry": (USER, OwnDate("action_time", SIX_YEARS, "they were written", ACCOUNTABLE)),
    "auth.Permission": (PUBLIC,),
    "auth.Group": (PUBLIC,),
    "contenttypes.ContentType": (PUBLIC,),
    # What is there before and after every challenge
    "challenges.Council": (ForGood("public facts"),),
    "challenges.SchoolHoliday": (ForGood("public facts"),),
    "challenges.Programme": (PUBLIC,),
    "challenges.ProgrammeDraft": (PUBLIC,),
    "challenges.Theme": (PUBLIC,),
    "challenges.Probe": (PUBLIC,),
    "challenges.AgreementText": (
        With("challenge", rows=Q(challenge__isnull=False)),
        ForGood("a programme's text says nothing about a person", rows=Q(challenge=None)),
    ),
    "challenges.RetentionCertificate": (ForGood("it says what went, and names nobody but who ran the purge"),),
    "challenges.Leftover": (OwnDate("since", 0, "their row went", "bytes that are still to be deleted"),),
    # A challenge
    "challenges.Challenge": (Period(WHOLE),),
    "challenges.Membership": (
        CHALLENGE,
        OwnDate("ended_at", TWO_YEARS, "they ended", "questions about who took part"),
    ),
    "challenges.Invitation": (
        CHALLENGE,
        Period("peer_details"),
        OwnDate("lapsed_at", 365, "they lapsed unused", "who never came in took no part", rows=Q(used_at=None)),
        OwnDate("withdrawn_at", 365, "they were withdrawn", "who never came in took no part", rows=Q(used_at=None)),
    ),
    "challenges.Acceptance": (CHALLENGE,),
    "challenges.StageEnding": (CHALLENGE,),
    "challenges.Milestone": (CHALLENGE,),
    "challenges.NextAction": (CHALLENGE,),
    "challenges.Draft": (
        CHALLENGE,
        Period("case_notes", rows=OF_A_CASE),
        OwnDate(
            "saved_at",
            30,
            "they were typed",
            "words nobody came back to",
            job="throw_old_drafts_away",
            rows=Q(kept_at=None),
        ),
    ),
    "challenges.StoredFile": (
        CHALLENGE,
        HeldBy(
            (
                "preparation.DocumentVersion.file",
                "preparation.UnsortedFile.file",
                "preparation.PerformanceSet.file",
                "challenges.RenderedDocument.file",
                "challenges.RenderedDocument.word",
                "challenges.UnfinishedUpload.file",
                "casereview.ChildListFile.file",
            )
        ),
    ),
    "challenges.UnfinishedUpload": (
        CHALLENGE,
        OwnDate("touched_at", 1, "their last part came in", "an upload nobody finished", job="clear_uploads"),
    ),
    "challenges.RenderedDocument": (
        CHALLENGE,
        HeldBy(
            (
                "scoping.ScopingProposal.document",
                "preparation.PerformanceSet.document",
                "casereview.CaseReviewReport.document",
                "reports.ReportVersion.document",
                "preparation.PositionStatement.document",
            )
        ),
        Period("documents", rows=Q(kind="position_statement")),  # the council's own, as its other documents
    ),
    "challenges.Job": (
        HeldBy(
            (
                "challenges.RenderedDocument.job",
                "challenges.StoredFile.scan",
                "preparation.PerformanceSet.job",
                "casereview.ChildLists.job",
            )
        ),
        OwnDate("ended_at", 90, "they were done", "what a worker did", rows=Q(document=None)),
    ),
    "challenges.OutboundMail": (
        CHALLENGE,
        OwnDate("written_at", TWO_YEARS, "they were written", "what was said to whom, for questions about it"),
    ),
    "challenges.AuditEvent": (OwnDate("at", SIX_YEARS, "they happened", ACCOUNTABLE, key="audit"),),
    "challenges.Opening": (OwnDate("at", SIX_YEARS, "they happened", ACCOUNTABLE, key="audit"),),
    "challenges.WatchedList": (CHALLENGE, Period("watched_names")),
    "challenges.WatchedName": (With("watched_list"),),
    "challenges.KeptWords": (CHALLENGE, Period("watched_names")),
    "challenges.RetentionHold": (CHALLENGE,),
    "challenges.PauseRequest": (CHALLENGE,),
    "challenges.ChallengeGroup": (HeldBy(("challenges.Challenge.group",)),),
    "challenges.Visit": (CHALLENGE,),
    # Its stages
    "scoping.ChosenTheme": (CHALLENGE,),
    "scoping.KeyLineOfEnquiry": (CHALLENGE,),
    "scoping.LeftOutProbe": (CHALLENGE,),
    "scoping.ScopingMeeting": (CHALLENGE,),
    "scoping.ProposalTerms": (CHALLENGE,),
    "scoping.ScopingProposal": (CHALLENGE,),
    "scoping.ProposalComment": (CHALLENGE,),
    "preparation.TeamPlace": (CHALLENGE, Period("peer_details")),
    "preparation.Candidate": (CHALLENGE, Period("peer_details")),
    "preparation.CandidateRemark": (With("candidate"),),
    "preparation.Declaration": (CHALLENGE, Period("peer_details")),
    "preparation.DocumentRequest": (CHALLENGE,),
    "preparation.DocumentRound": (CHALLENGE,),
    "preparation.UnsortedFile": (CHALLENGE, Period("documents")),
    "preparation.DocumentVersion": (
        With("request"),
        Period("restricted_documents", rows=RESTRICTED),
        Period("documents", rows=~RESTRICTED),
    ),
    "preparation.Reading": (
        With("request"),
        Period("restricted_documents", rows=RESTRICTED),
        Period("documents", rows=~RESTRICTED),
    ),
    "preparation.ReadingNote": (
        CHALLENGE,
        Period("restricted_documents", rows=RESTRICTED),
        Period("documents", rows=~RESTRICTED),
    ),
    "preparation.AskedOf": (With("request"), Period("peer_details")),
    "preparation.PerformanceSet": (CHALLENGE, Period("documents")),
    "preparation.Indicator": (With("performance_set"),),
    "preparation.StatementSection": (CHALLENGE,),  # the council's own words, for its next challenge (docs/adr/0027)
    "preparation.SectionAsk": (With("section"), Period("peer_details")),
    "preparation.PositionStatement": (CHALLENGE, Period("documents")),
    "casereview.ChildLists": (
        CHALLENGE,
        Period("child_lists"),
        OwnDate(
            "uploaded_at",
            1,
            "they were uploaded",
            "lists nobody has decided to keep",
            job="forget_child_lists",
            rows=Q(kept_at=None),
        ),
    ),
    "casereview.ChildListFile": (With("child_lists"), Period("child_lists")),
    "casereview.ListedChild": (With("child_lists"),),
    "casereview.Sample": (CHALLENGE, Period("case_notes")),
    "casereview.SampledChild": (With("sample"),),
    "casereview.Case": (CHALLENGE, Period("case_notes")),
    "casereview.CaseReview": (With("case"),),
    "casereview.AspectNote": (With("review"),),
    "casereview.TimelinessNote": (With("review"),),
    "casereview.CaseConflict": (With("case"),),
    "casereview.SecondReading": (With("case"),),
    "casereview.SecondNote": (With("reading"),),
    "casereview.Conversation": (With("case"),),
    "casereview.ConversationNote": (With("conversation"),),
    "casereview.ConversationAnswer": (With("note"),),
    "casereview.MessageCase": (With("message"), With("case")),
    "casereview.CaseMessage": (CHALLENGE,),  # without a child in it, as the report
    "casereview.SponsorSummary": (CHALLENGE,),
    "casereview.SafeguardingLead": (CHALLENGE, Period("peer_details")),
    "casereview.Concern": (CHALLENGE,),  # who was told what, when: for as long as somebody may ask
    "casereview.ConcernTold": (With("concern"),),
    "casereview.CaseReviewCount": (CHALLENGE,),
    "casereview.CaseReviewReport": (CHALLENGE,),
    "onsite.Room": (CHALLENGE,),
    "onsite.Session": (CHALLENGE,),
    "onsite.Attendance": (With("session"),),
    "onsite.Participant": (With("session"), Period("peer_details")),
    "onsite.DailyNote": (CHALLENGE,),
    "feedback.EvidenceNote": (
        CHALLENGE,
        Period("case_notes", rows=FROM_A_CASE),
        Period("restricted_documents", rows=FROM_A_RESTRICTED_DOCUMENT),
        Period("session_notes"),
    ),
    "feedback.Finding": (CHALLENGE,),
    "feedback.Presentation": (CHALLENGE,),
    "reports.Report": (CHALLENGE,),
    "reports.Passage": (CHALLENGE,),
    "reports.ReportVersion": (With("report"),),
    "reports.QualityReview": (With("report"),),
    "reports.AccuracyPoint": (CHALLENGE,),
    "evaluation.EvaluationInterview": (CHALLENGE,),
    "evaluation.InterviewAnswer": (With("interview"),),
}

# What certificates and the clock call rows, as one and as many; the model's own names where nothing stands here.
CALLED = {
    "casereview.ChildLists": ("set of lists of children", "sets of lists of children"),
    "casereview.ListedChild": ("row of a list of children", "rows of lists of children"),
    "casereview.Sample": ("sample", "samples"),
    "casereview.SampledChild": ("child of a sample, by code", "children of a sample, by code"),
    "casereview.Case": ("case of the sample", "cases of the sample"),
    "casereview.CaseReview": ("review of a case", "reviews of cases"),
    "casereview.AspectNote": ("note on an aspect of a case", "notes on aspects of cases"),
    "casereview.AspectNote_key_lines": ("link to a key line", "links to key lines"),
    "casereview.CaseConflict": ("reason not to read a case", "reasons not to read cases"),
    "casereview.Conversation": ("time for a conversation", "times for conversations"),
    "casereview.ConversationAnswer": ("answer in a conversation", "answers in conversations"),
    "casereview.ConversationNote": ("note of a conversation", "notes of conversations"),
    "casereview.MessageCase": ("case behind a message", "cases behind messages"),
    "casereview.SecondNote": ("note of a second reader on an aspect", "notes of second readers on aspects"),
    "casereview.SecondReading": ("second reading of a case", "second readings of cases"),
    "casereview.SafeguardingLead": ("safeguarding lead named", "safeguarding leads named"),
    "casereview.TimelinessNote": ("note on timeliness in a case", "notes on timeliness in cases"),
    "challenges.AuditEvent": ("line of the history", "lines of the history"),
    "challenges.Draft": ("page of unsaved words", "pages of unsaved words"),
    "challenges.KeptWords": ("reason for keeping words", "reasons for keeping words"),
    "challenges.Membership": ("role that somebody held", "roles that people held"),
    "challenges.Opening": ("line of who opened what", "lines of who opened what"),
    "challenges.OutboundMail": ("mail", "mails"),
    "challenges.WatchedName": ("watched part of a name", "watched parts of names"),
    "feedback.Finding_evidence": ("link from a finding to a note", "links from findings to notes"),
    "onsite.Attendance": ("person sent to a session", "people sent to sessions"),
    "onsite.Participant": ("contributor named for a session", "contributors named for sessions"),
    "preparation.AskedOf": ("ask to a contributor", "asks to contributors"),
    "preparation.Candidate": ("person on the list for the team", "people on the list for the team"),
    "preparation.CandidateRemark": ("remark about somebody proposed", "remarks about people proposed"),
    "preparation.DocumentRequest_key_lines": ("link to a key line", "links to key lines"),
    "preparation.DocumentVersion": ("version of a document", "versions of documents"),
    "preparation.Indicator": ("indicator with its figures", "indicators with their figures"),
    "preparation.Indicator_key_lines": ("link to a key line", "links to key lines"),
    "preparation.PerformanceSet": ("version of the performance data", "versions of the performance data"),
    "preparation.Reading": ("mark that somebody read an item", "marks that somebody read an item"),
    "preparation.ReadingNote": ("note of a peer on a document", "notes of peers on documents"),
    "preparation.PositionStatement": ("version of the position statement", "versions of the position statement"),
    "preparation.SectionAsk": ("ask to write a section", "asks to write sections"),
    "preparation.TeamPlace": ("place in the team", "places in the team"),
    "preparation.UnsortedFile": ("file without an item", "files without an item"),
}


def called(label: str, number: int) -> str:
    """What so many rows of a model are called."""
    if label in CALLED:
        return CALLED[label][number != 1]
    names = apps.get_model(label)._meta
    return str(names.verbose_name if number == 1 else names.verbose_name_plural)


def periods(key: str) -> dict[str, Q]:
    """Which rows of which models a period takes by itself, by label."""
    return {
        label: rule.rows
        for label, rules in RULES.items()
        for rule in rules
        if isinstance(rule, Period) and rule.key == key
    }


def labels_of(key: str) -> set[str]:
    """Every model that loses rows with this period: those it takes, and what goes with them or is held by them."""
    found = set(periods(key))
    while True:
        more = {label for label, rules in RULES.items() if label not in found and _goes_with(label, rules, found)}
        if not more:
            return found
        found |= more


def _goes_with(label: str, rules: tuple[Rule, ...], gone: set[str]) -> bool:
    for rule in rules:
        if isinstance(rule, With) and parent_of(label, rule)._meta.label in gone:
            return True
        if isinstance(rule, HeldBy) and {holder.rpartition(".")[0] for holder in rule.holders} & gone:
            return True
    return False


def parent_of(label: str, rule: With):
    """The model a row goes with."""
    return apps.get_model(label)._meta.get_field(rule.parent).related_model
