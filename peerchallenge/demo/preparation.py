"""The demo's preparation: five people and an observer come into the team; the council's documents come in."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from functools import lru_cache
from html import escape
from typing import TYPE_CHECKING

from django.core.files.uploadedfile import SimpleUploadedFile

from challenges.actions import agree_to_observer, end_stage, use_invitations
from challenges.documents import make_pdf
from challenges.lifecycle import Stage
from challenges.moments import acting_at, today, working_days_from
from peerchallenge.demo import figures, pool, reading, statement
from peerchallenge.demo.profiles import write_profiles
from peerchallenge.demo.story import moment
from preparation import actions
from preparation.queries import declaration_rows, document_list, files_of, team, texts_to_accept
from scoping.queries import key_lines

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from challenges.models import Challenge, User
    from peerchallenge.demo.cast import Cast

# Role, place, what they bring, interests declared: the lead peer, the operational peers, the lead member, the observer.
PLACES = [
    (
        "lead_peer",
        "Lead peer",
        "Director for six years; led two challenges before, both with case reviews.",
        actions.Interests(anything_else="I met the sponsor once, at a regional meeting."),
    ),
    (
        "peer",
        "Social care peer",
        "Runs assessment and child protection; rebuilt a front door around early help.",
        actions.Interests(neighbour="I worked for the council next to this one until four years ago."),
    ),
    (
        "peer",
        "Health peer",
        "Designated nurse; joint commissioning and the health of children in care.",
        actions.Interests(),
    ),
    (
        "peer",
        "Education peer",
        "Virtual school, inclusion and attendance.",
        actions.Interests(family="My sister teaches in a secondary school here."),
    ),
    (
        "peer",
        "Lead member peer",
        "Five years as lead member; chairs a corporate parenting board.",
        actions.Interests(political="I belong to a political party that has seats on this council."),
    ),
    (
        "observer",
        "Observer",
        "Prospective peer, learning how a challenge works. The council has agreed.",
        actions.Interests(),
    ),
]

# What the challenge manager decides about them; nothing to manage where none stands here.
DECISIONS = {
    "Social care peer": ("manage", "Reads no case in which the council next door had a part."),
    "Education peer": ("manage", "Goes to no session with that school, and reads no case from it."),
}

POSITION = [
    "This statement says how we see ourselves against each key line of enquiry, and what we would like the team to test.",
    (
        "What is working. Contacts are seen within one working day. A multi-agency team sits together, and partners say "
        "they know whom to call. Caseloads in the assessment teams fell from 24 to 17 in a year."
    ),
    (
        "What we worry about. Decisions on children in need are sound when made, but reviews drift after the third month. "
        "Supervision happens; its record often does not show the thinking."
    ),
    "What we ask of the team. Tell us whether children and families would notice the difference.",
]
SELF_EVALUATION = [
    (
        "We know our services well in the front door and for children in care. We know less about the lived experience of "
        "children in need who have no disability and no plan of protection."
    ),
    "Our audits find practice more consistent than a year ago. Moderation by a second auditor changed one finding in six.",
    "Our priorities: reviews that move plans on, supervision that shows reflection, and stability for care leavers.",
]
IMPROVEMENT = [
    (
        "Nine of fourteen actions are complete. Three are on time. Two are late: the practice academy, since its lead left, "
        "and the joint protocol on young people who go missing, which waits for a partner's board."
    ),
    "Progress is reported to the improvement board every six weeks. Young people sit on the board and set its first item.",
]
CHILDRENS_PLAN = [
    "Five promises that partners made with children: to be safe, to be heard, to learn, to be well, to belong.",
    (
        "Each promise has an owner in one partner organisation, three measures, and a yearly meeting with young people "
        "who say what they see."
    ),
]
INSPECTION_LETTER = [
    "Summary of the published letter after the focused visit to the front door, with our response to each point.",
    (
        "The letter saw prompt decisions and good use of history. It asked for clearer records of why a step-down is safe. "
        "Our response: a one-page step-down record, in use since spring, audited monthly."
    ),
]
SUPERVISION = [
    "Supervision takes place every four weeks, and weekly in the first three months of practice.",
    "Every child is discussed at least every second time. The record says what was thought, not only what was done.",
]
EARLY_HELP = [
    (
        "Families get help from the first person they ask. Thresholds are guidance for a conversation, never a reason to "
        "end one."
    ),
    "Four levels of need, with examples written by practitioners and tested with parents.",
]
CHAT = """Child-level analysis, latest quarter. All counts are rounded to five.
Contacts: 3,410. Referrals: 820, of which repeated within 12 months: 165.
Assessments completed: 790, within 45 working days: 685.
Children in need: 1,245. With a child protection plan: 210. In care: 395. Care leavers: 225.
Read with care: the move to the new case system in May leaves a gap of nine days in contacts.
"""
STRUCTURE = """Children's services, teams and posts (vacancies in brackets)
Front door and assessment: 5 teams, 38 posts (3)
Children in need and protection: 6 teams, 45 posts (7, of which 5 filled by agency staff)
Children in care and care leavers: 4 teams, 31 posts (2)
Disabled children: 1 team, 9 posts (1)
Early help: 3 localities, 52 posts (4)
Fostering and adoption: 2 teams, 18 posts (0)
"""


@lru_cache(maxsize=64)
def pdf(title: str, *paragraphs: str) -> bytes:
    """A small real PDF."""
    text = "".join(f"<p>{escape(paragraph)}</p>" for paragraph in paragraphs)
    head = f"<head><meta charset='utf-8'><title>{escape(title)}</title></head>"
    return make_pdf(f"<html lang='en-GB'>{head}<body><h1>{escape(title)}</h1>{text}</body></html>")


# What stands in an item's title: the file, its bytes when asked for, and the council's note.
FIRST: list[tuple[str, str, Callable[[], bytes], str]] = [
    (
        "self-evaluation",
        "Self-evaluation.pdf",
        lambda: pdf("Self-evaluation of practice", *SELF_EVALUATION),
        "Read section 2 first: it says where we know least.",
    ),
    ("chat", "ChAT summary, latest quarter.txt", CHAT.encode, ""),
    (
        "ofsted letters",
        "Focused visit, letter and our response.pdf",
        lambda: pdf("Focused visit to the front door: letter and response", *INSPECTION_LETTER),
        "",
    ),
    (
        "children's plan",
        "Children and families plan.pdf",
        lambda: pdf("Children and families plan", *CHILDRENS_PLAN),
        "The five promises are on page 1; the rest is for reference.",
    ),
    (
        "early help",
        "Early help strategy and thresholds.pdf",
        lambda: pdf("Early help strategy and thresholds", *EARLY_HELP),
        "",
    ),
    (
        "supervision",
        "Supervision policy.pdf",
        lambda: pdf("Supervision policy", *SUPERVISION[:1]),
        "",
    ),
    (
        "supervision",
        "Supervision policy.pdf",
        lambda: pdf("Supervision policy", *SUPERVISION),
        "The new version adds what a record must show.",
    ),
]
THEN: list[tuple[str, str, Callable[[], bytes], str]] = [
    (
        "position statement",
        "Position statement.pdf",
        lambda: pdf("Position statement on the key lines of enquiry", *POSITION),
        "Ten minutes' reading. The last paragraph says what we ask of the team.",
    ),
    (
        "improvement plan",
        "Improvement plan, progress report.pdf",
        lambda: pdf("Improvement plan: progress report", *IMPROVEMENT),
        "",
    ),
    ("structure chart", "Teams, posts and vacancies.txt", STRUCTURE.encode, "As of the first of the month."),
    (
        "workforce",
        "Workforce strategy on a page.txt",
        "Grow our own, keep who we have, lead well. Turnover of social workers: 14 per cent, from 21.\n".encode,
        "",
    ),
    (
        "budget",
        "Budget monitoring, third quarter.csv",
        "service,budget (thousand pounds),forecast\nPlacements,21400,23150\nStaff,18900,18720\nEarly help,6100,6050\n".encode,
        "",
    ),
    (
        "logistics",
        "Rooms, parking and wifi.txt",
        "Base room: Committee room 2, from 8am. Parking: north yard.\n".encode,
        "",
    ),
]
# What stands in an item's title, and the numbers of the key lines it speaks to; none for all of them.
SPEAKS_TO: list[tuple[str, tuple[int, ...]]] = [
    ("position statement", ()),
    ("early help", (1,)),
    ("supervision", (2,)),
    ("performance data", (1, 2)),
    ("improvement plan", (2,)),
]
# What stands in an item's title, who sees to it, how it looks, and why.
TO_COME = [
    ("position statement", "Head of Service, Quality and Improvement", "on_its_way", ""),
    ("improvement plan", "Head of Service, Quality and Improvement", "some_doubt", "The board meets two days before."),
    ("structure chart", "HR business partner", "on_its_way", ""),
    (
        "workforce",
        "HR business partner",
        "at_risk",
        "The lead for the strategy has left; her successor starts next month.",
    ),
    ("performance data", "Performance manager", "", ""),
    ("chat", "Performance manager", "", ""),
]
WHERE_TO_LOOK = [("self-evaluation", "section 2, page 1"), ("ofsted letters", "our response, page 1")]
PARTLY_IN = (
    "performance data",
    "Month 6 is provisional: the figures for visits are being checked against the new system.",
)
NOT_HELD = [
    (
        "joint strategic needs",
        (
            "The joint strategic needs assessment is being rewritten, and its children's chapter comes out next summer. "
            "The performance data give the figures by locality."
        ),
    ),
    (
        "survey",
        (
            "We ran no staff survey this year, since the case system changed. Notes of the director's open sessions stand "
            "in the self-evaluation."
        ),
    ),
]


def begin(challenge: Challenge, cast: Cast) -> None:
    """The team is invited, and all but the lead member and the observer accept; the first documents come in."""
    first_day = today()

    def days_later(days: int, hour: int = 10) -> AbstractContextManager[None]:
        return _acting(working_days_from(first_day, days), hour)

    write_profiles(challenge.programme)
    people = _people(cast)
    invited_by = cast.challenge_manager
    for day, (user, (role, place, brings, _interests)) in enumerate(zip(people, PLACES, strict=True)):
        with days_later(day // 2, 9 + day):
            actions.invite_person(
                challenge, email=user.email, name=user.name, role=role, place=place, brings=brings, by=invited_by
            )
            use_invitations(challenge, by=user)  # looked at, and not answered yet
    for day, user in enumerate(people[:4]):
        with days_later(3 + day, 12):
            _accept(challenge, user, sponsor=cast.sponsor)
    for day, (title, name, content, note) in enumerate(FIRST):
        with days_later(7 + day // 2, 11 + day % 2 * 4):
            _upload(challenge, title, name, content(), note, by=cast.organiser if day % 3 else cast.sponsor)
    with days_later(8):
        _link_key_lines(challenge, by=cast.challenge_manager)
        _say_who_and_how(challenge, by=cast.organiser)
    with days_later(10, 14):
        statement.begin(challenge, by=cast.organiser)
    with days_later(10, 16):
        figures.bring(challenge, by=cast.organiser)
    with days_later(11):
        _not_held(challenge, *NOT_HELD[0], by=cast.organiser)
        _say_where_and_what_is_missing(challenge, by=cast.organiser)
    with days_later(12, 15):
        _decide(challenge, 2, by=cast.challenge_manager)
        nothing_has_changed(challenge, people[:3])
    with days_later(13, 16):
        _read(challenge, people[0], 3)
        _read(challenge, people[1], 1)
        reading.begin(challenge, cast)
    if challenge.council.name == pool.SHOWN_AT:
        pool.fill_pool(challenge, cast)
        with days_later(13, 17):
            pool.propose(challenge, cast)


def complete(challenge: Challenge, cast: Cast) -> None:
    """The others accept, every must-read document comes in and is read; the challenge manager ends the stage."""
    last_day = today()

    def days_earlier(days: int, hour: int = 10) -> AbstractContextManager[None]:
        return _acting(working_days_from(last_day, -days), hour)

    for day, user in enumerate(_people(cast)[4:]):
        with days_earlier(8 - day):
            _accept(challenge, user, sponsor=cast.sponsor)
    with days_earlier(6, 9):
        _decide(challenge, 6, by=cast.challenge_manager)
        nothing_has_changed(challenge, _people(cast))
    with days_earlier(7, 15):
        statement.complete(challenge, by=cast.organiser)
    with days_earlier(6, 8):
        statement.hand_over(challenge, by=cast.sponsor)
    with days_earlier(6):
        for title, name, content, note in THEN:
            _upload(challenge, title, name, content(), note, by=cast.organiser)
        _not_held(challenge, *NOT_HELD[1], by=cast.sponsor)
    with days_earlier(5):
        wanted = challenge.document_requests.filter(state="wanted", importance="must_read")
        for item in wanted.order_by("position"):
            text = f"{item.title}.\n\nThe council's answer to: {item.why}\n".encode()
            file = SimpleUploadedFile(f"Item {item.code}.txt", text)
            actions.upload_documents(item, [file], by=cast.organiser)
    with days_earlier(5, 18):
        for item in challenge.document_requests.filter(rest_due_on__isnull=False):
            actions.mark_all_in(item, by=cast.organiser)
        if challenge.document_rounds.filter(closed_at=None).exists():
            actions.close_documents(challenge, by=cast.challenge_manager)
    for day, user in enumerate(team(challenge)):
        if user != cast.observer:
            with days_earlier(4 - day % 3, 17):
                _read(challenge, user, 20)
    reading.complete(challenge, cast)
    end_stage(challenge, Stage.PREPARATION, by=cast.challenge_manager)


def _acting(day: datetime.date, hour: int) -> AbstractContextManager[None]:
    """On this day at this hour, never later than now."""
    return acting_at(moment(day, hour))


def _people(cast: Cast) -> list[User]:
    return [cast.lead_peer, *cast.peers, cast.observer]


def _accept(challenge: Challenge, user: User, *, sponsor: User) -> None:
    """Join; an observer needs the sponsor's agreement."""
    place = challenge.team_places.open().filter(user=user).first()
    if place:
        interests = next(interests for _role, name, _brings, interests in PLACES if name == place.place)
        texts = texts_to_accept(challenge, {place.role}, user)
        actions.accept_invitation(place, texts=[text.pk for text in texts], interests=interests, by=user)
        for membership in challenge.memberships.waiting_for_the_council().filter(user=user):
            agree_to_observer(membership, by=sponsor)
            user.__dict__.pop("roles_by_challenge", None)


