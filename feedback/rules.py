"""Who may see and do what with evidence, findings and the presentation."""

import rules

from challenges.lifecycle import Stage
from challenges.models import Role
from challenges.rules import (
    from_stage,
    has_role,
    in_stage,
    is_council,
    is_lead_peer,
    is_manager,
    is_moderator,
    is_reader_of_team_work,
    is_working_team,
)

is_noting = in_stage(Stage.CASE_REVIEW, Stage.ON_SITE, Stage.FEEDBACK)
is_finding = in_stage(Stage.ON_SITE, Stage.FEEDBACK)

rules.add_perm("feedback.view_notes", is_reader_of_team_work & from_stage(Stage.CASE_REVIEW))
rules.add_perm("feedback.write_note", is_working_team & is_noting)
rules.add_perm("feedback.edit_note", is_working_team & is_noting)
rules.add_perm("feedback.share_note", is_working_team & is_noting)

rules.add_perm("feedback.view_findings", is_reader_of_team_work & from_stage(Stage.ON_SITE))
rules.add_perm("feedback.write_finding", is_working_team & is_finding)
rules.add_perm("feedback.edit_finding", is_working_team & is_finding)
rules.add_perm("feedback.set_aside_finding", is_working_team & is_finding)
rules.add_perm("feedback.take_up_finding", is_working_team & is_finding)
rules.add_perm("feedback.move_finding", is_working_team & is_finding)

# Giving the presentation ends the stage: from then on the council reads it.
rules.add_perm(
    "feedback.view_presentation",
    (is_reader_of_team_work & from_stage(Stage.ON_SITE)) | ((is_council | is_moderator) & from_stage(Stage.REPORTING)),
)
rules.add_perm("feedback.edit_presentation", (is_lead_peer | is_manager) & is_finding)
rules.add_perm(
    "feedback.give_presentation",
    (is_lead_peer | has_role(Role.CHALLENGE_MANAGER)) & in_stage(Stage.FEEDBACK),
)
