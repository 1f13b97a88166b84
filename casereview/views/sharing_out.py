"""The sample and who reads it."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from casereview import actions, queries
from casereview.forms import AssignForm, CaseLinesForm, ReadersForm
from casereview.models import Case
from casereview.views.ways import case_of, case_url, list_url
from challenges.access import challenge_view
from challenges.form_tools import refusals_shown_on
from challenges.lifecycle import Stage
from challenges.openings import opens


@require_GET
@challenge_view("casereview.view_cases", child_level=True)
def case_list(request, challenge):
    """The sample: how far it is, who reads what; for a peer their own cases first."""
    opens(request, "The list of cases")
    every = list(queries.cases(challenge))
    mine = [case for case in every if case.reviewer_id == request.user.pk]
    return render(
        request,
        "casereview/case_list.html",
        {
            "challenge": challenge,
            "mine": mine,
            "others": [case for case in every if case not in mine],
            "total": len(every),
            "finished": sum(case.state == Case.State.FINISHED for case in every),
            "free": sum(case.reviewer_id is None for case in every),
            "by_reader": queries.progress_by_reader(every),
            "planned": challenge.programme.plan.case_review.cases,
            "left_alone": queries.cases_left_before_others(challenge, request.user),
            "next_case": next((case for case in mine if case.state != Case.State.FINISHED), None),
            "can_draw": not every and queries.can_draw(challenge),
            "being_read": challenge.stage == Stage.CASE_REVIEW,
            "may_edit": request.user.has_perm("casereview.edit_cases", challenge),
        },
    )


@challenge_view("casereview.edit_cases", child_level=True)
def case_add(request, challenge):
    opens(request, "Adding cases")
    plan = challenge.programme.plan.case_review
    form = CaseLinesForm(
        request.POST or None,
        strata=[stratum.name for stratum in plan.strata],
        taken=set(challenge.cases.values_list("code", flat=True)),
        cancel=list_url(challenge),
    )
    if request.method == "POST" and form.is_valid():
        with refusals_shown_on(form):
            added = actions.add_cases(challenge, lines=form.cleaned_data["lines"], by=request.user)
            messages.success(request, f"{queries.number_of_cases(len(added))} added. Next: share them out.")
            return redirect(list_url(challenge))
    return render(
        request,
        "casereview/case_add.html",
        {"challenge": challenge, "form": form, "plan": plan, "strata": queries.strata_with_counts(challenge)},
    )


@challenge_view("casereview.edit_cases", child_level=True)
def case_remove(request, challenge, pk):
    case = case_of(challenge, pk)
    opens(request, f"Case {case}", case)
    if request.method == "POST":
        actions.remove_case(case, by=request.user)
        messages.success(request, f"{case} is out of the sample.")
        return redirect(list_url(challenge))
    return render(request, "casereview/case_remove.html", {"challenge": challenge, "case": case})


@challenge_view("casereview.edit_cases", child_level=True)
def case_share_out(request, challenge):
    """Who would get how many; the people can be chosen before it is done."""
    opens(request, "Sharing out the cases")
    team = queries.readers(challenge)
    chosen = request.POST if request.method == "POST" else request.GET if "chosen" in request.GET else None
    form = ReadersForm(chosen, team=team)
    readers = form.cleaned_data["readers"] if form.is_valid() else team
    if request.method == "POST" and form.is_valid():
        with refusals_shown_on(form):
            given = actions.share_out_cases(challenge, people=readers, by=request.user)
            messages.success(request, f"{queries.number_of_cases(given)} shared out. Each reviewer finds theirs here.")
            return redirect(list_url(challenge))
    return render(
        request,
        "casereview/case_share_out.html",
        {
            "challenge": challenge,
            "form": form,
            "team": team,
            "readers": {person.pk for person in readers},
            "shares": queries.shares(challenge, readers),
            "free": challenge.cases.not_shared_out().count(),
        },
    )


@challenge_view("casereview.edit_cases", child_level=True)
def case_assign(request, challenge, pk):
    case = case_of(challenge, pk)
    opens(request, f"Case {case}", case)
    form = AssignForm(
        request.POST or None,
        team=queries.readers(challenge),
        writer=case.reviewer if case.started_at else None,
        initial={"reviewer": str(case.reviewer_id or "nobody")},
        cancel=case_url(challenge, case),
    )
    if request.method == "POST" and form.is_valid():
        with refusals_shown_on(form):
            actions.assign_case(case, by=request.user, **form.cleaned_data)
            messages.success(request, f"{case} is changed.")
            return redirect(list_url(challenge))
    return render(request, "casereview/case_assign.html", {"challenge": challenge, "case": case, "form": form})