def _decide(challenge: Challenge, how_many: int, *, by: User) -> None:
    """The challenge manager decides about the first declarations that wait."""
    waiting = [row for row in declaration_rows(challenge) if row.newest and not row.newest.decision]
    for row in waiting[:how_many]:
        decision, how = DECISIONS.get(row.place.place, ("none", ""))
        actions.decide_interests(row.newest, decision=decision, decision_text=how, version=row.newest.version, by=by)


def nothing_has_changed(challenge: Challenge, people: list[User]) -> None:
    """Those of them who are asked again say that what they declared still holds."""
    asked = {row.place.user_id for row in declaration_rows(challenge) if row.asked and row.newest}
    for user in people:
        if user.pk in asked:
            actions.confirm_interests(challenge, by=user)


def _upload(challenge: Challenge, title: str, name: str, content: bytes, note: str, *, by: User) -> None:
    """Programmes list different documents: what none of their titles name is left out."""
    item = challenge.document_requests.filter(title__icontains=title).order_by("position").first()
    if item:
        actions.upload_documents(item, [SimpleUploadedFile(name, content)], note=note, by=by)


def _link_key_lines(challenge: Challenge, *, by: User) -> None:
    """The position statement speaks to every key line, what stands in SPEAKS_TO to one."""
    lines = list(key_lines(challenge))
    for part, numbers in SPEAKS_TO:
        item = challenge.document_requests.filter(title__icontains=part).order_by("position").first()
        spoken_to = [line for line in lines if not numbers or line.number in numbers]
        if item and spoken_to:
            actions.link_key_lines(item, key_lines=spoken_to, by=by)


