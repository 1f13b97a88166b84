"""What may be done with challenges, people, files and mail, whatever the stage."""

from __future__ import annotations

import datetime
import hashlib
import json

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.crypto import get_random_string
from django.utils.text import slugify

from challenges import audit, jobs, next_actions, outbox, uploads
from challenges.action_tools import ActionRefused, check_clean, check_move, locked
from challenges.lifecycle import ON_ENTERING, STAGE_MOVES, Stage, stage_after
from challenges.models import (
    Audience,
    AuditEvent,
    Challenge,
    Council,
    Membership,
    Milestone,
    OutboundMail,
    Probe,
    Programme,
    RenderedDocument,
    Role,
    StageEnding,
    StoredFile,
    Theme,
    User,
)
from challenges.moments import is_working_day, now, working_days_from
from challenges.programme_files import ProgrammeFile


@transaction.atomic
def load_programme(content: dict, plan: ProgrammeFile, *, by: User) -> Programme | None:
    """Keep a programme file as a version; None when this very content stands already.

    A version once loaded never changes, since challenges run by it: a changed file needs a higher version number.
    """
    sha256 = hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()
    standing = Programme.objects.filter(code=plan.code, version=plan.version).first()
    if standing and standing.sha256 == sha256:
        return None
    if standing:
        raise ActionRefused(
            f"Version {plan.version} of “{plan.name}” is loaded already and differs. Give the changed file a new version."
        )
    programme = Programme.objects.create(
        code=plan.code,
        version=plan.version,
        name=plan.name,
        summary=plan.summary,
        content=content,
        sha256=sha256,
        loaded_at=now(),
    )
    for position, spec in enumerate(plan.themes):
        theme = Theme.objects.create(
            programme=programme, code=spec.code, kind=spec.kind, name=spec.name, position=position
        )
        Probe.objects.bulk_create(
            Probe(theme=theme, code=probe.code, text=probe.text, derived=spec.derived, position=place)
            for place, probe in enumerate(spec.probes)
        )
    audit.record(
        "programme.loaded",
        f"loaded version {plan.version} of the programme “{plan.name}”",
        by=by,
        challenge=None,
        target=programme,
    )
    return programme


@transaction.atomic
def create_challenge(
    *, council: Council, programme: Programme, starts_on: datetime.date, by: User, is_demo: bool = False
) -> Challenge:
    """Start a challenge: its dates are planned back from the first on-site day, in working days."""
    if not is_working_day(starts_on):
        raise ActionRefused("The first on-site day must be a working day in England. Choose another date.")
    plan = programme.plan
    challenge = Challenge(
        council=council,
        programme=programme,
        slug=f"{council.slug}-{starts_on.year}-{get_random_string(5, 'abcdefghjkmnpqrstuvwxyz23456789')}",
        stage=Stage(plan.stages[0]),
        starts_on=starts_on,
        ends_on=working_days_from(starts_on, plan.onsite.days - 1) if plan.onsite.days > 1 else starts_on,
        created_at=now(),
        created_by=by,
        is_demo=is_demo or by.is_demo,
    )
    check_clean(challenge)
    challenge.save()
    Membership.objects.create(challenge=challenge, user=by, role=Role.PROGRAMME_MANAGER, added_at=now(), added_by=by)
    by.__dict__.pop("roles_by_challenge", None)
    anchors = {"first_day": challenge.starts_on, "last_day": challenge.ends_on}
    anchors["final_report"] = next(
        (
            working_days_from(anchors[spec.anchor], spec.working_days)
            for spec in plan.milestones
            if spec.code == "final_report"
        ),
        challenge.ends_on,
    )
    Milestone.objects.bulk_create(
        Milestone(
            challenge=challenge,
            code=spec.code,
            name=spec.name,
            stage=spec.stage,
            owner=spec.owner,
            due_on=working_days_from(anchors[spec.anchor], spec.working_days),
            position=position,
        )
        for position, spec in enumerate(plan.milestones)
    )
    audit.record(
        "challenge.created",
        f"set up the challenge of {council} under the programme “{programme}”, on site from {starts_on:%-d %B %Y}",
        by=by,
        challenge=challenge,
        target=challenge,
        audience=Audience.COUNCIL,
    )
    for lay_out in ON_ENTERING[Stage(challenge.stage)]:
        lay_out(challenge, by=by)
    return challenge


