"""What was said in a conversation, by question; for who held it alone until it is finished."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction

from casereview import queries
from casereview.models import Conversation, ConversationAnswer, ConversationNote
from challenges import audit, text_check
from challenges.action_tools import ActionRefused, SavedByAnother, locked
from challenges.models import Audience, User
from challenges.moments import now


@transaction.atomic
def save_conversation_note(
    conversation: Conversation,
    *,
    by: User,
    version: int,
    answers: Mapping[str, str],
    reflection: str,
    finish: bool = False,
) -> ConversationNote:
    """Keep what was said, by the code of each question; with `finish`, open it to the team once no word leads to a person.

    The history holds that something was noted, never the words: those are deleted with the case.
    """
    row = locked(conversation)
    if row.taken_by_id != by.pk:
        raise ActionRefused(
            f"This conversation is {row.taken_by or 'nobody'}’s. Only who takes it notes what was said."
        )
    moment = now()
    note, started = ConversationNote.objects.get_or_create(
        conversation=row,
        defaults={
            "challenge": row.challenge,
            "written_by": by,
            "written_at": moment,
            "changed_by": by,
            "changed_at": moment,
        },
    )
    if note.finished_at:
        raise ActionRefused("This note is finished. Reopen it to change what you noted.")
    said = {code: text.strip() for code, text in answers.items()}
    changed = _write(note, by=by, version=version, answers=said, reflection=reflection.strip())
    if started or changed:
        audit.record(
            "conversation_note.started" if started else "conversation_note.saved",
            f"noted something of a conversation about case {row.case}",
            by=by,
            challenge=row.challenge,
            target=note,
            audience=Audience.AUTHOR,
        )
    if finish:
        _finish(note, said, by=by)
    return note


def _write(note: ConversationNote, *, by: User, version: int, answers: Mapping[str, str], reflection: str) -> bool:
    """Write what differs; refuse when somebody was quicker. Says whether it wrote."""
    standing = dict(note.answers.values_list("question", "text"))
    new = {code: text for code, text in answers.items() if text != standing.get(code, "")}
    if not new and note.reflection == reflection:
        return False
    if note.version != version:
        refusal = SavedByAnother(note, ["reflection"])
        refusal.theirs |= {f"said_{code}": standing.get(code, "") for code in answers}
        raise refusal
    rows = [ConversationAnswer(note=note, question=code, text=text) for code, text in new.items() if text]
    for row in rows:
        row.clean_fields(exclude=["note"])
    ConversationAnswer.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["note", "question"], update_fields=["text"]
    )
    note.answers.filter(question__in=[code for code, text in new.items() if not text]).delete()
    note.reflection = reflection
    note.version += 1
    note.changed_at, note.changed_by = now(), by
    note.save()
    return True


def _finish(note: ConversationNote, said: Mapping[str, str], *, by: User) -> None:
    if not any(said.values()):
        raise ActionRefused("Note what was said under at least one question, then finish.")
    texts = {f"said_{code}": text for code, text in said.items()} | {"reflection": note.reflection}
    text_check.must_be_clean(note.challenge, texts, audience=Audience.TEAM)
    note.finished_at, note.audience = now(), Audience.TEAM
    note.save(update_fields=["finished_at", "audience"])
    audit.record(
        "conversation_note.finished",
        f"finished the note of a conversation about case {note.conversation.case}",
        by=by,
        challenge=note.challenge,
        target=note,
        audience=Audience.TEAM,
    )


@transaction.atomic
def reopen_conversation_note(conversation: Conversation, *, by: User) -> ConversationNote:
    """Take a finished note back to change it: it is for who held the conversation alone until it is finished again."""
    row = locked(conversation)
    note = ConversationNote.objects.select_for_update(of=("self",)).filter(conversation=row).first()
    if row.taken_by_id != by.pk:
        raise ActionRefused("Only who held the conversation reopens its note.")
    if note is None or not note.finished_at:
        raise ActionRefused("This note is not finished, so there is nothing to reopen.")
    if queries.shared_report(row.challenge):
        raise ActionRefused("The case review report is shared. The conversations behind it stay as they are.")
    note.finished_at, note.audience = None, Audience.AUTHOR
    note.save(update_fields=["finished_at", "audience"])
    audit.record(
        "conversation_note.reopened",
        f"reopened the note of a conversation about case {row.case}",
        by=by,
        challenge=row.challenge,
        target=note,
        audience=Audience.TEAM,
    )
    return note
