"""What a peer says about themselves."""

from __future__ import annotations

import datetime
from collections.abc import Collection
from typing import Any

from django.db import transaction

from challenges import audit
from challenges.action_tools import SavedByAnother, save_edit
from challenges.models import Council, PeerMonth, PeerProfile, PeerSkill, User
from challenges.moments import now


@transaction.atomic
def save_profile(
    user: User,
    *,
    version: int,
    skills: Collection[str],
    months: Collection[datetime.date],
    by: User,
    worked_for: Collection[Council] = (),
    in_pool: bool = False,
    **words: Any,
) -> PeerProfile:
    """Write the profile of a person: `words` by field name, the names of themes, the first days of months.

    `version` is 1 for a profile that has not been written yet. `worked_for` are councils of the last five years;
    `in_pool` says whether the person may be found for other challenges.
    """
    user = User.objects.select_for_update(of=("self",)).get(pk=user.pk)  # one save at a time, also the first
    moment = now()
    profile, made = PeerProfile.objects.get_or_create(user=user, defaults={"changed_at": moment, "changed_by": by})
    standing: dict[str, Any] = {
        "skills": sorted(profile.skills.values_list("theme", flat=True)),
        "months": sorted(profile.months.values_list("month", flat=True)),
        "worked_for": sorted(profile.worked_for.values_list("name", flat=True)),
    }
    wanted: dict[str, list[Any]] = {
        "skills": sorted(set(skills)),
        "months": sorted(set(months)),
        "worked_for": sorted(council.name for council in worked_for),
    }
    if profile.version != version and standing != wanted:
        refusal = SavedByAnother(profile, list(words))
        refusal.theirs |= {"skills": ", ".join(standing["skills"])}
        refusal.theirs |= {"months": ", ".join(f"{month:%B %Y}" for month in standing["months"])}
        refusal.theirs |= {"worked_for": ", ".join(standing["worked_for"])}
        raise refusal
    profile, was, becomes = save_edit(profile, by=by, version=version, changes=words)
    if standing["skills"] != wanted["skills"]:
        profile.skills.exclude(theme__in=wanted["skills"]).delete()
        new = set(wanted["skills"]) - set(standing["skills"])
        PeerSkill.objects.bulk_create(PeerSkill(profile=profile, theme=theme) for theme in sorted(new))
    if standing["months"] != wanted["months"]:
        profile.months.exclude(month__in=wanted["months"]).delete()
        new = set(wanted["months"]) - set(standing["months"])
        PeerMonth.objects.bulk_create(PeerMonth(profile=profile, month=month) for month in sorted(new))
    if standing["worked_for"] != wanted["worked_for"]:
        profile.worked_for.set(worked_for)
    if bool(profile.in_pool_since) != in_pool:
        standing["in_pool"], wanted["in_pool"] = [bool(profile.in_pool_since)], [in_pool]
        profile.in_pool_since = now() if in_pool else None
        profile.save(update_fields=["in_pool_since"])
    changed = [name for name in wanted if standing[name] != wanted[name]]
    audit.record(
        "profile.written",
        "wrote their peer profile" if made else "changed their peer profile",
        by=by,
        challenge=None,
        target=profile,
        was=was | {name: standing[name] for name in changed},
        becomes=becomes | {name: wanted[name] for name in changed},
    )
    return profile
