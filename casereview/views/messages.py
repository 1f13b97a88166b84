"""Messages across cases."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_POST

from casereview import actions, queries
from casereview.forms import BehindForm, MessageEditForm, MessageForm
from casereview.forms.messages import FilterForm
from casereview.models import CASE_ROLES, AspectNote, Case, CaseMessage
from casereview.views.ways import case_of
from challenges.access import challenge_view
from challenges.form_tools import refusals_shown_on
from challenges.openings import opens, opens_each
from challenges.retention import when_it_went
from challenges.text_check.forms import words_checked
from challenges.typed import row_number


def _message_or_404(request, challenge, pk):
    message = get_object_or_404(queries.messages(challenge, reader=request.user), pk=pk)
    message.challenge = challenge
    return message


def _page(challenge, message):
    return reverse("casereview:message", args=[challenge.slug, message.pk])


def _may_write(request, challenge, report=None):
    """Whether this reader can write messages; none once the report is shared."""
    return request.user.has_perm("casereview.write_messages", challenge) and not (report and report.shared_at)


def may_gather_from(request, challenge, case, report):
    """Whether the page of this case offers to begin a message from it, as the report stands."""
    return case.state == Case.State.FINISHED and _may_write(request, challenge, report)


def _works_with_cases(request, challenge):
    return bool(CASE_ROLES & request.user.roles_in(challenge))


@challenge_view("casereview.view_messages")
def message_list(request, challenge):
    """The messages in the order of the report, with how many cases stand behind each and what is in the report."""
    report = queries.report(challenge)
    works_with_cases = _works_with_cases(request, challenge)
    rows = list(queries.messages(challenge, reader=request.user))
    went = when_it_went(challenge, "case_notes")
    shown = {
        each.message.pk: {
            "in_report": each,
            "behind": queries.behind_in_words(each.message.cases_behind, works_with_cases=works_with_cases),
            "thin": works_with_cases and each.message.cases_behind == 1,
        }
        for each in queries.in_report(report, rows)
    }
    of_kind = {kind: [each for each in rows if each.kind == kind] for kind in CaseMessage.Kind.values}
    kinds = [
        (
            kind,
            CaseMessage.Kind(kind).label,
            [
                shown[each.pk] | {"message": each, "is_first": place == 0, "is_last": place == len(found) - 1}
                for place, each in enumerate(found)
            ],
        )
        for kind, found in of_kind.items()
    ]
    return render(
        request,
        "casereview/message_list.html",
        {
            "challenge": challenge,
            "kinds": kinds,
            "number": len(rows),
            "may_write": _may_write(request, challenge, report),
            "shared": bool(report and report.shared_at),
            "left_alone": queries.cases_left_before_others(challenge, request.user),
            "went": went.values(),
        },
    )


@challenge_view("casereview.view_messages")
def message(request, challenge, pk):
    """One message, with how many cases stand behind it; which ones is a page of its own, for who works with cases."""
    found = _message_or_404(request, challenge, pk)
    report = queries.report(challenge)
    works_with_cases = _works_with_cases(request, challenge)
    went = when_it_went(challenge, "case_notes")
    (standing,) = queries.in_report(report, [found])
    return render(
        request,
        "casereview/message.html",
        {
            "challenge": challenge,
            "message": found,
            "behind": queries.behind_in_words(found.cases_behind, works_with_cases=works_with_cases),
            "thin": works_with_cases and found.cases_behind < 2 and not went,
            "key_lines": found.key_lines.visible_to(request.user).order_by("number"),
            "standing": standing,
            "may_write": _may_write(request, challenge, report),
            "may_open_cases": request.user.has_perm("casereview.view_cases", challenge),
            "shared": bool(report and report.shared_at),
            "went": went.values(),
        },
    )


@challenge_view("casereview.write_messages")
def message_add(request, challenge):
    """A new message. What begins from a case (?case=) has a page that shows what was noted there."""
    if (case := row_number(request.GET.get("case"))) is not None:
        asked = urlencode({name: request.GET[name] for name in ("aspect", "kind") if name in request.GET})
        page = reverse("casereview:message_from_case", args=[challenge.slug, case])
        return redirect(f"{page}?{asked}" if asked else page)
    form, saved = _added(request, challenge)
    return saved or render(request, "casereview/message_add.html", {"challenge": challenge, "form": form})


@challenge_view("casereview.write_messages", child_level=True)
def message_from_case(request, challenge, pk):
    """A new message that begins from a finished case, with what was noted there beside it."""
    case = case_of(challenge, pk)
    opens(request, f"Case {case}, for a message", case)
    code = request.GET.get("aspect", "")
    aspect = next((each for each in challenge.programme.plan.case_review.aspects if each.code == code), None)
    review, note = queries.noted_of(case, aspect.code if aspect else "", reader=request.user)
    if case.state != Case.State.FINISHED or review is None:
        messages.error(request, f"A message can begin from {case} once it is finished.")
        return redirect("casereview:message_list", slug=challenge.slug)
    begun = {"case": case, "aspect": aspect.code if aspect else ""}
    kind = "" if note is None else {"strength": "strength", "area": "area"}.get(note.counted_tag, "")
    form, saved = _added(request, challenge, begun=begun, kind=kind)
    context = {"challenge": challenge, "form": form, "case": case, "review": review, "aspect": aspect, "note": note}
    return saved or render(request, "casereview/message_from_case.html", context)


def _added(request, challenge, *, begun=None, kind=""):
    """The form, and where to go once what was posted is written: on to the cases behind it."""
    asked = request.GET.get("kind", "")
    kind = asked if asked in CaseMessage.Kind.values else kind
    cancel = reverse("casereview:message_list", args=[challenge.slug])
    form = MessageForm(
        request.POST or None,
        challenge=challenge,
        initial={"kind": kind},
        cancel=cancel,
        submit="Save, then choose the cases behind it",
    )
    if request.method == "POST" and form.is_valid():
        with words_checked(form, request):
            added = actions.write_message(challenge, by=request.user, **form.cleaned_data, **(begun or {}))
            messages.success(request, f"{added} is saved. Next: the cases behind it.")
            return form, redirect("casereview:message_cases", slug=challenge.slug, pk=added.pk)
    return form, None


@challenge_view("casereview.write_messages")
def message_edit(request, challenge, pk):
    found = _message_or_404(request, challenge, pk)
    initial = {name: getattr(found, name) for name in ("kind", "text", "version")}
    form = MessageEditForm(
        request.POST or None,
        challenge=challenge,
        initial=initial | {"key_lines": list(found.key_lines.values_list("pk", flat=True))},
        cancel=_page(challenge, found),
    )
    if request.method == "POST" and form.is_valid():
        with words_checked(form, request):
            actions.edit_message(found, by=request.user, **form.cleaned_data)
            messages.success(request, f"{found} is saved.")
            return redirect(_page(challenge, found))
    return render(request, "casereview/message_edit.html", {"challenge": challenge, "message": found, "form": form})


@challenge_view("casereview.view_cases", child_level=True)
def message_cases(request, challenge, pk):
    """The cases behind a message with what was noted in them; who writes messages ticks them here."""
    found = _message_or_404(request, challenge, pk)
    may_write = _may_write(request, challenge, queries.report(challenge))
    if request.method == "POST" and not may_write:
        raise PermissionDenied
    aspects = challenge.programme.plan.case_review.aspects
    narrowed = FilterForm(request.GET or None, aspects=aspects)
    chosen = narrowed.chosen if request.GET else {"aspect": "", "tag": ""}
    behind = queries.behind_message(found, reader=request.user)
    opens(request, f"Cases behind {found}", found)
    opens_each(request, {f"Case {each.case}, behind {found}": each.case for each in behind})
    form = None
    if may_write:
        there = {each.key for each in behind}
        offered = [
            case
            for case in queries.cases_to_put_behind(challenge, reader=request.user, **chosen)
            if queries.pair_key(case.pk, chosen["aspect"]) not in there
        ]
        form = BehindForm(
            request.POST if request.method == "POST" else None, behind=behind, offered=offered, aspect=chosen["aspect"]
        )
        if request.method == "POST" and form.is_valid():
            with refusals_shown_on(form):
                actions.put_behind(found, by=request.user, pairs=form.added, take_away=form.taken_away)
                messages.success(request, f"The cases behind {found} are saved.")
                return redirect(request.get_full_path())
    return render(
        request,
        "casereview/message_cases.html",
        {
            "challenge": challenge,
            "message": found,
            "behind": behind,
            "form": form,
            "narrowed": narrowed,
            "chosen_aspect": next((each for each in aspects if each.code == chosen["aspect"]), None),
            "chosen_tag": dict(AspectNote.Tag.choices).get(chosen["tag"], ""),
            "offered": [] if form is None else form.offered.items(),
            "thin": len({each.case.pk for each in behind}) < 2,
        },
    )


@require_POST
@challenge_view("casereview.write_messages")
def message_move(request, challenge, pk):
    found = _message_or_404(request, challenge, pk)
    actions.move_message(found, by=request.user, earlier="earlier" in request.POST)
    return redirect(f"{reverse('casereview:message_list', args=[challenge.slug])}#message-{found.pk}")


@challenge_view("casereview.write_messages")
def message_remove(request, challenge, pk):
    found = _message_or_404(request, challenge, pk)
    if request.method == "POST":
        actions.remove_message(found, by=request.user)
        messages.success(request, f"{found} is removed.")
        return redirect("casereview:message_list", slug=challenge.slug)
    return render(request, "casereview/message_remove.html", {"challenge": challenge, "message": found})
