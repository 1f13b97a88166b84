"""Who a peer is, for those who decide about the team and those who work with them."""

from django.shortcuts import get_object_or_404, render

from challenges.access import challenge_view
from preparation import queries


@challenge_view("preparation.view_profiles")
def profile(request, challenge, pk):
    """What a peer says about themselves. The council reads it before the team stands, and reads no contact data."""
    may_see_past = request.user.has_perm("preparation.invite_person", challenge)
    places = queries.places_with_profiles(challenge, everyone=may_see_past)
    place = get_object_or_404(places, pk=pk)
    return render(
        request,
        "preparation/profile.html",
        {
            "challenge": challenge,
            "place": place,
            "profile": queries.profile_of(place.user),
            "past": queries.past_challenges(place.user, reader=request.user, apart_from=challenge),
            "given": queries.record_for(challenge, place.user) if may_see_past else None,
            "may_see_contact": request.user.has_perm("preparation.view_contact", challenge),
            "own": place.user_id == request.user.pk,
        },
    )
