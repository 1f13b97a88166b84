"""A challenge with rows that go at different times, and the clock's night."""

import datetime
from dataclasses import dataclass, field

from django.apps import apps
from django.core.files.base import ContentFile
from django.test import TestCase
from django.utils import timezone

from casereview.models import Case, ChildListFile, Sample, SampledChild
from challenges.clock import CLOCK
from challenges.models import (
    Audience,
    AuditEvent,
    Draft,
    Invitation,
    KeptWords,
    Membership,
    StageEnding,
    StoredFile,
    WatchedList,
    WatchedName,
)
from challenges.moments import acting_at
from challenges.retention import WHOLE
from onsite.models import Participant
from preparation.models import AskedOf, Declaration
from tests.casereview.factories import AspectNoteFactory, CaseFactory, CaseReviewFactory, kept_lists
from tests.factories import ChallengeFactory, UserFactory
from tests.feedback.factories import FindingFactory, NoteFactory, SessionFactory
from tests.preparation.factories import DocumentRequestFactory, DocumentVersionFactory, ReadingFactory, TeamPlaceFactory

CASES_READ = datetime.date(2027, 3, 1)
ISSUED = datetime.date(2027, 5, 3)
CLOSED = datetime.date(2027, 6, 7)


def at_night(day):
    """Four in the morning of this day, in London."""
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time(4)))


def day_after(day):
    """The night after a last day."""
    return at_night(day + datetime.timedelta(days=1))


def night(day, *, dry_run=False):
    """What the clock does in the night of this day, and what follows once that has committed; its lines."""
    with acting_at(at_night(day)), TestCase.captureOnCommitCallbacks(execute=True):
        return CLOCK["purge_what_is_due"](dry_run=dry_run)


def finished(issued=ISSUED, **fields):
    """A closed challenge whose report was issued on 3 May 2027 and that closed on 7 June."""
    challenge = ChallengeFactory(**{"stage": "closed", "closed_at": at_night(CLOSED)} | fields)
    for stage, day in (("casereview", CASES_READ), ("reports", issued)):
        StageEnding.objects.create(
            challenge=challenge, stage=stage, ended_at=at_night(day), ended_by=challenge.created_by
        )
    return challenge


@dataclass
class Rows:
    """Rows of one challenge, each with the period that takes it: {words: (label, key, period)}."""

    challenge: object
    rows: dict = field(default_factory=dict)

    def add(self, period, words, row):
        self.rows[words] = (row._meta.label, row.pk, period)
        return row

    def still_there(self):
        """The words of the rows that exist."""
        return {
            words
            for words, (label, key, _period) in self.rows.items()
            if apps.get_model(label)._base_manager.filter(pk=key).exists()
        }

    def of(self, *periods):
        return {words for words, (_label, _key, period) in self.rows.items() if period in periods}


def file_of(challenge, name, words=b"Words of a file"):
    """A stored file with its bytes."""
    return StoredFile.objects.create(
        challenge=challenge,
        name=name,
        content=ContentFile(words, name=name),
        media_type="text/plain",
        size=len(words),
        sha256="0" * 64,
        stored_at=at_night(CASES_READ),
        stored_by=challenge.created_by,
    )


