"""The eleven lists and their columns, as a table (domain notes, section 8): what a column is called, and what it holds.

A new spelling is a word in `also`, never a line of code. `COMMON` spellings hold in every list.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Kind(StrEnum):
    """What stands in the cells of a column, and so how they are read."""

    IDENTIFIER = "identifier"
    DATE = "date"
    CODE = "code"
    AGE = "age"
    TEXT = "text"
    DROPPED = "dropped"  # recognised, and never looked at: postcodes, school and provider numbers


@dataclass(frozen=True)
class Column:
    """One column: a short key, its header in the template of 2019, and other headers it is known by."""

    key: str
    header: str
    kind: Kind = Kind.TEXT
    codes: str = ""  # the name of its list of codes in codes.CODES
    also: tuple[str, ...] = ()
    needed: bool = True  # whether its absence is told


@dataclass(frozen=True)
class ListSpec:
    """One list: its number, title, columns, whether a child stands in it once, and dates that follow each other."""

    number: int
    title: str
    columns: tuple[Column, ...]
    once: bool = False
    in_order: tuple[tuple[str, str], ...] = ()
    by_key: dict[str, Column] = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_key", {column.key: column for column in self.columns})


def _date(key: str, header: str, *also: str) -> Column:
    return Column(key, header, Kind.DATE, also=also)


def _code(key: str, header: str, codes: str, *also: str, needed: bool = True) -> Column:
    return Column(key, header, Kind.CODE, codes, also, needed)


def _text(key: str, header: str, *also: str, needed: bool = True) -> Column:
    return Column(key, header, also=also, needed=needed)


def _dropped(key: str, header: str, *also: str) -> Column:
    return Column(key, header, Kind.DROPPED, also=also, needed=False)


ID = Column(
    "child",
    "Child Unique ID",
    Kind.IDENTIFIER,
    also=(
        "Unique ID", "Child ID", "Child's ID", "Child Identifier", "Child Unique Identifier", "Unique Child ID",
        "Unique Child Identifier", "Child Unique Reference", "Child Reference", "Person ID", "Client ID", "System ID",
        "ICS ID", "Mosaic ID", "Liquidlogic ID", "LCS ID", "Pseudonymised ID", "Pseudonym", "ID",
    ),
)  # fmt: skip
GENDER = _code("gender", "Gender", "gender", "Sex", "Gender of child", "Child gender")
ETHNICITY = _code("ethnicity", "Ethnicity", "ethnicity", "Ethnic origin", "Ethnic group", "Ethnicity code")
BORN = _date(
    "born", "Date of Birth", "DOB", "D.O.B.", "Birth date", "Child date of birth", "Expected date of birth",
    "Date of birth or expected date of birth", "DoB or expected DoB",
)  # fmt: skip
AGE = Column(
    "age", "Age of Child (Years)", Kind.AGE, also=("Age", "Age of child", "Age in years", "Age (years)", "Child age")
)
DISABILITY = _code(
    "disability", "Does the Child have a Disability", "yes_no_unknown", "Disability", "Disabled", "Has a disability",
    "Is the child disabled", "Child has a disability", "Disability Y/N", "Disability status",
)  # fmt: skip
TEAM = _text("team", "Allocated Team", "Team", "Team name", "Allocated team name", "Social work team", "Current team")
WORKER = _text(
    "worker", "Allocated Worker", "Worker", "Social worker", "Allocated social worker", "Key worker", "Lead worker",
    "Allocated worker name", "Case worker", "Current worker",
)  # fmt: skip
# Not in the template; taken where a council adds them, because a sample is better for it.
FAMILY = _text(
    "family", "Family identifier", "Family ID", "Family number", "Family group", "Sibling group", "Household ID",
    "Household", "Sibling group ID", needed=False,
)  # fmt: skip

AUDITED = Column(
    "audited", "Date of last audit", Kind.DATE, needed=False,
    also=("Last audit date", "Audited", "Audit date", "Date audited", "Date of last case audit"),
)  # fmt: skip
# Never wanted, in whatever list they stand.
NAMED = (
    _dropped("name", "Child name", "Name", "Forename", "Surname", "First name", "Last name", "Full name"),
    _dropped("numbers", "UPN", "NHS number", "Unique pupil number"),
    _dropped("address", "Address", "Postcode", "Home postcode"),
)

CHILD = (ID, GENDER, ETHNICITY, BORN, AGE)
ALLOCATED = (TEAM, WORKER)
EXTRA = (FAMILY, AUDITED, *NAMED)


def _list(number: int, title: str, *columns: Column, once: bool = False, in_order=()) -> ListSpec:
    return ListSpec(number, title, (*columns, *(each for each in EXTRA if each.key not in {c.key for c in columns})),
                    once, tuple(in_order))  # fmt: skip


LISTS: dict[int, ListSpec] = {
    each.number: each
    for each in (
        _list(1, "Contacts", *CHILD,
            _date("contact", "Date of Contact", "Contact date"),
            _code("source", "Contact Source", "source", "Source of contact")),
        _list(2, "Early Help", *CHILD,
            _date("start", "Assessment start date", "Early help assessment start date", "EHA start date"),
            _date("end", "Assessment completion date", "Assessment end date", "Early help assessment completion date"),
            _text("organisation", "Organisation completing assessment", "Organisation"),
            in_order=[("start", "end")]),
        _list(3, "Referral", *CHILD,
            _date("referral", "Date of referral", "Referral date", "Date referral received"),
            _code("source", "Referral Source", "source", "Source of referral"),
            _code("nfa", "Referral NFA?", "yes_no", "NFA", "Referral no further action", "No further action"),
            _text("number", "Number of Referrals in Last 12 Months", "Referrals in last 12 months"),
            *ALLOCATED),
        _list(4, "Assessments", *CHILD, DISABILITY,
            _date("start", "Continuous Assessment Start Date", "Assessment start date", "Assessment actual start date"),
            _code("seen", "Child Seen During Continuous Assessment", "yes_no_unknown", "Child seen", "Child seen during assessment"),
            _date("end", "Continuous Assessment Date of Authorisation", "Assessment authorisation date",
                "Assessment date of authorisation", "Assessment completion date", "Date of authorisation"),
            _code("need", "Was the child assessed as requiring LA children's social care support?", "yes_no",
                "Was the child assessed as being in need at assessment?", "Assessed as in need"),
            *ALLOCATED, in_order=[("start", "end")]),
        _list(5, "Section 47 enquiries and Initial Child Protection Conferences", *CHILD, DISABILITY,
            _date("start", "Strategy discussion initiating Section 47 Enquiry Start Date", "Strategy discussion date",
                "Section 47 enquiry start date", "Section 47 start date", "S47 start date", "Strategy discussion start date"),
            _code("no_conference", "Was an Initial Child Protection Conference deemed unnecessary?", "yes_no",
                "ICPC deemed unnecessary", "ICPC not required"),
            _date("conference", "Date of Initial Child Protection Conference", "ICPC date", "Date of ICPC",
                "Initial child protection conference date"),
            _code("plan", "Did the Initial Child Protection Conference Result in a Child Protection Plan", "yes_no",
                "ICPC resulted in a child protection plan", "Result in child protection plan"),
            _text("enquiries", "Number of Section 47 Enquiries in the last 12 months", "Number of S47 enquiries in the last 12 months"),
            _text("conferences", "Number of ICPCs in the last 12 months",
                "Number of Initial Child Protection Conferences in the last 12 months"),
            *ALLOCATED, in_order=[("start", "conference")]),
        _list(6, "Children in Need", *CHILD, DISABILITY,
            _date("start", "CIN Start Date", "Children in need start date", "Child in need start date", "Episode start date"),
            _code("need", "Primary Need Code", "need", "Primary need", "Category of need"),
            _date("seen", "Date Child Was Last Seen", "Date last seen", "Child last seen", "Date of last visit"),
            _date("end", "CIN Closure Date", "CIN end date", "Child in need closure date", "Closure date", "Episode end date"),
            _code("reason", "Reason for Closure", "closure", "CIN reason for closure", "Closure reason"),
            _code("status", "Case status", "status", "Status", "CIN status", "Current status"),
            *ALLOCATED, once=True, in_order=[("start", "end")]),
        _list(7, "Child protection", *CHILD, DISABILITY,
            _date("start", "Child Protection Plan Start Date", "CP plan start date", "CPP start date"),
            _code("abuse_first", "Initial Category of Abuse", "abuse"),
            _code("abuse", "Latest Category of Abuse", "abuse", "Current category of abuse"),
            _date("visit", "Date of the Last Statutory Visit", "Date of last statutory visit", "Last statutory visit", "Last CP visit"),
            _code("alone", "Was the Child Seen Alone?", "yes_no_unknown", "Child seen alone", "Seen alone"),
            _date("review", "Date of latest review conference", "Latest review conference", "Date of last review conference"),
            _date("end", "Child Protection Plan End Date", "CP plan end date", "CPP end date"),
            _code("order", "Subject to Emergency Protection Order or Protected Under Police Powers in Last Six Months (Y/N)",
                "yes_no", "Emergency protection order or police powers in last six months", "EPO or police powers"),
            _text("plans_before", "Number of Previous Child Protection Plans", "Previous child protection plans", "Previous CP plans"),
            *ALLOCATED, once=True, in_order=[("start", "end"), ("start", "review")]),
        _list(8, "Children in care", *CHILD,
            _code("uasc", "Unaccompanied Asylum Seeking Child (UASC) within the Last 12 Months (Y/N)", "yes_no", "UASC",
                "Unaccompanied asylum seeking child"),
            DISABILITY,
            _date("start", "Date Started to be Looked After", "Date became looked after", "Period of care start date", "LAC start date"),
            _code("need", "Child's Category of Need", "need", "Category of need"),
            _code("second", "Is this a second or subsequent period of being a Looked After Child within the last 12 months (Y/N)",
                "yes_no", "Is this a second or subsequent episode of being a Looked After Child within the last 12 months (Y/N)"),
            _date("legal_since", "Start date of current legal status", "Legal status start date"),
            _code("legal", "Child's Legal Status", "legal", "Legal status", "Current legal status"),
            _date("review", "Date of Latest Statutory Review", "Date of last statutory review", "Latest statutory review"),
            _date("visit", "Date of Last Social Work Visit", "Last social work visit", "Date of latest social work visit"),
            _code("permanence", "What is the permanence plan for this child?", "permanence", "Permanence plan"),
            _date("iro", "Date of Last IRO Visit / Contact to the Child", "Last IRO visit", "Date of last IRO visit or contact to the child"),
            _date("health", "Date of Last Health Assessment", "Last health assessment"),
            _date("dental", "Date of Last Dental Check", "Last dental check"),
            _text("placements", "Number of Placements in the Last 12 months", "Placements in the last 12 months"),
            _date("end", "Date Ceased to be Looked After", "Date ceased being looked after", "LAC end date", "Period of care end date"),
            _code("reason", "Reason Ceased to be Looked After", "ceased"),
            _date("placed", "Start Date of Most Recent Placement", "Placement start date"),
            _code("placement", "Placement Type", "placement"),
            _code("provider", "Placement Provider", "provider"),
            _dropped("postcode", "Placement postcode"),
            _dropped("urn", "URN of Placement", "Placement URN"),
            _text("where", "Placement Location", "Location of placement", needed=False),
            _text("la", "LA of Placement", "Placement LA", needed=False),
            _text("missing", "Number of Episodes the Child has been 'Missing' from their Placement in the last 12 months"),
            _text("absent", "Number of Episodes the Child has been 'Absent' from their Placement in the last 12 months", needed=False),
            _code("offered", "Was the child offered a Return Interview after their last missing episode (Y/N)?", "yes_no_unknown"),
            _code("accepted", "Did the child accept a Return Interview after their last missing episode (Y/N)?", "yes_no_unknown"),
            *ALLOCATED, once=True, in_order=[("start", "end"), ("start", "placed"), ("start", "review")]),
        _list(9, "Care leavers", *CHILD,
            _code("uasc", "Unaccompanied Asylum Seeking Child (UASC), or formerly UASC if 18 or over (Y/N)", "yes_no", "UASC",
                "UASC or formerly UASC", needed=False),
            DISABILITY, *ALLOCATED,
            _text("adviser", "Allocated Personal Advisor", "Allocated personal adviser", "Personal adviser", "Personal advisor", "PA",
                needed=False),
            _code("eligibility", "Eligibility Category", "eligibility", "Eligibility", "Care leaver category"),
            _code("touch", "LA In Touch", "touch", "In touch", "LA in touch with care leaver"),
            Column("pathway", "Latest Pathway Plan Review Date", Kind.DATE, also=("Pathway plan review date",), needed=False),
            Column("contact", "Latest Date of Contact", Kind.DATE, also=("Date of latest contact",), needed=False),
            _code("home", "Type of Accommodation", "accommodation", "Accommodation", "Accommodation type"),
            _code("suitable", "Suitability of Accommodation", "suitable", "Accommodation suitability"),
            _code("activity", "Activity Status", "activity", "Activity", "EET status"),
            once=True),
        _list(10, "Adoption", ID, FAMILY, GENDER, ETHNICITY, BORN, AGE, DISABILITY,
            _date("start", "Date the Child Entered Care", "Date entered care"),
            _date("decision", "Date of Decision that Child Should be Placed for Adoption", "ADM decision date"),
            _date("placement_order", "Date of Placement Order", "Placement order date"),
            _date("matched", "Date of Matching Child and Prospective Adopters", "Date matched"),
            _date("placed", "Date Placed for Adoption"),
            _date("adopted", "Date of Adoption Order", "Adoption order date"),
            _date("reversed", "Date of Decision that Child Should No Longer be Placed for Adoption"),
            _code("reason", "Reason Why Child No Longer Placed for Adoption", "reversed"),
            _date("ffa", "Date the child was placed for fostering in FFA or concurrent planning placement"),
            once=True, in_order=[("start", "decision"), ("matched", "placed"), ("placed", "adopted")]),
        _list(11, "Adopters",
            Column("child", "Individual adopter identifier", Kind.IDENTIFIER, also=("Adopter ID", "Adopter identifier", "Individual adopter ID")),
            FAMILY, GENDER, ETHNICITY,
            _code("disability", "Disability", "yes_no_unknown", "Does the adopter have a disability"),
            _code("ffa", "Is the (prospective) adopter fostering for adoption?", "yes_no"),
            _date("enquiry", "Date enquiry received"),
            _date("one_from", "Date Stage 1 started"), _date("one_to", "Date Stage 1 ended"),
            _date("two_from", "Date Stage 2 started"), _date("two_to", "Date Stage 2 ended"),
            _date("applied", "Date application submitted"), _date("approved", "Date application approved"),
            _date("matched", "Date adopter matched with child(ren)", "Date adopter matched with children"),
            _date("placed", "Date child/children placed with adopter(s)", "Date children placed with adopters"),
            _text("children", "No. of children placed", "Number of children placed"),
            _date("adopted", "Date of Adoption Order"),
            _date("left", "Date of leaving adoption process"),
            _text("reason", "Reason for leaving adoption process"),
            in_order=[("one_from", "one_to"), ("two_from", "two_to"), ("applied", "approved")]),
    )
}  # fmt: skip

# Children who must stand in list 6 when they stand in one of these.
ALSO_IN_NEED = (7, 8)
IN_NEED = 6
