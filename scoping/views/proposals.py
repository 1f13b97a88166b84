"""Versions of the proposal: made, read, compared, sent, agreed, and told apart from other files."""

import hashlib
from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from challenges import documents, next_actions
from challenges.access import challenge_view
from challenges.form_tools import refusals_shown_on
from challenges.forms import EndStageForm
from challenges.lifecycle import Stage
from challenges.models import Role
from challenges.queries import people
from challenges.text_check.forms import words_checked
from scoping import actions, dates, notifications, queries
from scoping.forms import LetterForm, TermsForm, VerifyForm
from scoping.models import ProposalTerms, ScopingProposal, Section
from scoping.pages import gauge_shown, may, missing, page_of
from scoping.reading import sections


@dataclass(frozen=True)
class Version:
    """One version of the proposal, as the page shows it."""

    proposal: ScopingProposal
    document: documents.Shown
    changes: list[str]
    compared_with: int | None
    is_newest: bool


def _readable(request, challenge):
    """The versions this reader may read."""
    proposals = challenge.scoping_proposals.with_document()
    return proposals if request.user.has_perm("scoping.view_unsent_proposal", challenge) else proposals.sent()


@require_GET
@challenge_view("scoping.view_proposal")
def proposal(request, challenge):
    """Every version of the proposal this reader may read, what the council said, and the next step."""
    allowed = may(
        request,
        challenge,
        *("make_proposal", "send_proposal", "agree_proposal", "edit_terms", "answer_comment", "comment_proposal"),
    )
    readable = list(_readable(request, challenge).order_by("-number"))
    versions = [
        Version(
            proposal=each,
            document=documents.shown(each.document),
            changes=queries.changes_between(before, each),
            compared_with=before.number if before else None,
            is_newest=each is readable[0],
        )
        for each, before in zip(readable, [*readable[1:], None], strict=False)
    ]
    newest = readable[0] if readable else None
    is_scoping = challenge.stage == Stage.SCOPING
    agreed = next((each for each in readable if each.agreed_at), None)
    gates = [action for action in challenge.next_actions.gating().order_by("position") if not action.ends_stage]
    comments = list(queries.comments(challenge).visible_to(request.user))
    said = queries.terms(challenge)
    return render(
        request,
        "scoping/proposal.html",
        {
            "challenge": challenge,
            "versions": versions,
            "newest": newest,
            "next_number": newest.number + 1 if newest else 1,
            "agreed": agreed,
            "dates_changed": dates.changed_since(agreed, challenge) if agreed else [],
            "changed": queries.changes_since(newest, challenge) if newest and is_scoping else [],
            "missing": [missing(each, challenge) for each in gates if is_scoping and each.page != "scoping:proposal"],
            "is_scoping": is_scoping,
            "record": queries.meeting(challenge, request.user) if is_scoping else None,
            "terms": said or ProposalTerms(),
            "formats": queries.formats(challenge, said),
            "comments": comments,
            "open_comments": sum(each.answered_at is None for each in comments),
            "to_tell": sum(bool(each.answered_at) and each.told_at is None for each in comments),
            "gauge": gauge_shown(_gauge(challenge, said)) if is_scoping and allowed["make_proposal"] else None,
            "may": allowed,
        },
    )


def _gauge(challenge, said):
    themes = queries.chosen_themes_with_probes(challenge)
    return queries.gauge(challenge, themes, queries.key_lines(challenge), said)


@challenge_view("scoping.edit_terms")
def terms_edit(request, challenge):
    """What the next version says besides the scope: team, feedback, confidentiality, who does what."""
    said = queries.terms(challenge)
    offered = challenge.programme.plan.formats
    usual = [each.code for each in queries.formats(challenge, said)]
    initial = {name: getattr(said, name) for name in TermsForm.base_fields} if said else {"version": 0}
    form = TermsForm(
        request.POST or None,
        initial=initial | {"formats": usual},
        offered=offered,
        cancel=page_of(challenge, "proposal"),
    )
    if request.method == "POST" and form.is_valid():
        with words_checked(form, request):
            actions.set_terms(challenge, by=request.user, **form.cleaned_data)
            messages.success(request, "Team, feedback and confidentiality are saved. The next version says them.")
            return redirect("scoping:proposal", slug=challenge.slug)
    return render(request, "scoping/terms_edit.html", {"challenge": challenge, "form": form})


@require_POST
@challenge_view("scoping.make_proposal")
def proposal_make(request, challenge):
    made = actions.make_proposal(challenge, by=request.user)
    messages.success(request, f"Version {made.number} is being made. Read it, then send it to the sponsor.")
    return redirect("scoping:proposal", slug=challenge.slug)


