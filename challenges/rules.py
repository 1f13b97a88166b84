"""Who may, in words: predicates over the roles a person holds in a challenge."""

import rules

from challenges.inviting import MAY_INVITE
from challenges.lifecycle import WORKING_STAGES, Stage
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
        return challenge is not None and challenge.stage in reached

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

rules.add_perm("challenges.add_challenge", is_programme_office)
rules.add_perm("challenges.take_second_step_away", is_programme_office)
rules.add_perm("challenges.view_challenge", is_in_challenge)
rules.add_perm("challenges.view_history", is_lga | is_reader_of_team_work | is_council)
rules.add_perm("challenges.view_openings", is_programme_manager)
rules.add_perm("challenges.view_people", is_lga | is_reader_of_team_work | is_council)
rules.add_perm("challenges.add_person", has_role(*frozenset().union(*MAY_INVITE.values())) & is_open)
rules.add_perm("challenges.hand_over", (is_lga | is_council) & is_open)
rules.add_perm("challenges.see_as", is_programme_manager)
rules.add_perm("challenges.agree_observer", is_council & is_open)
rules.add_perm("challenges.upload_files", (is_council | is_contributor) & is_open)
rules.add_perm("challenges.view_held_files", is_programme_office)
rules.add_perm("challenges.view_milestones", is_lga | is_reader_of_team_work | is_council)
# Observers, contributors and moderators write nothing, so they ask nothing of the names the council watches for.
rules.add_perm("challenges.check_text", is_lga | is_peer | is_council)
rules.add_perm("challenges.watch_names", is_council & is_open)
rules.add_perm("challenges.view_mail", is_lga)
rules.add_perm("challenges.mend_mail", is_lga)
# Observers, contributors and moderators read a document; they set no worker going.
rules.add_perm("challenges.retry_document", is_lga | is_peer | is_council)
