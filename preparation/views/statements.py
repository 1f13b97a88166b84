"""The position statement: how far it is, its sections, the whole of it, its versions."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from challenges import documents
from challenges.access import challenge_view
from challenges.form_tools import refusals_shown_on
from challenges.models import COUNCIL_ROLES
from challenges.retention import when_it_went
from challenges.text_check.forms import words_checked
from preparation import actions, queries
from preparation.forms import HandOverForm, SectionForm, WritersForm
from preparation.models import DocumentRequest


@require_GET
@challenge_view("preparation.view_statement")
def statement(request, challenge):
    """Who writes what and how far it is, for the council; the versions, for everyone they were handed over to."""
    rows = queries.statement_rows(challenge, request.user)
    versions = list(queries.statements_of(challenge, request.user))
    readable = DocumentRequest.objects.readable_by(request.user, challenge)
    item = readable.filter(code=queries.statement_code(challenge)).first()
    may_hand_over = request.user.has_perm("preparation.hand_over_statement", challenge)
    return render(
        request,
        "preparation/statement.html",
        {
            "challenge": challenge,
            "rows": rows,
            "glance": queries.statement_glance(rows),
            "limit": rows[0].said.limit if rows else 0,
            "pages": queries.LIMITS.pages,
            "versions": [(each, documents.shown(each.document)) for each in versions],
            "newest": versions[0] if versions else None,
            "item": item,
            "may_write": request.user.has_perm("preparation.write_statement", challenge),
            "may_give": request.user.has_perm("preparation.give_section", challenge),
            "may_read_draft": request.user.has_perm("preparation.view_statement_draft", challenge),
            "may_hand_over": may_hand_over,
            "may_read_versions": request.user.has_perm("preparation.view_statement_versions", challenge),
            "is_council": bool(request.user.roles_in(challenge) & COUNCIL_ROLES),
            "looks_on": request.user.seen_by is not None,
            "went": when_it_went(challenge, "documents").values(),
        },
    )


def statement_beside(request, challenge, item):
    """What the page of the item that asks for the statement says of it; nothing on the pages of others."""
    if item.code != queries.statement_code(challenge) or not request.user.has_perm(
        "preparation.view_statement", challenge
    ):
        return {}
    return {
        "statement_is_written_here": True,
        "newest_statement": queries.newest_readable(challenge, request.user),
        "may_write_statement": request.user.has_perm("preparation.write_statement", challenge),
    }


@challenge_view("preparation.write_statement")
def statement_section(request, challenge, pk):
    """The four boxes of one key line, with what was written last time."""
    row = _row_here(request, challenge, pk)
    section, limit = row.saved, row.said.limit
    back = reverse("preparation:statement", args=[challenge.slug])
    earlier = queries.earlier_answers(challenge, request.user, row.line)
    initial = {**section.words, "version": section.version, "ready": row.is_ready}
    form = SectionForm(
        request.POST or None, initial=initial, limit=limit, brought=section.brought, earlier=earlier, cancel=back
    )
    if request.method == "POST" and form.is_valid():
        with words_checked(form, request):
            answer = form.cleaned_data
            written = actions.write_section(row.line, by=request.user, **answer)
            if answer["bring"]:
                messages.success(
                    request, f"Saved, with the answer from {earlier.when}. Read it, then edit it or tick that it holds."
                )
                return redirect(f"{request.path}#id_{answer['bring'][0]}")
            if written.held_up:
                told = " ".join(written.held_up)
                messages.warning(request, f"Your words are saved, but the section is not ready yet. {told}")
                return redirect(request.path)
            messages.success(
                request, f"Key line {row.line.number} is saved{' and ready' if written.section.ready_at else ''}."
            )
            return redirect(back)
    return render(
        request,
        "preparation/statement_section.html",
        {
            "challenge": challenge,
            "row": row,
            "form": form,
            "is_council": bool(request.user.roles_in(challenge) & COUNCIL_ROLES),
            "earlier": earlier,
        },
    )


def _row_here(request, challenge, pk):
    """The section of a key line of this challenge that this writer may read."""
    rows = queries.statement_rows(challenge, request.user)
    found = next((row for row in rows if row.line.pk == pk), None)
    if found is None:
        raise Http404
    return found


@challenge_view("preparation.give_section")
def statement_writers(request, challenge):
    """Choose the contributors who write each section."""
    rows = queries.statement_rows(challenge, request.user)
    people = list(queries.contributors(challenge))
    back = reverse("preparation:statement", args=[challenge.slug])
    form = WritersForm(request.POST if request.method == "POST" else None, rows=rows, people=people, cancel=back)
    if request.method == "POST" and form.is_valid():
        with refusals_shown_on(form):
            changed = actions.give_sections(challenge, writers=form.writers(), by=request.user)
            told = "They find their sections among their next actions." if changed else "Nothing has changed."
            messages.success(request, f"Saved. {told}")
            return redirect(back)
    context = {"challenge": challenge, "form": form, "rows": rows, "anyone": bool(people)}
    return render(request, "preparation/statement_writers.html", context)


@require_GET
@challenge_view("preparation.view_statement_draft")
def statement_read(request, challenge):
    """The whole working text on one page, as the council alone reads it."""
    rows = queries.statement_rows(challenge, request.user)
    return render(
        request,
        "preparation/statement_read.html",
        {
            "challenge": challenge,
            "rows": [(row, queries.in_boxes(row.saved.words)) for row in rows],
            "glance": queries.statement_glance(rows),
            "newest": queries.newest_statement(challenge),
            "looks_on": request.user.seen_by is not None,
            "may_write": request.user.has_perm("preparation.write_statement", challenge),
            "may_hand_over": request.user.has_perm("preparation.hand_over_statement", challenge),
        },
    )


@challenge_view("preparation.hand_over_statement")
def statement_hand_over(request, challenge):
    """Confirm handing over the statement that was read."""
    rows = queries.statement_rows(challenge, request.user)
    newest = queries.newest_statement(challenge)
    number = newest.number + 1 if newest else 1
    form = HandOverForm(
        request.POST if request.method == "POST" else None,
        initial={"seen": queries.statement_seen(rows)},
        number=number,
        cancel=reverse("preparation:statement_read", args=[challenge.slug]),
    )
    if request.method == "POST" and form.is_valid():
        with refusals_shown_on(form):
            actions.hand_over_statement(challenge, by=request.user, **form.cleaned_data)
            messages.success(
                request, f"Version {number} is handed over. Its PDF comes under the documents in a moment."
            )
            return redirect("preparation:statement", slug=challenge.slug)
    item = queries.statement_item(challenge)
    return render(
        request,
        "preparation/statement_hand_over.html",
        {
            "challenge": challenge,
            "form": form,
            "number": number,
            "newest": newest,
            "glance": queries.statement_glance(rows),
            "not_ready": [row for row in rows if not row.is_ready],
            "item": item,
            "is_closed": item is not None and not item.takes_files,
            "pages": queries.LIMITS.pages,
        },
    )


@require_GET
@challenge_view("preparation.view_statement_versions")
def statement_version(request, challenge, number):
    """A version on a page: each key line with its four boxes, and what changed in it."""
    versions = queries.statements_of(challenge, request.user)
    version = get_object_or_404(versions, number=number)
    before = versions.filter(number__lt=number).first()
    return render(
        request,
        "preparation/statement_version.html",
        {
            "challenge": challenge,
            "version": version,
            "before": before,
            "document": documents.shown(version.document),
            "sections": [each | {"boxes": queries.in_boxes(each["texts"])} for each in version.content["sections"]],
            "changes": queries.statement_changes(before, version),
            "newest": queries.newest_statement(challenge),
            "item": queries.statement_item(challenge),
        },
    )
