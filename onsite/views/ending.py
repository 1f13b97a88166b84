"""The page that ends the on-site week."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse

from challenges.access import challenge_view
from challenges.form_tools import refusals_shown_on
from challenges.forms import EndStageForm
from challenges.models import Role
from challenges.next_actions import what_is_missing
from onsite import actions, queries
from onsite.views.readable import posted, timetable_page


@challenge_view("onsite.end_onsite")
def onsite_end(request, challenge):
    """End the on-site week: what is missing, and why it can wait."""
    missing = what_is_missing(challenge)
    cancel = timetable_page(challenge)
    form = EndStageForm(posted(request), missing=missing, submit="End the on-site week", cancel=cancel)
    if request.method == "POST" and form.is_valid():
        with refusals_shown_on(form):
            actions.end_onsite(challenge, by=request.user, **form.cleaned_data)
            messages.success(request, "The on-site week has ended. Next: the findings and the feedback presentation.")
            return redirect(challenge)
    return render(
        request,
        "onsite/onsite_end.html",
        {
            "challenge": challenge,
            "form": form,
            "missing": [
                {
                    "sentence": todo.sentence,
                    "url": todo.url or reverse(todo.page, args=[challenge.slug]),
                    "whose": Role(todo.role).label,
                }
                for todo in missing
            ],
            "week": queries.week_in_numbers(challenge),
        },
    )
