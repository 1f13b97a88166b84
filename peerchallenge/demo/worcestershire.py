"""The Worcestershire safeguarding peer review of 2015 as a finished challenge, told from the council's panel paper.

The words are the paper's (worcestershire.toml says which are ours); the people are the demo's, known by what they were.
"""

from __future__ import annotations

import datetime
import tomllib
from pathlib import Path

from django.core.files.base import ContentFile
from django.utils import timezone

import evaluation.actions
import feedback.actions
import onsite.actions
import preparation.actions
import preparation.queries
import reports.actions
import reports.notifications
import reports.queries
import scoping.actions
from challenges import actions, documents, jobs
from challenges.lifecycle import Stage
from challenges.models import Challenge, Council, Programme, Role
from challenges.moments import acting_at, working_days_from
from onsite.models import DailyNote
from peerchallenge.demo.cast import Cast

PAPER = tomllib.loads((Path(__file__).parent / "worcestershire.toml").read_text())
COUNCIL = PAPER["council"]
STARTS_ON: datetime.date = PAPER["starts_on"]
PAPER_ITEM = PAPER["paper"]["title"]
ROUND = PAPER["report"]  # what stands round the paper's own words in the report


def tell(council: Council, cast: Cast) -> Challenge:
    """Take the review from its set-up to its close, at the moments it happened or must have happened."""
    programme = Programme.objects.newest().get(code=PAPER["programme"])
    with acting_at(_at(-100)):
        challenge = actions.create_challenge(
            council=council, programme=programme, starts_on=STARTS_ON, by=cast.programme_manager, is_demo=True
        )
        for role in (Role.CHALLENGE_MANAGER, Role.ADVISER, Role.SPONSOR, Role.ORGANISER):
            user = getattr(cast, role.value)
            actions.add_person(challenge, email=user.email, name=user.name, role=role, by=cast.programme_manager)
            user.__dict__.pop("roles_by_challenge", None)  # read again: they hold one more now
    _scope(challenge, cast)
    _prepare(challenge, cast)
    _hold_the_week(challenge, cast)
    _give_feedback(challenge, cast)
    _report(challenge, cast)
    _evaluate(challenge, cast)
    return challenge


def _at(working_days: int, hour: int = 11) -> datetime.datetime:
    """This many working days from the first day of the week in the council."""
    day = working_days_from(STARTS_ON, working_days)
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time(hour)))


def _scope(challenge: Challenge, cast: Cast) -> None:
    themes = {theme.code: theme for theme in challenge.programme.themes.all()}
    with acting_at(_at(-85)):
        for line in PAPER["key_lines"]:
            words = {name: line[name] for name in ("question", "already_known", "outcome_wanted", "measure", "owner")}
            scoping.actions.add_key_line(challenge, theme=themes[line["theme"]], by=cast.sponsor, **words)
        proposal = scoping.actions.make_proposal(challenge, by=cast.programme_manager)
        scoping.actions.send_proposal(
            proposal,
            subject="Scope of your safeguarding peer review",
            body="The scope as we discussed it, for you to agree.",
            by=cast.programme_manager,
        )
    with acting_at(_at(-80)):
        scoping.actions.agree_proposal(proposal, by=cast.sponsor)