@transaction.atomic
def add_person(challenge: Challenge, *, email: str, name: str, role: str, by: User, job_title: str = "") -> Membership:
    """Give a person a role in a challenge, making them known by e-mail address where they are not."""
    challenge = locked(challenge)
    user = know_person(email=email, name=name, job_title=job_title, by=by)
    membership = Membership(challenge=challenge, user=user, role=role, added_at=now(), added_by=by)
    check_clean(membership)
    membership.save()
    audit.record(
        "person.added",
        f"added {user} as {Role(role).label.lower()}",
        by=by,
        challenge=challenge,
        target=membership,
        audience=Audience.COUNCIL,
    )
    return membership


@transaction.atomic
def know_person(*, email: str, name: str, by: User, job_title: str = "") -> User:
    """The person with this e-mail address, made known where they are not. They choose a password themselves."""
    user = User.objects.filter(email__iexact=email).first()
    if user:
        return user
    user = User(email=email.lower(), name=name, job_title=job_title, is_demo=by.is_demo)
    user.set_unusable_password()
    check_clean(user)
    user.save()
    audit.record("person.made_known", f"made {user} known by e-mail address", by=by, challenge=None, target=user)
    return user


@transaction.atomic
def end_membership(membership: Membership, *, by: User) -> Membership:
    """Take a role from a person; what they did stays."""
    membership = locked(membership)
    if membership.ended_at:
        raise ActionRefused("This has ended already.")
    membership.ended_at, membership.ended_by = now(), by
    membership.save(update_fields=["ended_at", "ended_by"])
    audit.record(
        "person.removed",
        f"ended the role of {membership.user} as {membership.get_role_display().lower()}",
        by=by,
        challenge=membership.challenge,
        target=membership,
        audience=Audience.COUNCIL,
    )
    return membership


@transaction.atomic
def move_to_stage(challenge: Challenge, stage: Stage, *, by: User) -> Challenge:
    """Move a challenge on. The stage that is ending calls end_stage, which calls this, after its own checks."""
    challenge = locked(challenge)
    check_move(STAGE_MOVES, Stage(challenge.stage), stage)
    was, challenge.stage = challenge.stage, stage
    challenge.closed_at = now() if stage == Stage.CLOSED else None
    challenge.save(update_fields=["stage", "closed_at"])
    audit.record(
        "challenge.stage_changed",
        f"moved the challenge from {Stage(was).label.lower()} to {stage.label.lower()}",
        by=by,
        challenge=challenge,
        target=challenge,
        audience=Audience.COUNCIL,
        was={"stage": was},
        becomes={"stage": stage},
    )
    for lay_out in ON_ENTERING[stage]:
        lay_out(challenge, by=by)
    return challenge


@transaction.atomic
def end_stage(challenge: Challenge, stage: Stage, *, by: User, override_reason: str = "") -> Challenge:
    """End a stage and move on to the next one of the programme.

    With something missing it takes a reason, which is kept with the sentences that stood open.
    """
    challenge = locked(challenge)
    if challenge.stage != stage:
        raise ActionRefused(f"The challenge is at “{challenge.get_stage_display()}”, not at “{stage.label}”.")
    missing = [todo.sentence for todo in next_actions.what_is_missing(challenge)]
    if missing and not override_reason.strip():
        raise ActionRefused("Something is still missing: " + "; ".join(missing) + ". Mend it, or say why it can wait.")
    ending = StageEnding.objects.create(
        challenge=challenge,
        stage=stage,
        ended_at=now(),
        ended_by=by,
        missing=missing,
        override_reason=override_reason.strip() if missing else "",
    )
    audit.record(
        "stage.ended",
        f"ended {stage.label.lower()}" + (f" with this missing: {'; '.join(missing)}" if missing else ""),
        by=by,
        challenge=challenge,
        target=ending,
        audience=Audience.COUNCIL if not missing else Audience.LGA,
        reason=ending.override_reason,
    )
    return move_to_stage(challenge, stage_after(challenge.programme.plan.stages, stage), by=by)


