"""Immediate concerns: raised, received, answered."""

import uuid
from dataclasses import replace

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST
from django_htmx.http import HttpResponseClientRedirect

from casereview import actions, queries
from casereview.forms import AnswerForm, ConcernForm, SafeguardingLeadForm
from casereview.views.ways import case_url
from challenges import draft_forms, drafts
from challenges.access import challenge_view
from challenges.form_tools import refusals_shown_on
from challenges.models import Role
from challenges.moments import now
from challenges.openings import opens
from challenges.sign_in import second_step
from challenges.text_check.forms import words_checked
from challenges.typed import row_number


@challenge_view("casereview.view_concerns")
def concern_list(request, challenge):
    """The concerns this reader raised or was told of: numbers, people and times, without their words."""
    return render(
        request,
        "casereview/concern_list.html",
        {
            "challenge": challenge,
            "concerns": [(each, list(each.told.all())) for each in queries.concerns(challenge, request.user)],
            "reads_all": queries.reads_all(request.user, challenge),
            "may_raise": request.user.has_perm("casereview.raise_concern", challenge),
        }
        | _about_telling(request, challenge),
    )


def _about_telling(request, challenge):
    to_tell = queries.people_to_tell(challenge)
    return {
        "to_tell": to_tell,
        "told_in_words": queries.told_in_words(to_tell),
        "lead": next((each.person for each in to_tell if each.is_lead), None),
        "may_name": request.user.has_perm("casereview.name_safeguarding_lead", challenge),
    }


@challenge_view("casereview.raise_concern")
def concern_raise(request, challenge):
    """First what to do if a child is in danger now, then one text; whoever is to be told is told as it is sent."""
    case = _case_asked_for(request, challenge)
    back = case_url(challenge, case) if case else challenge.get_absolute_url()
    form = ConcernForm(
        request.POST or None,
        initial={"place": request.GET.get("where", "")[:200]},
        case=case,
        address=request.get_full_path(),
        cancel=back,
    )
    if request.method == "POST":
        if form.is_valid():
            with words_checked(form, request):
                place = form.cleaned_data.get("place", "")
                words = form.cleaned_data["words"]
                raised = actions.raise_concern(challenge, words=words, place=place, case=case, by=request.user)
                return _after_raising(request, challenge, raised)
        _keep_what_was_typed(request, challenge, form)
    return render(
        request,
        "casereview/concern_raise.html",
        {"challenge": challenge, "form": form, "case": case} | _about_telling(request, challenge),
    )


def _case_asked_for(request, challenge):
    """The case the button was pressed on. Whoever may not open it now raises a concern all the same, without it."""
    pk = row_number(request.GET.get("case"))
    if pk is None or not request.user.has_perm("casereview.view_cases", challenge):
        return None
    return challenge.cases.filter(pk=pk).first() if second_step.was_shown(request) else None


