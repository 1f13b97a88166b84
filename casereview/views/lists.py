"""The lists of children: the organiser uploads them, sees what was found, and decides whether they are kept in short."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_POST

from casereview import actions, queries
from casereview.forms import ChildListsForm, TypedListsForm
from casereview.models import ChildLists
from challenges.access import challenge_view
from challenges.action_tools import ActionRefused
from challenges.form_tools import refusals_shown_on
from challenges.openings import opens
from challenges.retention import when_it_went


@require_GET
@challenge_view("casereview.give_lists", child_level=True)
def child_lists(request, challenge):
    """Where the lists stand: to upload, being read, found, kept."""
    opens(request, "The lists of children")
    lists = queries.child_lists(challenge)
    if request.htmx and lists:
        response = render(request, "casereview/child_lists.html#working", {"challenge": challenge, "lists": lists})
        if not lists.is_at_work:
            response["HX-Refresh"] = "true"
        return response
    return _page(request, challenge, lists)


def _page(request, challenge, lists, form=None):
    state = lists.state if lists else ""
    kept = state == ChildLists.State.KEPT
    return render(
        request,
        "casereview/child_lists.html",
        {
            "challenge": challenge,
            "lists": lists,
            "found": queries.what_was_found(lists) if state == ChildLists.State.READ else None,
            "kept": queries.kept_counts(lists) if kept else [],
            "key_waits": kept and queries.key_waits(lists),
            "sample": queries.sample(challenge) if kept else None,
            "typed": queries.typed_of(lists) if kept else None,
            "form": form or ChildListsForm(slug=challenge.slug),
            "may_upload": state in {"", ChildLists.State.READ, ChildLists.State.FAILED},
            "went": when_it_went(challenge, "child_lists").values() if not lists else [],
        },
    )


@challenge_view("casereview.give_lists", child_level=True)
def child_lists_upload(request, challenge):
    """Takes the files; a worker reads them."""
    opens(request, "Uploading lists of children")
    if request.method != "POST":
        return redirect("casereview:child_lists", slug=challenge.slug)
    form = ChildListsForm(request.POST, request.FILES, slug=challenge.slug)
    if form.is_valid():
        try:
            actions.upload_lists(challenge, form.cleaned_data["lists"], by=request.user)
        except ActionRefused as refusal:
            form.add_error("lists", str(refusal))
        else:
            return redirect("casereview:child_lists", slug=challenge.slug)
    return _page(request, challenge, queries.child_lists(challenge), form)


@require_POST
@challenge_view("casereview.give_lists", child_level=True)
def child_lists_keep(request, challenge):
    """Keep what the sample needs."""
    opens(request, "Keeping lists of children")
    actions.keep_lists(_lists(challenge), by=request.user)
    return redirect("casereview:child_lists", slug=challenge.slug)


@require_POST
@challenge_view("casereview.give_lists", child_level=True)
def child_lists_key(request, challenge):
    """Hand over the key, once."""
    opens(request, "The key to the codes")
    content = actions.take_key(_lists(challenge), by=request.user)
    response = HttpResponse(content, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename="Key to the codes.csv")
    response["Cache-Control"] = "private, no-store"
    return response


@challenge_view("casereview.give_lists", child_level=True)
def child_lists_typed(request, challenge):
    """Say by code what the lists do not: which cases were audited, who are brothers and sisters."""
    opens(request, "What the lists of children do not say")
    lists = _lists(challenge)
    back = reverse("casereview:child_lists", args=[challenge.slug])
    if lists.state != ChildLists.State.KEPT:
        return redirect(back)
    drawn = bool(queries.sample(challenge))
    before = queries.typed_of(lists)
    initial = {"audited": "\n".join(before.audited), "families": "\n".join(before.families)}
    form = TypedListsForm(request.POST or None, known=queries.listed_codes(lists), cancel=back, initial=initial)
    if request.method == "POST" and form.is_valid():
        with refusals_shown_on(form):
            actions.say_of_lists(lists, by=request.user, **form.cleaned_data)
            messages.success(request, "Saved. The sample is drawn with it.")
            return redirect(back)
    context = {"challenge": challenge, "form": form, "drawn": drawn, "why": actions.DRAWN, "back": back}
    return render(request, "casereview/child_lists_typed.html", context)


@challenge_view("casereview.give_lists", child_level=True)
def child_lists_discard(request, challenge):
    opens(request, "Throwing lists of children away")
    lists = _lists(challenge)
    if request.method == "POST":
        actions.throw_lists_away(lists, by=request.user)
        messages.success(request, "The lists are thrown away.")
        return redirect("casereview:child_lists", slug=challenge.slug)
    return render(
        request,
        "casereview/child_lists_discard.html",
        {
            "challenge": challenge,
            "lists": lists,
            "in_use": bool(lists.kept_by_id and queries.sample(challenge)),
            "cancel_url": reverse("casereview:child_lists", args=[challenge.slug]),
        },
    )


def _lists(challenge):
    return get_object_or_404(ChildLists.objects.select_related("job", "challenge"), challenge=challenge)
