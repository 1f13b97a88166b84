"""Who may see and change the timetable, and who writes and reads the no-surprises notes."""

import rules

from challenges.lifecycle import Stage
from challenges.models import Role
from challenges.rules import (
    from_stage,
    has_role,
    in_stage,
    is_contributor,
    is_council,
    is_lead_peer,
    is_lga,
    is_manager,
    is_organiser,
    is_reader_of_team_work,
    is_sponsor,
    is_working_team,
)
from onsite.models import DailyNote

is_planning = in_stage(Stage.PREPARATION, Stage.CASE_REVIEW, Stage.ON_SITE)
is_on_site = in_stage(Stage.ON_SITE)
is_lead_or_challenge_manager = is_lead_peer | has_role(Role.CHALLENGE_MANAGER)

rules.add_perm("onsite.view_timetable", (is_lga | is_reader_of_team_work | is_council) & from_stage(Stage.PREPARATION))
# The pages of the timetable: a contributor sees the sessions that name them (Session.objects.readable_by).
rules.add_perm(
    "onsite.view_sessions",
    (is_lga | is_reader_of_team_work | is_council | is_contributor) & from_stage(Stage.PREPARATION),
)
rules.add_perm("onsite.edit_timetable", (is_manager | is_organiser | has_role(Role.CO_ORDINATOR)) & is_planning)
rules.add_perm("onsite.mark_session_held", is_working_team & is_on_site)
rules.add_perm("onsite.mark_day_held", (is_lead_peer | is_manager) & is_on_site)

# Which notes a reader sees, unshared or shared only, is DailyNote.objects.visible_to.
rules.add_perm("onsite.view_daily_notes", has_role(*DailyNote.READERS) & from_stage(Stage.ON_SITE))
rules.add_perm("onsite.write_daily_note", is_lead_or_challenge_manager & is_on_site)
rules.add_perm("onsite.share_daily_note", is_lead_or_challenge_manager & is_on_site)
rules.add_perm("onsite.mark_daily_note_seen", is_sponsor & from_stage(Stage.ON_SITE))

rules.add_perm("onsite.end_onsite", is_lead_or_challenge_manager & is_on_site)
