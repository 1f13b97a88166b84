"""How much there is to read, and how far everyone is."""

from django.shortcuts import render
from django.views.decorators.http import require_GET

from challenges.access import challenge_view
from preparation import queries


@require_GET
@challenge_view("preparation.view_reading")
def reading(request, challenge):
    """For a peer what to read first and how long it takes; for the lead peer and the LGA how far each peer is."""
    items = queries.readable_items(challenge, request.user)
    sheets = queries.sheets_of(items)
    may_read = request.user.has_perm("preparation.mark_read", challenge)
    may_compare = request.user.has_perm("preparation.compare_reading", challenge)
    team = queries.team_reading(challenge, items, sheets)
    return render(
        request,
        "preparation/reading.html",
        {
            "challenge": challenge,
            "own": queries.own_reading(items, sheets, queries.notes_by_item(challenge, request.user))
            if may_read
            else None,
            "mine": next((each for each in team.readers if each.user == request.user), None),
            "team": team if may_compare else None,
            "allowance": queries.ALLOWANCE,
            "may_read": may_read,
            "may_pull": request.user.has_perm("preparation.pull_document", challenge),
            "may_add": request.user.has_perm("preparation.add_document", challenge),
        },
    )
