"""The week on site in the matrix of tests/test_visibility_matrix.py; tests/visibility.py says what stands here."""

import datetime

from casereview.queries import lines_for_on_site
from challenges.lifecycle import Stage
from onsite import actions
from onsite.models import DailyNote, Room, Session


def week(world):
    """A session that names a contributor, one that names none; a note shared with the sponsor, and a draft."""
    first = world.challenge.starts_on
    for hour, named in ((10, True), (12, False)):
        session = actions.add_session(
            world.challenge,
            title=world.say(),
            kind="focus_group",
            who=world.say(),
            room=world.say(),
            day=first,
            starts=datetime.time(hour),
            ends=datetime.time(hour + 1),
            key_lines=list(world.challenge.key_lines.all()),
            people=[world.writer, world.lead_peer],
            by=world.organiser,
        )
        for line in lines_for_on_site(world.challenge):
            actions.speak_to_line(line, sessions=[session], by=world.challenge_manager)
        if named:
            actions.name_participants(session, contributors=[world.named], by=world.organiser)
    for shared in (True, False):
        note = actions.write_daily_note(world.challenge, on_date=first, text=world.say(), by=world.lead_peer)
        world.remember()
        actions.edit_daily_note(note, version=note.version, on_date=first, text=world.say(), by=world.lead_peer)
        if shared:
            actions.share_daily_note(note, by=world.lead_peer)


def rooms(user, world):
    sessions = Session.objects.readable_by(user, world.challenge)
    return Room.objects.filter(sessions__in=sessions)


def sessions(world):
    return [[session.pk] for session in world.challenge.sessions.all()]


def notes(world):
    return [[note.pk] for note in DailyNote.objects.filter(challenge=world.challenge)]


def day(world):
    return [[world.challenge.starts_on.isoformat()]]


STEPS = {Stage.ON_SITE: week}
READS = {
    "onsite.Session": {"*": lambda user, world: Session.objects.readable_by(user, world.challenge)},
    "onsite.Room": {"*": rooms},
}
CODES = {"onsite.Session.kind": "the programme's", "onsite.Session.track": "a letter"}
OPENED = {
    "onsite:coverage_key_line": lambda world: [[line.pk] for line in world.challenge.key_lines.all()],
    "onsite:coverage_line": lambda world: [[line.pk] for line in lines_for_on_site(world.challenge)],
    "onsite:day_fill": day,
    "onsite:day_mark_held": day,
    **{
        f"onsite:session{page}": sessions
        for page in ("", "_edit", "_participants", "_remove", "_mark_held", "_mark_not_held")
    },
    **{f"onsite:daily_note_{page}": notes for page in ("edit", "share", "mark_seen")},
}
ASKED = {
    "onsite:timetable": ["", "?whose=mine"],
    "onsite:today": ["", "?whose=everyone"],
}
PARTS = {"onsite:session_mark_held": "the session", "onsite:session_mark_not_held": "a refusal"}
