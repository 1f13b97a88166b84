"""The demo’s feedback: what the team noted in documents, cases and sessions, what it made of it, and the presentation."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import TYPE_CHECKING

import casereview.queries
import onsite.queries
import preparation.queries
import scoping.queries
from challenges.moments import acting_at, now, today, working_days_from
from feedback import actions
from feedback.queries import findings, presentation
from peerchallenge.demo.story import moment

if TYPE_CHECKING:
    from challenges.models import Challenge, User
    from feedback.models import EvidenceNote
    from peerchallenge.demo.cast import Cast


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


NOTES = [
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
    # Heard and seen on site
    Note(
        "director",
        "lead",
        "strength",
        "Director of children's services",
        "The director spoke of children’s stories and of figures with the same ease, and named two worries before we "
        "asked.",
    ),
    Note(
        "chief executive",
        "member",
        "strength",
        "Chief executive",
        "Children’s services comes first in the corporate plan and in the chief executive’s weekly meeting. Savings were "
        "tested for their effect on children before they were agreed.",
    ),
    Note(
        "leader",
        "member",
        "strength",
        "Leader of the council",
        "The leader could say what the council had stopped doing so that early help could be paid for.",
    ),
    Note(
        "lead member",
        "member",
        "strength",
        "Lead member",
        "The lead member visits a team every month and brings back what was said. Two changes to equipment came of it.",
    ),
    Note(
        "scrutiny",
        "member",
        "area",
        "Scrutiny chair",
        "Scrutiny gets long reports about activity. Members would like to hear what is different for children, and to "
        "hear it from them.",
    ),
    Note(
        "six contacts",
        "social_care",
        "strength",
        "Front door",
        "We watched six contacts being decided. The history was open each time, and two referrers were rung back first.",
        where="afternoon team",
        key_line=1,
    ),
    Note(
        "shared decisions",
        "health",
        "strength",
        "multi-agency safeguarding hub",
        "Police, health and education sit together every day and describe the decisions as shared. On two days health "
        "joins by telephone.",
        key_line=1,
    ),
    Note(
        "budget",
        "lead",
        "strength",
        "Finance",
        "The budget is built on forecast need by age. Homes outside the area are its largest risk, and this is talked "
        "about openly.",
    ),
    Note(
        "people stay",
        "education",
        "strength",
        "and workforce",
        "Nine in ten of the newly qualified workers of the last two years are still here.",
    ),
    Note(
        "reviews slip",
        "social_care",
        "area",
        "Heads of service",
        "Reviews of children in need slip when a team is busy. There is no agreed point at which somebody asks whether "
        "the plan still makes sense.",
    ),
    Note(
        "bulletin",
        "lead",
        "area",
        "Principal social worker",
        "What audits teach goes out in a monthly bulletin. Nobody could say how they know whether practice changed "
        "afterwards.",
    ),
    Note(
        "nobody independent",
        "social_care",
        "area",
        "conference chairs",
        "Chairs raise drift informally and usually get an answer. Between the reviews of a child in need nobody "
        "independent looks.",
    ),
    Note(
        "police",
        "health",
        "strength",
        "Police",
        "Strategy discussions take place within hours, and officers know which worker to ring.",
        key_line=1,
    ),
    Note(
        "proud of direct work",
        "social_care",
        "strength",
        "Social workers, group 1",
        "Workers are proud of their direct work and showed us letters they write to children. They would recommend "
        "working here.",
    ),
    Note(
        "a list of tasks",
        "social_care",
        "area",
        "Social workers, group 1",
        "Supervision is regular and tends to become a list of tasks. A few said that theirs leaves room to think.",
        non_attributable=True,
    ),
    Note(
        "every morning",
        "education",
        "strength",
        "Early help managers",
        "Early help and the front door speak every morning, so that families do not wait between them.",
        key_line=1,
    ),
    Note(
        "joint visit",
        "education",
        "strength",
        "Early help managers",
        "Where a family steps down, both workers visit together before the first one leaves. It is done in two of the "
        "three localities.",
        key_line=2,
    ),
    Note(
        "no answer to referrers",
        "health",
        "area",
        "Health leads",
        "Health staff do not always learn what became of a worry they passed on. It depends on who picks up.",
        key_line=1,
    ),
    Note(
        "would lead plans",
        "health",
        "area",
        "Health leads",
        "Health visitors would lead early help plans if it were clear what is expected and who stands behind them.",
        key_line=2,
    ),
    Note(
        "first year",
        "education",
        "strength",
        "Newly qualified",
        "Caseloads in the first year are held to what was promised. Everyone named weekly supervision in the first three "
        "months as what made the difference.",
    ),
    Note(
        "before a crisis",
        "education",
        "area",
        "Family support workers",
        "Family group conferences bring in people nobody knew of. Workers would like to offer them before a crisis.",
    ),
    Note(
        "september",
        "education",
        "area",
        "Family support workers",
        "Much of what holds a family is tied to the school term. Workers meet the same families again in September.",
        key_line=2,
    ),
    Note(
        "a year at a time",
        "member",
        "area",
        "Voluntary sector",
        "Voluntary groups sit on the partnership and feel heard. They are funded a year at a time, and lose staff by it.",
    ),
    Note(
        "supervision watched",
        "social_care",
        "strength",
        "Observation: supervision",
        "The manager asked what life is like for the child today, and the plan changed because of the answer.",
    ),
    Note(
        "monday figures",
        "manager",
        "strength",
        "Data and performance",
        "Team managers see their own figures every Monday and could explain them. There is no measure yet of what "
        "changed for children.",
    ),
    Note(
        "no time to write why",
        "lead",
        "area",
        "Team managers",
        "Managers sign off plans every day and seldom have time to write down why. They would welcome a shorter form "
        "with a place for the reason.",
        non_attributable=True,
    ),
    Note(
        "schools",
        "education",
        "strength",
        "Head teachers",
        "Head teachers know whom to ring and get an answer the same day.",
        key_line=1,
    ),
    Note(
        "someone to ring",
        "education",
        "area",
        "Head teachers",
        "Schools lead most early help plans with confidence. They ask who carries them on in the holidays.",
        key_line=2,
    ),
    Note(
        "no change without a crisis",
        "social_care",
        "area",
        "Social workers, group 2",
        "When there is no crisis, plans carry the same actions from one review to the next.",
    ),
    Note(
        "homes",
        "lead",
        "area",
        "Commissioning and placements",
        "Too many children in care live a long way off because nothing nearer was free. Three small homes in the area "
        "are agreed and funded.",
    ),
    Note(
        "housing not asked",
        "member",
        "area",
        "Housing and community safety",
        "Housing officers come to early help meetings and have never been asked to lead a plan.",
        key_line=2,
    ),
    Note(
        "young people ask",
        "lead",
        "good_practice",
        "Children in care council",
        "Young people set the questions for the last two senior appointments and saw their choice made. “They do what "
        "they say,” one told us.",
        non_attributable=True,
        key_line=3,
    ),
    Note(
        "where to live",
        "education",
        "area",
        "Children in care council",
        "Care leavers would like to know earlier where they will live. Some learned it in the week before they moved.",
        key_line=3,
    ),
    Note(
        "what became of it",
        "lead",
        "area",
        "Children in care council",
        "Young people like the forum and would like to hear what became of what they said there.",
        key_line=3,
    ),
    Note(
        "respect",
        "member",
        "strength",
        "Parents",
        "Parents said they were spoken to with respect, also when they disagreed.",
    ),
    Note(
        "fathers hear late",
        "member",
        "area",
        "Parents",
        "Fathers who live elsewhere said they hear of plans late, and mostly from the mother.",
    ),
    Note(
        "in touch",
        "education",
        "strength",
        "Personal advisers",
        "Personal advisers are in touch with nearly all care leavers, many of them every week, and help with college, "
        "work and forms alike.",
        key_line=3,
    ),
    Note(
        "the same dozen",
        "education",
        "area",
        "Personal advisers",
        "The forum reaches the same dozen young people. Those over 21, and those who live far away, are asked less.",
        key_line=3,
    ),
    Note(
        "local offer in one place",
        "education",
        "fact",
        "Personal advisers",
        "Check whether the local offer that the forum rewrote is the one on the website.",
        key_line=3,
        shared=False,
    ),
    Note(
        "ask about the rota",
        "health",
        "question",
        "Designated doctor",
        "Ask how health covers the front door on the two days when nobody is in the room.",
        key_line=1,
        shared=False,
    ),
]


@dataclass(frozen=True)
class Found:
    """A finding to write: what it is, under which theme, on which notes, and the key line it answers."""

    kind: str
    theme: str
    headline: str
    detail: str
    evidence: tuple[str, ...]
    key_line: int | None = None
    author: str = "lead"


FIRST_FINDINGS = [
    Found(
        "strength",
        "C1",
        "Leaders know their services and say where they know least",
        "What leaders told us matches what we read and saw. They named their worries before we asked, and staff describe "
        "the same priorities in their own words.",
        ("self-knowledge", "director", "five promises"),
    ),
    Found(
        "area",
        "C1",
        "Scrutiny hears more about activity than about children’s lives",
        "Members ask good questions of long reports. Hearing from young people and from front-line staff would help them "
        "to see what has changed.",
        ("scrutiny",),
        author="member",
    ),
    Found(
        "strength",
        "C2",
        "The front door decides quickly, with the history in view",
        "Almost all contacts are decided within a working day, with a clear reason. We saw referrers rung back before a "
        "decision was made, and the response was better for it.",
        ("contacts on time", "six contacts", "clear decision"),
        key_line=1,
        author="social_care",
    ),
    Found(
        "area",
        "C2",
        "Plans for children in need lose direction after the first months",
        "Reviews are less timely than elsewhere, and actions are carried from plan to plan when there is no crisis. No "
        "one outside the team asks whether the plan still makes sense.",
        ("reviews on time", "reviews slip", "nobody independent", "same actions", "no change without a crisis"),
        author="social_care",
    ),
    Found(
        "area",
        "C3",
        "Supervision is regular, but its record seldom shows the thinking",
        "Workers value their managers, and the supervision we watched was reflective. The records we read mostly repeat "
        "tasks, so that the reason for a decision is hard to find later.",
        ("a list of tasks", "no time to write why", "tasks repeated", "no reason given", "supervision watched"),
    ),
    Found(
        "strength",
        "M4",
        "Early help and the front door act as one for families",
        "The two teams speak every morning, and thresholds are used to start a conversation. Families do not wait "
        "between them or tell their story twice.",
        ("every morning", "thresholds", "grandparents"),
        key_line=1,
        author="education",
    ),
    Found(
        "area",
        "M4",
        "Support thins out when the school term ends",
        "Schools lead most early help plans with confidence, and much of what holds a family is tied to the school day. "
        "When a step-down falls near the holidays, it is not always clear who stays in touch.",
        ("september", "someone to ring", "end of term"),
        key_line=2,
        author="education",
    ),
    Found(
        "strength",
        "M10",
        "Care leavers are known, and people stay in touch with them",
        "Personal advisers are in touch with nearly all care leavers, many of them every week. Young people spoke warmly "
        "of them, and some write and chair their own pathway plans.",
        ("in touch", "own pathway plan"),
        key_line=3,
        author="education",
    ),
    Found(
        "good_practice",
        "C2",
        "Letters to children after every visit, kept for later",
        "Workers write to the child in words the child can read now or as an adult. The letters make the record kinder "
        "and visits more purposeful, and other councils could begin tomorrow.",
        ("letters", "proud of direct work"),
        author="education",
    ),
    Found(
        "good_practice",
        "M4",
        "One page that says why a step-down is safe",
        "A short record names who does what once social work ends, and is audited every month. It came out of the last "
        "focused visit, and staff use it because it saves them time.",
        ("step-down record", "lead professional named"),
        key_line=2,
        author="social_care",
    ),
    Found(
        "recommendation",
        "C2",
        "At three months, ask whether each child in need plan works",
        "Someone from outside the team meets the family and the worker and asks what has changed. The plan then gets a "
        "new direction, steps down or steps up.",
        ("reviews slip", "nobody independent", "drift seen late"),
    ),
    Found(
        "recommendation",
        "C2",
        "Tell every referrer within a week what happened next",
        "A short reply, the same from every team, would keep partners’ trust and their readiness to pick up the "
        "telephone.",
        ("no answer to referrers", "repeat referrals"),
        key_line=1,
        author="health",
    ),
    Found(
        "recommendation",
        "M4",
        "Plan every step-down around the school year",
        "Name who stays in touch over the holidays, and make the visit by both workers the way it is done in all three "
        "localities.",
        ("end of term", "joint visit", "september"),
        key_line=2,
        author="education",
    ),
    Found(
        "recommendation",
        "M10",
        "Go to the care leavers who do not come to the forum",
        "Ask them where they are, in person or by message, and tell all care leavers twice a year what changed because of "
        "what they said.",
        ("the same dozen", "what became of it"),
        key_line=3,
    ),
]
THEN_FINDINGS = [
    Found(
        "strength",
        "C1",
        "Children come first for the whole council",
        "The chief executive, the leader and the lead member speak about children’s services from knowledge. Savings "
        "were tested for their effect on children before they were agreed.",
        ("chief executive", "leader", "lead member"),
        author="member",
    ),
    Found(
        "area",
        "C1",
        "Audits show what was done more than what it changed",
        "Learning reaches staff every month. Going back after three months to see whether practice changed would close "
        "the loop.",
        ("moderation", "bulletin", "monday figures"),
    ),
    Found(
        "strength",
        "C2",
        "Children are seen, heard and known",
        "Direct work is patient and purposeful. In many cases children’s own words changed what adults did, and parents "
        "say they are spoken to with respect.",
        ("child's words", "letters", "proud of direct work", "respect"),
        author="social_care",
    ),
    Found(
        "strength",
        "C2",
        "Partners decide together at the front door and trust each other",
        "Police, health and schools know whom to ring and get an answer the same day. Strategy discussions take place "
        "within hours.",
        ("shared decisions", "police", "schools"),
        key_line=1,
        author="health",
    ),
    Found(
        "area",
        "C2",
        "Those who raise a worry seldom hear what became of it",
        "It depends on who takes the call. One in five referrals comes again within a year, and an answer to the first "
        "might save some of the second.",
        ("no answer to referrers", "repeat referrals"),
        key_line=1,
        author="health",
    ),
    Found(
        "area",
        "C2",
        "Fathers and wider family are asked late",
        "Their names are known, and their views are seldom sought at the start. Family group conferences work well here "
        "and could come before a crisis.",
        ("father not asked", "fathers hear late", "before a crisis", "grandparents"),
        author="member",
    ),
    Found(
        "strength",
        "C3",
        "Newly qualified workers are looked after, and stay",
        "Lower caseloads and weekly supervision in the first months are kept to, even in a busy week. Nine in ten of "
        "those who came in the last two years are still here.",
        ("first year", "people stay", "caseloads"),
        author="education",
    ),
    Found(
        "area",
        "M4",
        "Health and housing are ready to lead plans, and unsure how",
        "Health visitors and housing officers come to meetings and know families well. They have not been told what "
        "leading a plan asks of them, or who would stand behind them.",
        ("would lead plans", "housing not asked"),
        key_line=2,
        author="health",
    ),
    Found(
        "strength",
        "M10",
        "Young people shape decisions, and see that they do",
        "They sit on the improvement board, set its first item, and chose the questions for the last two senior "
        "appointments.",
        ("improvement board", "young people ask"),
        key_line=3,
    ),
    Found(
        "area",
        "M10",
        "The forum hears some care leavers more than others",
        "Those over 21, and those who live far away, are asked less. Young people would also like to know earlier where "
        "they will live, and what became of what they said.",
        ("the same dozen", "what became of it", "where to live", "written about"),
        key_line=3,
        author="education",
    ),
    Found(
        "recommendation",
        "C3",
        "Make room in supervision for thinking, and a place to record it",
        "Appoint a lead for the practice academy, and give managers a shorter form with a place for the reason behind "
        "each decision.",
        ("practice academy", "no time to write why", "supervision policy"),
    ),
    Found(
        "recommendation",
        "C1",
        "Bring children’s experience to scrutiny beside the figures",
        "Let young people and front-line staff speak to one item at each meeting, and ask of every report what is "
        "different for children.",
        ("scrutiny", "monday figures"),
        author="member",
    ),
]

HEADLINES_BEGUN = """Children here are seen, heard and known, and the people who work with them are proud of it.

