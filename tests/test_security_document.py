"""docs/security.md names files and tests: each exists, each chapter is there, and what is missing is said."""

import ast
import logging
import re
from pathlib import Path

import pytest

from challenges import security_log
from challenges.sign_in.adapters import TRIED_IN_VAIN

ROOT = Path(__file__).parent.parent
TEXT = (ROOT / "docs" / "security.md").read_text()
NAMED = sorted(set(re.findall(r"`(\w[\w./-]*?\.(?:py|txt|toml|md)(?:::\w+)?|\w+/[\w./-]*/)`", TEXT)))
CHAPTERS = [
    *("Encoding and sanitization", "Validation and business logic", "Web frontend security", "API and web service"),
    *(
        "File handling",
        "Authentication",
        "Session management",
        "Authorization",
        "Self-contained tokens",
        "OAuth and OIDC",
    ),
    *("Cryptography", "Secure communication", "Configuration", "Data protection", "Secure coding and architecture"),
    *("Security logging and error handling", "WebRTC"),
]


def rows():
    """The rows of the table of chapters, as lists of cells."""
    lines = [line for line in TEXT.splitlines() if re.match(r"\| V\d+ ", line)]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines]


@pytest.mark.parametrize("name", NAMED)
def test_what_it_names_exists(name):
    path, _, test = name.partition("::")

    assert (ROOT / path).exists()
    if test:
        functions = {
            node.name for node in ast.parse((ROOT / path).read_text()).body if isinstance(node, ast.FunctionDef)
        }
        assert test in functions


@pytest.mark.parametrize("link", sorted(set(re.findall(r"\]\(([\w./-]+\.md)\)", TEXT))))
def test_where_it_links_to_exists(link):
    assert (ROOT / "docs" / link).exists()


@pytest.mark.parametrize("name", sorted(set(re.findall(r"docs/adr/[\w-]+", TEXT))))
def test_the_decisions_it_names_exist(name):
    assert list(ROOT.glob(f"{name}*"))


def test_every_chapter_of_the_standard_has_a_row():
    assert [row[0] for row in rows()] == [f"V{number} {name}" for number, name in enumerate(CHAPTERS, start=1)]


@pytest.mark.parametrize("row", rows(), ids=lambda row: row[0])
def test_a_chapter_says_where_it_is_met_and_which_tests_show_it(row):
    _name, how, shown, *_missing = row

    assert "Not applicable" in how or re.search(r"`tests/[\w/]+\.py", shown)


def test_every_event_of_the_security_log_is_listed():
    literal = re.compile(r"security_log\.note\(\s*f?\"([\w.{}]+)\"|\bnote\(\"([\w.]+)\"")
    written = {*TRIED_IN_VAIN.values(), *security_log.REFUSED.values()}
    for path in ROOT.glob("challenges/**/*.py"):
        written |= {one or other for one, other in literal.findall(path.read_text())}

    listed = set(re.findall(r"`([\w.…]+)`", TEXT))
    assert {each.replace("{what}", "…") for each in written} - listed == set()
    assert logging.getLogger("peerchallenge.security") is security_log.logger
    assert "`peerchallenge.security`" in TEXT
