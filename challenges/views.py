"""Pages about a challenge that belong to no stage: setting it up, its people, dates, mail and documents."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from challenges import actions, documents
from challenges.access import challenge_view, office_view
from challenges.downloads import serve
from challenges.form_tools import refusals_shown_on
from challenges.forms import ChallengeForm, CouncilForm, PersonForm
from challenges.models import OutboundMail


@office_view("challenges.add_challenge")
def challenge_add(request):
    form = ChallengeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_shown_on(form):
            challenge = actions.create_challenge(by=request.user, **form.cleaned_data)
            messages.success(request, "The challenge is set up. Next: say who takes part.")
            return redirect("challenges:person_list", slug=challenge.slug)
    return render(request, "challenges/challenge_add.html", {"form": form})


@office_view("challenges.add_challenge")
def council_add(request):
    form = CouncilForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_shown_on(form):
            council = actions.add_council(by=request.user, **form.cleaned_data)
            messages.success(request, f"{council} is known now.")
            return redirect("challenges:challenge_add")
    return render(request, "challenges/council_add.html", {"form": form})


@challenge_view("challenges.view_people")
def person_list(request, challenge):
    memberships = challenge.memberships.current().select_related("user").order_by("role", "pk")
    return render(
        request,
        "challenges/person_list.html",
        {
            "challenge": challenge,
            "memberships": memberships,
            "may_add": request.user.has_perm("challenges.add_person", challenge),
        },
    )


@challenge_view("challenges.add_person")
def person_add(request, challenge):
    cancel = reverse("challenges:person_list", args=[challenge.slug])
    form = PersonForm(request.POST or None, initial={"role": request.GET.get("role")}, cancel=cancel)
    if request.method == "POST" and form.is_valid():
        with refusals_shown_on(form):
            membership = actions.add_person(challenge, by=request.user, **form.cleaned_data)
            messages.success(request, f"{membership.user} is now {membership.get_role_display().lower()} here.")
            return redirect(cancel)
    return render(request, "challenges/person_add.html", {"challenge": challenge, "form": form})


@challenge_view("challenges.add_person")
def person_remove(request, challenge, pk):
    membership = get_object_or_404(challenge.memberships.current().select_related("user"), pk=pk)
    if request.method == "POST":
        actions.end_membership(membership, by=request.user)
        messages.success(request, f"{membership.user} is no longer {membership.get_role_display().lower()} here.")
        return redirect("challenges:person_list", slug=challenge.slug)
    return render(request, "challenges/person_remove.html", {"challenge": challenge, "membership": membership})


@challenge_view("challenges.view_milestones")
def milestone_list(request, challenge):
    return render(
        request,
        "challenges/milestone_list.html",
        {"challenge": challenge, "milestones": challenge.milestones.order_by("due_on", "position")},
    )


@challenge_view("challenges.view_mail")
def mail_list(request, challenge):
    mails = challenge.mails.select_related("person", "written_by").order_by("-pk")[:100]
    return render(request, "challenges/mail_list.html", {"challenge": challenge, "mails": mails})


@challenge_view("challenges.view_mail")
def mail_detail(request, challenge, pk):
    mail = get_object_or_404(challenge.mails.select_related("person", "written_by"), pk=pk)
    return render(
        request,
        "challenges/mail_detail.html",
        {
            "challenge": challenge,
            "mail": mail,
            "to_settle": mail.state in {OutboundMail.State.UNCERTAIN, OutboundMail.State.FAILED},
        },
    )


@require_POST
@challenge_view("challenges.mend_mail")
def mail_settle(request, challenge, pk):
    mail = get_object_or_404(challenge.mails, pk=pk)
    send_again = request.POST.get("choice") == "send"
    actions.settle_mail(mail, by=request.user, send_again=send_again)
    messages.success(request, "The mail will be sent again." if send_again else "The mail is set aside.")
    return redirect("challenges:mail_list", slug=challenge.slug)


def _document(request, challenge, pk):
    """A rendered document of this challenge that this reader may read."""
    document = get_object_or_404(
        challenge.rendered_documents.select_related("job", "file", "challenge").defer("html"), pk=pk
    )
    if not request.user.has_perm(document.permission, challenge):
        raise PermissionDenied
    return document


@require_GET
@challenge_view("challenges.view_challenge")
def document_state(request, challenge, pk):
    """The state of a rendering: a part of a page, asked for again while it is being made."""
    document = _document(request, challenge, pk)
    if not request.htmx:
        return redirect(challenge)
    whole_page = request.GET.get("then") == "page"
    shown = documents.shown(document, then_whole_page=whole_page)
    response = render(request, "_document_state.html", {"document": shown})
    if whole_page and shown.state in {"ready", "failed"}:
        response["HX-Refresh"] = "true"
    return response


@require_GET
@challenge_view("challenges.view_challenge")
def document_file(request, challenge, pk):
    document = _document(request, challenge, pk)
    if not document.file_id:
        return redirect(challenge)
    actions.record_download(document.file, by=request.user)
    return serve(document.file, inline=True)


@require_POST
@challenge_view("challenges.view_challenge")
def document_retry(request, challenge, pk):
    document = _document(request, challenge, pk)
    actions.render_again(document, by=request.user)
    if request.htmx:
        return render(request, "_document_state.html", {"document": documents.shown(_document(request, challenge, pk))})
    messages.success(request, f"“{document}” is queued again.")
    return redirect(challenge)
