"""Setting a challenge up: one, or several that challenge each other; and the councils."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from challenges import actions
from challenges.access import challenge_view, office_view
from challenges.form_tools import refusals_shown_on
from challenges.forms import ChallengeForm, CouncilForm, FirstPeopleForm, GroupForm, PlaceForm
from challenges.forms.first_people import BEGIN
from challenges.inviting import roles_to_invite
from challenges.models import Council, Programme
from challenges.moments import is_working_day, today
from challenges.planned_dates import planned_dates


@office_view("challenges.add_challenge")
def challenge_add(request):
    """Programme, council and first day; “show_dates” answers with the dates planned back, and sets nothing up."""
    form = ChallengeForm(request.POST or None, initial={"programme": request.GET.get("programme")})
    planned = None
    if request.method == "POST" and form.is_valid():
        if "show_dates" in request.POST:
            planned = _planned(form.cleaned_data["programme"], form.cleaned_data["starts_on"])
        else:
            with refusals_shown_on(form):
                challenge = actions.create_challenge(by=request.user, **form.cleaned_data)
                messages.success(request, "The challenge is set up. Its dates are planned. Next: say who begins.")
                return redirect("challenges:people_begin", slug=challenge.slug)
    several = [(programme, shape) for programme in form.offered for shape in programme.plan.shapes_of_several]
    return render(request, "challenges/challenge_add.html", {"form": form, "planned": planned, "several": several})


def _planned(programme, starts_on):
    """The dates of a challenge that would start on this day, soonest first, and what is odd about them."""
    dates = sorted(planned_dates(programme.plan, starts_on), key=lambda each: each[1])
    return {
        "starts_on": starts_on,
        "works": is_working_day(starts_on),
        "dates": [(spec, due_on, programme.plan.label(spec.owner)) for spec, due_on in dates],
        "gone_by": sum(due_on < today() for _spec, due_on in dates),
    }


@office_view("challenges.add_challenge")
def challenge_add_several(request, code, shape):
    """A triad or an event: the challenges of all its councils in one step."""
    programme = get_object_or_404(Programme.objects.newest(), code=code)
    spec = programme.plan.shape(shape)
    if spec is None or spec.councils == 1:
        raise Http404
    form = GroupForm(request.POST or None, plan=programme.plan, shape=spec, cancel=reverse("challenges:challenge_add"))
    if request.method == "POST" and form.is_valid():
        with refusals_shown_on(form):
            group = actions.set_up_group(programme=programme, shape=shape, by=request.user, **form.said)
            first = group.challenges.order_by("starts_on", "pk").first()
            messages.success(request, f"{spec.councils} challenges are set up and their dates planned.")
            return redirect("challenges:group", slug=first.slug)
    return render(
        request, "challenges/challenge_add_several.html", {"form": form, "programme": programme, "shape": spec}
    )


@challenge_view("challenges.add_person")
def people_begin(request, challenge):
    """The page after a challenge was set up: sponsor, organiser and challenge manager in one go."""
    held = set(challenge.memberships.current().values_list("role", flat=True))
    roles = [role for role in BEGIN if role not in held and role in roles_to_invite(request.user, challenge)]
    if not roles:
        return redirect("challenges:person_list", slug=challenge.slug)
    form = FirstPeopleForm(
        request.POST or None,
        roles=roles,
        plan=challenge.programme.plan,
        reader=request.user,
        cancel=challenge.get_absolute_url(),
    )
    if request.method == "POST" and form.is_valid():
        with refusals_shown_on(form):
            named = actions.name_first_people(challenge, people=form.people, by=request.user)
            who = ", ".join(str(each.user) for each in named)
            messages.success(request, f"Named: {who}. Their invitations are on their way.")
            return redirect(challenge)
    return render(request, "challenges/people_begin.html", {"challenge": challenge, "form": form})


@office_view("challenges.add_challenge")
def council_list(request):
    """Every council that is known, with its region."""
    councils = Council.objects.order_by("name").values_list("pk", "name", "region", named=True)
    return render(request, "challenges/council_list.html", {"councils": councils})


@office_view("challenges.add_challenge")
def council_add(request):
    form = CouncilForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_shown_on(form):
            council = actions.add_council(by=request.user, **form.cleaned_data)
            messages.success(request, f"{council} is known now.")
            return redirect("challenges:challenge_add")
    return render(request, "challenges/council_add.html", {"form": form})


@office_view("challenges.add_challenge")
def council_place(request, pk):
    council = get_object_or_404(Council, pk=pk)
    back = reverse("challenges:council_list")
    initial = {"region": council.region, "kind": council.kind, "neighbours": list(council.neighbours.all())}
    form = PlaceForm(request.POST or None, initial=initial, council=council, cancel=back)
    if request.method == "POST" and form.is_valid():
        with refusals_shown_on(form):
            actions.place_council(council, by=request.user, **form.cleaned_data)
            messages.success(request, f"{council} lies in {council.region or form.cleaned_data['region']}.")
            return redirect(back)
    return render(request, "challenges/council_place.html", {"council": council, "form": form})
