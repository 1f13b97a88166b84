"""The scoping meeting: its record, and whether the challenge goes on."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from challenges.access import challenge_view
from challenges.lifecycle import Stage
from challenges.models import Audience
from challenges.text_check.forms import words_checked
from scoping import actions, queries
from scoping.forms import MeetingForm
from scoping.pages import may, page_of


@require_GET
@challenge_view("scoping.view_meeting")
def meeting(request, challenge):
    """What was said, for those it is shared with."""
    record = queries.meeting(challenge, request.user)
    leave = {name: request.user.has_perm(f"challenges.{name}_challenge", challenge) for name in ["pause", "withdraw"]}
    return render(
        request,
        "scoping/meeting.html",
        {
            "challenge": challenge,
            "record": record,
            "is_scoping": challenge.stage == Stage.SCOPING,
            "near": bool(record and queries.inspection_touches(record, challenge)),
            "may": may(request, challenge, "record_meeting") | leave,
        },
    )


@challenge_view("scoping.record_meeting")
def meeting_record(request, challenge):
    """Write the record, or change it."""
    record = queries.meeting(challenge, request.user)
    fields = [name for name in MeetingForm.base_fields if name != "shared"]
    initial = {name: getattr(record, name) for name in fields} if record else {"version": 0}
    is_shared = bool(record and record.audience == Audience.COUNCIL)
    form = MeetingForm(
        request.POST or None,
        initial=initial,
        is_shared=is_shared,
        cancel=page_of(challenge, "meeting"),
    )
    if request.method == "POST" and form.is_valid():
        with words_checked(form, request):
            said = dict(form.cleaned_data)
            version, shared = said.pop("version"), said.pop("shared", is_shared)
            actions.record_meeting(challenge, actions.Said(**said), version=version, shared=shared, by=request.user)
            messages.success(request, "The record of the scoping meeting is saved.")
            return redirect("scoping:meeting", slug=challenge.slug)
    return render(request, "scoping/meeting_record.html", {"challenge": challenge, "record": record, "form": form})
