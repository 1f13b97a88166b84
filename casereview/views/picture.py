"""The live picture over all cases, and the cases behind its numbers."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.views.decorators.http import require_GET

from casereview import queries
from casereview.queries import Chosen
from challenges.access import challenge_view
from challenges.lifecycle import Stage
from challenges.openings import opens, opens_each
from challenges.retention import when_it_went
from challenges.typed import row_number
from scoping import queries as scoping


@require_GET
@challenge_view("casereview.view_picture")
def picture(request, challenge):
    """What was seen so far over all cases, in numbers; for those who work with cases as it stands now."""
    context = {"challenge": challenge, "tags": queries.tags(), "few": queries.FEW}
    left_alone = queries.cases_left_before_others(challenge, request.user)
    if left_alone:
        return render(request, "casereview/picture_waits.html", context | {"left_alone": left_alone})
    context["went"] = when_it_went(challenge, "case_notes").values()
    if not request.user.has_perm("casereview.view_full_picture", challenge):
        found = queries.shared_picture(challenge)
        context |= {"picture": found, "progress": found.progress if found else queries.progress(challenge)}
        return render(request, "casereview/picture.html", context)
    lines = list(scoping.key_lines(challenge))
    strata = queries.strata_read(challenge)
    chosen = _chosen(request, strata, lines)
    found = queries.picture(challenge, chosen)
    if request.htmx and request.GET.get("seen") == found.as_of:
        return HttpResponse(status=204)  # nothing new: what somebody reads is not taken from under their eyes
    context |= {
        "picture": found,
        "progress": found.progress,
        "in_full": True,
        "strata": strata,
        "lines": lines,
        "line": next((line for line in lines if line.pk == chosen.key_line), None),
        "narrowed": _address(chosen),
        "may_open": request.user.has_perm("casereview.view_cases", challenge) and bool(strata),
        "goes_on": challenge.stage == Stage.CASE_REVIEW,
    }
    return render(request, "casereview/picture.html#picture" if request.htmx else "casereview/picture.html", context)


@require_GET
@challenge_view("casereview.view_cases", child_level=True)
def picture_cases(request, challenge):
    """The cases behind a number, with the words that belong to it."""
    asked = queries.behind(challenge, request.GET.dict())
    if asked is None:
        raise Http404
    opens(request, f"Cases behind the picture, {asked.heading}")
    lines = list(scoping.key_lines(challenge))
    strata = queries.strata_read(challenge)
    chosen = _chosen(request, strata, lines)
    left_alone = queries.cases_left_before_others(challenge, request.user)
    found = [] if left_alone else queries.cases_behind(challenge, asked, chosen, reader=request.user)
    opens_each(request, {f"Case {each.case}": each.case for each in found})
    return render(
        request,
        "casereview/picture_cases.html",
        {
            "challenge": challenge,
            "asked": asked,
            "chosen": chosen,
            "line": next((line for line in lines if line.pk == chosen.key_line), None),
            "narrowed": _address(chosen),
            "left_alone": left_alone,
            "found": found,
            "may_gather": request.user.has_perm("casereview.write_report", challenge),
        },
    )


def _chosen(request, strata, lines):
    """What somebody chose in the address, as far as it is there to choose."""
    stratum, line = request.GET.get("part", ""), row_number(request.GET.get("line"))
    order = request.GET.get("order", "")
    return Chosen(
        stratum=stratum if stratum in strata else "",
        key_line=line if line in {each.pk for each in lines} else None,
        order=queries.AREAS_FIRST if order == queries.AREAS_FIRST else queries.PROGRAMME_ORDER,
    )


def _address(chosen):
    """The same as part of an address."""
    values = {"part": chosen.stratum, "line": chosen.key_line}
    values |= {"order": chosen.order} if chosen.order != queries.PROGRAMME_ORDER else {}
    return urlencode({name: value for name, value in values.items() if value})
