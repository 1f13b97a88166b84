"""The pages of the timetable, its sessions and the no-surprises notes."""

import datetime

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST
from django_htmx.http import HttpResponseClientRedirect

from challenges import moments
from challenges.access import challenge_view
from challenges.action_tools import ActionRefused
from challenges.form_tools import refusals_shown_on
from challenges.forms import EndStageForm
from challenges.models import Audience, Role
from challenges.next_actions import what_is_missing
from challenges.queries import people
from challenges.text_check.forms import words_checked
from onsite import actions, grid, notifications, queries
from onsite.forms import (
    ConfirmForm,
    DailyNoteEditForm,
    DailyNoteForm,
    DayForm,
    ParticipantsForm,
    SessionEditForm,
    SessionForm,
)
from onsite.models import Session


def _page(challenge, anchor=""):
    return reverse("onsite:timetable", args=[challenge.slug]) + anchor


def _posted(request):
    """What was posted, which may be nothing at all: a confirmation has no fields."""
    return request.POST if request.method == "POST" else None


def _session_or_404(request, challenge, pk):
    readable = Session.objects.readable_by(request.user, challenge)
    rows = readable.select_related("room", "held_by", "changed_by", "challenge")
    return get_object_or_404(rows, pk=pk)


def _day_or_404(day):
    try:
        return datetime.date.fromisoformat(day)
    except ValueError:
        raise Http404 from None


def _readable_timetable(request, challenge):
    """The sessions this reader may read, with who goes; for who reads them all, what is the matter with them too."""
    rows = queries.sessions(challenge).readable_by(request.user, challenge)
    slots = queries.timetable(rows, challenge)
    if challenge.stage not in actions.PLANNING or not request.user.has_perm("onsite.view_timetable", challenge):
        return slots, []
    held = {slot.session.pk for slot in slots if slot.session.held_at}
    found = queries.clashes(slots, queries.on_site_days(challenge))
    return slots, [clash for clash in found if clash.shown_at not in held]


@challenge_view("onsite.view_sessions")
def timetable(request, challenge):
    slots, clashes = _readable_timetable(request, challenge)
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
    slots, clashes = _readable_timetable(request, challenge)
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
        },
    )


@challenge_view("onsite.edit_timetable")
def timetable_fill(request, challenge):
    """Confirm starting from the programme's timetable."""
    form = ConfirmForm(_posted(request))
    if request.method == "POST":
        form.is_valid()
        with refusals_shown_on(form):
            made = actions.fill_timetable(challenge, by=request.user)
            messages.success(
                request,
                f"{queries.counted(len(made), 'session is', 'sessions are')} in the timetable. Next: say who goes.",
            )
            return redirect(_page(challenge))
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
            "cancel_url": _page(challenge),
        },
    )


@challenge_view("onsite.edit_timetable")
def day_fill(request, challenge, day):
    """Who goes on each track of a day, and where: fills what is still open."""
    day = _day_or_404(day)
    on_day = queries.timetable(queries.sessions(challenge).on_day(day), challenge)
    gaps = grid.gaps_by_track(on_day)
    cancel = _page(challenge, f"#day-{day.isoformat()}")
    form = DayForm(_posted(request), challenge=challenge, gaps=gaps, cancel=cancel)
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
    form = ConfirmForm(_posted(request))
    cancel = _page(challenge, f"#day-{day.isoformat()}")
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


@challenge_view("onsite.edit_timetable")
def session_add(request, challenge):
    initial = {name: request.GET[name] for name in ("day", "track", "starts", "kind") if name in request.GET}
    form = SessionForm(
        _posted(request),
        challenge=challenge,
        initial={"track": Session.ALL_TRACKS} | initial,
        cancel=_page(challenge),
    )
    if request.method == "POST" and form.is_valid():
        with refusals_shown_on(form):
            added = actions.add_session(challenge, by=request.user, **form.cleaned_data)
            messages.success(request, f"“{added}” is in the timetable.")
            if "another" in request.POST:
                add = reverse("onsite:session_add", args=[challenge.slug])
                return redirect(f"{add}?day={added.day.isoformat()}&track={added.track}")
            return redirect(_page(challenge, f"#session-{added.pk}"))
    return render(request, "onsite/session_add.html", {"challenge": challenge, "form": form})


@challenge_view("onsite.edit_timetable")
def session_edit(request, challenge, pk):
    session = _session_or_404(request, challenge, pk)
    slot = queries.timetable([session], challenge)[0]
    going = list(queries.people_of(slot))
    initial = {name: getattr(session, name) for name in actions.SHOWN} | {
        "version": session.version,
        "day": session.day.isoformat(),
        "room": str(session.room or ""),
        "people": [user.pk for user in going],
        "key_lines": list(session.key_lines.values_list("pk", flat=True)),
    }
    cancel = reverse("onsite:session", args=[challenge.slug, pk])
    form = SessionEditForm(
        _posted(request), challenge=challenge, session=session, going=going, initial=initial, cancel=cancel
    )
    if request.method == "POST" and form.is_valid():
        with refusals_shown_on(form):
            actions.edit_session(session, by=request.user, **form.cleaned_data)
            messages.success(request, f"“{form.cleaned_data['title']}” is saved.")
            return redirect(_page(challenge, f"#session-{pk}"))
        form.tell_theirs()
    return render(request, "onsite/session_edit.html", {"challenge": challenge, "session": session, "form": form})


