"""Pages of the report stage."""

from contextlib import contextmanager

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from challenges import documents
from challenges.access import challenge_view
from challenges.action_tools import ActionRefused
from challenges.form_tools import refusals_shown_on
from challenges.models import Role
from feedback.queries import judgement_words
from reports import accuracy_answers, actions, assembly, notifications, queries
from reports.forms import DecisionForm, IssueForm, LetterForm, PassageForm, ResponseForm, TakeBackForm
from reports.models import Report, ReportVersion

State = Report.State


def _report_or_404(challenge):
    return get_object_or_404(
        Report.objects.select_related("challenge__programme", "challenge__council"), challenge=challenge
    )


def _page(challenge):
    return reverse("reports:report", args=[challenge.slug])


def _not_now(request, report):
    """Back to the report, for a page that can do nothing in the state the report is in."""
    messages.info(request, f"The report stands at “{report.get_state_display()}”. {queries.next_step(report)}".strip())
    return redirect("reports:report", slug=report.challenge.slug)


@contextmanager
def _refusals_as_messages(request):
    """For what is done by one button on the report's page: the refusal is told there."""
    try:
        yield
    except ActionRefused as refusal:
        messages.error(request, str(refusal))


# The report, its words and its versions


@challenge_view("reports.view_report")
def report(request, challenge):
    """Where the report stands and what it says; the council reads the text once it is final."""
    found = queries.report_of(challenge)
    names = ["view_draft", "view_accuracy", "answer_accuracy", "write_report", "make_report", "agree_report"]
    names += ["send_report", "respond_accuracy", "issue_report"]
    may = {name: request.user.has_perm(f"reports.{name}", challenge) for name in names}
    context = {"challenge": challenge, "report": found, "may": may}
    if found is None:
        return render(request, "reports/report.html", context)
    reads_text = may["view_draft"] or found.state == State.FINAL
    passages = found.passages.all() if may["write_report"] else queries.passages_that_say_something(found)
    sections = assembly.sections_of(found, passages) if reads_text else []
    versions, issued = _versions(request, found)
    answered = found.state == State.ANSWERED
    final = queries.current_final(found) if answered and may["view_draft"] else None
    context |= {
        "sections": sections,
        "versions": versions,
        "issued": issued,
        "next_step": queries.next_step(found),
        "decisions": queries.decisions(found) if may["view_draft"] else [],
        "may_review": found.state == State.QUALITY_ASSURANCE and queries.next_reader(found) in _roles(request),
        "may_edit": may["write_report"] and found.is_editable,
        "words": _judgement_words(sections) if may["write_report"] and found.is_editable else [],
        "to_respond": queries.points_to_respond_to(found).count() if answered and may["view_accuracy"] else 0,
        "to_change": list(queries.passages_to_change(found)) if answered and may["view_draft"] else [],
        "final": final,
        "final_ready": bool(final and final.document.file_id),
    }
    return render(request, "reports/report.html", context)


def _roles(request):
    return request.user.roles_in(request.challenge)


def _versions(request, found):
    """The versions this reader may read, newest first, and apart from them the one that was issued."""
    versions = found.versions.select_related("document__job", "document__file", "document__challenge")
    readable = [
        each
        for each in versions.defer("document__html")
        if request.user.has_perm(each.document.permission, found.challenge)
    ]
    issued = next((each for each in readable if each.issued_at), None)
    return (
        [documents.shown(each.document) for each in readable if each != issued],
        documents.shown(issued.document) if issued else None,
    )


def _judgement_words(sections):
    """Passages with words that sound like a judgement: (passage, words)."""
    passages = [passage for section in sections for passage in section["passages"]]
    found = [(passage, judgement_words(passage.heading, passage.text)) for passage in passages]
    return [(passage, words) for passage, words in found if words]


@require_POST
@challenge_view("reports.make_report")
def report_make(request, challenge):
    with _refusals_as_messages(request):
        actions.make_report(challenge, by=request.user)
        messages.success(request, "The draft is put together. Read it through and edit it passage by passage.")
    return redirect("reports:report", slug=challenge.slug)


@challenge_view("reports.write_report")
def passage_edit(request, challenge, pk):
    found = _report_or_404(challenge)
    related = found.passages.visible_to(request.user).select_related("finding", "theme", "accuracy_point")
    passage = get_object_or_404(related, pk=pk)
    if request.method != "POST" and not found.is_editable:
        return _not_now(request, found)
    cancel = f"{_page(challenge)}#passage-{passage.pk}"
    initial = {"heading": passage.heading, "text": passage.text, "version": passage.version}
    form = PassageForm(request.POST or None, initial=initial, cancel=cancel)
    if request.method == "POST" and form.is_valid():
        with refusals_shown_on(form):
            actions.edit_passage(passage, by=request.user, **form.cleaned_data)
            messages.success(request, f"Passage {passage.position} is saved.")
            return redirect(cancel)
    evidence = passage.finding.evidence.visible_to(request.user).with_source() if passage.finding else []
    return render(
        request,
        "reports/passage_edit.html",
        {
            "challenge": challenge,
            "report": found,
            "passage": passage,
            "point": getattr(passage, "accuracy_point", None),
            "form": form,
            "evidence": evidence,
        },
    )


