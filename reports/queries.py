"""What the report stage answers, and what later stages may ask."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import F, Q, QuerySet, Sum
from django.urls import reverse
from django.utils import timezone
from django.utils.text import get_text_list

from challenges.alone_first import Phase, Reader
from challenges.lifecycle import Stage, ToDo
from challenges.models import Challenge, Role, User
from challenges.moments import today, working_days_from
from challenges.queries import milestone_date, people
from reports.models import AccuracyPoint, Passage, QualityReview, Report, ReportVersion

State = Report.State
PAGE = "reports:report"
ACCURACY = "reports:accuracy"


def report_of(challenge: Challenge) -> Report | None:
    """The report of this challenge, once it is put together."""
    return (
        Report.objects.filter(challenge=challenge).select_related("challenge__programme", "challenge__council").first()
    )


# Whose turn it is


def left_to_do(challenge: Challenge) -> list[ToDo]:
    """Whose turn it is with the report."""
    report = report_of(challenge)
    manager = Role.CHALLENGE_MANAGER.value
    if report is None:
        draft_due = milestone_date(challenge, "draft_report")
        return [ToDo("Put the draft report together from the findings", PAGE, manager, due_on=draft_due)]
    if report.state == State.QUALITY_ASSURANCE:
        due = milestone_date(challenge, "quality_assured")
        return [ToDo("Quality-assure the draft report", PAGE, role, due_on=due) for role in report.awaited()]
    if report.state == State.FACTUAL_ACCURACY:
        sentence = "Check the draft report for factual accuracy"
        return [ToDo(sentence, ACCURACY, Role.SPONSOR.value, due_on=report.window_ends_on)]
    if report.state == State.ANSWERED:
        return _to_finish(report)
    turns = {
        State.DRAFTING: ("Finish the draft report and send it to the lead peer", manager, "draft_report"),
        State.WITH_LEAD_PEER: ("Read the draft report and agree it", Role.LEAD_PEER.value, "draft_report"),
        State.READY_FOR_COUNCIL: ("Send the draft report to the council", manager, "draft_sent"),
    }
    if report.state not in turns:
        return []
    sentence, role, milestone = turns[State(report.state)]
    return [ToDo(sentence, PAGE, role, due_on=milestone_date(challenge, milestone))]


def _to_finish(report: Report) -> list[ToDo]:
    manager = Role.CHALLENGE_MANAGER.value
    due = milestone_date(report.challenge, "final_report")
    left = left_to_finish(report)
    if left.to_respond:
        points = "1 point" if left.to_respond == 1 else f"{left.to_respond} points"
        return [ToDo(f"Answer {points} the council made", ACCURACY, manager, due_on=due)]
    if left.to_change:
        return [
            ToDo(
                f"Change passage {passage.position}, where you accepted what the council said",
                PAGE,
                manager,
                url=reverse("reports:passage_edit", args=[report.challenge.slug, passage.pk]),
                due_on=due,
            )
            for passage in left.to_change
        ]
    return [] if left.final else [ToDo("Make the final PDF", PAGE, manager, due_on=due)]


@dataclass(frozen=True)
class LeftToFinish:
    """What stands between the council's answers and the final report: only what comes first is looked up."""

    to_respond: int = 0
    to_change: Sequence[Passage] = ()
    final: ReportVersion | None = None


def left_to_finish(report: Report) -> LeftToFinish:
    """How many points wait for an answer; then which passages wait to be changed; then the final PDF, once made."""
    to_respond = points_to_respond_to(report).count()
    if to_respond:
        return LeftToFinish(to_respond=to_respond)
    to_change = list(passages_to_change(report))
    if to_change:
        return LeftToFinish(to_change=to_change)
    return LeftToFinish(final=current_final(report))


def decisions(report: Report, *, reader: User) -> QuerySet[QualityReview]:
    """What was decided about the draft, as far as this reader may know yet, newest first."""
    return QualityReview.objects.readable_by(reader, report).select_related("reviewer").order_by("-pk")


@dataclass(frozen=True)
class Round:
    """How far a round of quality assurance is, and why its reader does not see all of it."""

    asked: int
    decided: int
    opens_when: str


def round_of(report: Report, *, reader: User) -> Round | None:
    """The round of quality assurance that is under way, for one of the readers of the draft; None when none is."""
    if report.phase is not Phase.ALONE:
        return None
    opens = {
        Reader.STILL_WRITES: "You read what the others decided once your own decision is in.",
        Reader.LOOKS_ON: "What they decided can be read once the last of them has decided.",
    }
    waits = opens.get(report.reader(reader), "")
    return Round(len(report.chain), len(report.chain) - len(report.awaited()), waits)


def events_held_back(user: User, challenge: Challenge) -> Q | None:
    """The events that tell what others decided in a round of quality assurance, while that is hidden from this person."""
    report = report_of(challenge) if challenge.stage == Stage.REPORTING else None
    if report is None or report.phase is not Phase.ALONE:
        return None
    readable = QualityReview.objects.readable_by(user, report)
    hidden = QualityReview.objects.filter(report=report).exclude(pk__in=readable.values("pk"))
    return Q(target_type=QualityReview._meta.label, target_id__in=list(hidden.values_list("pk", flat=True)))


@dataclass(frozen=True)
class Step:
    """What happens next with the report, for everyone who may know of it, and the roles that do it."""

    roles: tuple[str, ...]
    sentence: str


