"""What the pages of the timetable share: the sessions their reader may read."""

from django.shortcuts import get_object_or_404
from django.urls import reverse

from onsite import queries
from onsite.models import Session
from onsite.planning import PLANNING


def timetable_page(challenge, anchor=""):
    return reverse("onsite:timetable", args=[challenge.slug]) + anchor


def posted(request):
    """What was posted, which may be nothing at all: a confirmation has no fields."""
    return request.POST if request.method == "POST" else None


def session_or_404(request, challenge, pk):
    readable = Session.objects.readable_by(request.user, challenge)
    rows = readable.select_related("room", "held_by", "changed_by", "challenge")
    return get_object_or_404(rows, pk=pk)


def readable_timetable(request, challenge):
    """The sessions this reader may read, with who goes; for who reads them all, what is the matter with them too."""
    rows = queries.sessions(challenge).readable_by(request.user, challenge)
    slots = queries.timetable(rows, challenge)
    if challenge.stage not in PLANNING or not request.user.has_perm("onsite.view_timetable", challenge):
        return slots, []
    held = {slot.session.pk for slot in slots if slot.session.held_at}
    found = queries.clashes(slots, queries.on_site_days(challenge))
    return slots, [clash for clash in found if clash.shown_at not in held]