@challenge_view("onsite.edit_timetable")
def session_participants(request, challenge, pk):
    """Choose the contributors a session names."""
    found = _session_or_404(request, challenge, pk)
    cancel = reverse("onsite:session", args=[challenge.slug, pk])
    contributors = list(people(challenge, Role.CONTRIBUTOR))
    initial = {"contributors": [person.pk for person in queries.participants(found)]}
    form = ParticipantsForm(_posted(request), people=contributors, initial=initial, cancel=cancel)
    if request.method == "POST" and form.is_valid():
        with refusals_shown_on(form):
            actions.name_participants(found, by=request.user, **form.cleaned_data)
            messages.success(request, "Saved. Whoever is named finds the session in their timetable.")
            return redirect(cancel)
    return render(
        request,
        "onsite/session_participants.html",
        {"challenge": challenge, "session": found, "form": form, "anyone": bool(contributors)},
    )


@challenge_view("onsite.edit_timetable")
def session_remove(request, challenge, pk):
    session = _session_or_404(request, challenge, pk)
    form = ConfirmForm(_posted(request))
    if request.method == "POST":
        form.is_valid()
        with refusals_shown_on(form):
            actions.remove_session(session, by=request.user)
            messages.success(request, f"“{session}” is no longer in the timetable.")
            return redirect(_page(challenge))
    return render(
        request,
        "onsite/session_remove.html",
        {
            "challenge": challenge,
            "session": session,
            "form": form,
            "cancel_url": reverse("onsite:session", args=[challenge.slug, pk]),
        },
    )


@challenge_view("onsite.view_sessions")
def session(request, challenge, pk):
    """Everything about one session."""
    found = _session_or_404(request, challenge, pk)
    slots, clashes = _readable_timetable(request, challenge)
    slot = next(slot for slot in slots if slot.session.pk == found.pk)
    reader = grid.reader(request.user, challenge)
    kinds = {kind.code: kind.label for kind in challenge.programme.plan.session_kinds}
    reads_all = request.user.has_perm("onsite.view_timetable", challenge)
    return render(
        request,
        "onsite/session.html",
        {
            "challenge": challenge,
            "session": found,
            "cell": grid.cells_of([slot], clashes, reader, challenge)[0],
            "going": slot.going,
            "kind_label": kinds.get(found.kind, found.kind),
            "key_lines": found.key_lines.visible_to(request.user).order_by("number"),
            "participants": queries.participants(found) if reads_all else [],
            "reads_all": reads_all,
            "reader": reader,
            "may_take_back": bool(found.held_at)
            and reader.may_mark
            and queries.may_mark(challenge, request.user, going=[each.pk for each in slot.going]),
        },
    )


@require_POST
@challenge_view("onsite.mark_session_held")
def session_mark_held(request, challenge, pk):
    found = _session_or_404(request, challenge, pk)
    try:
        actions.mark_session_held(found, by=request.user)
    except ActionRefused as refusal:
        return _refused(request, challenge, pk, refusal)
    if request.htmx:
        slots, clashes = _readable_timetable(request, challenge)
        slot = next(slot for slot in slots if slot.session.pk == found.pk)
        cell = grid.cells_of(
            [slot], clashes, grid.reader(request.user, challenge), challenge, news="is marked as held"
        )[0]
        return render(request, "onsite/timetable.html#session", {"cell": cell})
    messages.success(request, f"“{found}” is marked as held.")
    return redirect(_where_from(request, challenge, pk))


@require_POST
@challenge_view("onsite.mark_session_held")
def session_mark_not_held(request, challenge, pk):
    found = _session_or_404(request, challenge, pk)
    try:
        actions.mark_session_not_held(found, by=request.user)
    except ActionRefused as refusal:
        return _refused(request, challenge, pk, refusal)
    messages.success(request, f"“{found}” is no longer marked as held.")
    return redirect(_where_from(request, challenge, pk))


def _refused(request, challenge, pk, refusal):
    """The refusal, on the page with the button; HTMX loads that page anew rather than into a part of itself."""
    messages.error(request, str(refusal))
    back = _where_from(request, challenge, pk)
    return HttpResponseClientRedirect(back) if request.htmx else redirect(back)


def _where_from(request, challenge, pk):
    """Back to the page with the button."""
    if request.POST.get("from") == "today":
        return reverse("onsite:today", args=[challenge.slug])
    if request.POST.get("from") == "session":
        return reverse("onsite:session", args=[challenge.slug, pk])
    return _page(challenge, f"#session-{pk}")


