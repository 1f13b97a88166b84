"""Pages of the report stage."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from challenges import documents
from challenges.access import challenge_view
from challenges.action_tools import ActionRefused
from challenges.form_tools import refusals_shown_on
from reports import actions, assembly, notifications, queries
from reports.accuracy_answers import read_answers, rows
from reports.forms import DecisionForm, LetterForm, PassageForm, ResponseForm
from reports.models import Report, ReportVersion

State = Report.State


def _report_or_404(challenge):
    return get_object_or_404(
        Report.objects.select_related("challenge__programme", "challenge__council"), challenge=challenge
    )


def _page(challenge):
    return reverse("reports:report", args=[challenge.slug])


@challenge_view("reports.view_report")
def report(request, challenge):
    """Where the report stands and what it says; the council sees what has been sent to it."""
    found = queries.report_of(challenge)
    may = {
        name: request.user.has_perm(f"reports.{name}", challenge)
        for name in [
            "view_draft",
            "view_sent_draft",
            "write_report",
            "make_report",
            "agree_report",
            "send_report",
            "issue_report",
        ]
    }
    context = {"challenge": challenge, "report": found, "may": may, "issued": None}
    if found is None:
        return render(request, "reports/report.html", context)
    versions = found.versions.select_related("document__job", "document__file", "document__challenge").defer(
        "document__html"
    )
    readable = [each for each in versions if request.user.has_perm(each.document.permission, challenge)]
    role = queries.next_quality_role(found) if found.state == State.QUALITY_ASSURANCE else None
    current = queries.current_final(found) if found.state == State.ANSWERED else None
    context |= {
        "sections": assembly.sections_of(found) if may["view_draft"] else [],
        "versions": [(version, documents.shown(version.document)) for version in readable],
        "issued": next((documents.shown(each.document) for each in readable if each.issued_at), None),
        "reviews": found.quality_reviews.select_related("reviewer").order_by("-pk") if may["view_draft"] else [],
        "may_review": bool(role) and role in request.user.roles_in(challenge),
        "may_edit": may["write_report"] and found.state in actions.EDITABLE,
        "to_respond": queries.points_to_respond_to(found).count() if found.state == State.ANSWERED else 0,
        "final": current,
        "final_ready": bool(current and current.document.file_id),
    }
    return render(request, "reports/report.html", context)


@require_POST
@challenge_view("reports.make_report")
def report_make(request, challenge):
    actions.make_report(challenge, by=request.user)
    messages.success(request, "The draft is put together. Read it through and edit it passage by passage.")
    return redirect("reports:report", slug=challenge.slug)


@challenge_view("reports.write_report")
def passage_edit(request, challenge, pk):
    found = _report_or_404(challenge)
    passage = get_object_or_404(found.passages.visible_to(request.user).select_related("finding", "theme"), pk=pk)
    cancel = f"{_page(challenge)}#passage-{passage.pk}"
    initial = {"heading": passage.heading, "text": passage.text, "version": passage.version}
    form = PassageForm(request.POST or None, initial=initial, cancel=cancel)
    if request.method == "POST" and form.is_valid():
        with refusals_shown_on(form):
            actions.edit_passage(passage, by=request.user, **form.cleaned_data)
            messages.success(request, f"Passage {passage.position} is saved.")
            return redirect(cancel)
    evidence = passage.finding.evidence.visible_to(request.user).order_by("pk") if passage.finding else []
    return render(
        request,
        "reports/passage_edit.html",
        {"challenge": challenge, "passage": passage, "form": form, "evidence": evidence},
    )


@require_POST
@challenge_view("reports.make_report")
def version_make(request, challenge):
    """A draft PDF to read, or, once the council has answered, the final one."""
    found = _report_or_404(challenge)
    kind = ReportVersion.Kind.FINAL if request.POST.get("kind") == "final" else ReportVersion.Kind.DRAFT
    version = actions.make_version(found, kind=kind, by=request.user)
    messages.success(request, f"Version {version.number} is being made.")
    return redirect(f"{_page(challenge)}#versions")


@require_POST
@challenge_view("reports.make_report")
def report_submit(request, challenge):
    actions.send_to_lead_peer(_report_or_404(challenge), by=request.user)
    messages.success(request, "The lead peer sees the draft among their next actions.")
    return redirect("reports:report", slug=challenge.slug)


@challenge_view("reports.agree_report")
def report_agree(request, challenge):
    """The lead peer agrees the draft for the team, or asks for changes."""
    found = _report_or_404(challenge)
    form = DecisionForm(request.POST or None, agree="Agree the draft for the team", cancel=_page(challenge))
    if request.method == "POST" and form.is_valid():
        with refusals_shown_on(form):
            if "changes" in request.POST:
                actions.ask_for_changes(found, by=request.user, **form.cleaned_data)
                messages.success(request, "The draft is back with the challenge manager.")
            else:
                actions.agree_report(found, by=request.user)
                messages.success(request, "The draft is agreed. Quality assurance follows.")
            return redirect("reports:report", slug=challenge.slug)
    return render(request, "reports/report_agree.html", {"challenge": challenge, "report": found, "form": form})


@challenge_view("reports.review_quality")
def report_review(request, challenge):
    """One step of quality assurance."""
    found = _report_or_404(challenge)
    form = DecisionForm(request.POST or None, agree="Agree the draft", cancel=_page(challenge))
    if request.method == "POST" and form.is_valid():
        with refusals_shown_on(form):
            if "changes" in request.POST:
                actions.ask_for_changes(found, by=request.user, **form.cleaned_data)
                messages.success(request, "The draft is back with the challenge manager.")
            else:
                actions.review_quality(found, by=request.user, **form.cleaned_data)
                messages.success(request, "Your part of the quality assurance is done.")
            return redirect("reports:report", slug=challenge.slug)
    return render(request, "reports/report_review.html", {"challenge": challenge, "report": found, "form": form})


@challenge_view("reports.send_report")
def report_send(request, challenge):
    """Confirm sending the draft to the council, with the mail to read and edit first."""
    found = _report_or_404(challenge)
    window_ends_on = queries.window_end(found)
    letter = notifications.draft_for_council(found, window_ends_on=window_ends_on)
    initial = {"subject": letter.subject, "text": letter.text}
    form = LetterForm(
        request.POST or None, initial=initial, submit="Send the draft to the council", cancel=_page(challenge)
    )
    if request.method == "POST" and form.is_valid():
        with refusals_shown_on(form):
            actions.send_to_council(found, by=request.user, **form.cleaned_data)
            messages.success(request, "The draft is sent. The council’s answers come in here.")
            return redirect("reports:report", slug=challenge.slug)
    return render(
        request,
        "reports/report_send.html",
        {"challenge": challenge, "report": found, "form": form, "window_ends_on": window_ends_on},
    )


@challenge_view("reports.view_accuracy")
def accuracy(request, challenge):
    """Factual accuracy, passage by passage: the sponsor answers, everyone else reads."""
    found = queries.report_of(challenge)
    sent = found is not None and found.sent_at is not None
    may_answer = (
        sent and found.state == State.FACTUAL_ACCURACY and request.user.has_perm("reports.answer_accuracy", challenge)
    )
    typed, problems, refusal = {}, {}, ""
    if request.method == "POST" and may_answer:
        typed, answers, problems = read_answers(found, request.POST)
        try:
            kept = actions.answer_passages(found, answers=answers, by=request.user)
        except ActionRefused as refused:
            refusal = str(refused)
        else:
            if not problems:
                if "finish" in request.POST:
                    return redirect("reports:accuracy_finish", slug=challenge.slug)
                messages.success(request, f"Saved: {kept} answers new or changed." if kept else "Nothing had changed.")
                return redirect("reports:accuracy", slug=challenge.slug)
    shown = rows(assembly.sections_of(found), typed, problems) if sent else []
    return render(
        request,
        "reports/accuracy.html",
        {
            "challenge": challenge,
            "report": found,
            "sent": sent,
            "sections": shown,
            "problems": problems,
            "refusal": refusal,
            "may_answer": may_answer,
            "may_respond": request.user.has_perm("reports.respond_accuracy", challenge)
            and sent
            and found.state == State.ANSWERED,
            "answered": sum(row.answered for section in shown for row in section["rows"]),
            "asked": sum(len(section["rows"]) for section in shown),
        },
    )


@challenge_view("reports.answer_accuracy")
def accuracy_finish(request, challenge):
    """Confirm that everything has been checked; afterwards the answers stand."""
    found = _report_or_404(challenge)
    unanswered = queries.answerable(found).filter(accuracy_point=None).count()
    if request.method == "POST":
        actions.finish_answers(found, by=request.user)
        messages.success(request, "Thank you. The LGA answers each point you made, with a reason.")
        return redirect("reports:accuracy", slug=challenge.slug)
    return render(
        request, "reports/accuracy_finish.html", {"challenge": challenge, "report": found, "unanswered": unanswered}
    )


@challenge_view("reports.respond_accuracy")
def accuracy_respond(request, challenge, pk):
    """Accept or decline one point, with the reason."""
    point = get_object_or_404(
        challenge.accuracy_points.visible_to(request.user).select_related("passage__report", "passage__finding"), pk=pk
    )
    cancel = reverse("reports:accuracy", args=[challenge.slug])
    initial = {"reason": point.response_reason, "accepted": {"accepted": "yes", "declined": "no"}.get(point.response)}
    form = ResponseForm(request.POST or None, initial=initial, cancel=cancel)
    if request.method == "POST" and form.is_valid():
        with refusals_shown_on(form):
            actions.respond_to_point(point, by=request.user, **form.cleaned_data)
            if form.cleaned_data["accepted"]:
                messages.success(request, "Accepted. Change the passage now.")
                return redirect("reports:passage_edit", slug=challenge.slug, pk=point.passage_id)
            messages.success(request, "Declined, with your reason.")
            return redirect(cancel)
    return render(request, "reports/accuracy_respond.html", {"challenge": challenge, "point": point, "form": form})


@challenge_view("reports.issue_report")
def report_issue(request, challenge):
    """Confirm issuing the very PDF that was read."""
    found = _report_or_404(challenge)
    version = queries.current_final(found) if found.state == State.ANSWERED else None
    ready = version is not None and version.document.file_id is not None
    letter = notifications.final_report(found)
    initial = {"subject": letter.subject, "text": letter.text}
    form = LetterForm(request.POST or None, initial=initial, submit="Issue the final report", cancel=_page(challenge))
    if request.method == "POST" and ready and form.is_valid():
        with refusals_shown_on(form):
            actions.issue_report(found, version=version, by=request.user, **form.cleaned_data)
            messages.success(request, "The final report is issued.")
            return redirect("reports:report", slug=challenge.slug)
    return render(
        request,
        "reports/report_issue.html",
        {
            "challenge": challenge,
            "report": found,
            "version": version,
            "document": documents.shown(version.document) if version else None,
            "ready": ready,
            "form": form,
        },
    )