@require_GET
@challenge_view("scoping.view_proposal")
def proposal_read(request, challenge, number):
    """A version on a page, with what the council said beside each section."""
    version = get_object_or_404(_readable(request, challenge).defer(None), number=number)
    read = sections(version.document.html)
    comments = list(queries.comments(challenge).visible_to(request.user).filter(proposal=version))
    newest = queries.newest_sent_number(challenge)
    allowed = may(request, challenge, "comment_proposal", "answer_comment", "agree_proposal")
    return render(
        request,
        "scoping/proposal_read.html",
        {
            "challenge": challenge,
            "version": version,
            "document": documents.shown(version.document),
            "sections": [
                {
                    "id": key,
                    "title": title,
                    "html": html,
                    "may_be_commented": key in Section.values,
                    "comments": [each for each in comments if each.section == key],
                }
                for key, (title, html) in read.items()
            ],
            "audience": "council" if version.sent_at else "lga",
            "is_newest": newest == number,
            "open_comments": sum(each.answered_at is None for each in comments),
            "may": allowed | {"comment_proposal": allowed["comment_proposal"] and newest == number},
        },
    )


@require_GET
@challenge_view("scoping.view_proposal")
def proposal_changes(request, challenge, number):
    """What a version says otherwise than the one before it, with the words marked."""
    version = get_object_or_404(_readable(request, challenge), number=number)
    before = _readable(request, challenge).filter(number__lt=number).order_by("-number").first()
    if before is None:
        raise Http404
    return render(
        request,
        "scoping/proposal_changes.html",
        {
            "challenge": challenge,
            "version": version,
            "before": before,
            "changes": queries.marked_between(before, version),
            "audience": "council" if version.sent_at else "lga",
        },
    )


@challenge_view("scoping.send_proposal")
def proposal_send(request, challenge, number):
    """Confirm sending a version to the sponsor, with the mail to read and edit first."""
    version = get_object_or_404(challenge.scoping_proposals.with_document(), number=number)
    changed = queries.changes_between(queries.sent_before(version), version)
    letter = notifications.proposal_letter(version, changed=changed)
    form = LetterForm(
        request.POST or None,
        initial={"subject": letter.subject, "body": letter.body},
        submit=f"Send version {number} to the sponsor",
        cancel=page_of(challenge, "proposal"),
    )
    if request.method == "POST" and form.is_valid():
        with refusals_shown_on(form):
            actions.send_proposal(version, by=request.user, **form.cleaned_data)
            messages.success(request, f"Version {number} is sent. The sponsor reads it and agrees it here.")
            return redirect("scoping:proposal", slug=challenge.slug)
    return render(
        request,
        "scoping/proposal_send.html",
        {
            "challenge": challenge,
            "version": version,
            "document": documents.shown(version.document),
            "sponsors": people(challenge, Role.SPONSOR),
            "changed": queries.changes_since(version, challenge),
            "record": queries.meeting(challenge, request.user),
            "form": form,
        },
    )


@challenge_view("scoping.agree_proposal")
def proposal_agree(request, challenge, number):
    """Confirm agreeing the very version that was sent; with something missing it asks why that can wait."""
    version = get_object_or_404(challenge.scoping_proposals.sent().with_document(), number=number)
    todos = next_actions.what_is_missing(challenge)
    form = EndStageForm(
        request.POST if request.method == "POST" else None,
        missing=todos,
        submit=f"Agree version {number}",
        cancel=page_of(challenge, "proposal"),
    )
    if request.method == "POST" and form.is_valid():
        with refusals_shown_on(form):
            actions.agree_proposal(version, by=request.user, **form.cleaned_data)
            messages.success(request, f"Version {number} is agreed. Preparation begins.")
            return redirect(challenge)
    newest = queries.newest_sent_number(challenge)
    return render(
        request,
        "scoping/proposal_agree.html",
        {
            "challenge": challenge,
            "version": version,
            "document": documents.shown(version.document, then_whole_page=True),
            "newer": newest if newest and newest > number else None,
            "missing": [missing(todo, challenge) for todo in todos],
            "form": form,
        },
    )


@challenge_view("scoping.view_proposal")
def proposal_verify(request, challenge):
    """Whether a file is the PDF that was agreed: by the file itself or by its fingerprint. Keeps nothing."""
    form = VerifyForm(*(request.POST, request.FILES) if request.method == "POST" else ())
    found = None
    if request.method == "POST" and form.is_valid():
        found = _told_apart(_readable(request, challenge), form.cleaned_data)
    return render(
        request,
        "scoping/proposal_verify.html",
        {"challenge": challenge, "form": form, "found": found, "agreed": queries.agreed_proposal(challenge)},
    )


def _told_apart(readable, given):
    """What is known of a file with this fingerprint."""
    fingerprint = given["fingerprint"]
    if given["file"]:
        digest = hashlib.sha256()
        for chunk in given["file"].chunks():
            digest.update(chunk)
        fingerprint = digest.hexdigest()
    agreed = readable.filter(agreed_sha256=fingerprint).first()
    pdf = readable.filter(document__file__sha256=fingerprint).first()
    word = readable.filter(document__word__sha256=fingerprint).first()
    return {"fingerprint": fingerprint, "agreed": agreed, "pdf": pdf, "word": word}
