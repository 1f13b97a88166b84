"""The sample and who reads it."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from casereview import actions, queries
from casereview.forms import AssignForm, CaseLinesForm, ReadersForm, SecondReaderForm, SecondReadersForm
from casereview.models import Case
from casereview.views.ways import case_of, case_url, list_url
from challenges.access import challenge_view
from challenges.form_tools import refusals_shown_on
from challenges.lifecycle import Stage
from challenges.openings import opens

# Of a second reading: its reader has something to do.
HAS_A_TURN = {Case.SecondState.NOT_STARTED, Case.SecondState.ALONE, Case.SecondState.BESIDE}


@require_GET
@challenge_view("casereview.view_cases", child_level=True)
def case_list(request, challenge):
    """The sample: how far it is, who reads what; for a peer their own cases first."""
    opens(request, "The list of cases")
    every = list(queries.cases(challenge))
    me = request.user.pk
    mine = [case for case in every if case.reviewer_id == me and not case.reviewer_barred]
    again = [case for case in every if case.second_reader_id == me and not case.second_barred]
    return render(
        request,
        "casereview/case_list.html",
        {
            "challenge": challenge,
            "mine": mine,
            "again": again,
            "others": [case for case in every if case not in mine and case not in again],
            "total": len(every),
            "finished": sum(case.state == Case.State.FINISHED for case in every),
            "twice": sum(case.second_reader_id is not None for case in every),
            "twice_finished": sum(case.second_finished_at is not None for case in every),
            "free": sum(case.reviewer_id is None for case in every),
            "by_reader": queries.progress_by_reader(every),
            "by_part": queries.progress_by_part(every),
            "planned": challenge.programme.plan.case_review.cases,
            "left_alone": queries.cases_left_before_others(challenge, request.user),
            "next_case": next((case for case in mine if case.state != Case.State.FINISHED), None),
            "next_again": next((case for case in again if case.second_state in HAS_A_TURN), None),
            "can_draw": not every and queries.can_draw(challenge),
            "being_read": challenge.stage == Stage.CASE_REVIEW,
            "may_edit": request.user.has_perm("casereview.edit_cases", challenge),
        },
    )


@challenge_view("casereview.edit_cases", child_level=True)
def case_add(request, challenge):
    opens(request, "Adding cases")
    plan = challenge.programme.plan.case_review
    form = CaseLinesForm(
        request.POST or None,
        strata=[stratum.name for stratum in plan.strata],
        taken=set(challenge.cases.values_list("code", flat=True)),
        cancel=list_url(challenge),
    )
    if request.method == "POST" and form.is_valid():
        with refusals_shown_on(form):
            added = actions.add_cases(challenge, lines=form.cleaned_data["lines"], by=request.user)
            messages.success(request, f"{queries.number_of_cases(len(added))} added. Next: share them out.")
            return redirect(list_url(challenge))
    return render(
        request,
        "casereview/case_add.html",
        {"challenge": challenge, "form": form, "plan": plan, "strata": queries.strata_with_counts(challenge)},
    )


@challenge_view("casereview.edit_cases", child_level=True)
def case_remove(request, challenge, pk):
    case = case_of(challenge, pk)
    opens(request, f"Case {case}", case)
    if request.method == "POST":
        actions.remove_case(case, by=request.user)
        messages.success(request, f"{case} is out of the sample.")
        return redirect(list_url(challenge))
    return render(request, "casereview/case_remove.html", {"challenge": challenge, "case": case})


@challenge_view("casereview.edit_cases", child_level=True)
def case_share_out(request, challenge):
    """Who would get which cases and why, first and second readings; both are shown before they are done."""
    opens(request, "Sharing out the cases")
    team = queries.readers(challenge)
    out = queries.given_nothing(challenge)
    every = list(queries.cases(challenge))
    sections = [_first_section(request, challenge, team, out), _second_section(request, challenge, team, out, every)]
    for section in sections:
        form = section["form"]
        if request.method == "POST" and section["asked"] and form.is_valid():
            with refusals_shown_on(form):
                messages.success(request, section["done"](form.cleaned_data))
                return redirect(list_url(challenge))
    first, second = sections
    return render(
        request,
        "casereview/case_share_out.html",
        {
            "challenge": challenge,
            "form": second["form"] if second["asked"] else first["form"],
            "team": team,
            "out": [person for person in team if person.pk in out],
            "first": first,
            "second": second,
            "readers": first["readers"],
            "shares": first["dealt"].shares,
            "free": sum(case.reviewer_id is None for case in every),
            "has_readers": any(case.reviewer_id for case in every),
            "too_late": bool(queries.shared_report(challenge)),
        },
    )


def _typed(request, second):
    """What was sent for this part of the page: the other part has its own button."""
    sent = request.POST if request.method == "POST" else request.GET
    for_second = "how_many" in sent
    asked = for_second == second and (request.method == "POST" or "chosen" in sent)
    return sent if asked else None


def _first_section(request, challenge, team, out):
    typed = _typed(request, second=False)
    form = ReadersForm(typed, team=team)
    readers = form.cleaned_data["readers"] if form.is_valid() else [person for person in team if person.pk not in out]

    def done(data):
        given = actions.share_out_cases(challenge, people=data["readers"], by=request.user)
        return f"{queries.number_of_cases(given)} shared out. Each reviewer finds theirs here."

    return {
        "form": form,
        "asked": typed is not None,
        "readers": {person.pk for person in readers},
        "dealt": queries.shares(challenge, readers),
        "done": done,
    }


def _second_section(request, challenge, team, out, every):
    typed = _typed(request, second=True)
    form = SecondReadersForm(typed, team=team, most=len(every))
    ok = form.is_valid()
    readers = form.cleaned_data["readers"] if ok else [person for person in team if person.pk not in out]
    has = sum(case.second_reader_id is not None for case in every)
    usual = min(max(challenge.programme.plan.case_review.read_twice, has), len(every))
    how_many = form.cleaned_data["how_many"] if ok else usual

    def done(data):
        given = actions.share_out_second_readings(
            challenge, people=data["readers"], how_many=data["how_many"], by=request.user
        )
        return f"{queries.number_of_second_readings(given)} shared out. Each second reader finds theirs here."

    return {
        "form": form,
        "asked": typed is not None,
        "readers": {person.pk for person in readers},
        "dealt": queries.second_shares(challenge, readers, how_many=how_many),
        "how_many": how_many,
        "has": has,
        "usual": usual,
        "most": len(every),
        "done": done,
    }


@challenge_view("casereview.edit_cases", child_level=True)
def case_assign(request, challenge, pk):
    """Who reads one case, first and again."""
    case = case_of(challenge, pk)
    opens(request, f"Case {case}", case)
    team = queries.readers(challenge)
    conflicts = list(queries.conflicts_of(challenge, reader=request.user).filter(case=case))
    barred = {each.person_id for each in conflicts}
    may = [person for person in team if person.pk not in barred]
    second = "second" in request.POST
    form = AssignForm(
        None if second else request.POST or None,
        team=[person for person in may if person.pk != case.second_reader_id],
        writer=case.reviewer if case.started_at else None,
        initial={"reviewer": str(case.reviewer_id or "nobody")},
        cancel=case_url(challenge, case),
    )
    second_form = SecondReaderForm(
        request.POST if second else None,
        team=[person for person in may if person.pk != case.reviewer_id],
        chooser=case.second_reader if case.second_started_at else None,
        initial={"reader": str(case.second_reader_id or "nobody")},
        cancel=case_url(challenge, case),
    )
    if request.method == "POST":
        sent, act = (second_form, actions.assign_second_reader) if second else (form, actions.assign_case)
        if sent.is_valid():
            with refusals_shown_on(sent):
                act(case, by=request.user, **sent.cleaned_data)
                messages.success(request, f"{case} is changed.")
                return redirect(list_url(challenge))
    return render(
        request,
        "casereview/case_assign.html",
        {"challenge": challenge, "case": case, "form": form, "second_form": second_form, "conflicts": conflicts},
    )
