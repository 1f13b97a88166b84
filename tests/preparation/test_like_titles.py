"""Which titles of the list are like what somebody is about to ask for."""

import pytest

from preparation import queries
from preparation.models import DocumentRequest


@pytest.mark.parametrize(
    ("title", "other", "alike"),
    [
        ("Return home interviews", "Missing children: return interviews", True),
        ("Early Help Strategy", "early help strategies", True),
        ("Supervision", "Supervision policy", True),
        ("Sickness of staff", "Self-evaluation", False),
        ("Performance data, last six months", "Budget data, last year", False),
        ("", "Self-evaluation", False),
    ],
)
def test_like_titles(title, other, alike):
    item = DocumentRequest(title=other, position=1)

    assert queries.like(title, [item]) == ([item] if alike else [])


def test_the_likest_come_first_and_no_more_than_three():
    items = [
        DocumentRequest(pk=n, title=title, position=n)
        for n, title in enumerate(["Early help", "Early Help Strategy", "Help", "Early help board", "Cars"])
    ]

    assert [item.title for item in queries.like("Early help strategy 2026", items)] == [
        "Early Help Strategy",
        "Early help",
        "Early help board",
    ]
