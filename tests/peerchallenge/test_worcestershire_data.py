"""The data of the Worcestershire review: the paper's words, and nothing about a person."""

import re
import tomllib
from pathlib import Path

import pytest

import peerchallenge.demo
from challenges import programme_files

FILE = Path(peerchallenge.demo.__file__).parent / "worcestershire.toml"


@pytest.fixture(scope="module")
def review():
    return tomllib.loads(FILE.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def plan(review):
    return programme_files.from_dict(programme_files.read(review["programme"]))


def test_six_strengths_six_areas_five_key_lines_and_a_team_of_seven(review):
    kinds = [finding["kind"] for finding in review["findings"]]

    assert kinds == ["strength"] * 6 + ["area"] * 6
    assert len(review["good_practice"]) == 3
    assert [line["number"] for line in review["key_lines"]] == [1, 2, 3, 4, 5]
    assert len(review["team"]) == 7


def test_what_is_not_marked_as_ours_stands_in_the_paper(review):
    quoted = [review["summary"], review["what_it_is"], review["purpose"], *review["background"], *review["conclusion"]]
    quoted += [line["question"] for line in review["key_lines"]]
    quoted += [finding["text"] for finding in review["findings"]]
    quoted += [member["description"] for member in review["team"]]

    missing = [text for text in quoted if text.strip() not in review["paper"]["text"]]

    assert missing == []
    assert all(line["derived"] for line in review["key_lines"])
    assert all(practice["derived"] for practice in review["good_practice"])


def test_findings_point_at_themes_and_key_lines_that_exist(review, plan):
    themes = {theme.code for theme in plan.themes}
    numbers = {line["number"] for line in review["key_lines"]}

    for finding in review["findings"] + review["good_practice"]:
        assert finding["theme"] in themes
        assert finding["key_line"] in numbers
        assert len(finding["headline"].split()) <= 12
        assert finding["evidence"].startswith("Panel paper, paragraph 10, ")
    assert {line["theme"] for line in review["key_lines"]} <= themes


def test_it_fits_the_programme(review, plan):
    days = (review["ends_on"] - review["starts_on"]).days + 1

    assert days == plan.onsite.days
    assert len(review["key_lines"]) <= plan.limits.key_lines
    for role in ("lead_peer", "peer"):
        most = sum(place.most for place in plan.team if place.role == role)
        assert [member["role"] for member in review["team"]].count(role) == most


def test_nobody_is_named_and_nothing_says_how_to_reach_one():
    text = FILE.read_text(encoding="utf-8")

    assert "@" not in text
    assert "http" not in text
    assert "www." not in text
    assert "removed]" not in text
    assert not re.search(r"\b(Mr|Mrs|Ms|Dr|Councillor|Cllr)\b", text)
    assert not re.search(r"\d{5,}", text)
