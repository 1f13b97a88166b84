"""Pages of the case review."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST
from django_htmx.http import HttpResponseClientRedirect, reselect, reswap, retarget

from casereview import actions, notifications, queries
from casereview.forms import AssignForm, CaseLinesForm, CaseReviewForm, ReadersForm, ReportForm, ShareReportForm
from casereview.models import Case
from challenges import documents, draft_forms, drafts
from challenges.access import challenge_view
from challenges.form_tools import refusals_shown_on
from challenges.forms import EndStageForm
from challenges.lifecycle import Stage
from challenges.models import Role, User
from challenges.next_actions import what_is_missing
from challenges.openings import openings_page, opens
from challenges.queries import people
from challenges.retention import when_it_went
from challenges.text_check.forms import words_checked


def _case(challenge, pk):
    return get_object_or_404(queries.cases(challenge), pk=pk)


def _list_url(challenge):
    return reverse("casereview:case_list", args=[challenge.slug])


def _case_url(challenge, case):
    return reverse("casereview:case", args=[challenge.slug, case.pk])


# The sample


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
        cancel=_list_url(challenge),
    )
    if request.method == "POST" and form.is_valid():
        with refusals_shown_on(form):
            added = actions.add_cases(challenge, lines=form.cleaned_data["lines"], by=request.user)
            messages.success(request, f"{queries.number_of_cases(len(added))} added. Next: share them out.")
            return redirect(_list_url(challenge))
    return render(
        request,
        "casereview/case_add.html",
        {"challenge": challenge, "form": form, "plan": plan, "strata": queries.strata_with_counts(challenge)},
    )


@challenge_view("casereview.edit_cases", child_level=True)
def case_remove(request, challenge, pk):
    case = _case(challenge, pk)
    opens(request, f"Case {case}", case)
    if request.method == "POST":
        actions.remove_case(case, by=request.user)
        messages.success(request, f"{case} is out of the sample.")
        return redirect(_list_url(challenge))
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
            return redirect(_list_url(challenge))
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
    case = _case(challenge, pk)
    opens(request, f"Case {case}", case)
    form = AssignForm(
        request.POST or None,
        team=queries.readers(challenge),
        writer=case.reviewer if case.started_at else None,
        initial={"reviewer": str(case.reviewer_id or "nobody")},
        cancel=_case_url(challenge, case),
    )
    if request.method == "POST" and form.is_valid():
        with refusals_shown_on(form):
            actions.assign_case(case, by=request.user, **form.cleaned_data)
            messages.success(request, f"{case} is changed.")
            return redirect(_list_url(challenge))
    return render(request, "casereview/case_assign.html", {"challenge": challenge, "case": case, "form": form})


# One case


@challenge_view("casereview.view_cases", child_level=True)
def case(request, challenge, pk):
    """One case: a form for its reviewer until it is finished, then a page for those who work with cases."""
    case = _case(challenge, pk)
    opens(request, f"Case {case}", case)
    may_review = request.user.has_perm("casereview.review_case", challenge)
    if request.method == "POST" and not may_review:
        raise PermissionDenied
    mine = case.reviewer_id == request.user.pk
    # What was typed comes back on the form, also when the case was finished or handed over meanwhile.
    if request.method == "POST" or (may_review and mine and case.state != Case.State.FINISHED):
        return _case_form(request, challenge, case)
    review = queries.review_of(case, reader=request.user)
    aspects = challenge.programme.plan.case_review.aspects
    return render(
        request,
        "casereview/case.html",
        _about_case(request, challenge, case)
        | {
            "review": review,
            "left_alone": 0 if review else queries.cases_left_before_others(challenge, request.user),
            "noted": queries.noted(review, aspects) if review else [],
            "may_reopen": may_review
            and mine
            and case.state == Case.State.FINISHED
            and not queries.shared_report(challenge),
        },
    )


def _about_case(request, challenge, case):
    return {
        "challenge": challenge,
        "case": case,
        "to_tell": queries.who_to_tell(challenge),
        "may_edit": request.user.has_perm("casereview.edit_cases", challenge),
        "openings": openings_page(request, challenge, case),
    }


def _case_form(request, challenge, case):
    aspects = challenge.programme.plan.case_review.aspects
    by_itself = bool(request.htmx and request.POST.get("by_itself"))
    missing = []
    if request.method == "POST":
        form = CaseReviewForm(request.POST, aspects=aspects)
        if form.is_valid():
            with words_checked(form, request):
                saved = actions.save_review(
                    case,
                    by=request.user,
                    version=form.cleaned_data["version"],
                    words=form.words,
                    notes=form.notes,
                    finish="finish" in request.POST,
                    by_itself=by_itself,
                )
                return _after_saving(request, challenge, case, saved, form)
        if by_itself:  # the page is not taken from under the hands of who types: Save shows what is wrong
            context = {"version": request.POST.get("version"), "problem": True}
            return render(request, "casereview/_case_form.html#saved", context)
    else:
        review = queries.review_of(case, reader=request.user)
        form = CaseReviewForm(initial=queries.as_typed(review), aspects=aspects)
        if "finish" in request.GET and review:
            missing = queries.in_the_way(review, aspects)
    draft_forms.attach(form, request, always=True)
    context = _about_case(request, challenge, case) | _about_form(form) | {"missing": missing, "tags": queries.tags()}
    response = render(request, "casereview/case.html", context)
    if request.htmx:
        return reswap(reselect(retarget(response, "#main-content"), "#main-content"), "outerHTML show:window:top")
    return response


def _about_form(form):
    parts = list(form.aspect_parts)
    return {
        "form": form,
        "version": form.version_value,
        "parts": parts,
        "tagged": sum(bool(part.tag) for part in parts),
    }


def _after_saving(request, challenge, case, saved, form):
    where = _case_url(challenge, case)
    drafts.words_are_saved(request)
    if saved.review.finished_at:
        messages.success(request, f"{case} is finished. Who has finished their own cases can read it now.")
        where = _list_url(challenge)
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
    case = _case(challenge, pk)
    actions.reopen_case(case, by=request.user)
    messages.success(request, f"{case} is open again. Only you can read it until you finish it.")
    return redirect(_case_url(challenge, case))


# The report


@challenge_view("casereview.view_report")
def report(request, challenge):
    """The case review report: a form for the team until it is shared, then a page for the council too."""
    in_team = request.user.has_perm("casereview.view_draft_report", challenge)
    left_alone = 0 if in_team else queries.cases_left_before_others(challenge, request.user)
    if left_alone:
        return render(request, "casereview/report_waits.html", {"challenge": challenge, "left_alone": left_alone})
    found = queries.report(challenge)
    shared_at = found.shared_at if found else None
    writes = not shared_at and request.user.has_perm("casereview.write_report", challenge)
    form = None
    if writes:
        initial = {name: getattr(found, name) for name in queries.REPORT_TEXTS} if found else {}
        form = ReportForm(request.POST or None, initial={"version": found.version if found else 1} | initial)
        if request.method == "POST" and form.is_valid():
            with words_checked(form, request):
                make_pdf = "make_pdf" in request.POST
                actions.write_report(challenge, by=request.user, make_pdf=make_pdf, **form.cleaned_data)
                messages.success(request, "Saved. The PDF is being made." if make_pdf else "Saved.")
                return redirect("casereview:report", slug=challenge.slug)
    document = queries.document_of(found) if found else None
    readable = document and request.user.has_perm(document.permission, challenge)
    return render(
        request,
        "casereview/report.html",
        {
            "challenge": challenge,
            "report": found,
            "form": form,
            "in_team": in_team,
            "document": documents.shown(document) if readable else None,
            "document_is_old": bool(readable and not shared_at and document.asked_at < found.changed_at),
            "rows": queries.tag_counts(challenge, for_council=not in_team, until=None if in_team else shared_at),
            "tags": queries.tags(),
            "progress": queries.progress(challenge) if in_team else None,
            "few": queries.FEW,
            "may_share": not shared_at and request.user.has_perm("casereview.share_report", challenge),
            "may_end": bool(shared_at) and request.user.has_perm("casereview.end_case_review", challenge),
            "missing": queries.missing_to_share(found) if writes else [],
            "went": when_it_went(challenge, "case_notes").values(),
        },
    )


@challenge_view("casereview.share_report")
def report_share(request, challenge):
    found = queries.report(challenge)
    missing = queries.missing_to_share(found)
    where = reverse("casereview:report", args=[challenge.slug])
    if missing and request.method != "POST":
        messages.error(request, " ".join(missing))
        return redirect(where)
    subject, body = notifications.report_shared_text(challenge, by=request.user)
    form = ShareReportForm(
        request.POST or None,
        initial={"version": found.version if found else 1, "subject": subject, "body": body},
        cancel=where,
    )
    if request.method == "POST" and form.is_valid():
        with refusals_shown_on(form):
            actions.share_report(challenge, by=request.user, **form.cleaned_data)
            messages.success(request, "The report is shared with the council, and the sponsor is told by mail.")
            return redirect(where)
    return render(
        request,
        "casereview/report_share.html",
        {
            "challenge": challenge,
            "form": form,
            "sponsors": people(challenge, Role.SPONSOR),
            "progress": queries.progress(challenge),
        },
    )


# The end of the stage


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
    form = EndStageForm(
        request.POST or None, missing=missing, submit="End the case review", cancel=_list_url(challenge)
    )
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
