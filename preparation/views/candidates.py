"""The list for the team: who is on it, what they cover together, what the council says, and who is invited."""

from contextlib import nullcontext

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from challenges.access import challenge_view
from challenges.form_tools import refusals_shown_on
from challenges.text_check.forms import words_checked
from challenges.typed import row_number
from preparation import actions, queries
from preparation.forms import CandidateForm, OverrideForm, PoolForm, RemarkAnswerForm, RemarkForm
from preparation.models import Candidate, CandidateRemark

PAGE = 25


@require_GET
@challenge_view("preparation.search_pool")
def pool(request, challenge):
    """Who agreed to be found, beside this challenge: why they fit and what stands against them, in words."""
    themes, lacking = queries.lacking_themes(challenge)
    form = PoolForm(request.GET, challenge=challenge, themes=themes, lacking=lacking)
    rows = queries.search(challenge, form.asked, themes=(themes, lacking))
    first = min(row_number(request.GET.get("before")) or 0, len(rows))
    shown = rows[first : first + PAGE]
    return render(
        request,
        "preparation/pool.html",
        {
            "challenge": challenge,
            "form": form,
            "narrowed": any(form.cleaned_data.values()),
            "rows": [row for row in shown if not row.record.hard],
            "cannot_come": [row for row in shown if row.record.hard],
            "how_many": len(rows),
            "lacking": [name for name in themes if name in lacking],
            "more": first + PAGE if first + PAGE < len(rows) else None,
            "is_later_page": first > 0,
        },
    )


@challenge_view("preparation.propose_person")
def pool_person(request, challenge, pk):
    """One person of the pool, without contact data, and the form that puts them on the list."""
    profile = get_object_or_404(queries.pool(challenge), user=pk)
    person = profile.user
    row = queries.found(challenge, person)
    back = reverse("preparation:pool", args=[challenge.slug])
    form = None
    if not row.record.hard:
        form = CandidateForm(request.POST or None, something_against=bool(row.record.waivable), cancel=back)
    if request.method == "POST" and form and form.is_valid():
        with words_checked(form, request):
            actions.add_candidate(challenge, user=person, by=request.user, **form.cleaned_data)
            messages.success(request, f"{person} is on the list. The council sees it once you show it.")
            return redirect("preparation:shortlist", slug=challenge.slug)
    return render(
        request,
        "preparation/pool_person.html",
        {
            "challenge": challenge,
            "row": row,
            "profile": queries.profile_of(person),
            "past": queries.past_challenges(person, reader=request.user, apart_from=challenge),
            "form": form,
        },
    )


@require_GET
@challenge_view("preparation.view_shortlist")
def shortlist(request, challenge):
    """The LGA's list with what it covers; for the council those it was shown, to accept or ask."""
    may_invite = request.user.has_perm("preparation.invite_person", challenge)
    rows = queries.candidate_rows(challenge, request.user)
    sees_all = request.user.has_perm("preparation.view_invitations", challenge)
    return render(
        request,
        "preparation/shortlist.html",
        {
            "challenge": challenge,
            "proposed": [row for row in rows if not row.candidate.is_reserve],
            "reserves": [row for row in rows if row.candidate.is_reserve],
            "picture": queries.coverage(challenge) if sees_all else None,
            "sees_all": sees_all,
            "to_show": [row for row in rows if row.candidate.shown_at is None],
            "may_propose": request.user.has_perm("preparation.propose_person", challenge),
            "may_invite": may_invite,
            "may_answer": request.user.has_perm("preparation.answer_proposal", challenge),
        },
    )


@challenge_view("preparation.propose_person")
def shortlist_show(request, challenge):
    """What the council is about to see, and the mail that tells it."""
    new = list(challenge.candidates.standing().filter(shown_at=None).select_related("user").in_order())
    if request.method == "POST":
        shown = actions.show_candidates(challenge, by=request.user)
        how_many = "1 person" if len(shown) == 1 else f"{len(shown)} people"
        messages.success(request, f"The council sees {how_many}, and has a mail.")
        return redirect("preparation:shortlist", slug=challenge.slug)
    what_happens = [
        "the sponsor and the organisers read their profiles, without contact data: "
        + ", ".join(f"{each.user} ({each.place}{', reserve' if each.is_reserve else ''})" for each in new),
        "they get a mail with a link, and can accept, ask, or ask for somebody else",
        "nobody on the list hears of it",
    ]
    return render(
        request, "preparation/shortlist_show.html", {"challenge": challenge, "new": new, "what_happens": what_happens}
    )


