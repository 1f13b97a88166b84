"""Who may do what with the team and the documents."""

import rules

from challenges.inviting import MAY_INVITE
from challenges.lifecycle import Stage
from challenges.models import AgreementText, Role
from challenges.rules import (
    from_stage,
    has_role,
    in_stage,
    is_contributor,
    is_council,
    is_in_challenge,
    is_lga,
    is_manager,
    is_open,
    is_organiser,
    is_peer,
    is_reader_of_team_work,
)

PEER_TEAM = (Role.LEAD_PEER, Role.PEER, Role.OBSERVER)
has_begun = from_stage(Stage.PREPARATION)
# People drop out late, and documents come late: both stay open until the week on site is over.
is_before_feedback = in_stage(Stage.PREPARATION, Stage.CASE_REVIEW, Stage.ON_SITE)
may_invite = has_role(*MAY_INVITE[Role.PEER])


@rules.predicate
def is_invited(user, place):
    """The person a place in the team was offered to; they need not be in the challenge."""
    return place is not None and place.user_id == user.pk


rules.add_perm("preparation.view_team", (is_lga | is_reader_of_team_work | is_council) & has_begun)
rules.add_perm("preparation.view_invitations", (is_lga | is_reader_of_team_work) & has_begun)
rules.add_perm("preparation.view_interests", is_manager & has_begun)
rules.add_perm("preparation.decide_interests", is_manager & has_begun & is_open)
rules.add_perm("preparation.declare_interests", has_role(*PEER_TEAM) & has_begun & is_open)
rules.add_perm("preparation.view_profiles", (is_lga | is_reader_of_team_work | is_council) & has_begun)
rules.add_perm("preparation.view_contact", (is_lga | is_reader_of_team_work) & has_begun)
rules.add_perm("preparation.view_agreements", is_in_challenge)
rules.add_perm("preparation.accept_agreements", has_role(*AgreementText.ACCEPTING_ROLES))
rules.add_perm("preparation.write_agreement", (is_manager | is_organiser) & is_open)
rules.add_perm("preparation.invite_person", may_invite & is_before_feedback)
rules.add_perm("preparation.withdraw_place", may_invite & is_before_feedback)
rules.add_perm("preparation.answer_invitation", is_invited)
# Who is proposed is known to the LGA and, once shown, to the council: Candidate.objects.readable_by. Peers learn it by mail.
rules.add_perm("preparation.view_shortlist", (is_lga | is_council) & has_begun)
rules.add_perm("preparation.search_pool", is_manager & is_before_feedback)
rules.add_perm("preparation.propose_person", is_manager & is_before_feedback)
rules.add_perm("preparation.answer_proposal", is_council & is_before_feedback)
# Which items: DocumentRequest.objects.readable_by. A contributor reads and answers those they are asked for.
rules.add_perm(
    "preparation.view_documents", (is_lga | is_reader_of_team_work | is_council | is_contributor) & has_begun
)
rules.add_perm("preparation.view_readings", (is_lga | is_reader_of_team_work) & has_begun)
rules.add_perm("preparation.upload_documents", (is_council | is_contributor) & is_before_feedback)
rules.add_perm("preparation.ask_contributor", is_council & is_before_feedback)
rules.add_perm("preparation.mark_read", is_peer & has_begun & is_open)
rules.add_perm("preparation.add_document", is_manager & is_before_feedback)
rules.add_perm("preparation.view_rounds", (is_lga | is_reader_of_team_work | is_council) & has_begun)
rules.add_perm("preparation.close_documents", is_manager & is_before_feedback)
rules.add_perm("preparation.link_key_line", is_manager & is_before_feedback)
rules.add_perm("preparation.end_preparation", is_manager & in_stage(Stage.PREPARATION))
