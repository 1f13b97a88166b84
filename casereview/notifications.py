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