def _prepare(challenge: Challenge, cast: Cast) -> None:
    with acting_at(_at(-65)):
        second = actions.know_person(
            email="safeguarding-peer@demo.invalid", name="Safeguarding peer", by=cast.challenge_manager
        )
    # In the paper's order; the LGA's programme manager, who comes first there, holds no place to be invited to.
    people = [cast.lead_peer, cast.peers[3], cast.peers[0], second, cast.peers[2], cast.peers[1]]
    members = [member for member in PAPER["team"] if member["role"] != Role.PROGRAMME_MANAGER]
    with acting_at(_at(-60)):
        places = [
            preparation.actions.invite_person(
                challenge,
                email=user.email,
                name=user.name,
                role=member["role"],
                place=member["place"],
                brings=member["brings"],
                by=cast.challenge_manager,
            )
            for member, user in zip(members, people, strict=True)
        ]
    for days, (place, user) in enumerate(zip(places, people, strict=True)):
        with acting_at(_at(-58 + days)):
            preparation.actions.accept_invitation(place, declaration="Not part of this record.", by=user)
    with acting_at(_at(-30)):
        for item in challenge.document_requests.filter(importance="must_read"):
            preparation.actions.mark_not_held(
                item, reason="Which documents the team read in 2015 is not part of this record.", by=cast.organiser
            )
    with acting_at(_at(-20)):
        actions.end_stage(challenge, Stage.PREPARATION, by=cast.challenge_manager)


def _hold_the_week(challenge: Challenge, cast: Cast) -> None:
    team = list(preparation.queries.team(challenge))
    with acting_at(_at(-10)):
        onsite.actions.fill_timetable(challenge, by=cast.organiser)
        for number in range(5):
            tracks = {
                "All": onsite.actions.TrackPlan(team),
                "A": onsite.actions.TrackPlan(team[:2]),
                "B": onsite.actions.TrackPlan(team[2:4]),
                "C": onsite.actions.TrackPlan(team[4:]),
            }
            onsite.actions.fill_day(
                challenge, working_days_from(STARTS_ON, number), tracks=tracks, by=cast.challenge_manager
            )
    for day in range(5):
        with acting_at(_at(day, 18)):
            onsite.actions.mark_day_held(challenge, working_days_from(STARTS_ON, day), by=cast.challenge_manager)
    with acting_at(_at(1, 18)):
        note = onsite.actions.write_daily_note(
            challenge,
            on_date=working_days_from(STARTS_ON, 1),
            text="What the team told the director in the course of the week is not part of this record.",
            by=cast.lead_peer,
        )
        onsite.actions.share_daily_note(note, by=cast.lead_peer)
        onsite.actions.mark_daily_note_seen(DailyNote.objects.get(pk=note.pk), by=cast.sponsor)
        _keep_the_paper(challenge, cast)
    with acting_at(_at(4, 9)):
        onsite.actions.end_onsite(challenge, by=cast.challenge_manager)


def _keep_the_paper(challenge: Challenge, cast: Cast) -> None:
    """The panel paper stands among the documents: it is the evidence of every finding here."""
    item = preparation.actions.add_document(
        challenge,
        title=PAPER_ITEM,
        why="Everything in this record rests on it.",
        importance="reference",
        due_on=PAPER["ends_on"],
        by=cast.challenge_manager,
    )
    file = ContentFile(PAPER["paper"]["text"].strip().encode(), name=PAPER["paper"]["file_name"])
    preparation.actions.upload_documents(item, [file], by=cast.organiser)


def _give_feedback(challenge: Challenge, cast: Cast) -> None:
    themes = {theme.code: theme for theme in challenge.programme.themes.all()}
    lines = {line.number: line for line in challenge.key_lines.all()}
    item = preparation.queries.documents_in(challenge).get(title=PAPER_ITEM)
    with acting_at(_at(4, 10)):
        good_practice = [{**found, "kind": "good_practice"} for found in PAPER["good_practice"]]
        for found in PAPER["findings"] + good_practice:
            note = feedback.actions.write_note(
                challenge,
                kind=found["kind"],
                text=found["text"],
                document=item,
                where=found["evidence"].removeprefix("Panel paper, "),
                key_line=lines[found["key_line"]],
                share=True,
                by=cast.lead_peer,
            )
            feedback.actions.write_finding(
                challenge,
                kind=found["kind"],
                headline=found["headline"],
                detail=found["text"],
                theme=themes[found["theme"]],
                key_line=lines[found["key_line"]],
                evidence=[note],
                by=cast.lead_peer,
            )
        feedback.actions.edit_presentation(
            challenge,
            version=1,
            headline_messages=PAPER["summary"].strip(),
            next_steps=ROUND["next_steps"].strip(),
            by=cast.lead_peer,
        )
    with acting_at(_at(4, 12)):
        feedback.actions.give_presentation(challenge, given_on=PAPER["ends_on"], by=cast.lead_peer)


