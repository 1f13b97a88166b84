"""The sample of a challenge: drawn, drawn again, changed, locked, and what the host sees of it."""

import pytest
from django.urls import reverse

from casereview import actions, queries
from casereview.actions import Wanted
from casereview.models import Case, ListedChild, Sample, SampledChild
from challenges.action_tools import ActionRefused
from challenges.models import AuditEvent, OutboundMail, Role
from preparation.models import Declaration
from scoping.models import ChosenTheme
from tests.casereview.factories import CaseReviewFactory, kept_lists
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
State = SampledChild.State


@pytest.fixture
def manager(person, challenge):
    return person(Role.CHALLENGE_MANAGER, challenge)


@pytest.fixture
def lists(challenge):
    return kept_lists(challenge)


@pytest.fixture
def numbers(challenge):
    return {part.name: part.number for part in queries.proposed_parts(challenge)}


@pytest.fixture
def drawn(challenge, lists, numbers, manager):
    return actions.draw_sample(challenge, wanted=Wanted(numbers), by=manager, seed="a seed")


def address(name, challenge, *arguments):
    return reverse(f"casereview:{name}", args=[challenge.slug, *arguments])


def codes(sample, state=State.CHOSEN):
    return list(sample.children.filter(state=state).values_list("code", flat=True))


def test_a_sample_has_the_numbers_of_the_programme(drawn, numbers, challenge):
    shown = {part.name: len(part.chosen) for part in queries.parts_shown(drawn)}

    assert shown == numbers
    assert sum(shown.values()) == challenge.programme.plan.case_review.cases
    assert len(codes(drawn, State.RESERVE)) == 5


def test_the_scope_leans_the_numbers(challenge):
    before = {part.name: part.number for part in queries.proposed_parts(challenge)}
    theme = challenge.programme.themes.get(code="M9")
    ChosenTheme.objects.create(
        challenge=challenge, theme=theme, chosen_at=challenge.created_at, chosen_by=UserFactory()
    )

    after = {part.name: part.number for part in queries.proposed_parts(challenge)}

    assert after["Children in care"] == before["Children in care"] + 3
    assert sum(after.values()) == sum(before.values())


def test_the_same_lists_and_seed_give_the_same_sample_whatever_the_order_of_the_rows(
    drawn, challenge, manager, numbers
):
    before = codes(drawn)
    rows = list(ListedChild.objects.all())
    lists = rows[0].child_lists
    ListedChild.objects.all().delete()
    for row in reversed(rows):
        row.pk = None
    ListedChild.objects.bulk_create(reversed(rows))

    again = actions.draw_sample(challenge, wanted=Wanted(numbers), because="To check it", by=manager, seed="a seed")

    assert lists.rows.count() == len(rows)
    assert codes(again) == before
    assert again.times_drawn == 2


def test_a_sample_keeps_to_one_case_of_a_worker(drawn):
    workers = [child.facts["worker"] for child in drawn.children.all() if child.facts["worker"]]

    assert len(workers) == len(set(workers))


def test_drawing_again_needs_a_reason_and_keeps_it(drawn, challenge, manager, numbers):
    with pytest.raises(ActionRefused, match="Say why"):
        actions.draw_sample(challenge, wanted=Wanted(numbers), by=manager)

    again = actions.draw_sample(challenge, wanted=Wanted(numbers), because="One part was too large", by=manager)

    assert again.drawn_again_because == "One part was too large"
    assert again.seed != drawn.seed
    event = AuditEvent.objects.get(what="cases.sample_drawn_again")
    assert event.was == {"seed": "a seed"}
    assert event.now["because"] == "One part was too large"


@pytest.mark.parametrize("number", [0, 101])
def test_a_sample_of_nobody_or_of_too_many_is_refused(challenge, lists, manager, number):
    part = queries.proposed_parts(challenge)[0].name

    with pytest.raises(ActionRefused, match="from 1 to 100"):
        actions.draw_sample(challenge, wanted=Wanted({part: number}), by=manager)


