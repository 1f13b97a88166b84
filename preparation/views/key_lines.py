"""Which items speak to which key lines: chosen from the item, or from the key line."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from challenges.access import challenge_view
from challenges.form_tools import refusals_shown_on
from preparation import actions, queries
from preparation.forms import ItemsForm, KeyLinesForm
from preparation.models import DocumentRequest
from preparation.views.documents import item_here


@challenge_view("preparation.link_key_line")
def document_link(request, challenge, pk):
    """Choose the key lines that an item speaks to."""
    item = item_here(request, challenge, pk)
    back = reverse("preparation:document", args=[challenge.slug, pk])
    lines = queries.readable_key_lines(challenge, request.user)
    linked = list(lines.filter(document_requests=item).values_list("pk", flat=True))
    form = KeyLinesForm(
        request.POST if request.method == "POST" else None, key_lines=lines, initial={"key_lines": linked}, cancel=back
    )
    if request.method == "POST" and form.is_valid():
        with refusals_shown_on(form):
            actions.link_key_lines(item, by=request.user, **form.cleaned_data)
            messages.success(request, "Saved.")
            return redirect(back)
    context = {"challenge": challenge, "item": item, "form": form, "any_line": lines.exists()}
    return render(request, "preparation/document_link.html", context)


@challenge_view("preparation.link_key_line")
def key_line_link(request, challenge, pk):
    """Choose the items that speak to a key line."""
    line = get_object_or_404(queries.readable_key_lines(challenge, request.user), pk=pk)
    back = reverse("preparation:document_list", args=[challenge.slug]) + "?by=key_line"
    items = DocumentRequest.objects.readable_by(request.user, challenge).order_by("position")
    linked = list(items.filter(key_lines=line).values_list("pk", flat=True))
    form = ItemsForm(
        request.POST if request.method == "POST" else None, items=items, initial={"items": linked}, cancel=back
    )
    if request.method == "POST" and form.is_valid():
        with refusals_shown_on(form):
            actions.link_documents(challenge, line, by=request.user, **form.cleaned_data)
            messages.success(request, f"The items of key line {line.number} are saved.")
            return redirect(f"{back}#key-line-{line.number}")
    return render(request, "preparation/key_line_link.html", {"challenge": challenge, "line": line, "form": form})
