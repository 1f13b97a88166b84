"""The rules in words: for the page of a challenge, and for docs/retention.md."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.apps import apps

from challenges.models import Challenge, RetentionCertificate
from challenges.moments import today
from challenges.retention.due import kept_until, spec_of
from challenges.retention.kinds import ForGood, Group, HeldBy, OwnDate, Period, Rule, WhileUsed, With, duration
from challenges.retention.rules import GROUPS, RULES, called, parent_of

if TYPE_CHECKING:
    from challenges.programme_files.specs import RetentionSpec

COMES = {
    "case_review": "the case review ends",
    "final_report": "the final report is issued",
    "closed": "the challenge closes",
}
CAME = {
    "case_review": "the end of the case review",
    "final_report": "the final report",
    "closed": "the challenge has closed",
}
# What has a date of its own in a challenge, for its page.
OF_A_CHALLENGE = [
    "challenges.OutboundMail",
    "challenges.AuditEvent",
    "challenges.Opening",
    "challenges.Draft",
    "challenges.UnfinishedUpload",
    "challenges.Invitation",
    "challenges.Membership",
]


@dataclass(frozen=True)
class Told:
    """A group on the page of its challenge."""

    group: Group
    spec: RetentionSpec
    kept_until: datetime.date | None
    certificates: list[RetentionCertificate] = field(default_factory=list)

    @property
    def period(self) -> str:
        """How long it is kept, in words."""
        return period_in_words(self.spec)

    @property
    def is_past(self) -> bool:
        """Whether its last day is over; what is left goes in the night, unless a hold stops it."""
        return self.kept_until is not None and self.kept_until < today()


def told(challenge: Challenge) -> list[Told]:
    """Every group of a challenge: its rule, its last day, and the certificates of what went. Two queries."""
    last_days = kept_until(challenge)
    went: dict[str, list[RetentionCertificate]] = {}
    for certificate in RetentionCertificate.objects.of(challenge):
        went.setdefault(certificate.rule, []).append(certificate)
    return [
        Told(group, spec_of(challenge.programme, group), last_days[key], went.get(key, []))
        for key, group in GROUPS.items()
    ]


def own_dates() -> list[tuple[str, str, str]]:
    """What of a challenge has a date of its own: what it is, how long it is kept, and why."""
    rows = []
    for label in OF_A_CHALLENGE:
        for rule in RULES[label]:
            if isinstance(rule, OwnDate):
                rows.append((called(label, 2).capitalize(), f"{duration(rule.days)} after {rule.since}", rule.reason))
    return rows


def period_in_words(spec: RetentionSpec) -> str:
    """As: until the final report is issued; two years after the challenge has closed."""
    if spec.days == 0:
        return f"until {COMES[spec.after]}"
    return f"{duration(spec.days)} after {CAME[spec.after]}"


def in_words(label: str, rule: Rule) -> str:
    """One rule of one model as a sentence without its end."""
    match rule:
        case ForGood():
            return f"for good: {rule.reason}"
        case With():
            return f"with its {parent_of(label, rule)._meta.verbose_name}"
        case HeldBy():
            names = dict.fromkeys(apps.get_model(each.rpartition(".")[0])._meta.verbose_name for each in rule.holders)
            return f"with the {' or '.join(map(str, names))} it belongs to"
        case Period():
            part = " (part of its rows)" if rule.rows else ""
            return f"with “{GROUPS[rule.key].title}”{part}: {period_in_words(GROUPS[rule.key].default)}"
        case OwnDate():
            after = f"{duration(rule.days)} after {rule.since}" if rule.days else f"until {rule.since}"
            return f"{after}: {rule.reason}"
        case WhileUsed():
            return f"{duration(rule.days)} after it was last used: {rule.reason}"


def draw() -> str:
    """docs/retention.md."""
    lines = [
        "# What is kept, and until when",
        "",
        "Drawn from challenges/retention/rules.py. The periods are proposals for a data protection officer. A programme can",
        "set its own under `[retention.*]` in its file; where it says nothing, these hold. What is past its last day goes in",
        "the following night, unless a hold of the programme office stops it; a certificate says what went.",
        "",
        "## By challenge",
        "",
        "| what | key | kept | why | what stays |",
        "|---|---|---|---|---|",
    ]
    for group in GROUPS.values():
        lines.append(
            f"| **{group.title}.** {group.what} | `{group.key}` | {period_in_words(group.default)} | "
            f"{group.default.reason} | {group.stays} |"
        )
    lines += [
        "",
        "## By table",
        "",
        "Of several rules the first that comes due takes the row.",
        "",
        "| table | kept |",
        "|---|---|",
    ]
    for label, rules in RULES.items():
        lines.append(f"| {label} | {'; or '.join(in_words(label, rule) for rule in rules)} |")
    return "\n".join(lines) + "\n"
