"""Whether a scope fits: the model, on the programmes we ship."""

import pytest

from challenges import programme_files
from scoping.capacity import gauge, in_hours, usual_team

KEY_LINE = ("Key line 1", ["data", "interviews", "groups"])


def plan_of(code="lga-childrens-services"):
    return programme_files.from_dict(programme_files.read(code))


def gauge_of(*, modules=2, key_lines=3, people=None, days=None, code="lga-childrens-services"):
    plan = plan_of(code)
    themes = [(theme.name, theme.kind, len(theme.probes)) for theme in plan.themes]
    always = [theme for theme in themes if theme[1] != "module"]
    chosen = [theme for theme in themes if theme[1] == "module"][:modules]
    days = days or plan.onsite.days
    return gauge(
        plan,
        themes=always + chosen,
        key_lines=[KEY_LINE] * key_lines,
        people=people or usual_team(plan),
        days=days,
        timetable=[slot for slot in plan.timetable if slot.day <= days],
    )


def test_the_usual_scope_of_the_lga_just_fits():
    usual = gauge_of()

    assert usual.state == "fits"
    assert usual.wanted > usual.usable * 0.85


@pytest.mark.parametrize(
    ("scope", "state"),
    [
        ({"modules": 0}, "fits"),
        ({"modules": 4}, "tight"),
        ({"modules": 6}, "too_wide"),
        ({"key_lines": 8}, "too_wide"),
        ({"days": 2}, "too_wide"),
        ({"people": 4}, "too_wide"),
        ({"people": 4, "modules": 0, "key_lines": 1}, "fits"),
    ],
    ids=str,
)
def test_more_asked_or_less_time_is_said(scope, state):
    assert gauge_of(**scope).state == state


def test_two_days_carry_one_question_and_not_three():
    assert gauge_of(code="seslip-topical", key_lines=1, modules=0).state == "fits"
    assert gauge_of(code="seslip-topical", key_lines=3, modules=0).state == "too_wide"


def test_each_part_says_what_it_takes_and_why():
    plan = plan_of()
    told = gauge(
        plan,
        themes=[("Early help", "module", 5), ("Vision", "core", 1)],
        key_lines=[
            ("Key line 1", ["data", "interviews", "families"]),
            ("Key line 2", ["data"]),
            ("Key line 3", ["groups"]),
        ],
        people=6,
        days=4,
        timetable=plan.timetable,
    )

    assert [(each.label, each.kind, each.minutes, each.because) for each in told.asked] == [
        ("Early help", "module", 200, "5 probes"),
        ("Vision", "core", 40, "1 probe"),
        ("Key line 1", "key_line", 120, "2 kinds of evidence on site"),
        ("Key line 2", "key_line", 60, "no kind of evidence on site planned yet, so an hour at the least"),
        ("Key line 3", "key_line", 60, "1 kind of evidence on site"),
    ]
    assert told.wanted == 480


def test_what_there_is_comes_from_the_timetable_and_the_team():
    full, small = gauge_of(people=6), gauge_of(people=3)

    assert (full.sessions, full.tracks, full.tracks_filled) == (39, 3, 3)
    assert full.usable == full.there_is * 85 // 100
    assert small.tracks_filled == 1
    assert small.there_is == round(full.there_is / 3)
    assert full.team_days == 24


def test_case_records_are_shared_among_the_team():
    told = gauge_of(people=5)

    assert (told.cases, told.cases_each, told.case_hours_each) == (25, 5.0, 12)
    assert gauge_of(code="seslip-topical").cases == 0


def test_without_a_timetable_nothing_is_said():
    plan = plan_of()

    told = gauge(plan, themes=[("Early help", "module", 5)], key_lines=[], people=6, days=4, timetable=[])

    assert (told.state, told.there_is, told.tracks_filled) == ("unknown", 0, 0)


@pytest.mark.parametrize(
    ("minutes", "words"), [(45, "45 minutes"), (60, "1 hour"), (90, "1½ hours"), (100, "1½ hours"), (120, "2 hours")]
)
def test_time_is_said_in_half_hours(minutes, words):
    assert in_hours(minutes) == words
