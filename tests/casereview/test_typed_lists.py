"""What the organiser types of the lists by code: which cases were audited, who are brothers and sisters."""

import datetime

import pytest
from django.urls import reverse

from casereview import actions, queries, typed_lines
from casereview.actions import Wanted
from casereview.models import ListedChild
from challenges.action_tools import ActionRefused
from challenges.models import AuditEvent, Role
from challenges.moments import today
from tests.casereview.factories import kept_lists

KNOWN = {"KD-0001", "KD-0002", "KD-0003"}
TODAY = datetime.date(2027, 3, 12)


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("KD-0001, March 2027", TODAY),  # of the running month: not later than today
        ("kd – 0001 Feb 2027", datetime.date(2027, 2, 28)),
        ("KD-0001\t02/2027", datetime.date(2027, 2, 28)),
        ("KD-0001; 14 January 2027", datetime.date(2027, 1, 14)),
        ("KD-0001: 14/01/2027", datetime.date(2027, 1, 14)),
        ("KD-0001, 2027-01", datetime.date(2027, 1, 31)),
        ("KD-0001, 2027-01-14", datetime.date(2027, 1, 14)),
    ],
)
def test_a_month_or_a_day_is_read(line, day):
    assert typed_lines.audited(line, known=KNOWN, on=TODAY) == ({"KD-0001": day}, [])


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("KD-0009, March 2027", "“KD-0009” is no code of your key."),
        ("Jo Smith", "“Jo Smith” is no code of your key."),
        ("KD-0001, April 2027", "April 2027 is in the future."),
        ("KD-0001, 13 March 2027", "13 March 2027 is in the future."),
        ("KD-0001, August 2026", "August 2026 is more than six months ago"),
        ("KD-0001", "the month or the day of the audit is missing"),
        ("KD-0001, lately", "“lately” is no month and no day."),
        ("KD-0001, 31 February 2027", "is no month and no day."),
        ("KD-0001, March 99999", "is no month and no day."),
    ],
)
def test_a_wrong_line_is_told_with_its_number(line, reason):
    _found, (wrong,) = typed_lines.audited(f"\n{line}", known=KNOWN, on=TODAY)

    assert wrong.startswith("Line 2: ")
    assert reason in wrong


def test_every_wrong_line_is_told():
    text = "KD-0001, March 2027\nKD-0009, March 2027\nKD-0001, March 2027\n\nKD-0002"

    assert typed_lines.audited(text, known=KNOWN, on=TODAY)[1] == [
        "Line 2: “KD-0009” is no code of your key.",
        "Line 3: KD-0001 stands in line 1 already.",
        "Line 5: the month or the day of the audit is missing, such as March 2027 or 14 March 2027.",
    ]


def test_families_are_read_and_wrong_ones_told():
    assert typed_lines.families("KD-0001, kd–0002", known=KNOWN) == ([["KD-0001", "KD-0002"]], [])
    assert typed_lines.families("KD-0001 KD-0002\nKD-0002, KD-0003\nKD-0003\nKD-0003, KD-0003\nx", known=KNOWN)[1] == [
        "Line 2: KD-0002 stands in line 1 already.",
        "Line 3: one code alone is no family. Put the codes of brothers and sisters on one line.",
        "Line 4: KD-0003 stands in line 3 already.",
        "Line 5: “x” is no code of your key.",
    ]


# What is kept of it


@pytest.fixture
def organiser(person, challenge):
    return person(Role.ORGANISER, challenge)


@pytest.fixture
def lists(challenge):
    return kept_lists(challenge)


def facts(lists, code):
    return set(lists.rows.filter(code=code).values_list("audited_on", "family"))


def codes_of(lists, number):
    return list(lists.rows.filter(number=number).order_by("code").values_list("code", flat=True))


def say(lists, by, audited=None, families=()):
    return actions.say_of_lists(lists, audited=audited or {}, families=families, by=by)


@pytest.mark.django_db
def test_it_is_set_in_every_row_of_a_child(lists, organiser):
    first, second = codes_of(lists, 1)[:2]

    say(lists, organiser, {first: today()}, [[first, second]])

    ((day, family),) = facts(lists, first)
    assert day == today()
    assert facts(lists, second) == {(None, family)}
    assert family
    event = AuditEvent.objects.get(what="child_lists.added_to")
    assert first not in event.sentence + str(event.now)