def _keep_what_was_typed(request, challenge, form):
    """A concern is never lost: also where nothing in the browser keeps drafts, words that were refused are kept."""
    posted = drafts.writers_posted(request)
    writer = posted[-1] if posted else uuid.uuid4().hex
    fields = {name: [str(form[name].value() or "")[: drafts.LONGEST // 10]] for name in form.fields}
    labels = [[name, str(form[name].label)] for name in form.fields]
    page = request.path[:300]
    if any(each for values in fields.values() for each in values):
        typed = drafts.Typed(writer=writer, step=0, fields=fields, labels=labels, title="Raise an immediate concern")
        actions.keep_refused_words(challenge, typed, page=page, by=request.user)
        draft_forms.attach(form, request)
        if writer not in form.draft.writers:
            form.draft = replace(form.draft, writers=[*form.draft.writers, writer])


def _after_raising(request, challenge, raised):
    drafts.words_are_saved(request)
    told = [each.person.name for each in raised.told.select_related("person")]
    sentence = f"Raised at {queries.clock_time(raised.raised_at)}. "
    sentence += f"Told by mail: {', '.join(told)}." if told else "There is nobody to tell in this challenge: call."
    messages.success(request, sentence)
    # The page with the words asks for a second step: whoever has none sees who was told all the same.
    where = reverse("casereview:concern_list", args=[challenge.slug])
    if second_step.was_shown(request):
        where = _concern_url(challenge, raised)
    return HttpResponseClientRedirect(where) if request.htmx else redirect(where)


def _concern_url(challenge, concern):
    return reverse("casereview:concern", args=[challenge.slug, concern.pk])


def _concern_of(request, challenge, pk):
    return get_object_or_404(queries.concerns(challenge, request.user), pk=pk)


@challenge_view("casereview.view_concerns", child_level=True)
def concern(request, challenge, pk):
    """One concern: its words, who was told when, who has it, what the council did."""
    found = _concern_of(request, challenge, pk)
    opens(request, str(found), found)
    receipts = queries.receipts(found)
    mine = next((each for each in receipts if each.told.person_id == request.user.pk), None)
    answers = any(each.answers and each.person.pk == request.user.pk for each in queries.people_to_tell(challenge))
    return render(
        request,
        "casereview/concern.html",
        {
            "challenge": challenge,
            "concern": found,
            "receipts": receipts,
            "somebody_has_it": any(each.told.seen_at for each in receipts),
            "may_receive": found.raised_by_id != request.user.pk and not (mine and mine.told.seen_at),
            "may_answer": answers and not found.done_at,
            "to_case": case_url(challenge, found.case)
            if found.case and request.user.has_perm("casereview.view_cases", challenge)
            else "",
        },
    )


@require_POST
@challenge_view("casereview.view_concerns", child_level=True)
def concern_receive(request, challenge, pk):
    found = actions.receive_concern(_concern_of(request, challenge, pk), by=request.user)
    messages.success(request, f"Kept at {queries.clock_time(now())}: you have it. {found.raised_by} sees that.")
    return redirect(_concern_url(challenge, found))


@challenge_view("casereview.answer_concern", child_level=True)
def concern_answer(request, challenge, pk):
    """What the council did, for who raised it and the challenge manager."""
    found = _concern_of(request, challenge, pk)
    opens(request, str(found), found)
    where = _concern_url(challenge, found)
    form = AnswerForm(request.POST or None, cancel=where)
    if request.method == "POST" and form.is_valid():
        with words_checked(form, request):
            actions.answer_concern(found, done=form.cleaned_data["done"], by=request.user)
            messages.success(request, f"Sent. {found.raised_by} and the challenge manager can read it.")
            return redirect(where)
    if request.method != "POST" and found.done_at:
        return redirect(where)
    return render(request, "casereview/concern_answer.html", {"challenge": challenge, "concern": found, "form": form})


@challenge_view("casereview.name_safeguarding_lead")
def safeguarding_lead(request, challenge):
    """Who at the council is told of an immediate concern besides the sponsor."""
    people = queries.who_can_be_lead(challenge)
    lead = queries.safeguarding_lead(challenge)
    form = SafeguardingLeadForm(
        request.POST or None,
        people=people,
        initial={"person": str(lead.user_id) if lead else None},
        cancel=challenge.get_absolute_url(),
    )
    if request.method == "POST" and form.is_valid():
        with refusals_shown_on(form):
            named = actions.name_safeguarding_lead(challenge, person=form.cleaned_data["person"], by=request.user)
            messages.success(request, f"{named} is told of every immediate concern from now on.")
            return redirect("casereview:safeguarding_lead", slug=challenge.slug)
    invite = reverse("challenges:person_add", args=[challenge.slug])
    return render(
        request,
        "casereview/safeguarding_lead.html",
        {
            "challenge": challenge,
            "form": form if people else None,
            "lead": lead,
            "invite_url": f"{invite}?role={Role.CONTRIBUTOR.value}"
            if request.user.has_perm("challenges.add_person", challenge)
            else "",
        },
    )
