"""The bottom app."""

from django.apps import AppConfig


class ChallengesConfig(AppConfig):
    name = "challenges"
    verbose_name = "Challenges"

    def ready(self):
        from challenges import (  # noqa: PLC0415  # the models must be there first
            access,
            append_only,  # noqa: F401  # teaches every connection to SQLite the question its triggers ask
            checks,  # noqa: F401  # registers what check --deploy says
            duties,
            first_sight,
            invitation_links,
            lifecycle,
            notifications,
            outbox,
            pausing,
            queries,
            redating,
            rules,  # noqa: F401  # registers the permissions
            scheduled,  # noqa: F401  # registers the clock's jobs
            security_log,  # noqa: F401  # hears who comes in and who does not
            see_as,
        )
        from challenges.actions import move_mails  # noqa: PLC0415
        from challenges.redating import mails  # noqa: PLC0415
        from challenges.sign_in import second_step  # noqa: PLC0415

        lifecycle.register_duty(queries.observers_to_decide)
        access.GATES.insert(0, see_as.not_for_child_level_pages)
        access.GATES.append(second_step.gate)
        access.GATES.append(first_sight.first_sight)
        lifecycle.register_duty(duties.people_to_name)
        lifecycle.register_duty(duties.invitations_left)
        lifecycle.register_duty(pausing.requests_waiting)
        lifecycle.WHILE_PAUSED.append(pausing.left_while_paused)
        redating.DATED.append(redating.Dated("Mails that wait for their day", mails.look, move_mails))
        outbox.STILL_NEEDED[notifications.INVITATION] = notifications.invitation_still_needed
        outbox.FILLED_IN[notifications.INVITATION] = invitation_links.with_link
