"""The text check while someone types, and the names a council watches for."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBadRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from challenges import actions
from challenges.access import challenge_view
from challenges.form_tools import refusals_shown_on
from challenges.forms.watched_names import WatchedNamesForm
from challenges.models import Audience
from challenges.text_check import telling
from challenges.text_check.forms import LONGEST, checked
from challenges.text_check.known import is_in_use
from challenges.text_check.sharing import found_in


@require_POST
@challenge_view("challenges.check_text")
def text_check(request, challenge):
    """What is marked in the text of one field: a part of a page. Nothing is stored."""
    field, audience = request.POST.get("field", "")[:80], request.POST.get("audience", "")
    if audience not in Audience.values:
        return HttpResponseBadRequest("Say for whom the text is.")
    text = request.POST.get("text", "")[:LONGEST].replace("\r\n", "\n")
    if telling.asks_too_often(request):
        return HttpResponse(telling.TOO_OFTEN, status=429, content_type="text/plain")
    found, left_out = telling.tellable(request, found_in(challenge, {field: text}, audience=audience))
    shown = checked(
        challenge,
        found,
        field=field,
        field_id=request.POST.get("id", "")[:80],
        text=text,
        audience=audience,
        all_kinds=bool(request.POST.get("all_kinds")),
        typed=request.POST,
        notice=telling.TOO_MANY_NAMES if left_out else "",
    )
    return render(request, "_text_check_marks.html", {"checked": shown})


@challenge_view("challenges.watch_names")
def watched_names(request, challenge):
    """The lists texts are checked for, as how many and since when; and the form that gives another."""
    form = WatchedNamesForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        with refusals_shown_on(form):
            made = actions.watch_names(challenge, by=request.user, **form.cleaned_data)
            names = "1 name is" if made.how_many == 1 else f"{made.how_many:,} names are"
            messages.success(request, f"{names} watched for in texts. Nobody can read them here, and neither can you.")
            return redirect("challenges:watched_names", slug=challenge.slug)
    lists = list(challenge.watched_lists.select_related("added_by"))
    for each in lists:
        each.in_use = is_in_use(each)
    return render(
        request, "challenges/watched_names.html", {"challenge": challenge, "form": form, "watched_lists": lists}
    )


@challenge_view("challenges.watch_names")
def watched_names_remove(request, challenge, pk):
    """Confirm taking a list away."""
    watched_list = get_object_or_404(challenge.watched_lists, pk=pk)
    where = reverse("challenges:watched_names", args=[challenge.slug])
    if request.method == "POST":
        actions.stop_watching(watched_list, by=request.user)
        messages.success(request, "The list is deleted. Texts are no longer checked for its names.")
        return redirect(where)
    return render(
        request,
        "challenges/watched_names_remove.html",
        {"challenge": challenge, "watched_list": watched_list, "cancel_url": where},
    )
