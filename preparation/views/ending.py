"""The end of the stage."""

from django.contrib import messages
from django.shortcuts import redirect, render

from challenges.access import challenge_view
from challenges.actions import end_stage
from challenges.form_tools import refusals_shown_on
from challenges.forms import EndStageForm
from challenges.lifecycle import Stage, stage_after
from preparation import queries


@challenge_view("preparation.end_preparation")
def preparation_end(request, challenge):
    missing = queries.missing_lines(challenge)
    next_stage = stage_after(challenge.stages, Stage.PREPARATION)
    form = EndStageForm(
        request.POST or None,
        missing=missing,
        submit=f"End preparation and move to {next_stage.label.lower()}",
        cancel=challenge.get_absolute_url(),
    )
    if request.method == "POST" and form.is_valid():
        with refusals_shown_on(form):
            end_stage(challenge, Stage.PREPARATION, by=request.user, **form.cleaned_data)
            messages.success(request, f"The team and the documents are confirmed. Next: {next_stage.label.lower()}.")
            return redirect(challenge)
    return render(
        request,
        "preparation/preparation_end.html",
        {
            "challenge": challenge,
            "form": form,
            "missing": missing,
            "in_team": list(queries.team_places(challenge)),
            "counts": queries.counts_of(list(challenge.document_requests.all())),
            "next_stage": next_stage.label.lower(),
        },
    )
