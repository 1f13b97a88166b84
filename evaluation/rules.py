"""Who may see and record the evaluation."""

import rules

from challenges.lifecycle import Stage
from challenges.rules import from_stage, in_stage, is_lga, is_manager, is_sponsor

is_evaluating = in_stage(Stage.EVALUATION)

# The sponsor speaks of the team and of their own council: neither the team nor the sponsor's staff read it.
rules.add_perm("evaluation.view_interview", (is_lga | is_sponsor) & from_stage(Stage.EVALUATION))
rules.add_perm("evaluation.record_interview", is_manager & is_evaluating)
rules.add_perm("evaluation.end_evaluation", is_manager & is_evaluating)