def test_without_lists_nothing_is_drawn(challenge, manager, numbers):
    with pytest.raises(ActionRefused, match="no lists"):
        actions.draw_sample(challenge, wanted=Wanted(numbers), by=manager)


def test_a_reserve_of_the_same_part_takes_the_place(drawn, manager):
    reserve = drawn.children.filter(state=State.RESERVE).first()
    child = drawn.children.filter(state=State.CHOSEN, stratum=reserve.stratum).first()

    came = actions.replace_sampled(child, because="A trial is under way", by=manager)

    child.refresh_from_db()
    assert came.code == reserve.code
    assert (child.state, child.replaced_because) == (State.REPLACED, "A trial is under way")
    assert came.in_place_of == child
    assert child.code not in codes(drawn)


def test_when_the_reserves_are_used_up_one_more_is_drawn(drawn, manager):
    drawn.children.filter(state=State.RESERVE).delete()
    child = drawn.children.filter(state=State.CHOSEN).first()
    before = set(codes(drawn))

    came = actions.replace_sampled(child, because="A complaint is open", by=manager)

    assert came.stratum == child.stratum
    assert came.code not in before
    assert len(codes(drawn)) == len(before)


def test_a_reason_that_names_somebody_is_not_kept(drawn, manager):
    child = drawn.children.filter(state=State.CHOSEN).first()

    with pytest.raises(ActionRefused):
        actions.replace_sampled(child, because="Call 07700 900123 about it", by=manager)

    child.refresh_from_db()
    assert child.state == State.CHOSEN


def test_locking_makes_the_cases_and_tells_the_organiser(drawn, challenge, manager, person, peer_in):
    organiser = person(Role.ORGANISER, challenge)
    peer = peer_in(challenge)
    Declaration.objects.filter(user=peer).delete()

    cases = actions.lock_sample(challenge, by=manager)

    assert [case.code for case in cases] == codes(drawn)
    assert list(challenge.cases.values_list("code", flat=True)) == codes(drawn)
    assert all(
        Case(challenge=challenge, code=case.code).clean_fields(exclude=["stratum", "position"]) is None
        for case in cases
    )
    assert AuditEvent.objects.filter(what="interests.asked_again").exists()
    mail = OutboundMail.objects.get(kind="casereview.sample_locked")
    assert mail.person == organiser
    assert not any(case.code in mail.body for case in cases)


def test_a_locked_sample_is_not_drawn_again_or_locked_again(drawn, challenge, manager, numbers):
    actions.lock_sample(challenge, by=manager)

    with pytest.raises(ActionRefused, match="locked"):
        actions.draw_sample(challenge, wanted=Wanted(numbers), because="Again", by=manager)
    with pytest.raises(ActionRefused, match="locked already"):
        actions.lock_sample(challenge, by=manager)


def test_a_case_of_a_locked_sample_is_replaced_until_somebody_reads_it(drawn, challenge, manager):
    actions.lock_sample(challenge, by=manager)
    first, second = drawn.children.filter(state=State.CHOSEN)[:2]
    CaseReviewFactory(case=second.case)

    came = actions.replace_sampled(first, because="A trial is under way", by=manager)
    with pytest.raises(ActionRefused, match="being read"):
        actions.replace_sampled(second, because="A trial is under way", by=manager)

    assert came.case.code == came.code
    assert challenge.cases.count() == 25
    assert not challenge.cases.filter(code=first.code).exists()


def test_lists_stay_once_a_sample_is_drawn_from_them(drawn, lists, manager):
    with pytest.raises(ActionRefused, match="stay until the case review ends"):
        actions.throw_lists_away(lists, by=manager)


def test_cases_added_by_hand_and_a_locked_sample_stand_side_by_side(drawn, challenge, manager):
    actions.add_cases(challenge, lines=[actions.CaseLine("C-01", "Early help")], by=manager)

    actions.lock_sample(challenge, by=manager)

    assert challenge.cases.count() == 26


def test_the_sample_page_shows_who_is_in_it_and_that_it_is_fair(drawn, challenge, manager, log_in_as):
    page = log_in_as(manager).get(address("sample", challenge)).content.decode()

    assert all(code in page for code in codes(drawn))
    assert "a seed" in page
    assert "Is it fair?" in page
    assert "Team North" in page
    assert 'class="compare__bar"' in page
    assert "Lock the sample" in page


