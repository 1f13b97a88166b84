"""What the pages of the report stage have in common."""

from contextlib import contextmanager

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from challenges.action_tools import ActionRefused
from reports import queries
from reports.models import Report


def report_or_404(challenge):
    return get_object_or_404(
        Report.objects.select_related("challenge__programme", "challenge__council"), challenge=challenge
    )


def report_page(challenge):
    return reverse("reports:report", args=[challenge.slug])


def not_now(request, report):
    """Back to the report, for a page that can do nothing in the state the report is in."""
    step = queries.next_step(report)
    told = f"The report stands at “{report.get_state_display()}”."
    messages.info(request, f"{told} {step.sentence}" if step else told)
    return redirect("reports:report", slug=report.challenge.slug)


@contextmanager
def refusals_as_messages(request):
    """For what is done by one button on the report's page: the refusal is told there."""
    try:
        yield
    except ActionRefused as refusal:
        messages.error(request, str(refusal))


def roles_of(request):
    return request.user.roles_in(request.challenge)


def step_of_others(request, found, left=None):
    """What happens next, for those whose turn it is not: the page tells the others what to do."""
    step = queries.next_step(found, left)
    return step.sentence if step and not roles_of(request) & set(step.roles) else ""
