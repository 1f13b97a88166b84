"""A wrong programme file is refused with a sentence and its line."""

import re

import pytest

from challenges import programme_files
from tests.challenges.wrong_programmes import RIGHT, STAGES_IN_ORDER, WRONG

LGA = "lga-childrens-services"


def test_the_small_programme_is_right():
    assert programme_files.parse(RIGHT).stages == tuple(STAGES_IN_ORDER.split(", "))


def test_a_letter_needs_the_stage_it_is_written_in():
    without = RIGHT.replace('"feedback", "reports"', '"feedback"').replace('stage = "reports"', 'stage = "feedback"')
    letter = '[[formats]]\ncode = "letter"\nlabel = "Letter"\nwhat = "Two pages."\n'

    with pytest.raises(programme_files.ProgrammeFileWrong) as refused:
        programme_files.parse(without + letter)

    assert refused.value.sentence == (
        "formats[1].code: a letter is written in the stage reports, which the programme does not have."
    )


@pytest.mark.parametrize(("right", "wrong", "sentence"), [each[1:] for each in WRONG], ids=[each[0] for each in WRONG])
def test_a_wrong_file_is_refused_with_a_sentence_and_its_line(right, wrong, sentence):
    assert right in RIGHT

    with pytest.raises(programme_files.ProgrammeFileWrong) as refused:
        programme_files.parse(RIGHT.replace(right, wrong, 1))

    assert str(refused.value) == sentence
    line = re.match(r"Line (\d+): (.*)", sentence)
    assert (refused.value.line, refused.value.sentence) == ((int(line[1]), line[2]) if line else (None, sentence))


def test_content_from_the_database_is_refused_without_a_line():
    content = programme_files.read(LGA)
    content["themes"][1]["probes"][0]["code"] = 7

    with pytest.raises(programme_files.ProgrammeFileWrong) as refused:
        programme_files.from_dict(content)

    assert str(refused.value) == "themes[2].probes[1].code must be text, and is a whole number."
    assert refused.value.line is None


def test_a_line_is_found_after_a_text_of_several_lines():
    text = RIGHT.replace('summary = "A day with another council."', 'summary = """\nname = 1\n[team]\n"""')

    with pytest.raises(programme_files.ProgrammeFileWrong) as refused:
        programme_files.parse(text.replace("version = 1", "version = 0"))
    with pytest.raises(programme_files.ProgrammeFileWrong) as refused_later:
        programme_files.parse(text.replace("onsite.days = 1", "onsite.days = 0"))

    assert str(refused.value) == "Line 3: version: 0 is less than 1."
    assert str(refused_later.value) == "Line 10: onsite.days: 0 is less than 1."
