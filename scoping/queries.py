"""What is left to do in scoping, and what later stages may ask about the scope."""

from __future__ import annotations

import datetime
from typing import Any

from django.db.models import OuterRef, Prefetch, QuerySet, Subquery
from django.urls import reverse

from challenges.lifecycle import Stage, ToDo
from challenges.models import Challenge, Membership, Probe, Role, Theme
from scoping.models import ChosenTheme, KeyLineOfEnquiry, ScopingProposal
from scoping.scope_changes import changes, in_words

SCOPE = "scoping:scope"
PROPOSAL = "scoping:proposal"
NEEDED = {
    Role.SPONSOR: "Name the sponsor",
    Role.CHALLENGE_MANAGER: "Name the challenge manager",
    Role.ORGANISER: "Name the organiser",
}


def key_lines(challenge: Challenge) -> QuerySet[KeyLineOfEnquiry]:
    """The key lines of enquiry, by number."""
    return KeyLineOfEnquiry.objects.filter(challenge=challenge).select_related("theme").order_by("number")


def chosen_themes(challenge: Challenge) -> QuerySet[Theme]:
    """The themes this challenge looks at, in the order of the programme."""
    chosen = ChosenTheme.objects.filter(challenge=challenge)
    return Theme.objects.filter(pk__in=chosen.values("theme")).order_by("position")


def chosen_themes_with_probes(challenge: Challenge) -> QuerySet[Theme]:
    """The same, each with its probes as `probe_list`."""
    probes = Prefetch("probes", Probe.objects.order_by("position"), to_attr="probe_list")
    return chosen_themes(challenge).prefetch_related(probes)


def modules(challenge: Challenge) -> QuerySet[Theme]:
    """The modules the programme offers to choose from, each with its first probe as `first_probe`."""
    offered = Theme.objects.filter(programme=challenge.programme_id, kind=Theme.Kind.MODULE)
    first = Probe.objects.filter(theme=OuterRef("pk")).order_by("position").values("text")[:1]
    return offered.annotate(first_probe=Subquery(first)).order_by("position")


def agreed_proposal(challenge: Challenge) -> ScopingProposal | None:
    """The version the sponsor agreed, or None."""
    agreed = ScopingProposal.objects.filter(challenge=challenge, agreed_at__isnull=False)
    return agreed.with_document().first()


def newest_proposal(challenge: Challenge) -> ScopingProposal | None:
    """The version made last, sent or not."""
    return ScopingProposal.objects.filter(challenge=challenge).order_by("-number").first()


def sent_before(proposal: ScopingProposal) -> ScopingProposal | None:
    """The version the council had before this one, or None."""
    earlier = ScopingProposal.objects.filter(challenge=proposal.challenge_id, number__lt=proposal.number)
    return earlier.sent().order_by("-number").first()


def newest_sent_number(challenge: Challenge) -> int | None:
    """The number of the version sent last."""
    sent = ScopingProposal.objects.filter(challenge=challenge).sent()
    return sent.order_by("-number").values_list("number", flat=True).first()


def scope_of(challenge: Challenge) -> dict[str, Any]:
    """The scope as a version of the proposal freezes it."""
    held = Membership.objects.holding(*NEEDED).filter(challenge=challenge).select_related("user").order_by("pk")
    return {
        "themes": [{"code": theme.code, "name": theme.name, "kind": theme.kind} for theme in chosen_themes(challenge)],
        "key_lines": [
            {
                "id": line.pk,
                "number": line.number,
                "question": line.question,
                "theme": line.theme.name if line.theme else "",
                **{field: getattr(line, field) for field in KeyLineOfEnquiry.WANTED},
            }
            for line in key_lines(challenge)
        ],
        "dates": {
            "on_site": challenge.on_site_dates,
            "milestones": [
                {"name": each.name, "due_on": each.due_on.isoformat(), "owner": each.get_owner_display()}
                for each in challenge.milestones.exclude(stage=Stage.SCOPING).order_by("due_on", "position")
            ],
        },
        "people": [
            {
                "role": membership.get_role_display(),
                "name": membership.user.name,
                "job_title": membership.user.job_title,
            }
            for role in NEEDED
            for membership in held
            if membership.role == role
        ],
    }


