"""The app of this stage, and what it tells the lifecycle."""

from django.apps import AppConfig


class PreparationConfig(AppConfig):
    name = "preparation"

    def ready(self):
        from challenges.access import GATES  # noqa: PLC0415  # models must be loaded first
        from challenges.alone_first import hold_back  # noqa: PLC0415  # as above
        from challenges.documents import WHEN_MADE  # noqa: PLC0415  # as above
        from challenges.invitation_links import LANDINGS, LETTERS, LISTS  # noqa: PLC0415  # as above
        from challenges.inviting import PEER_TEAM  # noqa: PLC0415  # as above
        from challenges.lifecycle import (  # noqa: PLC0415  # as above
            REACHED,
            WHEN_A_ROLE_CHANGES,
            WHEN_AN_ACCOUNT_CLOSES,
            Ending,
            Stage,
            register_duty,
            register_stage,
        )
        from challenges.mail_choices import OPTIONAL, OptionalMail  # noqa: PLC0415  # as above
        from challenges.models import Role  # noqa: PLC0415  # as above
        from challenges.outbox import FILLED_IN, STILL_NEEDED  # noqa: PLC0415  # as above
        from challenges.redating import DATED, Dated  # noqa: PLC0415  # as above
        from challenges.retention import before_it_goes  # noqa: PLC0415  # as above
        from challenges.scanning import WHEN_BLOCKED  # noqa: PLC0415  # as above
        from challenges.who_is_told import BESIDES  # noqa: PLC0415  # as above
        from preparation import actions, ground_rules, notifications, queries, rules, scheduled  # noqa: F401, PLC0415  # as above; they register
        from preparation.statements import KIND  # noqa: PLC0415  # as above

        register_stage(
            Stage.PREPARATION,
            left_to_do=queries.left_to_do,
            ending=Ending("preparation:preparation_end", "Confirm the team and the documents", Role.CHALLENGE_MANAGER),
            on_entering=actions.lay_out_documents,
        )
        REACHED.append(queries.milestones_reached)
        DATED.append(
            Dated("Due dates of documents that are not in", queries.dates_of_documents, actions.move_documents)
        )
        BESIDES.append(queries.invited_peers)
        WHEN_BLOCKED.append(actions.take_back_blocked)
        register_duty(queries.invitations_left)
        register_duty(queries.asked_left)
        register_duty(queries.unsorted_left)
        register_duty(queries.agreements_left)
        register_duty(queries.interests_left)
        register_duty(queries.performance_left)
        before_it_goes("documents", actions.let_go_of_packs)
        register_duty(queries.candidates_left)
        register_duty(queries.statements_left)
        hold_back(queries.statement_events_held_back)
        WHEN_MADE[KIND] = actions.put_statement_under_item
        register_duty(queries.pulls_left)
        GATES.append(ground_rules.accepted_first)
        WHEN_A_ROLE_CHANGES.append(actions.when_the_team_changes)
        WHEN_A_ROLE_CHANGES.append(actions.let_go_of_items)
        WHEN_AN_ACCOUNT_CLOSES.append(actions.withdraw_open_places)
        WHEN_AN_ACCOUNT_CLOSES.append(actions.leave_lists)
        OPTIONAL[queries.DIGEST] = OptionalMail(
            "Advance documents, once a day",
            "What came and what is missing; only on days when something came, changed or is due.",
        )
        STILL_NEEDED[queries.DIGEST] = queries.digest_still_needed
        FILLED_IN[queries.DIGEST] = notifications.digest_body
        for role in PEER_TEAM:
            LETTERS[role] = notifications.invitation_letter
            LANDINGS[role] = notifications.landing
            LISTS[role] = "preparation:team"
