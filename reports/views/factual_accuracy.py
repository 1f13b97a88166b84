"""Factual accuracy: the sponsor answers passage by passage, and each point gets its answer."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from challenges import draft_forms
from challenges.access import challenge_view
from challenges.action_tools import ActionRefused
from challenges.models import Role
from challenges.text_check.forms import keep_reasons, words_checked
from reports import accuracy_answers, actions, assembly, queries
from reports.forms import ResponseForm
from reports.models import Report
from reports.views.page_tools import not_now, refusals_as_messages, report_or_404, roles_of, step_of_others

State = Report.State


@challenge_view("reports.view_accuracy")
def accuracy(request, challenge):
    """Factual accuracy, passage by passage: the sponsor answers, everyone else reads."""
    found = queries.report_of(challenge)
    sent = found is not None and found.sent_at is not None
    is_sponsor = Role.SPONSOR in roles_of(request)
    sheet, kept, refusal = accuracy_answers.Sheet(), actions.Kept(), ""
    if request.method == "POST":
        if not (sent and is_sponsor):
            raise PermissionDenied
        finish, rest = "finish" in request.POST, "rest" in request.POST
        passages = list(queries.answerable(found).select_related("accuracy_point"))
        sheet = accuracy_answers.read(passages, request.POST, finish=finish, rest=rest)
        try:
            keep_reasons(request)
            kept = actions.answer_passages(found, answers=sheet.answers, by=request.user)
            sheet.problems |= kept.not_clean
        except ActionRefused as refused:
            refusal = str(refused)
        if not (refusal or sheet.problems or kept.theirs):
            if finish:
                return redirect("reports:accuracy_finish", slug=challenge.slug)
            answers = "1 answer is" if kept.saved == 1 else f"{kept.saved} answers are"
            messages.success(request, f"{answers} saved." if kept.saved else "Nothing had changed.")
            return redirect("reports:accuracy", slug=challenge.slug)
    sections = assembly.sections_of(found, queries.answerable(found)) if sent else []
    may_answer = sent and is_sponsor and found.state == State.FACTUAL_ACCURACY
    form = None
    if may_answer:
        passages = [passage for section in sections for passage in section["passages"]]
        form = accuracy_answers.SheetForm(request.POST or None, passages=passages, auto_id="%s")
        draft_forms.attach(form, request)
    unsaved = form.unsaved() if form and not form.is_bound else None
    sections = accuracy_answers.rows(sections, sheet, theirs=kept.theirs, refused=bool(refusal), unsaved=unsaved)
    every = [row for section in sections for row in section["rows"]]
    return render(
        request,
        "reports/accuracy.html",
        {
            "challenge": challenge,
            "form": form,
            "report": found,
            "sent": sent,
            "next_step": step_of_others(request, found) if sent else "",
            "sections": sections,
            "problems": [row for row in every if row.problem],
            "saved": kept.saved,
            "refusal": refusal,
            "is_sponsor": is_sponsor,
            "may_answer": may_answer,
            "first_open": next((row for row in every if row.point is None), None),
            "may_respond": sent
            and found.state == State.ANSWERED
            and request.user.has_perm("reports.respond_accuracy", challenge),
            "sees_changes": sent
            and (found.state == State.FINAL or request.user.has_perm("reports.view_draft", challenge)),
            "not_correct": [row for row in every if row.point and not row.point.correct],
            "answered": sum(row.point is not None for row in every),
            "asked": len(every),
        },
    )


@challenge_view("reports.answer_accuracy")
def accuracy_finish(request, challenge):
    """Confirm that everything has been checked; afterwards the answers stand."""
    found = report_or_404(challenge)
    if request.method != "POST" and found.state != State.FACTUAL_ACCURACY:
        return not_now(request, found)
    if request.method == "POST":
        with refusals_as_messages(request):
            actions.finish_answers(found, by=request.user)
            messages.success(request, "Thank you. The LGA answers each point you made, with a reason.")
        return redirect("reports:accuracy", slug=challenge.slug)
    return render(
        request,
        "reports/accuracy_finish.html",
        {"challenge": challenge, "report": found, "unanswered": list(queries.unanswered(found))},
    )


@challenge_view("reports.respond_accuracy")
def accuracy_respond(request, challenge, pk):
    """Accept or decline one point, with the reason."""
    points = challenge.accuracy_points.visible_to(request.user)
    related = points.select_related("passage__report__challenge", "passage__finding", "written_by", "responded_by")
    point = get_object_or_404(related, pk=pk, correct=False)
    found = point.passage.report
    if request.method != "POST" and found.state != State.ANSWERED:
        return not_now(request, found)
    cancel = reverse("reports:accuracy", args=[challenge.slug])
    initial = {"response": point.response, "response_reason": point.response_reason, "version": point.version}
    form = ResponseForm(request.POST or None, initial=initial, cancel=cancel)
    if request.method == "POST" and form.is_valid():
        with words_checked(form, request):
            point = actions.respond_to_point(point, by=request.user, **form.cleaned_data)
            accepted = point.response == point.Response.ACCEPTED
            if accepted and request.user.has_perm("reports.write_report", challenge):
                messages.success(request, "Accepted, with your reason. Change the passage now.")
                return redirect("reports:passage_edit", slug=challenge.slug, pk=point.passage_id)
            told = "Accepted, with your reason. The challenge manager changes the passage."
            messages.success(request, told if accepted else "Declined, with your reason.")
            return redirect(cancel)
    return render(request, "reports/accuracy_respond.html", {"challenge": challenge, "point": point, "form": form})
