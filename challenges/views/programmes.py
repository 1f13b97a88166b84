"""The programmes: all of them for the programme office, and one version to read for everyone."""

from collections import defaultdict

from django.contrib import messages
from django.db.models import Count, Q
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from challenges import actions, programme_files
from challenges.access import office_view
from challenges.form_tools import refusals_shown_on
from challenges.forms import ReasonForm
from challenges.lifecycle import Stage
from challenges.models import Programme, ProgrammeDraft
from challenges.programme_changes import ASKED, changes, counted, owner

OVER = [Stage.CLOSED, Stage.WITHDRAWN]
COUNTED_FROM = {
    "case_review": "the case review",
    "final_report": "the final report",
    "closed": "the challenge has closed",
    "written": "it was written",
}


@office_view("challenges.edit_programme")
def programme_list(request):
    """Each programme with its versions, who made them, and how many challenges run on which."""
    running = Count("challenges", filter=~Q(challenges__stage__in=OVER))
    rows = (
        Programme.objects.defer("content")
        .select_related("made_by")
        .annotate(running=running, in_all=Count("challenges"))
    )
    versions = defaultdict(list)
    for each in rows.order_by("name", "code", "-version"):
        versions[each.code].append(each)
    edits = {each.code: each for each in ProgrammeDraft.objects.defer("content").select_related("changed_by")}
    files = programme_files.shipped()
    programmes = [
        {
            "newest": listed[0],
            "earlier": listed[1:],
            "edit": edits.get(code),
            "waiting": _waiting(listed, files.get(code)),
        }
        for code, listed in versions.items()
    ]
    return render(request, "challenges/programme_list.html", {"programmes": programmes})


def _waiting(listed, shipped):
    """The number of a newer file, where an edit stands in its way."""
    from_files = [each.file_version or each.version for each in listed if not each.is_edited]
    if not shipped or not listed[0].is_edited or shipped.plan.version <= max(from_files, default=0):
        return None
    return shipped.plan.version


@office_view("challenges.view_programme")
def programme(request, code, version):
    """One version, as people read it."""
    found = get_object_or_404(Programme.objects.select_related("made_by", "edited_from"), code=code, version=version)
    newest = Programme.objects.filter(code=code).order_by("-version").values_list("version", flat=True).first()
    plan = found.plan
    names = {theme.code: theme.name for theme in plan.themes}
    milestones = {each.code: each for each in plan.milestones}
    return render(
        request,
        "challenges/programme.html",
        {
            "programme": found,
            "newest": newest,
            "plan": plan,
            "stages": [Stage(each) for each in plan.stages],
            "left_out": [Stage(each) for each in programme_files.STAGES if each not in plan.stages],
            "dates": [(each, counted(each), owner(plan, each)) for each in plan.milestones],
            "kinds": _themes(plan),
            "documents": [(each, [names[theme] for theme in each.themes]) for each in plan.documents],
            "conversation": [(each, ASKED[each.asked]) for each in plan.case_review.conversation],
            "labels": [
                (ours[0].upper() + ours[1:], plan.label(key))
                for key, ours in programme_files.LABELS.items()
                if plan.label(key) != ours
            ],
            "kept": [(each, _period(each)) for each in plan.retention.values()],
            "readers": [plan.label(role) for role in plan.report.qa],
            "forms": [(each, plan.label(each.role)) for each in plan.evaluation.forms],
            "follow_ups": [(each, milestones[each.milestone]) for each in plan.follow_ups],
            "days": _days(plan.timetable),
            "shapes": [(each, _days(each.timetable)) for each in plan.shapes],
            "may_edit": request.user.has_perm("challenges.edit_programme"),
        },
    )


def _period(spec):
    """As: 30 days after the final report."""
    days = "1 day" if spec.days == 1 else f"{spec.days} days"
    return f"{days} after {COUNTED_FROM[spec.after]}" if spec.days else f"Goes with {COUNTED_FROM[spec.after]}"


def _themes(plan):
    """The themes kind by kind, as this programme calls them."""
    return [
        (plan.label(kind), [each for each in plan.themes if each.kind == kind])
        for kind in ("core", "fixed", "module")
        if any(each.kind == kind for each in plan.themes)
    ]


def _days(timetable):
    """A timetable day by day: (number, its slots in the order of the day)."""
    days = sorted({slot.day for slot in timetable})
    return [
        (day, sorted((each for each in timetable if each.day == day), key=lambda each: (each.starts, each.track)))
        for day in days
    ]


@office_view("challenges.edit_programme")
def programme_file_take(request, code):
    """A newer file beside the version that was edited here; with a reason the file's is taken."""
    standing = get_object_or_404(Programme.objects.newest().select_related("made_by"), code=code)
    shipped = programme_files.shipped().get(code)
    back = reverse("challenges:programme_list")
    listed = list(Programme.objects.filter(code=code).defer("content").order_by("-version"))
    if not _waiting(listed, shipped):
        messages.info(request, "No newer file waits for this programme.")
        return redirect(back)
    form = ReasonForm(
        request.POST or None,
        initial={"seen": programme_files.hash_of(shipped.content)},
        submit=f"Take version {shipped.plan.version} of the file",
        cancel=back,
    )
    if request.method == "POST" and form.is_valid():
        with refusals_shown_on(form):
            taken = actions.take_file(shipped, by=request.user, **form.cleaned_data)
            messages.success(request, f"Version {taken.version} is in use for challenges set up from now on.")
            return redirect("challenges:programme", code=code, version=taken.version)
    return render(
        request,
        "challenges/programme_file_take.html",
        {
            "standing": standing,
            "file_version": shipped.plan.version,
            "changes": changes(standing.plan, shipped.plan),
            "form": form,
        },
    )
