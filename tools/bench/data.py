"""The rows that the bench measures on: a programme office with 150 challenges, one of them full of work."""

import datetime
import itertools

from casereview.models import Case, CaseReview
from challenges.lifecycle import Stage
from challenges.models import (
    Acceptance,
    AgreementText,
    Audience,
    AuditEvent,
    Challenge,
    Council,
    Membership,
    Milestone,
    NextAction,
    Programme,
    Role,
    StoredFile,
    User,
)
from challenges.moments import now, today
from preparation.models import DocumentRequest, DocumentVersion, Reading

STAGES = [stage for stage in Stage if stage not in {Stage.CLOSED, Stage.WITHDRAWN}]


def make(challenges=150, documents=29, cases=25):
    """The programme manager, a peer and the challenge that is full of work."""
    office = User.objects.create_user("office@bench.invalid", None, name="Programme manager", is_programme_office=True)
    peers = [User.objects.create_user(f"peer{n}@bench.invalid", None, name=f"Peer {n}") for n in range(5)]
    programme = Programme.objects.newest().get(code="lga-childrens-services")
    councils = [Council(name=f"Council {n:03}", slug=f"council-{n:03}") for n in range(challenges)]
    Council.objects.bulk_create(councils)
    rows = Challenge.objects.bulk_create(
        Challenge(
            council=council,
            programme=programme,
            slug=f"council-{n:03}-bench",
            stage=stage,
            starts_on=today() + datetime.timedelta(days=n - 20),
            ends_on=today() + datetime.timedelta(days=n - 17),
            created_at=now(),
            created_by=office,
        )
        for (n, council), stage in zip(enumerate(councils), itertools.cycle(STAGES))
    )
    Membership.objects.bulk_create(
        Membership(challenge=row, user=user, role=role, added_at=now(), added_by=office)
        for row in rows
        for user, role in [(office, Role.PROGRAMME_MANAGER), *[(peer, Role.PEER) for peer in peers[: 1 + row.pk % 4]]]
    )
    Milestone.objects.bulk_create(
        Milestone(
            challenge=row,
            code=spec.code,
            name=spec.name,
            stage=spec.stage,
            owner=spec.owner,
            due_on=row.starts_on + datetime.timedelta(days=spec.working_days),
            position=position,
        )
        for row in rows
        for position, spec in enumerate(programme.plan.milestones)
    )
    NextAction.objects.bulk_create(
        NextAction(
            challenge=row,
            role=role,
            person=peers[0] if position == 4 else None,
            sentence=f"Do thing {position} of this stage",
            page="challenges:person_list",
            url=f"/challenges/{row.slug}/people/",
            due_on=today() + datetime.timedelta(days=position),
            position=position,
        )
        for row in rows
        for position, role in enumerate(
            ["challenge_manager", "sponsor", "organiser", "programme_manager", "peer", "peer"]
        )
    )
    AuditEvent.objects.bulk_create(
        AuditEvent(
            at=now(),
            what="note.written",
            sentence=f"did thing {n}",
            by_id=office.pk,
            by_name=office.name,
            challenge_id=row.pk,
            audience=Audience.COUNCIL,
        )
        for row in rows
        for n in range(60)
    )
    full = rows[2]
    full.stage = Stage.ON_SITE
    full.save()
    Membership.objects.get_or_create(
        challenge=full, user=peers[0], role=Role.PEER, defaults={"added_at": now(), "added_by": office}
    )
    Acceptance.objects.bulk_create(
        Acceptance(challenge=full, user=peer, text=text, accepted_at=now())
        for text in AgreementText.objects.in_force_in(full)
        for peer in peers
    )
    _documents(full, office, peers, documents)
    _cases(full, peers, cases)
    return office, peers[0], full


def _documents(challenge, office, peers, count):
    for n in range(1, count + 1):
        request = DocumentRequest.objects.create(
            challenge=challenge,
            code=str(n),
            title=f"Document {n}",
            why="The team reads this.",
            importance="must_read" if n < 9 else "reference",
            due_on=today(),
            state="in",
            answered_at=now(),
            answered_by=office,
            position=n,
        )
        for version in range(1, 3):
            file = StoredFile.objects.create(
                challenge=challenge,
                name=f"document-{n}-{version}.pdf",
                content="none",
                media_type="application/pdf",
                size=100_000,
                sha256="0" * 64,
                stored_at=now(),
                stored_by=office,
            )
            DocumentVersion.objects.create(request=request, file=file, number=version, is_newest=version == 2)
        Reading.objects.create(request=request, reader=peers[n % 5], read_at=now())


def _cases(challenge, peers, count):
    for n in range(1, count + 1):
        case = Case.objects.create(
            challenge=challenge,
            code=f"C-{n:02}",
            stratum="Early help",
            age_band="5 to 9",
            reviewer=peers[n % 5],
            position=n,
        )
        if n % 2:
            CaseReview.objects.create(
                challenge=challenge,
                case=case,
                headline="Plans are clear.",
                finished_at=now(),
                audience=Audience.TEAM,
                written_by=peers[n % 5],
                written_at=now(),
                changed_by=peers[n % 5],
                changed_at=now(),
            )
