"""Preparation in the matrix of tests/test_visibility_matrix.py; tests/visibility.py says what stands here."""

import datetime

from django.db.models import Q

from challenges.actions import save_profile
from challenges.lifecycle import Stage
from challenges.models import LGA_ROLES, TEAM_ROLES, PeerProfile, StoredFile
from preparation import actions
from preparation.interests import Interests
from preparation.models import (
    Candidate,
    CandidateRemark,
    Declaration,
    DocumentRequest,
    DocumentRound,
    DocumentVersion,
    TeamPlace,
    UnsortedFile,
)
from tests.factories import CouncilFactory, UserFactory
from tests.preparation.factories import TeamPlaceFactory
from tests.preparation.files import upload

DUE = datetime.date(2027, 3, 12)


def team_and_documents(world):
    who_is_proposed(world)
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
    answers(world)
    actions.mark_read(world.challenge.document_requests.filter(state="in").first(), by=world.lead_peer)


def who_is_proposed(world):
    """One shown to the council, with a question to all and one to the LGA alone; one not shown, waived with a reason."""
    neighbour = CouncilFactory()
    world.challenge.council.neighbours.add(neighbour)
    near = in_the_pool(council=neighbour)
    shown = put_on_the_list(world, in_the_pool())
    in_the_pool()  # whom nobody has put on the list
    actions.show_candidates(world.challenge, by=world.challenge_manager)
    for for_lga_only in (False, True):
        remark = actions.ask_about_candidate(shown, text=world.say(), for_lga_only=for_lga_only, by=world.sponsor)
        actions.answer_remark(remark, answer=world.say(), by=world.challenge_manager)
    actions.ask_for_another(shown, text=world.say(), by=world.organiser)
    put_on_the_list(world, near, waived_because=world.say())
    early = put_on_the_list(world, in_the_pool())
    actions.invite_candidate(early, invited_because=world.say(), by=world.challenge_manager)


def in_the_pool(council=None):
    user = UserFactory()
    save_profile(user, version=1, skills=[], months=[], in_pool=True, council=council, authority="A trust", by=user)
    return user


def put_on_the_list(world, user, **how):
    return actions.add_candidate(
        world.challenge,
        user=user,
        role="peer",
        place=world.say(),
        brings=world.say(),
        by=world.challenge_manager,
        **how,
    )


def candidates(user, world):
    return Candidate.objects.readable_by(user, world.challenge)


def for_the_lga(user, world):
    return world.challenge.candidates.all() if user.roles_in(world.challenge) & LGA_ROLES else []


def listed(world):
    return [[each.pk] for each in world.challenge.candidates.all()]


def answers(world):
    """What the council says besides files: how a paper looks, what is missing, who sees to it, where to look, a round."""
    for importance in ("reference", "restricted"):
        to_come = ask(world, importance)
        actions.say_outlook(to_come, outlook="at_risk", because=world.say(), seen_at=None, by=world.organiser)
        actions.give_item(to_come, owner=world.say(), owned_by=None, by=world.organiser)
        partly = ask(world, importance)
        mark = world.say()
        actions.upload_documents(partly, [upload(f"{mark}.txt", f"{mark} is part.\n".encode())], by=world.organiser)
        actions.mark_partly_in(partly, missing=world.say(), rest_due_on=None, by=world.organiser)
        actions.write_signpost(partly.versions.get(), signpost=world.say(), seen="", by=world.organiser)
        line = world.challenge.key_lines.first()
        if line:
            actions.link_key_lines(partly, key_lines=[line], by=world.challenge_manager)
    if world.challenge.document_rounds.filter(closed_at=None).exists():
        actions.close_documents(world.challenge, by=world.challenge_manager)
    actions.open_documents(
        world.challenge, closes_on=DUE, asks_for=world.say(), everything=True, by=world.challenge_manager
    )
    mark = world.say()
    actions.drop_files(world.challenge, [upload(f"{mark}.txt", f"{mark} waits.\n".encode())], by=world.organiser)


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
    waiting = UnsortedFile.objects.readable_by(user, world.challenge).values("file")
    return StoredFile.objects.filter(Q(pk__in=under) | Q(pk__in=waiting))


def versions_of(user, world):
    items = DocumentRequest.objects.readable_by(user, world.challenge)
    return DocumentVersion.objects.filter(request__in=items)