def _say_who_and_how(challenge: Challenge, *, by: User) -> None:
    """The organiser gives items to posts, and says how those look that are still to come."""
    for part, owner, outlook, because in TO_COME:
        item = challenge.document_requests.filter(title__icontains=part).order_by("position").first()
        if item:
            given = actions.give_item(item, owner=owner, owned_by=None, by=by)
            if given.is_to_come and outlook:
                actions.say_outlook(given, outlook=outlook, because=because, seen_at=None, by=by)


def _say_where_and_what_is_missing(challenge: Challenge, *, by: User) -> None:
    for part, signpost in WHERE_TO_LOOK:
        for item in challenge.document_requests.filter(title__icontains=part, state="in"):
            for file in files_of(item)[0]:
                actions.write_signpost(file.newest, signpost=signpost, seen="", by=by)
    item = challenge.document_requests.filter(title__icontains=PARTLY_IN[0], state="in").first()
    if item:
        rest_due_on = working_days_from(max(today(), item.due_on), 3)
        actions.mark_partly_in(item, missing=PARTLY_IN[1], rest_due_on=min(rest_due_on, challenge.ends_on), by=by)


def _not_held(challenge: Challenge, title: str, reason: str, *, by: User) -> None:
    item = challenge.document_requests.filter(title__icontains=title, state="wanted").order_by("position").first()
    if item:
        actions.mark_not_held(item, reason=reason, by=by)


def _read(challenge: Challenge, user: User, how_many: int) -> None:
    """This person reads the next must-read items that are in."""
    unread = document_list(challenge, user).filter(state="in", importance="must_read", is_read=False)
    for item in list(unread[:how_many]):
        actions.mark_read(item, by=user)
