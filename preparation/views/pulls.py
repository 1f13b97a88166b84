"""What a peer asks for besides the list, and what is withdrawn."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse

from challenges.access import challenge_view
from challenges.moments import today, working_days_from
from challenges.text_check.forms import words_checked
from preparation import actions, queries
from preparation.forms import PullForm, WithdrawForm
from preparation.models import DocumentRequest
from preparation.views.documents import item_here
from preparation.views.item_rows import rows_of

ANSWERED_WITHIN = 5  # working days, filled in


@challenge_view("preparation.pull_document")
def document_pull(request, challenge):
    """Ask the council for one more thing. What is like it on the list is shown once before it is asked."""
    back = reverse("preparation:document_list", args=[challenge.slug])
    form = PullForm(
        request.POST if request.method == "POST" else None,
        key_lines=queries.readable_key_lines(challenge, request.user),
        initial={"due_on": min(working_days_from(today(), ANSWERED_WITHIN), challenge.ends_on)},
        cancel=back,
    )
    likely = []
    if request.method == "POST" and form.is_valid():
        answer = form.cleaned_data
        asked_anyway = answer.pop("asked_anyway")
        if asked_anyway != answer["title"]:
            likely = queries.like(answer["title"], _on_the_list(request, challenge))
        if likely:
            form.show_what_is_like(likely)
        else:
            with words_checked(form, request):
                item = actions.pull_document(challenge, by=request.user, **answer)
                messages.success(
                    request,
                    f"Item {item.code} is on the council’s list, and its organiser sees it as a next action. The answer "
                    "comes to your home page.",
                )
                return redirect("preparation:document", slug=challenge.slug, pk=item.pk)
    context = {
        "challenge": challenge,
        "form": form,
        "likely": rows_of(likely, challenge, day=today()),
        "pulled": rows_of(queries.pulled(challenge, request.user), challenge, day=today()),
    }
    return render(request, "preparation/document_pull.html", context)


def _on_the_list(request, challenge):
    items = DocumentRequest.objects.readable_by(request.user, challenge)
    return [item for item in items if not item.is_withdrawn]


@challenge_view("preparation.withdraw_pull")
def document_withdraw(request, challenge, pk):
    """Take off the list what a peer asked for, with the reason."""
    item = item_here(request, challenge, pk)
    back = reverse("preparation:document", args=[challenge.slug, pk])
    form = WithdrawForm(request.POST or None, cancel=back)
    if request.method == "POST" and form.is_valid():
        with words_checked(form, request):
            actions.withdraw_pull(item, by=request.user, **form.cleaned_data)
            messages.success(request, f"Item {item.code} is withdrawn. The council no longer looks for it.")
            return redirect(back)
    return render(request, "preparation/document_withdraw.html", {"challenge": challenge, "item": item, "form": form})
