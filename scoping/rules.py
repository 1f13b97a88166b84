"""Who may see and do what with the scope and the proposal."""

import rules

from challenges.lifecycle import Stage
from challenges.rules import in_stage, is_council, is_lga, is_manager, is_reader_of_team_work, is_sponsor

is_scoping = in_stage(Stage.SCOPING)
is_reader = is_lga | is_reader_of_team_work | is_council

rules.add_perm("scoping.view_scope", is_reader)
# The record of the meeting has an audience of its own; this opens its page.
rules.add_perm("scoping.view_meeting", is_reader)
rules.add_perm("scoping.record_meeting", is_manager & is_scoping)
rules.add_perm("scoping.choose_themes", is_manager & is_scoping)
rules.add_perm("scoping.choose_probes", (is_manager | is_council) & is_scoping)
# Key lines are written with the host.
rules.add_perm("scoping.add_key_line", (is_manager | is_council) & is_scoping)
rules.add_perm("scoping.edit_key_line", (is_manager | is_council) & is_scoping)
rules.add_perm("scoping.remove_key_line", is_manager & is_scoping)

# Everyone sees what was sent to the sponsor; until then a version is the LGA's.
rules.add_perm("scoping.view_proposal", is_reader)
rules.add_perm("scoping.view_unsent_proposal", is_lga)
rules.add_perm("scoping.edit_terms", is_manager & is_scoping)
rules.add_perm("scoping.comment_proposal", is_council & is_scoping)
rules.add_perm("scoping.answer_comment", is_manager & is_scoping)
rules.add_perm("scoping.make_proposal", is_manager & is_scoping)
rules.add_perm("scoping.send_proposal", is_manager & is_scoping)
rules.add_perm("scoping.agree_proposal", is_sponsor & is_scoping)
