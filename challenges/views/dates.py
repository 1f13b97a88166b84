"""The dates of a challenge: as a picture, a table and a month; changed one by one and all in one move."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from challenges import actions, calendars, gantt, milestones, months, redating
from challenges.access import challenge_view
from challenges.action_tools import ActionRefused
from challenges.forms import MilestoneForm, MoveForm, SchoolHolidaysForm, WishForm
from challenges.models import SchoolHoliday
from challenges.moments import today
from challenges.notifications import dates_moved_letter
from challenges.text_check.forms import words_checked
from challenges.who_is_told import holding


@require_GET
@challenge_view("challenges.view_milestones")
def milestone_list(request, challenge):
    """The plan: a picture, and the same as a table."""
    reached = milestones.reached_by_now(challenge)
    rows = challenge.milestones.order_by("due_on", "position")
    lines = milestones.lines(challenge, rows, reached=reached)
    holidays = list(SchoolHoliday.objects.filter(council=challenge.council_id).order_by("first_day", "pk"))
    open_dates = {line.milestone: line.milestone.due_on for line in lines if line.state != milestones.State.DONE}
    user = request.user
    marks = user.has_perm("challenges.mark_milestone", challenge)
    return render(
        request,
        "challenges/milestone_list.html",
        {
            "challenge": challenge,
            "lines": lines,
            "picture": gantt.picture(challenge, lines, holidays),
            "out_of_order": milestones.out_of_order(challenge, open_dates),
            "may_change": user.has_perm("challenges.change_dates", challenge),
            "may_enter_holidays": user.has_perm("challenges.enter_school_holidays", challenge),
            "to_mark": {
                line.milestone.pk
                for line in lines
                if marks and line.is_near and milestones.may_mark(user, line.milestone, challenge)
            },
        },
    )


@require_GET
@challenge_view("challenges.view_milestones")
def milestone_calendar(request, challenge):
    """One month, with its milestones, holidays and on-site days."""
    soonest = challenge.milestones.filter(due_on__gte=today()).order_by("due_on").values_list("due_on", flat=True)
    first = months.chosen(request.GET.get("month", ""), otherwise=soonest.first() or challenge.starts_on)
    shown = months.page(
        challenge,
        first,
        challenge.milestones.order_by("due_on", "position"),
        SchoolHoliday.objects.filter(council=challenge.council_id).order_by("first_day", "pk"),
    )
    return render(request, "challenges/milestone_calendar.html", {"challenge": challenge, "month": shown})


@require_GET
@challenge_view("challenges.view_milestones")
def calendar_file(request, challenge):
    """What this reader may see of the dates, for their own calendar."""
    entries = calendars.of_challenge(challenge, request.user)
    content = calendars.as_file(entries, name=f"Peer challenge: {challenge.council}", in_full=True)
    name = calendars.file_name(challenge)
    return HttpResponse(
        content,
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@challenge_view("challenges.change_dates")
def milestone_edit(request, challenge, pk):
    """Change the day or the owner of one milestone. The second step shows who is told, and what comes out of order."""
    milestone = get_object_or_404(challenge.milestones, pk=pk)
    back = reverse("challenges:milestone_list", args=[challenge.slug])
    fixed_day = milestone.code == milestones.FIRST_DAY
    stands = {"due_on": milestone.due_on, "owner": milestone.owner, "version": milestone.version}
    form = MilestoneForm(request.POST or None, initial=stands, fixed_day=fixed_day, cancel=back)
    told, wrong, shows_what_happens = [], [], False
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data
        due_on = asked.get("due_on") or milestone.due_on
        told = holding(challenge, {milestone.owner, asked["owner"]}, but=request.user)
        reached = milestones.reached_by_now(challenge)
        rows = challenge.milestones.order_by("due_on", "position")
        dates = {each: each.due_on for each in rows if not milestones.is_done(each, challenge, reached=reached)}
        wrong = milestones.out_of_order(challenge, dates | {milestone: due_on}, only={milestone.pk})
        what = f"{due_on}:{asked['owner']}"
        if asked["confirmed"] == what:
            with words_checked(form, request):
                actions.change_milestone(
                    milestone,
                    due_on=due_on,
                    owner=asked["owner"],
                    reason=asked["reason"],
                    version=asked["version"],
                    by=request.user,
                )
                messages.success(request, f"“{milestone}” is changed. {_mails(len(told))}")
                return redirect(back)
        shows_what_happens = not form.errors
        form.ask_to_confirm(what=what, version=milestone.version)
    return render(
        request,
        "challenges/milestone_edit.html",
        {
            "challenge": challenge,
            "milestone": milestone,
            "form": form,
            "shows_what_happens": shows_what_happens,
            "told": told,
            "out_of_order": wrong,
            "fixed_day": fixed_day,
        },
    )


@require_POST
@challenge_view("challenges.mark_milestone")
def milestone_mark(request, challenge, pk):
    """Mark a milestone as done, or take that back."""
    milestone = get_object_or_404(challenge.milestones, pk=pk)
    done = request.POST.get("done") == "yes"
    actions.mark_milestone(milestone, done=done, by=request.user)
    messages.success(request, f"“{milestone}” is marked as {'done' if done else 'not done'}.")
    return redirect("challenges:milestone_list", slug=challenge.slug)


@challenge_view("challenges.change_dates")
def milestone_move(request, challenge):
    """Move the dates in one move: ask where to, show everything that would happen, confirm once."""
    back = reverse("challenges:milestone_list", args=[challenge.slug])
    reached = milestones.reached_by_now(challenge)
    rows = list(challenge.milestones.order_by("due_on", "position"))
    open_rows = [each.pk for each in rows if not milestones.is_done(each, challenge, reached=reached)]
    wish_form = WishForm(
        request.GET if "show" in request.GET else None,
        initial={name: request.GET[name] for name in ("how", "since") if name in request.GET},
        milestones=challenge.milestones.filter(pk__in=open_rows).order_by("due_on", "position"),
        on_site_can_move=redating.on_site_can_move(challenge, reached=reached),
        has_set_by_hand=any(each.set_by_hand for each in rows),
        cancel=back,
    )
    move = form = None
    letters = []
    if wish_form.is_bound and wish_form.is_valid():
        try:
            move = redating.work_out(challenge, wish_form.wish, reader=request.user)
        except ActionRefused as refusal:
            wish_form.add_error(None, str(refusal))
    if move:
        stands = {"fingerprint": move.fingerprint}
        form = MoveForm(request.POST or None, initial=stands, letters=len(move.letters), cancel=request.path)
        if request.method == "POST" and form.is_valid():
            with words_checked(form, request):
                actions.move_dates(challenge, wish_form.wish, by=request.user, **form.cleaned_data)
                messages.success(request, f"The dates are moved {move.shift.words}. {_mails(len(move.letters))}")
                return redirect(back)
            form.data = form.data.copy()
            form.data["fingerprint"] = move.fingerprint
        reason = form.data.get("reason", "") if form.is_bound else ""
        letters = [
            (
                letter,
                *dates_moved_letter(
                    letter,
                    move,
                    was=challenge.on_site_dates,
                    reason=reason or "[what you write below]",
                    by=request.user,
                ),
            )
            for letter in move.letters
        ]
    return render(
        request,
        "challenges/milestone_move.html",
        {"challenge": challenge, "wish_form": wish_form, "move": move, "form": form, "letters": letters},
    )


@challenge_view("challenges.enter_school_holidays")
def school_holiday_list(request, challenge):
    """The school holidays of the council: what its challenges have entered so far, and a box to paste more."""
    back = reverse("challenges:milestone_list", args=[challenge.slug])
    form = SchoolHolidaysForm(request.POST or None, cancel=back)
    if request.method == "POST" and form.is_valid():
        entered = actions.enter_school_holidays(challenge, form.cleaned_data["lines"], by=request.user)
        count = len(entered)
        already = len(form.cleaned_data["lines"]) - count
        messages.success(
            request,
            f"{count} {'entry is' if count == 1 else 'entries are'} added."
            + (f" {already} stood there already." if already else ""),
        )
        return redirect("challenges:school_holiday_list", slug=challenge.slug)
    holidays = SchoolHoliday.objects.filter(council=challenge.council_id).order_by("first_day", "pk")
    return render(
        request,
        "challenges/school_holiday_list.html",
        {"challenge": challenge, "form": form, "holidays": holidays},
    )


@require_POST
@challenge_view("challenges.enter_school_holidays")
def school_holiday_remove(request, challenge, pk):
    holiday = get_object_or_404(SchoolHoliday.objects.filter(council=challenge.council_id), pk=pk)
    actions.remove_school_holiday(holiday, challenge=challenge, by=request.user)
    messages.success(request, f"“{holiday}” is off the list.")
    return redirect("challenges:school_holiday_list", slug=challenge.slug)


def _mails(count: int) -> str:
    return {0: "No mail was sent.", 1: "1 mail is on its way."}.get(count, f"{count} mails are on their way.")