@challenge_view("onsite.view_daily_notes")
def daily_note_list(request, challenge):
    notes = queries.daily_notes(challenge, reader=request.user).with_people()
    return render(
        request,
        "onsite/daily_note_list.html",
        {
            "challenge": challenge,
            "notes": notes,
            "may_write": request.user.has_perm("onsite.write_daily_note", challenge),
            "may_share": request.user.has_perm("onsite.share_daily_note", challenge),
            "may_mark_seen": request.user.has_perm("onsite.mark_daily_note_seen", challenge),
            "for_sponsor": Role.SPONSOR in request.user.roles_in(challenge),
        },
    )


@challenge_view("onsite.write_daily_note")
def daily_note_add(request, challenge):
    day = moments.today()
    initial = {"on_date": day.isoformat()} if day in queries.on_site_days(challenge) else {}
    cancel = reverse("onsite:daily_note_list", args=[challenge.slug])
    form = DailyNoteForm(_posted(request), challenge=challenge, initial=initial, cancel=cancel)
    if request.method == "POST" and form.is_valid():
        with words_checked(form, request):
            actions.write_daily_note(challenge, by=request.user, **form.cleaned_data)
            messages.success(request, "The note is saved for the team. Share it with the sponsor when it is ready.")
            return redirect(cancel)
    return render(
        request, "onsite/daily_note_add.html", {"challenge": challenge, "form": form, "audience": Audience.TEAM}
    )


@challenge_view("onsite.write_daily_note")
def daily_note_edit(request, challenge, pk):
    note = get_object_or_404(queries.daily_notes(challenge, reader=request.user), pk=pk)
    cancel = reverse("onsite:daily_note_list", args=[challenge.slug])
    initial = {"on_date": note.on_date.isoformat(), "text": note.text, "version": note.version}
    form = DailyNoteEditForm(
        _posted(request), challenge=challenge, on_date=note.on_date, initial=initial, cancel=cancel
    )
    if request.method == "POST" and form.is_valid():
        with words_checked(form, request):
            actions.edit_daily_note(note, by=request.user, **form.cleaned_data)
            messages.success(request, "The note is saved.")
            return redirect(cancel)
    return render(
        request,
        "onsite/daily_note_edit.html",
        {"challenge": challenge, "note": note, "form": form, "audience": note.audience},
    )


@challenge_view("onsite.share_daily_note")
def daily_note_share(request, challenge, pk):
    """Confirm giving a note to the sponsor, with the mail that goes out."""
    note = get_object_or_404(queries.daily_notes(challenge, reader=request.user), pk=pk)
    note.challenge = challenge
    sponsors = list(people(challenge, Role.SPONSOR))
    form = ConfirmForm(_posted(request))
    cancel = reverse("onsite:daily_note_list", args=[challenge.slug])
    if request.method == "POST":
        form.is_valid()
        with refusals_shown_on(form):
            actions.share_daily_note(note, by=request.user)
            messages.success(request, "The sponsor has the note, and is told by mail.")
            return redirect(cancel)
    return render(
        request,
        "onsite/daily_note_share.html",
        {
            "challenge": challenge,
            "note": note,
            "form": form,
            "mail": notifications.daily_note_letter(note, to=sponsors) if sponsors else None,
            "what_happens": [
                f"{queries.listed([str(sponsor) for sponsor in sponsors])} can read this note" if sponsors else "",
                "the mail below tells them that it is there, without what it says",
                "the note can no longer be changed",
            ],
            "cancel_url": cancel,
        },
    )


@require_POST
@challenge_view("onsite.mark_daily_note_seen")
def daily_note_mark_seen(request, challenge, pk):
    note = get_object_or_404(queries.daily_notes(challenge, reader=request.user), pk=pk)
    actions.mark_daily_note_seen(note, by=request.user)
    messages.success(request, "The team sees that you have read the note.")
    return redirect("onsite:daily_note_list", slug=challenge.slug)


@challenge_view("onsite.end_onsite")
def onsite_end(request, challenge):
    """End the on-site week: what is missing, and why it can wait."""
    missing = what_is_missing(challenge)
    cancel = _page(challenge)
    form = EndStageForm(_posted(request), missing=missing, submit="End the on-site week", cancel=cancel)
    if request.method == "POST" and form.is_valid():
        with refusals_shown_on(form):
            actions.end_onsite(challenge, by=request.user, **form.cleaned_data)
            messages.success(request, "The on-site week has ended. Next: the findings and the feedback presentation.")
            return redirect(challenge)
    return render(
        request,
        "onsite/onsite_end.html",
        {
            "challenge": challenge,
            "form": form,
            "missing": [
                {
                    "sentence": todo.sentence,
                    "url": todo.url or reverse(todo.page, args=[challenge.slug]),
                    "whose": Role(todo.role).label,
                }
                for todo in missing
            ],
            "week": queries.week_in_numbers(challenge),
        },
    )