def changes_between(before: ScopingProposal | None, proposal: ScopingProposal) -> list[str]:
    """What this version says otherwise than an earlier one."""
    return changes(before.scope, proposal.scope) if before else []


def changes_since(proposal: ScopingProposal, challenge: Challenge) -> list[str]:
    """What changed in the scope since this version was made."""
    return changes(proposal.scope, scope_of(challenge))


def left_to_do(challenge: Challenge) -> list[ToDo]:
    """People to name, key lines to write, and the proposal to make and send."""
    dates = dict(challenge.milestones.values_list("code", "due_on"))
    meeting, sending = dates.get("scoping_meeting"), dates.get("scoping_proposal")
    lines = list(key_lines(challenge))
    return [
        *_people_to_name(challenge, due_on=meeting),
        *_themes_to_choose(challenge, due_on=meeting),
        *_key_lines_to_write(challenge, lines, due_on=sending),
        *_proposal_to_send(challenge, due_on=sending),
    ]


def _people_to_name(challenge: Challenge, *, due_on: datetime.date | None) -> list[ToDo]:
    held = set(Membership.objects.holding(*NEEDED).filter(challenge=challenge).values_list("role", flat=True))
    add = reverse("challenges:person_add", args=[challenge.slug])
    return [
        ToDo(
            sentence,
            "challenges:person_list",
            Role.PROGRAMME_MANAGER,
            url=f"{add}?role={role.value}",
            due_on=due_on,
        )
        for role, sentence in NEEDED.items()
        if role not in held
    ]


def _themes_to_choose(challenge: Challenge, *, due_on: datetime.date | None) -> list[ToDo]:
    if not modules(challenge).exists() or chosen_themes(challenge).filter(kind=Theme.Kind.MODULE).exists():
        return []
    choose = reverse("scoping:theme_choose", args=[challenge.slug])
    sentence = "Choose the modules the challenge looks at"
    return [ToDo(sentence, SCOPE, Role.CHALLENGE_MANAGER, url=choose, due_on=due_on, gates=False)]


def _key_lines_to_write(
    challenge: Challenge, lines: list[KeyLineOfEnquiry], *, due_on: datetime.date | None
) -> list[ToDo]:
    if not lines:
        add = reverse("scoping:key_line_add", args=[challenge.slug])
        return [
            ToDo("Add the first key line of enquiry", SCOPE, Role.CHALLENGE_MANAGER, url=add, due_on=due_on),
            ToDo(
                "Say what you want the peer team to look into", SCOPE, Role.SPONSOR, url=add, due_on=due_on, gates=False
            ),
        ]
    return [
        ToDo(
            f"Complete key line {line.number}: {in_words(empty)} {'is' if len(empty) == 1 else 'are'} empty",
            SCOPE,
            Role.CHALLENGE_MANAGER,
            url=reverse("scoping:key_line_edit", args=[challenge.slug, line.pk]),
            due_on=due_on,
        )
        for line in lines
        if (empty := line.still_empty)
    ]


def _proposal_to_send(challenge: Challenge, *, due_on: datetime.date | None) -> list[ToDo]:
    newest = newest_proposal(challenge)
    if newest is None:
        sentence, role = "Make the scoping proposal", Role.CHALLENGE_MANAGER
    elif changes_since(newest, challenge):
        next_one = f"Make version {newest.number + 1} of the scoping proposal"
        sentence, role = f"{next_one}: the scope changed since version {newest.number}", Role.CHALLENGE_MANAGER
    elif newest.sent_at is None:
        sentence = f"Send version {newest.number} of the scoping proposal to the sponsor"
        role = Role.PROGRAMME_MANAGER
    else:
        return []
    return [ToDo(sentence, PROPOSAL, role, due_on=due_on)]
