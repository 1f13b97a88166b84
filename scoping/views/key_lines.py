"""Pages of the key lines of enquiry."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from challenges.access import challenge_view
from challenges.form_tools import VersionedForm, refusals_shown_on
from challenges.text_check.forms import words_checked
from scoping import actions
from scoping.forms import HINTED, KeyLineEditForm, KeyLineForm, hints_on
from scoping.pages import page_of
from scoping.scope_changes import in_words

FIELDS = [
    "question",
    "already_known",
    "outcome_wanted",
    "measure",
    "baseline",
    "target",
    "evidence",
    "partners",
    "owner",
]


@challenge_view("scoping.add_key_line")
def key_line_add(request, challenge):
    form = KeyLineForm(
        request.POST or None,
        challenge=challenge,
        hints_url=page_of(challenge, "key_line_hints"),
        submit="Add key line",
        cancel=page_of(challenge, "scope"),
    )
    if request.method == "POST" and form.is_valid():
        with words_checked(form, request):
            key_line = actions.add_key_line(challenge, by=request.user, **form.cleaned_data)
            messages.success(request, _saved(key_line))
            return redirect(f"{page_of(challenge, 'scope')}#key-line-{key_line.number}")
    return render(request, "scoping/key_line_add.html", {"challenge": challenge, "form": form})


@challenge_view("scoping.edit_key_line")
def key_line_edit(request, challenge, pk):
    key_line = get_object_or_404(challenge.key_lines.visible_to(request.user), pk=pk)
    initial = {field: getattr(key_line, field) for field in [*FIELDS, "version"]} | {"theme": key_line.theme_id}
    form = KeyLineEditForm(
        request.POST or None,
        initial=initial,
        challenge=challenge,
        hints_url=page_of(challenge, "key_line_hints"),
        cancel=f"{page_of(challenge, 'scope')}#key-line-{key_line.number}",
    )
    if request.method == "POST" and form.is_valid():
        with words_checked(form, request):
            edited = actions.edit_key_line(key_line, by=request.user, **form.cleaned_data)
            messages.success(request, _saved(edited))
            return redirect(f"{page_of(challenge, 'scope')}#key-line-{edited.number}")
    return render(request, "scoping/key_line_edit.html", {"challenge": challenge, "key_line": key_line, "form": form})


@require_POST
@challenge_view("scoping.add_key_line")
def key_line_hints(request, challenge):
    """What would make a key line better as it is typed so far. Keeps nothing."""
    typed = {name: request.POST.get(name, "") for name in HINTED} | {"evidence": request.POST.getlist("evidence")}
    told = hints_on(typed, everything=bool(request.POST.get("everything")))
    by_field = {name: [hint for hint in told if hint.field == name] for name in HINTED if name != "measure"}
    return render(request, "scoping/key_line_hints.html", {"by_field": by_field, "how_many": len(told)})


@challenge_view("scoping.remove_key_line")
def key_line_remove(request, challenge, pk):
    """Confirm taking a key line out."""
    key_line = get_object_or_404(challenge.key_lines.visible_to(request.user), pk=pk)
    form = VersionedForm(request.POST or None, initial={"version": key_line.version})
    if request.method == "POST" and form.is_valid():
        with refusals_shown_on(form):
            actions.remove_key_line(key_line, by=request.user, **form.cleaned_data)
            messages.success(request, f"Key line {key_line.number} is removed. What it said stays in the history.")
            return redirect("scoping:scope", slug=challenge.slug)
    return render(request, "scoping/key_line_remove.html", {"challenge": challenge, "key_line": key_line, "form": form})


def _saved(key_line):
    empty = in_words(key_line.still_empty)
    return f"Key line {key_line.number} is saved." + (f" Still empty: {empty}." if empty else "")
