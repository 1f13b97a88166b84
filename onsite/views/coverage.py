"""What the week speaks to."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render

from casereview.queries import lines_for_on_site
from challenges.access import challenge_view
from challenges.form_tools import refusals_shown_on
from onsite import actions
from onsite import coverage as covered
from onsite.forms import SpeaksForm
from onsite.planning import PLANNING
from onsite.queries import sessions
from scoping.queries import key_lines


@challenge_view("onsite.view_timetable")
def coverage(request, challenge):
    """Each key line and each line of enquiry with its sessions; what has none is a gap, with the way to mend it."""
    return render(
        request,
        "onsite/coverage.html",
        {
            "challenge": challenge,
            "coverage": covered.coverage(challenge, reader=request.user),
            "any_session": sessions(challenge).exists(),
            "may_edit": challenge.stage in PLANNING and request.user.has_perm("onsite.edit_timetable", challenge),
        },
    )


@challenge_view("onsite.edit_timetable")
def coverage_key_line(request, challenge, pk):
    line = get_object_or_404(key_lines(challenge).visible_to(request.user), pk=pk)
    chosen = sessions(challenge).filter(key_lines=line)
    return _chosen(request, challenge, chosen, lambda **what: actions.speak_to_key_line(line, **what), key_line=line)


@challenge_view("onsite.edit_timetable")
def coverage_line(request, challenge, pk):
    line = get_object_or_404(lines_for_on_site(challenge, reader=request.user), pk=pk)
    chosen = sessions(challenge).filter(lines=line)
    return _chosen(request, challenge, chosen, lambda **what: actions.speak_to_line(line, **what), line=line)


def _chosen(request, challenge, chosen, act, **about):
    """Tick the sessions that speak to something."""
    form = SpeaksForm(
        request.POST if request.method == "POST" else None,
        challenge=challenge,
        initial={"sessions": list(chosen.values_list("pk", flat=True))},
    )
    if request.method == "POST" and form.is_valid():
        with refusals_shown_on(form):
            act(sessions=form.cleaned_data["sessions"], by=request.user)
            messages.success(request, "Saved.")
            return redirect("onsite:coverage", slug=challenge.slug)
    return render(request, "onsite/coverage_choose.html", {"challenge": challenge, "form": form, **about})
