"""Pages of the scoping stage."""

from dataclasses import dataclass

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from challenges import documents, next_actions
from challenges.access import challenge_view
from challenges.form_tools import VersionedForm, refusals_shown_on
from challenges.forms import EndStageForm
from challenges.lifecycle import Stage
from challenges.models import Role, Theme
from challenges.queries import people
from challenges.text_check.forms import words_checked
from scoping import actions, notifications, queries
from scoping.forms import KeyLineEditForm, KeyLineForm, LetterForm, ModulesForm
from scoping.models import ScopingProposal
from scoping.scope_changes import in_words


def _scope_page(challenge):
    return reverse("scoping:scope", args=[challenge.slug])


def _proposal_page(challenge):
    return reverse("scoping:proposal", args=[challenge.slug])


def _may(request, challenge, *names):
    return {name: request.user.has_perm(f"scoping.{name}", challenge) for name in names}


@require_GET
@challenge_view("scoping.view_scope")
def scope(request, challenge):
    """What the challenge looks at: themes, modules and key lines, and what is still empty."""
    themes = list(queries.chosen_themes_with_probes(challenge))
    key_lines = list(queries.key_lines(challenge).visible_to(request.user).select_related("theme", "changed_by"))
    limits = challenge.programme.plan.limits
    chosen_modules = [theme for theme in themes if theme.kind == Theme.Kind.MODULE]
    return render(
        request,
        "scoping/scope.html",
        {
            "challenge": challenge,
            "core": [theme for theme in themes if theme.kind != Theme.Kind.MODULE],
            "modules": chosen_modules,
            "offers_modules": any(theme.kind == Theme.Kind.MODULE for theme in challenge.programme.plan.themes),
            "derived": any(probe.derived for theme in themes for probe in theme.probe_list),
            "cards": [(line, in_words(line.still_empty)) for line in key_lines],
            "incomplete": sum(1 for line in key_lines if line.still_empty),
            "limits": limits,
            "too_many_modules": len(chosen_modules) > limits.modules,
            "too_many_key_lines": len(key_lines) > limits.key_lines,
            "is_scoping": challenge.stage == Stage.SCOPING,
            "agreed": queries.agreed_proposal(challenge),
            "may": _may(request, challenge, "choose_themes", "add_key_line", "edit_key_line", "remove_key_line"),
        },
    )


@challenge_view("scoping.choose_themes")
def theme_choose(request, challenge):
    """Choose the modules; what every challenge of the programme looks at stands above them."""
    standing = list(queries.chosen_themes(challenge))
    chosen = [theme.pk for theme in standing if theme.kind == Theme.Kind.MODULE]
    form = ModulesForm(
        request.POST if request.method == "POST" else None,
        initial={"modules": chosen, "seen": ",".join(str(pk) for pk in chosen)},
        modules=queries.modules(challenge),
        limit=challenge.programme.plan.limits.modules,
        cancel=_scope_page(challenge),
    )
    if request.method == "POST" and form.is_valid():
        with refusals_shown_on(form):
            actions.choose_modules(challenge, by=request.user, **form.cleaned_data)
            messages.success(request, "The modules are saved.")
            return redirect("scoping:scope", slug=challenge.slug)
    return render(
        request,
        "scoping/theme_choose.html",
        {
            "challenge": challenge,
            "form": form,
            "core": [theme for theme in standing if theme.kind != Theme.Kind.MODULE],
        },
    )


@challenge_view("scoping.add_key_line")
def key_line_add(request, challenge):
    form = KeyLineForm(request.POST or None, challenge=challenge, submit="Add key line", cancel=_scope_page(challenge))
    if request.method == "POST" and form.is_valid():
        with words_checked(form, request):
            key_line = actions.add_key_line(challenge, by=request.user, **form.cleaned_data)
            messages.success(request, _saved(key_line))
            return redirect(f"{_scope_page(challenge)}#key-line-{key_line.number}")
    return render(request, "scoping/key_line_add.html", {"challenge": challenge, "form": form})


@challenge_view("scoping.edit_key_line")
def key_line_edit(request, challenge, pk):
    key_line = get_object_or_404(challenge.key_lines.visible_to(request.user), pk=pk)
    fields = ["question", "already_known", "outcome_wanted", "measure", "owner", "version"]
    initial = {field: getattr(key_line, field) for field in fields} | {"theme": key_line.theme_id}
    form = KeyLineEditForm(
        request.POST or None,
        initial=initial,
        challenge=challenge,
        cancel=f"{_scope_page(challenge)}#key-line-{key_line.number}",
    )
    if request.method == "POST" and form.is_valid():
        with words_checked(form, request):
            edited = actions.edit_key_line(key_line, by=request.user, **form.cleaned_data)
            messages.success(request, _saved(edited))
            return redirect(f"{_scope_page(challenge)}#key-line-{edited.number}")
    return render(request, "scoping/key_line_edit.html", {"challenge": challenge, "key_line": key_line, "form": form})


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