@require_POST
@challenge_view("reports.make_report")
def version_make(request, challenge):
    """A draft PDF to read, or, once the council has answered, the final one."""
    found = _report_or_404(challenge)
    make = actions.make_final if request.POST.get("kind") == ReportVersion.Kind.FINAL else actions.make_draft
    with _refusals_as_messages(request):
        version = make(found, by=request.user)
        messages.success(request, f"Version {version.number} is being made.")
    return redirect(f"{_page(challenge)}#versions")


# The way to the council


@require_POST
@challenge_view("reports.make_report")
def report_submit(request, challenge):
    with _refusals_as_messages(request):
        actions.send_to_lead_peer(_report_or_404(challenge), by=request.user)
        messages.success(request, "The lead peer finds the draft among their next actions.")
    return redirect("reports:report", slug=challenge.slug)


@challenge_view("reports.agree_report")
def report_agree(request, challenge):
    """The lead peer agrees the draft for the team, or asks for changes."""
    found = _report_or_404(challenge)
    if request.method != "POST" and found.state != State.WITH_LEAD_PEER:
        return _not_now(request, found)
    agreed = "The draft is agreed. Quality assurance follows."
    form = DecisionForm(request.POST or None, agree="Agree the draft for the team", cancel=_page(challenge))
    if _decided(request, found, form, agree=actions.agree_report, told=agreed):
        return redirect("reports:report", slug=challenge.slug)
    return render(request, "reports/report_agree.html", {"challenge": challenge, "report": found, "form": form})


@challenge_view("reports.review_quality")
def report_review(request, challenge):
    """One step of quality assurance."""
    found = _report_or_404(challenge)
    if request.method != "POST" and queries.next_reader(found) not in _roles(request):
        return _not_now(request, found)
    agreed = "Your part of the quality assurance is done."
    form = DecisionForm(request.POST or None, agree="Agree the draft", cancel=_page(challenge))
    if _decided(request, found, form, agree=actions.review_quality, told=agreed):
        return redirect("reports:report", slug=challenge.slug)
    recommendations = sum(
        len(section["passages"])
        for section in assembly.sections_of(found, queries.passages_that_say_something(found))
        if section["kind"] == "recommendations"
    )
    return render(
        request,
        "reports/report_review.html",
        {
            "challenge": challenge,
            "report": found,
            "form": form,
            "recommendations": recommendations,
            "most": challenge.programme.plan.limits.recommendations,
        },
    )


def _decided(request, found, form, *, agree, told):
    """Whether the form was sent and its decision kept."""
    if request.method != "POST" or not form.is_valid():
        return False
    with refusals_shown_on(form):
        if "changes" in request.POST:
            actions.ask_for_changes(found, by=request.user, **form.cleaned_data)
            messages.success(request, "The draft is back with the challenge manager.")
        else:
            agree(found, by=request.user, **form.cleaned_data)
            messages.success(request, told)
        return True
    return False


@challenge_view("reports.send_report")
def report_take_back(request, challenge):
    """Take back a draft that everyone has agreed, to change it; everyone is asked again."""
    found = _report_or_404(challenge)
    if request.method != "POST" and found.state != State.READY_FOR_COUNCIL:
        return _not_now(request, found)
    form = TakeBackForm(request.POST or None, cancel=_page(challenge))
    if request.method == "POST" and form.is_valid():
        with refusals_shown_on(form):
            actions.ask_for_changes(found, by=request.user, **form.cleaned_data)
            messages.success(request, "The draft can be changed again.")
            return redirect("reports:report", slug=challenge.slug)
    return render(request, "reports/report_take_back.html", {"challenge": challenge, "report": found, "form": form})


@challenge_view("reports.send_report")
def report_send(request, challenge):
    """Confirm sending the draft to the council, with the mail to read and edit first."""
    found = _report_or_404(challenge)
    if request.method != "POST" and found.state != State.READY_FOR_COUNCIL:
        return _not_now(request, found)
    window_ends_on = queries.window_end(found)
    letter = notifications.draft_for_council(found, window_ends_on=window_ends_on, by=request.user)
    initial = {"subject": letter.subject, "text": letter.text}
    form = LetterForm(
        request.POST or None, initial=initial, submit="Send the draft to the council", cancel=_page(challenge)
    )
    if request.method == "POST" and form.is_valid():
        with refusals_shown_on(form):
            actions.send_to_council(found, by=request.user, **form.cleaned_data)
            messages.success(request, "The draft is sent. The council’s answers come in under Factual accuracy.")
            return redirect("reports:report", slug=challenge.slug)
    return render(
        request,
        "reports/report_send.html",
        {"challenge": challenge, "report": found, "form": form, "window_ends_on": window_ends_on},
    )


