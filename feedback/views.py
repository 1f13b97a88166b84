"""The pages of evidence notes, findings and the presentation."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import F, Prefetch
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

import casereview.queries
import onsite.queries
import preparation.queries
import scoping.queries
from challenges.access import challenge_view
from challenges.form_tools import refusals_shown_on
from challenges.models import Audience, Role
from challenges.moments import today
from challenges.next_actions import what_is_missing
from challenges.queries import people
from challenges.retention import when_it_went
from challenges.text_check.forms import words_checked
from challenges.typed import row_number
from feedback import actions, queries
from feedback.forms import (
    FindingEditForm,
    FindingForm,
    GiveForm,
    NoteEditForm,
    NoteForm,
    PresentationForm,
    SetAsideForm,
)
from feedback.models import EvidenceNote, Finding

PAGE = 50
SOURCES = ("session", "document", "case")
NOTES_GO_WITH = ("case_notes", "restricted_documents", "session_notes")  # the periods that take evidence notes


def _notes(request, challenge):
    """The notes of this challenge that this reader may read, with their sources and what cites them."""
    citing = Prefetch("findings", Finding.objects.standing().order_by("number"), to_attr="citing")
    seen = EvidenceNote.objects.visible_to(request.user).filter(challenge=challenge)
    return seen.with_source().prefetch_related(citing)


@challenge_view("feedback.view_notes")
def note_list(request, challenge):
    notes = _notes(request, challenge)
    whose, kind, cited = (request.GET.get(name, "") for name in ("whose", "kind", "cited"))
    key_line = row_number(request.GET.get("key_line"))
    if whose == "mine":
        notes = notes.filter(written_by=request.user)
    elif whose == "kept":
        notes = notes.kept_by(request.user)
    elif whose == "team":
        notes = notes.shared()
    if kind in EvidenceNote.Kind.values:
        notes = notes.filter(kind=kind)
    if key_line is not None:
        notes = notes.filter(key_line=key_line)
    if cited == "no":
        notes = notes.not_cited()
    before = row_number(request.GET.get("before"))
    if before is not None:
        notes = notes.filter(pk__lt=before)
    page = list(notes.order_by("-pk")[: PAGE + 1])
    return render(
        request,
        "feedback/note_list.html",
        {
            "challenge": challenge,
            "notes": page[:PAGE],
            "more": page[PAGE - 1].pk if len(page) > PAGE else None,
            "is_later_page": bool(before),
            "key_lines": scoping.queries.key_lines(challenge),
            "kinds": EvidenceNote.Kind.choices,
            "whose": whose,
            "kind": kind,
            "key_line": "" if key_line is None else str(key_line),
            "cited": cited,
            "is_filtered": bool(whose or kind or key_line or cited),
            "may_write": request.user.has_perm("feedback.write_note", challenge),
            "may_view_findings": request.user.has_perm("feedback.view_findings", challenge),
            "may_write_finding": request.user.has_perm("feedback.write_finding", challenge),
            "may_open_case": request.user.has_perm("casereview.view_cases", challenge),
            "went": when_it_went(challenge, *NOTES_GO_WITH).values(),
        },
    )


@challenge_view("feedback.write_note")
def note_add(request, challenge):
    source = {name: pk for name in SOURCES if (pk := row_number(request.GET.get(name))) is not None}
    cancel = reverse("feedback:note_list", args=[challenge.slug])
    form = NoteForm(request.POST or None, challenge=challenge, reader=request.user, initial=source, cancel=cancel)
    if request.method == "POST" and form.is_valid():
        with words_checked(form, request):
            note = actions.write_note(challenge, by=request.user, share="share" in request.POST, **form.cleaned_data)
            told = "Shared with the team." if note.audience == Audience.TEAM else "Kept for you alone."
            messages.success(request, f"{told} You can write the next note from the same {note.source_kind}.")
            source = f"{note.source_kind}={getattr(note, note.source_kind).pk}"
            return redirect(f"{reverse('feedback:note_add', args=[challenge.slug])}?{source}")
    so_far = [queries.notes_from(challenge, name, pk, by=request.user)[:5] for name, pk in source.items()]
    return render(
        request,
        "feedback/note_add.html",
        {"challenge": challenge, "form": form, "so_far": so_far[0] if so_far else []},
    )


@challenge_view("feedback.edit_note")
def note_edit(request, challenge, pk):
    note = get_object_or_404(_notes(request, challenge), pk=pk)
    if note.written_by_id != request.user.pk:
        raise PermissionDenied
    initial = {field: getattr(note, field) for field in NoteEditForm.base_fields}
    cancel = reverse("feedback:note_list", args=[challenge.slug])
    form = NoteEditForm(request.POST or None, challenge=challenge, reader=request.user, initial=initial, cancel=cancel)
    if request.method == "POST" and form.is_valid():
        with words_checked(form, request):
            actions.edit_note(note, by=request.user, **form.cleaned_data)
            messages.success(request, "The note is saved.")
            return redirect("feedback:note_list", slug=challenge.slug)
    return render(request, "feedback/note_edit.html", {"challenge": challenge, "note": note, "form": form})


@require_POST
@challenge_view("feedback.share_note")
def note_share(request, challenge, pk):
    note = get_object_or_404(_notes(request, challenge), pk=pk)
    actions.share_note(note, by=request.user)
    messages.success(request, "The note is shared with the team.")
    return redirect("feedback:note_list", slug=challenge.slug)


@challenge_view("feedback.view_findings")
def finding_list(request, challenge):
    """The findings board: by theme and kind, with what each stands on, and what is still open."""
    seen = Finding.objects.visible_to(request.user).filter(challenge=challenge)
    everything = list(seen.in_order().select_related("theme", "key_line"))
    sources = queries.evidence_sources(challenge)
    for finding in everything:
        finding.sources = sources.get(finding.pk, queries.EvidenceSources())
    standing = [finding for finding in everything if not finding.set_aside_at]
    key_lines = list(scoping.queries.key_lines(challenge))
    answered = {finding.key_line_id for finding in standing}
    counts = {kind: sum(finding.kind == kind for finding in standing) for kind in Finding.Kind.values}
    most = challenge.programme.plan.limits.recommendations
    return render(
        request,
        "feedback/finding_list.html",
        {
            "challenge": challenge,
            "themes": [(theme, _by_kind(rows)) for theme, rows in queries.group_by_theme(challenge, standing)],
            "set_aside": sorted((each for each in everything if each.set_aside_at), key=lambda each: each.number),
            "has_findings": bool(standing),
            "counts": [(kind.value, kind.label, counts[kind]) for kind in Finding.Kind],
            "most_recommendations": most,
            "too_many": counts[Finding.Kind.RECOMMENDATION] > most,
            "open_key_lines": [line for line in key_lines if line.pk not in answered],
            "not_cited": queries.notes_not_cited(challenge),
            "may_write": request.user.has_perm("feedback.write_finding", challenge),
            "went": when_it_went(challenge, *NOTES_GO_WITH).values(),
        },
    )


def _by_kind(rows):
    """The findings of one theme as (kind, its findings), in the order told, without empty kinds."""
    kinds = [(kind.value, [finding for finding in rows if finding.kind == kind]) for kind in Finding.Kind]
    return [(kind, found) for kind, found in kinds if found]


@challenge_view("feedback.view_findings")
def finding(request, challenge, pk):
    found = _finding(request, challenge, pk)
    may_edit = request.user.has_perm("feedback.edit_finding", challenge)
    words = queries.judgement_words(found.headline, found.detail) if may_edit else []
    sources = queries.evidence_sources(challenge).get(found.pk, queries.EvidenceSources())
    readable = found.evidence.visible_to(request.user).with_source()
    in_the_week = [F("session__starts_at").asc(nulls_last=True), F("document__position").asc(nulls_last=True), "pk"]
    evidence = list(readable.order_by(*in_the_week))
    return render(
        request,
        "feedback/finding.html",
        {
            "challenge": challenge,
            "finding": found,
            "evidence": evidence,
            "sources": sources,
            "not_shown": sources.pieces - len(evidence),
            "words": words,
            "may_edit": may_edit,
            "may_open_case": request.user.has_perm("casereview.view_cases", challenge),
            "went": when_it_went(challenge, *NOTES_GO_WITH).values(),
        },
    )


def _finding(request, challenge, pk):
    seen = Finding.objects.visible_to(request.user).filter(challenge=challenge)
    return get_object_or_404(seen.select_related("theme", "key_line", "written_by", "changed_by"), pk=pk)


@challenge_view("feedback.write_finding")
def finding_add(request, challenge):
    form = FindingForm(
        request.POST or None,
        challenge=challenge,
        notes=_notes(request, challenge).shared(),
        initial=_from_note(request, challenge),
        cancel=reverse("feedback:finding_list", args=[challenge.slug]),
    )
    if request.method == "POST" and form.is_valid():
        with words_checked(form, request):
            written = actions.write_finding(challenge, by=request.user, **form.cleaned_data)
            messages.success(request, f"Finding {written.reference} is saved.")
            return redirect("feedback:finding", slug=challenge.slug, pk=written.pk)
    return render(request, "feedback/finding_add.html", {"challenge": challenge, "form": form})


def _from_note(request, challenge):
    """A finding begun from a note: its kind where it is one of a finding, its key line, and the note as evidence."""
    pk = row_number(request.GET.get("note"))
    note = None if pk is None else _notes(request, challenge).shared().filter(pk=pk).first()
    if note is None:
        return {}
    kind = note.kind if note.kind in Finding.Kind.values else ""
    return {"kind": kind, "key_line": note.key_line, "evidence": [note.pk]}


@challenge_view("feedback.edit_finding")
def finding_edit(request, challenge, pk):
    found = _finding(request, challenge, pk)
    fields = ("kind", "headline", "detail", "theme", "key_line", "version")
    initial = {field: getattr(found, field) for field in fields}
    initial["evidence"] = list(found.evidence.values_list("pk", flat=True))
    form = FindingEditForm(
        request.POST or None,
        challenge=challenge,
        notes=_notes(request, challenge).shared(),
        initial=initial,
        cancel=reverse("feedback:finding", args=[challenge.slug, found.pk]),
    )
    if request.method == "POST" and form.is_valid():
        with words_checked(form, request):
            actions.edit_finding(found, by=request.user, **form.cleaned_data)
            messages.success(request, f"Finding {found.reference} is saved.")
            return redirect("feedback:finding", slug=challenge.slug, pk=found.pk)
    return render(request, "feedback/finding_edit.html", {"challenge": challenge, "finding": found, "form": form})


@challenge_view("feedback.set_aside_finding")
def finding_set_aside(request, challenge, pk):
    found = _finding(request, challenge, pk)
    cancel = reverse("feedback:finding", args=[challenge.slug, found.pk])
    form = SetAsideForm(request.POST or None, cancel=cancel)
    if request.method == "POST" and form.is_valid():
        with words_checked(form, request):
            actions.set_aside_finding(found, by=request.user, **form.cleaned_data)
            messages.success(request, f"Finding {found.reference} is set aside.")
            return redirect("feedback:finding_list", slug=challenge.slug)
    return render(request, "feedback/finding_set_aside.html", {"challenge": challenge, "finding": found, "form": form})


@require_POST
@challenge_view("feedback.take_up_finding")
def finding_take_up(request, challenge, pk):
    found = _finding(request, challenge, pk)
    actions.take_up_finding(found, by=request.user)
    messages.success(request, f"Finding {found.reference} stands again.")
    return redirect("feedback:finding", slug=challenge.slug, pk=found.pk)


@require_POST
@challenge_view("feedback.move_finding")
def finding_move(request, challenge, pk):
    found = _finding(request, challenge, pk)
    actions.move_finding(found, by=request.user, earlier=request.POST.get("where") == "earlier")
    messages.success(request, f"Finding {found.reference} is moved.")
    return redirect(f"{reverse('feedback:finding_list', args=[challenge.slug])}#finding-{found.number}")


@challenge_view("feedback.view_presentation")
def presentation(request, challenge):
    """The presentation in the agreed order. The council reads it once it was given."""
    is_team = request.user.has_perm("feedback.view_findings", challenge)
    shown = queries.presentation(challenge)
    if not is_team and not (shown and shown.audience == Audience.COUNCIL):
        raise PermissionDenied
    standing = list(queries.findings(challenge).visible_to(request.user))
    key_lines = scoping.queries.key_lines(challenge).visible_to(request.user)
    may_edit = request.user.has_perm("feedback.edit_presentation", challenge)
    words = [finding.headline for finding in standing] + [finding.detail for finding in standing]
    return render(
        request,
        "feedback/presentation.html",
        {
            "challenge": challenge,
            "presentation": shown,
            "on_screen": bool(request.GET.get("on_screen")),
            "given": bool(shown and shown.given_on),
            "team": [each for each in preparation.queries.team_places(challenge) if each.state == "accepted"],
            "managers": people(challenge, Role.CHALLENGE_MANAGER),
            "numbers": _in_numbers(challenge),
            "case_review": casereview.queries.shared_report(challenge, reader=request.user),
            "themes": _told_by_theme(challenge, standing),
            "key_lines": [(line, _answers(line, standing)) for line in key_lines],
            "good_practice": [each for each in standing if each.kind == Finding.Kind.GOOD_PRACTICE],
            "recommendations": [each for each in standing if each.kind == Finding.Kind.RECOMMENDATION],
            "words": queries.judgement_words(*words, shown.headline_messages if shown else "") if may_edit else [],
            "may_edit": may_edit,
            "may_give": request.user.has_perm("feedback.give_presentation", challenge),
        },
    )


def _in_numbers(challenge):
    """The process in numbers, as (number, what): only what there was."""
    week = onsite.queries.week_in_numbers(challenge)
    held = week.held or week.sessions
    read = preparation.queries.documents_read(challenge)
    cases = casereview.queries.progress(challenge).finished
    numbers = [
        (challenge.programme.plan.days_in(challenge.shape), "day on site", "days on site"),
        (held, "session", "meetings, focus groups, visits and observations"),
        (week.hours, "hour of conversation", "hours of conversation"),
        (week.groups, "group of people met", "groups of people met"),
        (read, "document read", "documents read"),
        (cases, "case file read", "case files read, each known by a code only"),
    ]
    return [(number, one if number == 1 else many) for number, one, many in numbers if number]


def _told_by_theme(challenge, standing):
    """Each theme with its strengths and its areas for consideration."""
    return [
        {
            "theme": theme,
            "strengths": [each for each in rows if each.kind == Finding.Kind.STRENGTH],
            "areas": [each for each in rows if each.kind == Finding.Kind.AREA],
        }
        for theme, rows in queries.group_by_theme(challenge, standing)
    ]


def _answers(line, standing):
    """What answers a key line: strengths first, whatever the theme."""
    kinds = Finding.Kind.values
    return sorted((each for each in standing if each.key_line_id == line.pk), key=lambda each: kinds.index(each.kind))


@challenge_view("feedback.edit_presentation")
def presentation_edit(request, challenge):
    shown = queries.presentation(challenge)
    initial = {
        "version": shown.version if shown else 1,
        "headline_messages": shown.headline_messages if shown else "",
        "next_steps": shown.next_steps if shown else "",
    }
    cancel = reverse("feedback:presentation", args=[challenge.slug])
    form = PresentationForm(request.POST or None, initial=initial, cancel=cancel)
    if request.method == "POST" and form.is_valid():
        with words_checked(form, request):
            actions.edit_presentation(challenge, by=request.user, **form.cleaned_data)
            messages.success(request, "The words of the presentation are saved.")
            return redirect(cancel)
    return render(request, "feedback/presentation_edit.html", {"challenge": challenge, "form": form})


@challenge_view("feedback.give_presentation")
def presentation_give(request, challenge):
    missing = what_is_missing(challenge)
    form = GiveForm(
        request.POST or None,
        missing=missing,
        initial={"given_on": min(today(), challenge.ends_on)},
        submit="Record that it was given",
        cancel=reverse("feedback:presentation", args=[challenge.slug]),
    )
    if request.method == "POST" and form.is_valid():
        with refusals_shown_on(form):
            actions.give_presentation(challenge, by=request.user, **form.cleaned_data)
            messages.success(request, "The presentation is given. The council can read it now.")
            return redirect("feedback:presentation", slug=challenge.slug)
    return render(
        request,
        "feedback/presentation_give.html",
        {"challenge": challenge, "form": form, "missing": missing, "findings": len(queries.findings(challenge))},
    )
