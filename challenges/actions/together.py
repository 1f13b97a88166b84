"""Councils that challenge each other: triads and events set up in one step, and who visits whom."""

from __future__ import annotations

import datetime
from collections.abc import Collection
from itertools import combinations

from django.db import transaction
from django.utils.text import get_text_list

from challenges import audit
from challenges.action_tools import ActionRefused, check_clean, locked
from challenges.actions.challenges import create_challenge
from challenges.models import Audience, Challenge, ChallengeGroup, Council, Programme, User, Visit
from challenges.moments import now
from challenges.programme_files import ProgrammeFile


@transaction.atomic
def set_up_group(
    *,
    programme: Programme,
    shape: str,
    hosts: list[tuple[Council, datetime.date]],
    topic: str,
    by: User,
    theme_code: str = "",
    because: str = "",
) -> ChallengeGroup:
    """Set up a triad or an event: a challenge for each council, which the others visit, all on one topic.

    `hosts` are the councils with their first on-site days. `because` says why councils of several regions come together.
    """
    spec = programme.plan.shape(shape)
    if spec is None or spec.councils == 1:
        raise ActionRefused(f"“{programme}” is not run in this shape.")
    councils = [council for council, _day in hosts]
    if len(set(councils)) != spec.councils:
        raise ActionRefused(f"Choose {spec.councils} different councils.")
    if not because.strip():
        _check_regions(programme.plan, councils)
    group = ChallengeGroup(
        shape=shape, topic=topic.strip(), theme_code=theme_code, because=because.strip(), made_at=now(), made_by=by
    )
    check_clean(group)
    group.save()
    challenges = [
        create_challenge(council=council, programme=programme, starts_on=day, group=group, by=by)
        for council, day in hosts
    ]
    if shape == ChallengeGroup.Shape.TRIAD:
        _check_apart(challenges)
    for challenge in challenges:
        others = [each for each in councils if each != challenge.council]
        Visit.objects.bulk_create(
            Visit(challenge=challenge, council=council, because=group.because, matched_at=now(), matched_by=by)
            for council in others
        )
        audit.record(
            "councils.matched",
            f"set this challenge up as part of {'a triad' if shape == 'triad' else 'an event'} on {group.topic}; "
            f"{get_text_list([str(each) for each in others], 'and')} {'visit' if len(others) > 1 else 'visits'}",
            by=by,
            challenge=challenge,
            target=group,
            audience=Audience.COUNCIL,
            reason=group.because,
        )
    return group


def _check_regions(plan: ProgrammeFile, councils: list[Council]) -> None:
    """In a regional programme councils come from one region; the sentence says which do not."""
    if plan.peers_from != "same_region":
        return
    unknown = [str(each) for each in councils if not each.region]
    if unknown:
        raise ActionRefused(
            f"The region of {get_text_list(unknown, 'and')} is not known. Give it on the page of councils, or say why these councils "
            "come together."
        )
    if len({each.region for each in councils}) > 1:
        where = get_text_list([f"{each} is in {each.region}" for each in councils], "and")
        raise ActionRefused(f"{where}. Choose councils of one region, or say why these come together.")


def _check_apart(challenges: list[Challenge]) -> None:
    """Nobody can be host and visitor on the same day."""
    for one, two in combinations(challenges, 2):
        if one.starts_on <= two.ends_on and two.starts_on <= one.ends_on:
            raise ActionRefused(
                f"The visits to {one.council} ({one.on_site_dates}) and to {two.council} ({two.on_site_dates}) fall on the "
                "same days. Each council visits the others: choose days apart."
            )


@transaction.atomic
def match_visitor(challenge: Challenge, *, council: Council, by: User, because: str = "") -> Visit:
    """Name a council whose people visit the host. One of another region needs a reason, in a regional programme."""
    challenge = locked(challenge)
    if council == challenge.council:
        raise ActionRefused(f"{council} is the host. Choose another council.")
    if not because.strip():
        _check_regions(challenge.programme.plan, [challenge.council, council])
    visit = Visit(challenge=challenge, council=council, because=because.strip(), matched_at=now(), matched_by=by)
    check_clean(visit)
    visit.save()
    audit.record(
        "council.matched",
        f"named {council} as a visiting council",
        by=by,
        challenge=challenge,
        target=visit,
        audience=Audience.COUNCIL,
        reason=visit.because,
    )
    return visit


@transaction.atomic
def end_match(visit: Visit, *, by: User) -> None:
    """Take a council from the visitors. People of it who are in the team stay in it."""
    visit = locked(visit)
    if visit.challenge.group_id:
        raise ActionRefused("These councils challenge each other: their visits were set up together.")
    audit.record(
        "council.match_ended",
        f"took {visit.council} from the visiting councils",
        by=by,
        challenge=visit.challenge,
        target=visit,
        audience=Audience.COUNCIL,
    )
    visit.delete()


@transaction.atomic
def place_council(
    council: Council, *, region: str, by: User, kind: str = "", neighbours: Collection[Council] = ()
) -> Council:
    """Say in which region a council lies, what kind of authority it is, and which councils are next to it."""
    council = locked(council)
    was = {"region": council.region, "kind": council.kind, "neighbours": sorted(map(str, council.neighbours.all()))}
    council.region, council.kind = region, kind
    check_clean(council)
    council.save(update_fields=["region", "kind"])
    council.neighbours.set([each for each in neighbours if each.pk != council.pk])
    becomes = {"region": region, "kind": kind, "neighbours": sorted(map(str, council.neighbours.all()))}
    audit.record(
        "council.placed",
        f"said that {council} lies in {region}",
        by=by,
        challenge=None,
        target=council,
        was={name: value for name, value in was.items() if value != becomes[name]},
        becomes={name: value for name, value in becomes.items() if value != was[name]},
    )
    return council
