"""Who has opened this, and when."""

from django.db.models import Q
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_GET

from challenges import openings, queries
from challenges.access import challenge_view
from challenges.forms import LogFilterForm
from challenges.models import Opening
from challenges.tables_out import csv_file
from challenges.typed import row_number

PAGE = 50
KINDS = [("", "Everything"), ("pages", "Pages about single children"), ("files", "Files and PDFs")]
HEADING = ["When (London)", "Who", "Seen as", "What", "How"]


def _asked(request, challenge):
    """The form of this request, and the openings it asks for, newest first."""
    form = LogFilterForm(request.GET, people=queries.actors(challenge), kinds=KINDS)
    rows = form.narrowed(Opening.objects.filter(challenge_id=challenge.pk))
    pages = Q(how=Opening.How.PAGE)
    rows = {"pages": rows.filter(pages), "files": rows.exclude(pages)}.get(form.chosen_kind, rows)
    if thing := request.GET.get("thing", ""):
        rows = rows.of_thing(thing)
    return form, rows.order_by("-pk")


@require_GET
@challenge_view("challenges.view_openings")
def opening_list(request, challenge):
    """Every opening of a page about a child and of a file: by person, by thing, by day."""
    form, rows = _asked(request, challenge)
    before = row_number(request.GET.get("before"))
    if before is not None:
        rows = rows.filter(pk__lt=before)
    page = list(rows[: PAGE + 1])
    thing = request.GET.get("thing", "")
    asked = {name: value for name in ("who", "kind", "since", "until", "thing") if (value := request.GET.get(name))}
    return render(
        request,
        "challenges/opening_list.html",
        {
            "challenge": challenge,
            "form": form,
            "openings": page[:PAGE],
            "thing": thing,
            "thing_name": page[0].target if thing and page else "",
            "asked": urlencode(asked),
            "earlier": urlencode(asked | {"before": page[PAGE - 1].pk}) if len(page) > PAGE else "",
            "is_later_page": bool(before),
            "export": f"{reverse('challenges:opening_export', args=[challenge.slug])}?{urlencode(asked)}",
        },
    )


@require_GET
@challenge_view("challenges.view_openings")
def opening_export(request, challenge):
    """The same as a table for a spreadsheet. That somebody took it is kept too."""
    _form, rows = _asked(request, challenge)
    openings.record(request, challenge, "Who has opened this (CSV)", None, how=Opening.How.SAVED)
    cells = (
        [
            timezone.localtime(row.at).strftime("%Y-%m-%d %H:%M:%S"),
            row.by_name,
            row.seen_as,
            row.target,
            row.get_how_display(),
        ]
        for row in rows.iterator(chunk_size=2000)
    )
    return csv_file(f"openings-{challenge.slug}.csv", HEADING, cells)