The front door is quick, curious and shared with partners."""
HEADLINES = f"""{HEADLINES_BEGUN}

Leaders know their services well, and the whole council stands behind them.

Plans for children in need deserve the attention that plans of protection get: ask sooner whether they work.

Families who step down, and care leavers who do not come to meetings, need someone who goes on asking.

Good thinking happens here every day. Write it down, so that the next person and the child can follow it."""
NEXT_STEPS = """The team agrees a draft report, which quality assurance reads before the council does.

You then have ten working days to check the facts. Every point you raise is answered with a reason.

The final report is yours. About a month later the LGA asks you what was useful, and what we could do better.

Your improvement adviser will agree with you what support would help."""


def notes(challenge: Challenge, cast: Cast) -> None:
    """What the team has noted so far: from documents and cases, and from the sessions that are over."""
    people = _people(cast)
    lines = {line.number: line for line in scoping.queries.key_lines(challenge)}
    written = set(challenge.evidence_notes.values_list("text", flat=True))
    for source, at, note in _at_hand(challenge, reader=cast.lead_peer):
        if note.text in written or at > now():
            continue
        with acting_at(at):
            actions.write_note(
                challenge,
                by=people[note.author],
                kind=note.kind,
                text=note.text,
                where=note.where,
                key_line=lines.get(note.key_line) if note.key_line else None,
                non_attributable=note.non_attributable,
                share=note.shared,
                **source,
            )


def _at_hand(challenge: Challenge, *, reader: User) -> list[tuple[dict, datetime.datetime, Note]]:
    """The notes whose source this challenge has, with when each was written, in that order."""
    items = preparation.queries.documents_in(challenge, reader=reader)
    documents = {f"document {item.code}": item for item in items}
    cases = {f"case {case.code}": case for case in casereview.queries.cases(challenge)}
    sessions = list(onsite.queries.sessions(challenge))
    reading = moment(working_days_from(challenge.starts_on, -8), 15)
    found: list[tuple[dict, datetime.datetime, Note]] = []
    for place, note in enumerate(NOTES):
        later = datetime.timedelta(minutes=4 * place + 3)
        if note.source in documents:
            found.append(({"document": documents[note.source]}, reading + later, note))
        elif note.source in cases:
            found.append(({"case": cases[note.source]}, reading + later, note))
        else:
            session = next((each for each in sessions if _fits(each.title, note.source)), None)
            if session:
                at = session.ends_at + datetime.timedelta(minutes=place % 9 + 2)
                found.append(({"session": session}, at, note))
    return sorted(found, key=lambda each: each[1])


def _fits(title: str, words: str) -> bool:
    """Whether these words stand in a session's title, however its apostrophes are typed."""
    return words.lower() in title.replace("’", "'").lower()


