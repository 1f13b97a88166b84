"""The mail of the case review."""

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse

from casereview.models import Concern
from casereview.queries import RAISED, SILENT, reads_all
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


def concern_raised(concern, *, to, by):
    """Tell somebody at once that a concern was raised; when and by whom is written as it goes out, its words never."""
    return _about_concern(RAISED, concern, to=to, by=by, subject="An immediate concern: please read it now")


def nobody_has_concern(concern, *, to, by):
    """Tell again what nobody has received, and the programme managers with it."""
    return _about_concern(SILENT, concern, to=to, by=by, subject="An immediate concern that nobody has received yet")


def _about_concern(kind, concern, *, to, by, subject):
    """The row holds no more than that there is a concern: who may read of it is asked by its page."""
    body = "When it was raised, by whom and where to read it is written as this mail goes out."
    number = f"{kind}:{concern.number}"
    return outbox.write(number, to=to, challenge=concern.challenge, subject=subject, body=body, by=by)


def concern_body(mail):
    """The mail as it goes out: when, by whom, and the page. Never a word of the concern, and never a code."""
    kind, _, number = mail.kind.partition(":")
    concern = Concern.objects.select_related("raised_by").get(challenge=mail.challenge_id, number=number)
    context = {
        "concern": concern,
        "council": mail.challenge.council,
        "url": settings.SITE_URL + reverse("casereview:concern", args=[mail.challenge.slug, concern.pk]),
        "again": kind == SILENT,
    }
    return render_to_string("casereview/emails/concern.txt", context)


def concern_is_there(mail):
    return Concern.objects.filter(challenge=mail.challenge_id, number=mail.kind.partition(":")[2]).exists()


def nobody_has_it_still(mail):
    """Whether telling again is still needed at the moment of sending."""
    number = mail.kind.partition(":")[2]
    return Concern.objects.nobody_has().filter(challenge=mail.challenge_id, number=number).exists()


def may_know_of_concern_mail(reader, challenge):
    """Who finds these mails on the mail page: the challenge manager and the programme managers."""
    return reads_all(reader, challenge)
