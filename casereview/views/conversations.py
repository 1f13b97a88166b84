"""Conversations with workers and managers: offered by the organiser, taken by who reads the case, noted by who held them."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_POST

from casereview import actions, queries
from casereview.forms import ChangeTimeForm, ConversationNoteForm, GiveForm, OfferForm
from challenges import calendars
from challenges.access import challenge_view
from challenges.action_tools import ActionRefused
from challenges.openings import openings_page, opens
from challenges.text_check.forms import words_checked


def _of(challenge, pk):
    return get_object_or_404(queries.conversations(challenge), pk=pk)


def _url(name, challenge, *more):
    return reverse(f"casereview:{name}", args=[challenge.slug, *more])


def conversations_of(request, challenge, case):
    """What the page of a case tells of its conversations; nothing where the programme has none."""
    if not request.user.has_perm("casereview.view_conversations", challenge):
        return None
    return queries.CaseTimes(case, queries.times_of_case(case, challenge, reader=request.user))


# The organiser's


@challenge_view("casereview.offer_conversations", child_level=True)
def conversation_offer(request, challenge):
    """Offer times, for one case or for several at once."""
    opens(request, "Offering times for conversations")
    back = _url("arrangements", challenge)
    every = [(each.case, each.times.missing) for part in queries.arrangements(challenge).parts for each in part.cases]
    if not every:
        return redirect(back)
    asked = request.GET.getlist("case")
    form = OfferForm(request.POST or None, cases=every, cancel=back, initial={"cases": asked} if asked else None)
    if request.method == "POST" and form.is_valid():
        with words_checked(form, request):
            where = form.cleaned_data["where"]
            offered = actions.offer_conversations(challenge, times=form.times, where=where, by=request.user)
            several = f"{len(offered)} times are" if len(offered) > 1 else "The time is"
            messages.success(request, f"{several} offered. Who reads the cases can take them now.")
            return redirect(f"{back}#conversations")
    return render(request, "casereview/conversation_offer.html", {"challenge": challenge, "form": form})


@challenge_view("casereview.offer_conversations", child_level=True)
def conversation_change(request, challenge, pk):
    """Move a time, or say otherwise where it is. Who took it is told."""
    row = _of(challenge, pk)
    opens(request, f"A conversation about case {row.case}", row.case)
    back = _url("arrangements", challenge)
    form = ChangeTimeForm(
        request.POST or None,
        cancel=back,
        initial={
            "version": row.version,
            "day": row.starts.date(),
            "starts": row.starts.time(),
            "minutes": row.minutes,
            "where": row.where,
        },
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        with words_checked(form, request):
            actions.change_conversation(
                row,
                version=data["version"],
                starts_at=form.starts_at,
                minutes=data["minutes"],
                where=data["where"],
                by=request.user,
            )
            told = f" {row.taken_by} gets a mail." if row.taken_by else ""
            messages.success(request, f"The time is changed.{told}")
            return redirect(f"{back}#conversations")
    return render(
        request, "casereview/conversation_change.html", {"challenge": challenge, "conversation": row, "form": form}
    )


@challenge_view("casereview.offer_conversations", child_level=True)
def conversation_withdraw(request, challenge, pk):
    row = _of(challenge, pk)
    opens(request, f"A conversation about case {row.case}", row.case)
    back = _url("arrangements", challenge)
    if request.method == "POST":
        try:
            actions.withdraw_conversation(row, by=request.user)
        except ActionRefused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, "The time is withdrawn.")
        return redirect(f"{back}#conversations")
    what_happens = ["nobody can take this time any more"]
    if row.taken_by:
        what_happens.append(f"{row.taken_by} gets a mail, without the case in it, that a conversation is off")
    return render(
        request,
        "casereview/conversation_withdraw.html",
        {"challenge": challenge, "conversation": row, "what_happens": what_happens, "cancel_url": back},
    )


# The peers'


@require_GET
@challenge_view("casereview.view_conversations", child_level=True)
def conversation_list(request, challenge):
    """Every case with the times for it: one's own cases first."""
    opens(request, "The conversations")
    every = queries.times_by_case(challenge, reader=request.user)
    mine = [each for each in every if request.user.pk in {each.case.reviewer_id, each.case.second_reader_id}]
    counted = [time for each in every for time in each.times]
    return render(
        request,
        "casereview/conversation_list.html",
        {
            "challenge": challenge,
            "mine": mine,
            "others": [each for each in every if each not in mine and each.times],
            "offered": len(counted),
            "taken": sum(time.state != "free" for time in counted),
            "noted": sum(time.state == "noted" for time in counted),
            "held_by_me": [time for time in counted if time.is_mine],
        },
    )


