"""The council's figures: the template, the workbook that came, what can be read of it, and the charts."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_POST

from challenges import documents, uploads
from challenges.access import challenge_view
from challenges.action_tools import ActionRefused
from challenges.downloads import serve
from challenges.form_tools import refusals_shown_on
from challenges.retention import when_it_went
from preparation import actions, queries
from preparation.forms import IndicatorsForm, PerformanceForm
from preparation.models import PerformanceSet
from preparation.performance import months

EXCEL = uploads.ALLOWED[".xlsx"]
CHARTS_ON_A_PAGE = 40


@challenge_view("preparation.view_performance")
def performance(request, challenge):
    """The charts of one key line or topic at a time, and the way to all others."""
    return _performance_page(request, challenge)


def _performance_page(request, challenge, form=None):
    may_give = request.user.has_perm("preparation.give_performance", challenge)
    current = queries.current_set(challenge)
    groups = queries.indicator_groups(challenge, request.user) if current else []
    asked = request.GET.get("show", "")
    group = next((each for each in groups if each.key == asked), None)
    group = group or next((each for each in groups if each.indicators), None)
    with_small = queries.sees_small_numbers(request.user, challenge)
    charts = group.charts(with_small_numbers=with_small, most=CHARTS_ON_A_PAGE) if group else []
    item = queries.performance_item(challenge)
    return render(
        request,
        "preparation/performance.html",
        {
            "challenge": challenge,
            "current": current,
            "groups": groups,
            "group": group,
            "charts": charts,
            "not_shown": len(group.indicators) - len(charts) if group else 0,
            "leaves_out_few": bool(current) and not with_small,
            "waiting": queries.waiting_set(challenge, request.user),
            "versions": list(queries.confirmed_sets(challenge, request.user)) if current else [],
            "pack": documents.shown(current.document) if current and current.document else None,
            "item": item,
            "may_give": may_give,
            "is_closed": bool(item) and not item.takes_files,
            "may_link": request.user.has_perm("preparation.link_indicators", challenge),
            "may_make": request.user.has_perm("preparation.make_performance_pack", challenge),
            "form": form or (PerformanceForm(slug=challenge.slug) if may_give else None),
            "asked_months": [months.in_words(each) for each in queries.months_asked(challenge)] if may_give else [],
            "went": when_it_went(challenge, "documents").values() if not current else [],
        },
    )


@require_GET
@challenge_view("preparation.give_performance")
def performance_template(request, challenge):
    """The workbook to fill in, made for this challenge."""
    response = HttpResponse(queries.template_workbook(challenge), content_type=EXCEL)
    name = f"Performance data of {challenge.council}.xlsx"
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    return response


@challenge_view("preparation.give_performance")
def performance_upload(request, challenge):
    """Takes a workbook; a worker reads it."""
    if request.method != "POST":
        return redirect("preparation:performance", slug=challenge.slug)
    form = PerformanceForm(request.POST, request.FILES, slug=challenge.slug)
    if not form.is_valid():
        return _performance_page(request, challenge, form)
    file = form.cleaned_data["workbook"]
    uploads.look_ahead([file])
    try:
        actions.bring_performance(challenge, file, by=request.user)
    except ActionRefused as refusal:
        form.add_error("workbook", str(refusal))
        return _performance_page(request, challenge, form)
    return redirect("preparation:performance_check", slug=challenge.slug)


@require_GET
@challenge_view("preparation.give_performance")
def performance_check(request, challenge):
    """What was read of the workbook that waits: all of it to confirm, or each cell to mend."""
    waiting = queries.waiting_set(challenge, request.user)
    if waiting is None:
        return redirect("preparation:performance", slug=challenge.slug)
    is_settled = waiting.is_read or waiting.could_not_be_read
    context = {"challenge": challenge, "waiting": waiting, "is_settled": is_settled}
    if request.htmx:
        response = render(request, "preparation/performance_check.html#reading", context)
        if is_settled:
            response["HX-Refresh"] = "true"
        return response
    found = queries.what_was_found(waiting)
    current = queries.current_set(challenge)
    context |= {
        "found": found,
        "item": queries.performance_item(challenge),
        "current": current,
        "form": PerformanceForm(slug=challenge.slug),
    }
    return render(request, "preparation/performance_check.html", context)


@require_POST
@challenge_view("preparation.give_performance")
def performance_confirm(request, challenge):
    """Use the figures that were read."""
    waiting = _waiting(request, challenge)
    try:
        confirmed = actions.confirm_performance(waiting, by=request.user)
    except ActionRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("preparation:performance_check", slug=challenge.slug)
    messages.success(
        request, f"Version {confirmed.number} of the performance data is in use. The peer team can see it."
    )
    return redirect("preparation:performance", slug=challenge.slug)


@require_POST
@challenge_view("preparation.give_performance")
def performance_throw_away(request, challenge):
    """Take back a workbook that is not in use."""
    actions.throw_performance_away(_waiting(request, challenge), by=request.user)
    messages.success(request, "The workbook was thrown away. Nothing of it was used.")
    return redirect("preparation:performance", slug=challenge.slug)


def _waiting(request, challenge):
    """The workbook the page was about; another may have come meanwhile."""
    waiting = queries.waiting_set(challenge, request.user)
    if waiting is None or str(waiting.pk) != request.POST.get("workbook", ""):
        raise ActionRefused("This workbook was replaced or thrown away meanwhile. Look at the page again.")
    return waiting


@require_GET
@challenge_view("preparation.view_performance")
def performance_file(request, challenge, pk):
    """The workbook of one version, as it came."""
    sets = PerformanceSet.objects.readable_by(request.user, challenge).select_related("file__challenge")
    return serve(get_object_or_404(sets, pk=pk).file)


@challenge_view("preparation.link_indicators")
def performance_link(request, challenge, pk):
    """Choose the indicators that stand beside a key line."""
    line = get_object_or_404(queries.readable_key_lines(challenge, request.user), pk=pk)
    back = f"{reverse('preparation:performance', args=[challenge.slug])}?show=line-{line.number}"
    every = queries.indicators(challenge)
    linked = list(every.filter(key_lines=line).values_list("pk", flat=True))
    form = IndicatorsForm(
        request.POST if request.method == "POST" else None,
        indicators=every,
        initial={"indicators": linked},
        cancel=back,
    )
    if request.method == "POST" and form.is_valid():
        with refusals_shown_on(form):
            actions.link_indicators(challenge, line, chosen=form.cleaned_data["indicators"], by=request.user)
            messages.success(request, f"The charts beside key line {line.number} are saved.")
            return redirect(back)
    context = {"challenge": challenge, "line": line, "form": form, "any_indicator": every.exists()}
    return render(request, "preparation/performance_link.html", context)


@require_POST
@challenge_view("preparation.make_performance_pack")
def performance_pack(request, challenge):
    """Have the PDF made anew, as the charts stand now."""
    actions.make_performance_pack(challenge, by=request.user)
    messages.success(request, "The PDF is being made.")
    return redirect("preparation:performance", slug=challenge.slug)
