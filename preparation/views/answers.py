"""What the council says of an item besides its files."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from challenges.access import challenge_view
from challenges.text_check.forms import words_checked
from preparation import actions, queries
from preparation.forms import OutlookForm, OwnerForm, PartlyForm, SignpostForm
from preparation.models import DocumentRequest, DocumentVersion
from preparation.views.documents import item_here


def _page_of(challenge, pk):
    return reverse("preparation:document", args=[challenge.slug, pk])


@challenge_view("preparation.upload_documents")
def document_outlook(request, challenge, pk):
    """Red, amber or green: how a paper looks that is still to come."""
    item = item_here(request, challenge, pk)
    back = _page_of(challenge, pk)
    if request.method != "POST" and not item.is_to_come:
        return redirect(back)
    seen_at = item.outlook_at.isoformat() if item.outlook_at else ""
    form = OutlookForm(
        request.POST if request.method == "POST" else None,
        initial={"outlook": item.outlook, "because": item.outlook_because, "seen_at": seen_at},
        cancel=back,
    )
    if request.method == "POST" and form.is_valid():
        with words_checked(form, request):
            actions.say_outlook(item, by=request.user, **form.cleaned_data)
            messages.success(request, "Saved. The challenge manager and the peer team see it in the list.")
            return redirect(back)
        _shows_now(form, seen_at=seen_at)
    return render(request, "preparation/document_outlook.html", {"challenge": challenge, "item": item, "form": form})


def _shows_now(form, **hidden):
    """After a refusal the page has shown what stands now: saving again is then meant."""
    form.data = form.data.copy()
    for name, value in hidden.items():
        form.data[form.add_prefix(name)] = value


@challenge_view("preparation.upload_documents")
def document_partly(request, challenge, pk):
    """What is missing of an item that is in."""
    item = item_here(request, challenge, pk)
    back = _page_of(challenge, pk)
    if request.method != "POST" and item.state != DocumentRequest.State.IN:
        return redirect(back)
    initial = {"missing": item.missing_part, "rest_due_on": item.rest_due_on}
    if item.is_partly_in:
        initial["comes"] = "yes" if item.rest_due_on else "no"
    form = PartlyForm(request.POST if request.method == "POST" else None, initial=initial, cancel=back)
    if request.method == "POST" and form.is_valid():
        with words_checked(form, request):
            answer = form.cleaned_data
            actions.mark_partly_in(item, missing=answer["missing"], rest_due_on=answer["rest_due_on"], by=request.user)
            messages.success(request, f"Item {item.code} is marked as partly in.")
            return redirect(back)
    return render(request, "preparation/document_partly.html", {"challenge": challenge, "item": item, "form": form})


@require_POST
@challenge_view("preparation.upload_documents")
def document_all_in(request, challenge, pk):
    item = item_here(request, challenge, pk)
    actions.mark_all_in(item, by=request.user)
    messages.success(request, f"Item {item.code} is all in.")
    return redirect(_page_of(challenge, pk))


@challenge_view("preparation.ask_contributor")
def document_owner(request, challenge, pk):
    """Who at the council sees to an item."""
    item = item_here(request, challenge, pk)
    back = _page_of(challenge, pk)
    form = OwnerForm(
        request.POST if request.method == "POST" else None,
        people=queries.council_people(challenge),
        initial={"owner": item.owner, "owned_by": item.owned_by_id or ""},
        cancel=back,
    )
    if request.method == "POST" and form.is_valid():
        with words_checked(form, request):
            given = actions.give_item(item, by=request.user, **form.cleaned_data)
            messages.success(request, f"{given.owner_in_words or 'The organiser'} sees to item {item.code}.")
            return redirect(back)
    return render(request, "preparation/document_owner.html", {"challenge": challenge, "item": item, "form": form})


@challenge_view("preparation.upload_documents")
def document_signpost(request, challenge, pk):
    """Where to look in one file."""
    readable = DocumentRequest.objects.readable_by(request.user, challenge)
    newest = DocumentVersion.objects.filter(request__in=readable, is_newest=True).select_related("file", "request")
    version = get_object_or_404(newest, pk=pk)
    back = _page_of(challenge, version.request_id)
    form = SignpostForm(
        request.POST if request.method == "POST" else None,
        initial={"signpost": version.signpost, "seen": version.signpost},
        cancel=back,
    )
    if request.method == "POST" and form.is_valid():
        with words_checked(form, request):
            actions.write_signpost(version, by=request.user, **form.cleaned_data)
            messages.success(request, "Saved.")
            return redirect(back)
        _shows_now(form, seen=version.signpost)
    return render(
        request, "preparation/document_signpost.html", {"challenge": challenge, "version": version, "form": form}
    )
