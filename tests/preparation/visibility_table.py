"""Preparation in the matrix of tests/test_visibility_matrix.py; tests/visibility.py says what stands here."""

import datetime

from django.db.models import Q

from challenges import jobs
from challenges.actions import save_profile
from challenges.documents import Made, store_rendered
from challenges.lifecycle import Stage
from challenges.models import LGA_ROLES, TEAM_ROLES, PeerProfile, StoredFile
from preparation import actions, queries
from preparation.interests import Interests
from preparation.models import (
    Box,
    Candidate,
    CandidateRemark,
    Declaration,
    DocumentRequest,
    DocumentRound,
    DocumentVersion,
    Indicator,
    PerformanceSet,
    StatementSection,
    TeamPlace,
    UnsortedFile,
)
from tests.factories import CouncilFactory, UserFactory
from tests.preparation.factories import TeamPlaceFactory
from tests.preparation.files import pdf, upload
from tests.preparation.workbooks import figures

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
            file = upload(f"{mark}.pdf", pdf(f"{mark} is what it says."))  # which can be looked at in the page
            actions.upload_documents(item, [file], note=world.say(), by=world.organiser)
            item.refresh_from_db()
            world.remember()
            actions.write_note(item, note=world.say(), version=item.version, by=world.sponsor)
        actions.mark_not_held(ask(world, importance), reason=world.say(), by=world.organiser)
        ask(world, importance)
    answers(world)
    figures(world)
    while_reading(world)
    position_statement(world)
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


def while_reading(world):
    """What a peer asks for besides the list, one of it withdrawn, and what the team notes: for one alone, and shared."""
    for importance in ("reference", "restricted"):
        pulled = [
            actions.pull_document(
                world.challenge, title=world.say(), why=world.say(), importance=importance, due_on=DUE, by=world.peer
            )
            for _each in range(2)
        ]
        actions.withdraw_pull(pulled[0], reason=world.say(), by=world.challenge_manager)
        mark = world.say()
        actions.upload_documents(pulled[1], [upload(f"{mark}.txt", f"{mark} came.\n".encode())], by=world.organiser)
        for share in (False, True):
            actions.add_reading_note(pulled[1], text=world.say(), share=share, by=world.writer)
        changed = actions.add_reading_note(pulled[1], text=world.say(), share=True, by=world.lead_peer)
        world.remember()
        actions.edit_reading_note(changed, text=world.say(), version=changed.version, by=world.lead_peer)


def position_statement(world):
    """The council's own: one section given to a contributor, one to nobody."""
    given, other = world.challenge.key_lines.order_by("number")[:2]
    actions.give_sections(world.challenge, writers=[(given, [world.named])], by=world.organiser)
    write_section(world, given, by=world.named)
    write_section(world, other, by=world.organiser)
    world.remember()
    write_section(world, given, by=world.sponsor)


def write_section(world, line, *, by):
    version = line.statement_section.version if hasattr(line, "statement_section") else 1
    texts = {box.value: world.say() for box in Box}
    actions.write_section(line, version=version, texts=texts, by=by)
    line.refresh_from_db()


def hand_over(world):
    """One section is handed over, the other says nothing then; what is written afterwards is the council's own again."""
    given, other = world.challenge.key_lines.order_by("number")[:2]
    world.remember()
    actions.write_section(other, version=other.statement_section.version, texts={}, by=world.organiser)
    rows = queries.statement_rows(world.challenge, world.sponsor)
    statement = actions.hand_over_statement(world.challenge, seen=queries.statement_seen(rows), by=world.sponsor)
    words = " ".join(given.statement_section.words.values())
    jobs.run(statement.document.job_id, work=lambda job: Made(pdf(words)), finish=store_rendered)
    other.refresh_from_db()
    write_section(world, other, by=world.organiser)


def sections(user, world):
    """The council's own, a contributor's those given to them; what was handed over its readers read in the version."""
    every = StatementSection.objects.filter(challenge=world.challenge)
    readable = set(every.readable_by(user, world.challenge))
    if user.has_perm("preparation.view_statement_versions", world.challenge):
        readable |= {section for section in every if any(section.handed_over.values())}
    return readable


def key_lines_given(user, world):
    """A contributor reads the question they write about."""
    given = StatementSection.objects.filter(asks__contributor=user, challenge=world.challenge)
    return world.challenge.key_lines.filter(statement_section__in=given)


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
    workbooks = PerformanceSet.objects.readable_by(user, world.challenge).values("file")
    return StoredFile.objects.filter(Q(pk__in=under) | Q(pk__in=waiting) | Q(pk__in=workbooks))


def indicators_of(user, world):
    return Indicator.objects.filter(performance_set__in=PerformanceSet.objects.readable_by(user, world.challenge))


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


def reading_notes(world):
    return [[note.pk] for note in world.challenge.reading_notes.all()]


def standing_places(world):
    return [[place.pk] for place in world.challenge.team_places.all()]


def rounds(world):
    return [[each.pk] for each in world.challenge.declarations.all()]


STEPS = {Stage.PREPARATION: team_and_documents, Stage.CASE_REVIEW: hand_over}
READS = {
    "preparation.StatementSection": {"*": sections},
    "scoping.KeyLineOfEnquiry": {"question": key_lines_given},
    "preparation.DocumentRequest": {
        "*": lambda user, world: DocumentRequest.objects.readable_by(user, world.challenge),
        "owner": whose_items,
    },
    "preparation.DocumentVersion": {"*": versions_of},
    "preparation.DocumentRound": {"*": document_rounds},
    "preparation.Indicator": {"*": indicators_of},
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
    "preparation:document_withdraw": items,
    "preparation:reading_note_add": items,
    "preparation:reading_note_edit": reading_notes,
    "preparation:reading_note_share": reading_notes,
    "preparation:reading_note_remove": reading_notes,
    "preparation:statement_section": lambda world: [[line.pk] for line in world.challenge.key_lines.all()],
    "preparation:statement_version": lambda world: [[1]],
    "preparation:key_line_link": lambda world: [[line.pk] for line in world.challenge.key_lines.all()],
    "preparation:document_file": every_version,
    "preparation:document_waiting": lambda world: [[each.pk] for each in world.challenge.unsorted_files.all()],
    "preparation:performance_file": lambda world: [[each.pk] for each in world.challenge.performance_sets.all()],
    "preparation:performance_link": lambda world: [[line.pk] for line in world.challenge.key_lines.all()],
    "preparation:document_preview": every_version,
    "preparation:document_picture": every_version,
    "preparation:document_signpost": every_version,
}
ASKED = {
    "preparation:performance": ["", "?show=line-1", "?show=topic-1"],
    "preparation:document_list": [
        *("", "?show=to_come", "?show=in", "?show=not_held", "?show=to_read", "?show=partly", "?show=doubtful"),
        *("?show=late", "?mine=1", "?by=key_line", "?show=asked", "?show=withdrawn"),
    ],
    "preparation:document_zip": ["", "?show=partly"],
}
PARTS = {f"preparation:document_mark_{how}": "who has read it" for how in ("read", "unread")}
