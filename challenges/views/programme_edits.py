"""Editing a programme: its parts one by one, the preview, and the new version."""

from typing import Any

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from challenges import actions, programme_files
from challenges.access import office_view
from challenges.action_tools import ActionRefused
from challenges.form_tools import refusals_shown_on
from challenges.forms import (
    CaseLinesPartForm,
    DatesForm,
    DocumentForm,
    LabelsForm,
    ReasonForm,
    SampleDayForm,
    ThemeForm,
    ThrowAwayForm,
)
from challenges.models import Programme, ProgrammeDraft
from challenges.moments import today, working_days_from
from challenges.planned_dates import planned_dates
from challenges.programme_changes import IMPORTANCE, changes, counted, owner
from challenges.programme_files import parts

MAY = "challenges.edit_programme"
A_SAMPLE_AHEAD = 85  # working days: so far ahead that every date of the longest plan lies in the future


class Edit:
    """A programme as it stands in its edit: the version in use where nobody edits it."""

    def __init__(self, code: str) -> None:
        self.programme = get_object_or_404(Programme.objects.newest(), code=code)
        self.draft = ProgrammeDraft.objects.select_related("base", "begun_by", "changed_by").filter(code=code).first()
        self.content: dict[str, Any] = self.draft.content if self.draft else self.programme.content
        self.plan = programme_files.from_dict(self.content) if self.draft else self.programme.plan
        self.url = reverse("challenges:programme_edit", args=[code])

    @property
    def base(self) -> Programme:
        return self.draft.base if self.draft else self.programme

    @property
    def is_behind(self) -> bool:
        """A version came into use after the edit was begun."""
        return bool(self.draft) and self.base.pk != self.programme.pk

    def version_of(self, part: str) -> int:
        return (self.draft.parts if self.draft else {}).get(part, {"version": 1})["version"]

    def initial(self, part: str) -> dict[str, Any]:
        return parts.values(self.content, part) | {"version": self.version_of(part)}


@office_view(MAY)
def programme_edit(request, code):
    """What can be edited, and what has been."""
    edit = Edit(code)
    changed = changes(edit.base.plan, edit.plan)
    touched = edit.draft.parts if edit.draft else {}
    return render(
        request,
        "challenges/programme_edit.html",
        {
            "edit": edit,
            "programme": edit.programme,
            "plan": edit.plan,
            "changed": changed,
            "themes": [(theme, parts.theme_part(theme.code) in touched) for theme in edit.plan.themes],
            "documents": [
                (each, IMPORTANCE[each.importance], parts.document_part(each.code) in touched)
                for each in edit.plan.documents
            ],
            "names_touched": parts.LABELS_PART in touched,
            "dates_touched": parts.DATES_PART in touched,
            "has_cases": "case_review" in edit.content,
            "times_touched": parts.TIMESCALES_PART in touched,
            "conversation_touched": parts.CONVERSATION_PART in touched,
        },
    )


def _part_page(request, edit, part, form, template, *, saved, **context):
    """A page that edits one part: saved, it goes back to the list; saved by another meanwhile, both texts are shown."""
    if request.method == "POST" and form.is_valid():
        with refusals_shown_on(form):
            version = form.cleaned_data["version"]
            actions.save_part(edit.programme, part=part, values=form.said, version=version, by=request.user)
            messages.success(request, saved)
            return redirect(edit.url)
        _in_words(form)
    return render(request, template, {"edit": edit, "programme": edit.programme, "form": form, **context})


def _in_words(form):
    """What somebody else saved meanwhile, as people read it: choices by their names."""
    for name, value in (getattr(form, "theirs", None) or {}).items():
        choices = dict(getattr(form.fields[name], "choices", ()))
        if isinstance(value, bool):
            form.theirs[name] = "Ticked" if value else "Not ticked"
        elif isinstance(value, list):
            form.theirs[name] = ", ".join(str(choices.get(each, each)) for each in value)
        else:
            form.theirs[name] = str(choices.get(value, value))


@office_view(MAY)
def programme_names_edit(request, code):
    edit = Edit(code)
    part = parts.LABELS_PART
    form = LabelsForm(request.POST or None, initial=edit.initial(part), cancel=edit.url)
    return _part_page(
        request, edit, part, form, "challenges/programme_names_edit.html", saved="The names are saved in the edit."
    )


@office_view(MAY)
def programme_dates_edit(request, code):
    edit = Edit(code)
    part = parts.DATES_PART
    form = DatesForm(request.POST or None, initial=edit.initial(part), plan=edit.plan)
    return _part_page(
        request, edit, part, form, "challenges/programme_dates_edit.html", saved="The dates are saved in the edit."
    )


@office_view(MAY)
def programme_times_edit(request, code):
    return _lines_page(
        request,
        code,
        parts.TIMESCALES_PART,
        "challenges/programme_times_edit.html",
        saved="The statutory times are saved in the edit.",
    )


@office_view(MAY)
def programme_conversation_edit(request, code):
    return _lines_page(
        request,
        code,
        parts.CONVERSATION_PART,
        "challenges/programme_conversation_edit.html",
        saved="The questions of the conversation are saved in the edit.",
    )


def _lines_page(request, code, part, template, *, saved):
    edit = Edit(code)
    if "case_review" not in edit.content:
        raise Http404
    form = CaseLinesPartForm(
        request.POST or None,
        initial=edit.initial(part),
        part=part,
        rows=parts.case_rows(edit.content, part),
        cancel=edit.url,
    )
    return _part_page(request, edit, part, form, template, saved=saved)


