"""Ground rules and confidentiality: what stands, accepting it, the council's own version."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from challenges.access import challenge_view
from challenges.actions import withdraw_own_text, write_own_text
from challenges.form_tools import refusals_shown_on
from challenges.models import AgreementText
from preparation import actions, queries
from preparation.forms import AgreementForm, OwnTextForm


@challenge_view("preparation.accept_agreements", before_ground_rules=True)
def agreement_accept(request, challenge):
    """What is to be accepted before anything else is seen; then on to where the person was going."""
    wanted = request.GET.get("next", "")
    safe = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    # Only an address: to redirect() a word without a slash is the name of a view.
    onward = wanted if safe and wanted.startswith("/") else challenge.get_absolute_url()
    texts = queries.texts_to_accept(challenge, request.user.roles_in(challenge), request.user)
    declares = queries.must_declare(challenge, request.user)
    if not texts and not declares:
        return redirect(onward)
    form = AgreementForm(request.POST or None, texts=texts, declares=declares)
    if request.method == "POST" and form.is_valid():
        with refusals_shown_on(form):
            actions.accept_agreements(
                challenge, texts=form.ticked, interests=form.interests if declares else None, by=request.user
            )
            messages.success(request, "Thank you. You can read what you accepted under Ground rules.")
            return redirect(onward)
    context = {
        "challenge": challenge,
        "texts": texts,
        "again": queries.has_accepted_before(challenge, request.user),
        "declares": declares,
        "form": form,
    }
    return render(request, "preparation/agreement_accept.html", context)


@challenge_view("preparation.view_agreements")
def agreement_list(request, challenge):
    """The texts that stand here, whose they are, and who has accepted them."""
    texts = queries.texts_in_force(challenge, request.user)
    return render(
        request,
        "preparation/agreement_list.html",
        {
            "challenge": challenge,
            "texts": texts,
            "earlier": queries.earlier_texts(challenge),
            "accepting": queries.accepting(challenge, texts)
            if request.user.has_perm("challenges.view_people", challenge)
            else [],
            "may_write": request.user.has_perm("preparation.write_agreement", challenge),
        },
    )


@challenge_view("preparation.write_agreement")
def agreement_write(request, challenge, kind):
    """The council's own version of one text."""
    text = _in_force(challenge, kind)
    back = reverse("preparation:agreement_list", args=[challenge.slug])
    initial = {"text": text.text if text else "", "version": queries.last_own_version(challenge, kind)}
    form = OwnTextForm(request.POST or None, initial=initial, cancel=back)
    if request.method == "POST" and form.is_valid():
        with refusals_shown_on(form):
            written = write_own_text(challenge, kind=kind, by=request.user, **form.cleaned_data)
            messages.success(request, f"{written.get_kind_display()}: {written.called} stands now.")
            return redirect(back)
    context = {
        "challenge": challenge,
        "kind": AgreementText.Kind(kind).label.lower(),
        "text": text,
        "form": form,
        "asked": len([row for row in queries.accepting(challenge) if kind in row.accepted or kind in row.waiting]),
    }
    return render(request, "preparation/agreement_write.html", context)


@challenge_view("preparation.write_agreement")
def agreement_withdraw(request, challenge, kind):
    text = _in_force(challenge, kind)
    if text is None or not text.challenge_id:
        raise Http404
    if request.method == "POST":
        withdraw_own_text(challenge, kind=kind, by=request.user)
        messages.success(request, f"The programme’s {text.get_kind_display().lower()} stands again.")
        return redirect("preparation:agreement_list", slug=challenge.slug)
    what_happens = [
        "the programme’s text stands again",
        "whoever has not accepted that one is asked to before they see another page of the challenge",
        "who accepted the council’s own version, and its text, stay on record",
    ]
    context = {"challenge": challenge, "kind": text.get_kind_display().lower(), "what_happens": what_happens}
    return render(request, "preparation/agreement_withdraw.html", context)


def _in_force(challenge, kind):
    if kind not in AgreementText.Kind.values:
        raise Http404
    return AgreementText.objects.in_force_in(challenge).filter(kind=kind).first()
