"""What the tests of these pages share."""

import datetime

from challenges import actions as bottom
from preparation import actions
from tests.factories import UserFactory

MARCH = datetime.date(2027, 3, 1)


FRONT_DOOR, EARLY_HELP = "Front door", "Early help"


def peer(*, skills=(FRONT_DOOR,), months=(MARCH,), council=None, worked_for=(), in_pool=True, level="head", **fields):
    """Somebody who stands in the pool."""
    user = UserFactory(**fields)
    bottom.save_profile(
        user,
        version=1,
        skills=skills,
        months=months,
        worked_for=worked_for,
        in_pool=in_pool,
        council=council,
        seniority=level,
        authority=str(council or "A trust"),
        by=user,
    )
    return user


def put(challenge, user, **how):
    how = {"role": "peer", "place": "Social care peer", "by": challenge.created_by} | how
    return actions.add_candidate(challenge, user=user, **how)
