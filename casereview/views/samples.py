"""The sample: drawn, looked at, one case replaced, locked; and what the organiser arranges for its cases."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from casereview import actions, queries, sampling
from casereview.forms import DrawForm, ReplaceForm
from casereview.models import SampledChild
from challenges.access import challenge_view
from challenges.openings import opens
from challenges.text_check.forms import words_checked


def _sample_url(challenge):
    return reverse("casereview:sample", args=[challenge.slug])


@require_GET
@challenge_view("casereview.view_cases", child_level=True)
def sample(request, challenge):
    """Who is in the sample, how it was drawn, and how it compares with the lists."""
    opens(request, "The sample")
    drawn = queries.sample(challenge)
    lists = queries.child_lists(challenge)
    return render(
        request,
        "casereview/sample.html",
        {
            "challenge": challenge,
            "sample": drawn,
            "lists_kept_at": lists.kept_at if lists else None,
            "names_lists": any(part.lists for part in queries.proposed_parts(challenge)),
            "parts": queries.parts_shown(drawn) if drawn else [],
            "proposed": [] if drawn else queries.proposed_parts(challenge),
            "comparison": queries.comparison_shown(drawn) if drawn else [],
            "method": sampling.METHOD,
            "may_draw": request.user.has_perm("casereview.draw_sample", challenge),
        },
    )


@challenge_view("casereview.draw_sample", child_level=True)
def sample_draw(request, challenge):
    """The numbers and limits; drawing, or drawing again with a reason."""
    opens(request, "Drawing the sample")
    drawn = queries.sample(challenge)
    if (drawn and drawn.is_locked) or not queries.can_draw(challenge):
        return redirect(_sample_url(challenge))
    parts = queries.parts_of(challenge)
    frame = queries.frame_of(challenge, parts)
    audited = frame.audited
    initial = {"per_worker": 1, "per_family": 1, "to_validate": min(4, audited), "reserves": 5}
    if drawn:
        initial = {name: getattr(drawn, name) for name in initial}
    form = DrawForm(
        request.POST or None,
        parts=parts,
        listed={stratum.name: len(stratum.entries) for stratum in frame.strata},
        again=bool(drawn),
        audited=audited,
        initial=initial,
        cancel=_sample_url(challenge),
    )
    if request.method == "POST" and form.is_valid():
        with words_checked(form, request):
            because = form.cleaned_data.get("because", "")
            actions.draw_sample(challenge, wanted=form.wanted, because=because, by=request.user)
            messages.success(request, "The sample is drawn. Look whether it is fair, then lock it.")
            return redirect(_sample_url(challenge))
    return render(
        request,
        "casereview/sample_draw.html",
        {
            "challenge": challenge,
            "form": form,
            "sample": drawn,
            "planned": challenge.programme.plan.case_review.cases,
            "without_lists": [part.name for part in parts if not part.lists],
        },
    )


@challenge_view("casereview.draw_sample", child_level=True)
def sample_replace(request, challenge, pk):
    """Take one case out, with a reason; the next in reserve comes in."""
    child = get_object_or_404(
        SampledChild.objects.filter(state=SampledChild.State.CHOSEN).select_related("sample__challenge", "case"),
        sample__challenge=challenge,
        pk=pk,
    )
    opens(request, f"Case {child}", child)
    form = ReplaceForm(request.POST or None, cancel=_sample_url(challenge))
    if request.method == "POST" and form.is_valid():
        with words_checked(form, request):
            came = actions.replace_sampled(child, because=form.cleaned_data["because"], by=request.user)
            messages.success(request, f"{child} is out of the sample, {came} is in.")
            return redirect(_sample_url(challenge))
    return render(request, "casereview/sample_replace.html", {"challenge": challenge, "child": child, "form": form})


@challenge_view("casereview.draw_sample", child_level=True)
def sample_lock(request, challenge):
    opens(request, "Locking the sample")
    drawn = queries.sample(challenge)
    if drawn is None or drawn.is_locked:
        return redirect(_sample_url(challenge))
    if request.method == "POST":
        cases = actions.lock_sample(challenge, by=request.user)
        messages.success(request, f"The sample is locked: {queries.number_of_cases(len(cases))}. Next: share them out.")
        return redirect("casereview:case_list", slug=challenge.slug)
    chosen = sum(len(part.chosen) for part in queries.parts_shown(drawn))
    return render(
        request,
        "casereview/sample_lock.html",
        {
            "challenge": challenge,
            "what_happens": [
                f"the {queries.number_of_cases(chosen)} become the cases the team reads",
                "the organiser sees their codes and what to arrange, and gets a mail that says so",
                "everyone who reads cases is asked again about their interests",
                "the sample is not drawn again; single cases can still be replaced, with a reason",
            ],
            "cancel_url": _sample_url(challenge),
        },
    )


@require_GET
@challenge_view("casereview.arrange_cases", child_level=True)
def arrangements(request, challenge):
    """For the organiser: the codes of the cases, what to arrange for each, and the times for conversations."""
    opens(request, "The cases to arrange")
    return render(
        request,
        "casereview/arrangements.html",
        {
            "challenge": challenge,
            "arrangements": queries.arrangements(challenge),
            "readers": queries.readers(challenge),
            "has_conversations": queries.has_conversations(challenge),
            "may_offer": request.user.has_perm("casereview.offer_conversations", challenge),
        },
    )
