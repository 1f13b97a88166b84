"""The case review report."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse

from casereview import actions, notifications, queries
from casereview.forms import ReportForm, ShareReportForm
from challenges import documents
from challenges.access import challenge_view
from challenges.form_tools import refusals_shown_on
from challenges.models import Role
from challenges.queries import people
from challenges.retention import when_it_went
from challenges.text_check.forms import words_checked


@challenge_view("casereview.view_report")
def report(request, challenge):
    """The case review report: a form for the team until it is shared, then a page for the council too."""
    in_team = request.user.has_perm("casereview.view_draft_report", challenge)
    in_full = request.user.has_perm("casereview.view_full_picture", challenge)
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
            "rows": queries.tag_counts(challenge) if in_full else queries.shared_tag_counts(challenge),
            "in_full": in_full,
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
