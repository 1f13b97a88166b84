"""The Worcestershire safeguarding peer review of 2015 as a finished challenge, told from the council's panel paper.

The words are the paper's (worcestershire.toml says which are ours). The council's and the LGA's people are the demo's; the
team are known by where they came from. What the paper does not tell is left out, and said to be.
"""

from __future__ import annotations

import datetime
import tomllib
from pathlib import Path

from django.core.files.base import ContentFile
from django.utils import timezone
from django.utils.text import slugify

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
from challenges.models import Challenge, Council, Programme, Role, User
from challenges.moments import acting_at, working_days_from
from peerchallenge.demo.cast import Cast
from peerchallenge.demo.preparation import nothing_has_changed

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
            actions.use_invitations(challenge, by=user)
            user.__dict__.pop("roles_by_challenge", None)  # read again: they hold one more now
    _scope(challenge, cast)
    lead_peer = _prepare(challenge, cast)
    _end_the_week(challenge, cast)
    _give_feedback(challenge, lead_peer)
    _report(challenge, cast, lead_peer)
    _evaluate(challenge, cast)
    _two_years_later(challenge, cast)
    return challenge


def _at(working_days: int, hour: int = 11) -> datetime.datetime:
    """This many working days from the first day of the week in the council."""
    day = working_days_from(STARTS_ON, working_days)
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time(hour)))


def _scope(challenge: Challenge, cast: Cast) -> None:
    themes = {theme.code: theme for theme in challenge.programme.themes.all()}
    with acting_at(_at(-85)):
        for line in PAPER["key_lines"]:
            scoping.actions.add_key_line(
                challenge,
                theme=themes[line["theme"]],
                question=line["question"],
                already_known=_paragraphs(line["already_known"], ROUND["beside_a_question"]),
                outcome_wanted=line["outcome_wanted"],
                measure=line["measure"],
                owner=line["owner"],
                by=cast.sponsor,
            )
        proposal = scoping.actions.make_proposal(challenge, by=cast.programme_manager)
        scoping.actions.send_proposal(
            proposal,
            subject="Scope of your safeguarding peer review",
            body="The scope as we discussed it, for you to agree.",
            by=cast.programme_manager,
        )
        jobs.run(proposal.document.job_id, work=documents.render, finish=documents.store_rendered)
    with acting_at(_at(-80)):
        scoping.actions.agree_proposal(proposal, by=cast.sponsor)


def _prepare(challenge: Challenge, cast: Cast) -> User:
    """The team comes together; returns who leads it."""
    manager = cast.challenge_manager
    # The LGA's programme manager is of the team as well, without a place to be invited to.
    members = [member for member in PAPER["team"] if member["role"] != Role.PROGRAMME_MANAGER]
    places = []
    with acting_at(_at(-60)):
        for member in members:
            name, email = member["known_as"], f"{slugify(member['known_as'])}@demo.invalid"
            places.append(
                preparation.actions.invite_person(
                    challenge, email=email, name=name, role=member["role"], place=member["description"], by=manager
                )
            )
    for days, place in enumerate(places):
        with acting_at(_at(-58 + days)):
            texts = preparation.queries.texts_to_accept(challenge, {place.role}, place.user)
            declared = preparation.actions.Interests(anything_else="Not part of this record.")
            preparation.actions.accept_invitation(
                place, texts=[text.pk for text in texts], interests=declared, by=place.user
            )
    with acting_at(_at(-50)):
        nothing_has_changed(challenge, [place.user for place in places])
    with acting_at(_at(-30)):
        for item in challenge.document_requests.order_by("position"):
            preparation.actions.mark_not_held(
                item, reason="Which documents the team read is not part of this record.", by=cast.organiser
            )
    with acting_at(_at(-20)):
        actions.end_stage(challenge, Stage.PREPARATION, by=manager)
    return places[0].user


def _end_the_week(challenge: Challenge, cast: Cast) -> None:
    """The paper says whom the team met, not when; it stands among the documents as the evidence of every finding."""
    with acting_at(_at(4, 9)):
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
        onsite.actions.end_onsite(
            challenge,
            override_reason="The timetable of the week, and what the director was told day by day, are not part of this "
            "record.",
            by=cast.challenge_manager,
        )


def _give_feedback(challenge: Challenge, lead_peer: User) -> None:
    themes = {theme.code: theme for theme in challenge.programme.themes.all()}
    lines = {line.number: line for line in challenge.key_lines.all()}
    item = preparation.queries.documents_in(challenge, reader=lead_peer).get(title=PAPER_ITEM)
    good_practice = [{**found, "kind": "good_practice"} for found in PAPER["good_practice"]]
    for number, found in enumerate(PAPER["findings"] + good_practice):
        with acting_at(_at(4, 10) + datetime.timedelta(minutes=4 * number)):
            note = feedback.actions.write_note(
                challenge,
                kind=found["kind"],
                text=found["text"],
                document=item,
                where=found["evidence"].removeprefix("Panel paper, "),
                key_line=lines[found["key_line"]],
                share=True,
                by=lead_peer,
            )
            feedback.actions.write_finding(
                challenge,
                kind=found["kind"],
                headline=found["headline"],
                detail=found["text"],
                theme=themes[found["theme"]],
                key_line=lines[found["key_line"]],
                evidence=[note],
                by=lead_peer,
            )
    with acting_at(_at(4, 12)):
        feedback.actions.edit_presentation(
            challenge,
            version=1,
            headline_messages=PAPER["summary"].strip(),
            next_steps=ROUND["next_steps"].strip(),
            by=lead_peer,
        )
    with acting_at(_at(4, 13)):
        feedback.actions.give_presentation(challenge, given_on=PAPER["ends_on"], by=lead_peer)


def _report(challenge: Challenge, cast: Cast, lead_peer: User) -> None:
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
        reports.actions.agree_report(report, by=lead_peer)
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


def _two_years_later(challenge: Challenge, cast: Cast) -> None:
    """The details of who took part go, as agreed; a hold keeps the rest, for whoever wants to see a finished challenge."""
    challenge.refresh_from_db()
    closed_at = challenge.closed_at or _at(60)
    with acting_at(closed_at + datetime.timedelta(days=732)):
        actions.purge_group(challenge, "peer_details", by=User.objects.clock())
        actions.hold_back_purge(
            challenge,
            reason="Told from the council’s published paper: it is kept as the example of a finished challenge.",
            by=cast.programme_manager,
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
