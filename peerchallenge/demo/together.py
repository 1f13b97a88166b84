"""A triad in the demo: three invented councils of one region challenge each other on domestic abuse, all in scoping."""

from __future__ import annotations

from challenges import actions
from challenges.models import ChallengeGroup, Council, Programme, Region
from challenges.moments import acting_at, working_days_from
from peerchallenge.demo.cast import Cast
from peerchallenge.demo.story import add_people, first_day, moment

PROGRAMME = "regional-sector-led"
NAME = "a triad of three councils"
TOPIC, THEME = "Domestic abuse", "T4"
# Council, and how many working days from today it is visited.
CHALLENGES = [("Ashford Vale Council", 60), ("Brookmere Council", 75), ("Castleton Borough Council", 90)]


def tell(cast: Cast) -> ChallengeGroup:
    """Set the three up in one step, and say who takes part in the first of them."""
    by = cast.programme_manager
    councils = [
        Council.objects.filter(name=name).first()
        or actions.add_council(name=name, region=Region.SOUTH_EAST, by=by, is_demo=True)
        for name, _offset in CHALLENGES
    ]
    days = [first_day(offset) for _name, offset in CHALLENGES]
    with acting_at(moment(working_days_from(days[0], -62), 10)):
        group = actions.set_up_group(
            programme=Programme.objects.newest().get(code=PROGRAMME),
            shape=ChallengeGroup.Shape.TRIAD,
            hosts=list(zip(councils, days, strict=True)),
            topic=TOPIC,
            theme_code=THEME,
            by=by,
        )
        add_people(group.challenges.order_by("starts_on").first(), cast)
    return group
