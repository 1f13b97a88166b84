"""The report, its words and its versions, and issuing it."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from challenges import documents
from challenges.access import challenge_view
from challenges.form_tools import refusals_shown_on
from challenges.text_check.forms import words_checked
from feedback.queries import judgement_words
from reports import actions, assembly, notifications, queries
from reports.forms import IssueForm, PassageForm
from reports.models import Report, ReportVersion
from reports.views.page_tools import not_now, refusals_as_messages, report_or_404, report_page, roles_of, step_of_others

State = Report.State


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
    sections = assembly.sections_of(found, passages.visible_to(request.user)) if reads_text else []
    versions, issued = _versions(request, found)
    left = queries.left_to_finish(found) if found.state == State.ANSWERED else queries.LeftToFinish()
    context |= {
        "sections": sections,
        "versions": versions,
        "issued": issued,
        "next_step": step_of_others(request, found, left),
        "decisions": queries.decisions(found, reader=request.user) if may["view_draft"] else [],
        "round": queries.round_of(found, reader=request.user) if may["view_draft"] else None,
        "may_review": found.state == State.QUALITY_ASSURANCE and bool(roles_of(request) & set(found.awaited())),
        "may_edit": may["write_report"] and found.is_editable,
        "words": _judgement_words(sections) if may["write_report"] and found.is_editable else [],
        "left": left,
        "final": documents.shown(left.final.document) if left.final else None,
    }
    return render(request, "reports/report.html", context)


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
    with refusals_as_messages(request):
        actions.make_report(challenge, by=request.user)
        messages.success(request, "The draft is put together. Read it through and edit it passage by passage.")
    return redirect("reports:report", slug=challenge.slug)


@challenge_view("reports.write_report")
def passage_edit(request, challenge, pk):
    found = report_or_404(challenge)
    related = found.passages.visible_to(request.user).select_related("finding", "theme", "accuracy_point")
    passage = get_object_or_404(related, pk=pk)
    if request.method != "POST" and not found.is_editable:
        return not_now(request, found)
    cancel = f"{report_page(challenge)}#passage-{passage.pk}"
    initial = {"heading": passage.heading, "text": passage.text, "version": passage.version}
    form = PassageForm(request.POST or None, initial=initial, cancel=cancel)
    if request.method == "POST" and form.is_valid():
        with words_checked(form, request):
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
    found = report_or_404(challenge)
    make = actions.make_final if request.POST.get("kind") == ReportVersion.Kind.FINAL else actions.make_draft
    with refusals_as_messages(request):
        version = make(found, by=request.user)
        messages.success(request, f"Version {version.number} is being made.")
    return redirect(f"{report_page(challenge)}#versions")


@challenge_view("reports.issue_report")
def report_issue(request, challenge):
    """Confirm issuing the very PDF that was read."""
    found = queries.report_of(challenge)
    if found is None:
        return redirect("reports:report", slug=challenge.slug)
    version = queries.current_final(found) if found.state == State.ANSWERED else None
    ready = version is not None and version.document.file_id is not None
    letter = notifications.final_report(found, by=request.user)
    initial = {"subject": letter.subject, "text": letter.text, "number": version.number if version else None}
    form = IssueForm(
        request.POST or None, initial=initial, submit="Issue the final report", cancel=report_page(challenge)
    )
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
            "document": documents.shown(version.document, then_whole_page=True) if version else None,
            "ready": ready,
            "changed": queries.passages_changed_since_sent(found) if version else [],
            "next_step": step_of_others(request, found),
            "form": form,
        },
    )
