"""The bottom app."""

from django.apps import AppConfig


class ChallengesConfig(AppConfig):
    name = "challenges"
    verbose_name = "Challenges"

    def ready(self):
        from challenges import (  # noqa: PLC0415  # the models must be there first
            access,
            append_only,  # noqa: F401  # teaches every connection to SQLite the question its triggers ask
            duties,
            first_sight,
            invitation_links,
            lifecycle,
            notifications,
            outbox,
            queries,
            rules,  # noqa: F401  # registers the permissions
            scheduled,  # noqa: F401  # registers the clock's jobs
            see_as,
        )
        from challenges.sign_in import second_step  # noqa: PLC0415

        lifecycle.register_duty(queries.observers_to_decide)
        access.GATES.insert(0, see_as.not_for_child_level_pages)
        access.GATES.append(second_step.gate)
        access.GATES.append(first_sight.first_sight)
        lifecycle.register_duty(duties.people_to_name)
        lifecycle.register_duty(duties.invitations_left)
        outbox.STILL_NEEDED[notifications.INVITATION] = notifications.invitation_still_needed
        outbox.FILLED_IN[notifications.INVITATION] = invitation_links.with_link
