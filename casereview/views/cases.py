"""One case: what its reviewer notes, what the others read."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST
from django_htmx.http import HttpResponseClientRedirect, reselect, reswap, retarget

from casereview import actions, queries
from casereview.forms import CaseReviewForm
from casereview.models import Case
from casereview.views.conversations import conversations_of
from casereview.views.messages import may_gather_from
from casereview.views.second_readings import about_both
from casereview.views.ways import case_of, case_url, list_url
from challenges import draft_forms, drafts
from challenges.access import challenge_view
from challenges.action_tools import ActionRefused
from challenges.openings import openings_page, opens
from challenges.text_check.forms import words_checked
from scoping import queries as scoping


@challenge_view("casereview.view_cases", child_level=True)
def case(request, challenge, pk):
    """One case: a form for its reviewer until it is finished, then a page for those who work with cases."""
    case = case_of(challenge, pk)
    opens(request, f"Case {case}", case)
    may_review = request.user.has_perm("casereview.review_case", challenge)
    if request.method == "POST" and not may_review:
        raise PermissionDenied
    mine = case.reviewer_id == request.user.pk and not case.reviewer_barred
    # What was typed comes back on the form, also when the case was finished or handed over meanwhile.
    if request.method == "POST" or (may_review and mine and case.state != Case.State.FINISHED):
        return _case_form(request, challenge, case)
    review = queries.review_of(case, reader=request.user)
    plan = challenge.programme.plan.case_review
    report = queries.report(challenge) if case.state == Case.State.FINISHED else None
    return render(
        request,
        "casereview/case.html",
        _about_case(request, challenge, case)
        | about_both(request, challenge, case, review)
        | {
            "review": review,
            "left_alone": 0 if review else queries.cases_left_before_others(challenge, request.user),
            "noted": queries.noted(review, plan.aspects) if review else [],
            "times": queries.timeliness_noted(review, plan.timescales) if review else [],
            "look_again": queries.contradictions(review, plan.timescales) if review else [],
            "may_gather": may_gather_from(request, challenge, case, report),
            "may_reopen": may_review
            and mine
            and case.state == Case.State.FINISHED
            and not case.second_finished_at
            and not (report and report.shared_at),
        },
    )


def _about_case(request, challenge, case):
    return {
        "challenge": challenge,
        "case": case,
        "listed": queries.listed(case),
        "to_tell": queries.who_to_tell(challenge),
        "may_edit": request.user.has_perm("casereview.edit_cases", challenge),
        "openings": openings_page(request, challenge, case),
        "conversations": conversations_of(request, challenge, case),
    }


def _case_form(request, challenge, case):
    plan = challenge.programme.plan.case_review
    asked = {
        "aspects": plan.aspects,
        "key_lines": scoping.key_lines(challenge),
        "timescales": plan.timescales,
        "audited": case.to_validate,
    }
    by_itself = bool(request.htmx and request.POST.get("by_itself"))
    missing = []
    if request.method == "POST":
        form = CaseReviewForm(request.POST, **asked)
        if form.is_valid():
            with words_checked(form, request):
                saved = actions.save_review(
                    case,
                    by=request.user,
                    version=form.cleaned_data["version"],
                    words=form.words,
                    notes=form.notes,
                    timeliness=form.timeliness,
                    finish="finish" in request.POST,
                    by_itself=by_itself,
                )
                return _after_saving(request, challenge, case, saved, form)
        if by_itself:  # the page is not taken from under the hands of who types: Save shows what is wrong
            context = {"version": request.POST.get("version"), "problem": True}
            return render(request, "casereview/_case_form.html#saved", context)
    else:
        review = queries.review_of(case, reader=request.user)
        form = CaseReviewForm(initial=queries.as_typed(review), **asked)
        if "finish" in request.GET and review:
            missing = queries.in_the_way(review, plan.aspects)
    draft_forms.attach(form, request, always=True)
    context = (
        _about_case(request, challenge, case)
        | about_both(request, challenge, case, None)
        | _about_form(form)
        | {"missing": missing, "tags": queries.tags()}
    )
    response = render(request, "casereview/case.html", context)
    if request.htmx:
        return reswap(reselect(retarget(response, "#main-content"), "#main-content"), "outerHTML show:window:top")
    return response


def _about_form(form):
    parts = list(form.aspect_parts)
    rows = form.time_rows
    return {
        "form": form,
        "version": form.version_value,
        "parts": parts,
        "tagged": sum(bool(part.tag) for part in parts),
        "times_apart": form.times_apart,
        "audit_apart": form.audit_apart,
        "look_again": [row.contradiction for row in rows if row.contradiction],
    }


def _after_saving(request, challenge, case, saved, form):
    where = case_url(challenge, case)
    drafts.words_are_saved(request)
    if saved.review.finished_at:
        messages.success(request, f"{case} is finished. Who has finished their own cases can read it now.")
        for sentence in queries.contradictions(saved.review, challenge.programme.plan.case_review.timescales):
            messages.info(request, f"{case}, {sentence} You can reopen the case.")
        where = list_url(challenge)
    elif "finish" in request.POST:
        where += "?finish=1"
    elif request.htmx and "mends" not in request.POST:
        context = _about_form(form) | {"version": saved.review.version, "saved_at": saved.review.changed_at}
        return render(request, "casereview/_case_form.html#saved", context)
    else:
        messages.success(request, "Saved.")
    return HttpResponseClientRedirect(where) if request.htmx else redirect(where)


@require_POST
@challenge_view("casereview.review_case", child_level=True)
def case_reopen(request, challenge, pk):
    case = case_of(challenge, pk)
    actions.reopen_case(case, by=request.user)
    messages.success(request, f"{case} is open again. Only you can read it until you finish it.")
    return redirect(case_url(challenge, case))


@require_POST
@challenge_view("casereview.edit_cases", child_level=True)
def case_audited(request, challenge, pk):
    """Whether the council audited this case too; for a case from a sample its lists said so."""
    case = case_of(challenge, pk)
    audited = request.POST.get("audited") == "yes"
    try:
        actions.mark_audited(case, audited=audited, by=request.user)
    except ActionRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(
            request,
            f"{case} is one the council audited too. Its reviewer says how they see it beside that audit."
            if audited
            else f"{case} is not one the council audited.",
        )
    return redirect(case_url(challenge, case))
