"""The end of the stage."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse

from casereview import actions, queries
from casereview.views.ways import list_url
from challenges.access import challenge_view
from challenges.form_tools import refusals_shown_on
from challenges.forms import EndStageForm
from challenges.models import Role, User
from challenges.next_actions import what_is_missing


@challenge_view("casereview.end_case_review")
def casereview_end(request, challenge):
    todos = what_is_missing(challenge)
    names = User.objects.in_bulk([todo.person_id for todo in todos if todo.person_id])
    missing = [
        {
            "sentence": todo.sentence,
            "url": todo.url or reverse(todo.page, args=[challenge.slug]),
            "whose": names[todo.person_id].name if todo.person_id else Role(todo.role).label,
        }
        for todo in todos
    ]
    form = EndStageForm(request.POST or None, missing=missing, submit="End the case review", cancel=list_url(challenge))
    if request.method == "POST" and form.is_valid():
        with refusals_shown_on(form):
            actions.end_case_review(challenge, by=request.user, **form.cleaned_data)
            messages.success(request, "The case review has ended.")
            return redirect(challenge)
    return render(
        request,
        "casereview/casereview_end.html",
        {"challenge": challenge, "form": form, "missing": missing, "progress": queries.progress(challenge)},
    )
