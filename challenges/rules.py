"""Who may, in words: predicates over the roles a person holds in a challenge."""

import rules

from challenges.inviting import MAY_INVITE
from challenges.lifecycle import STAGE_MOVES, WORKING_STAGES, Stage
from challenges.models import COUNCIL_ROLES, LGA_ROLES, TEAM_ROLES, Role


def has_role(*roles):
    """Holds one of these roles in the challenge."""
    names = {str(role) for role in roles}

    def holds(user, challenge):
        return challenge is not None and bool(names & user.roles_in(challenge))

    return rules.predicate(holds, name=f"has_role:{','.join(sorted(names))}")


def in_stage(*stages):
    """The challenge stands in one of these stages."""

    def stands(user, challenge):
        return challenge is not None and challenge.stage in stages

    return rules.predicate(stands, name=f"in_stage:{','.join(stages)}")


def from_stage(stage):
    """The challenge has reached this stage: it stands in it or in a later one, or is closed."""
    reached = set(WORKING_STAGES[WORKING_STAGES.index(stage) :]) | {Stage.CLOSED}

    def has_reached(user, challenge):
        return challenge is not None and challenge.stood_in in reached  # what was there stays to be read

    return rules.predicate(has_reached, name=f"from_stage:{stage}")


@rules.predicate
def is_programme_office(user):
    return user.is_programme_office


@rules.predicate
def is_in_challenge(user, challenge):
    return challenge is not None and bool(user.roles_in(challenge))


@rules.predicate
def has_moderator(user, challenge):
    """The programme of this challenge is a regional one, which names a moderator."""
    return challenge is not None and challenge.programme.plan.moderator


@rules.predicate
def is_regional(user, challenge):
    """The programme of this challenge matches councils of one region."""
    return challenge is not None and challenge.programme.plan.peers_from == "same_region"


@rules.predicate
def is_in_a_group(user, challenge):
    """The challenge was set up with others: a triad or an event."""
    return challenge is not None and challenge.group_id is not None


is_programme_manager = has_role(Role.PROGRAMME_MANAGER)
is_manager = has_role(Role.CHALLENGE_MANAGER, Role.PROGRAMME_MANAGER)
is_adviser = has_role(Role.ADVISER)
is_lga = has_role(*LGA_ROLES)
is_lead_peer = has_role(Role.LEAD_PEER)
is_reader_of_team_work = has_role(*TEAM_ROLES)
is_peer = has_role(Role.LEAD_PEER, Role.PEER)
is_working_team = has_role(Role.LEAD_PEER, Role.PEER, Role.CHALLENGE_MANAGER, Role.PROGRAMME_MANAGER)
is_sponsor = has_role(Role.SPONSOR)
is_organiser = has_role(Role.ORGANISER)
is_council = has_role(*COUNCIL_ROLES)
is_contributor = has_role(Role.CONTRIBUTOR)
is_moderator = has_role(Role.MODERATOR) & has_moderator
is_open = ~in_stage(Stage.CLOSED, Stage.WITHDRAWN)
can_be_withdrawn = in_stage(*(stage for stage, moves in STAGE_MOVES.items() if Stage.WITHDRAWN in moves))

rules.add_perm("challenges.add_challenge", is_programme_office)
rules.add_perm("challenges.edit_programme", is_programme_office)
rules.add_perm("challenges.view_programme", rules.is_authenticated)
rules.add_perm("challenges.take_second_step_away", is_programme_office)
rules.add_perm("challenges.answer_about_data", is_programme_office)
rules.add_perm("challenges.view_challenge", is_in_challenge)
rules.add_perm("challenges.view_history", is_lga | is_reader_of_team_work | is_council)
rules.add_perm("challenges.view_openings", is_programme_manager)
rules.add_perm("challenges.view_retention", is_manager | is_council)
rules.add_perm("challenges.hold_retention", is_programme_manager)
rules.add_perm("challenges.view_certificates", is_programme_office)
rules.add_perm("challenges.view_people", is_lga | is_reader_of_team_work | is_council)
rules.add_perm("challenges.add_person", has_role(*frozenset().union(*MAY_INVITE.values())) & is_open)
rules.add_perm("challenges.hand_over", (is_lga | is_council) & is_open)
rules.add_perm("challenges.see_as", is_programme_manager)
rules.add_perm("challenges.agree_observer", is_council & is_open)
rules.add_perm("challenges.upload_files", (is_council | is_contributor) & is_open)
rules.add_perm("challenges.view_held_files", is_programme_office)
rules.add_perm("challenges.view_milestones", is_lga | is_reader_of_team_work | is_council)
# Who visits, and on whose side a moderator stands, the moderator reads too.
knows_the_visitors = is_lga | is_reader_of_team_work | is_council | is_moderator
rules.add_perm("challenges.view_visits", knows_the_visitors & is_regional)
rules.add_perm("challenges.match_visitors", is_manager & is_open & is_regional)
rules.add_perm("challenges.view_group", knows_the_visitors & is_in_a_group)
rules.add_perm("challenges.change_dates", is_manager & is_open)
# Whose date it is, is asked in the action (milestones.may_mark).
rules.add_perm("challenges.mark_milestone", (is_lga | is_lead_peer | is_council) & is_open)
rules.add_perm("challenges.enter_school_holidays", (is_manager | is_council) & is_open)
# A paused or withdrawn challenge refuses every permission that is not in the tables of standstill.py.
rules.add_perm("challenges.pause_challenge", is_programme_manager & is_open)
rules.add_perm("challenges.resume_challenge", is_programme_manager & is_open)
rules.add_perm("challenges.withdraw_challenge", is_programme_manager & can_be_withdrawn)
rules.add_perm("challenges.ask_to_pause", is_sponsor & is_open)
rules.add_perm("challenges.answer_pause", is_programme_manager & is_open)
# Observers, contributors and moderators write nothing, so they ask nothing of the names the council watches for.
rules.add_perm("challenges.check_text", is_lga | is_peer | is_council)
rules.add_perm("challenges.watch_names", is_council & is_open)
rules.add_perm("challenges.view_mail", is_lga)
rules.add_perm("challenges.mend_mail", is_lga)
# Observers, contributors and moderators read a document; they set no worker going.
rules.add_perm("challenges.retry_document", is_lga | is_peer | is_council)