@office_view(MAY)
def programme_theme_edit(request, code, theme):
    edit = Edit(code)
    part = parts.theme_part(theme)
    if parts.item(edit.content, part) is None:
        raise Http404
    form = ThemeForm(request.POST or None, initial=edit.initial(part), cancel=edit.url)
    return _part_page(
        request,
        edit,
        part,
        form,
        "challenges/programme_theme_edit.html",
        saved=f"Theme {theme} is saved in the edit.",
        theme=theme,
    )


@office_view(MAY)
def programme_document_edit(request, code, document):
    edit = Edit(code)
    part = parts.document_part(document)
    if parts.item(edit.content, part) is None:
        raise Http404
    form = DocumentForm(
        request.POST or None, initial=edit.initial(part), plan=edit.plan, submit="Save the document", cancel=edit.url
    )
    return _part_page(
        request,
        edit,
        part,
        form,
        "challenges/programme_document_edit.html",
        saved=f"Document {document} is saved in the edit.",
        document=document,
    )


@office_view(MAY)
def programme_document_add(request, code):
    edit = Edit(code)
    form = DocumentForm(
        request.POST or None,
        initial={"version": 1, "days_before": 20, "importance": "reference"},
        plan=edit.plan,
        submit="Add the document",
        cancel=edit.url,
    )
    if request.method == "POST" and form.is_valid():
        with refusals_shown_on(form):
            added = actions.add_document(edit.programme, values=form.said, by=request.user)
            messages.success(request, f"Document {added} is added to the edit.")
            return redirect(f"{edit.url}#document-{added}")
    return render(
        request,
        "challenges/programme_document_add.html",
        {"edit": edit, "programme": edit.programme, "form": form},
    )


@require_POST
@office_view(MAY)
def programme_document_move(request, code, document):
    """One place earlier or later, or out of the list."""
    edit = Edit(code)
    where = request.POST.get("where", "")
    if parts.item(edit.content, parts.document_part(document)) is None:
        raise Http404
    if where == "out":
        return _refusal_told(
            request,
            edit,
            lambda: actions.remove_document(edit.programme, code=document, by=request.user),
            said=f"Document {document} is taken out of the edit.",
        )
    return _refusal_told(
        request,
        edit,
        lambda: actions.move_document(edit.programme, code=document, earlier=where == "earlier", by=request.user),
        at=f"#document-{document}",
    )


def _refusal_told(request, edit, act, *, said="", at=""):
    try:
        act()
    except ActionRefused as refusal:
        messages.error(request, str(refusal))
        return redirect(edit.url)
    if said:
        messages.success(request, said)
    return redirect(f"{edit.url}{at}")


@office_view(MAY)
def programme_preview(request, code):
    """What would change, with the dates of a sample challenge; with a reason it becomes the next version."""
    edit = Edit(code)
    if edit.draft is None:
        messages.info(request, "Nobody is editing this programme. The version in use stands as it is.")
        return redirect(edit.url)
    sample = SampleDayForm(
        request.GET if "starts_on_day" in request.GET else None, initial={"starts_on": _sample_day()}
    )
    starts_on = sample.cleaned_data["starts_on"] if sample.is_bound and sample.is_valid() else _sample_day()
    told = changes(edit.base.plan, edit.plan)
    seen = programme_files.hash_of(edit.draft.content)
    form = ReasonForm(
        request.POST or None,
        initial={"seen": seen},
        submit=f"Make version {edit.programme.version + 1}",
        cancel=edit.url,
    )
    if request.method == "POST" and form.is_valid():
        with refusals_shown_on(form):
            made = actions.make_version(edit.draft, by=request.user, **form.cleaned_data)
            messages.success(
                request,
                f"Version {made.version} is in use for challenges set up from now on. Running challenges keep theirs.",
            )
            return redirect("challenges:programme", code=code, version=made.version)
    return render(
        request,
        "challenges/programme_preview.html",
        {
            "edit": edit,
            "programme": edit.programme,
            "changes": told,
            "sample": sample,
            "starts_on": starts_on,
            "dates": _dates(edit, starts_on),
            "form": form if told and not edit.is_behind else None,
        },
    )


def _sample_day():
    return working_days_from(today(), A_SAMPLE_AHEAD)


def _dates(edit, starts_on):
    """The dates of a challenge from this day: as they are, as they would be, and whether that differs."""
    before = {
        spec.code: (due_on, owner(edit.base.plan, spec)) for spec, due_on in planned_dates(edit.base.plan, starts_on)
    }
    rows = [
        {
            "milestone": spec,
            "counted": counted(spec),
            "was": before.get(spec.code, (None, ""))[0],
            "becomes": due_on,
            "owner": owner(edit.plan, spec),
            "differs": before.get(spec.code) != (due_on, owner(edit.plan, spec)),
        }
        for spec, due_on in planned_dates(edit.plan, starts_on)
    ]
    return sorted(rows, key=lambda row: row["becomes"])


@require_POST
@office_view(MAY)
def programme_edit_bring_over(request, code):
    edit = Edit(code)
    if edit.draft is None:
        raise Http404
    actions.bring_edit_over(edit.draft, by=request.user)
    messages.success(request, f"The edit stands on version {edit.programme.version} now. Read the preview.")
    return redirect("challenges:programme_preview", code=code)


@office_view(MAY)
def programme_edit_discard(request, code):
    edit = Edit(code)
    if edit.draft is None:
        return redirect(edit.url)
    form = ThrowAwayForm(request.POST or None, cancel=edit.url)
    if request.method == "POST":
        actions.throw_edit_away(edit.draft, by=request.user)
        messages.success(request, "The edit is thrown away. The version in use stands as it is.")
        return redirect("challenges:programme_list")
    return render(
        request,
        "challenges/programme_edit_discard.html",
        {"edit": edit, "programme": edit.programme, "changes": changes(edit.base.plan, edit.plan), "form": form},
    )
