"""The talk with the sponsor at the end of the reading."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from casereview import actions, queries
from casereview.forms import SponsorSummaryForm
from challenges.access import challenge_view
from challenges.models import Audience
from challenges.text_check.forms import words_checked
from challenges.typed import row_number

FIELDS = ("met_on", "present", "told", "heard", "agreed")


@challenge_view("casereview.view_sponsor_summary")
def sponsor_summary(request, challenge):
    """The record of the talk: a form for who leads the review until it is shared, then a page for the council too."""
    found = queries.sponsor_summary(challenge, reader=request.user)
    shared = bool(found and found.audience == Audience.COUNCIL)
    writes = not shared and request.user.has_perm("casereview.write_sponsor_summary", challenge)
    form = None
    if writes:
        initial = {"version": found.version} | {name: getattr(found, name) for name in FIELDS} if found else {}
        offered = queries.told_by_overall_messages(challenge, reader=request.user)
        form = SponsorSummaryForm(request.POST or None, initial={"version": 1, "told": offered} | initial)
        if request.method == "POST" and form.is_valid():
            with words_checked(form, request):
                actions.write_sponsor_summary(challenge, by=request.user, **form.cleaned_data)
                messages.success(request, "The record is saved. The peer team can read it.")
                return redirect("casereview:sponsor_summary", slug=challenge.slug)
    return render(
        request,
        "casereview/sponsor_summary.html",
        {
            "challenge": challenge,
            "summary": found,
            "shared": shared,
            "form": form,
            "progress": queries.progress(challenge) if writes else None,
            "left_alone": queries.cases_left_before_others(challenge, request.user),
        },
    )


@require_POST
@challenge_view("casereview.write_sponsor_summary")
def sponsor_summary_share(request, challenge):
    version = row_number(request.POST.get("version")) or 0
    actions.share_sponsor_summary(challenge, by=request.user, version=version)
    messages.success(request, "The council can read the record of the talk.")
    return redirect("casereview:sponsor_summary", slug=challenge.slug)
