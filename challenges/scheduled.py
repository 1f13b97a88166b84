"""Work the clock starts in the bottom app (the timetable stands in peerchallenge/celery.py)."""

from celery import shared_task

from challenges import actions, clock, scanning
from challenges.models import Invitation, User
from challenges.moments import today
from challenges.sign_in import kept
from challenges.uploads import parts


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