# Factual accuracy


@challenge_view("reports.view_accuracy")
def accuracy(request, challenge):
    """Factual accuracy, passage by passage: the sponsor answers, everyone else reads."""
    found = queries.report_of(challenge)
    sent = found is not None and found.sent_at is not None
    is_sponsor = Role.SPONSOR in _roles(request)
    sheet, kept, refusal = accuracy_answers.Sheet(), actions.Kept(), ""
    if request.method == "POST":
        if not (sent and is_sponsor):
            raise PermissionDenied
        finish, rest = "finish" in request.POST, "rest" in request.POST
        passages = list(queries.answerable(found).select_related("accuracy_point"))
        sheet = accuracy_answers.read(passages, request.POST, finish=finish, rest=rest)
        try:
            kept = actions.answer_passages(found, answers=sheet.answers, by=request.user)
        except ActionRefused as refused:
            refusal = str(refused)
        if not (refusal or sheet.problems or kept.theirs):
            if finish:
                return redirect("reports:accuracy_finish", slug=challenge.slug)
            answers = "1 answer is" if kept.saved == 1 else f"{kept.saved} answers are"
            messages.success(request, f"{answers} saved." if kept.saved else "Nothing had changed.")
            return redirect("reports:accuracy", slug=challenge.slug)
    sections = assembly.sections_of(found, queries.answerable(found)) if sent else []
    sections = accuracy_answers.rows(sections, sheet, theirs=kept.theirs, refused=bool(refusal))
    may_answer = sent and is_sponsor and found.state == State.FACTUAL_ACCURACY
    every = [row for section in sections for row in section["rows"]]
    return render(
        request,
        "reports/accuracy.html",
        {
            "challenge": challenge,
            "report": found,
            "sent": sent,
            "next_step": queries.next_step(found) if sent and not may_answer else "",
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
    found = _report_or_404(challenge)
    if request.method != "POST" and found.state != State.FACTUAL_ACCURACY:
        return _not_now(request, found)
    if request.method == "POST":
        with _refusals_as_messages(request):
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
        return _not_now(request, found)
    cancel = reverse("reports:accuracy", args=[challenge.slug])
    initial = {"response": point.response, "response_reason": point.response_reason, "version": point.version}
    form = ResponseForm(request.POST or None, initial=initial, cancel=cancel)
    if request.method == "POST" and form.is_valid():
        with refusals_shown_on(form):
            point = actions.respond_to_point(point, by=request.user, **form.cleaned_data)
            accepted = point.response == point.Response.ACCEPTED
            if accepted and request.user.has_perm("reports.write_report", challenge):
                messages.success(request, "Accepted, with your reason. Change the passage now.")
                return redirect("reports:passage_edit", slug=challenge.slug, pk=point.passage_id)
            told = "Accepted, with your reason. The challenge manager changes the passage."
            messages.success(request, told if accepted else "Declined, with your reason.")
            return redirect(cancel)
    return render(request, "reports/accuracy_respond.html", {"challenge": challenge, "point": point, "form": form})


# The end


@challenge_view("reports.issue_report")
def report_issue(request, challenge):
    """Confirm issuing the very PDF that was read."""
    found = _report_or_404(challenge)
    version = queries.current_final(found) if found.state == State.ANSWERED else None
    ready = version is not None and version.document.file_id is not None
    letter = notifications.final_report(found, by=request.user)
    initial = {"subject": letter.subject, "text": letter.text, "number": version.number if version else None}
    form = IssueForm(request.POST or None, initial=initial, submit="Issue the final report", cancel=_page(challenge))
    if request.method == "POST" and form.is_valid():
        with refusals_shown_on(form):
            looked_at = get_object_or_404(found.versions, number=form.cleaned_data.pop("number"))
            actions.issue_report(found, version=looked_at, by=request.user, **form.cleaned_data)
            messages.success(request, "The final report is issued.")
            return redirect("reports:report", slug=challenge.slug)
    if form.is_bound and version:
        form.data = form.data.copy()
        form.data["number"] = version.number
    return render(
        request,
        "reports/report_issue.html",
        {
            "challenge": challenge,
            "report": found,
            "version": version,
            "document": documents.shown(version.document) if version else None,
            "ready": ready,
            "changed": queries.passages_changed_since_sent(found) if version else [],
            "next_step": queries.next_step(found),
            "form": form,
        },
    )