@pytest.mark.django_db
def test_it_takes_the_place_of_what_was_typed_and_leaves_what_the_lists_say(lists, organiser):
    first, second, third = codes_of(lists, 1)[:3]
    day = today() - datetime.timedelta(days=20)
    ListedChild.objects.filter(code=first).update(audited_on=day, family="F-001")

    say(lists, organiser, {first: today(), second: today()}, [[first, third]])
    say(lists, organiser, {third: today()})

    assert facts(lists, first) == {(day, "F-001")}
    assert facts(lists, second) == {(None, "")}
    assert facts(lists, third) == {(today(), "")}

    say(lists, organiser)
    assert facts(lists, third) == {(None, "")}


@pytest.mark.django_db
def test_whom_the_lists_have_together_stays_together(lists, organiser):
    one, two, three, four = codes_of(lists, 1)[:4]
    ListedChild.objects.filter(code__in=[two, three]).update(family="F-001")

    say(lists, organiser, families=[[one, two], [three, four]])

    assert len({family for code in (one, two, three, four) for _day, family in facts(lists, code)}) == 1


@pytest.mark.django_db
def test_the_sampler_honours_what_was_typed(challenge, lists, organiser, person):
    part = next(each for each in queries.proposed_parts(challenge) if each.lists == (4,))
    everyone = codes_of(lists, 4)
    audited = everyone[:3]
    say(lists, organiser, dict.fromkeys(audited, today()), [everyone[3:]])

    wanted = Wanted({part.name: 4}, per_worker=0, per_family=1, to_validate=3, reserves=0)
    sample = actions.draw_sample(challenge, wanted=wanted, by=person(Role.CHALLENGE_MANAGER, challenge))

    chosen = list(sample.children.values_list("code", "to_validate"))
    assert {code for code, to_validate in chosen if to_validate} == set(audited)
    assert sum(code in everyone[3:] for code, _to_validate in chosen) == 1


@pytest.mark.django_db
def test_it_is_refused_once_a_sample_is_drawn(challenge, lists, organiser, person, log_in_as):
    part = queries.proposed_parts(challenge)[0].name
    actions.draw_sample(challenge, wanted=Wanted({part: 2}), by=person(Role.CHALLENGE_MANAGER, challenge))

    with pytest.raises(ActionRefused, match="tell the challenge manager: a case can be replaced"):
        say(lists, organiser)
    page = log_in_as(organiser).get(address("child_lists_typed", challenge)).text
    assert "tell the challenge manager" in page
    assert "<textarea" not in page


@pytest.mark.django_db
def test_a_code_of_elsewhere_is_refused(lists, organiser):
    with pytest.raises(ActionRefused, match="no code of your key"):
        say(lists, organiser, {"ZZ-0001": today()})


def address(name, challenge):
    return reverse(f"casereview:{name}", args=[challenge.slug])


@pytest.mark.django_db
def test_wrong_lines_are_shown_on_the_page_and_nothing_is_kept(challenge, lists, organiser, log_in_as):
    client = log_in_as(organiser)
    code = codes_of(lists, 1)[0]
    typed = {"audited": f"{code}, {today():%B %Y}\nNobody, March 2027", "families": code}

    page = client.post(address("child_lists_typed", challenge), typed).text

    assert "Line 2: “Nobody” is no code of your key." in page
    assert "Line 1: one code alone is no family." in page
    assert facts(lists, code) == {(None, "")}


@pytest.mark.django_db
def test_what_was_typed_comes_back_to_be_changed(challenge, lists, organiser, log_in_as):
    client = log_in_as(organiser)
    one, two = codes_of(lists, 1)[:2]
    typed = {"audited": f"{one}, {today():%-d %B %Y}", "families": f"{one} {two}"}

    answer = client.post(address("child_lists_typed", challenge), typed)

    assert answer.url == address("child_lists", challenge)
    assert "1 audited case and 1 family" in client.get(answer.url).text
    page = client.get(address("child_lists_typed", challenge)).text
    assert f"{one}, {today():%-d %B %Y}" in page
    assert f"{one}, {two}" in page


@pytest.mark.django_db
@pytest.mark.parametrize("role", [Role.CHALLENGE_MANAGER, Role.SPONSOR, Role.LEAD_PEER, Role.CONTRIBUTOR])
def test_it_is_the_organisers_page(challenge, lists, person, log_in_as, role):
    assert log_in_as(person(role, challenge)).get(address("child_lists_typed", challenge)).status_code == 403
