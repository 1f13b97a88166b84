"""Scoping in the demo: the council asks about its front door, stepping down to early help, and the voice of care leavers."""

from django.utils import timezone

from challenges.models import Theme
from challenges.moments import acting_at, now, today, working_days_from
from peerchallenge.demo.story import moment
from scoping import actions, queries

FRONT_DOOR = {
    "question": "How well do our front door and threshold decisions make sure that a child gets the right help the "
    "first time, without being passed between teams?",
    "already_known": "Contacts have risen by a fifth in two years, while the share that becomes a referral has stayed "
    "level.\n\nOur own audits of last winter found decisions made within a day and with a clear reason, and less "
    "certainty about what happens when a family does not agree to early help. Schools and health tell us that they do "
    "not always hear what came of a contact.",
    "outcome_wanted": "A shared view, with our partners, of where a child waits or is handed on, and two or three things "
    "we should change first.",
    "measure": "Repeat contacts about the same child within three months: 24 in 100 today, below 18 in 100 a year from "
    "now. Referrers who say they were told the outcome: 55 in 100 today, 80 in 100 a year from now.",
    "owner": "Head of service, front door and assessment",
}
STEP_DOWN = {
    "question": "When children step down from a child in need plan to early help, does the family get support that "
    "lasts, and do partners lead it with confidence?",
    "already_known": "About 30 families step down each month. One in four comes back to social care within a year, "
    "most often after the school holidays.\n\nSchools lead most early help plans. Health visitors and housing lead few, "
    "and tell us that they are unsure what is expected of them.",
    "outcome_wanted": "To know what families and lead professionals find helpful at the point of step-down, so that we "
    "can settle how the handover works in all three localities.",
    "owner": "Strategic lead, early help and partnerships",
}
STEP_DOWN_MEASURE = (
    "Families who come back to social care within a year of stepping down: 25 in 100 today, 15 in 100 eighteen months "
    "from now. Early help plans led by health or housing: 1 in 10 today, 1 in 4 a year from now."
)
CARE_LEAVERS = {
    "question": "Do our care leavers shape the support they get, and can they see what has changed because of what "
    "they said?",
}
CARE_LEAVERS_REST = {
    "already_known": "We are in touch with nearly all of our care leavers aged 19 to 21, and with fewer of those who "
    "are older. The care leavers’ forum meets every month and has rewritten the local offer.\n\nPathway plans are up to "
    "date. When we read them, the young person’s own words are in about half.",
    "outcome_wanted": "To hear from young people themselves what it is like to be listened to here, also from those who "
    "do not come to the forum, and what other councils do to reach them.",
    "measure": "Pathway plans written with the young person, in their words: half today, all of them a year from now. "
    "Changes made because of the forum and reported back to it: 3 last year, 6 next year.",
    "owner": "Service manager, leaving care",
}
MODULES = ["M4", "M10"]  # Early help, Care leavers

LETTER = (
    "Dear Director of Children’s Services\n\n"
    "Thank you for a good conversation. Version {number} of the scoping proposal for your peer challenge is ready to "
    "read under “Scoping proposal”.\n\n"
    "If something should be different, tell the challenge manager before you agree it, and we will send a new version.\n"
)


def begin(challenge, cast):
    """The scoping meeting and what followed: two key lines, a first version sent, then the sponsor asked for a third."""
    modules = queries.modules(challenge).filter(code__in=MODULES)
    standing = queries.chosen_themes(challenge).filter(kind=Theme.Kind.MODULE)
    actions.choose_modules(
        challenge, modules=modules, seen=standing.values_list("pk", flat=True), by=cast.challenge_manager
    )
    actions.add_key_line(challenge, theme=_theme(challenge, "C2"), by=cast.challenge_manager, **FRONT_DOOR)
    actions.add_key_line(challenge, theme=_theme(challenge, "M4"), by=cast.organiser, **STEP_DOWN)
    with _after(2):
        _make_and_send(challenge, cast)
    with _after(4):
        actions.add_key_line(challenge, theme=_theme(challenge, "M10"), by=cast.sponsor, **CARE_LEAVERS)


def complete(challenge, cast):
    """What was empty is written, a second version is sent, and the sponsor agrees it."""
    with _after(-3):
        step_down, care_leavers = list(queries.key_lines(challenge))[1:3]
        _edit(step_down, cast.organiser, measure=STEP_DOWN_MEASURE)
        _edit(care_leavers, cast.organiser, **CARE_LEAVERS_REST)
    with _after(-2):
        newest = _make_and_send(challenge, cast)
    actions.agree_proposal(newest, by=cast.sponsor)


def _make_and_send(challenge, cast):
    proposal = actions.make_proposal(challenge, by=cast.challenge_manager)
    return actions.send_proposal(
        proposal,
        subject=f"Scoping proposal for your peer challenge, version {proposal.number}",
        body=LETTER.format(number=proposal.number),
        by=cast.programme_manager,
    )


def _edit(key_line, by, **changes):
    fields = ["question", "theme", "already_known", "outcome_wanted", "measure", "owner", "version"]
    actions.edit_key_line(key_line, by=by, **{field: getattr(key_line, field) for field in fields} | changes)


def _theme(challenge, code):
    return queries.chosen_themes(challenge).filter(code=code).first()


def _after(working_days):
    """So many working days after the moment the story stands at, never later than now."""
    return acting_at(moment(working_days_from(today(), working_days), timezone.localtime(now()).hour))
