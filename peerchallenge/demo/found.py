"""What the demo’s team made of its notes: findings, and the words of the presentation."""

from dataclasses import dataclass


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
