"""The on-site week in the demo: the timetable is built from the programme's, the team works through it, the sponsor is told."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from django.utils import timezone

from challenges.moments import acting_at, working_days_from
from onsite import actions, queries
from onsite.actions import TrackPlan
from peerchallenge.demo import case_messages
from scoping.queries import key_lines

if TYPE_CHECKING:
    from challenges.models import Challenge, User
    from onsite.models import Session
    from peerchallenge.demo.cast import Cast

ALL_TRACKS = "All"
ROOMS = {ALL_TRACKS: "Base room", "A": "Committee room 1", "B": "Committee room 2", "C": "Meeting room 3.12"}
# Where a session is not held on its track's room, by its title in the programme.
ELSEWHERE = {
    "Opening meeting": "Council chamber",
    "Front door: visit and observation": "Front door, Civic Centre, second floor",
    "Observation: strategy discussion or team meeting": "Safeguarding team, Castle House",
    "Children in care council and care leavers": "The Junction youth centre",
    "Feedback presentation": "Council chamber",
}
# Who goes on each track, day by day: 0 is the lead peer, 1 to 4 the peers, 5 the challenge manager.
PAIRS = [
    {"A": (0, 1), "B": (2, 3), "C": (4, 5)},
    {"A": (1, 2), "B": (0, 3), "C": (4, 5)},
    {"A": (1, 3), "B": (2, 4), "C": (0, 5)},
]
NOTES = [
    (
        "Thank you for an open first day, and for the honesty of the overview this morning.\n\n"
        "What we are seeing so far: your staff are proud to work here and speak well of their managers. Leaders know where "
        "practice is strong and where it is not yet. The front door responds quickly, and partners there trust each other.\n\n"
        "What we want to look at next: how children’s plans keep their pace after the first three months, and how the voice "
        "of children reaches the board.\n\n"
        "One thing we need: the supervision audit of last autumn, which two people mentioned and we have not seen."
    ),
    (
        "What we are seeing so far: the early help offer is well understood by schools and health, and families find it "
        "easy to reach. Newly qualified workers describe good support and protected caseloads.\n\n"
        "Something you may not expect: several groups told us that the reason for a decision is not always written down, and "
        "that supervision in two teams is less regular than the policy says. We will test this with team managers tomorrow.\n\n"
        "What we want to look at next: supervision, and the offer to care leavers after 21."
    ),
    (
        "What we are seeing so far: children in care and care leavers spoke warmly about the people who work with them. They "
        "would like to hear what became of what they say.\n\n"
        "Supervision: managers confirmed what we heard yesterday and have begun to act on it. It will be among the areas for "
        "consideration tomorrow, with the work you have started.\n\n"
        "Tomorrow: the preview with you at midday. There should be nothing in it that you have not heard from us by then."
    ),
]


def begin(challenge: Challenge, cast: Cast) -> None:
    """The timetable is built, with one double booking nobody has seen yet; two days are held, one note is shared."""
    first = challenge.starts_on
    with acting_at(_moment(working_days_from(first, -4), 10)):
        actions.fill_timetable(challenge, by=cast.organiser)
    days = queries.on_site_days(challenge)
    with acting_at(_moment(working_days_from(first, -3), 11)):
        for number, day in enumerate(days):
            actions.fill_day(challenge, day, tracks=_tracks(challenge, cast, number), by=cast.challenge_manager)
    with acting_at(_moment(working_days_from(first, -2), 15)):
        _move_rooms(challenge, cast.organiser)
        _book_twice(challenge, cast.challenge_manager)
        case_messages.take_up(challenge, cast.challenge_manager, leave=2)
    for number, day in enumerate(days[:2]):
        with acting_at(_moment(day, 18)):
            _hold(challenge, day, cast)
            actions.write_daily_note(challenge, on_date=day, text=NOTES[number], by=cast.lead_peer)
        if number == 0:
            with acting_at(_moment(day, 19)):
                _share(challenge, day, cast)
            with acting_at(_moment(day, 20)):
                _read(challenge, cast)


def complete(challenge: Challenge, cast: Cast) -> None:
    """The double booking is settled, the rest is held, the sponsor has every note, and the week ends."""
    days = queries.on_site_days(challenge)
    _settle(challenge, cast.challenge_manager)
    case_messages.take_up(challenge, cast.challenge_manager)
    noted = set(challenge.daily_notes.values_list("on_date", flat=True))
    for number, day in enumerate(days):
        with acting_at(_moment(day, 18)):
            _hold(challenge, day, cast)
            # On the last day the presentation says it all; a week of one day needs its note all the same.
            if day not in noted and number < len(NOTES) and (day != days[-1] or number == 0):
                actions.write_daily_note(challenge, on_date=day, text=NOTES[number], by=cast.lead_peer)
        with acting_at(_moment(day, 19)):
            _share(challenge, day, cast)
            _read(challenge, cast)
    with acting_at(_moment(days[-1], 20)):
        actions.end_onsite(challenge, by=cast.challenge_manager)


def _moment(day: datetime.date, hour: int) -> datetime.datetime:
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time(hour)))


def _tracks(challenge: Challenge, cast: Cast, number: int) -> dict[str, TrackPlan]:
    here = set(queries.team(challenge))
    team = [cast.lead_peer, *cast.peers, cast.challenge_manager]
    pairs = PAIRS[min(number, len(PAIRS) - 1)]
    people = {track: [team[index] for index in pair if team[index] in here] for track, pair in pairs.items()}
    return {track: TrackPlan(people.get(track, []), room) for track, room in ROOMS.items()}


def _change(session: Session, *, by: User, **changes: object) -> None:
    """Change some of what a session says, as its form would."""
    facts = {name: getattr(session, name) for name in actions.SHOWN} | {
        "version": session.version,
        "room": str(session.room or ""),
        "key_lines": list(session.key_lines.order_by("number")),
        "people": [attendance.user for attendance in session.attendances.select_related("user")],
    }
    actions.edit_session(session, by=by, **(facts | changes))


def _move_rooms(challenge: Challenge, by: User) -> None:
    """Some sessions are elsewhere; some speak to a key line."""
    lines = list(key_lines(challenge))
    for number, session in enumerate(queries.sessions(challenge).filter(title__in=ELSEWHERE)):
        about = lines[number % len(lines) :][:1] if lines else []
        _change(session, by=by, room=ELSEWHERE[session.title], key_lines=about)


def _book_twice(challenge: Challenge, by: User) -> None:
    """Put somebody down for a second session at the same time, as happens."""
    parallel = queries.sessions(challenge).exclude(track=ALL_TRACKS).order_by("-starts_at", "track")
    newest = parallel[:3]
    first = newest[0]
    other = next((session for session in newest[1:] if session.starts_at == first.starts_at), None)
    if other:
        going = [attendance.user for attendance in first.attendances.select_related("user")]
        borrowed = [attendance.user for attendance in other.attendances.select_related("user")][:1]
        _change(first, by=by, people=[*going, *borrowed])


def _settle(challenge: Challenge, by: User) -> None:
    """Who is booked twice goes to the first of the two sessions."""
    slots = queries.timetable(queries.sessions(challenge), challenge)
    by_pk = {slot.session.pk: slot for slot in slots}
    for clash in queries.clashes(slots, queries.on_site_days(challenge)):
        if clash.kind == queries.ClashKind.PERSON:
            stays, leaves = (by_pk[pk] for pk in reversed(clash.sessions))
            twice = {attendee.pk for attendee in stays.going}
            people = [user for user in queries.people_of(leaves) if user.pk not in twice]
            _change(leaves.session, by=by, people=people)


def _hold(challenge: Challenge, day: datetime.date, cast: Cast) -> None:
    to_hold = challenge.sessions.meetings().not_held().on_day(day)
    mine = to_hold.filter(attendances__user=cast.peers[0]).order_by("starts_at").first() if cast.peers else None
    if mine:
        actions.mark_session_held(mine, by=cast.peers[0])
    if to_hold.exists():
        actions.mark_day_held(challenge, day, by=cast.challenge_manager)


def _share(challenge: Challenge, day: datetime.date, cast: Cast) -> None:
    for note in challenge.daily_notes.filter(on_date=day, shared_at=None):
        actions.share_daily_note(note, by=cast.lead_peer)


def _read(challenge: Challenge, cast: Cast) -> None:
    for note in challenge.daily_notes.unread():
        actions.mark_daily_note_seen(note, by=cast.sponsor)