def whose_items(user, world):
    """Who sees to an item is for those who know who takes part."""
    every = DocumentRequest.objects.readable_by(user, world.challenge)
    return every if user.has_perm("challenges.view_people", world.challenge) else []


def document_rounds(user, world):
    """Whoever reads the list: what a second round is for stands on top of it."""
    reads = user.has_perm("preparation.view_documents", world.challenge)
    return DocumentRound.objects.filter(challenge=world.challenge) if reads else []


def places(user, world):
    """The team knows of every invitation, the council of those that stand; the presentation names the team to its readers."""
    every = TeamPlace.objects.filter(challenge=world.challenge)
    if user.roles_in(world.challenge) & (LGA_ROLES | TEAM_ROLES):
        return every
    if user.has_perm("preparation.view_team", world.challenge):
        return every.in_team() | every.open()
    return every.in_team() if user.has_perm("feedback.view_presentation", world.challenge) else []


def declarations(user, world):
    every = Declaration.objects.filter(challenge=world.challenge)
    return every if user.has_perm("preparation.view_interests", world.challenge) else every.filter(user=user)


def items(world):
    return [
        [pk] for pk in world.challenge.document_requests.filter(title__startswith="zq").values_list("pk", flat=True)
    ]


def every_version(world):
    versions = DocumentVersion.objects.filter(request__challenge=world.challenge)
    return [[pk] for pk in versions.values_list("pk", flat=True)]


def standing_places(world):
    return [[place.pk] for place in world.challenge.team_places.all()]


def rounds(world):
    return [[each.pk] for each in world.challenge.declarations.all()]


STEPS = {Stage.PREPARATION: team_and_documents}
READS = {
    "preparation.DocumentRequest": {
        "*": lambda user, world: DocumentRequest.objects.readable_by(user, world.challenge),
        "owner": whose_items,
    },
    "preparation.DocumentVersion": {"*": versions_of},
    "preparation.DocumentRound": {"*": document_rounds},
    "challenges.StoredFile": {"*": files_of},
    "preparation.TeamPlace": {
        "*": places,
        "decline_reason": lambda user, world: (
            world.challenge.team_places.all() if user.roles_in(world.challenge) & LGA_ROLES else []
        ),
    },
    "preparation.Declaration": {"*": declarations},
    "preparation.Candidate": {"*": candidates, "waived_because": for_the_lga, "invited_because": for_the_lga},
    "preparation.CandidateRemark": {
        "*": lambda user, world: CandidateRemark.objects.readable_by(user, world.challenge)
    },
}
CODES = {
    "preparation.DocumentRequest.code": "a number of ours",
    "preparation.DocumentRequest.module": "the name of a theme of the programme",
    "preparation.DocumentVersion.same_name": "the name of its file",
}
OPENED = {
    "preparation:place_withdraw": standing_places,
    "preparation:profile": standing_places,
    "preparation:pool_person": lambda world: [
        [profile.user_id] for profile in PeerProfile.objects.exclude(in_pool_since=None)
    ],
    "preparation:candidate": listed,
    "preparation:candidate_invite": listed,
    "preparation:candidate_move": listed,
    "preparation:candidate_remove": listed,
    "preparation:remark_answer": lambda world: [
        [remark.pk] for remark in CandidateRemark.objects.filter(candidate__challenge=world.challenge)
    ],
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
    "preparation:document_outlook": items,
    "preparation:document_partly": items,
    "preparation:document_all_in": items,
    "preparation:document_owner": items,
    "preparation:document_link": items,
    "preparation:key_line_link": lambda world: [[line.pk] for line in world.challenge.key_lines.all()],
    "preparation:document_file": every_version,
    "preparation:document_waiting": lambda world: [[each.pk] for each in world.challenge.unsorted_files.all()],
    "preparation:document_preview": every_version,
    "preparation:document_picture": every_version,
    "preparation:document_signpost": every_version,
}
ASKED = {
    "preparation:document_list": [
        *("", "?show=to_come", "?show=in", "?show=not_held", "?show=to_read", "?show=partly", "?show=doubtful"),
        *("?show=late", "?mine=1", "?by=key_line"),
    ],
    "preparation:document_zip": ["", "?show=partly"],
}
PARTS = {f"preparation:document_mark_{how}": "who has read it" for how in ("read", "unread")}
