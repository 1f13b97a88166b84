"""How large a file is, in words."""

import pytest
from django.template.defaultfilters import filesizeformat
from hypothesis import given
from hypothesis import strategies as st

from challenges.sizes import size_in_words


@pytest.mark.parametrize(
    "size", [0, 1, 2, 1023, 1024, 1075, 2**20 - 1, 2**20, 5_000_000, 2**30 - 1, 2**30, 2**40, 2**50, 2**60]
)
def test_it_says_what_django_says_at_the_edges(size):
    assert size_in_words(size) == filesizeformat(size)


@given(st.integers(min_value=0, max_value=2**55))
def test_it_says_what_django_says(size):
    assert size_in_words(size) == filesizeformat(size)
