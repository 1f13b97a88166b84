"""The talk with the sponsor once the cases are read: what was told, what was said, what was agreed."""

from __future__ import annotations

import datetime

from django.db import transaction

from casereview import phases, queries
from casereview.models import SponsorSummary
from challenges import audit, text_check
from challenges.action_tools import ActionRefused, check_clean, locked, save_edit
from challenges.models import Audience, Challenge, User
from challenges.moments import now, today


@transaction.atomic
def write_sponsor_summary(
    challenge: Challenge,
    *,
    by: User,
    version: int,
    met_on: datetime.date,
    present: str,
    told: str,
    heard: str = "",
    agreed: str = "",
) -> SponsorSummary:
    """Keep what was said in the talk with the sponsor; for the team, until it is shared with the council."""
    challenge = locked(challenge)
    if phases.reads_own_cases_first(by, challenge):
        raise ActionRefused("Finish your own cases first. The talk with the sponsor is about all of them.")
    if met_on > today():
        raise ActionRefused("The day of the talk lies ahead. Note it once you have met.")
    changes = {"met_on": met_on, "present": present, "told": told, "heard": heard, "agreed": agreed}
    words = {name: text for name, text in changes.items() if isinstance(text, str)}
    codes = queries.codes_by_place(challenge, words)
    if codes:
        raise ActionRefused(" ".join(codes))
    standing = SponsorSummary.objects.select_for_update(of=("self",)).filter(challenge=challenge).first()
    if standing and standing.audience == Audience.COUNCIL:
        raise ActionRefused("The record is shared with the council. Its words stay as they are.")
    text_check.must_be_clean(challenge, words, audience=Audience.TEAM)
    if standing:
        summary, was, becomes = save_edit(standing, by=by, version=version, changes=changes)
    else:
        moment = now()
        summary = SponsorSummary(
            challenge=challenge,
            audience=Audience.TEAM,
            written_by=by,
            written_at=moment,
            changed_by=by,
            changed_at=moment,
            version=2,  # whoever else opened the empty page carries 1, and is told
            **changes,
        )
        check_clean(summary)
        summary.save()
        was, becomes = {}, changes
    audit.record(
        "sponsor_summary.changed" if standing else "sponsor_summary.written",
        "changed the record of the talk with the sponsor" if standing else "noted the talk with the sponsor",
        by=by,
        challenge=challenge,
        target=summary,
        audience=Audience.TEAM,
        was=was,
        becomes=becomes,
    )
    return summary


@transaction.atomic
def share_sponsor_summary(challenge: Challenge, *, by: User, version: int) -> SponsorSummary:
    """Let the council read the record of the talk; its words stay as they are from then on."""
    summary = SponsorSummary.objects.select_for_update(of=("self",)).filter(challenge=challenge).first()
    if summary is None:
        raise ActionRefused("Note the talk first, then share it.")
    if summary.audience == Audience.COUNCIL:
        raise ActionRefused("The record is shared with the council already.")
    if summary.version != version:
        raise ActionRefused(f"{summary.changed_by} changed the record since you opened this page. Read it again first.")
    words = {name: getattr(summary, name) for name in ("present", "told", "heard", "agreed")}
    codes = queries.codes_by_place(challenge, words)
    if codes:
        raise ActionRefused(" ".join(codes))
    text_check.must_be_clean(challenge, words, audience=Audience.COUNCIL)
    summary.audience = Audience.COUNCIL
    check_clean(summary)
    summary.save(update_fields=["audience"])
    audit.record(
        "sponsor_summary.shared",
        "shared the record of the talk with the sponsor with the council",
        by=by,
        challenge=challenge,
        target=summary,
        audience=Audience.COUNCIL,
    )
    return summary
