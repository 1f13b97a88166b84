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
    is_lead_peer,
    is_lga,
    is_manager,
    is_open,
    is_organiser,
    is_peer,
    is_reader_of_team_work,
    is_sponsor,
)
from preparation.models import SectionAsk
from preparation.statements import item_code

PEER_TEAM = (Role.LEAD_PEER, Role.PEER, Role.OBSERVER)
has_begun = from_stage(Stage.PREPARATION)
# People drop out late, and documents come late: both stay open until the week on site is over.
is_before_feedback = in_stage(Stage.PREPARATION, Stage.CASE_REVIEW, Stage.ON_SITE)
may_invite = has_role(*MAY_INVITE[Role.PEER])


@rules.predicate
def is_invited(user, place):
    """The person a place in the team was offered to; they need not be in the challenge."""
    return place is not None and place.user_id == user.pk


@rules.predicate
def asks_for_statement(user, challenge):
    """The programme's document list asks for a position statement."""
    return challenge is not None and bool(item_code(challenge.programme.plan))


@rules.predicate
def is_asked_for_a_section(user, challenge):
    """Some section of the position statement was given to this person."""
    return SectionAsk.objects.filter(section__challenge=challenge, contributor=user).exists()


writes_statement = is_contributor & is_asked_for_a_section

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
rules.add_perm("preparation.pull_document", is_peer & is_before_feedback)
rules.add_perm("preparation.withdraw_pull", is_manager & is_before_feedback)
rules.add_perm("preparation.view_reading", (is_lga | is_peer) & has_begun)
rules.add_perm("preparation.compare_reading", (is_lga | is_lead_peer) & has_begun)
# Which notes: ReadingNote.objects.visible_to. Observers read what is shared on items they read.
rules.add_perm("preparation.view_reading_notes", is_reader_of_team_work & has_begun)
rules.add_perm("preparation.write_reading_note", is_peer & has_begun & is_open)
rules.add_perm("preparation.view_rounds", (is_lga | is_reader_of_team_work | is_council) & has_begun)
rules.add_perm("preparation.close_documents", is_manager & is_before_feedback)
rules.add_perm("preparation.link_key_line", is_manager & is_before_feedback)
# The position statement is the council's own until the sponsor hands over a version. Which sections a contributor reads and
# writes: StatementSection.objects.readable_by.
may_read_versions = is_lga | is_reader_of_team_work | is_council
rules.add_perm("preparation.view_statement", (may_read_versions | writes_statement) & asks_for_statement & has_begun)
rules.add_perm("preparation.view_statement_versions", may_read_versions & asks_for_statement & has_begun)
rules.add_perm("preparation.view_statement_draft", is_council & asks_for_statement & has_begun)
rules.add_perm("preparation.write_statement", (is_council | writes_statement) & asks_for_statement & is_before_feedback)
rules.add_perm("preparation.give_section", is_council & asks_for_statement & is_before_feedback)
rules.add_perm("preparation.hand_over_statement", is_sponsor & asks_for_statement & is_before_feedback)
# What is not confirmed yet is the council's own: PerformanceSet.objects.readable_by.
rules.add_perm("preparation.view_performance", (is_lga | is_reader_of_team_work | is_council) & has_begun)
rules.add_perm("preparation.give_performance", is_council & is_before_feedback)
rules.add_perm("preparation.link_indicators", (is_manager | is_lead_peer) & is_before_feedback)
rules.add_perm("preparation.make_performance_pack", (is_manager | is_lead_peer | is_council) & is_before_feedback)
rules.add_perm("preparation.end_preparation", is_manager & in_stage(Stage.PREPARATION))
