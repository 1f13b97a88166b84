"""The scope: themes and their probes, key lines, and all of it as a version of the proposal freezes it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Prefetch, QuerySet

from challenges.lifecycle import Stage
from challenges.models import Challenge, Membership, Probe, Theme
from challenges.moments import is_working_day
from challenges.programme_files import FormatSpec
from scoping import capacity
from scoping.models import ChosenTheme, KeyLineOfEnquiry, LeftOutProbe, ProposalTerms
from scoping.named import NAMED


def key_lines(challenge: Challenge) -> QuerySet[KeyLineOfEnquiry]:
    """The key lines of enquiry, by number."""
    return KeyLineOfEnquiry.objects.filter(challenge=challenge).select_related("theme").order_by("number")


def chosen_themes(challenge: Challenge) -> QuerySet[Theme]:
    """The themes this challenge looks at, in the order of the programme."""
    chosen = ChosenTheme.objects.filter(challenge=challenge)
    return Theme.objects.filter(pk__in=chosen.values("theme")).order_by("position")


def chosen_themes_with_probes(challenge: Challenge) -> list[Theme]:
    """The same, each with its probes that are asked here as `probe_list`, and those that are not as `left_out`."""
    return _with_probes(chosen_themes(challenge), challenge)


def modules(challenge: Challenge) -> QuerySet[Theme]:
    """The modules the programme offers to choose from."""
    offered = Theme.objects.filter(programme=challenge.programme_id, kind=Theme.Kind.MODULE)
    return offered.order_by("position")


def modules_with_probes(challenge: Challenge) -> list[Theme]:
    """The same, each with its probes as `chosen_themes_with_probes` has them."""
    return _with_probes(modules(challenge), challenge)


def left_out_probes(challenge: Challenge) -> set[int]:
    """The keys of the probes this challenge does not ask."""
    return set(LeftOutProbe.objects.filter(challenge=challenge).values_list("probe", flat=True))


def _with_probes(themes: QuerySet[Theme], challenge: Challenge) -> list[Theme]:
    left_out = left_out_probes(challenge)
    every = Prefetch("probes", Probe.objects.order_by("position"), to_attr="every_probe")
    listed: list[Any] = list(themes.prefetch_related(every))
    for theme in listed:
        theme.probe_list = [probe for probe in theme.every_probe if probe.pk not in left_out]
        theme.left_out = [probe for probe in theme.every_probe if probe.pk in left_out]
    return listed


def terms(challenge: Challenge) -> ProposalTerms | None:
    """What the proposal says besides the scope, or None while nobody has said anything."""
    return ProposalTerms.objects.filter(challenge=challenge).first()


def formats(challenge: Challenge, said: ProposalTerms | None) -> list[FormatSpec]:
    """The forms of feedback chosen; what the programme suggests, until somebody chooses."""
    offered = challenge.programme.plan.formats
    if said and said.formats:
        return [each for each in offered if each.code in said.formats]
    return [each for each in offered if each.usual]


def is_written(challenge: Challenge, scope: dict[str, Any]) -> bool:
    """Whether a frozen scope agrees on feedback in writing; where it speaks of no forms, the programme's hold."""
    chosen = {each["code"] for each in scope.get("feedback", {}).get("formats", [])}
    written = {each.code for each in challenge.programme.plan.formats if each.is_written}
    return not chosen or bool(chosen & written)


def gauge(
    challenge: Challenge, themes: Iterable[Theme], key_lines: Iterable[KeyLineOfEnquiry], said: ProposalTerms | None
) -> capacity.Gauge:
    """Whether this scope fits into the days on site. The themes come with their probes (`chosen_themes_with_probes`)."""
    plan = challenge.programme.plan
    days = days_on_site(challenge)
    return capacity.gauge(
        plan,
        themes=[(theme.name, theme.kind, len(theme.probe_list)) for theme in themes],  # type: ignore[attr-defined]
        key_lines=[(f"Key line {line.number}", line.evidence) for line in key_lines],
        people=(said.peers if said and said.peers else 0) or capacity.usual_team(plan),
        days=days,
        timetable=[slot for slot in plan.timetable_in(challenge.shape) if slot.day <= days],
    )


def days_on_site(challenge: Challenge) -> int:
    """How many working days the team is there; where it comes on none, how many days."""
    span = range(challenge.starts_on.toordinal(), challenge.ends_on.toordinal() + 1)
    return sum(is_working_day(challenge.starts_on.fromordinal(day)) for day in span) or len(span)


def scope_of(challenge: Challenge) -> dict[str, Any]:
    """The scope as a version of the proposal freezes it. Dates stand in words, as in the document."""
    held = Membership.objects.holding(*NAMED).filter(challenge=challenge).select_related("user").order_by("pk")
    said = terms(challenge)
    plan = challenge.programme.plan
    return {
        "themes": [
            {
                "code": theme.code,
                "name": theme.name,
                "kind": theme.kind,
                "probes": [probe.text for probe in theme.probe_list],  # type: ignore[attr-defined]
                "derived": any(probe.derived for probe in theme.probe_list),  # type: ignore[attr-defined]
            }
            for theme in chosen_themes_with_probes(challenge)
        ],
        "key_lines": [
            {
                "id": line.pk,
                "number": line.number,
                "question": line.question,
                "theme": line.theme.name if line.theme else "",
                **{field: getattr(line, field) for field in [*KeyLineOfEnquiry.WANTED, *KeyLineOfEnquiry.ALSO]},
                "evidence": line.evidence_in_words,
            }
            for line in key_lines(challenge)
        ],
        "team": {
            "peers": said.peers or 0 if said else 0,
            "places": [
                {"label": place.label, "how_many": how_many(place.least, place.most), "days": place.days}
                for place in plan.team
            ],
            "needed": said.team_needed if said else "",
        },
        "dates": {
            "on_site": challenge.on_site_dates,
            "milestones": [
                {
                    "name": each.name,
                    "due_on": f"{each.due_on:%-d %B %Y}",
                    "owner": each.get_owner_display(),
                }
                for each in challenge.milestones.exclude(stage=Stage.SCOPING).order_by("due_on", "position")
            ],
        },
        "responsibilities": {"also": said.responsibilities if said else ""},
        "confidentiality": {
            "own_agreement": bool(said and said.own_agreement),
            "also": said.confidentiality if said else "",
        },
        "feedback": {
            "formats": [
                {"code": each.code, "label": each.label, "what": each.what} for each in formats(challenge, said)
            ],
            "to": said.feedback_to if said else "",
        },
        "people": [
            {
                "role": membership.get_role_display(),
                "name": membership.user.name,
                "job_title": membership.user.job_title,
            }
            for role in NAMED
            for membership in held
            if membership.role == role
        ],
    }


def how_many(least: int, most: int) -> str:
    """As: 1, 3 to 4, up to 1."""
    if least == most:
        return str(most)
    return f"{least} to {most}" if least else f"up to {most}"
