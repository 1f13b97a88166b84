"""Who should not read a case."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from casereview import actions, queries
from casereview.forms import ConflictForm
from casereview.models import CaseConflict
from casereview.views.ways import case_of, case_url, list_url
from challenges.access import challenge_view
from challenges.openings import opens
from challenges.text_check.forms import words_checked


@challenge_view("casereview.review_case", child_level=True)
def case_give_back(request, challenge, pk):
    """A reader says that they should not read this case."""
    case = case_of(challenge, pk)
    opens(request, f"Case {case}", case)
    form = ConflictForm(request.POST or None, cancel=case_url(challenge, case))
    if request.method == "POST" and form.is_valid():
        with words_checked(form, request):
            actions.say_conflict(case, person=request.user, because=form.cleaned_data["because"], by=request.user)
            messages.success(request, f"You do not read {case}. The challenge manager gives it to somebody else.")
            return redirect(list_url(challenge))
    return render(
        request,
        "casereview/case_give_back.html",
        {
            "challenge": challenge,
            "case": case,
            "form": form,
            "has_written": case.reviewer_id == request.user.pk and case.started_at,
            "has_chosen": case.second_reader_id == request.user.pk and case.second_started_at,
        },
    )


@challenge_view("casereview.edit_cases", child_level=True)
def case_conflict(request, challenge, pk):
    """The challenge manager or the lead peer notes that somebody should not read this case."""
    case = case_of(challenge, pk)
    opens(request, f"Case {case}", case)
    known = list(queries.conflicts_of(challenge, reader=request.user).filter(case=case))
    barred = {each.person_id for each in known}
    team = [person for person in queries.readers(challenge) if person.pk not in barred]
    form = ConflictForm(request.POST or None, team=team, cancel=case_url(challenge, case))
    if request.method == "POST" and form.is_valid():
        with words_checked(form, request):
            actions.say_conflict(case, by=request.user, **form.cleaned_data)
            messages.success(request, f"{form.cleaned_data['person']} is not given {case}.")
            return redirect(case_url(challenge, case))
    context = {"challenge": challenge, "case": case, "form": form, "conflicts": known, "team": team}
    return render(request, "casereview/case_conflict.html", context)


@require_POST
@challenge_view("casereview.edit_cases", child_level=True)
def conflict_take_back(request, challenge, pk):
    conflict = get_object_or_404(
        CaseConflict.objects.select_related("case", "person"), case__challenge=challenge, pk=pk
    )
    actions.take_back_conflict(conflict, by=request.user)
    messages.success(request, f"{conflict.person} may be given {conflict.case} again.")
    return redirect(case_url(challenge, conflict.case))
