"""Unsaved words: kept while people type, shown again, thrown away."""

import json

from django.contrib import messages
from django.http import JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone

from challenges import drafts
from challenges.access import GATES, challenge_view
from challenges.action_tools import ActionRefused
from challenges.models import Draft
from challenges.moments import now
from challenges.typed import plain


@challenge_view("challenges.view_challenge")
def draft_save(request, challenge):
    """Keep what stands in the form of a page this person may open. Answers in JSON, for drafts.js.

    GET tells who is signed in, with a token for the next POST: after signing in again in another tab, the open page
    has an old one.
    """
    if request.method != "POST":
        return JsonResponse({"person": request.user.pk, "token": get_token(request)})
    if request.POST.get("person") != str(request.user.pk):
        return _refused("Someone else is signed in.", 409)
    page = request.POST.get("page", "")
    view = _view_of(challenge, page)
    if view is None or not request.user.has_perm(view.permission, challenge):
        return _refused("This page is no longer open to you.", 403)
    if any(gate(request, challenge, view) for gate in GATES):
        return _refused("There is something to do before you can go on: load this page again.", 403)
    try:
        typed = _typed(request.POST, child_level=view.child_level)
    except (ValueError, TypeError, AttributeError, RecursionError):  # whatever is sent, it is no error of ours
        return _refused("This page is out of date: load it again.", 400)
    try:
        unsaved = drafts.save(typed, by=request.user, challenge=challenge, page=page)
    except ActionRefused as refusal:
        return _refused(str(refusal), 400)
    return JsonResponse({"kept": not unsaved, "at": f"{timezone.localtime(now()):%H:%M}"})


def _refused(sentence, status):
    return JsonResponse({"refused": sentence}, status=status)


def _view_of(challenge, page):
    """The view behind a page of this challenge, or None."""
    try:
        match = resolve(page)
    except Resolver404:
        return None
    of_challenge = hasattr(match.func, "child_level") and match.kwargs.get("slug") == challenge.slug
    return match.func if of_challenge and len(page) <= 300 else None


def _typed(posted, *, child_level):
    """What the page sent. Raises ValueError or TypeError where it is not what a page of ours sends."""
    text = posted.get("fields", "")
    if len(text) > drafts.LONGEST:
        raise ValueError("too long")
    fields = {
        _clean(name): [_clean(value) for value in values]
        for name, values in json.loads(text).items()
        if name not in {"csrfmiddlewaretoken", "draft", "version"}
    }
    labels = [[_clean(name), _clean(label)[:200]] for name, label in json.loads(posted.get("labels", "[]"))]
    writer, after = posted.get("writer", ""), posted.get("after", "")
    if not drafts.WRITER.fullmatch(writer) or (after and not drafts.WRITER.fullmatch(after)):
        raise ValueError("no writer")
    version = posted.get("version", "")
    return drafts.Typed(
        writer=writer,
        step=_number(posted.get("step")),
        fields=fields,
        labels=[label for label in labels if label[0] in fields],
        title=_clean(posted.get("title", ""))[:200],
        version=_number(version) if version else None,
        seconds_ago=_number(posted.get("seconds_ago", "0")),
        child_level=child_level,
        after=after,
        after_step=_number(posted.get("after_step") or "0"),
    )


def _clean(text):
    if not isinstance(text, str):
        raise TypeError("not text")
    return plain(text)


def _number(text):
    number = int(text)
    if not 0 <= number < 2**31:
        raise ValueError("out of range")
    return number


@challenge_view("challenges.view_challenge")
def draft_list(request, challenge):
    """Words this person has typed in this challenge and not saved, also where their page is no longer open to them.

    Those about single children are shown only while their page is.
    """
    mine = Draft.objects.visible_to(request.user).unsaved().filter(challenge=challenge).order_by("-saved_at")
    rows, shown = [], []
    for draft in mine:
        if (draft.page, draft.fields) in shown:
            continue  # the same words once more
        shown.append((draft.page, draft.fields))
        view = _view_of(challenge, draft.page)
        is_open = view is not None and request.user.has_perm(view.permission, challenge)
        may_read = not draft.child_level or (is_open and not any(gate(request, challenge, view) for gate in GATES))
        rows.append({"draft": draft, "is_open": is_open, "texts": draft.texts if may_read else []})
    return render(request, "challenges/draft_list.html", {"challenge": challenge, "rows": rows})


@challenge_view("challenges.view_challenge")
def draft_discard(request, challenge, pk):
    """Confirm throwing unsaved words away."""
    mine = Draft.objects.visible_to(request.user).unsaved().filter(challenge=challenge)
    draft = get_object_or_404(mine, pk=pk)
    view = _view_of(challenge, draft.page)
    is_open = view is not None and request.user.has_perm(view.permission, challenge)
    back = draft.page if is_open else reverse("challenges:draft_list", args=[challenge.slug])
    if request.method == "POST":
        drafts.throw_away(draft)
        messages.success(request, "Your unsaved words are thrown away. What was saved stands as it was.")
        return redirect(back)
    may_read = is_open and not any(gate(request, challenge, view) for gate in GATES)
    texts = draft.texts if may_read or not draft.child_level else []
    context = {"challenge": challenge, "draft": draft, "texts": texts, "back": back}
    return render(request, "challenges/draft_discard.html", context)
