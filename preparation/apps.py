"""The app of this stage, and what it tells the lifecycle."""

from django.apps import AppConfig


class PreparationConfig(AppConfig):
    name = "preparation"

    def ready(self):
        from challenges.access import GATES  # noqa: PLC0415  # models must be loaded first
        from challenges.invitation_links import LANDINGS, LETTERS, LISTS  # noqa: PLC0415  # as above
        from challenges.inviting import PEER_TEAM  # noqa: PLC0415  # as above
        from challenges.lifecycle import (  # noqa: PLC0415  # as above
            WHEN_A_ROLE_CHANGES,
            Ending,
            Stage,
            register_duty,
            register_stage,
        )
        from challenges.models import Role  # noqa: PLC0415  # as above
        from challenges.scanning import WHEN_BLOCKED  # noqa: PLC0415  # as above
        from preparation import actions, ground_rules, notifications, queries, rules  # noqa: F401, PLC0415  # as above

        register_stage(
            Stage.PREPARATION,
            left_to_do=queries.left_to_do,
            ending=Ending("preparation:preparation_end", "Confirm the team and the documents", Role.CHALLENGE_MANAGER),
            on_entering=actions.lay_out_documents,
        )
        WHEN_BLOCKED.append(actions.take_back_blocked)
        register_duty(queries.invitations_left)
        register_duty(queries.asked_left)
        register_duty(queries.agreements_left)
        register_duty(queries.interests_left)
        GATES.append(ground_rules.accepted_first)
        WHEN_A_ROLE_CHANGES.append(actions.when_the_team_changes)
        for role in PEER_TEAM:
            LETTERS[role] = notifications.invitation_letter
            LANDINGS[role] = notifications.landing
            LISTS[role] = "preparation:team"
