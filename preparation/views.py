"""Pages of preparation: the team, the invitation to it, and the council's documents."""

from functools import wraps

from django.contrib import messages
from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from challenges.access import challenge_view
from challenges.actions import end_stage, record_download
from challenges.downloads import serve
from challenges.form_tools import refusals_shown_on
from challenges.forms import EndStageForm
from challenges.lifecycle import Stage, stage_after
from challenges.models import Role
from challenges.moments import today
from preparation import actions, ground_rules, queries
from preparation.forms import DocumentForm, InvitationForm, NoteForm, NotHeldForm, PlaceForm, UploadForm
from preparation.models import DocumentRequest, DocumentVersion, TeamPlace

# The team


@challenge_view("preparation.view_team")
def team(request, challenge):
    """Who comes: for the council those in the team; for the team the open invitations too; for who invites, all."""
    may_invite = request.user.has_perm("preparation.invite_person", challenge)
    may_see_invitations = request.user.has_perm("preparation.view_invitations", challenge)
    in_team = list(queries.team_places(challenge))
    places = challenge.team_places.select_related("user")
    needs = queries.team_needs(challenge) if may_see_invitations else []
    mine = next((place for place in in_team if place.user_id == request.user.pk), None)
    return render(
        request,
        "preparation/team.html",
        {
            "challenge": challenge,
            "in_team": in_team,
            "mine": mine,
            "needs": needs,
            "short": [need.sentence for need in needs if need.short],
            "invited": list(places.open().lead_first()) if may_see_invitations else [],
            "past": list(queries.past_places(challenge)) if may_invite else [],
            "may_invite": may_invite,
            "may_withdraw": request.user.has_perm("preparation.withdraw_place", challenge),
            "may_see_invitations": may_see_invitations,
            "may_see_interests": request.user.has_perm("preparation.view_interests", challenge),
            "may_end": request.user.has_perm("preparation.end_preparation", challenge),
        },
    )


@challenge_view("preparation.invite_person")
def place_invite(request, challenge):
    back = reverse("preparation:team", args=[challenge.slug])
    form = PlaceForm(request.POST or None, initial={"role": request.GET.get("role")}, cancel=back)
    if request.method == "POST" and form.is_valid():
        with refusals_shown_on(form):
            place = actions.invite_person(challenge, by=request.user, **form.cleaned_data)
            messages.success(request, f"{place.user} is invited. Once they accept, they are in the team.")
            return redirect(back)
    return render(request, "preparation/place_invite.html", {"challenge": challenge, "form": form})


@challenge_view("preparation.withdraw_place")
def place_withdraw(request, challenge, pk):
    standing = challenge.team_places.filter(state__in=[TeamPlace.State.INVITED, TeamPlace.State.ACCEPTED])
    place = get_object_or_404(standing.select_related("user"), pk=pk)
    if request.method == "POST":
        actions.withdraw_place(place, by=request.user)
        messages.success(request, f"The place of {place.user} is withdrawn.")
        return redirect("preparation:team", slug=challenge.slug)
    if place.state == TeamPlace.State.ACCEPTED:
        what_happens = [
            f"{place.user} leaves the team and no longer sees this challenge",
            "what they wrote and read stays",
        ]
    else:
        what_happens = [f"{place.user} can no longer accept the place"]
    what_happens.append("no mail is sent: tell them yourself")
    context = {"challenge": challenge, "place": place, "what_happens": what_happens}
    return render(request, "preparation/place_withdraw.html", context)


def invitation_view(permission):
    """A page about one invitation, outside the challenge: 404 unless it is this person's.

    Whoever may see the open invitations of the challenge is led to the team instead.
    """

    def decorate(view):
        @wraps(view)
        def wrapper(request, pk):
            places = TeamPlace.objects.select_related(
                "challenge__council", "challenge__programme", "user", "invited_by"
            )
            place = get_object_or_404(places, pk=pk)
            if request.user.has_perm(permission, place):
                return view(request, place)
            if request.user.has_perm("preparation.view_invitations", place.challenge):
                return redirect("preparation:team", slug=place.challenge.slug)
            raise Http404

        wrapper.permission = permission
        return wrapper

    return decorate


@invitation_view("preparation.answer_invitation")
def invitation(request, place):
    """What the place means, and the answer to it."""
    challenge = place.challenge
    if place.state == TeamPlace.State.ACCEPTED and request.user.has_perm("preparation.view_team", challenge):
        return redirect(challenge)
    form = InvitationForm(request.POST or None) if place.state == TeamPlace.State.INVITED else None
    if request.method == "POST" and form and form.is_valid():
        answer = form.cleaned_data
        with refusals_shown_on(form):
            if answer["answer"] == InvitationForm.ACCEPT:
                actions.accept_invitation(place, declaration=answer["declaration"], by=request.user)
                messages.success(request, "You are in the team. Next: read what the council has sent.")
                return redirect("preparation:document_list", slug=challenge.slug)
            actions.decline_invitation(place, reason=answer["decline_reason"], by=request.user)
            messages.success(request, "You have declined the place. The challenge manager sees why.")
            return redirect("home")
    return render(
        request,
        "preparation/invitation.html",
        {
            "place": place,
            "days": queries.days_expected(place),
            "rules": ground_rules.RULES,
            "interests": ground_rules.INTERESTS_TO_THINK_OF,
            "form": form,
        },
    )


