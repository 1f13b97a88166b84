"""Questions with what is to be said of them: the labelled set scoping/quality.py is tried on.

Good ones are worded as councils that got much from their challenge worded theirs: one thing, about children, narrow.
"""

GOOD = [
    "When children step down from a child in need plan to early help, does the family get support that lasts?",
    "How do our threshold decisions make sure that a child gets the right help the first time?",
    "Do our care leavers aged 19 to 21 shape the support they get from their personal advisers?",
    "What do children on a second child protection plan tell us about why the first one ended too early?",
    "How far does supervision in our assessment teams help social workers think about what life is like for the child?",
    "Which families wait longest between a contact and the first visit?",
    "Are disabled children who communicate without speech heard when their plans are reviewed?",
    "What helps foster carers of teenagers in our area to carry on when a placement is under strain?",
    "Where does information about a child get stuck between our front door and schools?",
    "How do young people at risk of exploitation experience the first month of our support?",
    "In what way do core groups change the plan for a child when nothing has improved after three months?",
    "To what extent do parents understand what has to change before proceedings begin?",
    "Do children placed more than 20 miles away see their social worker as often as they need?",
    "How soon after birth do babies of mothers who were in care get the support that was promised?",
    "Why do one in four families come back to social care within a year of stepping down?",
    "Is there enough challenge by conference chairs when plans for children drift?",
    "Can children in care tell us who decides about their contact with brothers and sisters?",
]

# Question: what must be among the hints on it.
POOR = {
    "Early help": {"not_a_question", "broad"},
    "Review of the front door and MASH": {"not_a_question"},
    "We would like you to look at our care leavers service.": {"not_a_question"},
    "Early help for children?": {"not_a_question", "broad"},
    "How good is our early help offer for families?": {"verdict"},
    "How effective is our front door for children?": {"verdict"},
    "Is our safeguarding practice for children good enough?": {"verdict"},
    "How are we doing?": {"verdict", "broad"},
    "What is the quality of our supervision for staff who work with children?": {"verdict"},
    "Are our structures for children right?": {"verdict"},
    "How do we compare with other councils on care leavers?": {"verdict"},
    "What do you think of our practice model for families?": {"verdict"},
    "Are we ready for our next visit from Ofsted about children?": {"verdict"},
    "How well do children's services work overall?": {"broad"},
    "What could we improve in general for children and families?": {"broad"},
    "Are there any areas for improvement in our work with children?": {"broad"},
    "Is everything we do for children in need working?": {"broad"},
    "How do we improve outcomes for children?": {"broad"},
    "Is early help any use?": {"broad"},
    "How timely are assessments and what do families think of them?": {"two_questions"},
    "Do children get visited? Do their plans change?": {"two_questions"},
    "How do schools refer children, and how do they hear what came of it?": {"two_questions"},
    "Do partners understand thresholds and are children seen in time?": {"two_questions"},
    "Why do plans for children drift, or which ones do?": {"two_questions"},
    "Do we have a neglect strategy for our area?": {"process"},
    "Is there a clear policy for children who go missing?": {"process"},
    "Are pathway plans for care leavers up to date across the two teams?": {"process"},
    "Are supervision standards for social workers being followed in each of the teams?": {"process"},
    "How well do our two information systems talk to each other?": {"nobody"},
    "Does our new structure support managers in making decisions quickly?": {"nobody"},
    "How do we make sure that, across all three localities and with each of our partners in health, education, the police, "
    "housing and the voluntary sector, the children who most need help at the earliest possible point are found, offered "
    "support that they and their parents want, and followed up in good time?": {"long"},
}
