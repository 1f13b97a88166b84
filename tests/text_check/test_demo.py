"""The demo speaks as the field does: nothing in it leads to a person, and nothing is a word of judgement."""

import pkgutil
from importlib import import_module

import pytest

from challenges.text_check import check
from peerchallenge import demo


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


def said(module):
    return [text for name, value in vars(module).items() if name.isupper() for text in texts(value)]


MODULES = [import_module(f"peerchallenge.demo.{each.name}") for each in pkgutil.iter_modules(demo.__path__)]
SPEAKING = [module for module in MODULES if said(module)]


@pytest.mark.parametrize("module", SPEAKING, ids=lambda module: module.__name__.rpartition(".")[2])
def test_the_demo_comes_through_clean(module):
    assert [mark.words for text in said(module) for mark in check(text)] == []


def test_every_stage_of_the_demo_says_something():
    names = {module.__name__.rpartition(".")[2] for module in SPEAKING}

    assert names >= {"scoping", "preparation", "casereview", "onsite", "feedback", "reports", "evaluation"}
