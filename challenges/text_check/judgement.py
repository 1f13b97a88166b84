"""Words of judgement. A peer challenge is not an inspection: it gives no grade, score or rating (docs/words).

What the same words mean beside others is left alone: a graded response, professional judgement, failure to thrive. The
fact of an inspection by Ofsted is no judgement; what Ofsted judged is one, and stays with a reason.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from challenges.text_check.marks import Kind, Mark

_OTHERS = r"ofsted|ilacs|jtai|cqc|care quality commission|hmicfrs|hmip?|inspectorates?|isi\b|monitoring visit"
_WHY = {
    "grade": "A peer challenge gives no grade. Say what you saw.",
    "score": "A peer challenge gives no score. Say what you saw.",
    "rate": "A peer challenge gives no rating. Say what you saw.",
    "judge": "A peer challenge judges nobody. Say what you saw.",
    "verdict": "It reads as a verdict. Say what is a strength, or an area for consideration.",
    "inspect": "A peer challenge is not an inspection. Say that the team saw, read or heard.",
    "fail": "“Fail” reads as a verdict. Say what did not happen.",
    "pass": "“Pass” reads as a verdict. Say what was done.",  # nosec B105  # not that kind of pass
}
# What is marked, and what stands in the same words without being one: before it, in it or after it.
_MARKED: list[tuple[str, re.Pattern[str], re.Pattern[str] | None]] = [
    (
        "grade",
        re.compile(r"\b(?:down|up)?grad(?:es?|ed|ing)s?\b", re.IGNORECASE),
        re.compile(
            r"graded (?:responses?|approach|care|steps?|exposure|return)|grade[- ](?:i{1,3}|[1-9])\b[- ]?(?:listed|post|worker|role)?"
            r"|(?:pay|salary|job|senior|career|gcse|a-level|maths|english|school|exam|predicted|expected|medical|lower|higher)[- ](?:grades?|grading)"
            r"|grades? (?:at|in) (?:school|english|maths|science|gcse|his|her|their|exams?)|grades? (?:of|for) (?:post|posts|pay|staff)"
            r"|(?:above|below) (?:the )?grade\b|upgrad(?:es?|ed|ing)",
            re.IGNORECASE,
        ),
    ),
    (
        "score",
        re.compile(r"\bscor(?:es?|ed|ing)\b", re.IGNORECASE),
        re.compile(
            r"\b(?:sdq|strengths and difficulties(?: questionnaire)?|phq-?9?|gad-?7?|apgar|bmi|audit-?c|cgas|core-?10|ecers|epds"
            r"|depression|anxiety|wellbeing|well-being|ace|iq|attainment|reading|football|match|goal)[- ](?:\w+[- ])?scor(?:es?|ing)"
            r"|\bscores of\b|scored? (?:a |the |his |her |their )?(?:goals?|first goal|twice|once)|difficulties scores?",
            re.IGNORECASE,
        ),
    ),
    (
        "rate",
        re.compile(r"\b(?:ratings?|rated|(?:over|under)rated)\b", re.IGNORECASE),
        re.compile(
            r"(?:[A-Z]\w+ )+Rating (?:Scales?|Agency|Tool|System)|(?i:\brating (?:scales?|agency|agencies)|x-rated"
            r"|\b(?:energy|credit|bond|food hygiene|business|film|age) ratings?|18-rated)",
        ),
    ),
    (
        "judge",
        re.compile(r"\b(?:judge?ments?|judged?|judges|judging)\b", re.IGNORECASE),
        re.compile(
            r"(?:professional|clinical|social work|practitioners?['’]?|own|their|his|her|your|value|sound|better|managers?['’]?|good|moral)"
            r" judge?ments?|(?:court|high court|family court|appeal|supreme court|published|written|legal)(?:['’]s)? judge?ments?"
            r"|judge?ments? (?:of|by|in) (?:the )?(?:court|high court|family court|supreme court|judge|case of)|without (?:any )?judge?ment"
            r"|(?:the|a|family|district|circuit|high court|same|one|another|designated family|before a|local) judges?\b|\bjudges?['’]s?\b"
            r"|\bjudge (?:said|ordered|asked|made|directed|found|agreed|heard|granted)|(?:feel|feels|felt|feeling|being|be|not|never) judged"
            r"|judgement[- ]free|(?:use|uses|used|using|exercise|exercises) (?:of )?(?:professional )?judge?ment|(?-i:Judge [A-Z])",
            re.IGNORECASE,
        ),
    ),
    (
        "verdict",
        re.compile(
            r"\b(?:inadequate(?:ly)?|inadequacy|unsatisfactory|unacceptable|substandard|requires? improvement(?: to be good)?"
            r"|outstanding(?:ly)?|special measures|league table)\b",
            re.IGNORECASE,
        ),
        re.compile(
            r"inadequate (?:housing|income|accommodation|heating|supply|food|clothing|diet|insurance|funding|lighting|nutrition|sleep)"
            r"|(?:\w+s|work|anything|nothing|something|what|list|one|two|three|four|five|six|seven|eight|nine|ten|\d+) "
            r"(?:(?:is|are|was|were|remains?|remained|still|stays?|stayed|now|long) ){0,2}outstanding"
            r"|outstanding (?:\w+ ){0,2}(?:actions?|tasks?|work|items?|issues?|referrals?|debts?|visits?|assessments?|questions?|reports?"
            r"|invoices?|checks?|requests?|cases?|applications?|payments?|reviews?|matters?|appeals?|enquiries|points?|documents?"
            r"|health|records?|recommendations?|warrants?|fees?|paperwork|training|arrears|vacanc(?:y|ies))"
            r"|area of outstanding natural beauty|\b(?:still|remains?) outstanding",
            re.IGNORECASE,
        ),
    ),
    (
        "inspect",
        re.compile(r"\b(?:inspect(?:s|ed|ing|ions?|ors?)?)\b", re.IGNORECASE),
        re.compile(
            r"(?:not|no|never|than|nor) (?:an? |another )?inspect(?:ion|ed|ing|ors?)|inspections? (?:framework|reports?|judgements?|history|window|year"
            r"|readiness|programme|regime|outcome|findings|cycle|letter)|(?:last|latest|next|previous|recent|future|full|first|20\d\d|joint|local authority"
            r"|statutory|external|school|home|registration|fire|building|health and safety|site|vehicle|ilacs|jtai|send|area|regulatory|annual|thematic)"
            r" inspect(?:ions?|ors?)|inspections? (?:in|of) (?:20\d\d|\w+ 20\d\d|local authority|the home|homes|schools?|children)"
            r"|(?:police|detective|chief) inspectors?|inspector (?:of|from) (?:the )?(?:police|constabulary)|(?-i:Inspector [A-Z])"
            r"|(?:safe)? ?inspect(?:ion|ed)? of (?:the )?(?:home|property|premises|car|building)",
            re.IGNORECASE,
        ),
    ),
    (
        "fail",
        re.compile(r"\bfail(?:s|ed|ings?|ures?)?\b", re.IGNORECASE),
        re.compile(
            r"without fail|fail(?:ure|ing|s|ed)? to thrive|fail-?safe|(?:organ|kidney|heart|liver|renal|respiratory|power|system|network|boiler|it|server"
            r"|crop|engine|brake) failures?|failed delivery|failed asylum|words? fail(?:s|ed)?"
            r"|(?:server|server s|e-mails?|boiler|brakes|batter(?:y|ies)|network|link) fail(?:s|ed)",
            re.IGNORECASE,
        ),
    ),
    (
        "pass",
        re.compile(
            r"\bpass(?:es|ed|ing)? (?:(?:the|its|their|an?|our|this|that|every|all|last) )?(?:\w+ )?"
            r"(?:inspections?|audits?|tests?|standards?|checks?|mark|grade|judgement|moderation)\b|\bpass(?:ed)?(?: ?/ ?| or )fail(?:ed)?\b",
            re.IGNORECASE,
        ),
        re.compile(r"driving test|(?:passed|pass) on\b|theory test", re.IGNORECASE),
    ),
]
_OFSTED_NEAR = re.compile(_OTHERS, re.IGNORECASE)
_QUICK = re.compile(  # nothing else can hold a word of judgement: most texts are done after this
    r"[gG][rR][aA][dD]|[sS][cC][oO][rR]|[rR][aA][tT][iIeE]|[jJ][uU][dD][gG]|[iI][nN][aA][dD][eE][qQ]|[uU][nN][sS]?[aA][tTcC]"
    r"|[sS][uU][bB][sS][tT]|[rR][eE][qQ][uU][iI]|[oO][uU][tT][sS]|[sS][pP][eE][cC][iI]|[lL][eE][aA][gG]|[iI][nN][sS][pP]"
    r"|[fF][aA][iI][lL]|[pP][aA][sS][sS]"
)
MOST = 50  # marks in one text; by then it has been said
AROUND = 60  # characters before and after in which the words beside it are looked at


def find(text: str) -> Iterator[Mark]:
    done = made = 0
    for hint in _QUICK.finditer(text):
        if hint.start() < done:
            continue
        word_start = _start_of_word(text, hint.start())
        for why, marked, left_alone in _MARKED:
            match = marked.match(text, word_start)
            if match:
                done = match.end()
                if not _is_left_alone(text, match, left_alone) and not (why == "inspect" and _is_a_fact(text, match)):
                    made += 1
                    yield Mark(*match.span(), Kind.JUDGEMENT, match[0], _WHY[why])
                break
        if made == MOST:
            return


def _start_of_word(text: str, at: int) -> int:
    first = max(0, at - 8)
    while at > first and text[at - 1].isalpha():
        at -= 1
    return at


def _is_left_alone(text: str, match: re.Match[str], left_alone: re.Pattern[str] | None) -> bool:
    """Whether the words around give this one another sense."""
    if left_alone is None:
        return False
    around = left_alone.finditer(text, max(0, match.start() - AROUND), min(len(text), match.end() + AROUND))
    return any(each.start() < match.end() and match.start() < each.end() for each in around)


def _is_a_fact(text: str, match: re.Match[str]) -> bool:
    """Whether an inspectorate is named close by: that it came is a fact."""
    return bool(_OFSTED_NEAR.search(text, max(0, match.start() - AROUND), min(len(text), match.end() + AROUND)))