def _report(challenge: Challenge, cast: Cast) -> None:
    manager = cast.challenge_manager
    with acting_at(_at(9)):
        report = reports.actions.make_report(challenge, by=manager)
    for number, (section, pieces) in enumerate(_words(challenge).items()):
        with acting_at(_at(10, 9 + number)):
            for passage, (heading, text) in zip(report.passages.filter(section=section), pieces, strict=True):
                reports.actions.edit_passage(passage, heading=heading, text=text, version=passage.version, by=manager)
    with acting_at(_at(11)):
        reports.actions.send_to_lead_peer(report, by=manager)
    with acting_at(_at(12)):
        reports.actions.agree_report(report, by=cast.lead_peer)
    with acting_at(_at(15)):
        reports.actions.review_quality(report, by=cast.programme_manager)
    with acting_at(_at(16)):
        letter = reports.notifications.draft_for_council(
            report, window_ends_on=reports.queries.window_end(report), by=manager
        )
        reports.actions.send_to_council(report, subject=letter.subject, text=letter.text, by=manager)
    with acting_at(_at(24)):
        answers = {passage.pk: reports.actions.Answer(correct=True) for passage in reports.queries.answerable(report)}
        reports.actions.answer_passages(report, answers=answers, by=cast.sponsor)
        reports.actions.finish_answers(report, by=cast.sponsor)
    with acting_at(_at(26)):
        version = reports.actions.make_final(report, by=manager)
        jobs.run(version.document.job_id, work=documents.render, finish=documents.store_rendered)
    with acting_at(_at(28)):
        letter = reports.notifications.final_report(report, by=cast.programme_manager)
        reports.actions.issue_report(
            report, version=version, subject=letter.subject, text=letter.text, by=cast.programme_manager
        )


def _words(challenge: Challenge) -> dict[str, list[tuple[str, str]]]:
    """What people wrote into the report by hand: section by section, the heading and text of each passage."""
    themes = "\n".join(f"- {theme.name}" for theme in challenge.programme.themes.all())
    asked = "\n".join(f"{line['number']}. {line['question']}" for line in PAPER["key_lines"])
    team = "\n".join(f"- {member['description']}" for member in PAPER["team"])
    looked_at = [ROUND["invitation"], PAPER["what_it_is"], ROUND["themes"], themes, ROUND["key_lines"], asked]
    return {
        "scope": [
            ("What a peer review is, and what this one looked at", _paragraphs(*looked_at)),
            ("The review team", _paragraphs(ROUND["team"], team)),
            ("How the team worked", _paragraphs(ROUND["how"], ROUND["words"])),
        ],
        "conclusion": [("", _paragraphs(ROUND["conclusion"], *PAPER["conclusion"]))],
        "next_steps": [("", _paragraphs(ROUND["next_steps"]))],
        "record": [("", _paragraphs(*ROUND["record"]))],
    }


def _paragraphs(*texts: str) -> str:
    return "\n\n".join(text.strip() for text in texts)


def _evaluate(challenge: Challenge, cast: Cast) -> None:
    questions = challenge.programme.plan.evaluation.questions
    with acting_at(_at(50)):
        evaluation.actions.record_interview(
            challenge,
            held_on=working_days_from(STARTS_ON, 50),
            spoken_to=cast.sponsor,
            answers=dict.fromkeys((question.code for question in questions), "Not part of this record.")
            | {questions[0].code: PAPER["conclusion"][0]},
            version=0,
            by=cast.challenge_manager,
        )
        challenge.refresh_from_db()
        if challenge.stage == Stage.EVALUATION:
            evaluation.actions.close_challenge(challenge, by=cast.challenge_manager)
