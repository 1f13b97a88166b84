"""What the demo’s team noted, from documents and case files before the week; what it heard on site follows in heard.py."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Note:
    """A note to write: its name here, who writes it, what it is, where it comes from, and the key line it is about."""

    name: str
    author: str  # lead, social_care, health, education, member or manager
    kind: str
    source: str  # an item of the document list, a case code, or words of a session's title
    text: str
    where: str = ""
    key_line: int | None = None
    shared: bool = True
    non_attributable: bool = False


READ = [
    # Read before the week
    Note(
        "five promises",
        "lead",
        "strength",
        "document 7",
        "The plan makes five promises to children on one page. Each has an owner in a partner organisation, and a yearly "
        "meeting where young people say what they see.",
        where="page 1",
    ),
    Note(
        "improvement board",
        "lead",
        "strength",
        "document 6",
        "Nine of fourteen actions are complete and two are late, with the reasons given. Young people sit on the "
        "improvement board and set its first item.",
        where="progress report",
    ),
    Note(
        "practice academy",
        "social_care",
        "area",
        "document 6",
        "The practice academy has had no lead for some months. Most of what is planned for supervision leans on it.",
        where="late actions",
    ),
    Note(
        "reviews on time",
        "social_care",
        "area",
        "document 4",
        "Between 71 and 76 per cent of children in need were reviewed on time in each of the last six months. The figure "
        "has not moved while the others rose.",
        where="children in need",
    ),
    Note(
        "contacts on time",
        "social_care",
        "strength",
        "document 4",
        "Contacts decided within one working day rose from 91 to 96 per cent in six months.",
        where="first row",
        key_line=1,
    ),
    Note(
        "caseloads",
        "education",
        "strength",
        "document 4",
        "The average caseload of a social worker fell from 19 to 17 in six months.",
        where="last row",
    ),
    Note(
        "repeat referrals",
        "manager",
        "fact",
        "document 3",
        "165 of 820 referrals came again within twelve months, one in five. Check how that compares with the year before "
        "the new case system.",
        where="referrals",
        key_line=1,
    ),
    Note(
        "self-knowledge",
        "lead",
        "strength",
        "document 2",
        "The self-evaluation says plainly where the council knows least: the daily life of children in need who have no "
        "protection plan.",
        where="section 2",
    ),
    Note(
        "moderation",
        "social_care",
        "area",
        "document 2",
        "Moderation by a second auditor changed one audit finding in six. Audits ask whether a thing was done more often "
        "than whether it helped.",
        where="section on audit",
    ),
    Note(
        "supervision policy",
        "social_care",
        "strength",
        "document 12",
        "The new supervision policy asks that the record says what was thought, not only what was done.",
        where="page 2",
    ),
    Note(
        "step-down record",
        "social_care",
        "good_practice",
        "document 5",
        "A one-page record of why a step-down is safe came out of the focused visit. It is audited every month, and the "
        "audits show it in use.",
        where="the council’s response",
        key_line=2,
    ),
    Note(
        "vacancies",
        "member",
        "area",
        "document 8",
        "Seven of 45 posts in the children in need and protection teams are vacant, five of them filled by agency staff. "
        "Other teams have few vacancies.",
    ),
    Note(
        "thresholds",
        "education",
        "strength",
        "document 10",
        "The threshold document is written as guidance for a conversation. Its examples come from practitioners and were "
        "tested with parents.",
        where="section on thresholds",
        key_line=1,
    ),
    # Seen in case files
    Note(
        "clear decision",
        "lead",
        "strength",
        "case C-02",
        "The decision was made the same day, with the history and the reason written down where the next reader looks.",
        where="contact record",
        key_line=1,
    ),
    Note(
        "grandparents",
        "health",
        "good_practice",
        "case C-05",
        "A family group conference in the second week brought in grandparents, and what they offered became the plan.",
        where="plan",
    ),
    Note(
        "lead professional named",
        "education",
        "strength",
        "case C-06",
        "At the step-down the plan names a lead professional, and says what the family can do if things get harder.",
        where="step-down record",
        key_line=2,
    ),
    Note(
        "father not asked",
        "social_care",
        "area",
        "case C-08",
        "The father is named in the assessment. His view was not sought, and no reason is given.",
        where="assessment",
    ),
    Note(
        "identity",
        "health",
        "area",
        "case C-10",
        "Ethnicity and faith are recorded as codes. What they mean in the life of this child is not explored.",
        where="assessment",
    ),
    Note(
        "no reason given",
        "lead",
        "area",
        "case C-12",
        "The enquiry was ended within its time and signed off by a manager. A later reader could not tell why.",
        where="management decision",
    ),
    Note(
        "same actions",
        "social_care",
        "area",
        "case C-14",
        "The same five actions stand in three plans in a row. It is not clear what should be different for the child.",
        where="plans",
    ),
    Note(
        "drift seen late",
        "education",
        "area",
        "case C-15",
        "The worker saw that things had stopped moving and said so. It was three months before anyone took it up.",
        where="case notes",
    ),
    Note(
        "end of term",
        "lead",
        "area",
        "case C-16",
        "The plan stepped down at the end of term. Nobody was named to stay in touch over the summer.",
        where="closing summary",
        key_line=2,
    ),
    Note(
        "child's words",
        "health",
        "strength",
        "case C-17",
        "The child’s own words run through the record, and they changed where family time takes place.",
        where="direct work",
    ),
    Note(
        "tasks repeated",
        "lead",
        "area",
        "case C-18",
        "Supervision took place every month. The notes repeat tasks; what worker and manager thought is not there.",
        where="supervision record",
    ),
    Note(
        "letters",
        "education",
        "good_practice",
        "case C-20",
        "The worker writes to the child after each visit, in words the child can read later. The letters stay in the file.",
        where="correspondence",
    ),
    Note(
        "own pathway plan",
        "education",
        "strength",
        "case C-23",
        "The young person wrote part of the pathway plan and chairs its reviews.",
        where="pathway plan",
        key_line=3,
    ),
    Note(
        "written about",
        "social_care",
        "area",
        "case C-24",
        "The pathway plan is up to date and kind. It is written about the young person rather than with them.",
        where="pathway plan",
        key_line=3,
    ),
]
