"""A case read again: alone first, then beside what the first reader noted; and how both settle where they differ."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django_htmx.http import HttpResponseClientRedirect, reselect, reswap, retarget

from casereview import actions, queries
from casereview.forms import BesideForm, SettleForm, TagsForm, moment_of
from casereview.models import Case
from casereview.views.ways import case_of, case_url, second_url
from challenges import draft_forms, drafts
from challenges.access import challenge_view
from challenges.form_tools import refusals_shown_on
from challenges.openings import opens
from challenges.text_check.forms import words_checked


def about_both(request, challenge, case, review):
    """What the page of a case says of its second reading and of who should not read it."""
    known = queries.conflicts_of(challenge, reader=request.user).filter(case=case)
    conflicts = list(known) if case.has_conflicts else []
    aspects = challenge.programme.plan.case_review.aspects
    both = queries.read_twice(case, reader=request.user, aspects=aspects) if review and case.second_finished_at else []
    readers = {case.reviewer_id, case.second_reader_id}
    may_review = request.user.has_perm("casereview.review_case", challenge)
    reads_first = case.reviewer_id == request.user.pk and case.state != Case.State.FINISHED
    reads_again = case.second_reader_id == request.user.pk and case.second_state != Case.SecondState.FINISHED
    barred = any(each.person_id == request.user.pk for each in conflicts)
    return {
        "conflicts": conflicts,
        "is_barred": barred,
        "may_give_back": may_review and (reads_first or reads_again) and not barred,
        "reads_again": may_review and reads_again and not barred,
        "both": both,
        "differ": [row for row in both if row.differs],
        "agree": [row for row in both if not row.differs],
        "may_settle": may_review and request.user.pk in readers,
    }


@challenge_view("casereview.review_case", child_level=True)
def second_reading(request, challenge, pk):
    """The page of a second reader: their own tags; then, when both are in, what each saw."""
    case = case_of(challenge, pk)
    opens(request, f"Second reading of case {case}", case)
    reading = queries.second_reading_of(case, reader=request.user)
    is_theirs = case.second_reader_id == request.user.pk and not case.second_barred
    if not is_theirs and request.method != "POST":
        return redirect(case_url(challenge, case))
    if is_theirs and reading and reading.finished_at and request.method != "POST":
        return redirect(f"{case_url(challenge, case)}#both")
    beside = "beside" in request.POST or bool(reading and reading.tagged_at)
    return (_beside if beside else _alone)(request, challenge, case, reading)


def _about(challenge, case, **more):
    return {"challenge": challenge, "case": case} | more


def _alone(request, challenge, case, reading):
    aspects = challenge.programme.plan.case_review.aspects
    missing = []
    if request.method == "POST":
        form = TagsForm(request.POST, aspects=aspects)
        if form.is_valid():
            with refusals_shown_on(form):
                saved = actions.save_tags(
                    case,
                    by=request.user,
                    version=form.cleaned_data["version"],
                    tags=form.tags,
                    tags_in="tags_in" in request.POST,
                    by_itself=_by_itself(request),
                )
                return _after_saving(request, challenge, case, saved, form, "casereview/_second_form.html")
        if _by_itself(request):
            return _not_saved(request, "casereview/_second_form.html")
    else:
        form = TagsForm(initial=queries.tags_as_typed(reading), aspects=aspects)
        if "finish" in request.GET and reading:
            missing = queries.missing_tags(reading, aspects)
    draft_forms.attach(form, request, always=True)
    about = _about(challenge, case, missing=missing, **_about_form(form), tags=queries.tags())
    return _whole(request, render(request, "casereview/second_reading.html", about))


def _beside(request, challenge, case, reading):
    review = queries.first_reading_beside(case, reader=request.user)
    if review is None or reading is None:
        if _by_itself(request):
            return _not_saved(request, "casereview/_beside_form.html")
        if reading is None or (request.method == "POST" and not request.htmx):
            actions.save_beside(case, by=request.user, version=1, seen={})  # refuses, and says why
            raise PermissionDenied
        aspects = challenge.programme.plan.case_review.aspects
        chosen = {note.aspect: note for note in reading.notes.all()}
        own = [(aspect, chosen[aspect.code]) for aspect in aspects if aspect.code in chosen]
        about = _about(challenge, case, waits=True, own=own)
        return _whole(request, render(request, "casereview/second_reading.html", about))
    rows = queries.both_saw(review, reading, challenge.programme.plan.case_review.aspects)
    missing = []
    if request.method == "POST":
        form = BesideForm(request.POST, rows=rows)
        if form.is_valid():
            with words_checked(form, request):
                saved = actions.save_beside(
                    case,
                    by=request.user,
                    version=form.cleaned_data["version"],
                    seen=form.seen,
                    finish="finish" in request.POST,
                    by_itself=_by_itself(request),
                )
                return _after_saving(request, challenge, case, saved, form, "casereview/_beside_form.html")
        if _by_itself(request):
            return _not_saved(request, "casereview/_beside_form.html")
    else:
        form = BesideForm(initial=queries.beside_as_typed(reading, rows), rows=rows)
        if "finish" in request.GET:
            missing = queries.missing_beside(reading, [row.aspect for row in rows])
    draft_forms.attach(form, request, always=True)
    about = _about(challenge, case, review=review, missing=missing, **_about_form(form))
    return _whole(request, render(request, "casereview/second_reading.html", about))


def _about_form(form):
    parts = list(form.parts)
    done = sum(bool(part.get("tag") or part.get("differs")) for part in parts)
    return {"form": form, "version": form.version_value, "parts": parts, "done": done}


def _by_itself(request):
    return bool(request.htmx and request.POST.get("by_itself"))


def _not_saved(request, template):
    """The page is not taken from under the hands of who types: Save shows what is wrong."""
    return render(request, f"{template}#saved", {"version": request.POST.get("version"), "problem": True})


def _whole(request, response):
    if request.htmx:
        return reswap(reselect(retarget(response, "#main-content"), "#main-content"), "outerHTML show:window:top")
    return response


def _after_saving(request, challenge, case, saved, form, template):
    where = second_url(challenge, case)
    drafts.words_are_saved(request)
    if saved.reading.finished_at:
        messages.success(request, f"Your second reading of {case} is finished.")
        where = f"{case_url(challenge, case)}#both"
    elif "tags_in" in request.POST and not saved.missing:
        messages.success(request, f"Your tags for {case} are in.")
    elif saved.missing:
        where += "?finish=1"
    elif request.htmx and "mends" not in request.POST:
        context = _about_form(form) | {"version": saved.reading.version, "saved_at": saved.reading.changed_at}
        return render(request, f"{template}#saved", context)
    else:
        messages.success(request, "Saved.")
    return HttpResponseClientRedirect(where) if request.htmx else redirect(where)


@challenge_view("casereview.review_case", child_level=True)
def aspect_settle(request, challenge, pk, aspect):
    """One aspect both readers saw differently: propose what both could say, or agree to what is proposed."""
    case = case_of(challenge, pk)
    opens(request, f"Case {case}", case)
    if request.user.pk not in {case.reviewer_id, case.second_reader_id}:
        raise PermissionDenied
    aspects = challenge.programme.plan.case_review.aspects
    rows = queries.read_twice(case, reader=request.user, aspects=aspects)
    row = next((each for each in rows if each.aspect.code == aspect and each.differs), None)
    if row is None:
        raise Http404
    where = f"{case_url(challenge, case)}#both"
    if row.is_settled and request.method != "POST":
        return redirect(where)
    other = case.second_reader if request.user.pk == case.reviewer_id else case.reviewer
    theirs = row.is_proposed and row.note.proposed_by_id == other.pk
    if "agree" in request.POST:
        actions.agree_settlement(case, aspect, by=request.user, answers=moment_of(request.POST.get("answers")))
        messages.success(request, f"{aspect} is settled. What each of you saw before stays beside it.")
        return redirect(where)
    form = SettleForm(
        request.POST or None,
        submit="Propose this instead" if theirs else f"Propose it to {other}",
        cancel=where,
        initial={
            "tag": row.note.settled_tag or None,
            "words": "" if theirs else row.note.settled_words,
            "answers": row.note.proposed_at.isoformat() if row.note.proposed_at else "",
        },
    )
    if request.method == "POST" and form.is_valid():
        with words_checked(form, request):
            actions.propose_settlement(case, aspect, by=request.user, **form.cleaned_data)
            messages.success(request, f"{other} is asked to agree, or to propose otherwise.")
            return redirect(where)
    about = _about(challenge, case, row=row, form=form, other=other, theirs=theirs)
    return render(request, "casereview/aspect_settle.html", about)
