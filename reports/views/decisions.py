"""The way of the draft to the council: the lead peer, quality assurance, and the sending."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from challenges.access import challenge_view
from challenges.form_tools import refusals_shown_on
from challenges.text_check.forms import words_checked
from reports import actions, assembly, notifications, queries
from reports.forms import DecisionForm, LetterForm, TakeBackForm
from reports.models import Report
from reports.views.page_tools import not_now, refusals_as_messages, report_or_404, report_page, roles_of

State = Report.State
YOUR_PART = "Your part of the quality assurance is done."


@require_POST
@challenge_view("reports.make_report")
def report_submit(request, challenge):
    with refusals_as_messages(request):
        actions.send_to_lead_peer(report_or_404(challenge), by=request.user)
        messages.success(request, "The lead peer finds the draft among their next actions.")
    return redirect("reports:report", slug=challenge.slug)


@challenge_view("reports.agree_report")
def report_agree(request, challenge):
    """The lead peer agrees the draft for the team, or asks for changes."""
    found = report_or_404(challenge)
    if request.method != "POST" and found.state != State.WITH_LEAD_PEER:
        return not_now(request, found)
    agreed = "The draft is agreed. Quality assurance follows."
    form = _decision_form(request, found, agree="Agree the draft for the team")
    if _decided(request, found, form, agree=actions.agree_report, told=agreed):
        return redirect("reports:report", slug=challenge.slug)
    return render(request, "reports/report_agree.html", {"challenge": challenge, "report": found, "form": form})


@challenge_view("reports.review_quality")
def report_review(request, challenge):
    """One reader's part of quality assurance, decided without what the others say."""
    found = report_or_404(challenge)
    my_turn = found.state == State.QUALITY_ASSURANCE and bool(roles_of(request) & set(found.awaited()))
    if request.method != "POST" and not my_turn:
        return not_now(request, found)
    agreed = YOUR_PART
    form = _decision_form(request, found, agree="Agree the draft")
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


def _decision_form(request, found, *, agree):
    initial = {"round_read": found.round}
    return DecisionForm(request.POST or None, initial=initial, agree=agree, cancel=report_page(found.challenge))


def _decided(request, found, form, *, agree, told):
    """Whether the form was sent and its decision kept."""
    if request.method != "POST" or not form.is_valid():
        return False
    with words_checked(form, request):
        if "changes" in request.POST:
            sent_back = actions.ask_for_changes(found, by=request.user, **form.cleaned_data).state == State.DRAFTING
            messages.success(request, "The draft is back with the challenge manager." if sent_back else YOUR_PART)
        else:
            agree(found, by=request.user, **form.cleaned_data)
            messages.success(request, told)
        return True
    form.data = form.data.copy()
    form.data["round_read"] = found.round
    return False


@challenge_view("reports.send_report")
def report_take_back(request, challenge):
    """Take back a draft that everyone has agreed, to change it; everyone is asked again."""
    found = report_or_404(challenge)
    if request.method != "POST" and found.state != State.READY_FOR_COUNCIL:
        return not_now(request, found)
    form = TakeBackForm(request.POST or None, cancel=report_page(challenge))
    if request.method == "POST" and form.is_valid():
        with words_checked(form, request):
            actions.ask_for_changes(found, by=request.user, **form.cleaned_data)
            messages.success(request, "The draft can be changed again.")
            return redirect("reports:report", slug=challenge.slug)
    return render(request, "reports/report_take_back.html", {"challenge": challenge, "report": found, "form": form})


@challenge_view("reports.send_report")
def report_send(request, challenge):
    """Confirm sending the draft to the council, with the mail to read and edit first."""
    found = report_or_404(challenge)
    if request.method != "POST" and found.state != State.READY_FOR_COUNCIL:
        return not_now(request, found)
    window_ends_on = queries.window_end(found)
    letter = notifications.draft_for_council(found, window_ends_on=window_ends_on, by=request.user)
    initial = {"subject": letter.subject, "text": letter.text}
    form = LetterForm(
        request.POST or None, initial=initial, submit="Send the draft to the council", cancel=report_page(challenge)
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
