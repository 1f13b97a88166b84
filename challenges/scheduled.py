"""Work the clock starts in the bottom app (the timetable stands in peerchallenge/celery.py)."""

import logging

from celery import shared_task
from django.db import transaction

from challenges import actions, clock, leftovers, retention, scanning
from challenges.action_tools import ActionRefused
from challenges.models import Invitation, RetentionHold, User
from challenges.moments import today
from challenges.sign_in import kept
from challenges.uploads import parts

logger = logging.getLogger(__name__)
UNUSED = "Nobody has used the account for two years."


@shared_task(name="challenges.sweep_jobs")
def sweep_jobs():
    """Publish again what a worker dropped."""
    clock.sweep_jobs()


@clock.clock_job
def lapse_invitations(*, dry_run=False):
    """Close the invitations whose date has passed unused, so that who invited is asked to do it again."""
    over = Invitation.objects.open().filter(expires_on__lt=today()).select_related("person", "challenge__council")
    lines = []
    for invitation in over:
        if not dry_run:
            actions.lapse_invitation(invitation, by=User.objects.clock())
        lines.append(f"{'would close' if dry_run else 'closed'}: {invitation} ({invitation.challenge})")
    return lines


@shared_task(name="challenges.lapse_invitations")
def lapse_invitations_task():
    """What the beat starts."""
    lapse_invitations()


@clock.clock_job
def scan_waiting_files(*, dry_run=False):
    """Ask the virus scanner again about files it did not answer for; about earlier ones, where it came later."""
    if not scanning.is_configured():
        return []
    waiting = scanning.to_ask_again()
    if not waiting:
        return []
    if not scanning.answers():
        return [f"the virus scanner does not answer; files that wait: {len(waiting)}"]
    for file in waiting:
        if not dry_run:
            scanning.ask_again(file)
    return [f"{'would ask' if dry_run else 'asked'} again about file {file.pk}" for file in waiting]


@shared_task(name="challenges.scan_waiting_files")
def scan_waiting_files_task():
    """What the beat starts."""
    scan_waiting_files()


@clock.clock_job
def scan_files_again(*, dry_run=False):
    """Ask the virus scanner once more about clean files, where it has learnt something since."""
    if not scanning.is_configured() or not scanning.answers():
        return []
    files = scanning.to_scan_again()
    for file in files:
        if not dry_run:
            scanning.scan_again(file)
    return [f"{'would scan' if dry_run else 'scanning'} file {file.pk} again" for file in files]


@shared_task(name="challenges.scan_files_again")
def scan_files_again_task():
    """What the beat starts."""
    scan_files_again()


@clock.clock_job
def clear_uploads(*, dry_run=False):
    """Let go of uploads nobody finished within a day, and of blocked files after 30 days."""
    lines = parts.clear(dry_run=dry_run)
    for file in scanning.not_yet_moved():
        lines.append(f"blocked file {file.pk}: its bytes to the quarantine")
        if not dry_run:
            scanning.quarantine(file)
    for file in scanning.to_let_go():
        lines.append(f"blocked file {file.pk}: its bytes deleted")
        if not dry_run:
            scanning.let_go(file, by=User.objects.clock())
    return lines


@shared_task(name="challenges.clear_uploads")
def clear_uploads_task():
    """What the beat starts."""
    clear_uploads()


@shared_task(name="challenges.throw_old_drafts_away")
def throw_old_drafts_away_task():
    """What the beat starts."""
    clock.throw_old_drafts_away()


@clock.clock_job
def forget_sessions(*, dry_run=False):
    """Delete sessions that have ended: where people were signed in and when is not kept."""
    if dry_run:
        return [f"would delete: {count}" for count in [kept.ended().count()] if count]
    return [f"deleted: {count}" for count in [actions.forget_sessions(by=User.objects.clock())] if count]


@shared_task(name="challenges.forget_sessions")
def forget_sessions_task():
    """What the beat starts."""
    forget_sessions()


@clock.clock_job
def purge_what_is_due(*, dry_run=False):
    """Delete what is past its last day, and certify it; nothing of a challenge on hold.

    Each group of a challenge goes by itself, wholly or not at all. What cannot go is told and holds up nothing else. A dry
    run does the same and takes it all back: what it says is what would go.
    """
    left = leftovers.clear(dry_run=dry_run)
    if not dry_run:
        return left + _purge()
    with transaction.atomic():
        lines = _purge()
        transaction.set_rollback(True)
    return left + [line.replace("deleted:", "would delete:", 1).replace("erased:", "would erase:", 1) for line in lines]


def _purge():
    """What went, line by line."""
    by = User.objects.clock()
    lines = [
        f"on hold, nothing is deleted: {hold.challenge} ({hold.reason})"
        for hold in RetentionHold.objects.standing().select_related("challenge__council").order_by("pk")
    ]
    for due in retention.due_groups():
        about = f"{due.challenge}: {due.group.title.lower()}"
        went = _tried(about, lambda due=due: actions.purge_group(due.challenge, due.group.key, by=by))
        until = f"kept until {due.kept_until:%-d %B %Y} ({due.spec.reason})"
        if isinstance(went, str):
            lines.append(went)
        elif went:
            lines.append(f"deleted: {about}: {went.in_words or 'words in the history'}, {until}")
    went = _tried("what is past a date of its own", lambda: actions.purge_by_date(by=by))
    if went:
        lines.append(went if isinstance(went, str) else f"deleted: what was past a date of its own: {went.in_words}")
    for person in retention.unused_accounts():
        went = _tried(f"account {person.pk}", lambda person=person: actions.erase_account(person, by=by, reason=UNUSED))
        lines.append(went if isinstance(went, str) else f"erased: account {person.pk}")
    return lines


def _tried(about, purge):
    """What this part of the purge gives, or a sentence that it could not be done."""
    try:
        with transaction.atomic():
            return purge()
    except ActionRefused as refusal:
        return f"not deleted: {about}. {refusal}"
    except Exception:  # whatever it is, the others go on; it is tried again the next night
        logger.exception("The purge stopped at %s", about)
        return f"could not be deleted, and will be tried again: {about}"


@shared_task(name="challenges.purge_what_is_due")
def purge_what_is_due_task():
    """What the beat starts."""
    purge_what_is_due()
