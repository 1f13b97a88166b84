"""Pages of the evaluation."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.shortcuts import redirect, render
from django.urls import reverse

from challenges import next_actions
from challenges.access import challenge_view
from challenges.form_tools import refusals_shown_on
from challenges.forms import EndStageForm
from challenges.lifecycle import Stage
from challenges.models import Role, User
from challenges.moments import today
from challenges.queries import people
from challenges.text_check.forms import words_checked
from evaluation import actions, queries
from evaluation.forms import InterviewForm
from scoping.queries import key_lines


@challenge_view("evaluation.view_interview")
def interview(request, challenge):
    """The questions beside what was agreed at scoping; the record once there is one; the form for who writes it."""
    found = queries.interview_of(challenge)
    may_record = request.user.has_perm("evaluation.record_interview", challenge)
    questions = challenge.programme.plan.evaluation.questions
    said = queries.answers_to(found) if found else {}
    form = _form(request, challenge, found, said) if may_record else None
    if request.method == "POST":
        if form is None:
            raise PermissionDenied
        if form.is_valid():
            with words_checked(form, request):
                actions.record_interview(challenge, by=request.user, **form.recorded())
                messages.success(request, "The interview is recorded.")
                return redirect(
                    "evaluation:evaluation_end" if "close" in request.POST else "evaluation:interview",
                    slug=challenge.slug,
                )
    due_on = None if found else queries.interview_due_on(challenge)
    return render(
        request,
        "evaluation/interview.html",
        {
            "challenge": challenge,
            "interview": found,
            "answers": [(each, said.get(each.code, "")) for each in questions],
            "derived": any(each.derived for each in questions),
            "is_evaluating": challenge.stage == Stage.EVALUATION,
            "due_on": due_on,
            "overdue": bool(due_on and due_on < today()),
            "key_lines": key_lines(challenge).visible_to(request.user),
            "form": form,
            "nobody_to_speak_to": form is not None and form.initial["spoken_to"] is None,
            "follow_ups": queries.follow_ups(challenge),
            "is_sponsor": Role.SPONSOR in request.user.roles_in(challenge),
        },
    )


def _form(request, challenge, found, said):
    sponsors = people(challenge, Role.SPONSOR)
    if found:
        kept = Q(pk=found.spoken_to_id) | Q(pk__in=sponsors.values("pk"))
        sponsors = User.objects.filter(kept).order_by("name", "pk")
        initial = {"version": found.version, "held_on": found.held_on, "spoken_to": found.spoken_to_id}
    else:
        first = sponsors.first()
        initial = {"version": 0, "spoken_to": first.pk if first else None}
    initial |= {f"answer_{code}": text for code, text in said.items()}
    questions = challenge.programme.plan.evaluation.questions
    return InterviewForm(request.POST or None, initial=initial, sponsors=sponsors, questions=questions)


@challenge_view("evaluation.end_evaluation")
def evaluation_end(request, challenge):
    """Confirm closing the challenge; with something missing it asks why that can wait."""
    cancel = reverse("evaluation:interview", args=[challenge.slug])
    missing = next_actions.what_is_missing(challenge)
    form = EndStageForm(
        request.POST if request.method == "POST" else None,
        missing=missing,
        submit="Close the challenge",
        cancel=cancel,
    )
    if request.method == "POST" and form.is_valid():
        with refusals_shown_on(form):
            actions.close_challenge(challenge, by=request.user, **form.cleaned_data)
            messages.success(request, "The challenge is closed.")
            return redirect(challenge)
    return render(
        request,
        "evaluation/evaluation_end.html",
        {
            "challenge": challenge,
            "missing": [{"sentence": todo.sentence, "url": cancel} for todo in missing],
            "form": form,
        },
    )
