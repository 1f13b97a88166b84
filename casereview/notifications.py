"""The mail of the case review."""

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse

from challenges import outbox


def sample_locked(challenge, *, to, number, by):
    """Tell an organiser which cases there are to arrange; the mail itself has no code."""
    context = {
        "by": by,
        "number": number,
        "url": settings.SITE_URL + reverse("casereview:arrangements", args=[challenge.slug]),
    }
    body = render_to_string("casereview/emails/sample_locked.txt", context)
    return outbox.write(
        "casereview.sample_locked", to=to, challenge=challenge, subject="Cases to arrange", body=body, by=by
    )


def report_shared_text(challenge, *, by):
    """The subject and the words suggested for the mail that shares the report."""
    context = {
        "by": by,
        "url": settings.SITE_URL + reverse("casereview:report", args=[challenge.slug]),
    }
    return "Case review report", render_to_string("casereview/emails/report_shared.txt", context)


def report_shared(challenge, *, to, subject, body, by):
    """Tell the sponsor that the report is there, in the words the challenge manager chose."""
    return outbox.write("casereview.report_shared", to=to, challenge=challenge, subject=subject, body=body, by=by)


# Of conversations: no code, no name, no time of day; only that there is something to see, and where.


def conversation_changed(conversation, *, to, by):
    """Tell a peer that a time they took has moved, or is somewhere else."""
    return _about_conversation(
        "changed", conversation, "A conversation has changed", to=to, by=by, page="casereview:conversation"
    )


def conversation_withdrawn(conversation, *, to, by):
    """Tell a peer that a time they took is no longer there."""
    return _about_conversation(
        "withdrawn", conversation, "A conversation is off", to=to, by=by, page="casereview:conversation_list"
    )


def conversation_given(conversation, *, to, by):
    """Tell a peer that they were given a time."""
    return _about_conversation(
        "given", conversation, "A conversation for you", to=to, by=by, page="casereview:conversation"
    )


def conversation_let_go(conversation, *, to, by):
    """Tell a peer that a time they had taken is somebody else's now."""
    return _about_conversation(
        "let_go", conversation, "A conversation is no longer yours", to=to, by=by, page="casereview:conversation_list"
    )


def conversation_free_again(conversation, *, to, by):
    """Tell an organiser that a time is free again, since they may have told the worker or the manager."""
    return _about_conversation(
        "free_again",
        conversation,
        "A time for a conversation is free again",
        to=to,
        by=by,
        page="casereview:arrangements",
    )


def _about_conversation(what, conversation, subject, *, to, by, page):
    challenge = conversation.challenge
    rows = [conversation.pk] if page == "casereview:conversation" else []
    context = {"what": what, "url": settings.SITE_URL + reverse(page, args=[challenge.slug, *rows])}
    return outbox.write(
        # Of the same conversation there can be several on one day: its version tells them apart.
        f"casereview.conversation_{what}:{conversation.pk}.{conversation.version}",
        to=to,
        challenge=challenge,
        subject=subject,
        body=render_to_string("casereview/emails/conversation.txt", context),
        by=by,
    )