def _missing(todo, challenge):
    """What is missing, with a page that every reader of the proposal can open."""
    return {
        "sentence": todo.sentence,
        "url": reverse(todo.page, args=[challenge.slug]),
        "whose": Role(todo.role).label,
    }


@dataclass(frozen=True)
class Version:
    """One version of the proposal, as the page shows it."""

    proposal: ScopingProposal
    document: documents.Shown
    changes: list[str]
    compared_with: int | None
    is_newest: bool


@require_GET
@challenge_view("scoping.view_proposal")
def proposal(request, challenge):
    """Every version of the proposal this reader may read, and the next step."""
    may = _may(request, challenge, "view_unsent_proposal", "make_proposal", "send_proposal", "agree_proposal")
    proposals = challenge.scoping_proposals.with_document().order_by("-number")
    readable = list(proposals if may["view_unsent_proposal"] else proposals.sent())
    versions = [
        Version(
            proposal=each,
            document=documents.shown(each.document),
            changes=queries.changes_between(before, each),
            compared_with=before.number if before else None,
            is_newest=each is readable[0],
        )
        for each, before in zip(readable, [*readable[1:], None], strict=False)
    ]
    newest = readable[0] if readable else None
    is_scoping = challenge.stage == Stage.SCOPING
    gates = [action for action in challenge.next_actions.gating().order_by("position") if not action.ends_stage]
    return render(
        request,
        "scoping/proposal.html",
        {
            "challenge": challenge,
            "versions": versions,
            "newest": newest,
            "next_number": newest.number + 1 if newest else 1,
            "agreed": next((each for each in readable if each.agreed_at), None),
            "changed": queries.changes_since(newest, challenge) if newest and is_scoping else [],
            "missing": [_missing(each, challenge) for each in gates if is_scoping and each.page != "scoping:proposal"],
            "is_scoping": is_scoping,
            "may": may,
        },
    )


@require_POST
@challenge_view("scoping.make_proposal")
def proposal_make(request, challenge):
    made = actions.make_proposal(challenge, by=request.user)
    messages.success(request, f"Version {made.number} is being made. Read it, then send it to the sponsor.")
    return redirect("scoping:proposal", slug=challenge.slug)


@challenge_view("scoping.send_proposal")
def proposal_send(request, challenge, number):
    """Confirm sending a version to the sponsor, with the mail to read and edit first."""
    version = get_object_or_404(challenge.scoping_proposals.with_document(), number=number)
    changed = queries.changes_between(queries.sent_before(version), version)
    letter = notifications.proposal_letter(version, changed=changed)
    form = LetterForm(
        request.POST or None,
        initial={"subject": letter.subject, "body": letter.body},
        submit=f"Send version {number} to the sponsor",
        cancel=_proposal_page(challenge),
    )
    if request.method == "POST" and form.is_valid():
        with refusals_shown_on(form):
            actions.send_proposal(version, by=request.user, **form.cleaned_data)
            messages.success(request, f"Version {number} is sent. The sponsor reads it and agrees it here.")
            return redirect("scoping:proposal", slug=challenge.slug)
    return render(
        request,
        "scoping/proposal_send.html",
        {
            "challenge": challenge,
            "version": version,
            "document": documents.shown(version.document),
            "sponsors": people(challenge, Role.SPONSOR),
            "changed": queries.changes_since(version, challenge),
            "form": form,
        },
    )


@challenge_view("scoping.agree_proposal")
def proposal_agree(request, challenge, number):
    """Confirm agreeing the very version that was sent; with something missing it asks why that can wait."""
    version = get_object_or_404(challenge.scoping_proposals.sent().with_document(), number=number)
    missing = next_actions.what_is_missing(challenge)
    form = EndStageForm(
        request.POST if request.method == "POST" else None,
        missing=missing,
        submit=f"Agree version {number}",
        cancel=_proposal_page(challenge),
    )
    if request.method == "POST" and form.is_valid():
        with refusals_shown_on(form):
            actions.agree_proposal(version, by=request.user, **form.cleaned_data)
            messages.success(request, f"Version {number} is agreed. Preparation begins.")
            return redirect(challenge)
    newest = queries.newest_sent_number(challenge)
    return render(
        request,
        "scoping/proposal_agree.html",
        {
            "challenge": challenge,
            "version": version,
            "document": documents.shown(version.document, then_whole_page=True),
            "newer": newest if newest and newest > number else None,
            "missing": [_missing(todo, challenge) for todo in missing],
            "form": form,
        },
    )