def begin(challenge: Challenge, cast: Cast) -> None:
    """The notes of the week, the first findings, and headline messages half written."""
    notes(challenge, cast)
    _write(challenge, cast, FIRST_FINDINGS)
    if presentation(challenge) is None:
        actions.edit_presentation(
            challenge, by=cast.lead_peer, version=1, headline_messages=HEADLINES_BEGUN, next_steps=""
        )


def complete(challenge: Challenge, cast: Cast) -> None:
    """The other findings, the words of the presentation, and the presentation given."""
    begin(challenge, cast)
    _write(challenge, cast, THEN_FINDINGS)
    for note in challenge.evidence_notes.kept_by(cast.peers[2]):
        actions.share_note(note, by=cast.peers[2])
    begun = presentation(challenge)
    actions.edit_presentation(
        challenge,
        by=cast.lead_peer,
        version=begun.version if begun else 1,
        headline_messages=HEADLINES,
        next_steps=NEXT_STEPS,
    )
    given_on = min(challenge.ends_on, today())
    actions.give_presentation(challenge, by=cast.lead_peer, given_on=given_on)
    challenge.refresh_from_db()


def _write(challenge: Challenge, cast: Cast, to_write: list[Found]) -> None:
    """Write those findings that do not stand yet, on what notes there are."""
    people = _people(cast)
    lines = {line.number: line for line in scoping.queries.key_lines(challenge)}
    themes = {theme.code: theme for theme in scoping.queries.chosen_themes(challenge)}
    by_name = _notes_by_name(challenge)
    standing = {finding.headline for finding in findings(challenge)}
    for found in to_write:
        evidence = [by_name[name] for name in found.evidence if name in by_name]
        if found.headline in standing or not evidence:
            continue
        actions.write_finding(
            challenge,
            by=people[found.author],
            kind=found.kind,
            headline=found.headline,
            detail=found.detail,
            theme=themes.get(found.theme) or next(iter(themes.values())),
            key_line=lines.get(found.key_line) if found.key_line else None,
            evidence=evidence,
        )


def _notes_by_name(challenge: Challenge) -> dict[str, EvidenceNote]:
    by_text = {note.text: note for note in challenge.evidence_notes.shared()}
    return {note.name: by_text[note.text] for note in NOTES if note.text in by_text}


def _people(cast: Cast) -> dict[str, User]:
    social_care, health, education, member = cast.peers
    return {
        "lead": cast.lead_peer,
        "social_care": social_care,
        "health": health,
        "education": education,
        "member": member,
        "manager": cast.challenge_manager,
    }
