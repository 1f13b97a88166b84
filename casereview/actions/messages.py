"""Messages across cases: written, put in order, with the cases behind them, and brought into the report."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Max
from django.utils.text import get_text_list

from casereview import phases, queries
from casereview.models import Case, CaseMessage, CaseReview, CaseReviewReport, MessageCase
from challenges import audit, text_check
from challenges.action_tools import ActionRefused, check_clean, locked, save_edit
from challenges.models import Audience, Challenge, User
from challenges.moments import now

if TYPE_CHECKING:
    from scoping.models import KeyLineOfEnquiry

Kind = CaseMessage.Kind


@transaction.atomic
def write_message(
    challenge: Challenge,
    *,
    by: User,
    kind: str,
    text: str,
    key_lines: Iterable[KeyLineOfEnquiry] = (),
    case: Case | None = None,
    aspect: str = "",
) -> CaseMessage:
    """Gather what cases say into a message; with `case`, it begins from there. It keeps its number for good."""
    challenge = _open(challenge, by=by)
    _check_words(challenge, text)
    lines = _own_lines(challenge, key_lines)
    last = CaseMessage.objects.filter(challenge=challenge, kind=kind).aggregate(last=Max("position"))["last"] or 0
    moment = now()
    message = CaseMessage(
        challenge=challenge,
        number=queries.number_to_give(challenge),
        kind=kind,
        text=text,
        position=last + 1,
        audience=Audience.TEAM,
        written_by=by,
        written_at=moment,
        changed_by=by,
        changed_at=moment,
    )
    check_clean(message)
    message.save()
    message.key_lines.set(lines)
    _told("case_message.written", f"wrote message {message}", message, by=by, becomes={"kind": kind, "text": text})
    if case:
        put_behind(message, by=by, pairs=[(case, aspect)])
    return message


@transaction.atomic
def edit_message(
    message: CaseMessage,
    *,
    by: User,
    version: int,
    kind: str,
    text: str,
    key_lines: Iterable[KeyLineOfEnquiry] = (),
) -> CaseMessage:
    """Change a message. One of another kind goes to the end of that kind, and into its part of the report anew."""
    challenge = _open(message.challenge, by=by)
    _check_words(challenge, text)
    lines = _own_lines(challenge, key_lines)
    changes: dict[str, Any] = {"kind": kind, "text": text}
    was_kind = locked(message).kind
    message, was, becomes = save_edit(message, by=by, version=version, changes=changes)
    if was_kind != kind:
        beside = CaseMessage.objects.filter(challenge=challenge, kind=kind).exclude(pk=message.pk)
        message.position = (beside.aggregate(last=Max("position"))["last"] or 0) + 1
        message.brought_in = ""
        message.save(update_fields=["position", "brought_in"])
    message.key_lines.set(lines)
    _told("case_message.changed", f"changed message {message}", message, by=by, was=was, becomes=becomes)
    return message


@transaction.atomic
def move_message(message: CaseMessage, *, by: User, earlier: bool) -> CaseMessage:
    """Tell a message one place earlier or later among those of its kind."""
    challenge = _open(message.challenge, by=by)
    message = locked(message)
    order = list(CaseMessage.objects.filter(challenge=challenge, kind=message.kind).order_by("position", "pk"))
    place = [each.pk for each in order].index(message.pk)
    other = place - 1 if earlier else place + 1
    if not 0 <= other < len(order):
        raise ActionRefused(f"{message} is {'first' if earlier else 'last'} of its kind already.")
    order[place], order[other] = order[other], order[place]
    for position, each in enumerate(order, start=1):
        each.position = position
    CaseMessage.objects.bulk_update(order, ["position"])
    _told(
        "case_message.moved", f"moved message {message} one place {'earlier' if earlier else 'later'}", message, by=by
    )
    return message


@transaction.atomic
def remove_message(message: CaseMessage, *, by: User) -> None:
    """Take a message away. What was brought into the report stays there; its number is not given again."""
    _open(message.challenge, by=by)
    message = locked(message)
    name, pk = str(message), message.pk
    message.delete()
    message.pk = pk
    _told("case_message.removed", f"removed message {name}", message, by=by)


@transaction.atomic
def put_behind(
    message: CaseMessage,
    *,
    by: User,
    pairs: Iterable[tuple[Case, str]] = (),
    take_away: Iterable[MessageCase] = (),
) -> CaseMessage:
    """Say which cases stand behind a message, each with the aspect it comes from where there is one.

    The history holds that it was done, never which cases: more people read it than may open a case.
    """
    challenge = _open(message.challenge, by=by)
    message = locked(message)
    aspects = {aspect.code for aspect in challenge.programme.plan.case_review.aspects} | {""}
    pairs = list(dict.fromkeys(pairs))
    readable = CaseReview.objects.visible_to(by).finished().filter(challenge=challenge)
    may_stand = set(readable.values_list("case", flat=True))
    for case, aspect in pairs:
        if case.pk not in may_stand:
            raise ActionRefused("A case can stand behind a message once it is finished.")
        if aspect not in aspects:
            raise ActionRefused("Choose an aspect of the programme.")
    gone, _by_model = message.behind.filter(pk__in=[row.pk for row in take_away]).delete()
    there = set(message.behind.values_list("case", "aspect"))
    new = [(case, aspect) for case, aspect in pairs if (case.pk, aspect) not in there]
    MessageCase.objects.bulk_create(MessageCase(message=message, case=case, aspect=aspect) for case, aspect in new)
    if new or gone:
        _told("case_message.cases_named", f"changed the cases behind message {message}", message, by=by)
    return message


@transaction.atomic
def bring_in_messages(challenge: Challenge, *, by: User, version: int) -> dict[str, list[CaseMessage]]:
    """Add to each part of the report the messages of its kind that are not in it yet: no typed word is touched.

    Gives what was added, by the part of the report.
    """
    challenge = _open(challenge, by=by)
    report = CaseReviewReport.objects.select_for_update(of=("self",)).filter(challenge=challenge).first()
    if report is None:
        raise ActionRefused("Write the report first; it may be empty. Then its messages can be brought in.")
    added: dict[str, list[CaseMessage]] = {}
    texts = {name: getattr(report, name) for name in queries.REPORT_TEXTS}
    new = []
    for message in CaseMessage.objects.select_for_update(of=("self",)).filter(challenge=challenge).in_order():
        place = queries.PART_OF[Kind(message.kind)]
        if message.brought_in:
            continue
        if not queries.stands_in(message.text, texts[place]):
            texts[place] = "\n\n".join(filter(None, [texts[place].rstrip(), message.text.strip()]))
            added.setdefault(place, []).append(message)
        message.brought_in = message.text
        new.append(message)
    CaseMessage.objects.bulk_update(new, ["brought_in"])
    changes = {place: texts[place] for place in added}
    if not changes:
        return {}
    text_check.must_be_clean(challenge, changes, audience=Audience.TEAM)
    report, was, becomes = save_edit(report, by=by, version=version, changes=changes)
    names = get_text_list([str(message) for rows in added.values() for message in rows], "and")
    audit.record(
        "case_review_report.written",
        f"brought {names} into the case review report",
        by=by,
        challenge=challenge,
        target=report,
        audience=Audience.TEAM,
        was=was,
        becomes=becomes,
    )
    return added


def _open(challenge: Challenge, *, by: User) -> Challenge:
    """The challenge, held, while messages can change: until the report is shared, by who reads what others noted."""
    challenge = locked(challenge)
    if phases.reads_own_cases_first(by, challenge):
        raise ActionRefused("Finish your own cases first. Then you read what the others noted, and gather all of it.")
    if queries.shared_report(challenge):
        raise ActionRefused("The case review report is shared. The messages behind it stay as they are.")
    return challenge


def _check_words(challenge: Challenge, text: str) -> None:
    """No child in a message, by any name: the cases stand behind it."""
    codes = queries.codes_in(challenge, text)
    if codes:
        there = get_text_list([f"“{code}”" for code in codes], "and")
        raise ActionRefused(
            f"Take {there} out of the words: the council reads them in the report. "
            "Which cases say it is kept behind the message; you choose them once it is saved."
        )
    text_check.must_be_clean(challenge, {"text": text}, audience=Audience.TEAM)


def _own_lines(challenge: Challenge, key_lines: Iterable[KeyLineOfEnquiry]) -> list[KeyLineOfEnquiry]:
    lines = list(key_lines)
    if any(line.challenge_id != challenge.pk for line in lines):
        raise ActionRefused("Choose key lines of this challenge.")
    return lines


def _told(what: str, sentence: str, message: CaseMessage, *, by: User, **words: Any) -> None:
    audit.record(what, sentence, by=by, challenge=message.challenge, target=message, audience=Audience.TEAM, **words)
