"""Who may, in the report stage."""

import rules

from challenges.lifecycle import Stage
from challenges.models import Role
from challenges.rules import (
    from_stage,
    has_role,
    in_stage,
    is_council,
    is_lead_peer,
    is_lga,
    is_manager,
    is_programme_manager,
    is_reader_of_team_work,
    is_sponsor,
)


@rules.predicate
def has_report(user, challenge):
    """A report is written in this challenge: some give feedback in person only."""
    return challenge is not None and Stage.REPORTING in challenge.stages


reporting = in_stage(Stage.REPORTING)
reached = from_stage(Stage.REPORTING) & has_report
is_challenge_manager = has_role(Role.CHALLENGE_MANAGER)


@rules.predicate
def is_in_quality_chain(user, challenge):
    """Holds one of the roles that quality-assure the report under the programme."""
    return challenge is not None and bool(set(challenge.programme.plan.report.qa) & user.roles_in(challenge))


# Of the council only the sponsor reads the draft, and only what was sent: the pages and versions see to that.
rules.add_perm("reports.view_report", (is_lga | is_reader_of_team_work | is_council) & reached)
rules.add_perm("reports.view_draft", is_reader_of_team_work & reached)
rules.add_perm("reports.view_sent_draft", (is_reader_of_team_work | is_sponsor) & reached)
rules.add_perm("reports.view_final", (is_lga | is_reader_of_team_work | is_council) & reached)
rules.add_perm("reports.make_report", is_manager & reporting)
rules.add_perm("reports.write_report", (is_challenge_manager | is_lead_peer) & reporting)
rules.add_perm("reports.agree_report", is_lead_peer & reporting)
rules.add_perm("reports.review_quality", is_in_quality_chain & reporting)
rules.add_perm("reports.send_report", is_manager & reporting)
rules.add_perm("reports.view_accuracy", (is_reader_of_team_work | is_sponsor) & reached)
rules.add_perm("reports.answer_accuracy", is_sponsor & reporting)
rules.add_perm("reports.respond_accuracy", is_manager & reporting)
rules.add_perm("reports.issue_report", is_programme_manager & reporting)