@challenge_view("preparation.view_shortlist")
def candidate(request, challenge, pk):
    """Who somebody on the list is, what the council said, and the form with which it says it."""
    readable = Candidate.objects.readable_by(request.user, challenge).standing()
    row = get_object_or_404(readable.select_related("user", "added_by", "answered_by", "invited_as"), pk=pk)
    back = reverse("preparation:shortlist", args=[challenge.slug])
    may_answer = request.user.has_perm("preparation.answer_proposal", challenge) and row.invited_as is None
    form = RemarkForm(request.POST or None, cancel=back) if may_answer else None
    if request.method == "POST" and form and form.is_valid():
        with words_checked(form, request):
            messages.success(request, _said(row, form.cleaned_data, by=request.user))
            return redirect(back)
    sees_all = request.user.has_perm("preparation.view_invitations", challenge)
    found = queries.found(challenge, row.user) if sees_all else None
    return render(
        request,
        "preparation/candidate.html",
        {
            "challenge": challenge,
            "candidate": row,
            "profile": queries.profile_of(row.user),
            "past": queries.past_challenges(row.user, reader=request.user, apart_from=challenge),
            "remarks": queries.remarks_of(row, request.user),
            "form": form,
            "sees_all": sees_all,
            "record": found.record if found else queries.record_for(challenge, row.user) if sees_all else None,
            "found": found,
            "may_propose": request.user.has_perm("preparation.propose_person", challenge),
            "may_invite": request.user.has_perm("preparation.invite_person", challenge),
        },
    )


def _said(row, said, *, by):
    words = {"text": said["text"], "for_lga_only": said["for_lga_only"]}
    if said["says"] == RemarkForm.ACCEPT:
        actions.accept_candidate(row, by=by)
        return f"You have accepted {row.user}. The LGA can invite them now."
    if said["says"] == RemarkForm.ASK:
        actions.ask_about_candidate(row, by=by, **words)
        return "Your question is with the LGA. The answer comes here."
    actions.ask_for_another(row, by=by, **words)
    return f"The LGA sees that you ask for somebody else than {row.user}."


@challenge_view("preparation.propose_person")
def remark_answer(request, challenge, pk):
    """What the council asked about somebody, and the answer to it."""
    remarks = CandidateRemark.objects.readable_by(request.user, challenge).select_related(
        "candidate__user", "written_by"
    )
    remark = get_object_or_404(remarks.filter(answered_at=None), pk=pk)
    back = reverse("preparation:candidate", args=[challenge.slug, remark.candidate_id])
    form = RemarkAnswerForm(request.POST or None, cancel=back)
    if request.method == "POST" and form.is_valid():
        with words_checked(form, request):
            actions.answer_remark(remark, by=request.user, **form.cleaned_data)
            messages.success(request, "The council reads your answer on its page.")
            return redirect(back)
    return render(request, "preparation/remark_answer.html", {"challenge": challenge, "remark": remark, "form": form})


@require_POST
@challenge_view("preparation.propose_person")
def candidate_move(request, challenge, pk):
    """Proposed becomes reserve, and the other way round."""
    row = get_object_or_404(challenge.candidates.standing().select_related("user"), pk=pk)
    becomes = Candidate.Standing.PROPOSED if row.is_reserve else Candidate.Standing.RESERVE
    moved = actions.move_candidate(row, standing_as=becomes, by=request.user)
    messages.success(request, f"{moved.user} is {'a reserve' if moved.is_reserve else 'proposed'} now.")
    return redirect("preparation:shortlist", slug=challenge.slug)


@require_POST
@challenge_view("preparation.propose_person")
def candidate_remove(request, challenge, pk):
    """Off the list; they can be put on it again."""
    row = get_object_or_404(challenge.candidates.standing().select_related("user"), pk=pk)
    actions.remove_candidate(row, by=request.user)
    messages.success(request, f"{row.user} is off the list. Nobody was told.")
    return redirect("preparation:shortlist", slug=challenge.slug)


@challenge_view("preparation.invite_person")
def candidate_invite(request, challenge, pk):
    """Invite a person from the list, or call up a reserve: the one step, with the mail it sends."""
    standing = challenge.candidates.standing().filter(invited_as=None)
    row = get_object_or_404(standing.select_related("user"), pk=pk)
    accepted = row.answer == Candidate.Answer.ACCEPTED
    form = None if accepted else OverrideForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and (form is None or form.is_valid()):
        because = form.cleaned_data if form else {}
        with refusals_shown_on(form) if form else nullcontext():
            actions.invite_candidate(row, by=request.user, **because)
            messages.success(request, f"{row.user} is invited. Once they accept, they are in the team.")
            return redirect("preparation:team", slug=challenge.slug)
    return render(
        request,
        "preparation/candidate_invite.html",
        {
            "challenge": challenge,
            "candidate": row,
            "form": form,
            "what_happens": [
                f"{row.user} gets a mail that asks them to sign in and answer",
                "they see nothing of the challenge until they have accepted the ground rules and declared their interests",
            ],
        },
    )
