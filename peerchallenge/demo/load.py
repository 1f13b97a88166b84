"""Loads the demo and clears it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from functools import partial

from django.db import models, transaction
from django.db.models import F

from challenges import actions, documents, jobs, leftovers
from challenges.append_only import purging
from challenges.models import (
    AuditEvent,
    Challenge,
    ChallengeGroup,
    Council,
    Job,
    Opening,
    OutboundMail,
    Programme,
    RenderedDocument,
    RetentionCertificate,
    StoredFile,
    UnfinishedUpload,
    User,
)
from challenges.moments import acting_at
from challenges.retention.belongings import rows_of
from peerchallenge.demo import story, together, worcestershire
from peerchallenge.demo.cast import make_cast
from peerchallenge.demo.moving import move_to_today, take_fingerprints_again

PROGRAMME = "lga-childrens-services"
ALL = [*(name for name, _stage, _offset in story.CHALLENGES), together.NAME, worcestershire.COUNCIL]


def load(only: Collection[str] = ALL) -> Iterator[str]:
    """Make the challenges of these councils where they are missing, and move the rest to today.

    Safe to run at every start, and by two at once.
    """
    for challenge, weeks in move_to_today():
        _make_pdfs(challenge)
        take_fingerprints_again(challenge)
        yield f"moved {challenge.council} on by {'1 week' if weeks == 1 else f'{weeks} weeks'}"
    programme = Programme.objects.newest().get(code=PROGRAMME)
    for name, stage, offset in story.CHALLENGES:
        tell = partial(story.tell, programme=programme, stage=stage, starts_on=story.first_day(offset))
        if name in only and _make(name, tell):
            yield f"made {name}, standing at {stage.label.lower()}"
    if together.NAME in only and _make_triad():
        yield f"made {together.NAME}"
    if worcestershire.COUNCIL in only and _make(worcestershire.COUNCIL, worcestershire.tell):
        yield f"made {worcestershire.COUNCIL}, finished"


@transaction.atomic
def clear() -> int:
    """Take away everything the demo made; returns how many challenges went."""
    keys = list(Challenge.objects.filter(is_demo=True).values_list("pk", flat=True))
    rendering = list(Job.objects.filter(document__challenge__in=keys).values_list("pk", flat=True))
    files, uploads = StoredFile.objects.filter(challenge__in=keys), UnfinishedUpload.objects.filter(challenge__in=keys)
    leftovers.leave(files, uploads)
    with purging():
        for rows in reversed(rows_of(keys)):
            rows._raw_delete(rows.db)  # what hangs by it went before
    Job.objects.filter(pk__in=rendering).delete()
    with purging():
        AuditEvent.objects.filter(challenge_id__in=keys).delete()
        Opening.objects.filter(challenge_id__in=keys).delete()
        RetentionCertificate.objects.filter(challenge_id__in=keys).delete()
    ChallengeGroup.objects.filter(challenges=None).delete()
    Council.objects.filter(is_demo=True, challenges=None).delete()
    for user in User.objects.filter(is_demo=True):
        _take_away(user)
    return len(keys)


def _make(name: str, tell: Callable[..., Challenge]) -> bool:
    """Tell the story of this council's challenge, unless it has been told."""
    with transaction.atomic():
        # Two that start at the same moment make it once: the second waits here and then sees it.
        list(Programme.objects.select_for_update(no_key=True).order_by("pk"))
        if Challenge.objects.filter(is_demo=True, council__name=name).exists():
            return False
        cast = make_cast()
        council = Council.objects.filter(name=name).first() or actions.add_council(
            name=name, by=cast.programme_manager, is_demo=True
        )
        challenge = tell(council=council, cast=cast)
        _put_history_in_order(challenge)
        _count_as_sent(challenge)
    _make_pdfs(challenge)
    return True


@transaction.atomic
def _make_triad() -> bool:
    """Set the three councils of the triad up together, unless that has been done, or their programme is not loaded."""
    programmes = list(Programme.objects.select_for_update(no_key=True).order_by("pk"))
    names = [name for name, _offset in together.CHALLENGES]
    if Challenge.objects.filter(is_demo=True, council__name__in=names).exists():
        return False
    if not any(each.code == together.PROGRAMME for each in programmes):
        return False
    for challenge in together.tell(make_cast()).challenges.all():
        _put_history_in_order(challenge)
        _count_as_sent(challenge)
    return True


def _count_as_sent(challenge: Challenge) -> None:
    """Mail to invented people is not handed to a mail server: it went when it was written."""
    mail = OutboundMail.objects.filter(challenge=challenge, state=OutboundMail.State.DUE)
    mail.update(state=OutboundMail.State.SENT, sent_at=F("written_at"))


def _put_history_in_order(challenge: Challenge) -> None:
    """The story is told stage by stage, and stages overlap: the history reads in the order things happened."""
    events = list(AuditEvent.objects.filter(challenge_id=challenge.pk).order_by("pk"))
    keys = [event.pk for event in events]
    events.sort(key=lambda event: event.at)
    for key, event in zip(keys, events, strict=True):
        event.pk = key
    with purging():
        AuditEvent.objects.filter(pk__in=keys).delete()
    AuditEvent.objects.bulk_create(events)


def _make_pdfs(challenge: Challenge) -> None:
    """The newest document of each kind is made here and now, for whoever looks before a worker has come round to it."""
    newest: dict[str, RenderedDocument] = {}
    for document in challenge.rendered_documents.order_by("pk"):
        newest[document.kind] = document
    for document in newest.values():
        with acting_at(document.asked_at):
            jobs.run(document.job_id, work=documents.render, finish=documents.store_rendered)


def _take_away(user: User) -> None:
    """A person of the demo, unless something that is not the demo's needs them; and what they did outside challenges."""
    try:
        with transaction.atomic():
            user_id = user.pk
            user.delete()
    except (models.ProtectedError, models.RestrictedError):
        return
    with purging():
        AuditEvent.objects.filter(by_id=user_id, challenge_id=None).delete()