def test_numbers_and_limits_are_set_and_the_sample_drawn_on_a_page(challenge, lists, manager, log_in_as):
    client = log_in_as(manager)
    form = client.get(address("sample_draw", challenge)).context["form"]
    data = {name: form[name].value() for name in form.fields} | {"part_0": "2", "per_worker": "0"}

    response = client.post(address("sample_draw", challenge), data)

    sample = Sample.objects.get()
    assert response.url == address("sample", challenge)
    assert sample.parts[0]["number"] == 2
    assert (sample.per_worker, sample.per_family, sample.reserves) == (0, 1, 5)


def test_no_number_and_no_reason_are_said_on_the_page(drawn, challenge, manager, log_in_as):
    page = log_in_as(manager).post(address("sample_draw", challenge), {"part_0": "many"}).content.decode()

    assert "Enter a whole number" in page
    assert "Say why the sample is drawn again" in page


def test_replacing_and_locking_on_pages(drawn, challenge, manager, log_in_as):
    client = log_in_as(manager)
    child = drawn.children.filter(state=State.CHOSEN).first()

    assert child.code in client.get(address("sample_replace", challenge, child.pk)).content.decode()
    client.post(address("sample_replace", challenge, child.pk), {"because": "A complaint is open"})
    assert "A complaint is open" in client.get(address("sample", challenge)).content.decode()
    assert "become the cases" in client.get(address("sample_lock", challenge)).content.decode()
    response = client.post(address("sample_lock", challenge))

    assert response.url == address("case_list", challenge)
    assert challenge.cases.count() == 25


def test_the_organiser_sees_what_to_arrange_once_it_is_locked(drawn, challenge, manager, person, peer_in, log_in_as):
    organiser, peer = person(Role.ORGANISER, challenge), peer_in(challenge)
    child = drawn.children.filter(state=State.CHOSEN).first()
    client = log_in_as(organiser)
    before = client.get(address("arrangements", challenge)).content.decode()

    actions.replace_sampled(child, because="A complaint is open", by=manager)
    actions.lock_sample(challenge, by=manager)
    page = client.get(address("arrangements", challenge)).content.decode()

    assert not any(code in before for code in codes(drawn))
    assert all(code in page for code in codes(drawn))
    assert "A complaint is open" not in page
    assert peer.name in page
    assert not any(code in page for code in codes(drawn, State.RESERVE))


@pytest.mark.parametrize(
    ("role", "name", "status"),
    [
        (Role.LEAD_PEER, "sample_draw", 200), (Role.LEAD_PEER, "sample", 200), (Role.PEER, "sample", 200), (Role.PEER, "sample_draw", 403),
        (Role.PEER, "sample_lock", 403), (Role.ORGANISER, "sample", 403), (Role.SPONSOR, "arrangements", 403), (Role.OBSERVER, "sample", 403),
        (Role.PEER, "arrangements", 403), (Role.CONTRIBUTOR, "arrangements", 403), (Role.CHALLENGE_MANAGER, "child_lists", 403),
    ],
)  # fmt: skip
def test_who_opens_which_page(drawn, challenge, person, log_in_as, role, name, status):
    assert log_in_as(person(role, challenge)).get(address(name, challenge)).status_code == status


@pytest.mark.parametrize("name", ["sample", "sample_draw", "sample_lock"])
def test_pages_cost_few_queries(drawn, challenge, manager, log_in_as, name, django_assert_max_num_queries):
    client = log_in_as(manager)
    client.get(address(name, challenge))

    with django_assert_max_num_queries(22):
        client.get(address(name, challenge))


def test_what_is_left_to_do_leads_to_the_sample(drawn, challenge, manager):
    assert "Lock the sample" in [todo.sentence for todo in queries.left_to_do(challenge)]
    actions.lock_sample(challenge, by=manager)
    assert "Share out 25 cases" in [todo.sentence for todo in queries.left_to_do(challenge)]
