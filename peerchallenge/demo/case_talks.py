"""Conversations of a demo challenge: times that are free, taken and noted, and what workers and managers said."""

import datetime

from django.utils import timezone

from casereview import actions, queries
from casereview.actions import Offered
from challenges.moments import acting_at, today, working_days_from
from peerchallenge.demo import story

NOTED, TAKEN, FREE = 5, 4, 4  # cases whose conversations are noted, taken, offered
PLACES = ("Civic offices, meeting room 2", "Family hub, quiet room", "https://meet.example.org/peer-challenge")

# What was said, by the code of the question; taken in turn.
SAID = {
    "proud": (
        "That the school, the family and we sat down together early, and that the plan was the family’s own.",
        "The trust that grew over the winter. It took many short visits and one promise that was kept.",
    ),
    "life_today": (
        "Calmer mornings, in school most days, and a grandparent close by. Evenings are still hard.",
        "Settled where they live, and worried about what comes after the summer.",
    ),
    "worried": (
        "That the help ends before the change has become a habit.",
        "That nobody has asked the father for a long time.",
    ),
    "changed": (
        "The adults talk to each other before they decide. School attendance has risen since the autumn.",
        "The child says what they want, and it is written into the plan.",
    ),
    "supervision": (
        "It gives time to think aloud. In busy months it turns into a list.",
        "The manager asked a question that changed the plan. That should be in the record, and is not.",
    ),
    "in_the_way": (
        "Writing the same thing into three forms.",
        "Waiting for an appointment that decides what comes next.",
    ),
    "partners": ("School rings before it worries. Health is harder to reach since the clinic moved.",),
    "differently": ("Ask the wider family in the first week.", "Write down the reason, beside the decision."),
    "how_do_you_know": (
        "I read one case of each worker every month, and I go along on a visit in every quarter.",
        "From the plan, and from what the chair of the conference writes. I would like to hear more from children.",
    ),
    "decided": (
        "To step down slowly, because the family asked for it and the school could carry the next part.",
        "Not to go to court yet: the family group conference had brought an offer that deserved a chance.",
    ),
}
OTHERWISE = ("Spoken about with care, and with the child in mind.",)
REFLECTIONS = (
    "They know this child well. What they told me is clearer than the record.",
    "A thoughtful manager, who would welcome time to be thoughtful in.",
    "Open about what did not work. I would like to hear on site how others deal with it.",
)


def begin(challenge, cast):
    """Times for thirteen cases: of some the note is finished, some are taken, some wait for somebody."""
    if not queries.has_conversations(challenge):
        return
    read = [case for case in queries.cases(challenge) if case.finished_at]
    groups = read[:NOTED], read[NOTED : NOTED + TAKEN], read[NOTED + TAKEN : NOTED + TAKEN + FREE]
    for number, cases in enumerate(groups):
        _offer(challenge, cases, days=(1, 5, 6)[number], where=PLACES[number], by=cast.organiser)
    for case in (*groups[0], *groups[1]):
        for row in case.conversations.all():
            actions.take_conversation(row, by=case.reviewer)
    with acting_at(story.moment(working_days_from(today(), 1), 17)):
        for case in groups[0]:
            for row in case.conversations.all():
                _note(challenge, row, case)


def _offer(challenge, cases, *, days, where, by):
    """From 9:30 on, one after another; the day is still to come."""
    day = working_days_from(today(), days)
    starts = timezone.make_aware(datetime.datetime.combine(day, datetime.time(9, 30)))
    wanted = [(case, who) for case in cases for who in ("worker", "manager")]
    times = [
        Offered(case, who, starts + datetime.timedelta(minutes=40 * number))
        for number, (case, who) in enumerate(wanted)
    ]
    if times:
        actions.offer_conversations(challenge, times=times, where=where, by=by)


def _note(challenge, row, case):
    pick = case.position
    answers = {}
    for place, each in enumerate(queries.questions(challenge, row.who)):
        said = SAID.get(each.code, OTHERWISE)
        answers[each.code] = said[pick % len(said)] if (pick + place) % 5 else ""
    actions.save_conversation_note(
        row,
        by=case.reviewer,
        version=1,
        answers=answers,
        reflection=REFLECTIONS[pick % len(REFLECTIONS)],
        finish=True,
    )
