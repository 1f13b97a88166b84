"""The pages of one day of the timetable."""

import datetime

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render

from challenges.access import challenge_view
from challenges.form_tools import refusals_shown_on
from onsite import actions, grid, queries
from onsite.forms import ConfirmForm, DayForm
from onsite.models import Session
from onsite.views.readable import posted, timetable_page


def _day_or_404(day):
    try:
        return datetime.date.fromisoformat(day)
    except ValueError:
        raise Http404 from None


@challenge_view("onsite.edit_timetable")
def day_fill(request, challenge, day):
    """Who goes on each track of a day, and where: fills what is still open."""
    day = _day_or_404(day)
    on_day = queries.timetable(queries.sessions(challenge).on_day(day), challenge)
    gaps = grid.gaps_by_track(on_day)
    cancel = timetable_page(challenge, f"#day-{day.isoformat()}")
    form = DayForm(posted(request), challenge=challenge, gaps=gaps, cancel=cancel)
    if request.method == "POST" and form.is_valid():
        with refusals_shown_on(form):
            plans = {track: actions.TrackPlan(*plan) for track, plan in form.by_track().items()}
            filled = actions.fill_day(challenge, day, tracks=plans, by=request.user)
            told = queries.counted(filled, "session is", "sessions are")
            messages.success(request, f"{told} filled in." if filled else "Nothing was chosen, so nothing changed.")
            return redirect(cancel)
    return render(
        request,
        "onsite/day_fill.html",
        {"challenge": challenge, "day": day, "form": form, "gaps": gaps, "has_sessions": bool(on_day)},
    )


@challenge_view("onsite.mark_day_held")
def day_mark_held(request, challenge, day):
    """Confirm that a whole day took place."""
    day = _day_or_404(day)
    form = ConfirmForm(posted(request))
    cancel = timetable_page(challenge, f"#day-{day.isoformat()}")
    if request.method == "POST":
        form.is_valid()
        with refusals_shown_on(form):
            marked = actions.mark_day_held(challenge, day, by=request.user)
            messages.success(request, f"{queries.counted(marked, 'session is', 'sessions are')} marked as held.")
            return redirect(cancel)
    to_hold = (
        Session.objects.filter(challenge=challenge).meetings().not_held().on_day(day).order_by("starts_at", "track")
    )
    return render(
        request,
        "onsite/day_mark_held.html",
        {"challenge": challenge, "day": day, "form": form, "to_hold": to_hold, "cancel_url": cancel},
    )
