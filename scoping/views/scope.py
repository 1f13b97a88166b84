"""The scope on one page, and choosing its modules and probes."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET

from challenges.access import challenge_view
from challenges.form_tools import refusals_shown_on
from challenges.lifecycle import Stage
from challenges.models import Theme
from challenges.typed import row_number
from scoping import actions, queries
from scoping.forms import ModulesForm, ProbesForm
from scoping.guides import guide_to
from scoping.pages import gauge_shown, may, page_of
from scoping.quality import KeyLineWords, hints
from scoping.scope_changes import in_words


@require_GET
@challenge_view("scoping.view_scope")
def scope(request, challenge):
    """What the challenge looks at: themes, modules and key lines, whether it fits, and what is still empty."""
    themes = queries.chosen_themes_with_probes(challenge)
    key_lines = list(queries.key_lines(challenge).visible_to(request.user).select_related("theme", "changed_by"))
    limits = challenge.programme.plan.limits
    chosen_modules = [theme for theme in themes if theme.kind == Theme.Kind.MODULE]
    is_scoping = challenge.stage == Stage.SCOPING
    return render(
        request,
        "scoping/scope.html",
        {
            "challenge": challenge,
            "core": [theme for theme in themes if theme.kind != Theme.Kind.MODULE],
            "modules": chosen_modules,
            "offers_modules": any(theme.kind == Theme.Kind.MODULE for theme in challenge.programme.plan.themes),
            "derived": any(probe.derived for theme in themes for probe in theme.every_probe),
            "cards": [(line, in_words(line.still_empty), _hints(line) if is_scoping else []) for line in key_lines],
            "incomplete": sum(1 for line in key_lines if line.still_empty),
            "limits": limits,
            "too_many_modules": len(chosen_modules) > limits.modules,
            "too_many_key_lines": len(key_lines) > limits.key_lines,
            "gauge": gauge_shown(queries.gauge(challenge, themes, key_lines, queries.terms(challenge))),
            "is_scoping": is_scoping,
            "agreed": queries.agreed_proposal(challenge),
            "may": may(
                request, challenge, "choose_themes", "choose_probes", "add_key_line", "edit_key_line", "remove_key_line"
            ),
        },
    )


def _hints(line):
    """What would make a saved key line better; that a field is empty stands above them already."""
    fields = KeyLineWords.__dataclass_fields__
    told = hints(KeyLineWords(**{name: getattr(line, name) for name in fields}))
    empty = {name for name in line.WANTED if not getattr(line, name).strip()}
    return [hint for hint in told if hint.field not in empty]


@challenge_view("scoping.choose_themes")
def theme_choose(request, challenge):
    """Choose the modules from cards; while they are ticked, HTMX asks how the scope would fit."""
    standing = queries.chosen_themes_with_probes(challenge)
    offered = queries.modules_with_probes(challenge)
    chosen = [theme.pk for theme in standing if theme.kind == Theme.Kind.MODULE]
    form = ModulesForm(
        request.POST if request.method == "POST" else None,
        initial={"modules": chosen, "seen": ",".join(str(pk) for pk in chosen)},
        modules=queries.modules(challenge),
    )
    if request.method == "POST" and form.is_valid():
        with refusals_shown_on(form):
            actions.choose_modules(challenge, by=request.user, **form.cleaned_data)
            messages.success(request, "The modules are saved.")
            return redirect("scoping:scope", slug=challenge.slug)
    ticked = _ticked(request, chosen)
    core = [theme for theme in standing if theme.kind != Theme.Kind.MODULE]
    looked_at = [*core, *(theme for theme in offered if theme.pk in ticked)]
    key_lines = list(queries.key_lines(challenge))
    context = {
        "challenge": challenge,
        "form": form,
        "core": core,
        "cards": [
            {"theme": theme, "is_ticked": theme.pk in ticked, "guide": guide_to(challenge.programme.plan, theme)}
            for theme in offered
        ],
        "derived": any(probe.derived for theme in offered for probe in theme.every_probe),
        "ticked": len([theme for theme in offered if theme.pk in ticked]),
        "limit": challenge.programme.plan.limits.modules,
        "gauge": gauge_shown(queries.gauge(challenge, looked_at, key_lines, queries.terms(challenge))),
        "cancel": page_of(challenge, "scope"),
    }
    if request.htmx and request.method == "GET":
        return render(request, "scoping/theme_choose.html#fit", context)
    return render(request, "scoping/theme_choose.html", context)


def _ticked(request, chosen):
    """The modules that are ticked: as posted, as HTMX asks while somebody ticks, or as they stand."""
    asked = request.POST if request.method == "POST" else request.GET if request.htmx else None
    return set(chosen) if asked is None else {row_number(pk) for pk in asked.getlist("modules")}


@challenge_view("scoping.choose_probes")
def probe_choose(request, challenge, pk):
    """Choose which probes of one theme this challenge asks."""
    theme = get_object_or_404(queries.chosen_themes(challenge), pk=pk)
    here = next(each for each in queries.chosen_themes_with_probes(challenge) if each.pk == theme.pk)
    asked = [probe.pk for probe in here.probe_list]
    form = ProbesForm(
        request.POST if request.method == "POST" else None,
        initial={"probes": asked, "seen": ",".join(str(pk) for pk in asked)},
        theme=theme,
        cancel=f"{page_of(challenge, 'scope')}#theme-{theme.code}",
    )
    if request.method == "POST" and form.is_valid():
        with refusals_shown_on(form):
            actions.choose_probes(challenge, theme, by=request.user, **form.cleaned_data)
            messages.success(request, f"The probes of “{theme}” are saved.")
            return redirect(f"{page_of(challenge, 'scope')}#theme-{theme.code}")
    return render(
        request,
        "scoping/probe_choose.html",
        {
            "challenge": challenge,
            "theme": theme,
            "form": form,
            "derived": any(probe.derived for probe in here.every_probe),
            "guide": guide_to(challenge.programme.plan, theme),
            "may": may(request, challenge, "add_key_line"),
        },
    )
