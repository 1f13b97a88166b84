"""The pages of one session."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST
from django_htmx.http import HttpResponseClientRedirect

from casereview.queries import lines_for_on_site
from challenges.access import challenge_view
from challenges.action_tools import ActionRefused
from challenges.form_tools import refusals_shown_on
from challenges.models import Role
from challenges.queries import people
from challenges.typed import row_number
from onsite import actions, grid, queries
from onsite.forms import ConfirmForm, ParticipantsForm, SessionEditForm, SessionForm
from onsite.models import Session
from onsite.views.readable import posted, readable_timetable, session_or_404, timetable_page


@challenge_view("onsite.edit_timetable")
def session_add(request, challenge):
    initial = {name: request.GET[name] for name in ("day", "track", "starts", "kind") if name in request.GET}
    about = {name: row_number(request.GET.get(name)) for name in ("key_lines", "lines")}
    initial |= {name: [pk] for name, pk in about.items() if pk is not None}
    form = SessionForm(
        posted(request),
        challenge=challenge,
        reader=request.user,
        initial={"track": Session.ALL_TRACKS} | initial,
        cancel=timetable_page(challenge),
    )
    if request.method == "POST" and form.is_valid():
        with refusals_shown_on(form):
            added = actions.add_session(challenge, by=request.user, **form.cleaned_data)
            messages.success(request, f"“{added}” is in the timetable.")
            if "another" in request.POST:
                add = reverse("onsite:session_add", args=[challenge.slug])
                return redirect(f"{add}?day={added.day.isoformat()}&track={added.track}")
            return redirect(timetable_page(challenge, f"#session-{added.pk}"))
    return render(request, "onsite/session_add.html", {"challenge": challenge, "form": form})


@challenge_view("onsite.edit_timetable")
def session_edit(request, challenge, pk):
    session = session_or_404(request, challenge, pk)
    slot = queries.timetable([session], challenge)[0]
    going = list(queries.people_of(slot))
    initial = {name: getattr(session, name) for name in actions.SHOWN} | {
        "version": session.version,
        "day": session.day.isoformat(),
        "room": str(session.room or ""),
        "people": [user.pk for user in going],
        "key_lines": list(session.key_lines.values_list("pk", flat=True)),
        "lines": list(session.lines.values_list("pk", flat=True)),
    }
    cancel = reverse("onsite:session", args=[challenge.slug, pk])
    form = SessionEditForm(
        posted(request),
        challenge=challenge,
        reader=request.user,
        session=session,
        going=going,
        initial=initial,
        cancel=cancel,
    )
    if request.method == "POST" and form.is_valid():
        with refusals_shown_on(form):
            actions.edit_session(session, by=request.user, **form.cleaned_data)
            messages.success(request, f"“{form.cleaned_data['title']}” is saved.")
            return redirect(timetable_page(challenge, f"#session-{pk}"))
        form.tell_theirs()
    return render(request, "onsite/session_edit.html", {"challenge": challenge, "session": session, "form": form})


@challenge_view("onsite.edit_timetable")
def session_participants(request, challenge, pk):
    """Choose the contributors a session names."""
    found = session_or_404(request, challenge, pk)
    cancel = reverse("onsite:session", args=[challenge.slug, pk])
    contributors = list(people(challenge, Role.CONTRIBUTOR))
    initial = {"contributors": [person.pk for person in queries.participants(found)]}
    form = ParticipantsForm(posted(request), people=contributors, initial=initial, cancel=cancel)
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
    session = session_or_404(request, challenge, pk)
    form = ConfirmForm(posted(request))
    if request.method == "POST":
        form.is_valid()
        with refusals_shown_on(form):
            actions.remove_session(session, by=request.user)
            messages.success(request, f"“{session}” is no longer in the timetable.")
            return redirect(timetable_page(challenge))
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
    found = session_or_404(request, challenge, pk)
    slots, clashes = readable_timetable(request, challenge)
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
            "lines": lines_for_on_site(challenge, reader=request.user).filter(sessions=found),
            "participants": queries.participants(found) if reads_all else [],
            "reads_all": reads_all,
            "reader": reader,
            "may_raise_concern": request.user.has_perm("casereview.raise_concern", challenge),
            "concern_place": f"{found.title}, {found.day:%-d %B %Y}",
            "may_take_back": bool(found.held_at)
            and reader.may_mark
            and queries.may_mark(challenge, request.user, going=[each.pk for each in slot.going]),
        },
    )


@require_POST
@challenge_view("onsite.mark_session_held")
def session_mark_held(request, challenge, pk):
    found = session_or_404(request, challenge, pk)
    try:
        actions.mark_session_held(found, by=request.user)
    except ActionRefused as refusal:
        return _refused(request, challenge, pk, refusal)
    if request.htmx:
        slots, clashes = readable_timetable(request, challenge)
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
    found = session_or_404(request, challenge, pk)
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
    return timetable_page(challenge, f"#session-{pk}")
