"""Themes and modules, and which of their probes this challenge asks."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction
from django.db.models import Q

from challenges import audit
from challenges.action_tools import ActionRefused
from challenges.models import Audience, Challenge, Probe, Theme, User
from challenges.moments import now
from scoping import queries
from scoping.models import ChosenTheme, KeyLineOfEnquiry, LeftOutProbe
from scoping.standing import in_scoping


@transaction.atomic
def lay_out_themes(challenge: Challenge, *, by: User) -> list[ChosenTheme]:
    """The core elements and fixed themes of the programme are looked at from the start."""
    standing = ChosenTheme.objects.filter(challenge=challenge).values("theme")
    always = ~Q(kind=Theme.Kind.MODULE)
    if challenge.group:  # councils that challenge each other have their topic from the start
        always |= Q(code=challenge.group.theme_code)
    fixed = Theme.objects.filter(always, programme=challenge.programme_id)
    laid_out = _choose(challenge, list(fixed.exclude(pk__in=standing).order_by("position")), by)
    if laid_out:
        audit.record(
            "themes.laid_out",
            f"laid out the {len(laid_out)} themes every challenge of this programme looks at",
            by=by,
            challenge=challenge,
            target=challenge,
            audience=Audience.COUNCIL,
        )
    return laid_out


@transaction.atomic
def choose_modules(challenge: Challenge, *, modules: Collection[Theme], seen: Collection[int], by: User) -> None:
    """Choose the modules this challenge looks at. `seen` are those that stood on the page, so that no choice is lost."""
    challenge = in_scoping(challenge)
    offered = {theme.pk: theme for theme in queries.modules(challenge)}
    standing = {theme.pk: theme for theme in queries.chosen_themes(challenge) if theme.pk in offered}
    wanted = {theme.pk for theme in modules}
    if wanted - set(offered):
        raise ActionRefused("Choose modules of this programme.")
    if wanted == set(standing):
        return
    if set(seen) != set(standing):
        raise ActionRefused("Someone changed the modules while you were choosing. Load the page again, then choose.")
    out = [theme for pk, theme in standing.items() if pk not in wanted]
    line = KeyLineOfEnquiry.objects.filter(challenge=challenge, theme__in=out).select_related("theme").first()
    if line:
        raise ActionRefused(f"Key line {line.number} belongs to “{line.theme}”. Change the key line first.")
    ChosenTheme.objects.filter(challenge=challenge, theme__in=out).delete()
    _choose(challenge, [offered[pk] for pk in sorted(wanted - set(standing))], by)
    audit.record(
        "modules.chosen",
        "chose the modules: " + (", ".join(each.name for pk, each in offered.items() if pk in wanted) or "none"),
        by=by,
        challenge=challenge,
        target=challenge,
        audience=Audience.COUNCIL,
        was={"modules": [theme.name for theme in standing.values()]},
        becomes={"modules": [theme.name for pk, theme in offered.items() if pk in wanted]},
    )


@transaction.atomic
def choose_probes(
    challenge: Challenge, theme: Theme, *, probes: Collection[Probe], seen: Collection[int], by: User
) -> None:
    """Choose which probes of a theme this challenge asks. `seen` are those that were asked when the page was loaded."""
    challenge = in_scoping(challenge)
    if not queries.chosen_themes(challenge).filter(pk=theme.pk).exists():
        raise ActionRefused(f"“{theme}” is not a theme of this challenge.")
    every = {probe.pk: probe for probe in Probe.objects.filter(theme=theme).order_by("position")}
    asked = set(every) - queries.left_out_probes(challenge)
    wanted = {probe.pk for probe in probes}
    if wanted - set(every):
        raise ActionRefused(f"Choose probes of “{theme}”.")
    if wanted == asked:
        return
    if set(seen) != asked:
        raise ActionRefused("Someone changed the probes while you were choosing. Load the page again, then choose.")
    if not wanted:
        raise ActionRefused(f"Leave at least one probe of “{theme}”, so that the team knows what to look for.")
    LeftOutProbe.objects.filter(challenge=challenge, probe__in=wanted).delete()
    LeftOutProbe.objects.bulk_create(
        LeftOutProbe(challenge=challenge, probe=every[pk], left_out_at=now(), left_out_by=by) for pk in asked - wanted
    )
    audit.record(
        "themes.probes_chosen",
        f"chose {len(wanted)} of {len(every)} probes of “{theme}”",
        by=by,
        challenge=challenge,
        target=challenge,
        audience=Audience.COUNCIL,
        was={"probes": [probe.text for pk, probe in every.items() if pk in asked]},
        becomes={"probes": [probe.text for pk, probe in every.items() if pk in wanted]},
    )


def _choose(challenge: Challenge, themes: list[Theme], by: User) -> list[ChosenTheme]:
    moment = now()
    return ChosenTheme.objects.bulk_create(
        ChosenTheme(challenge=challenge, theme=theme, chosen_at=moment, chosen_by=by) for theme in themes
    )
