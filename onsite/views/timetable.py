"""The pages of the timetable as a whole."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone

from challenges import moments
from challenges.access import challenge_view
from challenges.form_tools import refusals_shown_on
from onsite import actions, grid, queries
from onsite.forms import ConfirmForm
from onsite.views.readable import posted, readable_timetable, timetable_page


@challenge_view("onsite.view_sessions")
def timetable(request, challenge):
    slots, clashes = readable_timetable(request, challenge)
    reader = grid.reader(request.user, challenge)
    goes = any(attendee.pk == request.user.pk for slot in slots for attendee in slot.going)
    mine = goes and request.GET.get("whose") == "mine"
    shown = [slot for slot in slots if any(each.pk == request.user.pk for each in slot.going)] if mine else slots
    on_site = queries.on_site_days(challenge)
    return render(
        request,
        "onsite/timetable.html",
        {
            "challenge": challenge,
            "days": grid.days_of(shown, on_site, clashes, reader=reader, challenge=challenge) if slots else [],
            "warnings": [clash for clash in clashes if not clash.is_hint],
            "hints": [clash for clash in clashes if clash.is_hint],
            "reader": reader,
            "reads_all": request.user.has_perm("onsite.view_timetable", challenge),
            "goes": goes,
            "mine": mine,
            "may_end": request.user.has_perm("onsite.end_onsite", challenge),
        },
    )


@challenge_view("onsite.view_sessions")
def today(request, challenge):
    """For people on their feet: what is on now, what is next, what follows today."""
    slots, clashes = readable_timetable(request, challenge)
    goes = any(each.pk == request.user.pk for slot in slots for each in slot.going)
    mine = goes and request.GET.get("whose") != "everyone"
    if mine:
        slots = [slot for slot in slots if any(each.pk == request.user.pk for each in slot.going)]
    now, day = moments.now(), moments.today()
    parts = {"now": [], "next": [], "later": [], "earlier": []}
    for slot in slots:
        if slot.session.day != day:
            continue
        if slot.session.ends_at <= now:
            parts["earlier"].append(slot)
        elif slot.session.starts_at <= now:
            parts["now"].append(slot)
        elif not parts["next"] or parts["next"][0].session.starts_at == slot.session.starts_at:
            parts["next"].append(slot)
        else:
            parts["later"].append(slot)
    coming = next((slot.session.day for slot in slots if slot.session.day > day), None)
    following = [slot for slot in slots if slot.session.day == coming] if coming and not parts["next"] else []
    reader = grid.reader(request.user, challenge)
    drawn = {name: grid.cells_of(part, clashes, reader, challenge) for name, part in parts.items()}
    return render(
        request,
        "onsite/today.html",
        {
            "challenge": challenge,
            "day": day,
            "time": timezone.localtime(now),
            "parts": [
                ("Now", drawn["now"]),
                ("Next", drawn["next"]),
                ("Later today", drawn["later"]),
                ("Earlier today", drawn["earlier"]),
            ],
            "coming": coming,
            "following": grid.cells_of(following, clashes, reader, challenge),
            "goes": goes,
            "mine": mine,
            "may_raise_concern": request.user.has_perm("casereview.raise_concern", challenge),
            "concern_place": f"On site, {day:%-d %B %Y}",
        },
    )


@challenge_view("onsite.edit_timetable")
def timetable_fill(request, challenge):
    """Confirm starting from the programme's timetable."""
    form = ConfirmForm(posted(request))
    if request.method == "POST":
        form.is_valid()
        with refusals_shown_on(form):
            made = actions.fill_timetable(challenge, by=request.user)
            messages.success(
                request,
                f"{queries.counted(len(made), 'session is', 'sessions are')} in the timetable. Next: say who goes.",
            )
            return redirect(timetable_page(challenge))
    days = queries.on_site_days(challenge)
    planned = queries.counted(
        sum(slot.day <= len(days) for slot in challenge.programme.plan.timetable_in(challenge.shape)),
        "session",
        "sessions",
    )
    on_days = queries.listed([f"{day:%-d %B}" for day in days])
    return render(
        request,
        "onsite/timetable_fill.html",
        {
            "challenge": challenge,
            "form": form,
            "what_happens": [
                f"the programme’s timetable is put on {on_days}: {planned}",
                "the whole team is put down for what stands on all tracks; you say who goes to the rest",
                "you can change, add and remove every session afterwards",
            ],
            "cancel_url": timetable_page(challenge),
        },
    )
