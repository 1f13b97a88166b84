"""Preparation in the matrix of tests/test_visibility_matrix.py; tests/visibility.py says what stands here."""

import datetime

from challenges.lifecycle import Stage
from challenges.models import LGA_ROLES, TEAM_ROLES, StoredFile
from preparation import actions
from preparation.interests import Interests
from preparation.models import Declaration, DocumentRequest, DocumentVersion, TeamPlace
from tests.preparation.factories import TeamPlaceFactory
from tests.preparation.files import upload

DUE = datetime.date(2027, 3, 12)


def team_and_documents(world):
    in_team = {"lead_peer": "lead_peer", "peer": "peer", "writer": "peer", "observer": "observer"}
    for who, role in in_team.items():
        person = world.people[who]
        TeamPlaceFactory(
            challenge=world.challenge, user=person, role=role, accepted=True, place=world.say(), brings=world.say()
        )
    words = ("employment", "family", "personal", "neighbour", "political", "anything_else")
    declared = actions.declare_interests(
        world.challenge,
        interests=Interests(**{name: world.say() for name in words}),
        because=world.say(),
        by=world.writer,
    )
    actions.decide_interests(
        declared, decision="manage", decision_text=world.say(), version=declared.version, by=world.challenge_manager
    )
    declined = actions.invite_person(
        world.challenge,
        email="asked@example.org",
        name="Asked Person",
        role="peer",
        place=world.say(),
        brings=world.say(),
        by=world.challenge_manager,
    )
    actions.decline_invitation(declined, reason=world.say(), by=declined.user)
    for importance in ("reference", "restricted"):
        for named in (False, True):
            item = ask(world, importance)
            if named:
                actions.ask_contributors(item, contributors=[world.named], by=world.organiser)
            mark = world.say()
            file = upload(f"{mark}.txt", f"{mark} is what it says.\n".encode())
            actions.upload_documents(item, [file], note=world.say(), by=world.organiser)
            item.refresh_from_db()
            world.remember()
            actions.write_note(item, note=world.say(), version=item.version, by=world.sponsor)
        actions.mark_not_held(ask(world, importance), reason=world.say(), by=world.organiser)
        ask(world, importance)
    actions.mark_read(world.challenge.document_requests.filter(state="in").first(), by=world.lead_peer)


def ask(world, importance):
    return actions.add_document(
        world.challenge,
        title=world.say(),
        why=world.say(),
        importance=importance,
        due_on=DUE,
        by=world.challenge_manager,
    )


def files_of(user, world):
    """The council's files under the items a person may read; files of ours have the permission of their document."""
    items = DocumentRequest.objects.readable_by(user, world.challenge)
    under = DocumentVersion.objects.filter(request__in=items).values("file")
    return StoredFile.objects.filter(pk__in=under)


def places(user, world):
    """The team knows who is invited too; the presentation names the team to whoever reads it."""
    every = TeamPlace.objects.filter(challenge=world.challenge)
    if user.roles_in(world.challenge) & (LGA_ROLES | TEAM_ROLES):
        return every
    names = ("preparation.view_team", "feedback.view_presentation")
    return every.in_team() if any(user.has_perm(name, world.challenge) for name in names) else []


def declarations(user, world):
    every = Declaration.objects.filter(challenge=world.challenge)
    return every if user.has_perm("preparation.view_interests", world.challenge) else every.filter(user=user)


def items(world):
    return [
        [pk] for pk in world.challenge.document_requests.filter(title__startswith="zq").values_list("pk", flat=True)
    ]


def standing_places(world):
    return [[place.pk] for place in world.challenge.team_places.all()]


def rounds(world):
    return [[each.pk] for each in world.challenge.declarations.all()]


STEPS = {Stage.PREPARATION: team_and_documents}
READS = {
    "preparation.DocumentRequest": {
        "*": lambda user, world: DocumentRequest.objects.readable_by(user, world.challenge)
    },
    "challenges.StoredFile": {"*": files_of},
    "preparation.TeamPlace": {
        "*": places,
        "decline_reason": lambda user, world: (
            world.challenge.team_places.all() if user.roles_in(world.challenge) & LGA_ROLES else []
        ),
    },
    "preparation.Declaration": {"*": declarations},
}
CODES = {
    "preparation.DocumentRequest.code": "a number of ours",
    "preparation.DocumentVersion.same_name": "the name of its file",
}
OPENED = {
    "preparation:place_withdraw": standing_places,
    "preparation:profile": standing_places,
    "preparation:declaration_decide": rounds,
    "preparation:agreement_withdraw": lambda world: [["ground_rules"]],
    "preparation:agreement_write": lambda world: [["ground_rules"]],
    "preparation:document": items,
    "preparation:document_upload": items,
    "preparation:document_note": items,
    "preparation:document_ask": items,
    "preparation:document_not_held": items,
    "preparation:document_wanted_again": items,
    "preparation:document_mark_read": items,
    "preparation:document_mark_unread": items,
    "preparation:document_file": lambda world: [
        [pk] for pk in DocumentVersion.objects.filter(request__challenge=world.challenge).values_list("pk", flat=True)
    ],
}
ASKED = {
    "preparation:document_list": ["", "?show=to_come", "?show=in", "?show=not_held", "?show=to_read"],
}
PARTS = {f"preparation:document_mark_{how}": "who has read it" for how in ("read", "unread")}
