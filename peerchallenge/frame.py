"""The frame of every page of a challenge: council and dates, the tracker of stages, the contents of the case file."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings
from django.urls import get_resolver, reverse

from challenges import pausing
from challenges.addresses import SOME_SLUG, address_of
from challenges.lifecycle import WORKING_STAGES, Stage
from challenges.models import PLAN_ROLES, NextAction, User


@dataclass(frozen=True)
class Entry:
    """A page in the contents list. It has a tick once nothing on it holds its stage up.

    early: whether that can be before the stage has ended; not where work comes to the page again and again.
    """

    label: str
    page: str
    ticks: bool = True
    early: bool = True
    called: str = ""  # what the programme may have a name of its own for


# The contents of the case file, in the order people work through it. A page stands here for those who may open it.
ABOUT = [
    Entry("Overview", "challenge", ticks=False),
    Entry("People", "challenges:person_list", ticks=False),
    Entry("Ground rules", "preparation:agreement_list", ticks=False),
    Entry("Host and visitors", "challenges:visit_list", ticks=False),
    Entry("Councils side by side", "challenges:group", ticks=False),
    Entry("Raise an immediate concern", "casereview:concern_raise", ticks=False),
    Entry("Immediate concerns", "casereview:concern_list", ticks=False),
    Entry("Safeguarding lead", "casereview:safeguarding_lead", ticks=False),
    Entry("Dates", "challenges:milestone_list", ticks=False),
    Entry("Mail", "challenges:mail_list", ticks=False),
    Entry("History", "history", ticks=False),
    Entry("Who has opened this", "challenges:opening_list", ticks=False),
    Entry("What is kept, until when", "challenges:kept", ticks=False),
]
CONTENTS: dict[Stage, list[Entry]] = {
    Stage.SCOPING: [
        Entry("Scoping meeting", "scoping:meeting", ticks=False),
        Entry("Themes and key lines", "scoping:scope"),
        Entry("Scoping proposal", "scoping:proposal"),
    ],
    Stage.PREPARATION: [
        Entry("Peer team", "preparation:team"),
        Entry("Documents", "preparation:document_list"),
        Entry("Performance data", "preparation:performance", ticks=False),
        Entry("Position statement", "preparation:statement", ticks=False),
        Entry("Reading", "preparation:reading", ticks=False),
        Entry("Names to watch for", "challenges:watched_names", ticks=False),
    ],
    Stage.CASE_REVIEW: [
        Entry("Lists of children", "casereview:child_lists", ticks=False),
        Entry("Sample", "casereview:sample", ticks=False),
        Entry("Cases to arrange", "casereview:arrangements", ticks=False),
        Entry("Cases", "casereview:case_list"),
        Entry("Conversations", "casereview:conversation_list", ticks=False),
        Entry("Picture of the cases", "casereview:picture", ticks=False),
        Entry("Messages", "casereview:message_list", ticks=False),
        Entry("Talk with the sponsor", "casereview:sponsor_summary", ticks=False),
        Entry("Case review report", "casereview:report"),
    ],
    Stage.ON_SITE: [
        Entry("Timetable", "onsite:timetable"),
        Entry("Coverage", "onsite:coverage", ticks=False),
        Entry("No-surprises notes", "onsite:daily_note_list"),
    ],
    Stage.FEEDBACK: [
        Entry("Evidence notes", "feedback:note_list", ticks=False),
        Entry("Findings", "feedback:finding_list"),
        Entry("Presentation", "feedback:presentation", called="presentation"),
    ],
    Stage.REPORTING: [
        Entry("Report", "reports:report", early=False, called="report"),
        Entry("Factual accuracy", "reports:accuracy", early=False),
    ],
    Stage.EVALUATION: [Entry("Evaluation interview", "evaluation:interview")],
}


def frame(request):
    """Context processor: the frame, on the pages of a challenge."""
    challenge = getattr(request, "challenge", None)
    if challenge is None:
        return {}
    return {"frame": frame_of(challenge, request.user, current=getattr(request.resolver_match, "view_name", ""))}


def frame_of(challenge, user, *, current=""):
    """What templates/challenge.html draws; one query."""
    knows_the_plan = bool(user.roles_in(challenge) & PLAN_ROLES)  # the others have no ticks
    held_up = set(NextAction.objects.filter(challenge=challenge, gates=True).values_list("page", flat=True))
    stages = [stage for stage in WORKING_STAGES if stage in challenge.stages]
    done = _done(stages, challenge.stood_in)
    goes_on = challenge.paused_at is None
    chapters = [("The challenge", [_entry(each, challenge, user, current, done=False) for each in ABOUT])]
    for stage in stages:
        entries = [
            _entry(
                each,
                challenge,
                user,
                current,
                done=each.ticks
                and knows_the_plan
                and (
                    stage in done or (stage == challenge.stage and goes_on and each.early and each.page not in held_up)
                ),
            )
            for each in CONTENTS[stage]
        ]
        chapters.append((stage.label, entries))
    contents = [{"label": label, "entries": [entry for entry in entries if entry]} for label, entries in chapters]
    return {
        "council_name": challenge.council.name,
        "programme_name": challenge.programme.name,
        "programme_url": reverse("challenges:programme", args=[challenge.programme.code, challenge.programme.version]),
        "dates": challenge.on_site_dates,
        "standstill": pausing.notice(challenge, user),
        "url": challenge.get_absolute_url(),
        "openings": _openings(challenge, user),
        "stages": [
            {
                "label": stage.label,
                "number": number,
                "state": "done" if stage in done else "current" if stage == challenge.stage else "to_come",
            }
            for number, stage in enumerate(stages, start=1)
        ],
        "current_number": next((n for n, stage in enumerate(stages, start=1) if stage == challenge.stage), None),
        "contents": [chapter for chapter in contents if chapter["entries"]],
    }


def _openings(challenge, user):
    """Where this reader asks who has opened what; nothing for those who may not."""
    may_ask = user.has_perm("challenges.view_openings", challenge)
    return reverse("challenges:opening_list", args=[challenge.slug]) if may_ask else ""


def _done(stages, at):
    if at == Stage.CLOSED:
        return list(stages)
    if at not in WORKING_STAGES:
        return []
    return [stage for stage in stages if WORKING_STAGES.index(stage) < WORKING_STAGES.index(at)]


def _entry(entry, challenge, user, current, *, done):
    if not user.has_perm(permission_of(entry.page), challenge):
        return None
    return {
        "label": challenge.programme.plan.labels.get(entry.called) or entry.label,
        "url": address_of(entry.page, challenge.slug),
        "done": done,
        "current": entry.page == current,
    }


@lru_cache(maxsize=256)
def permission_of(page):
    """The permission a page asks for, read off its view."""
    return get_resolver().resolve(reverse(page, args=[SOME_SLUG])).func.permission


def site(request):
    """Context processor: the demo's banner and its people on the sign-in page; single sign-on where it is set up."""
    context = {"single_sign_on": settings.OIDC_NAME} if settings.OIDC_SERVER_URL else {}
    if not settings.DEMO:
        return context
    context["demo"] = True
    match = request.resolver_match
    if match and match.view_name == "account_login":
        context["demo_people"] = User.objects.filter(is_demo=True, is_active=True).exclude(job_title="").order_by("pk")
    return context
