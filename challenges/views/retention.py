"""What is kept until when, what went, and the hold that stops it."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from challenges import actions
from challenges.access import challenge_view, office_view
from challenges.form_tools import refusals_shown_on
from challenges.forms import HoldForm
from challenges.models import Leftover, RetentionCertificate
from challenges.retention.told import own_dates, told

PAGE = 50


@require_GET
@challenge_view("challenges.view_retention")
def kept(request, challenge):
    """Each group of texts with its rule, its last day, and what went already; and whether a hold stops it."""
    holds = list(challenge.retention_holds.select_related("set_by", "lifted_by"))
    standing = next((hold for hold in holds if not hold.lifted_at), None)
    return render(
        request,
        "challenges/kept.html",
        {
            "challenge": challenge,
            "groups": told(challenge),
            "own_dates": own_dates(),
            "hold": standing,
            "lifted": [hold for hold in holds if hold.lifted_at],
            "may_hold": request.user.has_perm("challenges.hold_retention", challenge),
        },
    )


@require_GET
@challenge_view("challenges.view_retention")
def certificate(request, challenge, pk):
    """One certificate of this challenge, for printing."""
    found = get_object_or_404(RetentionCertificate.objects.of(challenge), pk=pk)
    context = {"challenge": challenge, "certificate": found, "leftovers": _leftovers(found)}
    return render(request, "challenges/certificate.html", context)


def _leftovers(certificate):
    """How many places still hold bytes of it."""
    return Leftover.objects.filter(certificate_id=certificate.pk).count() if certificate.files else 0


@challenge_view("challenges.hold_retention")
def hold_begin(request, challenge):
    """Say why nothing of this challenge may be deleted."""
    where = reverse("challenges:kept", args=[challenge.slug])
    form = HoldForm(request.POST or None, cancel=where)
    if request.method == "POST" and form.is_valid():
        with refusals_shown_on(form):
            actions.hold_back_purge(challenge, by=request.user, **form.cleaned_data)
            messages.success(request, "Nothing of this challenge is deleted until you lift the hold.")
            return redirect(where)
    return render(request, "challenges/hold_begin.html", {"challenge": challenge, "form": form})


@challenge_view("challenges.hold_retention")
def hold_lift(request, challenge, pk):
    """Confirm that what is past its date goes again."""
    hold = get_object_or_404(challenge.retention_holds.standing().select_related("set_by"), pk=pk)
    where = reverse("challenges:kept", args=[challenge.slug])
    if request.method == "POST":
        actions.lift_hold(hold, by=request.user)
        messages.success(request, "The hold is lifted. What is past its date is deleted in the coming night.")
        return redirect(where)
    past = [each.group for each in told(challenge) if each.is_past]
    context = {"challenge": challenge, "hold": hold, "past": past, "cancel_url": where}
    return render(request, "challenges/hold_lift.html", context)


# Of every challenge, those included that are gone


@require_GET
@office_view("challenges.view_certificates")
def certificate_archive(request):
    """Every certificate, the newest first."""
    rows = RetentionCertificate.objects.order_by("-pk")
    before = request.GET.get("before", "")
    if before.isdecimal():
        rows = rows.filter(pk__lt=before)
    page = list(rows[: PAGE + 1])
    context = {
        "certificates": page[:PAGE],
        "more": page[PAGE - 1].pk if len(page) > PAGE else None,
        "is_later_page": bool(before),
    }
    return render(request, "challenges/certificate_archive.html", context)


@require_GET
@office_view("challenges.view_certificates")
def certificate_archived(request, pk):
    """One certificate of any challenge, for printing."""
    found = get_object_or_404(RetentionCertificate, pk=pk)
    context = {"certificate": found, "leftovers": _leftovers(found)}
    return render(request, "challenges/certificate_archived.html", context)