# The documents


@challenge_view("preparation.view_documents")
def document_list(request, challenge):
    """The list by importance, with what this reader has still to do in it."""
    items = list(queries.document_list(challenge, request.user))
    may_upload = request.user.has_perm("preparation.upload_documents", challenge)
    may_read = request.user.has_perm("preparation.mark_read", challenge)
    to_read = [item for item in items if item.state == DocumentRequest.State.IN and not item.is_read]
    must_read = [item for item in to_read if item.importance == DocumentRequest.Importance.MUST_READ]
    to_come = [item for item in items if item.state == DocumentRequest.State.WANTED]
    choices = {
        "all": ("All", items),
        "to_come": ("To come", to_come),
        "in": ("In", [item for item in items if item.state == DocumentRequest.State.IN]),
        "not_held": ("Not held", [item for item in items if item.state == DocumentRequest.State.NOT_HELD]),
    }
    if may_read:
        choices["to_read"] = ("To read", to_read)
    chosen = request.GET.get("show", "all")
    chosen = chosen if chosen in choices else "all"
    next_item = None
    if may_upload:
        next_item = min(to_come, key=lambda item: (item.due_on, item.position), default=None)
    elif may_read:
        next_item = next(iter(must_read or to_read), None)
    return render(
        request,
        "preparation/document_list.html",
        {
            "challenge": challenge,
            "counts": queries.counts_of(items),
            "groups": queries.by_importance(choices[chosen][1]),
            "choices": [(name, label, len(chosen_items)) for name, (label, chosen_items) in choices.items()],
            "chosen": chosen,
            "must_read_left": len(must_read),
            "next_item": next_item,
            "today": today(),
            "may_upload": may_upload,
            "may_read": may_read,
            "may_add": request.user.has_perm("preparation.add_document", challenge),
            "may_end": request.user.has_perm("preparation.end_preparation", challenge),
            "leaves_out_restricted": request.user.roles_in(challenge) <= {Role.OBSERVER},
        },
    )


@challenge_view("preparation.view_documents")
def document(request, challenge, pk):
    """One item: what is asked and why, its files, and what this reader can do with it."""
    return _document_page(request, challenge, _item(request, challenge, pk))


def _item(request, challenge, pk):
    """An item of this challenge that this reader may read."""
    readable = DocumentRequest.objects.readable_by(request.user, challenge).with_reading_of(request.user)
    return get_object_or_404(readable.select_related("challenge", "answered_by", "changed_by"), pk=pk)


def _document_page(request, challenge, item, form=None):
    may_upload = request.user.has_perm("preparation.upload_documents", challenge)
    may_read = request.user.has_perm("preparation.mark_read", challenge)
    may_see_readings = request.user.has_perm("preparation.view_readings", challenge)
    next_item = None
    if may_upload:
        next_item = queries.next_to_come(item)
    elif may_read:
        next_item = queries.next_to_read(item, request.user)
    return render(
        request,
        "preparation/document.html",
        {
            "challenge": challenge,
            "item": item,
            "files": queries.files_of(item),
            "readers": queries.readers_of(item) if may_see_readings else [],
            "next_item": next_item,
            "today": today(),
            "may_upload": may_upload,
            "may_read": may_read,
            "may_see_readings": may_see_readings,
            "form": form or (UploadForm(item=item) if may_upload else None),
        },
    )


@challenge_view("preparation.upload_documents")
def document_upload(request, challenge, pk):
    """Takes files: all at once from the plain form, one by one from static/js/upload.js."""
    item = _item(request, challenge, pk)
    if request.method != "POST":
        return redirect("preparation:document", slug=challenge.slug, pk=pk)
    form = UploadForm(request.POST, request.FILES, item=item)
    by_script = request.headers.get("X-Requested-With") == "upload"
    if not form.is_valid():
        if by_script:
            message = " ".join(error for errors in form.errors.values() for error in errors)
            return JsonResponse({"ok": False, "name": "", "message": message}, status=400)
        return _document_page(request, challenge, item, form)
    answer = form.cleaned_data
    uploaded = actions.upload_documents(item, answer["documents"], note=answer["note"], by=request.user)
    if by_script:
        name = answer["documents"][0].name if answer["documents"] else ""
        if uploaded.refusals:
            return JsonResponse({"ok": False, "name": name, "message": " ".join(uploaded.refusals)}, status=400)
        return JsonResponse({"ok": True, "name": name})
    if uploaded.refusals:
        for refusal in uploaded.refusals:
            form.add_error("documents", refusal)
        if uploaded.kept:
            messages.success(request, f"{_files_in_words(uploaded.kept)}.")
        return _document_page(request, challenge, _item(request, challenge, pk), form)
    messages.success(request, f"{_files_in_words(uploaded.kept)}." if uploaded.kept else "The note is saved.")
    return redirect("preparation:document", slug=challenge.slug, pk=pk)


