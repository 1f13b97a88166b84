"""The indicators our template asks for, by topic; what a view like ChAT shows, in words (domain notes, section 8.6).

The words of a topic also find the key lines its charts stand beside (linking.py). All of it is ours, and none of it is
asked of a council that does not count so: rows can stay empty, and a council adds rows of its own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

GUIDE = "How to fill this in"  # the first sheet of the template
UNITS = {
    "number": "number",
    "percent": "per cent",
    "rate": "rate per 10,000",
    "days": "days",
    "average": "average",
}
# How people write a unit, without case, stops and spaces about it.
UNIT_WORDS = {
    **{words: unit for unit, words in UNITS.items()},
    **dict.fromkeys(["no", "n", "#", "count", "numbers", "total", "children"], "number"),
    **dict.fromkeys(["%", "percent", "percentage", "pct", "per cent %", "proportion"], "percent"),
    **dict.fromkeys(
        ["rate", "per 10,000", "per 10000", "rate per 10000", "per 10k", "rate per 10k", "rate per 10,000 children"],
        "rate",
    ),
    **dict.fromkeys(["day", "working days", "calendar days"], "days"),
    **dict.fromkeys(["mean", "avg", "ratio"], "average"),
}


@dataclass(frozen=True)
class Known:
    """An indicator of ours: its code, what it counts, and in which unit (a key of UNITS)."""

    code: str
    name: str
    unit: str


@dataclass(frozen=True)
class Topic:
    """A sheet of the template. `words` begin words of key lines it speaks to; `always` asked, or only where they do."""

    title: str
    words: tuple[str, ...]
    indicators: tuple[Known, ...]
    always: bool = True


TOPICS = (
    Topic(
        "Contacts and referrals",
        ("contact", "referral", "re-referral", "front door", "front-door", "demand", "threshold", "mash"),
        (
            Known("FD1", "Contacts received", "number"),
            Known("FD2", "Contacts decided within one working day", "percent"),
            Known("FD3", "Contacts that led to a referral", "percent"),
            Known("FD4", "Referrals received", "number"),
            Known("FD5", "Referrals for each 10,000 children", "rate"),
            Known("FD6", "Referrals within 12 months of an earlier one", "percent"),
            Known("FD7", "Referrals with no further action", "percent"),
        ),
    ),
    Topic(
        "Early help",
        ("early help", "early intervention", "prevention", "edge of care"),
        (
            Known("EH1", "Early help assessments started", "number"),
            Known("EH2", "Children with an open early help plan", "number"),
            Known("EH3", "Early help plans that ended with needs met", "percent"),
            Known("EH4", "Early help cases stepped up to social care", "percent"),
        ),
    ),
    Topic(
        "Assessments",
        ("assessment",),
        (
            Known("AS1", "Assessments completed", "number"),
            Known("AS2", "Assessments completed within 45 working days", "percent"),
            Known("AS3", "Assessments that led to no further action", "percent"),
            Known("AS4", "Average length of an assessment", "days"),
        ),
    ),
    Topic(
        "Enquiries and conferences",
        ("section 47", "strategy discussion", "strategy meeting", "child protection", "conference"),
        (
            Known("SE1", "Section 47 enquiries started", "number"),
            Known("SE2", "Section 47 enquiries for each 10,000 children", "rate"),
            Known("SE3", "Initial conferences within 15 working days", "percent"),
            Known("SE4", "Initial conferences that led to a plan", "percent"),
        ),
    ),
    Topic(
        "Children in need",
        ("child in need", "children in need", "cin plan", "step down", "step-down", "drift"),
        (
            Known("CN1", "Children in need at the end of the month", "number"),
            Known("CN2", "Children in need for each 10,000 children", "rate"),
            Known("CN3", "Children in need visited on time", "percent"),
            Known("CN4", "Children in need reviewed on time", "percent"),
            Known("CN5", "Children in need for two years or longer", "percent"),
        ),
    ),
    Topic(
        "Child protection",
        ("child protection", "neglect", "protection plan"),
        (
            Known("CP1", "Children with a child protection plan", "number"),
            Known("CP2", "Child protection plans for each 10,000 children", "rate"),
            Known("CP3", "Plans for a second or further time", "percent"),
            Known("CP4", "Plans that have lasted two years or longer", "percent"),
            Known("CP5", "Child protection visits on time", "percent"),
            Known("CP6", "Child protection reviews on time", "percent"),
        ),
    ),
    Topic(
        "Children in care",
        (
            "in care",
            "looked after",
            "placement",
            "sufficiency",
            "corporate parent",
            "permanence",
            "stability",
            "go missing",
            "missing from",
        ),
        (
            Known("CC1", "Children in care at the end of the month", "number"),
            Known("CC2", "Children in care for each 10,000 children", "rate"),
            Known("CC3", "Children who came into care", "number"),
            Known("CC4", "Children who left care", "number"),
            Known("CC5", "Unaccompanied children seeking asylum", "number"),
            Known("CC6", "Children with three or more placements in a year", "percent"),
            Known("CC7", "Children in the same placement for two years", "percent"),
            Known("CC8", "Children placed more than 20 miles away", "percent"),
            Known("CC9", "Reviews of children in care on time", "percent"),
            Known("CC10", "Health assessments up to date", "percent"),
            Known("CC11", "Dental checks up to date", "percent"),
            Known("CC12", "Episodes of going missing from care", "number"),
            Known("CC13", "Return interviews offered", "percent"),
        ),
    ),
    Topic(
        "Care leavers",
        ("care leaver", "care-leaver", "leaving care", "care experienced", "pathway plan"),
        (
            Known("CL1", "Care leavers who receive a service", "number"),
            Known("CL2", "Care leavers in touch", "percent"),
            Known("CL3", "Care leavers in suitable accommodation", "percent"),
            Known("CL4", "Care leavers in education, employment or training", "percent"),
            Known("CL5", "Pathway plans up to date", "percent"),
        ),
    ),
    Topic(
        "Adoption",
        ("adoption", "adopter"),
        (
            Known("AD1", "Children who were adopted", "number"),
            Known("AD2", "Children who wait with a placement order", "number"),
            Known("AD3", "Days from coming into care to moving in", "days"),
            Known("AD4", "Days from placement order to match", "days"),
        ),
        always=False,
    ),
    Topic(
        "Workforce",
        ("workforce", "caseload", "capacity", "supervision", "social work", "agency", "turnover", "vacanc", "managers"),
        (
            Known("WF1", "Average caseload of a social worker", "average"),
            Known("WF2", "Vacant social worker posts", "percent"),
            Known("WF3", "Agency social workers", "percent"),
            Known("WF4", "Social workers who left in the last 12 months", "percent"),
            Known("WF5", "Supervision held on time", "percent"),
        ),
    ),
    Topic(
        "Quality assurance",
        ("quality assurance", "audit", "performance management", "performance"),
        (
            Known("QA1", "Case audits completed", "number"),
            Known("QA2", "Case audits moderated by a second person", "percent"),
            Known("QA3", "Actions from audits completed on time", "percent"),
        ),
    ),
)


def plain(text: str) -> str:
    """A name as it is compared: without case, stops, and the little differences of how people type."""
    return " ".join(re.findall(r"[a-z0-9]+", text.casefold().replace("%", " per cent ")))


BY_CODE = {known.code.casefold(): (known, topic) for topic in TOPICS for known in topic.indicators}
BY_NAME = {plain(known.name): (known, topic) for topic in TOPICS for known in topic.indicators}
TITLES = {plain(topic.title): topic for topic in TOPICS}


def topics_for(texts: list[str], *, all_of_it: bool) -> tuple[Topic, ...]:
    """The topics a template asks for. texts: themes and key lines. all_of_it: the whole service is looked at.

    A challenge of one topic is asked for that topic; where no words say which, for what every challenge is asked.
    """
    spoken = [topic for topic in TOPICS if any(speaks_of(text, topic.words) for text in texts)]
    if all_of_it or not spoken:
        return tuple(topic for topic in TOPICS if topic.always or topic in spoken)
    return tuple(spoken)


def speaks_of(text: str, words: tuple[str, ...]) -> bool:
    """Whether one of these words begins a word of the text."""
    return any(re.search(rf"\b{re.escape(word)}", text, re.IGNORECASE) for word in words)
