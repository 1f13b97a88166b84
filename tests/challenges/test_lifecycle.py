import pytest

from challenges.lifecycle import STAGE_ENDS_WHEN, STAGE_MOVES, WORKING_STAGES, Stage, stage_after

ALL = [stage.value for stage in WORKING_STAGES]


def test_every_stage_has_its_moves_and_every_working_stage_says_when_it_ends():
    assert set(STAGE_MOVES) == set(Stage)
    assert set(STAGE_ENDS_WHEN) == set(WORKING_STAGES)


@pytest.mark.parametrize(
    ("stage", "follows"), list(zip(WORKING_STAGES, [*WORKING_STAGES[1:], Stage.CLOSED], strict=True))
)
def test_stages_follow_each_other_and_each_step_is_allowed(stage, follows):
    assert stage_after(ALL, stage) == follows
    assert follows in STAGE_MOVES[stage]


def test_a_programme_without_case_review_goes_from_preparation_on_site():
    stages = [stage for stage in ALL if stage != Stage.CASE_REVIEW]

    assert stage_after(stages, Stage.PREPARATION) == Stage.ON_SITE
