"""The demo speaks as the field does: nothing in it leads to a person, and nothing is a word of judgement."""

import pytest

from challenges.text_check import check
from peerchallenge.demo import casereview, evaluation, feedback, onsite, preparation, reports, scoping, worcestershire


def texts(value):
    """Every text in a module's constants, however deep."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from texts(one)
    elif isinstance(value, list | tuple | set | frozenset):
        for one in value:
            yield from texts(one)
    elif hasattr(value, "__dataclass_fields__") and not isinstance(value, type):
        yield from texts(vars(value))


@pytest.mark.parametrize(
    "module",
    [scoping, preparation, casereview, onsite, feedback, reports, evaluation, worcestershire],
    ids=lambda module: module.__name__.rpartition(".")[2],
)
def test_the_demo_comes_through_clean(module):
    said = [text for name, value in vars(module).items() if name.isupper() for text in texts(value)]

    assert said
    assert [mark.words for text in said for mark in check(text)] == []
