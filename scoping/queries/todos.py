"""What is left to do in scoping, and whose turn it is."""

from __future__ import annotations

import datetime

from django.urls import reverse

from challenges.lifecycle import ToDo
from challenges.models import Challenge, Membership, Role, Theme
from scoping.models import KeyLineOfEnquiry, ProposalComment, ScopingMeeting
from scoping.named import NAMED
from scoping.queries.meeting import meeting
from scoping.queries.proposals import changes_since, comments, newest_proposal
from scoping.queries.scope import chosen_themes, key_lines, modules
from scoping.scope_changes import in_words

SCOPE = "scoping:scope"
PROPOSAL = "scoping:proposal"
MEETING = "scoping:meeting"


def left_to_do(challenge: Challenge) -> list[ToDo]:
    """The meeting to record, people to name, key lines to write, the proposal to make and send, comments to answer."""
    dates = dict(challenge.milestones.values_list("code", "due_on"))
    met, sending = dates.get("scoping_meeting"), dates.get("scoping_proposal")
    record = meeting(challenge)
    if record and not record.goes_on:
        return _not_now(challenge)
    lines = list(key_lines(challenge))
    return [
        *_people_to_name(challenge, due_on=met),
        *_meeting_to_record(challenge, record, due_on=met),
        *_themes_to_choose(challenge, due_on=met),
        *_key_lines_to_write(challenge, lines, due_on=sending),
        *_proposal_to_send(challenge, due_on=sending),
        *_comments_to_answer(challenge),
    ]


def _not_now(challenge: Challenge) -> list[ToDo]:
    sentence = "Pause or withdraw the challenge: it was decided not to go on now"
    return [ToDo(sentence, MEETING, Role.PROGRAMME_MANAGER)]


def _people_to_name(challenge: Challenge, *, due_on: datetime.date | None) -> list[ToDo]:
    held = set(Membership.objects.holding(*NAMED).filter(challenge=challenge).values_list("role", flat=True))
    add = reverse("challenges:person_add", args=[challenge.slug])
    return [
        ToDo(
            sentence,
            "challenges:person_list",
            Role.PROGRAMME_MANAGER,
            url=f"{add}?role={role.value}",
            due_on=due_on,
        )
        for role, sentence in NAMED.items()
        if role not in held
    ]


def _themes_to_choose(challenge: Challenge, *, due_on: datetime.date | None) -> list[ToDo]:
    if not modules(challenge).exists() or chosen_themes(challenge).filter(kind=Theme.Kind.MODULE).exists():
        return []
    choose = reverse("scoping:theme_choose", args=[challenge.slug])
    sentence = "Choose the modules the challenge looks at"
    return [ToDo(sentence, SCOPE, Role.CHALLENGE_MANAGER, url=choose, due_on=due_on, gates=False)]


def _meeting_to_record(
    challenge: Challenge, record: ScopingMeeting | None, *, due_on: datetime.date | None
) -> list[ToDo]:
    url = reverse("scoping:meeting_record", args=[challenge.slug])
    if record is None:
        sentence = "Record the scoping meeting"
    elif not record.decision:
        sentence = "Say whether the challenge goes on after the scoping meeting"
    elif record.in_intervention == ScopingMeeting.Answer.YES and not record.agreed_with:
        sentence = "Say who else agrees to the challenge: the council is in intervention"
    else:
        return []
    return [ToDo(sentence, MEETING, Role.PROGRAMME_MANAGER, url=url, due_on=due_on, gates=False)]


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
    elif comments(challenge).filter(outcome=ProposalComment.Outcome.CHANGED, changed_in=None).exists():
        next_one = f"then make version {newest.number + 1} of the scoping proposal"
        sentence, role = f"Change what you promised the council, {next_one}", Role.CHALLENGE_MANAGER
    elif newest.sent_at is None:
        sentence = f"Send version {newest.number} of the scoping proposal to the sponsor"
        role = Role.PROGRAMME_MANAGER
    else:
        return []
    return [ToDo(sentence, PROPOSAL, role, due_on=due_on)]


def _comments_to_answer(challenge: Challenge) -> list[ToDo]:
    said = comments(challenge)
    waiting = said.open().count()
    if waiting:
        how_many = "1 comment" if waiting == 1 else f"{waiting} comments"
        return [_comments(challenge, f"Answer {how_many} of the council on the scoping proposal", gates=True)]
    if said.to_tell().exclude(outcome=ProposalComment.Outcome.CHANGED).exists():
        url = reverse("scoping:answers_send", args=[challenge.slug])
        return [_comments(challenge, "Tell the council what you answered to its comments", gates=False, url=url)]
    return []


def _comments(challenge: Challenge, sentence: str, *, gates: bool, url: str = "") -> ToDo:
    where = url or reverse(PROPOSAL, args=[challenge.slug]) + "#comments"
    return ToDo(sentence, PROPOSAL, Role.CHALLENGE_MANAGER, url=where, gates=gates)
