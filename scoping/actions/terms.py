"""What the proposal says besides the scope: team, feedback, confidentiality, who does what."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db import transaction

from challenges import audit, text_check
from challenges.action_tools import SavedByAnother, check_clean, save_edit
from challenges.models import Audience, Challenge, User
from challenges.moments import now
from scoping.models import ProposalTerms
from scoping.standing import in_scoping


@transaction.atomic
def set_terms(
    challenge: Challenge,
    *,
    version: int,
    peers: int | None,
    team_needed: str,
    formats: Collection[str],
    feedback_to: str,
    own_agreement: bool,
    confidentiality: str,
    responsibilities: str,
    by: User,
) -> ProposalTerms:
    """Set what the next version of the proposal says. version: that of the terms the page was loaded with, 0 for none."""
    challenge = in_scoping(challenge)
    offered = [each.code for each in challenge.programme.plan.formats]
    texts = {
        "team_needed": team_needed,
        "feedback_to": feedback_to,
        "confidentiality": confidentiality,
        "responsibilities": responsibilities,
    }
    text_check.must_be_clean(challenge, texts, audience=Audience.COUNCIL)
    changes: dict[str, Any] = texts | {
        "peers": peers,
        "formats": [code for code in offered if code in formats],
        "own_agreement": own_agreement,
    }
    standing = ProposalTerms.objects.filter(challenge=challenge).first()
    if standing and not version:
        raise SavedByAnother(standing, list(changes))
    if standing:
        terms, was, becomes = save_edit(standing, by=by, version=version, changes=changes)
    else:
        who = {"written_by": by, "written_at": now(), "changed_by": by, "changed_at": now()}
        terms = ProposalTerms(challenge=challenge, audience=Audience.COUNCIL, **changes, **who)
        check_clean(terms)
        terms.save()
        was, becomes = {}, {}
    audit.record(
        "terms.set",
        "set team, feedback and confidentiality for the scoping proposal",
        by=by,
        challenge=challenge,
        target=terms,
        audience=Audience.COUNCIL,
        was=was,
        becomes=becomes,
    )
    return terms
