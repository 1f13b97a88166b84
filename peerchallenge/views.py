"""The pages that look across stages: home, the overview of one challenge, its history, and the demo's door."""

import datetime

from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_GET, require_POST

from challenges import pausing, scanning, standstill
from challenges.access import challenge_view
from challenges.duties import roles_nobody_holds
from challenges.forms import LogFilterForm
from challenges.lifecycle import ENDINGS, STAGE_ENDS_WHEN, Stage
from challenges.models import LGA_ROLES, PLAN_ROLES, AuditEvent, Challenge, User
from challenges.moments import today
from challenges.queries import actors
from challenges.sign_in import second_step
from challenges.typed import row_number
from peerchallenge import history as what_happened
from peerchallenge import what_next
from peerchallenge.frame import permission_of

PAGE = 25
HISTORY_PAGE = 50


@require_GET
def home(request):
    """My next actions first; then my challenges, or for the programme office the board of all of them."""
    chosen = request.GET.get("stage", "")
    listed = Challenge.objects.visible_to(request.user).select_related("council", "programme")
    if request.see_as:  # looking on as somebody else: the one challenge, and nothing of their others
        listed = listed.filter(pk=request.see_as.challenge.pk)
    if chosen in Stage.values:
        listed = listed.filter(stage=chosen)
    elif chosen != "all":
        listed = listed.open()
    before = row_number(request.GET.get("before"))
    if before is not None:
        last = get_object_or_404(Challenge.objects.visible_to(request.user), pk=before)
        listed = listed.filter(starts_on__lte=last.starts_on).exclude(starts_on=last.starts_on, pk__gte=last.pk)
    page = list(
        listed.only("slug", "stage", "starts_on", "paused_at", "council__name", "programme__name").order_by(
            "-starts_on", "-pk"
        )[: PAGE + 1]
    )
    more = page[PAGE - 1].pk if len(page) > PAGE else None
    mine = what_next.my_next_actions(request.user, only=request.see_as and request.see_as.challenge)
    return render(
        request,
        "peerchallenge/home.html",
        {
            "actions": mine[: what_next.SHOWN],
            "there_are_more": len(mine) > what_next.SHOWN,
            "rows": what_next.rows(page[:PAGE], request.user),
            "stages": [(stage.value, stage.label) for stage in Stage],
            "chosen": chosen,
            "more": more,
            "is_later_page": bool(before),
        },
    )


@require_GET
@challenge_view("challenges.view_challenge")
def challenge(request, challenge):
    """Where the challenge stands: what is missing in this stage, whose turn it is, and one main button."""
    stage = Stage(challenge.stage)
    actions = list(challenge.next_actions.select_related("person", "challenge__council"))
    roles = request.user.roles_in(challenge)
    mine = [
        action
        for action in actions
        if action.person_id == request.user.pk or (action.person_id is None and action.role in roles)
    ]
    gating = [action for action in actions if action.gates and not action.ends_stage]
    knows_the_plan = bool(roles & PLAN_ROLES)
    missing, others = what_next.for_reader(gating, request.user, challenge)
    ending = ENDINGS.get(stage)
    may_end = bool(ending) and ending.role in roles and request.user.has_perm(permission_of(ending.page), challenge)
    return render(
        request,
        "peerchallenge/challenge.html",
        {
            "challenge": challenge,
            "stage_label": stage.label,
            "ends_when": STAGE_ENDS_WHEN.get(stage, ""),
            "main": what_next.line(mine[0]) if mine else None,
            "mine": [what_next.line(action) for action in mine],
            "missing": missing,
            "others": others,
            "nobody": roles_nobody_holds(challenge) if knows_the_plan and stage != Stage.SCOPING else [],
            "turn": what_next.whose_turn([action for action in actions if action.gates]) if knows_the_plan else "",
            "knows_the_plan": knows_the_plan,
            "end_early_url": reverse(ending.page, args=[challenge.slug]) if may_end and gating else "",
            "milestones": what_next.around_today(challenge)
            if knows_the_plan and not standstill.stands_still(challenge)
            else [],
            "ways_out": pausing.ways_out(challenge, request.user),
            "may_read_report": stage == Stage.CLOSED and request.user.has_perm("reports.view_final", challenge),
        },
    )


@require_GET
@challenge_view("challenges.view_history")
def history(request, challenge):
    """What happened, newest first, as far as this reader may know."""
    of_the_lga = bool(request.user.roles_in(challenge) & LGA_ROLES)
    people = actors(challenge, all_of_them=of_the_lga)
    form = LogFilterForm(request.GET, people=people, kinds=what_happened.kinds(challenge))
    events = form.narrowed(AuditEvent.objects.readable_by(request.user, challenge))
    # Downloads of before they had a list of their own.
    events = what_happened.of_kind(events, form.chosen_kind).exclude(what="file.downloaded")
    before = row_number(request.GET.get("before"))
    if before is not None:
        events = events.filter(pk__lt=before)
    page = list(events.order_by("-pk")[: HISTORY_PAGE + 1])
    asked = {name: value for name in form.fields if (value := request.GET.get(name))}
    sees_openings = request.user.has_perm("challenges.view_openings", challenge)
    return render(
        request,
        "peerchallenge/history.html",
        {
            "challenge": challenge,
            "form": form,
            "events": [what_happened.told(event) for event in page[:HISTORY_PAGE]],
            "asked": urlencode(asked),
            "earlier": urlencode(asked | {"before": page[HISTORY_PAGE - 1].pk}) if len(page) > HISTORY_PAGE else "",
            "is_later_page": bool(before),
            "openings": reverse("challenges:opening_list", args=[challenge.slug]) if sees_openings else "",
        },
    )


@login_not_required
def accessibility(request):
    return render(request, "peerchallenge/accessibility.html")


@login_not_required
@require_GET
def security_txt(request):
    """Where to report a weakness (RFC 9116); absent where nobody has said."""
    if not settings.SECURITY_CONTACT:
        raise Http404
    expires = settings.SECURITY_EXPIRES or (today() + datetime.timedelta(days=180)).isoformat()
    lines = [
        *(f"Contact: {contact.strip()}" for contact in settings.SECURITY_CONTACT.split(",")),
        f"Expires: {expires}T23:59:00.000Z",
        "Preferred-Languages: en",
        f"Canonical: {settings.SITE_URL}{request.path}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@login_not_required
def what_we_keep(request):
    return render(request, "peerchallenge/what_we_keep.html")


@login_not_required
def health_live(request):
    return HttpResponse("ok", content_type="text/plain")


@login_not_required
def health_ready(request):
    """Whether the database answers and stands at the newest migration."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        return HttpResponse("migrations wait", content_type="text/plain", status=503)
    return HttpResponse("ok", content_type="text/plain")


@login_not_required
def health_scanner(request):
    """Whether the virus scanner answers, for monitors; uploads wait while it does not."""
    if not scanning.is_configured():
        return HttpResponse("not configured", content_type="text/plain")
    if not scanning.answers():
        return HttpResponse("does not answer", content_type="text/plain", status=503)
    return HttpResponse("ok", content_type="text/plain")


@login_not_required
@require_POST
def demo_sign_in(request):
    """One button per role on the sign-in page; exists only in the demo, and only for its invented people."""
    if not settings.DEMO:
        raise Http404
    user = get_object_or_404(User, pk=request.POST.get("person"), is_demo=True, is_active=True)
    login(request, user, backend="allauth.account.auth_backends.AuthenticationBackend")
    request.session[second_step.DEMO_DOOR] = True
    return redirect("home")