@transaction.atomic
def store_file(challenge: Challenge, upload: UploadedFile, *, by: User) -> StoredFile:
    """Keep one upload after looking at what it really is; refuses in a sentence."""
    name, media_type, sha256 = uploads.checked(upload)
    stored = StoredFile.objects.create(
        challenge=challenge,
        name=name,
        content=upload,
        media_type=media_type,
        size=upload.size or 0,
        sha256=sha256,
        stored_at=now(),
        stored_by=by,
    )
    audit.record(
        "file.stored",
        f"uploaded “{name}”",
        by=by,
        challenge=challenge,
        target=stored,
        audience=Audience.LGA,
        becomes={"sha256": sha256, "size": upload.size},
    )
    return stored


@transaction.atomic
def record_download(file: StoredFile, *, by: User) -> AuditEvent:
    """Keep who opened which file when."""
    return audit.record(
        "file.downloaded", f"opened “{file}”", by=by, challenge=file.challenge, target=file, audience=Audience.LGA
    )


@transaction.atomic
def render_again(document: RenderedDocument, *, by: User) -> None:
    """Put a document that could not be made back in the queue."""
    jobs.try_again(document.job)
    audit.record(
        "document.render_asked_again",
        f"asked again for the PDF of “{document}”",
        by=by,
        challenge=document.challenge,
        target=document,
        audience=Audience.LGA,
    )


@transaction.atomic
def open_document_to(document: RenderedDocument, *, permission: str, by: User) -> RenderedDocument:
    """Let those who hold another permission read a document; its words do not change."""
    document = locked(document)
    was, document.permission = document.permission, permission
    document.save(update_fields=["permission"])
    audit.record(
        "document.opened",
        f"opened “{document}” to more readers",
        by=by,
        challenge=document.challenge,
        target=document,
        was={"permission": was},
        becomes={"permission": permission},
    )
    return document


@transaction.atomic
def settle_mail(mail: OutboundMail, *, by: User, send_again: bool) -> OutboundMail:
    """Say what becomes of a mail that failed, or that may or may not have gone: send it again, or leave it."""
    mail = locked(mail)
    if mail.state not in {OutboundMail.State.UNCERTAIN, OutboundMail.State.FAILED}:
        raise ActionRefused(f"This mail stands at “{mail.get_state_display()}”. There is nothing to settle.")
    mail.state = OutboundMail.State.DUE if send_again else OutboundMail.State.NOT_NEEDED
    mail.heartbeat_at, mail.claim, mail.attempts = None, "", 0
    mail.save()
    audit.record(
        "mail.settled",
        f"asked to send the mail “{mail}” to {mail.person} again" if send_again else f"set the mail “{mail}” aside",
        by=by,
        challenge=mail.challenge,
        target=mail,
    )
    if send_again:
        transaction.on_commit(outbox.ask_to_send)
    return mail


@transaction.atomic
def add_council(*, name: str, by: User, region: str = "", is_demo: bool = False) -> Council:
    """Make a council known."""
    council = Council(name=name, slug=slugify(name)[:80], region=region, is_demo=is_demo or by.is_demo)
    check_clean(council)
    council.save()
    audit.record("council.added", f"added {council}", by=by, challenge=None, target=council)
    return council
