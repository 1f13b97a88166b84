"""Who may, in the case review. The council and observers never open a case; the report reaches the council once shared."""

import rules

from casereview.models import CASE_ROLES, HOST_ROLES, CaseReviewReport, SafeguardingLead, SponsorSummary
from casereview.phases import reads_own_cases_first
from challenges.lifecycle import Stage
from challenges.models import COUNCIL_ROLES, LGA_ROLES, TEAM_ROLES, Audience
from challenges.rules import (
    from_stage,
    has_role,
    in_stage,
    is_lead_peer,
    is_manager,
    is_organiser,
    is_peer,
    is_sponsor,
)

# Case pages open at case review and close with the final report.
while_cases_are_open = in_stage(Stage.CASE_REVIEW, Stage.ON_SITE, Stage.FEEDBACK, Stage.REPORTING)
while_cases_are_read = in_stage(Stage.CASE_REVIEW)
while_lists_come_in = in_stage(Stage.PREPARATION, Stage.CASE_REVIEW)


@rules.predicate
def reviews_cases(user, challenge):
    """The programme of this challenge has a case review."""
    return challenge is not None and Stage.CASE_REVIEW in challenge.stages


@rules.predicate
def report_is_shared(user, challenge):
    return CaseReviewReport.objects.filter(challenge=challenge, audience=Audience.COUNCIL).exists()


@rules.predicate
def reads_what_others_noted(user, challenge):
    """Their own cases are finished, or they read none: alone first."""
    return challenge is not None and not reads_own_cases_first(user, challenge)


@rules.predicate
def asks_workers_and_managers(user, challenge):
    """The programme of this challenge has questions for the worker and the manager of a case."""
    return challenge is not None and bool(challenge.programme.plan.case_review.conversation)


# A stage that was ended early leaves the report to be written and shared before the feedback.
while_the_report_is_written = in_stage(Stage.CASE_REVIEW, Stage.ON_SITE) & reviews_cases
works_with_cases = has_role(*CASE_ROLES)
reads_team_work = has_role(*TEAM_ROLES)
reads_what_is_shared = (
    has_role(*COUNCIL_ROLES, *LGA_ROLES) & from_stage(Stage.CASE_REVIEW) & reviews_cases & report_is_shared
)

# The lists are the council's own: its organiser brings them and takes the key. Nobody else sees what was found in them.
rules.add_perm("casereview.give_lists", is_organiser & while_lists_come_in & reviews_cases)
rules.add_perm("casereview.draw_sample", (is_manager | is_lead_peer) & while_cases_are_read & reviews_cases)
rules.add_perm("casereview.arrange_cases", is_organiser & while_cases_are_open & reviews_cases)
rules.add_perm("casereview.view_cases", works_with_cases & while_cases_are_open & reviews_cases)
rules.add_perm("casereview.edit_cases", (is_manager | is_lead_peer) & while_cases_are_read)
rules.add_perm("casereview.review_case", is_peer & while_cases_are_read)
rules.add_perm(
    "casereview.view_report", (reads_team_work & from_stage(Stage.CASE_REVIEW) & reviews_cases) | reads_what_is_shared
)
rules.add_perm(
    "casereview.view_draft_report", reads_team_work & from_stage(Stage.CASE_REVIEW) & reads_what_others_noted
)
rules.add_perm("casereview.write_report", works_with_cases & while_the_report_is_written & reads_what_others_noted)
rules.add_perm("casereview.share_report", is_manager & while_the_report_is_written)
rules.add_perm("casereview.end_case_review", is_manager & while_cases_are_read)

# Conversations: the organiser offers times, who reads cases takes them. They may still be held in the on-site week.
while_conversations_are_held = in_stage(Stage.CASE_REVIEW, Stage.ON_SITE) & reviews_cases & asks_workers_and_managers
rules.add_perm("casereview.offer_conversations", is_organiser & while_conversations_are_held)
rules.add_perm("casereview.take_conversations", works_with_cases & while_conversations_are_held)
rules.add_perm(
    "casereview.view_conversations", works_with_cases & while_cases_are_open & reviews_cases & asks_workers_and_managers
)

# An immediate concern: whoever reads or is on site for the LGA and the team, observers too, with or without a case review.
# It goes on where the challenge stands still, so what counts is how far it came.
WHILE_CONCERNS_ARE_RAISED = {Stage.CASE_REVIEW, Stage.ON_SITE, Stage.FEEDBACK, Stage.REPORTING}


@rules.predicate
def people_read_or_visit(user, challenge):
    return challenge is not None and challenge.stood_in in WHILE_CONCERNS_ARE_RAISED


@rules.predicate
def leads_safeguarding(user, challenge):
    """Named for the council in this challenge; asked last, since it costs a query."""
    if challenge is None or not set(HOST_ROLES) & user.roles_in(challenge):
        return False
    return SafeguardingLead.objects.standing().filter(challenge=challenge, user=user).exists()


visits = has_role(*TEAM_ROLES, *LGA_ROLES)
is_told_by_role = has_role(*TEAM_ROLES, *LGA_ROLES, *COUNCIL_ROLES)
rules.add_perm("casereview.raise_concern", visits & people_read_or_visit)
# The page lists what its reader may read, which may be nothing (Concern.objects.readable_by).
rules.add_perm("casereview.view_concerns", from_stage(Stage.CASE_REVIEW) & (is_told_by_role | leads_safeguarding))
rules.add_perm("casereview.answer_concern", from_stage(Stage.CASE_REVIEW) & (is_sponsor | leads_safeguarding))
rules.add_perm(
    "casereview.name_safeguarding_lead",
    (is_manager | is_sponsor | is_organiser)
    & in_stage(Stage.PREPARATION, Stage.CASE_REVIEW, Stage.ON_SITE, Stage.FEEDBACK, Stage.REPORTING),
)

# The picture over all cases: those who work with cases see it live and in full, alone first. The others of the team see
# one table of it, the council's, once it stands (ADR 0034).
rules.add_perm("casereview.view_picture", reads_team_work & from_stage(Stage.CASE_REVIEW) & reviews_cases)
rules.add_perm(
    "casereview.view_full_picture",
    works_with_cases & from_stage(Stage.CASE_REVIEW) & reviews_cases & reads_what_others_noted,
)

# Messages across cases are without any child, so the whole team reads them; the cases behind them are for who works with cases.
rules.add_perm("casereview.view_messages", reads_team_work & from_stage(Stage.CASE_REVIEW) & reviews_cases)
rules.add_perm("casereview.write_messages", works_with_cases & while_the_report_is_written & reads_what_others_noted)


@rules.predicate
def summary_is_shared(user, challenge):
    return SponsorSummary.objects.filter(challenge=challenge, audience=Audience.COUNCIL).exists()


reads_a_shared_summary = (
    has_role(*COUNCIL_ROLES, *LGA_ROLES) & from_stage(Stage.CASE_REVIEW) & reviews_cases & summary_is_shared
)
rules.add_perm(
    "casereview.view_sponsor_summary",
    (reads_team_work & from_stage(Stage.CASE_REVIEW) & reviews_cases) | reads_a_shared_summary,
)
rules.add_perm(
    "casereview.write_sponsor_summary",
    (is_lead_peer | is_manager) & while_the_report_is_written & reads_what_others_noted,
)
