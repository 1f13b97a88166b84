"""A person's own calendar: the page that makes its address, and the address itself."""

import logging

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from challenges import actions, calendar_links, calendars
from challenges.models import CalendarFeed
from challenges.rate_limits import is_too_often

logger = logging.getLogger(__name__)
AN_HOUR = 3600
MOST_FETCHES = 30  # of one address in an hour: calendar programs come every quarter of an hour at most
MOST_GUESSES = 60  # of one client in an hour, at addresses that there are not


@never_cache
def my_calendar(request):
    """Make the address of one's own calendar, or end it. The address is shown once, in the answer that made it."""
    address = ""
    if request.method == "POST":
        if request.POST.get("do") == "end":
            if actions.end_calendar_feed(by=request.user):
                messages.success(request, "The address no longer works.")
            return redirect("challenges:my_calendar")
        key = actions.make_calendar_feed(by=request.user)
        address = settings.SITE_URL + reverse("challenges:calendar_feed", args=[key])
    feed = CalendarFeed.objects.filter(person=request.user, ended_at=None).first()
    return render(request, "challenges/my_calendar.html", {"feed": feed, "address": address})


@login_not_required
@require_safe
def calendar_feed(request, key):
    """The dates of a person's challenges, for whoever holds the address. No session, no second step: see calendars.py."""
    feed = calendar_links.feed_of(key)
    if feed is None:
        client = get_adapter().get_client_ip(request)
        if is_too_often(f"calendar:{client}", most=MOST_GUESSES, seconds=AN_HOUR):
            return _come_back_later()
        raise Http404
    if is_too_often(f"calendar:{feed.pk}", most=MOST_FETCHES, seconds=AN_HOUR):
        logger.warning("Calendar feed %s was asked for too often", feed.pk)
        return _come_back_later()
    content = calendars.as_file(calendars.of_person(feed.person), name="Peer challenges", in_full=False)
    actions.note_calendar_fetch(feed, by=feed.person)
    logger.info("Calendar feed %s was fetched", feed.pk)
    return HttpResponse(
        content,
        content_type="text/calendar; charset=utf-8",
        headers={
            "Content-Disposition": 'inline; filename="peer-challenges.ics"',
            "Cache-Control": "private, no-store",
            "X-Robots-Tag": "noindex, nofollow",
        },
    )


def _come_back_later():
    return HttpResponse(
        "Asked too often. Come back in an hour.",
        content_type="text/plain",
        status=429,
        headers={"Retry-After": str(AN_HOUR)},
    )