@challenge_view("casereview.view_conversations", child_level=True)
def conversation(request, challenge, pk):
    """One conversation: its time; for who takes it the questions, with a box each; then what was said."""
    row = _of(challenge, pk)
    opens(request, f"A conversation about case {row.case}", row.case)
    note = queries.note_of(row, reader=request.user)
    may_take = request.user.has_perm("casereview.take_conversations", challenge)
    if request.method == "POST" and not may_take:
        raise PermissionDenied
    may_note = may_take and row.taken_by_id == request.user.pk
    form = None
    # What was typed comes back on the form, also when the time was withdrawn from under it or the note finished meanwhile.
    if request.method == "POST" or (may_note and not (note and note.finished_at)):
        form = _note_form(request, challenge, row, note)
        if request.method == "POST" and form.is_valid():
            with words_checked(form, request):
                finish = "finish" in request.POST
                actions.save_conversation_note(
                    row,
                    by=request.user,
                    version=form.cleaned_data["version"],
                    answers=form.answers,
                    reflection=form.cleaned_data["reflection"],
                    finish=finish,
                )
                messages.success(
                    request, "Finished. Who has finished their own cases can read it now." if finish else "Saved."
                )
                return redirect(_url("conversation", challenge, row.pk))
    return render(request, "casereview/conversation.html", _about(request, challenge, row, note, form))


def _note_form(request, challenge, row, note):
    said = {f"said_{each.question}": each.text for each in note.answers.all()} if note else {}
    initial = {"version": note.version if note else 1, "reflection": note.reflection if note else ""} | said
    return ConversationNoteForm(request.POST or None, questions=queries.questions(challenge, row.who), initial=initial)


def _about(request, challenge, row, note, form):
    time = queries.time_of(row, challenge, reader=request.user)
    left_alone = queries.cases_left_before_others(challenge, request.user) if row.noted_at and not note else 0
    gives = time.may_take and queries.gives_any(request.user, challenge)
    people = queries.takers(row.case, challenge) if gives else []
    others = [person for person in people if person != request.user]
    return {
        "challenge": challenge,
        "conversation": row,
        "time": time,
        "note": note,
        "form": form,
        "questions": queries.questions(challenge, row.who),
        "answers": queries.answers_of(note, challenge, row.who) if note else [],
        "left_alone": left_alone,
        "give": GiveForm(people=others, action=_url("conversation_take", challenge, row.pk)) if others else None,
        "may_reopen": form is None
        and bool(note and note.finished_at)
        and row.taken_by_id == request.user.pk
        and request.user.has_perm("casereview.take_conversations", challenge)
        and not queries.shared_report(challenge),
        "to_tell": queries.who_to_tell(challenge),
        "openings": openings_page(request, challenge, row.case),
    }


@require_POST
@challenge_view("casereview.take_conversations", child_level=True)
def conversation_take(request, challenge, pk):
    """Take a time, or give it to somebody. Of two who take it at the same moment the second is told."""
    row = _of(challenge, pk)
    opens(request, f"A conversation about case {row.case}", row.case)
    taker = None
    if "person" in request.POST:
        form = GiveForm(request.POST, people=queries.takers(row.case, challenge), action="")
        if not form.is_valid():
            messages.error(request, "Choose who takes this time.")
            return redirect(_url("conversation", challenge, row.pk))
        taker = form.cleaned_data["person"]
    try:
        taken = actions.take_conversation(row, taker=taker, by=request.user)
    except ActionRefused as refusal:
        messages.error(request, str(refusal))
        return redirect(_url("case", challenge, row.case_id) + "#conversations")
    if taker and taker != request.user:
        messages.success(request, f"{taker} has this time now, and gets a mail.")
    else:
        messages.success(request, f"The conversation is yours: {taken.when}.")
    return redirect(_url("conversation", challenge, row.pk))


@require_POST
@challenge_view("casereview.take_conversations", child_level=True)
def conversation_give_back(request, challenge, pk):
    row = _of(challenge, pk)
    opens(request, f"A conversation about case {row.case}", row.case)
    try:
        actions.give_back_conversation(row, by=request.user)
    except ActionRefused as refusal:
        messages.error(request, str(refusal))
        return redirect(_url("conversation", challenge, row.pk))
    messages.success(request, "The time is free again. The organiser is told.")
    return redirect(_url("case", challenge, row.case_id) + "#conversations")


@require_POST
@challenge_view("casereview.take_conversations", child_level=True)
def conversation_reopen(request, challenge, pk):
    row = _of(challenge, pk)
    opens(request, f"A conversation about case {row.case}", row.case)
    actions.reopen_conversation_note(row, by=request.user)
    messages.success(request, "The note is open again. Only you can read it until you finish it.")
    return redirect(_url("conversation", challenge, row.pk))


@require_GET
@challenge_view("casereview.view_conversations", child_level=True)
def conversation_file(request, challenge, pk):
    """One conversation for a calendar: when and where, without the case."""
    row = _of(challenge, pk)
    opens(request, f"A conversation about case {row.case}", row.case)
    entry = queries.entry_of(row, challenge, with_where=True)
    content = calendars.as_file([entry], name="Conversation", in_full=True)
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename="conversation.ics")
    return response