def rows_in(challenge):
    """A row or more for every period, and rows that stay until the challenge goes."""
    rows, at = Rows(challenge), at_night(CASES_READ)
    by, peer = challenge.created_by, UserFactory()
    written = {"challenge": challenge, "written_by": peer, "written_at": at, "changed_at": at}

    names = WatchedList.objects.create(
        challenge=challenge, whose="child", how_many=1, key_check="x", added_at=at, added_by=by
    )
    rows.add("watched_names", "a list of watched names", names)
    rows.add("watched_names", "a watched name", WatchedName.objects.create(watched_list=names, digest="y"))
    kept = {"audience": Audience.TEAM, "kind": "phone", "digest": "z", "reason": "A switchboard", "kept_at": at}
    rows.add("watched_names", "kept words", KeptWords.objects.create(challenge=challenge, kept_by=peer, **kept))

    lists = rows.add("child_lists", "lists of children", kept_lists(challenge, children=8))
    rows.add("child_lists", "a row of a list", lists.rows.get())
    key = rows.add("child_lists", "the key to a list", file_of(challenge, "key.csv"))
    rows.add(
        "child_lists", "where the key stands", ChildListFile.objects.create(child_lists=lists, file=key, is_key=True)
    )
    drawn = {"seed": "a", "method": "1", "parts": [], "drawn_at": at, "drawn_by": by}
    sample = rows.add("case_notes", "a sample", Sample.objects.create(challenge=challenge, **drawn))
    place = {"code": "KD-0001", "stratum": "Early help", "position": 1, "state": "chosen"}
    rows.add("case_notes", "a child of a sample", SampledChild.objects.create(sample=sample, **place))

    case = rows.add("case_notes", "a case", CaseFactory(challenge=challenge, stratum="Early help"))
    review = CaseReviewFactory(case=case, written_by=peer, written_at=at, changed_at=at, finished=True)
    rows.add("case_notes", "a review of a case", review)
    rows.add("case_notes", "a note on an aspect", AspectNoteFactory(review=review))
    from_case = {"session": None, "case": Case.objects.get(pk=case.pk)}
    rows.add("case_notes", "an evidence note from a case", NoteFactory(**written, **from_case))
    draft = {"person": peer, "challenge": challenge, "saved_at": at_night(CLOSED), "fields": {"text": ["Words"]}}
    rows.add(
        "case_notes",
        "a draft about a case",
        Draft.objects.create(page="/c/", writer="a" * 8, child_level=True, **draft),
    )

    restricted = rows.add(WHOLE, "a restricted item", item(challenge, importance="restricted"))
    version = DocumentVersionFactory(request=restricted, file=file_of(challenge, "audit.txt"))
    rows.add("restricted_documents", "a restricted file", version.file)
    rows.add("restricted_documents", "its version", version)
    rows.add("restricted_documents", "its reading", ReadingFactory(request=restricted, reader=peer))
    from_it = {"session": None, "document": restricted}
    rows.add("restricted_documents", "an evidence note from it", NoteFactory(**written, **from_it))

    other = rows.add(WHOLE, "another item", item(challenge))
    version = DocumentVersionFactory(request=other, file=file_of(challenge, "plan.txt"))
    rows.add("documents", "another file", version.file)
    rows.add("documents", "a version of it", version)
    rows.add("documents", "a reading of it", ReadingFactory(request=other, reader=peer))

    session = rows.add(WHOLE, "a session", SessionFactory(challenge=challenge))
    note = rows.add("session_notes", "an evidence note from a session", NoteFactory(**written, session=session))
    from_other = {"session": None, "document": other}
    rows.add("session_notes", "an evidence note from another item", NoteFactory(**written, **from_other))
    finding = rows.add(WHOLE, "a finding", FindingFactory(challenge=challenge))
    finding.evidence.add(note)

    rows.add("peer_details", "a place in the team", TeamPlaceFactory(challenge=challenge, user=peer, accepted=True))
    asked = {"challenge": challenge, "user": peer, "number": 1, "asked_at": at, "asked_because": "you join"}
    rows.add(
        "peer_details",
        "a declaration",
        Declaration.objects.create(**asked, family="A cousin works there", answered_at=at),
    )
    asked = AskedOf.objects.create(request=other, contributor=peer, asked_at=at, asked_by=by)
    rows.add("peer_details", "an ask to a contributor", asked)
    named = Participant.objects.create(session=session, contributor=peer, named_at=at, named_by=by)
    rows.add("peer_details", "a contributor named", named)
    invitation = {"made_at": at, "made_by": by, "expires_on": CLOSED, "used_at": at}
    invited = Invitation.objects.create(challenge=challenge, person=peer, role="peer", **invitation)
    rows.add("peer_details", "an invitation", invited)
    held = Membership.objects.create(challenge=challenge, user=peer, role="peer", added_at=at, added_by=by)
    rows.add(WHOLE, "a role", held)
    return rows


def item(challenge, **fields):
    return DocumentRequestFactory(challenge=challenge, is_in=True, **fields)


def event_of(challenge, target, *, day=CASES_READ, **fields):
    """A line of the history with words in it."""
    words = {"was": {"headline": "Before"}, "now": {"headline": "After"}, "reason": "Because"}
    return AuditEvent.objects.create(
        **{
            "at": at_night(day),
            "what": "thing.changed",
            "sentence": "changed a thing",
            "by_id": 1,
            "by_name": "Someone",
            "challenge_id": challenge.pk,
            "target_type": target._meta.label,
            "target_id": target.pk,
            "target": str(target)[:200],
        }
        | words
        | fields
    )


def everything():
    """Every row of every table of ours, as it stands: {label: [values]}."""
    return {
        model._meta.label: list(model._base_manager.order_by("pk").values())
        for model in apps.get_models(include_auto_created=True)
    }