def _files_in_words(names):
    return f"“{names[0]}” is in" if len(names) == 1 else f"{len(names)} files are in"


@challenge_view("preparation.upload_documents")
def document_note(request, challenge, pk):
    item = _item(request, challenge, pk)
    back = reverse("preparation:document", args=[challenge.slug, pk])
    form = NoteForm(request.POST or None, initial={"note": item.note, "version": item.version}, cancel=back)
    if request.method == "POST" and form.is_valid():
        with refusals_shown_on(form):
            actions.write_note(item, by=request.user, **form.cleaned_data)
            messages.success(request, "The note is saved.")
            return redirect(back)
    return render(request, "preparation/document_note.html", {"challenge": challenge, "item": item, "form": form})


@challenge_view("preparation.upload_documents")
def document_not_held(request, challenge, pk):
    item = _item(request, challenge, pk)
    back = reverse("preparation:document", args=[challenge.slug, pk])
    form = NotHeldForm(request.POST or None, cancel=back)
    if request.method == "POST" and form.is_valid():
        with refusals_shown_on(form):
            actions.mark_not_held(item, by=request.user, **form.cleaned_data)
            messages.success(request, f"Item {item.code} is marked as not held. Uploading a file takes that back.")
            return redirect("preparation:document_list", slug=challenge.slug)
    return render(request, "preparation/document_not_held.html", {"challenge": challenge, "item": item, "form": form})


@require_POST
@challenge_view("preparation.upload_documents")
def document_wanted_again(request, challenge, pk):
    item = _item(request, challenge, pk)
    actions.want_again(item, by=request.user)
    messages.success(request, f"Item {item.code} is on the list again.")
    return redirect("preparation:document", slug=challenge.slug, pk=pk)


@require_GET
@challenge_view("preparation.view_documents")
def document_file(request, challenge, pk):
    """One version of a file, to save. Every download is kept."""
    readable = DocumentRequest.objects.readable_by(request.user, challenge)
    versions = DocumentVersion.objects.filter(request__in=readable).select_related("file__challenge")
    version = get_object_or_404(versions, pk=pk)
    record_download(version.file, by=request.user)
    return serve(version.file)


@require_POST
@challenge_view("preparation.mark_read")
def document_mark_read(request, challenge, pk):
    actions.mark_read(_item(request, challenge, pk), by=request.user)
    return _reading(request, challenge, pk)


@require_POST
@challenge_view("preparation.mark_read")
def document_mark_unread(request, challenge, pk):
    actions.mark_unread(_item(request, challenge, pk), by=request.user)
    return _reading(request, challenge, pk)


def _reading(request, challenge, pk):
    """The part of the page that says whether I have read it."""
    if not request.htmx:
        return redirect("preparation:document", slug=challenge.slug, pk=pk)
    item = _item(request, challenge, pk)
    context = {
        "challenge": challenge,
        "item": item,
        "announce": "Marked as read" if item.is_read else "Marked as not read",
        "next_item": queries.next_to_read(item, request.user),
        "readers": queries.readers_of(item),
        "may_read": True,
        "may_see_readings": True,
    }
    return render(request, "preparation/document.html#reading", context)


@challenge_view("preparation.add_document")
def document_add(request, challenge):
    back = reverse("preparation:document_list", args=[challenge.slug])
    form = DocumentForm(request.POST or None, cancel=back)
    if request.method == "POST" and form.is_valid():
        with refusals_shown_on(form):
            item = actions.add_document(challenge, by=request.user, **form.cleaned_data)
            messages.success(
                request, f"Item {item.code} is on the list. The council’s organiser sees it as a next action."
            )
            return redirect(back)
    return render(request, "preparation/document_add.html", {"challenge": challenge, "form": form})


# The end of the stage


@challenge_view("preparation.end_preparation")
def preparation_end(request, challenge):
    missing = queries.missing_lines(challenge)
    next_stage = stage_after(challenge.programme.plan.stages, Stage.PREPARATION)
    form = EndStageForm(
        request.POST or None,
        missing=missing,
        submit=f"End preparation and move to {next_stage.label.lower()}",
        cancel=challenge.get_absolute_url(),
    )
    if request.method == "POST" and form.is_valid():
        with refusals_shown_on(form):
            end_stage(challenge, Stage.PREPARATION, by=request.user, **form.cleaned_data)
            messages.success(request, f"The team and the documents are confirmed. Next: {next_stage.label.lower()}.")
            return redirect(challenge)
    return render(
        request,
        "preparation/preparation_end.html",
        {
            "challenge": challenge,
            "form": form,
            "missing": missing,
            "in_team": list(queries.team_places(challenge)),
            "counts": queries.counts_of(list(challenge.document_requests.all())),
            "next_stage": next_stage.label.lower(),
        },
    )
