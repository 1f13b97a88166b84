"""The team, and the invitation to it."""

from functools import wraps

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from challenges.access import challenge_view
from challenges.actions import use_invitations
from challenges.form_tools import refusals_shown_on
from challenges.retention import when_it_went
from preparation import actions, queries
from preparation.forms import InvitationForm, PlaceForm
from preparation.models import TeamPlace


@challenge_view("preparation.view_team")
def team(request, challenge):
    """Who comes, and who is proposed; for who invites, who declined or left too."""
    may_invite = request.user.has_perm("preparation.invite_person", challenge)
    may_see_invitations = request.user.has_perm("preparation.view_invitations", challenge)
    in_team = list(queries.team_places(challenge))
    places = challenge.team_places.select_related("user")
    went = when_it_went(challenge, "peer_details").values()
    needs = queries.team_needs(challenge) if may_see_invitations and not went else []
    invited = list(places.open().lead_first())
    reserves = queries.calls_up(challenge) if may_invite else {}
    reserve = next((reserves[need.role] for need in needs if need.to_invite and need.role in reserves), None)
    unused = {(each.person_id, each.role): each for each in challenge.invitations.unused()} if may_invite else {}
    for place in invited:
        place.invitation = unused.get((place.user_id, place.role))
    may_see_interests = request.user.has_perm("preparation.view_interests", challenge)
    declared = queries.newest_declarations(challenge) if may_see_interests else {}
    for place in in_team:
        place.declared = declared.get(place.user_id)
    mine = any(place.user_id == request.user.pk for place in in_team)
    return render(
        request,
        "preparation/team.html",
        {
            "challenge": challenge,
            "in_team": in_team,
            "may_declare": mine and request.user.has_perm("preparation.declare_interests", challenge),
            "needs": needs,
            "reserve": reserve,
            "may_see_shortlist": request.user.has_perm("preparation.view_shortlist", challenge),
            "may_search": request.user.has_perm("preparation.search_pool", challenge),
            "short": [need.sentence for need in needs if need.short],
            "invited": invited,
            "past": list(queries.past_places(challenge)) if may_invite else [],
            "may_invite": may_invite,
            "may_withdraw": request.user.has_perm("preparation.withdraw_place", challenge),
            "may_see_invitations": may_see_invitations,
            "may_see_interests": may_see_interests,
            "may_end": request.user.has_perm("preparation.end_preparation", challenge),
            "went": went,
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
    if not getattr(request, "see_as", None):
        use_invitations(challenge, by=request.user)  # they have come, whether or not they answer now
    if place.state == TeamPlace.State.ACCEPTED and request.user.has_perm("preparation.view_team", challenge):
        return redirect(challenge)
    texts = queries.texts_to_accept(challenge, {place.role}, request.user)
    stands = place.state == TeamPlace.State.INVITED and challenge.withdrawn_at is None
    form = InvitationForm(request.POST or None, texts=texts) if stands else None
    if request.method == "POST" and form and form.is_valid():
        answer = form.cleaned_data
        with refusals_shown_on(form):
            if answer["answer"] == InvitationForm.ACCEPT:
                actions.accept_invitation(place, texts=form.ticked, interests=form.interests, by=request.user)
                if not request.user.has_perm("preparation.view_documents", challenge):
                    messages.success(request, "You have accepted. You see the challenge once the council agrees to it.")
                    return redirect("home")
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
            "texts": texts,
            "form": form,
            "waits_for_the_council": challenge.memberships.waiting_for_the_council().filter(user=request.user).exists(),
        },
    )
