"""The lists of children of a demo challenge, and the sample drawn from them: no child, worker or team in them exists."""

import random

from django.core.files.uploadedfile import SimpleUploadedFile

from casereview import actions, queries
from casereview.actions import ListRead, Reading, Row
from challenges.moments import today, working_days_from

CHILDREN = 420
SEED = "b1f0c4d2a6e83975"
TEAMS = (
    "Assessment North",
    "Assessment South",
    "Family support East",
    "Family support West",
    "Children in care",
    "Next steps",
)
# List: how many of a hundred children stand in it, and where a case may stand.
IN_LIST = {
    1: (60, ("",)),
    2: (25, ("Open", "Completed")),
    3: (35, ("Taken forward", "Taken forward", "No further action")),
    4: (30, ("Open", "Closed", "Closed")),
    5: (12, ("Open", "Initial conference held", "No initial conference")),
    6: (45, ("Child in need plan", "Child in need plan", "Open assessment", "Looked after child", "Child protection plan")),
    7: (10, ("Plan up to 12 months", "Plan up to 12 months", "Plan over 12 months", "Second or later plan", "Ended")),
    8: (14, ("In care", "In care", "In care", "Placed with parents", "Placed out of area", "Ceased")),
    9: (9, ("Former relevant child", "Relevant child", "Qualifying care leaver")),
}  # fmt: skip
# Further dates of a list, as working days after its first.
LATER = {
    2: {"end": 24},
    4: {"end": 38},
    5: {"conference": 13},
    6: {"seen": 11},
    7: {"visit": 9, "review": 15},
    8: {"visit": 12, "review": 18, "health": 16},
}
WITHOUT_A_TEAM = {1, 2}  # the lists do not say


def keep(challenge, cast):
    """The organiser has uploaded the lists, decided to keep them in short, and taken the key."""
    upload = SimpleUploadedFile("Lists of children.csv", b"Child Unique ID")
    reading = _reading(random.Random(f"{challenge.slug}"))  # noqa: S311  # nosec B311  # invented children, the same each time
    lists = actions.upload_lists(challenge, [upload], by=cast.organiser)
    lists = actions.keep_reading_of_lists(lists, reading, by=cast.organiser)
    lists = actions.keep_lists(lists, by=cast.organiser)
    lists = actions.store_lists(lists, reading, by=cast.organiser)
    actions.take_key(lists, by=cast.organiser)


def draw(challenge, cast):
    """The lead peer draws the numbers of the programme, replaces one case, and locks the sample."""
    numbers = {stratum.name: stratum.cases for stratum in challenge.programme.plan.case_review.strata}
    wanted = actions.Wanted(numbers, to_validate=4)
    sample = actions.draw_sample(challenge, wanted=wanted, by=cast.lead_peer, seed=SEED)
    reserve = sample.children.filter(state="reserve").first()
    child = sample.children.filter(state="chosen", stratum=reserve.stratum).last()
    actions.replace_sampled(child, because="A complaint about this case is being looked into", by=cast.lead_peer)
    actions.lock_sample(challenge, by=cast.challenge_manager)


def can_be_drawn(challenge):
    """Whether the programme names lists for every part of the sample."""
    parts = queries.proposed_parts(challenge)
    return bool(parts) and all(part.lists for part in parts)


def _reading(chance):
    first = working_days_from(today(), -chance.randint(40, 90))
    day = first.isoformat()
    later = {
        number: {key: working_days_from(first, days).isoformat() for key, days in dates.items()}
        for number, dates in LATER.items()
    }
    rows = []
    for number in range(1, CHILDREN + 1):
        leaver = number % 11 == 0
        child = Row(
            0,
            child=f"{5000 + number}",
            age_band="18 to 25" if leaver else chance.choice(["Under 1", "1 to 4", "5 to 9", "10 to 15", "10 to 15", "16 to 17"]),
            gender=chance.choice(["Female", "Male"]),
            ethnicity=chance.choice(["White", "White", "White", "Mixed", "Asian", "Black", ""]),
            disability=chance.choice(["No", "No", "No", "Yes"]),
            team=chance.choice(TEAMS),
            worker=f"{chance.choice('ABDEGHJKLM')}{chance.choice('NPRSTVWY')}",
            family=f"{number // 3}" if number % 6 < 2 else "",
            status="",
            audited=day if number % 17 == 0 else "",
            dates={"start": day},
        )  # fmt: skip
        for list_number, (share, statuses) in IN_LIST.items():
            if (list_number == 9) if leaver else (list_number != 9 and chance.randrange(100) < share):
                untold = {"team": "", "worker": ""} if list_number in WITHOUT_A_TEAM else {}
                rows.append(
                    child._replace(
                        number=list_number,
                        status=chance.choice(statuses),
                        **untold,
                        dates={"start": day} | later.get(list_number, {}),
                    )
                )
    lists = [
        ListRead(number, f"List {number}", f"List {number}", 1, sum(row.number == number for row in rows), 9, 9)
        for number in IN_LIST
    ]
    return Reading(lists, rows)