def next_step(report: Report, left: LeftToFinish | None = None) -> Step | None:
    """The next step; None once the final report is issued. `left` where it has been looked up already."""
    manager = Role.CHALLENGE_MANAGER.value
    if report.state in {State.WITH_LEAD_PEER, State.QUALITY_ASSURANCE}:
        return _next_step_of_readers(report)
    if report.state == State.ANSWERED:
        return _next_step_to_finish(left or left_to_finish(report))
    until = f"{report.window_ends_on:%-d %B %Y}" if report.window_ends_on else ""
    steps = {
        State.DRAFTING: Step((manager,), "The challenge manager puts it right and sends it to the lead peer."),
        State.READY_FOR_COUNCIL: Step(
            (manager,), "The challenge manager sends it to the sponsor for factual accuracy."
        ),
        State.FACTUAL_ACCURACY: Step((Role.SPONSOR.value,), f"The sponsor answers each passage by {until}."),
    }
    return steps.get(State(report.state))


def _next_step_of_readers(report: Report) -> Step:
    roles = report.awaited()
    labels = [Role(role).label.lower() for role in roles]
    missing = [
        label
        for role, label in zip(roles, labels, strict=True)
        if role != Role.PROGRAMME_MANAGER and not people(report.challenge, role).exists()
    ]
    nobody = "".join(f" Nobody is {label} here yet: add someone under People." for label in missing)
    who = get_text_list([f"the {label}" for label in labels], "and").capitalize()
    if len(roles) == 1:
        return Step(tuple(roles), f"{who} reads it and agrees it, or asks for changes.{nobody}")
    return Step(tuple(roles), f"{who} each read it and agree it, or ask for changes, without the other’s view.{nobody}")


def _next_step_to_finish(left: LeftToFinish) -> Step:
    manager = Role.CHALLENGE_MANAGER.value
    if left.to_respond:
        return Step((manager,), "The challenge manager answers each point the council made.")
    if left.to_change:
        return Step((manager,), "The challenge manager changes the passages where a point was accepted.")
    if left.final is None:
        return Step((manager,), "The challenge manager makes the final PDF.")
    return Step((Role.PROGRAMME_MANAGER.value,), "The programme manager reads the final PDF and issues it.")


# Passages and what the council said of them


def passages_that_say_something(report: Report) -> QuerySet[Passage]:
    """What is printed: a passage left empty is left out."""
    return Passage.objects.exclude(text="", heading="").filter(report=report)


def answerable(report: Report) -> QuerySet[Passage]:
    """The passages the council is asked about: those that said something when it was sent the draft."""
    return Passage.objects.exclude(text_sent="", heading_sent="").filter(report=report)


def unanswered(report: Report) -> QuerySet[Passage]:
    """What the council was asked about and has not answered."""
    return answerable(report).filter(accuracy_point=None)


def points_to_respond_to(report: Report) -> QuerySet[AccuracyPoint]:
    """Points where the council said “not correct” and nobody has answered yet."""
    return AccuracyPoint.objects.filter(passage__report=report, correct=False, response="")


def passages_to_change(report: Report) -> QuerySet[Passage]:
    """Passages where a point was accepted and that still read as the council was sent them."""
    accepted = Passage.objects.filter(report=report, accuracy_point__response=AccuracyPoint.Response.ACCEPTED)
    return accepted.filter(text=F("text_sent"), heading=F("heading_sent")).order_by("position")


def passages_changed_since_sent(report: Report) -> QuerySet[Passage]:
    """Passages that read otherwise than what the council was sent."""
    same = Q(text=F("text_sent"), heading=F("heading_sent"))
    return Passage.objects.filter(report=report).exclude(same).select_related("accuracy_point").order_by("position")


def windows_gone_by(day: datetime.date) -> QuerySet[Report]:
    """Reports whose factual accuracy window ended before this day without the council finishing."""
    going_on = Challenge.objects.going_on()
    gone_by = Report.objects.filter(state=State.FACTUAL_ACCURACY, window_ends_on__lt=day, challenge__in=going_on)
    return gone_by.select_related("challenge__council").order_by("pk")


def window_end(report: Report) -> datetime.date:
    """The last day of the factual accuracy window if the draft is sent today."""
    return working_days_from(today(), report.challenge.programme.plan.report.accuracy_working_days)


# Versions


def text_number(report: Report) -> int:
    """Which text this is: with every edit of a passage the number grows."""
    return Passage.objects.filter(report=report).aggregate(number=Sum("version"))["number"] or 0


def version_of_this_text(report: Report, kind: str) -> ReportVersion | None:
    """The newest version of this kind, unless the text changed since it was made."""
    versions = ReportVersion.objects.filter(report=report, kind=kind).order_by("-number")
    related = versions.select_related("document__job", "document__file", "document__challenge")
    newest = related.defer("document__html").first()
    return newest if newest and newest.text_number == text_number(report) else None


def current_final(report: Report) -> ReportVersion | None:
    """The newest final version, unless the text changed since it was made."""
    return version_of_this_text(report, ReportVersion.Kind.FINAL)


def issued_version(challenge: Challenge) -> ReportVersion | None:
    """The version that was issued, or None."""
    issued = ReportVersion.objects.filter(report__challenge=challenge, issued_at__isnull=False)
    related = issued.select_related("document__file", "document__job", "document__challenge")
    return related.defer("document__html").first()


def issued_on(challenge: Challenge) -> datetime.date | None:
    """The day the final report was issued, in London; None before."""
    at = Report.objects.filter(challenge=challenge).values_list("issued_at", flat=True).first()
    return timezone.localdate(at) if at else None
