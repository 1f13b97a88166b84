"""Scoping in the demo: the council asks about its front door, stepping down to early help, and the voice of care leavers."""

import datetime

from django.utils import timezone

from challenges import documents, jobs
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
    "baseline": "24 in 100 contacts are about a child we heard of within three months; 55 in 100 referrers were told.",
    "target": "Below 18 in 100, and 80 in 100, a year from now.",
    "evidence": ["data", "cases", "groups", "partners"],
    "partners": "Police, health, schools",
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
    "evidence": ["families"],
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
    "baseline": "Half of the plans; 3 changes.",
    "target": "All plans and 6 changes, a year from now.",
    "evidence": ["documents", "families", "groups"],
    "owner": "Service manager, leaving care",
}
STEP_DOWN_BETTER = {
    "baseline": "25 in 100 families; 1 plan in 10.",
    "target": "15 in 100 and 1 in 4, eighteen months from now.",
    "evidence": ["data", "families", "partners"],
}
MODULES = ["M4", "M10"]  # Early help, Care leavers
LEFT_OUT = ["C1.8", "C3.7"]  # the pace of change, wellbeing: the council looked at both last year

MEETING = {
    "present": "Programme manager, LGA\nDirector of children’s services\nAssistant director, social care\nChildren’s "
    "improvement adviser",
    "focus": "The council wants to know whether children get the right help the first time, and what becomes of families "
    "who step down. It has changed its front door this year and would like fresh eyes on it.",
    "extra_key_lines": "The front door and step-down; a question about care leavers may follow.",
    "timetable": "Four days on site. Not in the last week of a term, and not in budget week.",
    "team_needs": "Somebody who has run a front door, and a peer from health or the police. No council next door.",
    "background": "A new director since last spring. Early help is led with partners in three localities.",
    "in_intervention": "no",
    "inspection_expected": "yes",
    "other_reviews": "A peer review of adult services in the autumn; health looks at short breaks next spring.",
    "decision": "go_on",
    "decision_reason": "The questions are clear, and staff have the time before the next regulator’s visit.",
}
TERMS = {
    "peers": 6,
    "team_needed": "One peer who has run a front door in a council with several localities, and one from health or the police.",
    "formats": ["slides", "report"],
    "feedback_to": "The presentation is for the director, the lead member, the assistant directors and the safeguarding "
    "partners. The report goes to the director.",
    "own_agreement": False,
    "confidentiality": "",
    "responsibilities": "The council arranges rooms in all three localities.",
}
COMMENTS = [
    (
        "key-lines",
        "The question about step-down should name the families who come back after the holidays.",
        "changed",
        "We add it to what you already know, and ask families about it on site.",
    ),
    (
        "team",
        "Could one of the peers come from a council with several localities, as ours?",
        "resolved",
        "It is what the proposal asks of the team. We look for such a peer first and show you who it is.",
    ),
]
ASKED_LATER = ("feedback", "Can the lead member have the slides the evening before?")
ANSWERED_LATER = (
    "The sponsor hears every message before; the slides are finished on the last morning and given to all at once."
)

LETTER = (
    "Dear Director of Children’s Services\n\n"
    "Thank you for a good conversation. Version {number} of the scoping proposal for your peer challenge is ready to "
    "read under “Scoping proposal”.\n\n"
    "If something should be different, tell the challenge manager before you agree it, and we will send a new version.\n"
)


def begin(challenge, cast):
    """The scoping meeting and what followed: two key lines, a first version sent, comments, and a third key line."""
    _meet(challenge, cast)
    modules = queries.modules(challenge).filter(code__in=MODULES)
    standing = queries.chosen_themes(challenge).filter(kind=Theme.Kind.MODULE)
    actions.choose_modules(
        challenge, modules=modules, seen=standing.values_list("pk", flat=True), by=cast.challenge_manager
    )
    actions.add_key_line(challenge, theme=_theme(challenge, "C2"), by=cast.challenge_manager, **FRONT_DOOR)
    actions.add_key_line(challenge, theme=_theme(challenge, "M4"), by=cast.organiser, **STEP_DOWN)
    for probe_theme in queries.chosen_themes_with_probes(challenge):
        _leave_out(challenge, probe_theme, cast.organiser)
    actions.set_terms(challenge, version=0, by=cast.challenge_manager, **TERMS)
    with _after(2):
        sent = _make_and_send(challenge, cast)
    with _after(3):
        said = [
            actions.comment_proposal(sent, section=section, text=text, by=cast.sponsor)
            for section, text, _outcome, _answer in COMMENTS
        ]
    with _after(4):
        for comment, (_section, _text, outcome, answer) in zip(said, COMMENTS, strict=True):
            actions.answer_comment(comment, outcome=outcome, answer=answer, by=cast.challenge_manager)
        actions.comment_proposal(sent, section=ASKED_LATER[0], text=ASKED_LATER[1], by=cast.organiser)
        actions.add_key_line(challenge, theme=_theme(challenge, "M10"), by=cast.sponsor, **CARE_LEAVERS)


def complete(challenge, cast):
    """What was empty is written, a second version is sent, and the sponsor agrees it."""
    with _after(-4):
        open_comment = queries.comments(challenge).open().get()
        actions.answer_comment(open_comment, outcome="resolved", answer=ANSWERED_LATER, by=cast.challenge_manager)
    with _after(-3):
        step_down, care_leavers = list(queries.key_lines(challenge))[1:3]
        _edit(step_down, cast.organiser, measure=STEP_DOWN_MEASURE, **STEP_DOWN_BETTER)
        _edit(care_leavers, cast.organiser, **CARE_LEAVERS_REST)
    with _after(-2):
        newest = _make_and_send(challenge, cast)
        jobs.run(
            newest.document.job_id, work=documents.render, finish=documents.store_rendered
        )  # read before it is agreed
    actions.agree_proposal(newest, by=cast.sponsor)


def _meet(challenge, cast):
    window = challenge.ends_on + datetime.timedelta(days=80)
    said = actions.Said(
        held_on=today(), inspection_on=window, inspection_until_on=window + datetime.timedelta(days=40), **MEETING
    )
    actions.record_meeting(challenge, said, version=0, shared=True, by=cast.programme_manager)


def _leave_out(challenge, theme, by):
    asked = [probe for probe in theme.probe_list if probe.code not in LEFT_OUT]
    seen = [probe.pk for probe in theme.probe_list]
    actions.choose_probes(challenge, theme, probes=asked, seen=seen, by=by)


def _make_and_send(challenge, cast):
    proposal = actions.make_proposal(challenge, by=cast.challenge_manager)
    return actions.send_proposal(
        proposal,
        subject=f"Scoping proposal for your peer challenge, version {proposal.number}",
        body=LETTER.format(number=proposal.number),
        by=cast.programme_manager,
    )


def _edit(key_line, by, **changes):
    fields = ["question", "theme", "already_known", "outcome_wanted", "measure", "baseline", "target", "evidence"]
    fields += ["partners", "owner", "version"]
    actions.edit_key_line(key_line, by=by, **{field: getattr(key_line, field) for field in fields} | changes)


def _theme(challenge, code):
    return queries.chosen_themes(challenge).filter(code=code).first()


def _after(working_days):
    """So many working days after the moment the story stands at, never later than now."""
    return acting_at(moment(working_days_from(today(), working_days), timezone.localtime(now()).hour))
