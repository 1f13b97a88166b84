"""The case review report."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import get_text_list

from casereview import actions, notifications, queries
from casereview.forms import ReportForm, ShareReportForm
from casereview.models import CASE_ROLES
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
    in_full = in_team and bool(
        CASE_ROLES & request.user.roles_in(challenge)
    )  # as the rule casereview.view_full_picture
    left_alone = 0 if in_team else queries.cases_left_before_others(challenge, request.user)
    if left_alone:
        return render(request, "casereview/report_waits.html", {"challenge": challenge, "left_alone": left_alone})
    found = queries.report(challenge)
    if found:
        found.challenge = challenge
    shared_at = found.shared_at if found else None
    shown, until = in_full or bool(shared_at), None if in_full else shared_at  # ADR 34: one table, once it stands
    writes = not shared_at and request.user.has_perm("casereview.write_report", challenge)
    gathered = queries.in_report(found, queries.messages(challenge, reader=request.user)) if writes else []
    form = None
    if writes:
        initial = {name: getattr(found, name) for name in queries.REPORT_TEXTS} if found else {}
        form = ReportForm(
            request.POST or None,
            initial={"version": found.version if found else 1} | initial,
            has_messages=bool(gathered),
        )
        if request.method == "POST" and form.is_valid():
            with words_checked(form, request):
                return _saved(request, challenge, form)
    document = queries.document_of(found) if found else None
    concerns = queries.concerns_known_to(challenge, request.user) if writes else 0
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
            "stages": queries.stage_counts(challenge, for_council=not in_full, until=until) if shown else [],
            "audits": queries.audits_shown(challenge, for_council=not in_full, until=until) if shown else [],
            "in_full": in_full,
            "words": [(label, getattr(found, name)) for name, label in queries.REPORT_LABELS.items()] if found else [],
            "changed": [each.message for each in gathered if each.changed],
            "not_in": [each.message for each in gathered if not each.is_there],
            "concerns": concerns,
            "responses": queries.concern_responses(challenge, request.user) if concerns else [],
            "tags": queries.tags(),
            "progress": queries.progress(challenge) if in_team else None,
            "few": queries.FEW,
            "may_share": not shared_at and request.user.has_perm("casereview.share_report", challenge),
            "may_end": bool(shared_at) and request.user.has_perm("casereview.end_case_review", challenge),
            "missing": queries.missing_to_share(found) if writes else [],
            "pointed_out": queries.pointed_out(found) if writes else [],
            "went": when_it_went(challenge, "case_notes").values(),
        },
    )


def _saved(request, challenge, form):
    """Save what was typed; then make the files, or bring in the messages, as the button says."""
    make_pdf = "make_pdf" in request.POST
    written = actions.write_report(challenge, by=request.user, make_pdf=make_pdf, **form.cleaned_data)
    told = "Saved. The PDF and the Word file are being made." if make_pdf else "Saved."
    if "draft_from_messages" in request.POST:
        added = actions.bring_in_messages(challenge, by=request.user, version=written.version)
        told = f"Saved. {_what_was_added(added)}"
    messages.success(request, told)
    return redirect("casereview:report", slug=challenge.slug)


def _what_was_added(added):
    if not added:
        return "Every message is in the report already; nothing was added."
    parts = [f"{queries.REPORT_LABELS[place]}: {get_text_list(rows, 'and')}" for place, rows in added.items()]
    return f"Added after what you typed, of which nothing was changed. {'. '.join(parts)}."


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
            "pointed_out": queries.pointed_out(found),
            "lines": queries.lines_to_share(challenge, found) if found else [],
        },
    )
