"""What the council says about the proposal, and the answers."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render

from challenges.access import challenge_view
from challenges.form_tools import refusals_shown_on
from challenges.text_check.forms import words_checked
from scoping import actions, notifications, queries
from scoping.forms import AnswerForm, CommentForm, LetterForm
from scoping.models import Section
from scoping.pages import page_of
from scoping.reading import sections


def _read_page(challenge, proposal, section):
    return f"{page_of(challenge, 'proposal_read', proposal.number)}#{section}"


@challenge_view("scoping.comment_proposal")
def comment_add(request, challenge, number, section):
    """Comment on a section of a version that was sent, with its words above."""
    version = get_object_or_404(challenge.scoping_proposals.sent().select_related("document"), number=number)
    read = sections(version.document.html)
    if section not in Section.values or section not in read:
        raise Http404
    form = CommentForm(request.POST or None, cancel=_read_page(challenge, version, section))
    if request.method == "POST" and form.is_valid():
        with words_checked(form, request):
            actions.comment_proposal(version, section=section, by=request.user, **form.cleaned_data)
            messages.success(request, "Your comment is with the challenge manager.")
            return redirect(_read_page(challenge, version, section))
    title, html = read[section]
    return render(
        request,
        "scoping/comment_add.html",
        {"challenge": challenge, "version": version, "title": title, "html": html, "form": form},
    )


@challenge_view("scoping.comment_proposal")
def comment_take_back(request, challenge, pk):
    """Confirm taking one's own comment back."""
    comment = get_object_or_404(queries.comments(challenge).visible_to(request.user), pk=pk)
    where = _read_page(challenge, comment.proposal, comment.section)
    if request.method == "POST":
        actions.take_back_comment(comment, by=request.user)
        messages.success(request, "Your comment is taken back.")
        return redirect(where)
    return render(
        request, "scoping/comment_take_back.html", {"challenge": challenge, "comment": comment, "cancel_url": where}
    )


@challenge_view("scoping.answer_comment")
def comment_answer(request, challenge, pk):
    """Answer a comment: the proposal changes, or stays as it is and why."""
    comment = get_object_or_404(queries.comments(challenge).visible_to(request.user), pk=pk)
    form = AnswerForm(
        request.POST or None,
        initial={"outcome": comment.outcome, "answer": comment.answer},
        cancel=f"{page_of(challenge, 'proposal')}#comments",
    )
    if request.method == "POST" and form.is_valid():
        with words_checked(form, request):
            actions.answer_comment(comment, by=request.user, **form.cleaned_data)
            messages.success(request, "The answer is saved. The council is told with the next version, or by a mail.")
            return redirect(f"{page_of(challenge, 'proposal')}#comments")
    return render(request, "scoping/comment_answer.html", {"challenge": challenge, "comment": comment, "form": form})


@challenge_view("scoping.answer_comment")
def answers_send(request, challenge):
    """Confirm telling the council what came of its comments, with the mail to read and edit first."""
    letter = notifications.answers_letter(challenge)
    form = LetterForm(
        request.POST or None,
        initial={"subject": letter.subject, "body": letter.body},
        submit="Send the answers",
        cancel=page_of(challenge, "proposal"),
    )
    if request.method == "POST" and form.is_valid():
        with refusals_shown_on(form):
            told = actions.send_answers(challenge, by=request.user, **form.cleaned_data)
            messages.success(request, f"The answers are sent to {' and '.join(each.name for each in told)}.")
            return redirect("scoping:proposal", slug=challenge.slug)
    return render(
        request,
        "scoping/answers_send.html",
        {
            "challenge": challenge,
            "form": form,
            "readers": queries.who_hears_answers(challenge),
            "answered": list(queries.comments(challenge).visible_to(request.user).to_tell()),
        },
    )
