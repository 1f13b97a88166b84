"""Keeping versions of programmes."""

from __future__ import annotations

import hashlib
import json

from django.db import transaction

from challenges import audit
from challenges.action_tools import ActionRefused
from challenges.actions.agreements import load_texts
from challenges.models import (
    Probe,
    Programme,
    Theme,
    User,
)
from challenges.moments import now
from challenges.programme_files import ProgrammeFile


@transaction.atomic
def load_programme(content: dict, plan: ProgrammeFile, *, by: User) -> Programme | None:
    """Keep a programme file as a version; None when this very content stands already.

    A version once loaded never changes, since challenges run by it: a changed file needs a higher version number.
    """
    sha256 = hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()
    standing = Programme.objects.filter(code=plan.code, version=plan.version).first()
    if standing and standing.sha256 == sha256:
        return None
    if standing:
        raise ActionRefused(
            f"Version {plan.version} of “{plan.name}” is loaded already and differs. Give the changed file a new version."
        )
    programme = Programme.objects.create(
        code=plan.code,
        version=plan.version,
        name=plan.name,
        summary=plan.summary,
        content=content,
        sha256=sha256,
        loaded_at=now(),
    )
    for position, spec in enumerate(plan.themes):
        theme = Theme.objects.create(
            programme=programme, code=spec.code, kind=spec.kind, name=spec.name, position=position
        )
        Probe.objects.bulk_create(
            Probe(theme=theme, code=probe.code, text=probe.text, derived=spec.derived, position=place)
            for place, probe in enumerate(spec.probes)
        )
    load_texts(programme, by=by)
    audit.record(
        "programme.loaded",
        f"loaded version {plan.version} of the programme “{plan.name}”",
        by=by,
        challenge=None,
        target=programme,
    )
    return programme
