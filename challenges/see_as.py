"""See as: the programme manager sees one challenge as one of its people does, and changes nothing.

Kept in the session, for half an hour. `request.user` is then the person seen and `request.real_user` who looks; the rows
shown are those that both may read, so that nobody's private notes or drafts come out this way.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.signals import user_logged_out
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve

from challenges import actions, security_log
from challenges.models import Challenge, Membership, Role, User
from challenges.moments import now
from challenges.seeing import Seeing, looking_on

KEY = "see_as"
FOR = datetime.timedelta(minutes=30)
AS_ONESELF = {"account_logout", "challenges:see_as_stop"}  # what whoever looks does themselves
BESIDES_THE_CHALLENGE = {"home", "accessibility", "what_we_keep"}


def can_be_seen(challenge: Challenge, by: User) -> list[Membership]:
    """The roles people hold in this challenge, apart from one's own and those of other programme managers."""
    held = challenge.memberships.current().select_related("user").order_by("role", "user__name", "pk")
    managers = Membership.objects.holding(Role.PROGRAMME_MANAGER).filter(challenge=challenge).values("user")
    others = held.exclude(user=by).exclude(user__in=managers)
    return list(others.filter(user__is_programme_office=False, user__is_superuser=False, user__is_active=True))


def begin(request: HttpRequest, challenge: Challenge, person: User, *, reason: str) -> None:
    until = now() + FOR
    actions.begin_seeing_as(challenge, person, until=until, reason=reason, by=request.user)  # type: ignore[arg-type]
    request.session[KEY] = {"challenge": challenge.pk, "person": person.pk, "until": until.isoformat()}
    security_log.note("see_as.begun", request, of=person.pk, challenge=challenge.pk)


def end(request: HttpRequest, *, because: str = "") -> Challenge | None:
    """Stop, whoever asks; returns the challenge that was looked at."""
    kept = request.session.pop(KEY, None)
    if kept is None:
        return None
    challenge = Challenge.objects.filter(pk=kept["challenge"]).first()
    person = User.objects.filter(pk=kept["person"]).first()
    if challenge and person:
        real: Any = getattr(request, "real_user", request.user)
        actions.end_seeing_as(challenge, person, because=because, by=real)
        security_log.note("see_as.ended", request, of=person.pk, challenge=challenge.pk)
    return challenge


def middleware(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Puts the person seen in the place of who looks. The last of the middleware, so that the others know who it is."""

    def answer(request: Any) -> HttpResponse:
        request.real_user, request.see_as = request.user, None
        if KEY not in request.session or not request.user.is_authenticated:
            return get_response(request)
        view_name, slug = _where(request)
        if view_name in AS_ONESELF:
            return get_response(request)
        seeing = _seeing(request)
        if seeing is None:
            challenge = end(request, because="it could not go on")
            messages.info(request, "You see the challenge as yourself again.")
            return redirect(challenge or "home")
        if seeing.until <= now():
            end(request, because="its half hour was over")
            messages.info(request, f"Half an hour is over: you no longer see this as {seeing.person}.")
            return redirect(seeing.challenge)
        request.user, request.see_as = seeing.person, seeing
        try:
            with looking_on(seeing):
                if request.method not in {"GET", "HEAD", "OPTIONS"}:
                    return refusal(request, "Nothing can be changed while you see this as somebody else.")
                if slug != seeing.challenge.slug and view_name not in BESIDES_THE_CHALLENGE:
                    return refusal(request, "You see one challenge as somebody else, and nothing outside it.")
                return get_response(request)
        finally:
            request.user = seeing.real

    return answer


def refusal(request: HttpRequest, sentence: str) -> HttpResponse:
    return render(request, "challenges/see_as_refused.html", {"sentence": sentence}, status=403)


def not_for_child_level_pages(request: HttpRequest, challenge: Challenge, view: Any) -> HttpResponse | None:
    """A gate (access.GATES): pages about single children are opened as oneself, so that the log of them is plain."""
    if getattr(request, "see_as", None) and view.child_level:
        return refusal(request, "Pages about single children are not shown as somebody else sees them.")
    return None


def banner(request: HttpRequest) -> dict[str, Any]:
    """Context processor: what templates/base.html says while it lasts."""
    seeing = getattr(request, "see_as", None)
    if seeing is None:
        return {}
    roles = ", ".join(Role(role).label.lower() for role in sorted(seeing.person.roles_in(seeing.challenge)))
    return {"see_as": {"name": seeing.person.name, "roles": roles, "until": seeing.until}}


def _where(request: HttpRequest) -> tuple[str, str]:
    """The name of the page asked for, and the challenge it stands in."""
    try:
        match = resolve(request.path_info)
    except Resolver404:
        return "", ""
    return match.view_name, match.kwargs.get("slug", "")


def _seeing(request: HttpRequest) -> Seeing | None:
    """What the session says, where it still may be: who looks is still programme manager, who is seen still there."""
    kept = request.session[KEY]
    real: Any = request.user
    challenge = Challenge.objects.visible_to(real).select_related("council", "programme").filter(pk=kept["challenge"])
    found = challenge.first()
    if found is None or not real.has_perm("challenges.see_as", found):
        return None
    person = next((each.user for each in can_be_seen(found, real) if each.user_id == kept["person"]), None)
    if person is None:
        return None
    person.seen_by = real
    return Seeing(real, person, found, datetime.datetime.fromisoformat(kept["until"]))


def _end_at_sign_out(sender: Any, request: HttpRequest, user: User | None, **kwargs: Any) -> None:
    if request is not None and user is not None:
        end(request, because="they signed out")


user_logged_out.connect(_end_at_sign_out)
