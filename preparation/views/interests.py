"""Declarations of interest: one's own, and what the challenge manager decides about each."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from challenges.access import challenge_view
from challenges.form_tools import refusals_shown_on
from challenges.retention import when_it_went
from preparation import actions, queries
from preparation.forms import DecisionForm, DeclarationForm
from preparation.models import Declaration


@challenge_view("preparation.declare_interests")
def declaration(request, challenge):
    """What I declared, what was decided, and whether I am asked again."""
    rounds = list(queries.declarations_of(challenge, request.user))
    asked = next((each for each in rounds if not each.answered_at), None)
    answered = [each for each in rounds if each.answered_at]
    if not answered:
        return redirect("preparation:declaration_write", slug=challenge.slug)
    return render(
        request,
        "preparation/declaration.html",
        {"challenge": challenge, "asked": asked, "newest": answered[0], "earlier": answered[1:]},
    )


@require_POST
@challenge_view("preparation.declare_interests")
def declaration_confirm(request, challenge):
    actions.confirm_interests(challenge, by=request.user)
    messages.success(request, "Noted: nothing has changed.")
    return redirect("preparation:declaration", slug=challenge.slug)


@challenge_view("preparation.declare_interests")
def declaration_write(request, challenge):
    back = reverse("preparation:declaration", args=[challenge.slug])
    before = next((each for each in queries.declarations_of(challenge, request.user) if each.answered_at), None)
    form = DeclarationForm(request.POST or None, before=before, cancel=back if before else challenge.get_absolute_url())
    if request.method == "POST" and form.is_valid():
        with refusals_shown_on(form):
            actions.declare_interests(challenge, interests=form.interests, by=request.user)
            messages.success(request, "Declared. The challenge manager looks at it with you.")
            return redirect(back)
    return render(request, "preparation/declaration_write.html", {"challenge": challenge, "form": form})


@challenge_view("preparation.view_interests")
def declaration_list(request, challenge):
    """Everyone in the team, what they declared last and what was decided."""
    rows = queries.declaration_rows(challenge)
    return render(
        request,
        "preparation/declaration_list.html",
        {
            "challenge": challenge,
            "rows": rows,
            "undecided": len([row for row in rows if row.newest and not row.newest.decision]),
            "may_decide": request.user.has_perm("preparation.decide_interests", challenge),
            "went": when_it_went(challenge, "peer_details").values(),
        },
    )


@challenge_view("preparation.decide_interests")
def declaration_decide(request, challenge, pk):
    """One declaration with those before it, and the decision."""
    declaration = get_object_or_404(
        Declaration.objects.newest().select_related("user", "changed_by"), pk=pk, challenge=challenge
    )
    back = reverse("preparation:declaration_list", args=[challenge.slug])
    initial = {name: getattr(declaration, name) for name in ("decision", "decision_text", "version")}
    form = DecisionForm(request.POST or None, initial=initial, cancel=back)
    if request.method == "POST" and form.is_valid():
        with refusals_shown_on(form):
            actions.decide_interests(declaration, by=request.user, **form.cleaned_data)
            messages.success(request, f"Decided about the interests of {declaration.user}. Tell them yourself.")
            return redirect(back)
    rounds = [each for each in queries.declarations_of(challenge, declaration.user) if each.answered_at]
    context = {"challenge": challenge, "declaration": declaration, "earlier": rounds[1:], "form": form}
    return render(request, "preparation/declaration_decide.html", context)
