"""The pages that look across stages: home, the overview of one challenge, its history, and the demo's door."""

from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from challenges.access import challenge_view
from challenges.lifecycle import ENDINGS, STAGE_ENDS_WHEN, Stage
from challenges.models import AuditEvent, Challenge, User
from peerchallenge import what_next
from peerchallenge.frame import permission_of

PAGE = 25


@require_GET
def home(request):
    """My next actions first; then my challenges, or for the programme office the board of all of them."""
    chosen = request.GET.get("stage", "")
    listed = Challenge.objects.visible_to(request.user).select_related("council", "programme")
    if chosen in Stage.values:
        listed = listed.filter(stage=chosen)
    elif chosen != "all":
        listed = listed.open()
    before = request.GET.get("before", "")
    if before.isdigit():
        last = get_object_or_404(Challenge.objects.visible_to(request.user), pk=before)
        listed = listed.filter(starts_on__lte=last.starts_on).exclude(starts_on=last.starts_on, pk__gte=last.pk)
    page = list(
        listed.only("slug", "stage", "starts_on", "council__name", "programme__name").order_by("-starts_on", "-pk")[
            : PAGE + 1
        ]
    )
    more = page[PAGE - 1].pk if len(page) > PAGE else None
    mine = what_next.my_next_actions(request.user)
    return render(
        request,
        "peerchallenge/home.html",
        {
            "actions": mine[: what_next.SHOWN],
            "there_are_more": len(mine) > what_next.SHOWN,
            "rows": what_next.rows(page[:PAGE]),
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
            "turn": what_next.whose_turn([action for action in actions if action.gates]),
            "end_early_url": reverse(ending.page, args=[challenge.slug]) if may_end and gating else "",
            "milestones": what_next.around_today(challenge),
        },
    )


@require_GET
@challenge_view("challenges.view_history")
def history(request, challenge):
    """What happened, newest first, as far as this reader may know."""
    events = AuditEvent.objects.readable_by(request.user, challenge)
    before = request.GET.get("before", "")
    if before.isdigit():
        events = events.filter(pk__lt=before)
    if not request.GET.get("everything"):
        events = events.exclude(what__in=["file.downloaded"])
    page = list(events.order_by("-pk")[:101])
    return render(
        request,
        "peerchallenge/history.html",
        {
            "challenge": challenge,
            "events": page[:100],
            "more": page[99].pk if len(page) > 100 else None,
            "is_later_page": bool(before),
            "everything": bool(request.GET.get("everything")),
        },
    )


@login_not_required
def accessibility(request):
    return render(request, "peerchallenge/accessibility.html")


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
@require_POST
def demo_sign_in(request):
    """One button per role on the sign-in page; exists only in the demo, and only for its invented people."""
    if not settings.DEMO:
        raise Http404
    user = get_object_or_404(User, pk=request.POST.get("person"), is_demo=True, is_active=True)
    login(request, user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return redirect("home")
