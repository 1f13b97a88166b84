"""The deadline for documents: closed, moved, opened again."""

from django.contrib import messages
from django.shortcuts import redirect, render

from challenges.access import challenge_view
from challenges.text_check.forms import words_checked
from preparation import actions, queries
from preparation.forms import DeadlineForm, RoundForm


@challenge_view("preparation.view_rounds")
def document_rounds(request, challenge):
    """Until when documents are taken, and every round so far. The challenge manager changes it here."""
    current = queries.current_round(challenge)
    is_open = current is not None and not current.closed_at
    may_close = request.user.has_perm("preparation.close_documents", challenge)
    form = _form(request, challenge, current, is_open=is_open) if may_close else None
    if form and request.method == "POST" and form.is_valid():
        with words_checked(form, request):
            answer = form.cleaned_data
            if is_open:
                moved = actions.move_deadline(challenge, by=request.user, **answer)
                messages.success(request, f"The last day for documents is now {moved.closes_on:%-d %B %Y}.")
            else:
                opened = actions.open_documents(
                    challenge,
                    closes_on=answer["closes_on"],
                    asks_for=answer["asks_for"],
                    everything=answer["opens"] == "all",
                    by=request.user,
                )
                messages.success(request, f"The documents are open until {opened.closes_on:%-d %B %Y}.")
            return redirect("preparation:document_list", slug=challenge.slug)
    return render(
        request,
        "preparation/document_rounds.html",
        {
            "challenge": challenge,
            "current_round": current,
            "is_open": is_open,
            "rounds": queries.rounds(challenge),
            "may_close": may_close,
            "form": form,
        },
    )


def _form(request, challenge, current, *, is_open):
    typed = request.POST if request.method == "POST" else None
    if is_open:
        return DeadlineForm(typed, initial={"closes_on": current.closes_on})
    return RoundForm(typed, slug=challenge.slug)


@challenge_view("preparation.close_documents")
def document_close(request, challenge):
    """Close the documents before the clock does."""
    current = queries.current_round(challenge)
    if current is None or current.closed_at:
        messages.info(request, "The documents are closed already.")
        return redirect("preparation:document_rounds", slug=challenge.slug)
    if request.method == "POST":
        actions.close_documents(challenge, by=request.user)
        messages.success(request, "The documents are closed. What is in stays as it is.")
        return redirect("preparation:document_list", slug=challenge.slug)
    items = queries.document_list(challenge, request.user)
    to_come = sum(item.is_to_come and item.due_on <= current.closes_on for item in items)
    waiting = "1 item that is" if to_come == 1 else f"{to_come} items that are"
    what_happens = [
        "What is in stays as it is: no new versions, so that everyone in the team reads the same.",
        f"{waiting} not in yet can still come, marked “came after the deadline”.",
        "Working papers, and items due later, go on as before.",
        "You can open a second round at any time before feedback.",
    ]
    context = {"challenge": challenge, "current_round": current, "what_happens": what_happens}
    return render(request, "preparation/document_close.html", context)
