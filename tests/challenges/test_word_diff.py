"""What changed in a text, in pieces: nothing lost, nothing invented, readable."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from challenges.word_diff import Piece, changed_words, pieces

words = st.lists(
    st.sampled_from(["the", "child", "is", "seen,", "and", "heard.", "\n\n", "Plans", "drift", "“so”"]), max_size=60
)
texts = words.map(" ".join)


def told(was, becomes):
    return [(piece.kind, piece.text or piece.words) for piece in pieces(was, becomes)]


@pytest.mark.parametrize(
    ("was", "becomes", "says"),
    [
        ("", "", []),
        ("", "New words.", [("added", "New words.")]),
        ("Old words.", "", [("removed", "Old words.")]),
        ("The same.", "The same.", [("same", "The same.")]),
        (
            "There are 120 staff in the service.",
            "There are 112 staff in the service.",
            [("same", "There are "), ("removed", "120 "), ("added", "112 "), ("same", "staff in the service.")],
        ),
        (
            "We saw one good plan and heard of others.",
            "We read two good letters and heard of others.",
            [
                ("same", "We "),
                ("removed", "saw one good plan "),
                ("added", "read two good letters "),
                ("same", "and heard of others."),
            ],
        ),
    ],
)
def test_a_change_reads_as_a_person_would_mark_it(was, becomes, says):
    assert told(was, becomes) == says


def test_a_long_unchanged_stretch_is_counted_and_not_told():
    same = " ".join(f"word{number}" for number in range(100))

    found = pieces(f"First. {same}", f"Second. {same}")

    assert [piece.kind for piece in found] == ["removed", "added", "same", "left_out"]
    assert found[:2] == [Piece("removed", "First"), Piece("added", "Second")]
    assert found[3].words + len(found[2].text.split()) == 101  # the full stop stands by itself


def test_only_removed_and_added_words_count():
    assert changed_words(pieces("one two three four five", "one two three four six seven")) == 3


@given(texts, texts)
def test_both_texts_can_be_read_off_the_pieces(was, becomes):
    found = pieces(was, becomes)

    # Where a long stretch is left out its words are counted; the rest is there word for word.
    def words_of(*kinds):
        told = [piece for piece in found if piece.kind in {"same", "left_out", *kinds}]
        return sum(piece.words or len(piece.text.split()) for piece in told)

    assert words_of("removed") == len(was.split())
    assert words_of("added") == len(becomes.split())
    if not any(piece.kind == "left_out" for piece in found):
        kept = "".join(piece.text for piece in found if piece.kind in {"same", "added"})
        assert kept.split() == becomes.split()


def test_two_long_reports_are_told_apart_in_reasonable_time():
    sentence = "The team heard that the plan for the child was known and that the work of the service was good. "
    was = " ".join(f"{number} {sentence}" for number in range(200))
    becomes = was.replace("good", "kind").replace("17 The", "17 One of the")

    began = time.perf_counter()
    found = pieces(was, becomes)

    assert changed_words(found) > 0
    assert time.perf_counter() - began < 3
